"""What is done to a combined post is done to all that it carries, and to no one message in it."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.platforms import Pace
from commands.domain.bridging import block_shown
from tests.bot.far_end import Account, Server
from tests.bot.world import COUNTY, STATE, World

SLOW = Pace(room_rate=0.001, room_burst=1, account_rate=math.inf, account_burst=1)


@pytest.fixture
async def block():
    """Three messages of the county that stand in one post in the state's room."""
    server = Server()
    accounts = {
        COUNTY.source: Account(server, COUNTY.source, habit="slack"),
        STATE.source: Account(server, STATE.source),
    }
    world = World(accounts=accounts, server=server)
    accounts[STATE.source].pace = SLOW
    await world.hub.load()
    for text in ("one", "two", "three"):
        await world.say(COUNTY, text)
    await world.settled()
    (post,) = server.room(STATE).values()
    assert [line.rpartition(": ")[2] for line in post.text.split("\n")] == ["one", "two", "three"]
    yield world, post
    await world.stop()


async def test_a_reaction_to_a_combined_post_is_told_as_one_to_all_of_it(block):
    world, post = block

    await world.react(STATE, post.id, "👍", "bo")
    await world.settled()

    (told,) = world.server.texts(COUNTY)
    assert told.startswith("Bo")
    assert "reacted 👍 to" in told
    assert told.endswith("3 messages")
    assert "react" not in [call.verb for call in world.server.calls]


async def test_an_answer_to_a_combined_post_is_marked_as_one_to_all_of_it(block):
    world, post = block

    await world.say(STATE, "copy all", who="bo", thread=post.id)
    await world.settled()

    (told,) = world.server.texts(COUNTY)
    assert "in reply to" in told
    assert "3 messages" in told


def test_a_block_is_called_by_its_times():
    first = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)
    zone = ZoneInfo("America/Boise")

    assert block_shown([first + timedelta(minutes=1), first], zone) == "0214–0215, 2 messages"
    assert block_shown([first, first, first], zone) == "0214, 3 messages"
