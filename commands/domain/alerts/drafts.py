"""A drafted alert as a CAP 1.2 file, for whoever may send warnings to read, correct and send by their own means.

Its status is Draft, Exercise or Test, never Actual; it is not signed, and nothing in this program sends it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zoneinfo import ZoneInfo

from commands.domain.alerts.area import Place
from commands.domain.alerts.cap import Area, CapAlert, Certainty, Info, Point, Severity, Urgency
from commands.domain.alerts.codes import NAMES, STATES
from commands.domain.alerts.lint import straightened

NOTE = "Prepared by Net Control for review; not sent."
STATUSES = ("Draft", "Exercise", "Test")

_RESPONSES = {"EVI": "Evacuate", **dict.fromkeys(("SPW", "TOR", "RHW", "HMW"), "Shelter")}
_CATEGORIES = {"FRW": "Fire", "HMW": "CBRNE", "RHW": "CBRNE", "NUW": "CBRNE", "TOR": "Met", "SVR": "Met", "FFW": "Met"}
_OTHERS = {"EQW": "Geo", "VOW": "Geo", "LEW": "Security", "CAE": "Security", "BLU": "Security", "TOE": "Infra"}


def code_of(event: str) -> tuple[str, str]:
    """The SAME code and the name of an event as people call it: ``EVI``, ``evacuation``; no code where none fits."""
    said = event.strip().casefold()
    if said.upper() in NAMES:
        return said.upper(), NAMES[said.upper()]
    exact = [code for code, name in NAMES.items() if name.casefold() == said]
    near = exact or [code for code, name in NAMES.items() if said and name.casefold().startswith(said[:8])]
    if len(near) == 1:
        return near[0], NAMES[near[0]]
    return (said.upper(), said.upper()) if len(said) == 3 and said.isalpha() else ("", event.strip())


def drafted(
    *, event: str, place: Place, where: str, until: datetime, text: str, short: str, do: str, by: str,
    status: str, identifier: str, at: datetime,
) -> CapAlert:  # fmt: skip
    """The draft; ``place`` is its area, ``where`` the same in words, ``by`` the office in whose name it is."""
    code, name = code_of(event)
    text, short, do = straightened(text), straightened(short or text), straightened(do)
    area = Area(
        desc=straightened(where),
        polygons=place.polygons,
        circles=place.circles,
        codes=tuple(("SAME", same) for zone in place.zones if (same := same_of(zone))),
    )
    info = Info(
        language="en-US",
        categories=((_CATEGORIES | _OTHERS).get(code, "Safety"),),
        event=name,
        responses=(_RESPONSES.get(code, "Monitor"),),
        urgency=Urgency.IMMEDIATE,
        severity=Severity.SEVERE,
        certainty=Certainty.OBSERVED,
        codes=(("SAME", code),) if code else (),
        expires=until,
        sender_name=by,
        headline=f"{name}: {straightened(where)}"[:160],
        description=text,
        instruction=do,
        parameters=(
            ("CMAMtext", short),
            ("CMAMlongtext", text),
            ("WEAHandling", "Imminent Threat"),
            ("EAS-ORG", "CIV"),
        ),
        areas=(area,),
    )
    return CapAlert(
        identifier=identifier, sender="draft@net-control.invalid", sent=at, status=status, note=NOTE, infos=(info,)
    )


def same_of(zone: str) -> str:
    """The SAME code of a county or a whole state; empty for zones of the weather service, which have none."""
    if zone.startswith("same:"):
        return zone[5:]
    number = STATES.get(zone[:2], "")
    if len(zone) == 2 and number:
        return f"0{number}000"
    return f"0{number}{zone[3:]}" if number and zone[2:3] == "C" else ""


def written(alert: CapAlert, zone: ZoneInfo) -> str:
    """The file: CAP 1.2 in the order of its schema, times with the offset of the zone, no fractions."""
    root = Element("alert", xmlns="urn:oasis:names:tc:emergency:cap:1.2")
    for name, value in (
        ("identifier", alert.identifier), ("sender", alert.sender), ("sent", _time(alert.sent, zone)),
        ("status", alert.status), ("msgType", alert.type), ("scope", alert.scope), ("code", "IPAWSv1.0"),
        ("note", alert.note),
    ):  # fmt: skip
        SubElement(root, name).text = value
    for info in alert.infos:
        _info(SubElement(root, "info"), info, zone)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {NOTE} -->\n{tostring(root, encoding="unicode")}\n'


def _info(into: Element, info: Info, zone: ZoneInfo) -> None:
    for name, value in _texts(info):
        SubElement(into, name).text = value
    for kind, value in info.codes:
        _pair(into, "eventCode", kind, value)
    if info.expires:
        SubElement(into, "expires").text = _time(info.expires, zone)
    for name, value in (
        ("senderName", info.sender_name), ("headline", info.headline), ("description", info.description),
        ("instruction", info.instruction),
    ):  # fmt: skip
        if value:
            SubElement(into, name).text = value
    for kind, value in info.parameters:
        _pair(into, "parameter", kind, value)
    for area in info.areas:
        _area(SubElement(into, "area"), area)


def _texts(info: Info) -> Iterator[tuple[str, str]]:
    yield "language", info.language
    yield from (("category", one) for one in info.categories)
    yield "event", info.event
    yield from (("responseType", one) for one in info.responses)
    yield "urgency", info.urgency.value
    yield "severity", info.severity.value
    yield "certainty", info.certainty.value


def _area(into: Element, area: Area) -> None:
    SubElement(into, "areaDesc").text = area.desc
    for ring in area.polygons:
        SubElement(into, "polygon").text = " ".join(_point(point) for point in ring)
    for centre, radius in area.circles:
        SubElement(into, "circle").text = f"{_point(centre)} {radius:g}"
    for kind, value in area.codes:
        _pair(into, "geocode", kind, value)


def _pair(into: Element, name: str, kind: str, value: str) -> None:
    pair = SubElement(into, name)
    SubElement(pair, "valueName").text = kind
    SubElement(pair, "value").text = value


def _point(point: Point) -> str:
    return f"{point[0]:.5f},{point[1]:.5f}"


def _time(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone).replace(microsecond=0)
    offset = local.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() or not offset else "+"  # CAP writes the zero offset with a minus
    minutes = int(abs(offset).total_seconds()) // 60
    return f"{local:%Y-%m-%dT%H:%M:%S}{sign}{minutes // 60:02}:{minutes % 60:02}"
