"""Words become persons and positions."""

import re
from typing import Annotated

from commands.call import Call
from commands.domain.folding import SHORT_DIV, place, unit_key
from commands.domain.messages import Person
from commands.domain.organisation.positions import POSITIONS, WORDS
from commands.domain.organisation.roles import Rank, Seat
from commands.line.converters import Converter
from commands.line.nearest import nearest

OFF_CHAT = "name/"
"""Starts the key of a person who is not on chat: known by the check-in list."""

LONGEST = 400
"""Characters in which a position is looked for."""

MOST = 20
"""People of one name that are told apart."""

STEWARD = "STEW"
"""The position whose place is an agency, by its short name."""

_TRAINEE = re.compile(r"\s*(\(t\)|\btrainee\b)\s*", re.IGNORECASE)
_DEPUTY = re.compile(r"\s*\b(deputy|dep)\b\s*", re.IGNORECASE)
_ORDINARY = {"time", "cost", "comp", "proc"}
"""Ids that are words of their own, where they are not written in capitals."""
_IDS = {word for one in POSITIONS.values() for word in (one.id, *one.also) if word.isupper()}
_FULL_NAMES = {one.name.casefold() for one in POSITIONS.values()}
_PLACES = {"group", "branch", "division", "staging", "camp", "helibase", "base", "area"}


def read_person(text: str, call: Call) -> Person:
    """Somebody by ``@name``, name or key. ValueError where nobody is known by it, or more than one."""
    said = text.strip().removeprefix("@").strip()
    if said.casefold() in {"me", "myself"}:
        return call.who
    folded = said.casefold()
    if key := next((key for name, key in call.mentions.items() if name.casefold() == folded), ""):
        return _by_key(key, said, call)
    found = _called(said, call)
    if not found:
        raise ValueError(
            "nobody is known by that name; mention them with @, or check them in by name if they are not on chat"
        )
    if len(found) > 1:
        raise ValueError(f"it could be {' or '.join(map(_told_apart, found[:4]))}; write the name in full, or with @")
    return found[0]


def _by_key(key: str, said: str, call: Call) -> Person:
    """Somebody who was mentioned, under the name by which the incident knows them."""
    if call.incident is None:
        return Person(key, said)
    if held := call.store.held_by(call.incident.id, (key,)):
        return Person(key, held[0].name, held[0].label)
    line = call.store.own_checkin(call.incident.id, key)
    return Person(key, said, line.agency if line else "")


def _called(said: str, call: Call) -> list[Person]:
    """Everybody of that name: in full, else by a part of it. One person's several accounts count once."""
    folded = said.casefold()
    known = _known(said, call).values()
    same = [one for one in known if folded in (one.name.casefold(), one.key.casefold(), _id(one))]
    found = same or [one for one in known if folded and folded in one.name.casefold().split()]
    people: dict[tuple[str, ...], Person] = {}
    for one in found[:MOST]:
        people.setdefault(call.store.same_person(one.key), one)
    return sorted(people.values(), key=lambda one: (one.name.casefold(), one.key))


def _known(said: str, call: Call) -> dict[str, Person]:
    """Whoever could be meant, by key: on the incident's accounts, in a position, or checked in by name."""
    if call.incident is None:
        return {call.who.key: call.who}
    here, store = call.incident.id, call.store
    found = {key: Person(key, name) for key, name in store.people(here, said).items() if name}
    for holding in store.holders(here):
        found[holding.person] = Person(holding.person, holding.name, holding.label)
    named = {one.name.casefold() for one in found.values()}
    for line in store.persons_by_name(here, said):
        if line.name.casefold() not in named:
            found[OFF_CHAT + unit_key(line.name)] = Person(OFF_CHAT + unit_key(line.name), line.name, line.agency)
    return found | {call.who.key: call.who}


def _id(person: Person) -> str:
    return person.key.partition("/")[2].removeprefix("@").casefold()


def _told_apart(person: Person) -> str:
    return f"{person.name} ({person.label or person.key.partition('/')[0]})"


def read_seat(text: str, _: Call) -> Seat:
    """``COML``, ``DIVS A``, ``OSC deputy``, ``COML (T)``, or the position's name in words."""
    return _seat(text)


def _seat(text: str) -> Seat:
    rest, rank = " ".join(text[:LONGEST].split()).rstrip(":,"), Rank.HOLDER
    for pattern, meant in ((_TRAINEE, Rank.TRAINEE), (_DEPUTY, Rank.DEPUTY)):
        if pattern.search(rest):
            rest, rank = pattern.sub(" ", rest, count=1).strip(), meant
    words = [rest] if rest.casefold() in WORDS else rest.replace("-", " ").split()
    for size in range(len(words), 0, -1):
        if id := WORDS.get(" ".join(words[:size]).casefold()):
            return Seat(id, _place(id, words[size:]), rank)
    meant_word = nearest(rest.split()[0] if rest else "", WORDS)
    raise ValueError(f"there is no such position{f'; did you mean {WORDS[meant_word]}?' if meant_word else ''}")


def names_seat(text: str) -> bool:
    """Is this a position and nothing else, by its id or its full name? ``food`` and ``time`` are ordinary words."""
    said = " ".join(text[:LONGEST].split()) + " "
    seat = re.split(r" (?:to )?@| \w+:| (?:until|at|div|from|joint|why|emergency) ", said)[0].strip()
    first = (seat.split() or [""])[0]
    whole = seat.casefold() in _FULL_NAMES
    if not whole and not (first.upper() in _IDS and (first.isupper() or first.casefold() not in _ORDINARY)):
        return False
    try:
        _seat(seat)
    except ValueError:
        return False
    return True


def _place(id: str, words: list[str]) -> str:
    if not words:
        return ""
    if id == STEWARD and len(words) == 1 and not words[0].startswith("@"):
        return words[0]  # of the agency of this short name
    said = place(" ".join(words))
    alone = len(said) == 1 or (len(words) == 1 and len(words[0]) <= SHORT_DIV and words[0].isupper())
    named = words[-1].casefold() in _PLACES or words[0].casefold() in {"div", "division"} or words[0].isdecimal()
    if not POSITIONS[id].place or not (alone or named):
        raise ValueError(f"{id} is not followed by “{' '.join(words)}”")
    return said if len(said) <= SHORT_DIV else said.title()


PERSON_HINT = "a person: @name, or the name as it is on chat or in the check-in list"

Who = Annotated[Person, Converter(read=read_person, hint=PERSON_HINT, blanks=True, skips=frozenset({"to"}))]
Where = Annotated[
    Seat,
    Converter(
        read=read_seat,
        hint="a position such as COML, DIVS A, OSC deputy or COML (T)",
        most=5,
        skips=frozenset({"to"}),
    ),
]
