"""Talk: what was said, edited, removed, and to which rooms it is brought."""

import structlog

from bot.directory import catch_up, out_of_order, upgrades
from bot.directory.mentions import with_names
from bot.inbound import echoes, reactions
from bot.inbound.answers import command_line
from bot.inbound.context import Hearing, micros
from bot.inbound.keys import gone_key, original_key
from commands.domain.bridging import LinkedRoom, Rank, Verb, listeners
from commands.domain.correction import correction
from commands.domain.messages import Reply, Room
from storage.bridge.outbox import CopyState
from storage.bridge.talk import Said

log = structlog.get_logger()


def said(hearing: Hearing, here: LinkedRoom) -> None:
    """Keep what was said in a linked room, and queue a copy for each room that hears it."""
    message, work = hearing.message, hearing.work
    order = message.place or message.order or micros(message.at)
    late = order < here.last_order
    said = work.talk.add(message, incident=here.incident, group=here.group, sort=order, late=late)
    if said is None:
        return  # its edit was heard first and stands for it
    if message.recovered:
        others = listeners(message.room, hearing.scene.rooms.values())
        now = [other for other in others if not (here.paused or other.paused)]
        hearing.lanes |= catch_up.note(work, message, order, now, hearing.zone(here), hearing.scene.at)
    if here.paused:
        echoes.tell_it_waits(hearing, here)
    _queue_talk(hearing, here, said, order)
    reactions.hear_early(hearing, message.id)


def _queue_talk(hearing: Hearing, here: LinkedRoom, said: int, order: int) -> None:
    """Queue the words and the files of what was said for each room that hears this one."""
    message = hearing.message
    stems: dict[str, object] = {"of": message.origin_of or message.origin, "alone": True} if message.origin else {}
    for other in listeners(message.room, hearing.scene.rooms.values()):
        held = here.paused or other.paused
        if message.text:
            hearing.queue(other.room, Verb.SAY, said=said, sort=order, payload=dict(stems), held=held)
        for number in range(len(message.files)):
            payload = {"file": number, "alone": True, **stems}
            hearing.queue(other.room, Verb.FILE, said=said, sort=order, payload=payload, held=held)


def edited(hearing: Hearing) -> None:
    """Keep the new wording of an original, and queue it for every copy. Only the author's counts, and only a newer one
    than is kept.
    """
    message, work = hearing.message, hearing.work
    original = work.talk.find(message.room, message.id)
    if original is None:
        _edited_unheard(hearing)
        return
    if original.who != message.who.key:
        return  # nobody changes somebody else's words
    if not work.talk.reword(original, text=message.text, revision=message.revision, at=hearing.scene.at):
        return
    _is_told_that_no_edit_runs(hearing)
    if hearing.here and not (original.text or original.files or work.outbox.copies_of(original.id)):
        _queue_talk(hearing, hearing.here, original.id, message.order)  # it had nothing to be posted before
        return
    _bring_to(hearing, original, Verb.EDIT)
    if message.text != original.text:
        before, after = with_names(work, original.text), with_names(work, message.text)
        _correct(hearing, original, correction(before, after))


def _edited_unheard(hearing: Hearing) -> None:
    """A new wording of what was not heard, or is no talk."""
    message, work = hearing.message, hearing.work
    if work.talk.was_heard(gone_key(message.room, message.id)):
        return  # it was removed before it was heard, or is a text of ours that came back
    if work.talk.was_heard(original_key(message)):
        hearing.whisper(Reply(text="An edit never runs a command. Send it again as a new message."))
    elif not _is_told_that_no_edit_runs(hearing) and hearing.here:
        said(hearing, hearing.here)


def _is_told_that_no_edit_runs(hearing: Hearing) -> bool:
    """Tell the author so where the new wording is a command."""
    is_command = not hearing.message.bot and command_line(hearing) is not None
    if is_command:
        hearing.whisper(Reply(text="Not recorded: an edit never runs a command. Send it as a new message."))
    return is_command


