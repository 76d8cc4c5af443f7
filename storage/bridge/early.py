"""What was heard before that which it is about, and reactions that ended before they were heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.tables.bridge import early, ended


@dataclass(frozen=True, kw_only=True)
class EarlyReaction:
    """A reaction to what was not heard yet: the emoji, whose (key and name), its order, the platform's event."""

    emoji: str
    who: str
    who_name: str
    order: int
    event: str


class Early:
    """Kept under keys of 64 characters; each answer costs the same however much is kept."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def keys(self) -> set[str]:
        """All keys under which something is kept."""
        return set(self._db.execute(select(early.c.key).distinct()).scalars())

    def keep(self, key: str, reaction: EarlyReaction | None, at: datetime, most: int) -> None:
        """Keep a reaction, up to so many under one key, or (None) that what it is about was removed; ``at`` in UTC."""
        here = early.c.key == key
        count, marks = self._db.execute(select(func.count(early.c.emoji), func.count()).where(here)).one()
        if reaction is None and not marks:
            self._db.execute(insert(early).values(key=key, at=at))
        elif reaction is not None and count < most:
            self._db.execute(insert(early).values(key=key, at=at, **vars(reaction)))

    def kept(self, key: str) -> list[EarlyReaction]:
        """The reactions under a key, as they came."""
        found = select(early).where(early.c.key == key, early.c.emoji.is_not(None)).order_by(early.c.id)
        return [
            EarlyReaction(emoji=row.emoji, who=row.who, who_name=row.who_name, order=row.order, event=row.event)
            for row in self._db.execute(found)
        ]

    def drop(self, key: str) -> None:
        """Forget what is kept under a key."""
        self._db.execute(delete(early).where(early.c.key == key))

    def take_back(self, key: str, emoji: str, who: str) -> None:
        """Forget somebody's reaction under a key; the key stays, as one that was asked for."""
        held = (early.c.key == key, early.c.emoji == emoji, early.c.who == who)
        self._db.execute(update(early).where(*held).values(emoji=None))

    def end(self, key: str, order: int, at: datetime) -> None:
        """Note that a reaction of this order, and all older ones, were taken back."""
        if not self._db.execute(update(ended).where(ended.c.key == key).values(order=order, at=at)).rowcount:
            self._db.execute(insert(ended).values(key=key, order=order, at=at))

    def ended(self, key: str) -> int | None:
        """The order of the end that was noted; None where none was."""
        return self._db.execute(select(ended.c.order).where(ended.c.key == key)).scalar()

    def forget(self, before: datetime) -> set[str]:
        """Drop what was kept before a time (UTC); returns the keys under which nothing is left."""
        self._db.execute(delete(ended).where(ended.c.at < before))
        old = set(self._db.execute(select(early.c.key).where(early.c.at < before).distinct()).scalars())
        self._db.execute(delete(early).where(early.c.at < before))
        return old - self._left(sorted(old))

    def _left(self, keys: Sequence[str]) -> set[str]:
        left: set[str] = set()
        for at in range(0, len(keys), 500):
            some = select(early.c.key).where(early.c.key.in_(keys[at : at + 500]))
            left |= set(self._db.execute(some).scalars())
        return left
