"""What a thing goes through: in one thread where people read threads so, and answers below it reach the others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outbound import buttons, threads
from commands.domain.messages import Choice, Reply
from tests.bot.test_accountability import clock_says
from tests.bot.world import COUNTY, STATE, World


@pytest.fixture
async def world():
    world = World(admins=["slack.county/al", "matrix.state/al"])
    world.accounts[STATE.source].threads_things = True
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


async def told(world, room, line, **values):
    """The bot's newest post in a room after a command in the other one."""
    await world.say(COUNTY, line, **values)
    await world.settled()
    return list(world.server.room(room).values())[-1]


async def test_what_becomes_of_a_request_stands_in_one_thread_where_people_read_threads(world):
    root = await told(world, STATE, "!request 2 pumps div A")
    other = await told(world, STATE, "!request 1 water tender")
    note = await told(world, STATE, "!request note R-1 by road, please")
    more = await told(world, STATE, "!request note R-2 with a driver")
    still = await told(world, STATE, "!request note R-1 two inch hose")

    assert "R-1" in root.text
    assert [root.thread, other.thread] == [None, None]
    assert [note.thread, still.thread, more.thread] == [root.id, root.id, other.id]
    assert {shown.thread for shown in world.server.room(COUNTY).values()} == {None}, (
        "on Slack they stand in the channel"
    )


async def test_whoever_types_in_the_room_is_answered_in_the_room_and_in_the_thread_in_the_thread(world):
    root = await told(world, STATE, "!request 2 pumps div A")
    await world.say(STATE, "!request note R-1 by road", "bo")
    await world.settled()
    typed = list(world.server.room(STATE).values())[-1]
    await world.say(STATE, "!request note R-1 two inch hose", "bo", thread=root.id)
    await world.settled()
    threaded = list(world.server.room(STATE).values())[-1]

    assert ("by road" in typed.text, typed.thread) == (True, None)
    assert ("two inch" in threaded.text, threaded.thread) == (True, root.id)


async def test_what_is_loud_and_what_the_clock_says_stands_in_the_room(world):
    await told(world, STATE, "!request 2 pumps by:'in 1h'")
    world.ahead = timedelta(hours=2)
    await clock_says(world, "request tick R-1")
    await world.settled()
    late = list(world.server.room(STATE).values())[-1]
    await world.say(STATE, "!checkin", "bo")
    first = await told(world, STATE, "!emergency crew down")
    acknowledged = await told(world, STATE, "!emergency ack M-1", who="bo")

    assert "late" in late.text.casefold()
    assert "M-1" in first.text
    assert "M-1" in acknowledged.text
    assert [shown.thread for shown in world.server.room(STATE).values()] == [None] * len(world.server.room(STATE))


async def test_an_answer_below_a_post_about_a_thing_stands_below_the_same_thing_in_the_other_rooms(world):
    there = await told(world, STATE, "!request 2 pumps div A")
    here = list(world.server.room(COUNTY).values())[-1]

    await world.say(STATE, "I have one", "bo", thread=there.id)
    await world.settled()
    copy = list(world.server.room(COUNTY).values())[-1]
    assert (copy.text, copy.thread) == ("Bo (State): I have one", here.id)

    note = await told(world, STATE, "!request note R-1 by road")
    below = list(world.server.room(COUNTY).values())[-1]
    assert note.thread == there.id
    await world.say(COUNTY, "which road?", thread=below.id)
    await world.settled()
    copy = list(world.server.room(STATE).values())[-1]
    assert (copy.text, copy.thread) == ("Al (County): which road?", there.id)


async def test_an_answer_below_a_loud_post_is_read_in_the_room_with_what_it_is_about(world):
    await told(world, STATE, "!emergency crew down")
    loud = list(world.server.room(STATE).values())[-1]

    await world.say(STATE, "where exactly?", "bo", thread=loud.id)
    await world.settled()
    copy = list(world.server.room(COUNTY).values())[-1]
    assert (copy.text, copy.thread) == ("[about M-1] Bo (State): where exactly?", None)


async def test_the_next_incident_of_a_room_begins_threads_of_its_own(world):
    first = await told(world, STATE, "!request 2 pumps")
    with world.database.work() as work:
        assert threads.root(work, STATE, "R-1") == first.id
        work.rooms.put(replace(work.rooms.get(STATE), incident="flood"))
        assert threads.root(work, STATE, "R-1") is None


def test_below_quiet_answers_the_bot_puts_three_buttons_at_most():
    reply = Reply(choices=tuple(Choice(f"choice {face}", "help", face) for face in "🍎🍐🍋🍇"))

    assert buttons.seeds(reply, "post") == {"seeds": [*"🍎🍐🍋🍇"]}
    assert buttons.seeds(reply, "whisper") == {"seeds": [*"🍎🍐🍋"]}
    assert buttons.seeds(reply, "direct") == {}


async def test_below_quiet_answers_the_bot_puts_their_buttons(world):
    world.accounts[STATE.source].seeds_choices = True
    await world.say(STATE, "!checkin", "bo")
    await world.say(STATE, "!checkout", "bo")
    await world.settled()

    (asked,) = (shown for shown in world.server.notices.values() if "Which is it?" in shown.text)
    assert asked.reactions
