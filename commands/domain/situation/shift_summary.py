"""The shift summary: the difference between two moments of the record, for whoever takes over.

What is open stands in exactly one section: first what belongs to a position that changes hands, then what is late,
what is due within twelve hours, what was carried over with its age, and what is new. The facts are the source; at the
end stands how much was recorded, and that more was said than that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from commands.domain.accountability.checkins import counted
from commands.domain.messages import Colour, Table
from commands.domain.moments import shown, span
from commands.domain.organisation.roles import Holding, Rank
from commands.domain.organisation.shifts import ShiftPart
from commands.domain.situation.facts import Facts
from commands.domain.situation.items import Item, brief, open_items
from commands.domain.situation.sections import (
    HORIZON,
    Section,
    about_accountability,
    about_objectives,
    about_people,
    about_situation,
)
from commands.domain.situation.sections_of_work import about_radio, about_significant, about_systems, about_unknown
from commands.domain.situation.situation import Situation, period_clock

AGENCIES = 20
"""Agencies that are named in a line."""

ASK = "This is what was recorded; ask what was only said on the radio."


@dataclass(frozen=True)
class Closed:
    """Something that was closed: its id, what became of it, and when.

    ``named`` is what it is by itself, since ``opened`` and with a time to be done by; empty where it is no open thing.
    """

    id: str
    words: str
    at: datetime
    named: str = ""
    opened: datetime | None = None
    due: datetime | None = None

    def open_at(self, at: datetime) -> bool:
        """True where it was open at that time (UTC), and is known by name; what is no open thing never was."""
        return bool(self.named) and self.opened is not None and self.opened <= at < self.at


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What became of the record between ``facts.since`` and ``facts.at``, beside the facts themselves.

    ``seats`` are the positions that changed hands meanwhile, ``traffic`` the rows of radio traffic, ``entries`` the
    log's. Of a stretch that is over ``until`` is the end, and the facts are as they were then; ``since_closed`` was
    open at that time and is not any more.
    """

    facts: Facts
    closed: tuple[Closed, ...] = ()
    seats: tuple[Holding, ...] = ()
    traffic: int = 0
    entries: int = 0
    until: datetime | None = None
    since_closed: tuple[Item, ...] = ()


def compose(title: str, now: Difference, parts: Iterable[ShiftPart] = (), late: str = "") -> Situation:
    """The summary as it is posted; ``parts`` are the positions that change hands, whose part stands first."""
    return Situation(
        title=f"{title}: {now.facts.incident.shown}",
        head=tuple(_head(now, tuple(parts), late)),
        sections=tuple(_sections(now, tuple(parts))),
        at=now.facts.at,
        zone=now.facts.zone,
        footer=f"Log {now.facts.head.shown}" if now.facts.head else "",
        colour=Colour.RED if now.facts.emergencies else None,
    )


def _head(now: Difference, parts: tuple[ShiftPart, ...], late: str) -> Iterator[tuple[str, str]]:
    facts = now.facts
    since = shown(facts.since, facts.zone) if facts.since else "the beginning"
    until = now.until or facts.at
    lasts = f", {span(until - facts.since)}" if facts.since else ""
    yield "From", f"{since} to {shown(until, facts.zone)}{lasts}"
    if late:
        yield "Late", late
    if parts:
        yield "To", ", ".join(one.shown for one in parts)
    if period := period_clock(facts):
        yield "Operational period", period


def _sections(now: Difference, parts: tuple[ShiftPart, ...]) -> Iterator[Section]:
    facts = now.facts
    left = [*open_items(facts), *now.since_closed]
    for part in parts:
        sorted_out = [(one, belongs(one, part)) for one in left]
        mine = [one for one, is_theirs in sorted_out if is_theirs]
        left = [one for one, is_theirs in sorted_out if not is_theirs]
        if mine:
            name = f"For {part.seat.shown}, {part.to_name}"
            yield Section(name=name, gist=counted(len(mine), "open thing"), items=tuple(mine))
    yield from _still_open(left, facts)
    beyond = facts.supply.open.more + facts.messages.more + facts.actions.more + facts.watches.more + facts.needs.more
    if beyond > 0:
        yield Section(name="Not listed", gist=f"{beyond:,} more open things: request list, message list, action list")
    if now.closed:
        lines = tuple(f"{facts.near(one.at)} {one.id} {brief(one.words, 100)}" for one in now.closed)
        yield Section(name="Closed", gist=f"{len(now.closed):,}", lines=lines)
    yield from _subjects(now)


