"""An incident that watches a source on this machine, in the whole corridor."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.feeds.fetching import NoAnswer, session
from bot.feeds.source import Settings, Source
from commands.domain.alerts.alerts import AlertWatch
from commands.domain.cards import words as in_words
from commands.domain.messages import CLOCK, Kind, Message, Room
from commands.domain.text import plain
from tests.bot.far_end import Account, Server
from tests.bot.feeds.dial import NOW, Dial, dialled
from tests.bot.world import COUNTY, FIRE, STATE, World

AREA = ("same:016015", "zone:IDZ401", "circle:43.80,-115.90 20km")


class WithCards(Account):
    """Shows a card in words, as people read it."""

    def _body(self, draft):
        return in_words(draft.card) if draft.card else super()._body(draft)


class AtNow(World):
    """A world whose clock stands at the alerts' own time until it is put on."""

    def now(self):
        return NOW + self.ahead


@dataclass
class Watching:
    """One source, polled when a test says so; and what people see."""

    world: AtNow
    dial: Dial
    source: Source
    on: Any

    async def poll(self) -> str:
        """Ask once; what is wrong with the answer, or nothing."""
        try:
            await self.source.poll(self.on)
        except NoAnswer as fault:
            await self.source._failed(fault.why, fault.after)
            return fault.why
        await self.world.settled()
        return ""

    def told(self, room: Room = COUNTY) -> list[str]:
        return self.world.server.texts(room)

    async def say(self, line: str) -> str:
        _, heard = await self.world.say(COUNTY, line, kind=Kind.COMMAND, answerable=True)
        await self.world.settled()
        return "\n".join(reply.text for reply in heard.answers)

    async def clock(self, line: str) -> None:
        at = self.world.now()
        key = f"clock/{line}/{at.isoformat()}"
        await self.world.hub.heard(
            Message(kind=Kind.COMMAND, room=COUNTY, key=key, id="", who=CLOCK, at=at, text=plain(line))
        )
        await self.world.settled()

    def put_on(self, **time: float) -> None:
        self.world.ahead += timedelta(**time)

    def again(self, **settings) -> Source:
        """The source as a fresh process makes it."""
        known = {"name": "cap.county", "kind": "cap", "url": f"{self.dial.url}/cap.xml", "every": timedelta(seconds=30)}
        self.source = Source(
            settings=Settings(**(known | settings)),
            clerk=self.world.clerk,
            say=self.world.hub.heard_with,
            room_of=lambda incident: COUNTY if incident == FIRE else None,
            now=self.world.now,
        )
        return self.source

    def watch(self, *area: str, sources: tuple[str, ...] = ("cap.county",)) -> None:
        with self.world.database.work() as work:
            known = work.record.alert_watch(FIRE)
            if known:
                work.record.save(type(known)(**{**vars(known), "area": area, "sources": sources}))
            else:
                work.record.add(AlertWatch(incident=FIRE, sources=sources, area=area, at=NOW))

    def alerts(self, **asked):
        with self.world.database.work() as work:
            return work.record.alerts(FIRE, open_only=False, **asked)


@pytest.fixture
async def watching() -> AsyncIterator[Watching]:
    server = Server()
    accounts = {room.source: WithCards(server, room.source, habit=room.platform) for room in (COUNTY, STATE)}
    world = AtNow(accounts=accounts, server=server)
    await world.start()
    async with dialled() as dial, session() as on:
        found = Watching(world, dial, None, on)
        found.again()
        found.watch(*AREA)
        yield found
        found.source.worker.stop()
    await world.stop()
