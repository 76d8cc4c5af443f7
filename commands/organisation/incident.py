"""Incidents: opened and closed where people are, with the rooms that belong to them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.bridging import LinkedRoom
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import Audience, Card, Choice, Colour, Reply, Table
from commands.domain.moments import shown
from commands.domain.organisation.periods import in_brief
from commands.domain.organisation.roles import IC
from commands.domain.situation.board import Board
from commands.line.converters import Converter, read_name
from commands.line.periods import coming, current
from commands.line.signature import Hint
from commands.line.zones import ZONE
from commands.organisation.link import linking
from commands.registry import IN_INCIDENT, command
from commands.shared.belonging import name_of
from commands.shared.membership import may_open
from commands.shared.still_open import PEOPLE, still_open, tells_what_is_open

LONGEST_NAME = 80


class Type(StrEnum):
    """The incident's type: 1 is the most complex."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"


def _read_name(text: str, call: Call) -> str:
    name = read_name(text.strip().strip('"“”'), call)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"it has {len(name)} characters, a name has at most {LONGEST_NAME}")
    return name


def _typed(name: str, type: Type | None) -> tuple[str, Type | None]:
    """``Bear Creek Fire type 3``: the end of the name is its type, where none was given by its key."""
    found = re.fullmatch(r"(.*\w.*?),?\s+type\s+([1-5])", name, re.IGNORECASE)
    return (found[1], Type(found[2])) if found and type is None else (name, type)


def _played(name: str) -> tuple[str, bool]:
    """Whoever ends the name with “exercise” means one: taken for a real incident it would page real people."""
    found = re.fullmatch(r"(.*\w.*?),?\s+(exercise)(\s+(?:yes|y|true))?", name, re.IGNORECASE)
    if found is None:
        return name, False
    return (found[1] if found[3] else name), True


Called = Annotated[str, Converter(read=_read_name, hint="the incident's name", blanks=True)]
Zone = Annotated[str, ZONE]


@command(also=("incidents",), closed=True)
def incident(call: Call) -> Reply:
    """Show how the incident stands: period, who commands, who is here, what is open; only you see the answer."""
    return status(call)


@command(verb="open", anywhere=True, creates=True, by_room=may_open)
def open_(
    call: Call,
    name: Called,
    *,
    type: Annotated[Type | None, Hint("1, the most complex, to 5; can come later")] = None,
    number: Annotated[str, Hint("the incident number; can come later")] = "",
    exercise: Annotated[bool | None, Hint("marks every post; cannot be turned off later")] = None,
    timezone: Annotated[Zone | None, Hint("where it is not the program's own")] = None,
) -> Reply:
    """Open an incident in this room, which is then the first one of its main group.

    incident open Bear Creek Fire type:3. Further rooms come in by “link” here and “join” there.
    incident open Autumn Drill exercise:yes: EXERCISE stands on every post. Who opens it may give positions until
    there is an IC. A board is pinned in each of its rooms, unless somebody says “board off”.
    """
    name, type = _typed(name, type)
    if exercise is None:
        name, exercise = _played(name)
    room_is_free(call)
    not_open_yet(call, name)
    opened = call.store.add(
        Incident(
            id=free_id(call, name),
            name=name,
            opened=call.at,
            opened_by=call.who.key,
            timezone=timezone or "",
            number=number,
            type=type.value if type else "",
            exercise=exercise,
        )
    )
    call.store.add(Board(incident=opened.id, on=True, at=call.at, by_name=name_of(call)))
    linking.bring_in(call, opened, MAIN)
    at = shown(opened.opened, ZoneInfo(timezone) if timezone else call.zone)
    text = (
        f"{_titled(opened)} is opened by {call.who.shown}, {at}. This room is its first one; what is said here is "
        f"recorded. Next: {call.prefix} role give IC @name; {call.prefix} link brings in other rooms. "
        f"A board is pinned as soon as there is more to say; {call.prefix} board off ends that."
    )
    return Reply(text=text, audience=Audience.MAIN)


@command(closed=True)
def status(call: Call) -> Reply:
    """Show how the incident stands: period, who commands, who is here, what is open; only you see the answer."""
    here = call.here
    commanders = [one.who for one in call.store.holders(here.id, (IC,))]
    groups = call.store.groups(here.id)
    fields = (
        ("Opened", shown(here.opened, call.zone)),
        *((("Closed", shown(here.closed, call.zone)),) if here.closed else ()),
        ("IC", ", ".join(commanders) or "nobody yet"),
        ("Period", in_brief(current(call), coming(call), call.zone)),
        ("Checked in", call.store.strength(here.id).shown),
        ("Rooms", f"{len(call.store.rooms_of(here.id))} in {counted(len(groups), 'group')}: {', '.join(groups)}"),
    )
    card = Card(
        title=_titled(here),
        fields=fields,
        lines=tuple(f"Open: {line}" for line in still_open(call)),
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.GREY if here.closed else None,
    )
    return Reply(text=words(card), card=card)


