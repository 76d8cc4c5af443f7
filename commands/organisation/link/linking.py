"""Rooms come into an incident and leave it; one-time codes are made and used up."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.assets.regions import CODE_GROUP
from commands.domain.bridging import LinkedRoom
from commands.domain.errors import Refused
from commands.domain.incidents import Incident
from commands.domain.messages import Room
from commands.domain.moments import span
from commands.domain.organisation.links import CODE_LASTS, DIGITS, GUESSES, PAIR_WITHIN, WITHIN, Code
from commands.domain.schedules import Timer
from commands.line.converters import Converter
from commands.line.nearest import nearest

SAME_WITHIN = timedelta(seconds=60)
"""So soon after a code was given, whoever asks once more gets the same one: it was pressed twice."""

WARNED = timedelta(hours=1)
"""So long before its end a guest's room is told of it."""


def _read_code(text: str, _: Call) -> str:
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("it is not ten digits")
    return digits


Digits = Annotated[str, Converter(read=_read_code, hint="the ten digits", most=4)]


def grouped(digits: str) -> str:
    """As it is read over the air: ``123 456 7890``."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def bring_in(call: Call, incident: Incident, group: str, until: datetime | None = None) -> LinkedRoom:
    """Link the room where this is said; it is heard as soon as its platform says that it is there.

    Refused where it is linked through another account: a channel that two workspaces share would hear itself for ever.
    """
    itself = (call.room.platform, call.room.id)
    for one in call.store.rooms_of(incident.id):
        if one.room != call.room and (one.room.platform, one.room.id) == itself:
            raise Refused(f"This room is linked through {one.room.source} already; it would hear itself.")
    before = call.store.linked(call.room)
    known = {"name": before.name, "last_id": before.last_id, "last_order": before.last_order} if before else {}
    linked = LinkedRoom(
        room=call.room,
        incident=incident.id,
        group=group,
        origin="command",
        linked_by=call.who.key,
        until=until,
        **known,  # type: ignore[arg-type]
    )
    call.store.link_room(linked)
    if until is not None:
        if until - WARNED > call.at:
            call.store.add(Timer(incident=incident.id, at=until - WARNED, command=f"unlink warn {call.room}"))
        call.store.add(Timer(incident=incident.id, at=until, command=f"unlink due {call.room}"))
    return linked


def others(call: Call, incident: str, group: str, but: Room) -> tuple[str, ...]:
    """The names of the other rooms that hear a group."""
    heard = (one for one in call.store.rooms_of(incident) if one.group == group and one.room != but)
    return tuple(f"{named(one)}, paused" if one.paused else named(one) for one in heard)


def named(one: LinkedRoom) -> str:
    """``fire (slack.county)``."""
    return f"{one.name or one.room.id} ({one.room.source})"


def room_meant(call: Call, wanted: str | None) -> LinkedRoom:
    """The room that is meant; Refused where there is none of that name, or more than one."""
    rooms = call.store.rooms_of(call.here.id)
    if wanted is None:
        found = [one for one in rooms if one.room == call.room]
    else:
        folded = wanted.strip().lstrip("#").casefold()
        found = [
            one for one in rooms if folded in (one.name.casefold(), one.room.id.casefold(), str(one.room).casefold())
        ]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise Refused(f"Which one? {' or '.join(str(one.room) for one in found)}. Nothing was changed.")
    names = {(one.name or one.room.id).casefold(): one for one in rooms}
    meant = nearest(wanted or "", names)
    hint = f" Did you mean {named(names[meant])}?" if meant else f" {call.prefix} incident rooms lists them."
    raise Refused(f"{call.here.shown} has no room “{(wanted or str(call.room))[:60]}”; nothing was changed.{hint}")


def new_code(call: Call, *, incident: str = "", group: str = "", until: datetime | None = None) -> Code:
    """Ten digits, for whoever asked."""
    return call.store.add(
        Code(
            digits=call.store.fresh_digits(),
            incident=incident,
            group=group,
            room=str(call.room),
            by=call.who.key,
            by_name=call.who.name,
            at=call.at,
            until=until,
        )
    )


def just_made(call: Call, group: str, until: datetime | None) -> Code | None:
    """The speaker's code for the same within the last minute, as long as nobody has used it."""
    found = call.store.newest_code(call.here.id, call.who.key)
    if found is None or found.used or call.at - found.at >= SAME_WITHIN:
        return None
    wanted = (str(call.room), group, until)
    return found if (found.room, found.group, found.until) == wanted else None


def use(call: Call, digits: str, *, for_room: bool, of_region: bool = False) -> Code | str:
    """The code, used up; or why not, in words. A wrong one is counted, so it is no refusal that undoes everything.

    ``of_region``: it lets an incident use a region, instead of a room join an incident.
    """
    mine = call.store.guessed(call.who.key, call.at - WITHIN)
    if mine >= GUESSES:
        return f"Too many wrong codes. Nothing was linked; try again in {span(WITHIN)}."
    found = call.store.code(digits)
    fits = found is not None and found.good(call.at) and bool(found.incident) == for_room
    if found is None or not fits or (found.group == CODE_GROUP) != of_region:
        call.store.note_guess(call.who.key, call.at)
        left = GUESSES - mine - 1
        lasts = span(CODE_LASTS if for_room else PAIR_WITHIN)
        return (
            f"There is no open code {digits}. A code is good once, for {lasts}. Nothing was linked; "
            f"{left} more {'try' if left == 1 else 'tries'}."
        )
    return call.store.save(replace(found, used=call.at, used_by=call.who.key))
