"""What ICS 214 is made of: the log of a position's holders, of a person, or of a unit."""

from datetime import datetime

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.errors import Refused
from commands.domain.folding import place_key, unit_key
from commands.domain.log.logbook import Origin
from commands.domain.organisation.positions import below
from commands.domain.organisation.roles import Holding, Seat
from commands.domain.paper.forms_messages import Kept, members, notes_of_log, notes_of_unit
from commands.domain.paper.paper import Window, joined

MOST = 5_000
"""Entries of one person's log, and lines of a roster, that are looked at."""

_ORIGINS = (Origin.PERSON, Origin.ADDED, Origin.SYSTEM)


def logs(
    call: Call, *, seat: Seat | None, unit: str, person: str, groups: tuple[str, ...], window: Window
) -> tuple[Kept, ...]:
    """A log for each holder of the position in that time, of the unit, or of the person (of the speaker, if none)."""
    if seat:
        return _of_seat(call, seat, groups, window)
    if unit:
        return (_of_unit(call, unit, groups, window),)
    return (_of_person(call, person or call.who.key, groups, window),)


def _of_seat(call: Call, seat: Seat, groups: tuple[str, ...], window: Window) -> tuple[Kept, ...]:
    held = [one for one in call.store.held_before(call.here.id, seat.position, MOST) if _meant(one, seat, window)]
    if not held:
        raise Refused(f"Nobody held {seat.shown} in that time: {call.prefix} role list shows who holds what.")
    return tuple(_kept(call, one, groups, window) for one in held)


def _meant(one: Holding, seat: Seat, window: Window) -> bool:
    placed = not seat.place or place_key(one.place) == place_key(seat.place)
    return placed and one.rank is seat.rank and _within(one.since, one.ended, window)


def _within(since: datetime, ended: datetime | None, window: Window) -> bool:
    before = window.end is None or since < window.end
    return before and (ended is None or window.start is None or ended >= window.start)


def _kept(call: Call, one: Holding, groups: tuple[str, ...], window: Window) -> Kept:
    mine = Window(start=max(filter(None, (one.since, window.start))), end=_earlier(one.ended, window.end))
    notes = _notes(call, one.person, groups, mine)
    if window.holds(one.since):
        notes.append((one.since, joined(f"Position taken: {one.seat.shown}", one.how)))
    if one.ended and window.holds(one.ended):
        notes.append((one.ended, joined(f"Position given up: {one.seat.shown}", one.ended_how)))
    return Kept(
        name=one.name, position=one.seat.full, agency=one.label, assigned=_assigned(call, one), notes=tuple(notes)
    )


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _notes(call: Call, person: str, groups: tuple[str, ...], window: Window) -> list[tuple[datetime, str]]:
    keys = call.store.same_person(person)
    entries = call.store.log_entries(call.here.id, groups, _ORIGINS, authors=keys, since=window.start, most=MOST)
    within = [one for one in entries if window.holds(one.said)]
    struck = call.store.log_about(call.here.id, [one.shown for one in within], Origin.VOID)
    return notes_of_log(within, struck)


def _assigned(call: Call, one: Holding) -> tuple[tuple[str, str, str], ...]:
    """Who reports to the position; to a supervisor of a place, the resources that are there."""
    under = [held for held in call.store.holders(call.here.id, tuple(below(one.position))) if held.person != one.person]
    people = [(held.who, held.seat.shown, held.label) for held in under if not one.place or held.place == one.place]
    if not one.place:
        return tuple(people)
    here = call.store.roster(call.here.id, div=one.place, most=MOST)
    return (
        *people,
        *((line.name, joined(line.kind, line.type, by=" "), joined(line.agency, line.home, by=", ")) for line in here),
    )


def _of_person(call: Call, person: str, groups: tuple[str, ...], window: Window) -> Kept:
    keys = call.store.same_person(person)
    held = call.store.held_by(call.here.id, keys)
    line = call.store.own_checkin(call.here.id, person)
    name = held[0].name if held else line.name if line else call.who.name if person == call.who.key else person
    label = held[0].label if held else line.agency if line else call.who.label if person == call.who.key else ""
    return Kept(
        name=name,
        position=", ".join(one.seat.full for one in held),
        agency=joined(label, line.home if line else "", by=", "),
        notes=tuple(_notes(call, person, groups, window)),
    )


def _of_unit(call: Call, unit: str, groups: tuple[str, ...], window: Window) -> Kept:
    key = unit_key(unit)
    lines = call.store.ever_named(call.here.id, key)
    if not lines:
        raise Refused(
            f"{unit[:60]} was never checked in: {call.prefix} roster lists who is, role:COML means a position."
        )
    one = lines[-1]
    moves = call.store.movements_of([line.id for line in lines])
    answers = [(f"P-{number}", line) for number, line in call.store.par_answers(call.here.id, key)]
    notes = notes_of_unit(moves, call.store.reports_about(call.here.id, groups, key), answers)
    own = [note for line in lines if line.person for note in _notes(call, line.person, groups, window)]
    kept = tuple(note for note in (*notes, *own) if window.holds(note[0]))
    return Kept(
        name=one.name,
        position=_what(one),
        agency=joined(one.agency, one.home, by=", "),
        assigned=members(one),
        notes=kept,
    )


def _what(one: Resource) -> str:
    return joined(one.kind, one.type, by=", ") or ("" if one.persons == 1 else "Unit")
