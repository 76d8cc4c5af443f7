"""The clerk: one thread through which every transaction goes; accounts and rooms take turns, each in its own order.

A decision that was overtaken (Stale) is made again on what stands now; a database that is away is for the caller to
wait out, since nothing may be acknowledged meanwhile.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import structlog

from bot.runtime import counters
from bot.runtime.turns import OWN, Turn, Turns
from commands.domain.errors import Stale
from storage.store import Database, DatabaseAway, Work, passing

log = structlog.get_logger()

T = TypeVar("T")
TRIES = 8
SOON = 0.25
"""Seconds within which what need not be committed at once is committed."""


@dataclass(frozen=True)
class _Asked:
    """A job, and the future of the loop that waits for it."""

    job: Callable[[Work], Any]
    answer: "asyncio.Future[Any]"
    turn: Turn = OWN

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
        self._turns: Turns[_Asked] = Turns()  # the thread's own
        self._closing = False
        self._soon: deque[Callable[[Work], None]] = deque()
        self._flushing = False  # a timer is set for it
        self._thread = threading.Thread(target=self._work, name="clerk", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many transactions wait their turn, about."""
        return self._asked.qsize() + self._turns.count

    async def do(self, job: Callable[[Work], T], turn: Turn = OWN) -> T:
        """Run ``job`` in a transaction; returns after the commit. A job must be the same when it is run again.

        Where many wait, each ``turn`` has its share; jobs of one turn run in the order in which they were asked for.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.put(_Asked(job, answer, turn))
        return await answer

    def soon(self, job: Callable[[Work], None]) -> None:
        """Run ``job`` before whatever is asked next and in the same transaction, or by itself when nothing is.

        For what may be forgotten in a crash because it would be found out again; nobody waits for it. While the
        database is away it is kept.
        """
        self._soon.append(job)
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_later(SOON, self._flush)

    def _flush(self) -> None:
        self._flushing = bool(self._soon)
        if self._flushing:
            flushed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            flushed.add_done_callback(self._flush_again)
            self._asked.put(_Asked(lambda _work: None, flushed))

    def _flush_again(self, flushed: "asyncio.Future[None]") -> None:
        """Until all is in; never is more than one asked for, however slow the database is."""
        if not flushed.cancelled():
            flushed.exception()  # the database is away, which whoever waits for something tells
            flushed.get_loop().call_later(SOON, self._flush)

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
        while asked := self._next():
            value: Any = None
            fault: BaseException | None = None
            try:
                with counters.TRANSACTION.time():
                    value = self._run(asked.job)
            except BaseException as caught:  # noqa: BLE001  it belongs to who asked
                fault = caught
            loop = asked.answer.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(asked.settle, value, fault)
        self._by_themselves()

    def _next(self) -> _Asked | None:
        """Whose turn it is; waits for a job where there is none, and is None when all is done that was asked."""
        try:
            while asked := self._asked.get(block=not (self._turns or self._closing)):
                self._turns.put(asked, asked.turn)
            self._closing = True
        except Empty:
            pass
        return self._turns.take() if self._turns else None

    def _run(self, job: Callable[[Work], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._once(job)
            except (Stale, _Unnoted):
                self._by_themselves()
        return self._once(job)

    def _once(self, job: Callable[[Work], T]) -> T:
        count = len(self._soon)  # the loop may add to it meanwhile
        with self._database.work() as work:
            self._note(work, count)
            value = job(work)
        for _ in range(count):
            self._soon.popleft()
        return value

    def _note(self, work: Work, count: int) -> None:
        try:
            for place in range(count):
                self._soon[place](work)
        except Exception as fault:
            if passing(fault):
                raise
            raise _Unnoted from fault  # also what the database does not take: it would fail all that is asked

    def _by_themselves(self) -> None:
        """Note each in a transaction of its own, so that one that cannot be noted harms nothing else."""
        for _ in range(len(self._soon)):
            try:
                self._by_itself(self._soon[0])
            except DatabaseAway:
                return
            except Exception:
                log.exception("not noted")
            self._soon.popleft()

    def _by_itself(self, note: Callable[[Work], None]) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                with self._database.work() as work:
                    note(work)
            except Stale:
                if not tries_left:
                    raise
            else:
                return


class ToTheEnd:
    """Runs to its end what has to follow a commit, also where whoever waits for it is cancelled meanwhile."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    async def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        """The outcome of ``work``, or what it raises; where the caller is cancelled, the work goes on without it."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # it is for whoever waits, if anybody does


class _Unnoted(Exception):
    """Something that was to be noted soon failed; what was asked did not."""
