"""Which group a thing of the record belongs to, who reads of it, and how its changes are told and kept.

What is said in a group beside the main one stays in it: the thing appears in no other room, list or report. What is
said in the main group, everybody in the incident may read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from commands.call import Call
from commands.domain.history import Change, Thing
from commands.domain.incidents import MAIN
from commands.domain.messages import Audience, Choice, Reply
from commands.domain.names import headed, person_name


class Belongs(Protocol):
    """Something with a group."""

    @property
    def group(self) -> str:
        """The group whose thing it is; MAIN for everybody's."""


class Numbered(Belongs, Protocol):
    """Something that people know by a number: ``R-12``."""

    @property
    def shown(self) -> str:
        """How people name it."""


def readable(call: Call) -> tuple[str, ...]:
    """The groups whose things may be read where this was said. A direct message tells nothing of further groups."""
    return (MAIN,) if call.direct or call.group == MAIN else (MAIN, call.group)


def home(call: Call) -> str:
    """The group that a thing made here belongs to."""
    return MAIN if call.direct else call.group


def reads(call: Call, thing: Belongs) -> bool:
    """May the thing be read where this was said? The clock reads everything."""
    return call.by_clock or thing.group in readable(call)


def told(
    call: Call, thing: Numbered, text: str, *, loud: bool = False, choices: Iterable[Choice] = ()
) -> tuple[Reply, ...]:
    """A change of the record, told where the thing belongs; and to the speaker, where that is somewhere else."""
    public = Reply(text=text, loud=loud, choices=tuple(choices), about="" if call.by_clock else thing.shown)
    if thing.group != MAIN:
        public = replace(public, audience=Audience.ROOM, group=thing.group)
    else:
        public = replace(public, audience=Audience.INCIDENT if loud else Audience.MAIN)
    return (public, Reply(text=text)) if call.direct and not call.by_clock else (public,)


def in_person(to: Iterable[str], text: str, choices: Iterable[Choice] = ()) -> tuple[Reply, ...]:
    """A direct message to those who are on chat; nothing where nobody is."""
    keys = tuple(dict.fromkeys(key for key in to if "/" in key and not key.startswith("name/")))
    return (Reply(text=text, audience=Audience.PRIVATE, to=keys, choices=tuple(choices)),) if keys else ()


def name_of(call: Call) -> str:
    """The speaker's name; the platform's id while it has not told the name yet."""
    return call.who.called


def speaker(call: Call) -> str:
    """The speaker's name as it goes into the record, with the positions held: ``Ana Ruiz (OSC)``."""
    name = name_of(call)
    held = call.store.held_by(call.here.id, call.store.same_person(call.who.key)) if not call.by_clock else ()
    return headed(name, dict.fromkeys(person_name(one.seat.shown) for one in held))


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What is noted of a change, beside who and when."""

    verb: str
    was: str = ""
    now: str = ""
    quantity: int = 0
    words: str = ""
    line: int = 0


def keep(call: Call, thing: Thing, of: Belongs, number: int, what: Happening) -> None:
    """Add a change to the history of a thing."""
    call.store.add(
        Change(
            incident=call.here.id,
            group=of.group,
            thing=thing,
            number=number,
            line=what.line,
            verb=what.verb,
            was=what.was,
            now=what.now,
            quantity=what.quantity,
            words=what.words,
            at=call.at,
            by=call.who.key,
            by_name=speaker(call),
        )
    )
