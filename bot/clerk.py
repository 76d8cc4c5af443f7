"""The clerk: one thread through which every transaction goes, in the order in which it was asked for.

A decision that was overtaken (Stale) is made again on what stands now; a database that is away is for the caller to
wait out, since nothing may be acknowledged meanwhile.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from commands.domain.errors import Stale
from storage.store import Database, Work

T = TypeVar("T")
TRIES = 8


class Clerk:
    """Runs jobs one after the other, each in one transaction, away from the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, "clerk")

    async def do(self, job: Callable[[Work], T]) -> T:
        """Run ``job`` in a transaction; returns after the commit. A job must be the same when it is run again."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, job)

    def _run(self, job: Callable[[Work], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._once(job)
            except Stale:
                continue
        return self._once(job)

    def _once(self, job: Callable[[Work], T]) -> T:
        with self._database.work() as work:
            return job(work)

    def close(self) -> None:
        self._thread.shutdown(wait=True)
