"""What is owed by interval: for whom a report is given, and what follows from it."""

from collections.abc import Iterable
from dataclasses import replace

from commands.call import Call
from commands.domain.history import Thing
from commands.domain.logistics.request_rules import named_position
from commands.domain.organisation.roles import Seat
from commands.domain.schedules import Timer
from commands.domain.situation.reports import Duty, Report
from commands.line.who import read_seat
from commands.shared.belonging import Happening, keep

ALL = "the incident"
"""Owes what no position does: any report pays it."""


def given_by(call: Call, unit: str = "") -> tuple[str, ...]:
    """For which positions the speaker reports: the one that is named, else all that the speaker holds."""
    if unit:
        if not named_position(unit):
            return ()
        try:
            return (key_of(read_seat(unit, call)),)
        except ValueError:
            return ()
    held = call.store.held_by(call.here.id, call.store.same_person(call.who.key))
    return tuple(dict.fromkeys(key_for(one.position, one.place) for one in held))


def settle(call: Call, seats: Iterable[str], report: Report) -> None:
    """A report was given: whoever owed it owes the next one an interval later."""
    for key in (*seats, ""):
        one = call.store.duty(call.here.id, key)
        if one is None or one.stopped or one.group != report.group:
            continue
        at = call.at + one.every
        kept = call.store.save(replace(one, last=call.at, due=at, reminded=0, snoozed=None))
        note(call, kept, "reported", report.shown)
        look(call, kept)


def key_for(position: str, place: str) -> str:
    """A position with its place, as duties are kept under it: ``DIVS A``."""
    return f"{position} {place}".strip()


def key_of(seat: Seat) -> str:
    """The same for a seat that somebody holds."""
    return key_for(seat.position, seat.place)


def look(call: Call, one: Duty) -> None:
    """Have the clock look when it is due; a look that comes too early finds nothing."""
    call.store.add(Timer(incident=one.incident, at=one.due, command=f"report tick {one.number}"))


def who(one: Duty) -> str:
    """Who owes the report, as it is told."""
    return one.shown or ALL[0].upper() + ALL[1:]


def note(call: Call, one: Duty, verb: str, words: str) -> None:
    """Put into the duty's history what happened to it, in words behind who owes it."""
    state = "stopped" if one.stopped else "owed"
    keep(call, Thing.DUTY, one, one.number, Happening(verb=verb, now=state, words=f"{who(one)} {words}"))
