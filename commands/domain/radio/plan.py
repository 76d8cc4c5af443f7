"""The radio plan of one operational period and the positions of its channels in a programmed radio.

A radio is programmed by position. During an incident a position is never given to another channel: half of the radios
keep the old load. New channels go to the end; what once was published counts, also when it has been released since.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.frequencies import Channel


@dataclass(frozen=True, order=True)
class Position:
    """Where a channel stands in a programmed radio: ``zone 1 ch 4``."""

    zone: str
    number: int

    @property
    def shown(self) -> str:
        """``zone 1 ch 4`` as a user finds it on the radio's knob; ``ch 4`` where the radio has no zones."""
        return f"zone {self.zone} ch {self.number}" if self.zone else f"ch {self.number}"


@dataclass(frozen=True)
class Load:
    """What a radio has at a position: the channel as it is programmed."""

    position: Position
    channel: Channel


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A plan as published: it never changes, and its digest stands on everything printed from it."""

    number: int
    rows: tuple[Assignment, ...]
    digest: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One plan for one period, ``starts`` to ``ends`` (UTC).

    ``published`` are its revisions, oldest first; ``carried`` is what radios got from the plans of earlier periods.
    """

    period: str
    starts: datetime | None = None
    ends: datetime | None = None
    rows: tuple[Assignment, ...] = ()
    published: tuple[Revision, ...] = ()
    carried: tuple[Load, ...] = ()

    @property
    def revision(self) -> int:
        """Of the last publication; 0 for a draft that never was published."""
        return self.published[-1].number if self.published else 0

    @property
    def loaded(self) -> tuple[Load, ...]:
        """Everything that was ever put into radios, oldest first: no position of it may get another channel."""
        revisions = (load for revision in self.published for load in loads(revision.rows))
        return tuple(dict.fromkeys((*self.carried, *revisions)))

    def find(self, name: str) -> tuple[Assignment, ...]:
        """The rows of this channel name, or of this id."""
        key = channel_key(name)
        return tuple(row for row in self.rows if key in {channel_key(row.name), channel_key(row.id)})

    def holds(self, position: Position) -> Assignment | None:
        """The row that has this position in the plan as it stands now, or None; what older radios have there is
        ``loaded``.
        """
        return next((row for row in self.rows if position_of(row) == position), None)


def position_of(row: Assignment) -> Position | None:
    """A row's zone and channel number in a programmed radio (ICS 205, block 4, columns Zone Grp. and Ch #), or None
    where it has no place in one.
    """
    return None if row.position is None else Position(row.zone, row.position)


def loads(rows: Iterable[Assignment]) -> tuple[Load, ...]:
    """What radios get from these rows, by position."""
    found = {position: row.channel for row in rows if (position := position_of(row))}
    return tuple(Load(position, found[position]) for position in sorted(found))


def next_free(plan: Plan, zone: str) -> int:
    """The first number behind everything that this zone has or ever had."""
    now = (row.position or 0 for row in plan.rows if row.zone == zone)
    ever = (load.position.number for load in plan.loaded if load.position.zone == zone)
    return max((*now, *ever), default=0) + 1


def assign(plan: Plan, row: Assignment) -> Plan:
    """Add a row; without a position it goes to the end of its zone.

    Refused where another row holds the position, or radios have another channel there; nothing is lost by that, as the
    refusal names the next free one.
    """
    if row.position is None:
        row = replace(row, position=next_free(plan, row.zone))
    _refuse_taken(plan, row)
    return replace(plan, rows=(*plan.rows, row))


def _refuse_taken(plan: Plan, row: Assignment) -> None:
    position = position_of(row)
    assert position is not None  # noqa: S101  given above
    free = Position(row.zone, next_free(plan, row.zone)).shown
    if position.number < 1:
        raise Refused(f"Positions begin with 1. The next free one is {free}.")
    if held := plan.holds(position):
        raise Refused(f"{position.shown} is {held.shown}. The next free one is {free}.")
    if others := others_at(plan.loaded, position, row.channel):
        raise Refused(
            f"{position.shown} is {others[0].name} in radios that are already out, and a position is never given to "
            f"another channel. The next free one is {free}."
        )


def others_at(loaded: Iterable[Load], position: Position, channel: Channel) -> list[Channel]:
    """What else radios have at this position. Corrected values of one channel are no other channel."""
    there = (load.channel for load in loaded if load.position == position)
    return [other for other in there if channel_key(other.name) != channel_key(channel.name)]


def release(plan: Plan, id: str) -> Plan:
    """Take a row out. Its position stays taken if it was ever published. Refused where there is no such row."""
    if not any(row.id == id for row in plan.rows):
        raise Refused(f"{id} is not in the plan of {plan.period}.")
    return replace(plan, rows=tuple(row for row in plan.rows if row.id != id))


def amend(plan: Plan, row: Assignment) -> Plan:
    """Exchange the row of this id for another version; the same refusals as for a new one."""
    return sorted_like(plan, assign(release(plan, row.id), row))


def sorted_like(before: Plan, after: Plan) -> Plan:
    """Keep the order in which rows were given; new ones stand last."""
    places = {row.id: place for place, row in enumerate(before.rows)}
    return replace(after, rows=tuple(sorted(after.rows, key=lambda row: places.get(row.id, len(places)))))
