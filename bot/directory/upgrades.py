"""Rooms that were replaced by others: what is said late about a copy in the old room is said where people read on."""

from collections.abc import Mapping

from commands.domain.bridging import LinkedRoom, Verb
from commands.domain.messages import Room
from storage.bridge.outbox import CopyState
from storage.store import Work


def note(work: Work, old: Room, new: Room) -> None:
    """Remember that one room took the place of another, and of all that the other had replaced."""
    work.places.succeed(str(old), str(new))


def heir(work: Work, rooms: Mapping[Room, LinkedRoom], room: Room) -> Room:
    """The last of the rooms that replaced this one; itself, where nothing did or it was linked again."""
    passed: set[Room] = set()
    while room not in passed and (linked := rooms.get(room)) and not linked.open:
        passed.add(room)
        successor = work.places.successor(str(room))
        room = Room.parse(successor) if successor else room
    return room


def now_read(work: Work, rooms: Mapping[Room, LinkedRoom], room: Room) -> Room:
    """The room that stands for this one now; itself, where nothing replaced it, or that left the incident as well."""
    last = rooms.get(heir(work, rooms, room))
    return last.room if last and last.open else room


def was_shown_before(work: Work, said: int, room: Room) -> bool:
    """Does, or did, a room that this one replaced show an original?"""
    return any(work.outbox.was_shown(said, Room.parse(old)) for old in work.places.before(str(room)))


def corrected_in(work: Work, rooms: Mapping[Room, LinkedRoom], said: int) -> set[Room]:
    """The rooms whose people have read an original, and are to be told that it changed."""
    copies = work.outbox.copies_of(said, Verb.SAY)
    read = {room for _, room, _, state in copies if state in (CopyState.POSTED, CopyState.FIXED)}
    return {now_read(work, rooms, room) for room in read}
