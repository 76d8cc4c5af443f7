"""What is heard before that which it is about, and reactions after their own end: events may come in any order.

It is kept for a week: what was never heard of by then, from before the bridge say, is not asked for any more.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from commands.domain.messages import Kind, Message, Person, Room
from storage.store import Work

KEPT = timedelta(days=7)

MOST = 100
"""Reactions to one message that are kept: all of them are heard in the one transaction in which it comes."""


def key(room: Room, id: str) -> str:
    """Where what was heard too early about this message is kept."""
    return _key("early", room, id)


def keys(work: Work) -> set[str]:
    """All that something is kept under: few ever are, so every message asks this set and not the store."""
    return work.keeping.facts("early/")


def keep(work: Work, message: Message, at: datetime) -> str:
    """Keep a reaction to something that was not heard yet, or that we post and do not know of yet; returns its key."""
    kept = [message.emoji, message.who.key, message.who.name, message.order, message.values.get("event", "")]
    return _keep(work, message, [kept], at)


def keep_end(work: Work, message: Message, at: datetime) -> str:
    """Note that what was not heard yet, or what we post and do not know of yet, was removed; returns its key."""
    return _keep(work, message, [], at)


def _keep(work: Work, message: Message, more: list[list[Any]], at: datetime) -> str:
    kept_under = key(message.room, message.id)
    found = work.keeping.fact(kept_under)
    kept = list(found["kept"]) if found else []
    if found is None or (more and len(kept) < MOST):
        _set(work, kept_under, [*kept, *more], at)
    return kept_under


def take(work: Work, room: Room, id: str, at: datetime) -> Iterator[Message]:
    """The reactions that were kept, once it is known what they are about."""
    found = _kept(work, key(room, id))
    work.keeping.drop_fact(key(room, id))
    for emoji, who, name, order, event in found:
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


def end(work: Work, message: Message, at: datetime) -> None:
    """Note that somebody has taken a reaction back that was not heard: neither it nor an older one is to come."""
    kept_under = key(message.room, message.id)
    found = _kept(work, kept_under)
    left = [each for each in found if each[:2] != [message.emoji, message.who.key]]
    if left != found:
        _set(work, kept_under, left, at)
    work.keeping.set_fact(_ended(message), {"at": at.isoformat(), "order": message.order})


def has_ended(work: Work, message: Message) -> bool:
    """Whether somebody took back what is heard only now."""
    found = work.keeping.fact(_ended(message))
    return bool(found and found["order"] > message.order)


def forget(work: Work, before: datetime) -> set[str]:
    """Drop what was kept before a time; returns its keys."""
    gone = set()
    for beginning in ("early/", "ended/"):
        for kept_under in work.keeping.facts(beginning):
            found = work.keeping.fact(kept_under)
            if not isinstance(found, dict) or datetime.fromisoformat(found["at"]) < before:
                work.keeping.drop_fact(kept_under)
                gone.add(kept_under)
    return gone


def _kept(work: Work, key: str) -> list[list[Any]]:
    found = work.keeping.fact(key)
    return list(found["kept"]) if found else []


def _set(work: Work, key: str, kept: list[list[Any]], at: datetime) -> None:
    work.keeping.set_fact(key, {"at": at.isoformat(), "kept": kept})


def _ended(message: Message) -> str:
    return _key("ended", message.room, message.id, message.emoji, message.who.key)


def _key(kind: str, room: Room, *parts: str) -> str:
    """Short enough for a fact's key, whatever platforms call their rooms and messages."""
    return f"{kind}/{hashlib.sha256('/'.join((str(room), *parts)).encode()).hexdigest()}"
