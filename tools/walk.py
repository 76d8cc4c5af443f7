"""Count the walk of a message through ``bot/``: which packages it enters, in how many steps.

Usage: python tools/walk.py (in the project's folder).

A message is played through the tests' world, from a platform's call to the last post that is handed to a platform; so
are an edit, a pressed button, a slash command and the clock's report. A room is a package of ``bot/``; a step is a call
that enters another room than the one it comes from. The far end of the tests stands for the platforms. What is fixed
in the transaction in which it is heard counts to the way inwards.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import structlog

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bot.inbound.hub import Hub  # noqa: E402  the folder must be on the path first
from bot.runtime.clerk import Clerk  # noqa: E402
from bot.schedule.clock import Clock  # noqa: E402
from commands.domain.messages import Kind  # noqa: E402
from commands.domain.schedules import Schedule  # noqa: E402
from tests.bot.far_end import Account  # noqa: E402
from tests.bot.world import COUNTY, FIRE, World  # noqa: E402

FAR_END = str(ROOT / "tests" / "bot" / "far_end.py")
BOT = f"{ROOT / 'bot'}/"
HOUR = timedelta(hours=1)

Deed = Callable[..., Awaitable[Any]]


@dataclass
class Walk:
    """The steps of one walk: each the room that was entered, in order."""

    steps: list[str] = field(default_factory=list)
    committed: int = 0  # the steps until what was heard stood in the outbox
    posted: int = 0  # the steps until the last post was handed to a platform

    @property
    def inward(self) -> list[str]:
        """To the outbox."""
        return self.steps[: self.committed]

    @property
    def outward(self) -> list[str]:
        """From the outbox to the platform."""
        return self.steps[self.committed : self.posted]

    @property
    def rooms(self) -> list[str]:
        """The rooms of the whole walk, each where it was entered first."""
        return in_order(self.steps[: self.posted])


def in_order(steps: Iterable[str]) -> list[str]:
    """Each room once, where it was entered first."""
    return list(dict.fromkeys(steps))


def room_of(frame: FrameType) -> str:
    """The room in which a frame's code stands; empty for what is not of ``bot/``."""
    file = frame.f_code.co_filename
    if file == FAR_END:
        return "platforms"
    return file.removeprefix(BOT).partition("/")[0].removesuffix(".py") if file.startswith(BOT) else ""


def _above(frame: FrameType) -> Iterator[FrameType]:
    above = frame.f_back
    while above:
        yield above
        above = above.f_back


def _is_commit(frame: FrameType) -> bool:
    """Does a transaction end here in which something was heard?"""
    transaction, hearing = Clerk._run.__code__, Hub._together.__code__  # noqa: SLF001
    return frame.f_code is transaction and any(one.f_code is hearing for one in _above(frame))


@contextmanager
def walking() -> Iterator[Walk]:
    """Notes the steps of whatever runs on this thread meanwhile."""
    walk = Walk()

    def note(frame: FrameType, event: str, _: object) -> None:
        room = room_of(frame) if event in {"call", "return"} else ""
        if event == "return" and room and not walk.committed and _is_commit(frame):
            walk.committed = len(walk.steps)
        if event != "call" or not room:
            return
        if room != next(filter(None, map(room_of, _above(frame))), ""):  # "" where the event loop calls
            walk.steps.append(room)
        if frame.f_code is Account.send.__code__:
            walk.posted = len(walk.steps)

    sys.setprofile(note)
    try:
        yield walk
    finally:
        sys.setprofile(None)


async def walked(deed: Deed, before: Deed | None = None) -> Walk:
    """Play one deed in a world that stands still otherwise; ``before`` is done first, and not counted."""
    world = World()
    try:
        await world.say(COUNTY, "Camp is set up")  # lanes and budgets are made with the first message
        await world.settled()
        made = [await before(world)] if before else []
        with walking() as walk:
            await deed(world, *made)
            await world.settled()
        return walk
    finally:
        await world.stop()
        world.database.close()


async def message() -> Walk:
    """Somebody says something in one room; it is posted in the other."""
    return await walked(lambda world: world.say(COUNTY, "Bridge is out"))


async def message_that_waits() -> Walk:
    """The same while no lane is there yet: the courier finds it in the outbox."""

    async def without_courier(world: World) -> None:
        await world.stop()
        world.build()
        await world.hub.load()

    return await walked(lambda world, _: world.say(COUNTY, "Bridge is out"), without_courier)


async def edit() -> Walk:
    """Somebody edits what was posted."""

    async def said(world: World) -> Any:
        message, _ = await world.say(COUNTY, "Bridge is out")
        await world.settled()
        return message

    return await walked(lambda world, message: world.edit(message, "Bridge is open"), said)


async def button() -> Walk:
    """Somebody presses a button below one of the bot's cards."""
    return await walked(lambda world: world.say(COUNTY, "", kind=Kind.PRESSED, action="sitrep", answerable=True))


async def slash_command() -> Walk:
    """Somebody says a slash command whose answer every room hears."""
    return await walked(lambda world: world.say(COUNTY, "sitrep", kind=Kind.COMMAND, answerable=True))


async def clock() -> Walk:
    """The clock says a report that is due."""

    async def due(world: World) -> Clock:
        start = world.now()
        with world.database.work() as work:
            work.record.add(Schedule(incident=FIRE, command="sitrep", every=HOUR, anchor=start))
        rooms = lambda: list(world.hub.known.values())  # noqa: E731
        alarm = Clock(world.clerk, world.hub.heard, rooms, ZoneInfo("UTC"), lambda: start + HOUR)
        alarm.ring_at = lambda _: None  # the test rings
        return alarm

    return await walked(lambda _, alarm: alarm.ring(), due)


WALKS = {
    "a message": message,
    "a message that waits": message_that_waits,
    "an edit": edit,
    "a pressed button": button,
    "a slash command": slash_command,
    "the clock's report": clock,
}


def shown(name: str, walk: Walk) -> str:
    """One walk in three lines."""
    lines = [f"{name}: {len(walk.rooms)} packages, {walk.posted} steps"]
    for words, steps in (("to the outbox", walk.inward), ("to the platform", walk.outward)):
        lines.append(f"  {words}: {', '.join(in_order(steps))} ({len(steps)} steps)")
    return "\n".join(lines)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for name, walk in WALKS.items():
        print(shown(name, asyncio.run(walk())))


if __name__ == "__main__":
    main()
