"""A conversation of everybody: talk, replies, corrections, words taken back. Seeded, so that it can be repeated."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.bridge.places import Place
from tests.bridge.stage import Said, Stage


class Talk:
    """What the people of some places do, one deed after the other."""

    def __init__(
        self, stage: Stage, rng: random.Random, places: Sequence[Place] = (), *, reacting: bool = False
    ) -> None:
        self.stage, self.rng = stage, rng
        self.places = places or stage.places
        self.reactions = 15 if reacting else 0  # against a hundred other deeds

    async def one(self) -> None:
        """One deed of somebody."""
        deeds = (self._say, self._reply, self._edit, self._delete, self._react)
        deed = self.rng.choices(deeds, (70, 10, 12, 8, self.reactions))[0]
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

    async def _react(self) -> None:
        """Somebody gives a reaction to an original or to a copy that stands alone, or takes it back."""
        said, place, emoji = self._own(), self.rng.choice(self.places), self.rng.choice(("👍", "👀"))
        if said is None or not await self._seen(said, place):
            return
        if place.name in said.reactions.get(emoji, ()):
            await self.stage.unreact(place, said, emoji)
        else:
            await self.stage.react(place, said, emoji)

    async def _seen(self, said: Said, place: Place) -> bool:
        if said.place is place:
            return True
        await place.look()
        copies = [each for each in place.shown() if (each.author, each.text) == (said.author, said.text)]
        return [each.together for each in copies] == [False]

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
