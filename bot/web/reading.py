"""The store as the board reads it: snapshots in threads, and whether anything was committed since."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.engine import make_url

from storage.store import Database, DatabaseAway, Work

T = TypeVar("T")

READERS = 3
"""Threads that read at once: a page never waits behind more than a few others."""


class Reading:
    """Reads, and writes the few rows that are the board's own."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reading")
        self._changes = _changes(url, self._database)

    async def read(self, job: Callable[[Work], T]) -> T:
        """Run a job that only reads, on a snapshot. Raises DatabaseAway."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, job)

    async def write(self, job: Callable[[Work], T]) -> T:
        """Run a job that writes the board's own rows. Raises DatabaseAway, Stale."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._write, job)

    def _read(self, job: Callable[[Work], T]) -> T:
        with self._database.snapshot() as work:
            return job(work)

    def _write(self, job: Callable[[Work], T]) -> T:
        with self._database.work() as work:
            return job(work)

    async def version(self) -> object:
        """Something that differs as soon as anything was committed. Raises DatabaseAway."""
        return await self._changes()

    def close(self) -> None:
        """Close every connection."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._database.close()


def _changes(url: str, database: Database) -> Any:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return _SqliteChanges(parsed.database)
    return _PostgresChanges(database)


class _SqliteChanges:
    """``data_version`` of a connection of its own: ten microseconds, without a transaction."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._held: sqlite3.Connection | None = None

    async def __call__(self) -> object:
        try:
            if self._held is None:
                self._held = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=0.2)
            return self._held.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as fault:
            with contextlib.suppress(sqlite3.Error):
                if self._held:
                    self._held.close()
            self._held = None
            raise DatabaseAway(str(fault)) from fault


class _PostgresChanges:
    """The next transaction's number: it grows with every transaction that writes."""

    EVERY = 4
    """It is asked in each fourth look only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looks = 0
        self._last: object = None

    async def __call__(self) -> object:
        self._looks += 1
        if self._looks % self.EVERY == 1 or self._last is None:
            self._last = await asyncio.to_thread(self._ask)
        return self._last

    def _ask(self) -> object:
        with self._database.snapshot() as work:
            asked = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
            found: object = work.connection.exec_driver_sql(asked).scalar_one()
            return found
