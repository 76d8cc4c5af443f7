"""The keys under which things count as heard. They are kept for ever: what has one key is heard once."""

from commands.domain.messages import CLOCK, Message, Room


def heard_key(message: Message) -> str:
    """The key under which a message counts as heard; the clock speaks in whichever room stands for the incident."""
    return message.key if message.who.key == CLOCK.key else f"{message.room.source}/{message.key}"


def original_key(message: Message) -> str:
    """The heard key of the message that a change or a reaction is about."""
    return f"{message.room.source}/{message.room.id}/{message.id}"


def gone_key(room: Room, id: str) -> str:
    """Remembered of a removal that was heard before what it removes."""
    return f"gone/{room}/{id}"
