"""A store that takes nothing is told in every room by a way that needs no store, once, and again when it is back."""

import asyncio
from datetime import timedelta

import pytest

from bot.operations import record_keeping
from bot.operations.record_keeping import LOW_DISK, RecordKeeping
from bot.platforms import TryLater
from storage.store import DatabaseAway
from tests.bot.world import COUNTY, STATE, World


@pytest.fixture
async def world():
    world = World()
    await world.start()
    for source in world.accounts:
        await world.hub.connected(source, "bot")
    world.record = RecordKeeping(world.hub, lambda _: world.hub.zone)
    yield world
    await world.stop()
    world.database.close()


def away(world):
    once = world.clerk._once

    def fails(_):
        raise DatabaseAway("disk full")

    world.clerk._once = fails
    return lambda: setattr(world.clerk, "_once", once)


def told(world, room=COUNTY):
    return [text for text in world.server.texts(room) if "RECORD" in text]


async def look(world, seconds):
    world.ahead += timedelta(seconds=seconds)
    await world.record.look(world.now())


async def test_every_room_is_told_once_after_half_a_minute_and_again_when_it_is_back(world):
    back = away(world)
    await look(world, 20)
    assert told(world) == []

    for _ in range(3):
        await look(world, 15)
    for room in (COUNTY, STATE):
        assert len(told(world, room)) == 1
        assert "THE RECORD IS NOT BEING KEPT SINCE 0" in told(world, room)[0]
        assert "use the radio, write it down" in told(world, room)[0]

    back()
    for _ in range(2):
        await look(world, 15)
    assert len(told(world)) == 2
    assert told(world)[1].startswith("THE RECORD IS KEPT AGAIN")


async def test_a_short_pause_is_not_told(world):
    back = away(world)
    await look(world, 25)
    back()
    await look(world, 5)
    assert told(world) == []


async def test_a_store_that_never_answers_counts_as_one_that_is_away(world, monkeypatch):
    monkeypatch.setattr(record_keeping, "TRY_LASTS", 0.01)
    monkeypatch.setattr(world.clerk, "do", lambda _: asyncio.get_running_loop().create_future())
    await look(world, 31)
    assert len(told(world)) == 1


async def test_a_room_that_cannot_be_told_keeps_nobody_else_from_it(world):
    world.accounts[STATE.source].outcome = lambda _: TryLater("ratelimited")
    world.hub.online[STATE.source] = True
    back = away(world)
    await look(world, 31)

    assert told(world, STATE) == []
    assert len(told(world, COUNTY)) == 1
    back()


async def test_low_disk_is_told_before_and_once(world, tmp_path):
    left = [LOW_DISK - 1]
    world.record.folder, world.record.free = tmp_path, lambda _: left[0]

    for _ in range(2):
        await look(world, 5)
    await world.settled()
    low = [text for text in world.server.texts(COUNTY) if "LOW DISK" in text]
    assert low == ["LOW DISK: 499 MB are left for the record. Somebody has to make room."]

    left[0] = LOW_DISK * 3
    await look(world, 5)
    left[0] = LOW_DISK - 1
    await look(world, 5)
    await world.settled()
    assert len([text for text in world.server.texts(COUNTY) if "LOW DISK" in text]) == 2
