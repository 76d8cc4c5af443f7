"""Who is paged, step by step: holder, deputy, supervisor, the desk and the IC."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.owed import Announcement
from commands.domain.errors import Refused
from commands.domain.organisation.positions import chain
from commands.domain.organisation.roles import DESK, IC, Holding, Rank, Seat
from commands.line.converters import Converter
from commands.line.who import read_person, read_seat

_ANNOUNCEMENT = re.compile(r"A\s?-?\s?(\d{1,9})", re.IGNORECASE)

MOST = 10
"""Pages that one announcement makes at most."""


@dataclass(frozen=True)
class Target:
    """Who is asked in one step: (key, name, in which capacity) of each; ``title`` is what the step is called."""

    title: str
    people: tuple[tuple[str, str, str], ...] = ()


def _read(text: str, call: Call) -> str:
    """Words that name somebody; ValueError tells what would have been understood."""
    if _ANNOUNCEMENT.fullmatch(text.strip()):
        return text.strip()
    try:
        read_seat(text, call)
    except ValueError as no_seat:
        if text.strip().casefold() in {"me", "myself"}:
            return text.strip()
        try:
            read_person(text, call)
        except ValueError as nobody:
            raise ValueError(
                str(no_seat) if "did you mean" in str(no_seat) and " " not in text else str(nobody)
            ) from None
    return text.strip()


Whom = Annotated[
    str,
    Converter(read=_read, hint="a position such as COML or DIVS A, a person, or an announcement such as A-3", most=5),
]


def announcement(call: Call, whom: str) -> Announcement | None:
    """The announcement that is named, None where something else is; Refused where there is none of that number."""
    found = _ANNOUNCEMENT.fullmatch(whom)
    if found is None:
        return None
    one = call.store.numbered(Announcement, call.here.id, int(found[1]))
    if one is None:
        raise Refused(
            f"There is no A-{found[1]} here; nobody was paged. {call.prefix} announce list shows what is open."
        )
    return one


def steps(call: Call, whom: str) -> tuple[Target, ...]:
    """Who is asked one after the other for a position or a person."""
    try:
        seat = read_seat(whom, call)
    except ValueError:
        person = read_person(whom, call)
        return (Target(person.shown, ((person.key, person.called, person.called),)), *_behind_person(call, person.key))
    return (*_of_seat(call, seat), *_above(call, seat))


def _behind_person(call: Call, key: str) -> tuple[Target, ...]:
    held = [one for one in call.store.held_by(call.here.id, call.store.same_person(key)) if one.rank is Rank.HOLDER]
    if not held:
        return (_last(call),)
    return (*_of_seat(call, held[0].seat)[1:], *_above(call, held[0].seat))


def _of_seat(call: Call, seat: Seat) -> tuple[Target, ...]:
    ranks = (Rank.HOLDER, Rank.DEPUTY) if seat.rank is Rank.HOLDER else (Rank.DEPUTY,)
    held = [
        one for one in call.store.holders(call.here.id, (seat.position,)) if not seat.place or one.place == seat.place
    ]
    return tuple(
        Target(Seat(seat.position, seat.place, rank).shown, _people(one for one in held if one.rank is rank))
        for rank in ranks
    )


def _above(call: Call, seat: Seat) -> Iterator[Target]:
    """The nearest supervisor whose position is held, below the IC; then the desk and the IC."""
    over = [one for one in chain(seat.position) if one != IC]
    for position in over:
        held = [one for one in call.store.holders(call.here.id, (position,)) if one.rank is not Rank.TRAINEE]
        if held:
            yield Target(position, _people(held))
            break
    else:
        yield from (Target(one) for one in over[:1])
    yield _last(call)


def _last(call: Call) -> Target:
    held = call.store.holders(call.here.id, (*DESK, IC))
    return Target("the radio desk and the IC", _people(one for one in held if one.rank is not Rank.TRAINEE))


def _people(held: Iterable[Holding]) -> tuple[tuple[str, str, str], ...]:
    people = {one.person: (one.person, one.name, one.seat.shown) for one in reversed([*held])}
    return tuple(reversed(people.values()))


def owed(call: Call, one: Announcement) -> tuple[tuple[str, tuple[Target, ...]], ...]:
    """(who, steps) of each of those who have not acknowledged an announcement."""
    lines = call.store.addressees(one.id, owed=True, most=MOST + 1)
    if not lines:
        raise Refused(f"{one.shown} waits for nobody's acknowledgement; nobody was paged.")
    return tuple((line.name, _of_line(call, line.kind, line.key, line.name)) for line in lines[:MOST])


def _of_line(call: Call, kind: str, key: str, name: str) -> tuple[Target, ...]:
    if kind == "position":
        return steps(call, key)
    if kind == "div":
        return (*_of_seat(call, Seat("DIVS", key)), *_above(call, Seat("DIVS", key)))
    people = []
    for line in call.store.checked_in(call.here.id, key):
        led_by = line.leader or line.name
        if person := line.person or _leader(call, led_by):
            people.append((person, led_by, name))
    return (Target(name, tuple(people)), _last(call))


def _leader(call: Call, name: str) -> str:
    try:
        return read_person(name, call).key
    except ValueError:
        return ""
