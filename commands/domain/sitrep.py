"""The situation report: what stands, and what changed since the last one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commands.domain.checkins import Happened, Movement, Resource, Strength, by_agency
from commands.domain.incidents import Incident
from commands.domain.messages import Card, Table
from commands.domain.moments import clock, shown, span

LATE = timedelta(minutes=1)
"""From here on a report of the clock says how late it is."""

MOST_CHANGES = 20
"""Changes that are named; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Sitrep:
    """One report that was made.

    ``since`` is when the one before was made; ``due`` the time of the schedule and ``late`` how long after it;
    ``movement`` the id of the newest change that it covers, so that none falls between two reports.
    """

    id: int = 0
    incident: str
    number: int
    at: datetime
    since: datetime | None = None
    due: datetime | None = None
    late: timedelta = timedelta(0)
    movement: int = 0
    by: str = ""


def compose(
    sitrep: Sitrep, incident: Incident, roster: tuple[Resource, ...], changes: tuple[Movement, ...], zone: ZoneInfo
) -> Card:
    """The report as a card: ``roster`` is everything checked in, ``changes`` what happened since the last one."""
    agencies = by_agency(roster)
    total = Strength(len(roster), sum(one.persons for one in roster))
    return Card(
        title=f"Situation report {sitrep.number}: {incident.shown}",
        fields=tuple(_fields(sitrep, total, zone)),
        table=_table(agencies) if agencies else None,
        lines=tuple(_changes(sitrep, changes, zone)),
    )


def _fields(sitrep: Sitrep, total: Strength, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield "As of", shown(sitrep.at, zone)
    if sitrep.due is not None and sitrep.late >= LATE:
        due = clock(sitrep.due, zone) if sitrep.late < timedelta(days=1) else shown(sitrep.due, zone)
        yield "Late", f"posted {span(sitrep.late)} late, due {due}"
    yield "Checked in", total.shown if total.resources else "nobody"


def _table(agencies: dict[str, Strength]) -> Table:
    rows = ((agency or "no agency", f"{n.resources:,}", f"{n.persons:,}") for agency, n in agencies.items())
    return Table(("Agency", "Resources", "Persons"), tuple(rows))


def _changes(sitrep: Sitrep, changes: tuple[Movement, ...], zone: ZoneInfo) -> Iterator[str]:
    if sitrep.since is None:
        yield "This is the first report."
        return
    since = f"Since the last report ({shown(sitrep.since, zone)})"
    if not changes:
        yield f"{since}: no change."
        return
    counts = ((sum(one.what is what for one in changes), word) for what, word in _WORDS.items())
    yield f"{since}: {', '.join(f'{count} {word}' for count, word in counts if count)}."
    yield from (f"{clock(one.at, zone)} {one.name} {_WORDS[one.what]}: {one.words}" for one in changes[-MOST_CHANGES:])
    if len(changes) > MOST_CHANGES:
        yield f"… and {len(changes) - MOST_CHANGES} earlier ones"


_WORDS = {Happened.IN: "checked in", Happened.CHANGED: "changed", Happened.OUT: "checked out"}
