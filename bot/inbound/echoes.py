"""Texts of Net Control that are heard again: our own through some other bridge, and those of another Net Control.

Our own would go round for ever, so the room in which one comes back is paused and people are told; a person takes the
other bridge out and resumes it. Whoever can read two rooms can forge such a text. That pauses only the room in which
it is said, a few times a day at most, keeps everything and holds up no alert: see docs/bridge.md.

A copy made by another Net Control is a bot's message. It is relayed once: our copy names the post that it stems from,
and whoever made that post knows it again.
"""

from datetime import datetime, timedelta

from bot.inbound.context import Hearing
from bot.inbound.keys import gone_key
from commands.domain.bridging import LinkedRoom
from commands.domain.messages import Reply, Room
from storage.bridge.outbox import FixedPost

PAUSES = 3
"""So often a day one room is paused by what comes back; then it is told, and left to people."""
DAY = timedelta(days=1)


def came_back(hearing: Hearing) -> bool:
    """Is this a text of ours? Then the link is paused where that is news, and nothing is relayed."""
    message, outbox = hearing.message, hearing.work.outbox
    post = outbox.get(message.origin) or (outbox.get(message.origin_of) if message.origin_of else None)
    if post is None:
        return False
    hearing.work.talk.first_time(gone_key(message.room, message.id), hearing.scene.at)  # nor is a change of it
    if hearing.here and post.room != message.room:
        _pause(hearing, hearing.here, post)
    return True


def tell_it_waits(hearing: Hearing, here: LinkedRoom) -> None:
    """Whoever speaks in a paused room is told so once."""
    message = hearing.message
    since = hearing.work.keeping.fact(f"paused/{here.room}")
    told = f"waits/{here.room}/{since}/{message.who.key}"
    if message.bot or message.recovered or not hearing.work.talk.first_time(told, hearing.scene.at):
        return
    words = (
        "Not copied yet: this room's link is paused. What is said here is kept, and posted in the other rooms when "
        f"somebody says {_resume(hearing)}."
    )
    hearing.whisper(Reply(text=words))


def _pause(hearing: Hearing, here: LinkedRoom, post: FixedPost) -> None:
    """Pause the room in which our text came back, unless one end is cut off already."""
    work, at = hearing.work, hearing.scene.at
    ends = [work.rooms.get(room) for room in (here.room, post.room)]
    if any(end is None or end.paused or not end.open for end in ends) or hearing.message.at <= _resumed(hearing, here):
        return
    pauses = [one for one in work.keeping.fact(f"echoes/{here.room}") or [] if datetime.fromisoformat(one) > at - DAY]
    if len(pauses) >= PAUSES:
        _tell_it_is_left(hearing, here, post)
        return
    work.keeping.set_fact(f"echoes/{here.room}", [*pauses, at.isoformat()])
    work.record.pause_room(here.room, f"another bridge copies between {post.room} and this room", at)
    hearing.rooms_changed = True
    who, where, there = hearing.message.who.shown, _named(hearing, here.room), _named(hearing, post.room)
    cause = f"what Net Control posted in {there} came back in {where}, said by {who}: another bridge copies there too"
    rest = (
        "Nothing is lost; answers, alerts and emergencies still pass. Take the other bridge out, then say "
        f"{_resume(hearing)}"
    )
    kept = "What people say here is kept and not copied, and what the other rooms say waits for this one."
    hearing.tell(here.room, Reply(text=f"PAUSED: {cause}. {kept} {rest} here.", loud=True))
    kept = f"What people say in {where} is kept and not copied, and what is said here waits for it."
    for room in _rooms_of(hearing, here, post):
        hearing.tell(room, Reply(text=f"PAUSED: {cause}. {kept} {rest} {here.name or here.room.id}.", loud=True))


def _tell_it_is_left(hearing: Hearing, here: LinkedRoom, post: FixedPost) -> None:
    """Once a day."""
    if not hearing.work.talk.first_time(f"left/{here.room}/{hearing.scene.at:%Y-%m-%d}", hearing.scene.at):
        return
    words = (
        f"What Net Control posted in {_named(hearing, post.room)} comes back in {_named(hearing, here.room)} again, "
        f"said by {hearing.message.who.shown}. The room was paused for that {PAUSES} times in a day and is not paused "
        "by itself any more; what comes back is not copied. Remove whoever says it, or say "
        f"!{hearing.scene.prefix} link pause."
    )
    for room in (here.room, *_rooms_of(hearing, here, post)):
        hearing.tell(room, Reply(text=words, loud=True))


def _rooms_of(hearing: Hearing, here: LinkedRoom, post: FixedPost) -> list[Room]:
    """The other rooms that are to know: where it was posted, and the group's."""
    group = [one for one in hearing.scene.rooms.values() if (one.incident, one.group) == (here.incident, here.group)]
    rooms = {one.room for one in group if one.open} | {post.room}
    return sorted(rooms - {here.room})


def _resumed(hearing: Hearing, here: LinkedRoom) -> datetime:
    """When a person said that it goes on: what was said before is found late, and old news."""
    known = hearing.work.keeping.fact(f"resumed/{here.room}")
    return datetime.fromisoformat(known) if known else datetime.min.replace(tzinfo=hearing.scene.at.tzinfo)


def _resume(hearing: Hearing) -> str:
    return f"!{hearing.scene.prefix} link resume"


def _named(hearing: Hearing, room: Room) -> str:
    linked = hearing.scene.rooms.get(room)
    return f"{linked.name if linked and linked.name else room.id} ({room.source})"