def belongs(one: Item, part: ShiftPart) -> bool:
    """True where the position answers for it, or whoever leaves it does."""
    seats = {part.seat.shown, part.position} if not part.place else {part.seat.shown}
    return bool(seats & {*one.seats}) or bool(part.leaving and one.owner == part.leaving)


def _still_open(left: list[Item], facts: Facts) -> Iterator[Section]:
    distress = {one.shown for one in facts.emergencies}
    late = [one for one in left if one.late and one.id not in distress]
    in_time = [one for one in left if not one.late and one.id not in distress]
    soon = [one for one in in_time if one.due and one.due <= facts.at + HORIZON]
    rest = [one for one in in_time if not (one.due and one.due <= facts.at + HORIZON)]
    old = [one for one in rest if facts.since and one.opened < facts.since]
    new = [one for one in rest if not (facts.since and one.opened < facts.since)]
    for name, found in (
        ("Emergencies", [one for one in left if one.id in distress]),
        ("Overdue", late),
        ("Due in the next 12 hours", sorted(soon, key=lambda one: one.due or one.opened)),
        ("Carried over", sorted(old, key=lambda one: one.opened)),
        ("Opened and still open", new),
    ):
        if found:
            tone = _TONES.get(name)
            aged = tuple(_aged(one, facts) for one in found) if name == "Carried over" else tuple(found)
            yield Section(name=name, gist=f"{len(found):,}", items=aged, colour=tone)


_TONES = {"Emergencies": Colour.RED, "Overdue": Colour.YELLOW}


def _aged(one: Item, facts: Facts) -> Item:
    return replace(one, words=f"{one.words}; open {span(facts.at - one.opened)}")


def _subjects(now: Difference) -> Iterator[Section]:
    """What is no open item: changes, states, and what was recorded. The items are taken out: they stand above."""
    facts = now.facts
    abouts = (about_situation, about_objectives, about_people, about_accountability, about_radio, about_systems)
    for about in abouts:
        found = about(facts)
        if found and (found.lines or not found.items):
            told = (_by_agency(found.table),) if found.table else ()
            yield replace(found, items=(), more=0, lines=(*told, *found.lines), table=None)
    if now.seats:
        lines = tuple(_seat(one, facts) for one in now.seats)
        yield Section(name="Positions that changed hands", gist=f"{len(lines):,}", lines=lines)
    if found := about_significant(facts):
        yield replace(found, name="Decisions and significant entries")
    yield Section(name="On the record", gist=_recorded(now), lines=(ASK,))
    if found := about_unknown(facts):
        yield found


def _by_agency(table: Table) -> str:
    """The table as one line, so that what belongs to a position stays first in the post."""
    rows = [
        f"{name} {resources} ({persons} {'person' if persons == '1' else 'persons'}{_moved(moved)})"
        for name, resources, persons, *moved in table.rows
    ]
    rest = f", {len(rows) - AGENCIES} more" if len(rows) > AGENCIES else ""
    return f"By agency: {', '.join(rows[:AGENCIES])}{rest}"


def _moved(moved: list[str]) -> str:
    return f", {moved[0]}" if moved and moved[0] != "0" else ""


def _seat(one: Holding, facts: Facts) -> str:
    mark = " (T)" if one.rank is Rank.TRAINEE and "(T)" not in one.seat.shown else ""
    if one.ended and one.ended <= facts.at:
        return f"{facts.near(one.ended)} {one.seat.shown}{mark}: {one.name} left"
    return f"{facts.near(one.since)} {one.seat.shown}{mark}: {one.name}"


def _recorded(now: Difference) -> str:
    facts = now.facts
    newest = max((one.par.closed or one.par.opened for one in facts.roll_calls), default=None)
    par = f"last PAR {span(facts.at - newest)} ago" if newest else "no PAR was called"
    rows = f"{now.traffic:,} {'row' if now.traffic == 1 else 'rows'} of radio traffic"
    entries = f"{now.entries:,} {'entry' if now.entries == 1 else 'entries'} of the log"
    return f"{rows}, {entries}, {par}"
