"""Two connections, one order: what Slack sends at almost the same time over both is sorted by Slack's own timestamps.

Slack gives each event to any of the connections, so that the second of two messages may be read first. Each event
waits a moment for an earlier one: hardly at all after a silence, longer in a burst, where being overtaken is likely.
"""

import asyncio
import bisect
from collections.abc import Callable

QUIET = 0.003  # seconds that an event waits after a silence
BURST = 0.015  # seconds that an event waits while others come
SILENCE = 0.03  # seconds without an event that make a silence


class Order:
    """Begins what it is given in the order of timestamps, as far as a short wait allows."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0
        self._last = -SILENCE

    def take(self, stamp: int, begin: Callable[[], None]) -> None:
        """Call ``begin`` in a moment; ``stamp`` is the event's own time in microseconds."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        wait = BURST if now - self._last < SILENCE else QUIET
        self._last = now
        self._count += 1
        bisect.insort(self._waiting, (stamp, self._count, begin))
        loop.call_later(wait, self._release, stamp, self._count)

    def _release(self, stamp: int, count: int) -> None:
        """Begin everything up to this event, the earliest first."""
        while self._waiting and self._waiting[0][:2] <= (stamp, count):
            self._waiting.pop(0)[2]()
