"""A reaction that a room does not take is told in words below the message, once, and is never dropped."""

import pytest

from bot.platforms import UnknownEmoji
from commands.domain.messages import Kind
from tests.bot.world import COUNTY, STATE, World


@pytest.fixture
async def world():
    world = World()
    world.accounts[COUNTY.source].outcome = lambda post: UnknownEmoji("no name") if post.verb == "react" else "ok"
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


def shown(world, room=COUNTY):
    return [(one.text, one.thread) for one in world.server.room(room).values()]


async def test_a_reaction_without_a_name_is_told_below_the_message_once(world):
    said, _ = await world.say(COUNTY, "go")
    await world.settled()
    [copy] = world.server.room(STATE)
    for who in ("bo", "cy"):
        await world.react(STATE, copy, ":blobcat:", who)
        await world.settled()
    await world.react(STATE, copy, "LGTM")
    await world.settled()

    assert shown(world) == [("Bo (State) reacted :blobcat:", said.id), ("Bo (State) reacted LGTM", said.id)]


async def test_a_copy_in_a_thread_is_named_by_a_quote(world):
    root, _ = await world.say(STATE, "DP 12")
    await world.settled()
    answer, _ = await world.say(STATE, "copy", "bo", thread=root.id)
    await world.settled()
    await world.react(STATE, answer.id, ":blobcat:", "cy")
    await world.settled()

    first = next(iter(world.server.room(COUNTY)))
    assert shown(world)[-1] == ("[> Bo (State): copy] Cy (State) reacted :blobcat:", first)


async def test_what_was_taken_back_meanwhile_is_not_told(world):
    await world.say(COUNTY, "go")
    await world.settled()
    [copy] = world.server.room(STATE)
    await world.react(STATE, copy, ":blobcat:")
    await world.react(STATE, copy, ":blobcat:", kind=Kind.UNREACTED)
    await world.settled()

    assert shown(world) == []


async def test_the_words_cross_a_death_and_come_once(world):
    await world.say(COUNTY, "go")
    await world.settled()
    [copy] = world.server.room(STATE)
    await world.react(STATE, copy, ":blobcat:")
    await world.restart()
    await world.settled()
    await world.react(STATE, copy, ":blobcat:", "cy")
    await world.settled()

    assert len(shown(world)) == 1
