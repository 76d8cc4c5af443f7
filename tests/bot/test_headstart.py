"""What is said into a quiet room is fixed in the transaction in which it is heard; everything else goes its own way."""

import asyncio
import re

import pytest

from storage.outbox import PostState
from tests.bot.world import COUNTY, STATE, World


@pytest.fixture
async def world():
    world = World()
    await world.start()
    await world.settled()
    yield world
    await world.stop()
    world.database.close()


async def said(world, text):
    await world.say(STATE, text)
    await world.settled()


async def test_an_ordinary_message_takes_one_transaction_and_is_noted_with_the_next(world):
    await said(world, "one")
    jobs = []
    do = world.clerk.do
    world.clerk.do = lambda job: jobs.append(job) or do(job)

    await said(world, "two")

    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): two"]
    assert len(jobs) == 1


async def test_a_post_is_in_the_store_before_it_is_attempted(world):
    await said(world, "one")
    found = []

    def outcome(_post):
        with world.database.work() as work:
            found.append(work.outbox.unfinished(COUNTY).state)
        return "ok"

    world.accounts[COUNTY.source].outcome = outcome
    await said(world, "two")

    assert found == [PostState.SENDING]


async def test_what_cannot_be_fixed_at_once_is_brought_out_by_the_lane(world):
    await said(world, "one")
    lane = world.courier.lanes[COUNTY]
    fixes, tried = lane.composer.next, []

    def fails_once(*how):
        tried.append(how)
        if len(tried) == 1:
            raise ValueError("not now")
        return fixes(*how)

    lane.composer.next = fails_once
    await said(world, "two")

    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): two"]
    assert len(tried) == 2


async def test_where_hearing_fails_nothing_of_the_head_start_is_left(world):
    await said(world, "one")
    once, asked = world.clerk._once, []

    def fails_at_its_end(job):
        asked.append(job)
        return once(job if len(asked) > 1 else lambda work: (job(work), 1 / 0))

    world.clerk._once = fails_at_its_end
    await world.hub.heard(world.message(STATE, "two"))
    await said(world, "three")

    assert [text for text in world.server.texts(COUNTY) if "Al (State)" in text] == [
        "Al (State): one",
        "Al (State): three",
    ]
    assert any("could not be read" in text for text in world.server.texts(STATE))


async def test_what_is_said_while_a_lane_is_kept_waits_its_turn(world):
    await said(world, "one")
    await asyncio.gather(*(world.say(STATE, f"more {number}") for number in range(5)))
    await world.settled()

    shown = " ".join(world.server.texts(COUNTY))
    assert re.findall(r"more (\d)", shown) == ["0", "1", "2", "3", "4"]
