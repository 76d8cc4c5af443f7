"""Everything that is open, as one kind of thing: an id, words, since when, until when, and whose it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import division
from commands.domain.accountability.demobs import Demob
from commands.domain.accountability.emergencies import Emergency, Emergent
from commands.domain.accountability.owed import Action, Watch
from commands.domain.accountability.par import Roll
from commands.domain.log.traffic import GeneralMessage
from commands.domain.logistics.requests import Request
from commands.domain.moments import near, span
from commands.domain.organisation.roles import Handover
from commands.domain.radio.interference import Interference
from commands.domain.radio.patches import Patch
from commands.domain.situation.facts import Facts, OpenNeed, RollCall, Told
from commands.domain.situation.reports import Duty

LONGEST = 140
"""Characters of what people wrote that are shown of one item."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One open thing. ``seats`` are the positions that answer for it, ``owner`` the key of the person who does.

    ``late`` is true where it is past its time; ``due`` may be a time for other things than lateness (an ETA).
    """

    id: str
    words: str
    opened: datetime
    due: datetime | None = None
    late: bool = False
    seats: tuple[str, ...] = ()
    owner: str = ""

    def line(self, at: datetime, zone: ZoneInfo) -> str:
        """``R-3 20 VHF portables (urgent), due 0400 MST, LATE 2 h 10 min``."""
        when = f", due {near(self.due, at, zone)}" if self.due else ""
        late = f", LATE {span(at - self.due)}" if self.late and self.due and self.due < at else ""
        return f"{self.id} {self.words}{when}{late or (', LATE' if self.late else '')}"

    def aged(self, at: datetime, zone: ZoneInfo) -> str:
        """The line with how long it has been open."""
        return f"{self.line(at, zone)}; open {span(at - self.opened)}"


def brief(words: str, most: int = LONGEST) -> str:
    """One line of at most so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def open_items(facts: Facts) -> tuple[Item, ...]:
    """Everything open that is listed, in the order of the report; each once."""
    return tuple(_items(facts))


def _items(facts: Facts) -> Iterator[Item]:
    yield from emergencies(facts)
    yield from roll_calls(facts)
    yield from requests(facts)
    yield from radio(facts)
    yield from needs(facts)
    yield from messages(facts)
    yield from owed(facts)
    yield from organisation(facts)


def emergencies(facts: Facts) -> tuple[Item, ...]:
    """Every emergency that is not cleared, as an open thing."""
    return tuple(_emergency(one) for one in facts.emergencies)


def roll_calls(facts: Facts) -> tuple[Item, ...]:
    """The roll calls that are open."""
    return tuple(_roll_call(one, facts.at) for one in facts.roll_calls if one.par.state is Roll.OPEN)


def requests(facts: Facts) -> tuple[Item, ...]:
    """Late ones first, each once."""
    late = {one.number for one in facts.supply.late.listed}
    found = {one.number: one for one in (*facts.supply.late.listed, *facts.supply.open.listed)}
    return tuple(_request(one, late=one.number in late) for one in found.values())


def radio(facts: Facts) -> tuple[Item, ...]:
    """Interference reports that are open and patches that stand, late patches marked."""
    own = facts.radio
    return (
        *(_interference(one) for one in own.interferences),
        *(_patch(one, facts.at) for one in own.patches),
    )


def needs(facts: Facts) -> tuple[Item, ...]:
    """What the newest CAN report of a unit asks for and no request covers, as far as it is listed."""
    return tuple(_need(one) for one in facts.needs.listed)


def messages(facts: Facts) -> tuple[Item, ...]:
    """General messages (ICS 213) and announcements that wait for an acknowledgement."""
    return (
        *(_message(one, facts.at) for one in facts.messages.listed),
        *(_announcement(one, facts.at) for one in facts.announcements),
    )


def owed(facts: Facts) -> tuple[Item, ...]:
    """Watches and actions: what is late first, then by time."""
    found = (*(_watch(one, facts.at) for one in facts.watches.listed), *_actions(facts))
    return tuple(sorted(found, key=lambda one: (not one.late, one.due is None, one.due or one.opened)))


def organisation(facts: Facts) -> tuple[Item, ...]:
    """What the organisation owes itself: hand-overs, resources on their way home, reports of a position."""
    return (
        *(_handover(one, facts.at) for one in facts.handovers),
        *(_leaving(one) for one in facts.leaving),
        *(_duty(one) for one in facts.duties),
    )


