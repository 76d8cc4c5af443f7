"""A process beside the bridge, at a low priority, for work that would hold a transaction or the interpreter up.

It is started when it is first needed, ends when it was idle for a while, and never outlives the program.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")

IDLE = 300.0
"""Seconds after its last work at which the process ends and gives its memory back."""


class Unfinished(Exception):
    """The work took too long, or its process died; the words say which."""


class Worker:
    """Does one thing after the other in a process of its own."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._running = 0
        self._ending: asyncio.TimerHandle | None = None

    async def do(self, work: Callable[..., T], *values: object, within: float) -> T:
        """The outcome of a function of some module; ``within`` is in seconds. Raises Unfinished, and what it raises."""
        loop = asyncio.get_running_loop()
        self._running += 1
        try:
            async with asyncio.timeout(within):
                return await loop.run_in_executor(self._process(), work, *values)
        except TimeoutError:
            self.stop()
            raise Unfinished(f"it was not finished within {within:.0f} seconds") from None
        except BrokenProcessPool:
            self.stop()
            raise Unfinished("the process that made it died") from None
        finally:
            self._running -= 1
            self._end_when_idle(loop)

    def stop(self) -> None:
        """Let go of the process, also where it is still at it."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for process in (pool._processes or {}).values():  # noqa: SLF001  there is no public way before Python 3.14
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)

    def _process(self) -> ProcessPoolExecutor:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")  # a forked copy of a program with threads may hang
            self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=behave)
        return self._pool

    def _end_when_idle(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._ending:
            self._ending.cancel()
        self._ending = loop.call_later(IDLE, lambda: None if self._running else self.stop())


def behave() -> None:
    """In the process: the bridge goes first, Ctrl-C is the main process's affair, and its end is ours."""
    os.nice(10)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A program that was killed has no time to end its processes."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(0)
