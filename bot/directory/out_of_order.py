"""What is heard before that which it is about, and reactions after their own end: events may come in any order.

It is kept for a week: what was never heard of by then, from before the bridge say, is not asked for any more.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from commands.domain.messages import Kind, Message, Person, Room
from storage.bridge.early import EarlyReaction
from storage.store import Work

KEPT = timedelta(days=7)

MOST = 100
"""Reactions to one message that are kept: all of them are heard in the one transaction in which it comes."""


def key(room: Room, id: str) -> str:
    """Where what was heard too early about this message is kept."""
    return _key(room, id)


def keys(work: Work) -> set[str]:
    """All that something is kept under: few ever are, so every message asks this set and not the store."""
    return work.early.keys()


def keep(work: Work, message: Message, at: datetime) -> str:
    """Keep a reaction to something that was not heard yet, or that we post and do not know of yet; returns its key."""
    reaction = EarlyReaction(
        emoji=message.emoji,
        who=message.who.key,
        who_name=message.who.name,
        order=message.order,
        event=message.values.get("event", ""),
    )
    work.early.keep(key(message.room, message.id), reaction, at, MOST)
    return key(message.room, message.id)


def keep_end(work: Work, message: Message, at: datetime) -> str:
    """Note that what was not heard yet, or what we post and do not know of yet, was removed; returns its key."""
    work.early.keep(key(message.room, message.id), None, at, MOST)
    return key(message.room, message.id)


def take(work: Work, room: Room, id: str, at: datetime) -> Iterator[Message]:
    """The reactions that were kept, once it is known what they are about."""
    found = work.early.kept(key(room, id))
    work.early.drop(key(room, id))
    for reaction in found:
        yield Message(
            kind=Kind.REACTED,
            room=room,
            key="",
            id=id,
            who=Person(reaction.who, reaction.who_name),
            at=at,
            order=reaction.order,
            emoji=reaction.emoji,
            values={"event": reaction.event},
        )


def end(work: Work, message: Message, at: datetime) -> None:
    """Note that somebody has taken a reaction back that was not heard: neither it nor an older one is to come."""
    work.early.take_back(key(message.room, message.id), message.emoji, message.who.key)
    work.early.end(_ended(message), message.order, at)


def has_ended(work: Work, message: Message) -> bool:
    """Whether somebody took back what is heard only now."""
    order = work.early.ended(_ended(message))
    return order is not None and order > message.order


def forget(work: Work, before: datetime) -> set[str]:
    """Drop what was kept before a time; returns its keys."""
    return work.early.forget(before)


def _ended(message: Message) -> str:
    return _key(message.room, message.id, message.emoji, message.who.key)


def _key(room: Room, *parts: str) -> str:
    """Of one length, whatever platforms call their rooms and messages."""
    return hashlib.sha256("/".join((str(room), *parts)).encode()).hexdigest()
