"""Joins, leaves and topics: quiet, or short notices in the group's other rooms where its people want them.

They are told as they happen and never afterwards: what is found while catching up stays quiet, and so does what the bot
itself does. Several that wait for one room become one post, behind everything else.
"""

from datetime import timedelta

from bot.inbound.context import Hearing
from commands.domain.bridging import LinkedRoom, Rank, Verb, listeners
from commands.domain.messages import Message, Reply, Room
from commands.domain.text import words
from storage.packed import pack_reply, unpack_reply

JOINED, LEFT, REMOVED, TOPIC = "joined", "left", "removed", "topic"
"""What a message of this kind says happened, in its ``action``."""

FRESH = timedelta(minutes=2)
"""What is told later, because it is found or comes again, is no news."""

LONGEST = 1_500
"""Characters of notices in one post; more go into the next one."""
TOPIC_SHOWN = 300


def happened(hearing: Hearing) -> None:
    """Queue a notice for each room that hears this one, if the group wants to know."""
    message, here = hearing.message, hearing.here
    if here is None or message.recovered or hearing.scene.at - message.at > FRESH:
        return
    if not hearing.work.record.events_shown(here.incident, here.group):
        return
    line = _line(message, here)
    for other in listeners(message.room, hearing.scene.rooms.values()):
        if not (here.paused or other.paused):
            _tell(hearing, other.room, line)


def _tell(hearing: Hearing, room: Room, line: str) -> None:
    """Add a line to the notice that waits for the room, or queue one."""
    waiting = hearing.work.outbox.waiting_notice(room)
    if waiting is not None:
        copy, payload = waiting
        lines = f"{unpack_reply(payload['reply']).text}\n{line}"
        if len(lines) <= LONGEST:
            hearing.work.outbox.reload(copy, payload | {"reply": pack_reply(Reply(text=lines))})
            return
    notice: dict[str, object] = {"reply": pack_reply(Reply(text=line)), "alone": True}
    hearing.queue(room, Verb.TELL, payload=notice, rank=Rank.BOARD)


def _line(message: Message, here: LinkedRoom) -> str:
    who, where = message.who.shown, here.name or here.room.id
    said = " ".join(words(message.text).split())
    topic = said if len(said) <= TOPIC_SHOWN else f"{said[: TOPIC_SHOWN - 1]}…"
    return {
        JOINED: f"{who} joined {where}.",
        LEFT: f"{who} left {where}.",
        REMOVED: f"{who} was removed from {where}{f': {topic}' if topic else '.'}",
        TOPIC: f"{who} set the topic of {where}: {topic}" if topic else f"{who} cleared the topic of {where}.",
    }[message.action]
