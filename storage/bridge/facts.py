"""What went wrong, and a few single facts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage.tables.bridge import facts, troubles


class Keeping:
    """The error register and single facts."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def trouble(self, number: str, *, source: str, room: str | None, raw: str, fault: str, at: datetime) -> None:
        """Keep an event that could not be processed, under a number that people are told."""
        self._db.execute(insert(troubles).values(number=number, source=source, room=room, raw=raw, fault=fault, at=at))

    def troubles(self) -> int:
        """How many events, of all accounts, could not be processed since the database was made."""
        return self._db.execute(select(func.count()).select_from(troubles)).scalar_one()

    def fact(self, key: str) -> Any:
        """What is kept under a key, as JSON reads back; None where nothing is, or where None was kept."""
        return self._db.execute(select(facts.c.value).where(facts.c.key == key)).scalar()

    def set_fact(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold under a key, instead of what stood there."""
        if not self._db.execute(update(facts).where(facts.c.key == key).values(value=value)).rowcount:
            self._db.execute(insert(facts).values(key=key, value=value))
