"""Reactions: those of people are shown by the bot, once in each room; some of them are words to the bot itself."""

from dataclasses import replace

import structlog

from bot.directory import out_of_order
from bot.inbound.answers import answer
from bot.inbound.context import Hearing
from bot.inbound.keys import gone_key, original_key
from commands.domain.bridging import Rank, Verb, block_shown
from commands.domain.messages import Message, Reply
from storage.bridge.outbox import CopyState, FixedPost
from storage.bridge.talk import Said
from storage.packed import pack_reply, unpack_reply
from storage.store import passing

log = structlog.get_logger()

TO_LOG = "⏱"
"""This reaction adds a message to the log."""


def reacted(hearing: Hearing) -> None:
    """Hear an emoji: a choice under one of our posts, a mark for the log, or a reaction that other rooms are to show.
    One about a message that is not heard yet is kept until it is.
    """
    message, work = hearing.message, hearing.work
    command = _seeded_choice(hearing)
    if command is not None:
        answer(hearing, command)
        return
    if message.emoji.rstrip("\ufe0f") == TO_LOG and hearing.here:
        answer(hearing, f"addlog {message.id}")
    if not _given(hearing) and hearing.here and not work.talk.was_heard(original_key(message)):
        hearing.scene.early.add(out_of_order.keep(work, message, hearing.scene.at))


def _given(hearing: Hearing) -> bool:
    """Note and show a reaction; False where it is not known what it is about."""
    message, work = hearing.message, hearing.work
    originals = work.talk.behind(message.room, message.id)
    if len(originals) > 1:
        _reacted_to_block(hearing, originals)
    elif originals and (message.recovered or not out_of_order.has_ended(work, message)):
        _hold(hearing, originals[0], message)
    return bool(originals)


def hear_early(hearing: Hearing, id: str) -> None:
    """Hear what people reacted with before that to which they reacted was known by this id."""
    work, room = hearing.work, hearing.message.room
    if out_of_order.key(room, id) not in hearing.scene.early:
        return
    for message in out_of_order.take(work, room, id, hearing.scene.at):
        event = message.values["event"]
        if not (event and work.talk.was_heard(gone_key(room, event))):
            _given(replace(hearing, message=message))


def hear_early_beside(hearing: Hearing, id: str) -> None:
    """The same beside a post of ours that has to be noted whatever becomes of this; removed, it stays removed."""
    work, room = hearing.work, hearing.message.room
    if work.talk.was_heard(gone_key(room, id)) and work.outbox.gone(room, id):
        log.info("a copy was removed by somebody", room=str(room))
    try:
        with hearing.work.nested():
            hear_early(hearing, id)
    except Exception as fault:
        if passing(fault):
            raise
        log.exception("a reaction was not shown", room=str(hearing.message.room))


def _hold(hearing: Hearing, original: Said, message: Message) -> None:
    work, emoji, event = hearing.work, message.emoji, message.values.get("event", "")
    before = work.talk.holders(original.id, emoji)
    if work.talk.react(original.id, emoji=emoji, who=message.who.key, room=message.room, event=event):
        _show(hearing, original, emoji, before, [*before, str(message.room)])


def _reacted_to_block(hearing: Hearing, originals: list[Said]) -> None:
    """A reaction to a combined post is one to all of it: it never counts as an answer to any one message in it."""
    message = hearing.message
    here = hearing.here
    if here is None:
        return
    times = [original.at for original in originals]
    said = f"{message.who.shown} reacted {message.emoji} to {block_shown(times, hearing.zone(here))}"
    for room in sorted({original.room for original in originals}):
        payload: dict[str, object] = {"reply": pack_reply(Reply(text=said)), "alone": True}
        hearing.queue(room, Verb.TELL, payload=payload, rank=Rank.REACTION)


def unreacted(hearing: Hearing) -> None:
    """Hear that an emoji was taken back from what stands behind a message: a thing of ours may stand for several."""
    message, work = hearing.message, hearing.work
    originals = work.talk.behind(message.room, message.id)
    held = [let_go(hearing, original.id, message.emoji, message.who.key) for original in originals]
    if hearing.here and not any(held):
        out_of_order.end(work, message, hearing.scene.at)


def let_go(hearing: Hearing, said: int, emoji: str, who: str) -> bool:
    """Forget that this person (a key) holds an emoji on an original (its id in the store), and show it; False where
    nobody knew of it.
    """
    work = hearing.work
    before = work.talk.holders(said, emoji)
    if not work.talk.unreact(said, emoji=emoji, who=who):
        return False
    _show(hearing, work.talk.get(said), emoji, before, work.talk.holders(said, emoji))
    return True


def _show(hearing: Hearing, original: Said, emoji: str, before: list[str], after: list[str]) -> None:
    """The bot holds an emoji once in each room, for as long as somebody elsewhere holds it."""
    if original.removed_at:
        return
    copies = hearing.work.outbox.copies_of(original.id)
    shown = {room: state for _, room, verb, state in copies if verb in (Verb.SAY, Verb.FILE)}
    for place in sorted({original.room, *shown}):
        held = any(room != str(place) for room in before)
        hold = any(room != str(place) for room in after)
        if held != hold:
            verb = Verb.REACT if hold else Verb.UNREACT
            waits = shown.get(place) is CopyState.HELD  # as long as what it is about
            hearing.queue(place, verb, said=original.id, payload={"emoji": emoji, "alone": True}, held=waits)


def _told_directly(hearing: Hearing) -> FixedPost | None:
    """What was told to the speaker in person; it went by the lane of a room on the same account."""
    message = hearing.message
    rooms = [room for room in hearing.scene.rooms if room.source == message.room.source]
    return hearing.work.outbox.by_native_direct(rooms, message.who.key.partition("/")[2], message.id)


def _seeded_choice(hearing: Hearing) -> str | None:
    """The command behind one of our own buttons, where this reaction presses it."""
    message, work = hearing.message, hearing.work
    post = work.outbox.by_native(message.room, message.id) or (_told_directly(hearing) if message.direct else None)
    if post is None:
        return None
    for _, payload in work.outbox.members(post.id):
        if "reply" in payload:
            for choice in unpack_reply(payload["reply"]).choices:
                if choice.emoji and choice.emoji == message.emoji:
                    return choice.command
    return None
