"""Reactions that are heard before what they are about, or after their own end: Slack may bring events in any order.

What nobody may ever ask for again is small: an emoji and a person's key.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from commands.domain.messages import Kind, Message, Person, Room
from storage.store import Work


def key(room: Room, id: str) -> str:
    """Where what was heard too early about this message is kept."""
    return _key("early", room, id)


def keys(work: Work) -> set[str]:
    """All that something is kept under: few ever are, so every message asks this set and not the store."""
    return work.keeping.facts("early/")


def keep(work: Work, message: Message) -> None:
    """Keep a reaction to something that was not heard yet, or that we posted and do not know of yet."""
    key = _key("early", message.room, message.id)
    found = work.keeping.fact(key) or []
    kept = [message.emoji, message.who.key, message.who.name, message.order, message.values.get("event", "")]
    work.keeping.set_fact(key, [*found, kept])


def take(work: Work, room: Room, id: str, at: datetime) -> Iterator[Message]:
    """The reactions that were kept, once it is known what they are about."""
    key = _key("early", room, id)
    found = work.keeping.fact(key)
    if found:
        work.keeping.set_fact(key, [])
    for emoji, who, name, order, event in found or []:
        yield Message(
            kind=Kind.REACTED,
            room=room,
            key="",
            id=id,
            who=Person(who, name),
            at=at,
            order=order,
            emoji=emoji,
            values={"event": event},
        )


def end(work: Work, message: Message) -> None:
    """Note that somebody has taken a reaction back that was not heard: neither it nor an older one is to come."""
    key = _key("early", message.room, message.id)
    found = work.keeping.fact(key) or []
    left = [each for each in found if each[:2] != [message.emoji, message.who.key]]
    if left != found:
        work.keeping.set_fact(key, left)
    work.keeping.set_fact(_ended(message), message.order)


def has_ended(work: Work, message: Message) -> bool:
    """Whether somebody took back what is heard only now."""
    return bool((work.keeping.fact(_ended(message)) or 0) > message.order)


def _ended(message: Message) -> str:
    return _key("ended", message.room, message.id, message.emoji, message.who.key)


def _key(kind: str, room: Room, *parts: str) -> str:
    """Short enough for a fact's key, whatever platforms call their rooms and messages."""
    return f"{kind}/{hashlib.sha256('/'.join((str(room), *parts)).encode()).hexdigest()}"
