"""Who runs the accounts, what went wrong, and a few single facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.tables.bridge import facts, leases, troubles


@dataclass(frozen=True)
class Lease:
    """The right of one process to run the accounts, until a time."""

    holder: str
    until: datetime


class Keeping:
    """The lease, the error register and single facts."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def lease(self, name: str) -> Lease | None:
        """Who holds the lease of this name and until when (UTC), run out or not; None where nobody ever took it."""
        row = self._db.execute(select(leases).where(leases.c.name == name)).first()
        return Lease(row.holder, row.until) if row else None

    def take_lease(self, name: str, holder: str, at: datetime, length: timedelta, *, from_dead: str = "") -> Lease:
        """Take or renew the lease; returns who holds it now.

        Another holder keeps it until it has run out, unless it is ``from_dead``: known not to run any more.
        """
        held = self.lease(name)
        mine = Lease(holder, at + length)
        if held is None:
            self._db.execute(insert(leases).values(name=name, holder=holder, until=mine.until))
            return mine
        if held.holder not in (holder, from_dead) and held.until > at:
            return held
        changed = self._db.execute(
            update(leases)
            .where(leases.c.name == name, leases.c.holder == held.holder, leases.c.until == held.until)
            .values(holder=holder, until=mine.until)
        )
        return mine if changed.rowcount else self.lease(name) or mine

    def drop_lease(self, name: str, holder: str, at: datetime) -> None:
        """Let the next process in at once."""
        self._db.execute(update(leases).where(leases.c.name == name, leases.c.holder == holder).values(until=at))

    def trouble(self, number: str, *, source: str, room: str | None, raw: str, fault: str, at: datetime) -> None:
        """Keep an event that could not be processed, under a number that people are told."""
        self._db.execute(insert(troubles).values(number=number, source=source, room=room, raw=raw, fault=fault, at=at))

    def troubles(self) -> int:
        """How many events, of all accounts, could not be processed since the database was made."""
        return self._db.execute(select(func.count()).select_from(troubles)).scalar_one()

    def fact(self, key: str) -> Any:
        """What is kept under a key, as JSON reads back; None where nothing is, or where None was kept."""
        return self._db.execute(select(facts.c.value).where(facts.c.key == key)).scalar()

    def facts(self, beginning: str) -> set[str]:
        """The keys that begin so, in no order."""
        return {row.key for row in self._db.execute(select(facts.c.key).where(facts.c.key.startswith(beginning)))}

    def set_fact(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold under a key, instead of what stood there."""
        if not self._db.execute(update(facts).where(facts.c.key == key).values(value=value)).rowcount:
            self._db.execute(insert(facts).values(key=key, value=value))

    def drop_fact(self, key: str) -> None:
        """Forget what is kept under a key; nothing happens where nothing is."""
        self._db.execute(delete(facts).where(facts.c.key == key))
