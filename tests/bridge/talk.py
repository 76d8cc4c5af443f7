"""A conversation of everybody: talk, replies, corrections, words taken back. Seeded, so that it can be repeated."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.bridge.places import Place
from tests.bridge.stage import Said, Stage


class Talk:
    """What the people of some places do, one deed after the other."""

    def __init__(self, stage: Stage, rng: random.Random, places: Sequence[Place] = ()) -> None:
        self.stage, self.rng = stage, rng
        self.places = places or stage.places

    async def one(self) -> None:
        """One deed of somebody."""
        deed = self.rng.choices((self._say, self._reply, self._edit, self._delete), (70, 10, 12, 8))[0]
        await deed()

    async def _say(self) -> None:
        await self.stage.say(self.rng.choice(self.places))

    async def _reply(self) -> None:
        root = self._own()
        if root is None or root.thread:
            await self._say()
        else:
            await self.stage.say(root.place, thread=root)

    async def _edit(self) -> None:
        said = self._own()
        if said:
            await self.stage.edit(said, f"{said.text}, corrected")

    async def _delete(self) -> None:
        said = self._own()
        if said and not any(other.thread is said for other in self.stage.said):
            await self.stage.delete(said)

    def _own(self) -> Said | None:
        """Something that still stands; mostly new, sometimes old."""
        recent = self.stage.said[-20:] if self.rng.random() < 0.8 else self.stage.said
        standing = [said for said in recent if not said.removed and said.native and said.place in self.places]
        return self.rng.choice(standing) if standing else None


@asynccontextmanager
async def talking(stage: Stage, rng: random.Random, *, pause: float = 0.1) -> AsyncIterator[None]:
    """People talk while the block runs."""
    talk = Talk(stage, rng)

    async def on() -> None:
        while True:
            deed = asyncio.create_task(talk.one())
            try:
                await asyncio.shield(deed)
            except asyncio.CancelledError:
                await deed  # what was begun to be said is said
                raise
            await asyncio.sleep(rng.uniform(0, 2 * pause))

    task = asyncio.create_task(on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled() and (fault := task.exception()):
            raise fault
