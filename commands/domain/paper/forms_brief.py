"""ICS 201 Incident Briefing: what an incoming Incident Commander is handed, filled from the record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import Resource, division
from commands.domain.accountability.emergencies import Emergency, Emergent
from commands.domain.accountability.owed import Action, Doing
from commands.domain.log.logbook import Entry
from commands.domain.logistics.requests import FillLine, Request
from commands.domain.organisation.periods import Objective
from commands.domain.organisation.positions import POSITIONS, chain
from commands.domain.organisation.roles import Holding
from commands.domain.paper.paper import Row, Top, date_time, joined, short
from commands.domain.situation.reports import Report

COLUMNS_8 = ("Time", "Actions")
COLUMNS_10 = (
    "Resource", "Resource Identifier", "Date/Time Ordered", "ETA", "Arrived", "Notes (location/assignment/status)",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What blocks 5, 8 and 10 are made of. ``coming`` are fill lines that are not here yet, with their requests."""

    emergencies: tuple[Emergency, ...] = ()
    significant: tuple[Entry, ...] = ()
    conditions: tuple[Report, ...] = ()  # the newest CAN report of each unit
    standing: tuple[Report, ...] = ()  # figures, weather, hazards, evacuations
    systems: tuple[Report, ...] = ()
    objectives: tuple[Objective, ...] = ()
    actions: tuple[Action, ...] = ()
    holdings: tuple[Holding, ...] = ()
    resources: tuple[Resource, ...] = ()
    coming: tuple[tuple[Request, FillLine], ...] = ()
    ordered: Mapping[str, Request] = field(
        default_factory=dict
    )  # the requests that resources came for, by order number


def ics_201(found: Situation, top: Top) -> dict[str, object]:
    """ICS 201, Incident Briefing: the blocks from 4 on, as the template ``ics201`` takes them (source: FEMA 502-2)."""
    zone = top.zone
    return {
        "initiated": date_time(top.incident.opened, zone),
        "summary": list(_summary(found, zone)),
        "objectives": [f"O-{one.number}: {one.words}" for one in found.objectives if one.struck is None],
        "columns_8": list(COLUMNS_8),
        "actions": [_action(one, zone) for one in found.actions if one.state is not Doing.DROPPED],
        "organization": organization(found.holdings),
        "columns_10": list(COLUMNS_10),
        "resources": [
            *(_here(one, found, zone) for one in found.resources),
            *(_coming(*one, zone) for one in found.coming),
        ],
    }


def _summary(found: Situation, zone: ZoneInfo) -> Iterator[str]:
    for emergency in found.emergencies:
        state = (
            "not acknowledged" if emergency.state is Emergent.OPEN else f"acknowledged by {emergency.acknowledged_by}"
        )
        what = f"EMERGENCY {emergency.shown} {short(emergency.at, zone)}"
        yield f"{what}: {emergency.words or 'emergency traffic'}, {state}"
    for report in (*found.standing, *found.conditions, *found.systems):
        yield f"{report.gist} ({report.shown}, {short(report.at, zone)})"
    for entry in found.significant:
        yield f"{short(entry.said, zone)} {entry.words}"


def _action(one: Action, zone: ZoneInfo) -> Row:
    due = f", due {short(one.due, zone)}" if one.due else ""
    done = f", done {short(one.done_at, zone)}" if one.state is Doing.DONE else due
    return [short(one.at, zone), f"{one.shown} {one.words}{f' ({one.owner_name})' if one.owner_name else ''}{done}"]


def organization(holdings: Sequence[Holding]) -> list[dict[str, object]]:
    """Who holds what, by the lines of the organisation: the depth below the IC, the position, the names."""
    lines: dict[tuple[str, str], list[str]] = {}
    for one in sorted(holdings, key=lambda held: [*POSITIONS].index(held.position)):
        lines.setdefault((one.position, one.seat.full), []).append(one.who)
    return [
        {"depth": len(chain(position)), "position": full, "id": position, "names": ", ".join(names)}
        for (position, full), names in lines.items()
    ]


def _here(one: Resource, found: Situation, zone: ZoneInfo) -> Row:
    request = found.ordered.get(one.order)
    place = joined(division(one.div), one.location, one.status.shown, by=", ")
    return [
        joined(one.kind, one.type, one.agency, by=", "),
        one.name,
        short(request.at, zone) if request else "",
        short(one.eta, zone),
        f"X {short(one.checked_in, zone)}",
        f"{place}; {one.persons:,} pers.",
    ]


def _coming(request: Request, line: FillLine, zone: ZoneInfo) -> Row:
    notes = joined(line.state.value, f"for {division(request.div)}" if request.div else "", request.place)
    what = f"{line.quantity:,} {request.what}"
    return [what, line.shown, short(request.at, zone), short(line.eta, zone), "", notes]


def counted_by(rows: Iterable[Resource]) -> dict[tuple[str, str], tuple[int, int]]:
    """(agency, kind and type) → how many resources, how many persons."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one in rows:
        key = (one.agency or "no agency", joined(one.kind, one.type, by=" ") or "not given")
        number, persons = found.get(key, (0, 0))
        found[key] = (number + 1, persons + one.persons)
    return found
