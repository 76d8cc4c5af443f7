"""CAP read from XML: one alert, many, an Atom or RSS feed, an EDXL-DE envelope. By local names, whatever the namespace.

Read tolerantly: what is odd is noted and kept, what is no alert is counted. Refused are document types (and with them
entities), trees that are too deep, and what is no XML.
"""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from bot.feeds.values import Reading, Unreadable, cut, moment, parameter_time, references_of, ring_of
from commands.domain.alerts.cap import Area, CapAlert, Certainty, Info, Point, Severity, Urgency, word_of

DEEPEST = 40
MOST_ELEMENTS = 3_000_000
MOST_INFOS, MOST_AREAS, MOST_CODES, MOST_SHAPES = 12, 300, 3_000, 200

ROOTS = frozenset({"alert", "alerts", "feed", "rss", "rdf", "edxldistribution"})


def read(body: bytes, home: str = "") -> Reading:
    """The alerts of a document, and the addresses at which it says that there are more. Raises Unreadable."""
    found = _Reader(home)
    try:
        found.walk(body)
    except DefusedXmlException:
        raise Unreadable("it has a document type or entities, which are not read") from None
    except (ParseError, ValueError, LookupError) as fault:
        if not found.root:
            raise Unreadable("it is no XML") from None
        raise Unreadable(f"it is broken XML ({str(fault)[:80]})") from None
    return Reading(tuple(found.alerts), tuple(found.links), found.unread)


