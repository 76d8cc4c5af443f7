"""Joins, leaves and topics: quiet by default, short notices where a group wants them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.domain.messages import Kind
from tests.bot.world import COUNTY, STATE, World


@pytest.fixture
async def world():
    world = World(admins={"slack.county/al"})
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


async def happens(world, action, who="bo", text="", room=COUNTY, **values):
    return await world.say(room, text, who=who, kind=Kind.HAPPENED, action=action, **values)


async def seen(world, room=STATE):
    await world.settled()
    return world.server.texts(room)


async def switched_on(world):
    await world.say(COUNTY, "!net link events on")
    assert any("are told in this group's other rooms from now on, set by Al" in text for text in await seen(world))
    world.server.rooms.clear()


async def test_joins_leaves_and_topics_are_quiet_by_default(world):
    for action in ("joined", "left", "removed", "topic"):
        await happens(world, action)

    assert await seen(world) == await seen(world, COUNTY) == []


async def test_where_a_group_wants_them_they_are_short_notices_in_its_other_rooms(world):
    await switched_on(world)
    await happens(world, "joined")
    assert await seen(world) == ["Bo (County) joined C1."]
    for action, text in (("left", ""), ("removed", "wrong room"), ("topic", "Staging at DP 4"), ("topic", "")):
        await happens(world, action, text=text)
        await world.settled()

    assert (await seen(world))[1:] == [
        "Bo (County) left C1.",
        "Bo (County) was removed from C1: wrong room",
        "Bo (County) set the topic of C1: Staging at DP 4",
        "Bo (County) cleared the topic of C1.",
    ]
    assert await seen(world, COUNTY) == []


async def test_the_switch_outlives_a_restart_and_can_be_turned_off_again(world):
    await switched_on(world)
    await world.restart()
    await happens(world, "joined")
    assert await seen(world) == ["Bo (County) joined C1."]

    await world.say(COUNTY, "!net link events off")
    await world.settled()
    world.server.rooms.clear()
    await happens(world, "left")
    assert await seen(world) == []


async def test_neither_our_own_coming_nor_what_is_found_later_is_told(world):
    await switched_on(world)
    await world.hub.connected("slack.county", "BOT")
    await happens(world, "joined", who="BOT")
    await happens(world, "joined", recovered=True)
    await happens(world, "joined", at=world.now() - timedelta(minutes=5))  # Slack brings it again

    assert await seen(world) == []


async def test_what_is_heard_twice_is_told_once(world):
    await switched_on(world)
    message, _ = await happens(world, "joined")
    await world.hub.heard(message)

    assert await seen(world) == ["Bo (County) joined C1."]


async def test_many_at_once_become_one_post_behind_what_people_say(world):
    await switched_on(world)
    await world.stop()
    for who in ("bo", "cy", "di"):
        await happens(world, "joined", who=who)
    await world.say(COUNTY, "engine 12 at DP 4")
    await world.restart()

    assert await seen(world) == [
        "Al (County): engine 12 at DP 4",
        "Bo (County) joined C1.\nCy (County) joined C1.\nDi (County) joined C1.",
    ]


async def test_a_name_that_is_not_known_is_asked_for_only_where_it_is_told(world):
    world.accounts["slack.county"].people["eve"] = "Eve Stone"
    message = world.message(COUNTY, "", "eve", kind=Kind.HAPPENED, action="joined")
    unnamed = message.but(who=replace(message.who, name=""))
    await world.hub.heard(unnamed)
    assert world.accounts["slack.county"].asked == []

    await switched_on(world)
    await world.hub.heard(unnamed.but(key="C1/again"))
    assert await seen(world) == ["Eve Stone (County) joined C1."]


async def test_anybody_may_ask_and_those_who_may_link_may_switch(world):
    await world.say(COUNTY, "!net link events", who="cy")
    await world.say(COUNTY, "!net link events on", who="cy")
    await world.settled()

    answers = [text for to, text in world.server.whispers if to == "cy"]
    assert "are not told elsewhere" in answers[0]
    assert "“link events on” is for" in answers[1]
