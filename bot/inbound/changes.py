"""Changes of what was said, brought to its copies: a new wording, an end, files that go."""

from collections.abc import Collection

from bot.directory import upgrades
from bot.inbound.context import Hearing
from commands.domain.bridging import Rank, Verb
from commands.domain.messages import Room
from storage.bridge.outbox import CopyState
from storage.bridge.talk import Said

NOT_POSTED = (CopyState.DROPPED, CopyState.REFUSED)
WAITS = (CopyState.QUEUED, CopyState.HELD)


def bring(hearing: Hearing, original: Said, verb: Verb) -> None:
    """Queue the change for each room that has a copy, or will have one that is fixed already.

    A new wording goes into the room that is read now, where the copy's was replaced; a removal goes into both.
    """
    work = hearing.work
    pending: set[Room] = set()
    if verb is Verb.EDIT:
        pending = {room for _, room, _, state in work.outbox.copies_of(original.id, verb) if state is CopyState.QUEUED}
    gone: list[int] = []
    for copy, room, what, state in work.outbox.copies_of(original.id):
        if what not in (Verb.SAY, Verb.FILE) or state in NOT_POSTED:
            continue
        if state in WAITS:
            if verb is Verb.REMOVE:
                gone.append(copy)
            continue  # it goes out in its newest wording
        reads = upgrades.now_read(work, hearing.scene.rooms, room)
        for where in sorted(({reads} if verb is Verb.EDIT else {room, reads}) - pending):
            pending.add(where)
            hearing.queue(where, verb, said=original.id, sort=hearing.message.order or None)
    work.outbox.settle(gone, CopyState.DROPPED, "removed by its author before it was posted")


def correct(hearing: Hearing, original: Said, change: str) -> None:
    """Say a late change in a line of its own: crews may have acted on the first wording."""
    if hearing.scene.at - original.at < hearing.scene.correction_after or not change:
        return
    for room in sorted(upgrades.corrected_in(hearing.work, hearing.scene.rooms, original.id)):
        hearing.queue(room, Verb.TELL, payload={"correction": change, "of": original.id, "alone": True}, rank=Rank.TALK)


def take_words(hearing: Hearing, original: Said) -> None:
    """Nothing is left of its words: their copies go, and its files stand."""
    gone: list[int] = []
    rooms: set[Room] = set()
    for copy, room, what, state in hearing.work.outbox.copies_of(original.id, Verb.SAY):
        if state in WAITS:
            gone.append(copy)
        elif what is Verb.SAY and state not in NOT_POSTED:
            rooms |= {room, upgrades.now_read(hearing.work, hearing.scene.rooms, room)}
    hearing.work.outbox.settle(gone, CopyState.DROPPED, "its words were taken out before they were posted")
    for room in sorted(rooms):
        payload: dict[str, object] = {"words": True, "alone": True}
        hearing.queue(room, Verb.REMOVE, said=original.id, payload=payload, sort=hearing.message.order or None)


def files_removed(hearing: Hearing) -> None:
    """Some files of a message were taken away, and its words stand: their copies go."""
    original = hearing.work.talk.find(hearing.message.room, hearing.message.id)
    if original is not None:
        take_files(hearing, original, {file.id for file in hearing.message.files})


def take_files(hearing: Hearing, original: Said, gone: Collection[str]) -> None:
    """The copies of the files of these ids go, unless they went before."""
    before = hearing.work.outbox.files_taken(original.id)
    numbers = {number: file.name for number, file in enumerate(original.files) if file.id in gone}
    numbers = {number: name for number, name in numbers.items() if number not in before}
    for copy, room, number, state in hearing.work.outbox.file_copies_of(original.id):
        if number not in numbers:
            continue
        if state in WAITS:
            hearing.work.outbox.settle([copy], CopyState.DROPPED, "removed by its author before it was posted")
        elif state in (CopyState.FIXED, CopyState.POSTED):
            payload: dict[str, object] = {"file": number, "alone": True}
            hearing.queue(room, Verb.REMOVE, said=original.id, payload=payload, sort=hearing.message.order or None)
    if numbers:
        correct(hearing, original, f"removed the file {', '.join(numbers.values())}")
