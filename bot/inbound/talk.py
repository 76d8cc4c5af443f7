"""Talk: what was said and removed, and to which rooms it is brought."""

from collections.abc import Iterable

import structlog

from bot.directory import catch_up, out_of_order
from bot.inbound import changes, echoes, reactions
from bot.inbound.context import Hearing, micros
from bot.inbound.keys import gone_key, original_key
from commands.domain.bridging import LinkedRoom, Verb, listeners

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
    if hearing.message.text:
        queue_words(hearing, here, said, order)
    queue_files(hearing, here, said, order, range(len(hearing.message.files)))


def queue_words(hearing: Hearing, here: LinkedRoom, said: int, order: int) -> None:
    """Queue the words of an original (its id in the store) for each room that hears this one."""
    for other in listeners(hearing.message.room, hearing.scene.rooms.values()):
        held = here.paused or other.paused
        hearing.queue(other.room, Verb.SAY, said=said, sort=order, payload=_stems(hearing), held=held)


def queue_files(hearing: Hearing, here: LinkedRoom, said: int, order: int, numbers: Iterable[int]) -> None:
    """Queue files of an original, by their places in it (from 0), for each room that hears this one."""
    wanted = list(numbers)
    for other in listeners(hearing.message.room, hearing.scene.rooms.values()):
        held = here.paused or other.paused
        for number in wanted:
            payload = {"file": number, "alone": True, **_stems(hearing)}
            hearing.queue(other.room, Verb.FILE, said=said, sort=order, payload=payload, held=held)


def _stems(hearing: Hearing) -> dict[str, object]:
    """What the copy of another Net Control's copy tells of the first one."""
    message = hearing.message
    return {"of": message.origin_of or message.origin, "alone": True} if message.origin else {}


def removed(hearing: Hearing) -> None:
    """Take an original, some of its files, or a reaction away, with the copies; the words stay in the record. What is
    not heard yet is removed as soon as it is.
    """
    message, work = hearing.message, hearing.work
    if message.files:
        changes.files_removed(hearing)
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
        changes.bring(hearing, original, Verb.REMOVE)
        changes.correct(hearing, original, "removed")


def _removed_early(hearing: Hearing) -> None:
    """What is not known was removed: it is not to come any more, and a post of ours that is called so is gone."""
    message, work, at = hearing.message, hearing.work, hearing.scene.at
    work.talk.first_time(gone_key(message.room, message.id), at)
    work.talk.first_time(original_key(message), at)  # it counts as heard
    if hearing.here:
        hearing.scene.early.add(out_of_order.keep_end(work, message, at))