def removed(hearing: Hearing) -> None:
    """Take an original, some of its files, or a reaction away, with the copies; the words stay in the record. What is
    not heard yet is removed as soon as it is.
    """
    message, work = hearing.message, hearing.work
    if message.files:
        _files_removed(hearing)
        return
    held = work.talk.reaction(message.room, message.id)
    if held:
        reactions.let_go(hearing, *held)
        return
    original = work.talk.find(message.room, message.id)
    if original is None:
        if work.outbox.gone(message.room, message.id):
            if not work.outbox.removed_by_us(message.room, message.id):
                log.info("a copy was removed by somebody", room=str(message.room))  # that is this room's affair alone
        else:
            _removed_early(hearing)
        return
    if message.who.key in hearing.scene.own:
        return
    if work.talk.remove(original, hearing.scene.at):
        _bring_to(hearing, original, Verb.REMOVE)
        _correct(hearing, original, "removed")


def _files_removed(hearing: Hearing) -> None:
    """Some files of a message were taken away, and its words stand: their copies go."""
    original = hearing.work.talk.find(hearing.message.room, hearing.message.id)
    if original is None:
        return
    gone = {file.id for file in hearing.message.files}
    numbers = {number: file.name for number, file in enumerate(original.files) if file.id in gone}
    for copy, room, number, state in hearing.work.outbox.file_copies_of(original.id):
        if number not in numbers:
            continue
        if state in (CopyState.QUEUED, CopyState.HELD):
            hearing.work.outbox.settle([copy], CopyState.DROPPED, "removed by its author before it was posted")
        elif state in (CopyState.FIXED, CopyState.POSTED):
            payload: dict[str, object] = {"file": number, "alone": True}
            hearing.queue(room, Verb.REMOVE, said=original.id, payload=payload, sort=hearing.message.order or None)
    if numbers:
        _correct(hearing, original, f"removed the file {', '.join(numbers.values())}")


def _removed_early(hearing: Hearing) -> None:
    """What is not known was removed: it is not to come any more, and a post of ours that is called so is gone."""
    message, work, at = hearing.message, hearing.work, hearing.scene.at
    work.talk.first_time(gone_key(message.room, message.id), at)
    work.talk.first_time(original_key(message), at)  # it counts as heard
    if hearing.here:
        hearing.scene.early.add(out_of_order.keep_end(work, message, at))


def _bring_to(hearing: Hearing, original: Said, verb: Verb) -> None:
    """Queue the change for each room that has a copy, or will have one that is fixed already.

    A new wording goes into the room that is read now, where the copy's was replaced; a removal goes into both.
    """
    work = hearing.work
    pending: set[Room] = set()
    if verb is Verb.EDIT:
        pending = {room for _, room, _, state in work.outbox.copies_of(original.id, verb) if state is CopyState.QUEUED}
    gone: list[int] = []
    for copy, room, what, state in work.outbox.copies_of(original.id):
        if what not in (Verb.SAY, Verb.FILE) or state in (CopyState.DROPPED, CopyState.REFUSED):
            continue
        if state in (CopyState.QUEUED, CopyState.HELD):
            if verb is Verb.REMOVE:
                gone.append(copy)
            continue  # it goes out in its newest wording
        reads = upgrades.now_read(work, hearing.scene.rooms, room)
        for where in sorted(({reads} if verb is Verb.EDIT else {room, reads}) - pending):
            pending.add(where)
            hearing.queue(where, verb, said=original.id, sort=hearing.message.order or None)
    work.outbox.settle(gone, CopyState.DROPPED, "removed by its author before it was posted")


def _correct(hearing: Hearing, original: Said, change: str) -> None:
    """Say a late change in a line of its own: crews may have acted on the first wording."""
    if hearing.scene.at - original.at < hearing.scene.correction_after or not change:
        return
    for room in sorted(upgrades.corrected_in(hearing.work, hearing.scene.rooms, original.id)):
        hearing.queue(room, Verb.TELL, payload={"correction": change, "of": original.id, "alone": True}, rank=Rank.TALK)
