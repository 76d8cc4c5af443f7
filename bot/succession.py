"""Rooms that were replaced by others: what is said late about a copy in the old room is said where people read on."""

from collections.abc import Mapping

from commands.domain.bridging import LinkedRoom, Verb
from commands.domain.messages import Room
from storage.outbox import CopyState
from storage.store import Work

_AFTER = "replaced by/"
_BEFORE = "replaces/"


def note(work: Work, old: Room, new: Room) -> None:
    """Remember that one room took the place of another, and of all that the other had replaced."""
    work.keeping.set_fact(f"{_AFTER}{old}", str(new))
    before = [room for room in (str(old), *_replaced_by(work, old)) if room != str(new)]
    work.keeping.set_fact(f"{_BEFORE}{new}", list(dict.fromkeys([*_replaced_by(work, new), *before])))


def now_read(work: Work, rooms: Mapping[Room, LinkedRoom], room: Room) -> Room:
    """The room that stands for this one now; itself, where nothing replaced it, or that left the incident as well."""
    last, passed = room, set[Room]()
    while last not in passed and (linked := rooms.get(last)) and not linked.open:
        passed.add(last)
        successor = work.keeping.fact(f"{_AFTER}{last}")
        last = Room.parse(successor) if successor else room
    return last


def was_shown_before(work: Work, said: int, room: Room) -> bool:
    """Does, or did, a room that this one replaced show an original?"""
    return any(work.outbox.was_shown(said, Room.parse(old)) for old in _replaced_by(work, room))


def corrected_in(work: Work, rooms: Mapping[Room, LinkedRoom], said: int) -> set[Room]:
    """The rooms whose people have read an original, and are to be told that it changed."""
    copies = work.outbox.copies_of(said, Verb.SAY)
    read = {room for _, room, _, state in copies if state in (CopyState.POSTED, CopyState.FIXED)}
    return {now_read(work, rooms, room) for room in read}


def _replaced_by(work: Work, room: Room) -> list[str]:
    return work.keeping.fact(f"{_BEFORE}{room}") or []
