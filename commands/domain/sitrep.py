"""The situation report: what stands, and what changed since the last one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commands.domain.checkins import Happened, Movement, Strength, total
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


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a report is made of: who is checked in by agency, and the changes since the last one.

    ``changes`` are the newest of them, oldest first; ``counts`` counts them all.
    """

    incident: Incident
    agencies: Mapping[str, Strength]
    counts: Mapping[Happened, int]
    changes: tuple[Movement, ...]


def compose(sitrep: Sitrep, facts: Facts, zone: ZoneInfo) -> Card:
    """The report as a card, its times in the incident's zone."""
    return Card(
        title=f"Situation report {sitrep.number}: {facts.incident.shown}",
        fields=tuple(_fields(sitrep, total(facts.agencies.values()), zone)),
        table=_table(facts.agencies) if facts.agencies else None,
        lines=tuple(_changes(sitrep, facts, zone)),
    )


def _fields(sitrep: Sitrep, here: Strength, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield "As of", shown(sitrep.at, zone)
    if sitrep.due is not None and sitrep.late >= LATE:
        due = clock(sitrep.due, zone) if sitrep.late < timedelta(days=1) else shown(sitrep.due, zone)
        yield "Late", f"posted {span(sitrep.late)} late, due {due}"
    yield "Checked in", here.shown if here.resources else "nobody"


def _table(agencies: Mapping[str, Strength]) -> Table:
    rows = ((agency or "no agency", f"{n.resources:,}", f"{n.persons:,}") for agency, n in agencies.items())
    return Table(("Agency", "Resources", "Persons"), tuple(rows))


def _changes(sitrep: Sitrep, facts: Facts, zone: ZoneInfo) -> Iterator[str]:
    if sitrep.since is None:
        yield "This is the first report."
        return
    since = f"Since the last report ({shown(sitrep.since, zone)})"
    if not facts.changes:
        yield f"{since}: no change."
        return
    counted = (f"{facts.counts[what]:,} {word}" for what, word in _WORDS.items() if what in facts.counts)
    yield f"{since}: {', '.join(counted)}."
    if sum(facts.counts.values()) > len(facts.changes):
        yield f"The newest {len(facts.changes)}:"
    yield from (f"{clock(one.at, zone)} {one.name} {_WORDS[one.what]}: {one.words}" for one in facts.changes)


_WORDS = {Happened.IN: "checked in", Happened.CHANGED: "changed", Happened.OUT: "checked out"}
