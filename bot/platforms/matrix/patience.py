"""How long to wait before trying again."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Backoff:
    """Growing pauses with jitter, so that many accounts do not come back at once; in seconds."""

    def __init__(self, first: float = 0.5, longest: float = 60.0) -> None:
        self._first = first
        self._longest = longest
        self._next = first

        self._until = 0.0

    def reset(self) -> None:
        """All is well again: the next pause is as short as the first one."""
        self._next = self._first

    def start(self, at_least: float = 0.0) -> None:
        """Begin a pause of so many seconds at least, without waiting for it; the next one is twice as long."""
        self._until = time.monotonic() + max(self._length(), at_least)

    def due(self) -> bool:
        """True when the pause that was begun is over."""
        return time.monotonic() >= self._until

    async def pause(self, at_least: float = 0.0) -> None:
        """Wait so many seconds at least; the next pause is twice as long."""
        await asyncio.sleep(max(self._length(), at_least))

    def _length(self) -> float:
        length = self._next * random.uniform(0.5, 1.0)  # noqa: S311  (not for secrets)
        self._next = min(self._next * 2, self._longest)
        return length


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Repeat a commit until it is done: while the store is away, nothing is acknowledged and nothing is dropped."""
    backoff = Backoff(first=0.1, longest=5.0)
    while True:
        try:
            return await call()
        except Exception as fault:  # noqa: BLE001  (whatever it is: not committed)
            log.warning("matrix.not_committed", fault=type(fault).__name__)
            await backoff.pause()
