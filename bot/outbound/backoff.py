"""How a lane waits: as long as it takes, but not once it was told to stop."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.runtime.clerk import Clerk
from storage.store import DatabaseAway, Work

LONGEST_PAUSE = 60.0


@dataclass
class Backoff:
    """``faults`` in a row make the pauses longer."""

    clerk: Clerk
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[Any]]
    told_to_stop: asyncio.Event = field(default_factory=asyncio.Event)
    told_to_try: asyncio.Event = field(default_factory=asyncio.Event)  # since the latest attempt began
    faults: int = 0

    @property
    def stopping(self) -> bool:
        """Was the lane told to begin nothing new?"""
        return self.told_to_stop.is_set()

    def back_off(self) -> float:
        """Seconds until the next try."""
        return min(LONGEST_PAUSE, 0.5 * 2.0 ** min(self.faults, 8)) * random.uniform(0.5, 1.0)  # noqa: S311

    async def pause(self, seconds: float, *ends: asyncio.Event) -> None:
        """Wait, but not once the lane was told to stop, or one of these happened."""
        waits = {asyncio.ensure_future(end.wait()) for end in (self.told_to_stop, *ends)}
        waits.add(asyncio.ensure_future(self.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def note(self, job: Callable[[Work], None]) -> None:
        """Store an outcome, however long the database is away: a lost note means a second look, at the next start."""
        while True:
            try:
                return await self.clerk.do(job)
            except DatabaseAway:
                if self.stopping:
                    return None
                await self.pause(1.0)
