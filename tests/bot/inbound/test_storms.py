"""A storm of one kind in one room delays what is heard in another by no more than a few transactions."""

import asyncio
import threading

import pytest

from bot.runtime.clerk import Clerk
from commands.domain.messages import Kind, Room
from tests.bot.world import COUNTY, STATE, World

CITY = Room.parse("slack.county/C2")
STORM = 100


class Threaded(Clerk):
    """The clerk as it runs, with all that it committed in its order."""

    def __init__(self, database):
        self.ran = []
        super().__init__(database)

    async def do(self, job, *turn):
        def noted(work):
            self.ran.append(turn)
            return job(work)

        return await super().do(noted, *turn)

    def die(self):
        self.close()


class Stormy(World):
    clerk_kind = Threaded


@pytest.fixture
async def world(tmp_path):
    world = Stormy(f"sqlite:///{tmp_path / 'store.sqlite'}", rooms=(COUNTY, CITY, STATE))
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


def storm(world, kind):
    """What one person does in one room within a second."""
    about = [world.message(COUNTY, f"word {number}") for number in range(STORM)]
    if kind is Kind.NEW:
        return about
    if kind is Kind.HAPPENED:
        return [one.but(kind=kind, action="joined", key=f"{one.key}/joined") for one in about]
    if kind is Kind.REACTED:
        return [one.but(kind=kind, id="unheard", key=f"{one.key}/r", emoji=f"e{one.id}") for one in about]
    return [world.later(one, kind, "another word", 1) for one in about]


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.EDITED, Kind.REACTED, Kind.HAPPENED, Kind.REMOVED])
async def test_a_storm_in_one_room_costs_others_few_transactions(world, kind):
    begun, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(_work):
        loop.call_soon_threadsafe(begun.set)
        go.wait(30)

    held = asyncio.ensure_future(world.clerk.do(slow))
    await begun.wait()
    flood = [asyncio.ensure_future(world.hub.heard(one)) for one in storm(world, kind)]
    for _ in range(20):
        await asyncio.sleep(0)  # all of them ask
    emergencies = [world.message(room, "!emergency firefighter down", "bo") for room in (CITY, STATE)]
    heard = [asyncio.ensure_future(world.hub.heard(one)) for one in emergencies]
    for _ in range(20):
        await asyncio.sleep(0)
    before = len(world.clerk.ran)
    go.set()
    await asyncio.gather(*heard)
    turns = [turn[0][1] for turn in world.clerk.ran[before - 1 :] if turn]

    assert max(turns.index(str(room)) for room in (CITY, STATE)) <= 4
    await asyncio.gather(held, *flood)
    assert sum(turn[0][1] == str(COUNTY) for turn in world.clerk.ran if turn) == STORM