@command(closed=True)
def rooms(call: Call) -> Reply:
    """List the rooms of the incident by group, and until when guests are linked; only you see the answer."""
    found = call.store.rooms_of(call.here.id)
    card = Card(
        title=f"{call.here.shown}: {counted(len(found), 'room')}",
        table=Table(("Group", "Room", "Account", "State", "Until"), tuple(_row(one, call) for one in found)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


@command(also=("change",), needs="incident rename")
def rename(call: Call, name: Called | None = None, *, type: Type | None = None, number: str | None = None) -> Reply:
    """Change the incident's name, its type or its number."""
    here = call.here
    if name is not None:
        name, type = _typed(name, type)
    if name is not None and name.casefold() != here.name.casefold():
        not_open_yet(call, name)
    after = replace(
        here,
        name=name if name is not None else here.name,
        type=type.value if type else here.type,
        number=here.number if number is None else number,
    )
    if after == here:
        return Reply(text=f"It is {_titled(here)} already; nothing was changed.")
    call.store.save(after)
    return Reply(text=f"{_titled(here)} is now {_titled(after)}, by {call.who.name}.", audience=Audience.INCIDENT)


@command(needs="incident close", closed=True, where=IN_INCIDENT)
def close(call: Call, *, confirm: Annotated[bool, Hint("asked for before it is closed")] = False) -> Reply:
    """Close the incident: first it says what is still open, then it asks once more.

    The rooms stay linked and hear each other; only the record is closed. “incident reopen” opens it again.
    """
    here = call.here
    if here.closed:
        return Reply(text=f"{here.shown} was closed already, {_closed(call)}. Nothing was changed.")
    open_things = still_open(call)
    if not confirm:
        listed = "".join(f"\n• {line}" for line in open_things) or " nothing"
        return Reply(
            text=f"{here.shown} is not closed yet. Still open:{listed}\n"
            f"To close it all the same: {call.prefix} incident close confirm:yes",
            choices=(Choice("Close the incident", "incident close confirm:yes", "🏁"),),
        )
    call.store.save(replace(here, closed=call.at, closed_by=call.who.key))
    left = f" Left open: {'; '.join(open_things)}." if open_things else ""
    return Reply(
        text=f"{_titled(here)} is closed by {call.who.shown}, {shown(call.at, call.zone)}.{left} "
        "The rooms still hear each other.",
        audience=Audience.INCIDENT,
    )


@command(needs="incident reopen", closed=True, where=IN_INCIDENT)
def reopen(call: Call) -> Reply:
    """Open a closed incident again, with everything that was in it; what came due meanwhile is looked at, late."""
    here = call.here
    if here.closed is None:
        return Reply(text=f"{here.shown} is open. Nothing was changed.")
    was = _closed(call)
    call.store.save(replace(here, closed=None, closed_by=""))
    due = sum(timer.incident == here.id for timer in call.store.timers(call.at, limit=1000))
    waited = f" What came due meanwhile ({due}) is looked at now, late." if due else ""
    return Reply(
        text=f"{_titled(here)} is open again, by {call.who.shown}; it was closed {was}.{waited}",
        audience=Audience.INCIDENT,
    )


@command(verb="list", anywhere=True)
def list_(call: Call) -> Reply:
    """List your incidents that have a room on this account, closed ones last; only you see the answer."""
    found = tuple(one for one in call.store.incidents_on((call.room.source,)) if call.belongs_to(one.id))
    if not found:
        return Reply(text=f"There is no incident here yet. {call.prefix} incident open <name> opens one in this room.")
    rows = tuple((_titled(one), shown(one.opened, call.zone), _state(one, call)) for one in found)
    card = Card(title=counted(len(found), "incident"), table=Table(("Incident", "Opened", "State"), rows))
    return Reply(text=words(card), card=card)


@tells_what_is_open(PEOPLE)
def _people_and_positions(call: Call) -> Iterator[str]:
    present = call.store.strength(call.here.id)
    if present.resources:
        yield f"{present.shown} checked in"
    waiting = call.store.handovers(call.here.id)
    if waiting:
        yield f"{counted(len(waiting), 'hand-over')}: {', '.join(one.shown for one in waiting)}"


def room_is_free(call: Call) -> None:
    """Refused where the room is in an incident that is not closed, or is no room at all."""
    if call.by_clock or call.direct:
        raise Refused("An incident is opened in the room that is to be its first one. Say it there.")
    if call.incident is not None and call.incident.closed is None:
        raise Refused(
            f"This room belongs to {call.incident.shown}; nothing was opened. Open it in a room of its own, "
            f"or take this one out: {call.prefix} unlink."
        )


def not_open_yet(call: Call, name: str) -> None:
    """Refused where something of this name is open among what the speaker belongs to."""
    if same := tuple(one for one in call.store.named(name) if call.belongs_to(one.id)):
        raise Refused(
            f"{same[0].shown} is open already, since {shown(same[0].opened, call.zone)}; nothing was changed. A room "
            f"joins it by a code from there ({call.prefix} link), or takes a name that tells the two apart."
        )


def free_id(call: Call, name: str) -> str:
    """``bear-creek-fire``, with a number behind it where that was used before."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_name.casefold()).strip("-")[:60] or "incident"
    found, number = stem, 1
    while call.store.get(Incident, found) is not None:
        number += 1
        found = f"{stem}-{number}"
    return found


def _titled(one: Incident) -> str:
    about = [f"type {one.type}" if one.type else "", one.number]
    told = ", ".join(part for part in about if part)
    return f"{one.shown} ({told})" if told else one.shown


def _state(one: Incident, call: Call) -> str:
    return f"closed {shown(one.closed, call.zone)}" if one.closed else "open"


def _closed(call: Call) -> str:
    here = call.here
    if here.closed is None:
        return ""
    name = call.store.people(here.id, here.closed_by).get(here.closed_by, "")
    return f"{shown(here.closed, call.zone)}{f' by {name}' if name else ''}"


def _row(one: LinkedRoom, call: Call) -> tuple[str, ...]:
    end = shown(one.until, call.zone) if one.until else ""
    return (one.group, one.name or one.room.id, one.room.source, one.state.value, end)
