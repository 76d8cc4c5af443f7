"""The clerk: one thread through which every transaction goes, in the order in which it was asked for.

A decision that was overtaken (Stale) is made again on what stands now; a database that is away is for the caller to
wait out, since nothing may be acknowledged meanwhile.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from commands.domain.errors import Stale
from storage.store import Database, Work

T = TypeVar("T")
TRIES = 8


@dataclass(frozen=True)
class _Asked:
    """A job, and the future of the loop that waits for it."""

    job: Callable[[Work], Any]
    answer: "asyncio.Future[Any]"

    def settle(self, value: Any, fault: BaseException | None) -> None:
        """Called on the loop; who asked may have been cancelled meanwhile."""
        if self.answer.done():
            return
        if fault is None:
            self.answer.set_result(value)
        else:
            self.answer.set_exception(fault)


class Clerk:
    """Runs jobs one after the other, each in one transaction, away from the event loop.

    A plain queue and one thread: an executor's two futures and locks would cost as much as a small transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="clerk", daemon=True)
        self._thread.start()

    async def do(self, job: Callable[[Work], T]) -> T:
        """Run ``job`` in a transaction; returns after the commit. A job must be the same when it is run again."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.put(_Asked(job, answer))
        return await answer

    async def aside(self, job: Callable[[Work], T]) -> T:
        """Run a ``job`` that only reads, on a snapshot beside the transactions, for as long as it takes."""
        if not self._database.several:
            return await self.do(job)
        return await asyncio.to_thread(self._read, job)

    def _read(self, job: Callable[[Work], T]) -> T:
        with self._database.snapshot() as work:
            return job(work)

    def close(self) -> None:
        """Finish what was asked, then stop."""
        self._asked.put(None)
        self._thread.join()

    def _work(self) -> None:
        while asked := self._asked.get():
            value: Any = None
            fault: BaseException | None = None
            try:
                value = self._run(asked.job)
            except BaseException as caught:  # noqa: BLE001  it belongs to who asked
                fault = caught
            loop = asked.answer.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(asked.settle, value, fault)

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