def _actions(facts: Facts) -> Iterable[Item]:
    return (_action(one, facts.at) for one in facts.actions.listed)


def _emergency(one: Emergency) -> Item:
    state = "NOT ACKNOWLEDGED" if one.state is Emergent.OPEN else f"acknowledged by {one.acknowledged_by}"
    words = f"{brief(one.words) or 'emergency traffic'}, {state}"
    return Item(id=one.shown, words=words, opened=one.at, seats=("IC", "OSC", "SOFR"))


def _roll_call(one: RollCall, at: datetime) -> Item:
    words = f"{one.par.of.removeprefix(f'PAR {one.par.shown}').strip()} {one.tally.shown}".strip()
    late = one.par.due < at
    return Item(
        id=one.par.shown,
        words=f"PAR open: {words}",
        opened=one.par.opened,
        due=one.par.due,
        late=late,
        seats=("OSC", "SOFR"),
    )


def _request(one: Request, *, late: bool) -> Item:
    place = f" for {division(one.div)}" if one.div else ""
    here = f", {one.arrived:,} of {one.quantity:,} here" if one.quantity > 1 or one.arrived else ""
    return Item(
        id=one.shown,
        words=f"{brief(one.item, 80)}{place}: {one.state.value}, {one.priority.value}{here}",
        opened=one.at,
        due=one.needed,
        late=late,
        seats=(one.chief, "LSC"),
        owner=one.by,
    )


def _interference(one: Interference) -> Item:
    return Item(
        id=f"RI-{one.number}",
        words=f"interference on {one.channel}: {brief(one.heard, 80)}",
        opened=one.at,
        seats=("COML",),
    )


def _patch(one: Patch, at: datetime) -> Item:
    via = f" via {one.via}" if one.via else ""
    late = one.until is not None and one.until <= at
    return Item(
        id=one.shown, words=f"patch {one.joins}{via}", opened=one.at, due=one.until, late=late, seats=("COML", "COMT")
    )


def _need(one: OpenNeed) -> Item:
    why = f" ({one.why})" if one.why else ""
    id = f"{one.report.shown}.{one.need.number}"
    words = f"{one.report.name} needs {brief(one.need.words, 80)}{why}"
    return Item(id=id, words=words, opened=one.report.at, seats=("OSC", "LSC"))


def _message(one: GeneralMessage, at: datetime) -> Item:
    words = f"to {one.to}, not acknowledged: {brief(one.gist, 80)}"
    return Item(
        id=one.shown, words=words, opened=one.at, due=one.due, late=one.due <= at, seats=(one.to,), owner=one.by
    )


def _announcement(told: Told, at: datetime) -> Item:
    one = told.announcement
    words = f"{brief(one.words, 80)}: {told.done:,} of {told.of:,} acknowledged"
    late = one.due is not None and one.due <= at
    return Item(id=one.shown, words=words, opened=one.at, due=one.due, late=late, owner=one.by)


def _watch(one: Watch, at: datetime) -> Item:
    """Who is watched and does not call in may be missing: then the name is not for everybody's eyes."""
    late = one.due < at
    who = "one who is watched has not called in" if late else brief(one.what, 80)
    words = f"watch, {who}, {one.owner_name} is told"
    return Item(id=one.shown, words=words, opened=one.at, due=one.due, late=late, owner=one.owner)


def _action(one: Action, at: datetime) -> Item:
    who = f" ({one.owner_name})" if one.owner_name else " (nobody yet)"
    late = one.due is not None and one.due <= at
    return Item(id=one.shown, words=brief(one.words) + who, opened=one.at, due=one.due, late=late, owner=one.owner)


def _handover(one: Handover, at: datetime) -> Item:
    waits = f", to confirm: {' and '.join(one.missing)}" if one.missing else ", confirmed"
    words = f"{one.seat.shown} to {one.to_name}{waits}"
    late = bool(one.missing) and one.at <= at
    return Item(
        id=one.shown, words=words, opened=one.asked, due=one.at, late=late, seats=(one.seat.shown,), owner=one.leaving
    )


def _leaving(one: Demob) -> Item:
    return Item(id=one.shown, words=f"{one.name} is leaving", opened=one.at, due=one.etd, seats=("DMOB", "RESL", "PSC"))


def _duty(one: Duty) -> Item:
    return Item(
        id=f"Report of {one.shown}",
        words=f"owed every {span(one.every)}",
        opened=one.last or one.at,
        due=one.due,
        late=True,
        seats=(one.shown,),
    )
