"""A bell: whoever waits for it knows how often it has rung, so that no ring is missed."""

import asyncio


class Bell:
    """Rings when anything has changed."""

    def __init__(self) -> None:
        self.rung = 0
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who waits."""
        self.rung += 1
        self._event.set()
        self._event = asyncio.Event()

    async def after(self, rung: int) -> int:
        """As soon as it has rung more often than this; how often by then."""
        while self.rung <= rung:
            await self._event.wait()
        return self.rung
