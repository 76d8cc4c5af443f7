"""Forms about people and resources: ICS 205A Communications List, 211 Check-In List, 221 Demobilization Check-Out."""

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import Resource, Status, division
from commands.domain.accountability.demobs import Demob, Leaving, Signed, SignOff
from commands.domain.organisation.roles import Holding
from commands.domain.paper.paper import Row, Top, date_time, joined, parts, short

SENSITIVE = "SENSITIVE: contact details, not for public release"

COLUMNS_205A = ("Incident Assigned Position", "Name (Alphabetized)", "Method(s) of Contact")
COLUMNS_211 = (
    "State", "Agency", "Category", "Kind", "Type", "Resource Name or Identifier", "ST or TF", "6. Order Request #",
    "7. Date/Time Check-In", "8. Leader's Name", "9. Total Number of Personnel", "10. Incident Contact Information",
    "11. Home Unit or Agency", "12. Departure Point, Date and Time", "13. Method of Travel", "14. Incident Assignment",
    "15. Other Qualifications", "16. Data Provided to Resources Unit",
)  # fmt: skip

PLACES = ("Base", "Staging Area", "ICP", "Helibase", "Other")
"""The boxes of block 3, in the form's order."""


def ics_205a(holdings: Sequence[Holding], reached: Sequence[Resource], *, details: bool = True) -> dict[str, object]:
    """Who is reached how, by name. ``details`` are telephone numbers and the like; radio identifiers always stand."""
    by_person = {one.person: one for one in reached if one.person}
    by_name = {one.name.casefold(): one for one in reached}
    rows: list[Row] = []
    listed: set[int] = set()
    for holding in holdings:
        line = by_person.get(holding.person) or by_name.get(holding.name.casefold())
        if line:
            listed.add(line.id)
        rows.append([holding.seat.shown, holding.who, _methods(line, details=details) if line else ""])
    others = (one for one in reached if one.id not in listed and (one.contact or one.call))
    rows += [
        [joined(division(one.div), one.agency, by=", "), one.name, _methods(one, details=details)] for one in others
    ]
    return {"columns": list(COLUMNS_205A), "rows": sorted(rows, key=lambda row: (row[1].casefold(), row[0]))}


def _methods(one: Resource, *, details: bool) -> str:
    return joined(f"Radio: {one.call}" if one.call else "", one.contact if details else "")


def ics_211(resources: Iterable[Resource], top: Top) -> dict[str, object]:
    """One sheet for each check-in location, in the order of the boxes; resources without one last, block 3 blank."""
    sheets: dict[str, list[Resource]] = {}
    for one in resources:
        sheets.setdefault(one.location, []).append(one)
    order = sorted(sheets, key=lambda place: (place == "", PLACES.index(_box(place)) if place else 0, place.casefold()))
    start = top.window.start or top.incident.opened
    return {
        "columns": list(COLUMNS_211),
        "places": list(PLACES),
        "start": date_time(start, top.zone),
        "sheets": [_sheet_211(place, sheets[place], top.zone) for place in order] or [_sheet_211("", [], top.zone)],
    }


def _sheet_211(place: str, resources: Iterable[Resource], zone: ZoneInfo) -> dict[str, object]:
    box = _box(place) if place else ""
    return {
        "box": box,
        "other": place if box == "Other" else "",
        "place": place,
        "rows": [_row_211(one, zone) for one in resources],
    }


def _box(place: str) -> str:
    """Which box of block 3 is meant: ``Staging 2`` is a Staging Area."""
    said = place.casefold()
    return next((box for box in PLACES[:-1] if said.startswith(box.casefold().split()[0])), PLACES[-1])


def _row_211(one: Resource, zone: ZoneInfo) -> Row:
    """Contact details are not for everybody: block 10 has the radio identifier alone."""
    left = f"; left {short(one.checked_out, zone)}" if one.checked_out else ""
    return [
        "",
        one.agency,
        "",
        one.kind,
        one.type,
        one.name,
        _team(one.kind),
        one.order,
        short(one.checked_in, zone) + left,
        one.leader,
        f"{one.persons:,}",
        one.call,
        one.home,
        one.departs,
        one.travel,
        joined(division(one.div), "" if one.status in (Status.AVAILABLE, Status.ASSIGNED) else one.status.shown),
        one.qual,
        "",
    ]


def _team(kind: str) -> str:
    said = kind.casefold()
    return "ST" if "strike team" in said else "TF" if "task force" in said else ""


UNITS_221: Mapping[str, tuple[tuple[SignOff, str], ...]] = {
    "Logistics Section": (
        (SignOff.SUPPLY, "Supply Unit"),
        (SignOff.COMMUNICATIONS, "Communications Unit"),
        (SignOff.FACILITIES, "Facilities Unit"),
        (SignOff.GROUND_SUPPORT, "Ground Support Unit"),
        (SignOff.SECURITY, "Security Manager"),
    ),
    "Finance/Administration Section": ((SignOff.TIME, "Time Unit"),),
    "Planning Section": (
        (SignOff.DOCUMENTATION, "Documentation Leader"),
        (SignOff.DEMOBILIZATION, "Demobilization Leader"),
    ),
}


def ics_221(demob: Demob, signed: Iterable[Signed], resource: Resource | None, top: Top) -> dict[str, object]:
    """Only the boxes that were ticked are needed; who signed stands by name, with the time in the record."""
    by_box = {one.box: one for one in signed}
    state = "RELEASED" if demob.state is Leaving.RELEASED else "CANCELLED" if demob.state is Leaving.CANCELLED else ""
    zone = top.zone
    persons = f"{resource.persons:,} persons, {resource.agency}".rstrip(", ") if resource else ""
    return {
        "planned": date_time(demob.etd, zone),
        "resource": joined(demob.name, persons, by=", "),
        "order": resource.order if resource else "",
        "sections": [
            {"name": name, "boxes": [_box_221(box, label, demob, by_box, zone) for box, label in boxes]}
            for name, boxes in UNITS_221.items()
        ],
        "remarks": joined(demob.shown, state, f"begun by {demob.by_name} {date_time(demob.at, zone)}"),
        "etd": date_time(demob.etd, zone),
        "released": date_time(demob.released, zone),
        "destination": demob.destination or (resource.home if resource else ""),
        "eta": date_time(demob.eta, zone),
        "travel": demob.travel or (resource.travel if resource else ""),
        "contact": resource.call if resource else "",
    }


def _box_221(box: SignOff, label: str, demob: Demob, by_box: Mapping[str, Signed], zone: ZoneInfo) -> dict[str, object]:
    done = by_box.get(box.value)
    return {
        "label": label,
        "ticked": box.value in demob.needs,
        "remarks": done.remarks if done else "",
        "name": done.by_name if done else "",
        "signed": " ".join(parts(done.at, zone)) if done else "",
    }
