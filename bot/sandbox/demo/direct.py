"""What Net Control tells one person directly on Matrix: that person's own sync, in the rooms that the bot opens."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import aiohttp

from bot.sandbox.matrix_person import CLIENT, MatrixError, MatrixPerson

from .matrix_room import RoomView
from .shown import Shown


async def following(step: Callable[[], Awaitable[bool]], changed: Callable[[], None]) -> None:
    """Tell of each step in which anything happened, for ever; a homeserver that is away is tried again."""
    while True:
        try:
            if await step():
                changed()
        except (MatrixError, aiohttp.ClientError, TimeoutError):
            await asyncio.sleep(1)


class Direct:
    """The direct rooms of one person. Invitations are accepted, as a person would who wants to read it."""

    def __init__(self, person: MatrixPerson, beside: str, bot: str, filter: str) -> None:
        self.person, self.view = person, RoomView(bot)
        self._beside, self._filter = beside, filter
        self._since = ""

    async def follow(self, changed: Callable[[], None]) -> None:
        """Tell of every change, for ever."""
        await following(self._step, changed)

    def shown(self) -> Iterator[Shown]:
        """What was said to that person alone."""
        for one in self.view.shown():
            if not one.note:
                yield replace(one, only=self.person.user_id, direct=True, by="")

    async def _step(self) -> bool:
        since = {"since": self._since} if self._since else {}
        answer = await self.person.call("GET", f"{CLIENT}/sync", timeout=30_000, filter=self._filter, **since)
        rooms = answer.get("rooms", {})
        for room in rooms.get("invite", {}):
            await self.person.join(room)
        events = [
            event
            for room, joined in rooms.get("join", {}).items()
            if room != self._beside
            for event in joined.get("timeline", {}).get("events", [])
        ]
        self.view.take(events)
        self._since = str(answer["next_batch"])
        return bool(events)
