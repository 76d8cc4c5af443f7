"""The board of an incident: one pinned message in each room that says how things stand, and is changed in place.

Nothing in it is relative to the moment: it changes when the record does, or when something falls due.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from commands.domain.accountability.checkins import total
from commands.domain.messages import Card, Colour
from commands.domain.moments import shown
from commands.domain.organisation.periods import in_brief
from commands.domain.organisation.roles import Holding
from commands.domain.situation.facts import Facts
from commands.domain.situation.items import Item, brief, open_items
from commands.domain.situation.sections import alert_line, not_accounted_for

SEATS = 24
"""Positions that are shown; the others are counted. With the other lines they fit in one message everywhere."""

LATE = 8
"""Things that are overdue and shown; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Board:
    """Whether an incident's rooms have a board, and who said so last."""

    id: int = 0
    incident: str
    on: bool
    at: datetime
    by_name: str
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a board is made of: the record as a room may read it, who holds what, and when the next report is due."""

    facts: Facts
    holders: Sequence[Holding] = ()
    next_report: datetime | None = None

    @property
    def empty(self) -> bool:
        """True while nothing is known beyond the incident's name."""
        facts = self.facts
        known = (
            facts.period or facts.coming,
            facts.people.agencies,
            self.holders,
            facts.supply.states,
            facts.radio.outages,
            facts.alerts,
            facts.conditions,
        )
        return not any(known) and not open_items(facts)


def card(standing: Standing) -> Card:
    """The board as it is posted; an incident that is closed has a board of two lines."""
    facts = standing.facts
    late = [one for one in open_items(facts) if one.late]
    if facts.incident.closed:
        return ended(facts, f"closed {shown(facts.incident.closed, facts.zone)}")
    return Card(
        title=f"{facts.incident.shown}: board",
        fields=tuple(_fields(standing)),
        lines=tuple(_lines(late, facts)),
        footer=f"as of {shown(facts.at, facts.zone)}, when it last changed",
        colour=Colour.RED if not_accounted_for(facts) else Colour.YELLOW if late else None,
    )


def ended(facts: Facts, why: str) -> Card:
    """What stands where a board is not kept up any more, so that nobody takes the old one for current."""
    line = f"This board is not kept up: {why}."
    return Card(title=f"{facts.incident.shown}: board", lines=(line,), colour=Colour.GREY)


def content(card: Card) -> str:
    """What two boards must share to say the same: everything but the time of day."""
    return repr(replace(card, footer=""))


def _fields(standing: Standing) -> Iterator[tuple[str, str]]:
    facts = standing.facts
    if facts.conditions:
        told = [brief(one.gist, 60) for one in facts.conditions[:LATE]]
        yield "Situation", f"{'; '.join(told)}{_more(len(facts.conditions) - LATE)}"
    yield "Period", in_brief(facts.period, facts.coming, facts.zone)
    yield "Positions", "; ".join(_seats(standing.holders)) or "nobody holds one yet"
    if facts.alerts:
        more = _more(len(facts.alerts) - 1)
        yield "Alerts", f"{alert_line(facts.alerts[0], facts)}{more}"
    yield "Checked in", total(facts.people.agencies.values()).shown
    yield "Requests", f"{facts.supply.open.total:,} open, {facts.supply.late.total:,} late"
    if down := facts.radio.outages:
        yield "Channels down", f"{', '.join(brief(one.name, 40) for one in down[:LATE])}{_more(len(down) - LATE)}"
    if short := not_accounted_for(facts):
        yield "NOT ACCOUNTED FOR", short
    yield "Next report", shown(standing.next_report, facts.zone) if standing.next_report else "no time is set"


def _seats(holders: Sequence[Holding]) -> Iterator[str]:
    yield from (f"{one.seat.shown} {brief(one.name, 40)}" for one in holders[:SEATS])
    if len(holders) > SEATS:
        yield f"{len(holders) - SEATS} more (role list)"


def _lines(late: Sequence[Item], facts: Facts) -> Iterator[str]:
    for one in late[:LATE]:
        due = f", due {shown(one.due, facts.zone)}" if one.due else ""
        yield f"OVERDUE {one.id} {brief(one.words, 80)}{due}"
    if len(late) > LATE:
        yield f"and {len(late) - LATE} more overdue"


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""