class _Reader:
    def __init__(self, home: str) -> None:
        self.home = home
        self.root = ""
        self.status = ""  # of the envelope
        self.alerts: list[CapAlert] = []
        self.links: list[tuple[str, str]] = []
        self.unread = 0
        self._within = 0  # alerts inside the entry that is being read

    def walk(self, body: bytes) -> None:
        depth = count = 0
        for event, element in iterparse(BytesIO(body), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth, count = depth + 1, count + 1
                if depth > DEEPEST or count > MOST_ELEMENTS:
                    raise ValueError("it is nested too deep, or has too many elements")
                if depth == 1:
                    self._begin(_local(element))
                continue
            depth -= 1
            self._end(element)

    def _begin(self, name: str) -> None:
        if name not in ROOTS:
            what = "an HTML page" if name == "html" else f"<{name[:30]}>"
            raise Unreadable(f"it is {what}, neither CAP nor a feed of it")
        self.root = name

    def _end(self, element: Element) -> None:
        match _local(element):
            case "distributionstatus":
                self.status = (element.text or "").strip()
            case "alert":
                self._take(element)
                element.clear()
            case "entry" | "item":
                self._entry(element)
                element.clear()

    def _take(self, element: Element) -> None:
        self._within += 1
        found = alert_of(element, self.status)
        if found is None:
            self.unread += 1
        else:
            self.alerts.append(found)

    def _entry(self, element: Element) -> None:
        within, self._within = self._within, 0
        if within:
            return
        link = _link(element)
        if not link:
            self.unread += 1
        elif (found := urljoin(self.home, link)) != self.home:
            self.links.append((found, _text(element, "updated") or _text(element, "pubdate")))


def _link(entry: Element) -> str:
    """Where an entry has its alert: of several addresses the one that is said to be CAP."""
    found: list[tuple[int, str]] = []
    for each in entry:
        if _local(each) not in {"link", "enclosure"}:
            continue
        address = each.get("href") or each.get("url") or (each.text or "").strip()
        kind, rel = each.get("type", ""), each.get("rel", "alternate")
        if address and rel in {"alternate", "self", "enclosure", "via", "related"}:
            found.append((0 if "cap" in kind else 1 if rel == "alternate" else 2, address[:2_000]))
    return min(found, default=(0, ""))[1]


def alert_of(element: Element, envelope: str = "") -> CapAlert | None:
    """One ``<alert>``; None where it has no time or no identity. ``envelope`` is the status of what it came in."""
    odd: list[str] = []
    sent = moment(_text(element, "sent"), odd)
    identifier, sender = _text(element, "identifier"), _text(element, "sender")
    if sent is None or not (identifier or sender):
        return None
    status = _text(element, "status") or "Actual"
    if envelope and envelope != "Actual" and status == "Actual":
        odd.append(f"it came in an envelope of status {envelope[:20]}")
        status = envelope
    if not element.tag.startswith("{urn:oasis:names:tc:emergency:cap:1."):
        odd.append("its namespace is not that of CAP")
    infos = tuple(_info(each, odd) for each in _children(element, "info")[:MOST_INFOS])
    return CapAlert(
        identifier=cut(identifier, 400),
        sender=cut(sender, 200),
        sent=sent,
        status=cut(status, 20),
        type=cut(_text(element, "msgtype") or "Alert", 20),
        scope=cut(_text(element, "scope") or "Public", 20),
        note=cut(_text(element, "note"), 1_000),
        references=references_of(_text(element, "references")),
        infos=infos,
        oddities=tuple(dict.fromkeys(odd))[:10],
    )


def _info(element: Element, odd: list[str]) -> Info:
    parameters = _pairs(_children(element, "parameter")[:MOST_CODES])
    return Info(
        language=cut(_text(element, "language") or "en-US", 20),
        categories=tuple(cut(_own(each), 20) for each in _children(element, "category")[:12]),
        event=cut(_text(element, "event"), 200),
        responses=tuple(cut(_own(each), 20) for each in _children(element, "responsetype")[:12]),
        urgency=word_of(Urgency, _text(element, "urgency")),
        severity=word_of(Severity, _text(element, "severity")),
        certainty=word_of(Certainty, _text(element, "certainty")),
        codes=_pairs(_children(element, "eventcode")[:20]),
        effective=moment(_text(element, "effective"), odd),
        onset=moment(_text(element, "onset"), odd),
        expires=moment(_text(element, "expires"), odd),
        ends=parameter_time(parameters, odd),
        sender_name=cut(_text(element, "sendername"), 200),
        headline=cut(_text(element, "headline"), 500),
        description=cut(_text(element, "description"), 20_000),
        instruction=cut(_text(element, "instruction"), 10_000),
        web=cut(_text(element, "web"), 500),
        parameters=parameters,
        areas=tuple(_area(each, odd) for each in _children(element, "area")[:MOST_AREAS]),
    )


def _area(element: Element, odd: list[str]) -> Area:
    rings = (ring_of(_own(each), odd) for each in _children(element, "polygon")[:MOST_SHAPES])
    circles = (_circle(_own(each), odd) for each in _children(element, "circle")[:MOST_SHAPES])
    return Area(
        desc=cut(_text(element, "areadesc"), 1_000),
        polygons=tuple(ring for ring in rings if ring),
        circles=tuple(circle for circle in circles if circle),
        codes=_pairs(_children(element, "geocode")[:MOST_CODES]),
    )


def _circle(text: str, odd: list[str]) -> tuple[Point, float] | None:
    words = text.split()
    try:
        (lat, lon), radius = (float(one) for one in words[0].split(",")), float(words[1])
    except (ValueError, IndexError):
        odd.append("a circle that is none")
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 <= radius <= 20_100):
        odd.append("a circle that is nowhere")
        return None
    return (lat, lon), radius


def _pairs(elements: Iterable[Element]) -> tuple[tuple[str, str], ...]:
    return tuple((cut(_text(one, "valuename"), 120), cut(_text(one, "value"), 2_000)) for one in elements)


def _children(element: Element, name: str) -> list[Element]:
    return [each for each in element if _local(each) == name]


def _text(element: Element, name: str) -> str:
    return next((_own(each) for each in element if _local(each) == name), "")


def _own(element: Element) -> str:
    return (element.text or "").strip()


def _local(element: Element) -> str:
    return _named(element.tag)


@lru_cache(1_000)
def _named(tag: Any) -> str:
    return str(tag).rpartition("}")[2].casefold()

