"""Our own words that come back through another bridge pause a room; a person resumes it, and nothing is lost."""

import re
from datetime import timedelta

import pytest

from bot.inbound.echoes import PAUSES
from commands.domain.bridging import RoomState
from commands.domain.messages import Kind, Room
from tests.bot.world import COUNTY, STATE, World

CITY = Room.parse("slack.city/C2")


@pytest.fixture
async def world():
    world = World(rooms=(COUNTY, CITY, STATE), admins={"slack.county/al"})
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


async def seen(world, room):
    await world.settled()
    return world.server.texts(room)


async def talk(world, room):
    """What people said, as the room shows it."""
    return [text for text in await seen(world, room) if re.match(r"\w+ \(\w+\): ", text)]


async def echo(world, words="hello", who="bridge", **values):
    """A bridge of somebody else copies what we posted in the city's room into the state's."""
    await world.say(COUNTY, words)
    await world.settled()
    post = next(call for call in reversed(world.server.calls) if call.room == CITY and words in str(call.payload))
    return await world.say(STATE, f"Net Control: Al (County): {words}", who=who, origin=post.id, **values)


def state_of(world, room):
    with world.database.work() as work:
        return work.rooms.get(room).state


async def test_our_own_words_that_come_back_are_not_relayed_and_pause_the_room_they_come_back_in(world):
    await echo(world)

    assert state_of(world, STATE) is RoomState.PAUSED
    assert state_of(world, CITY) is state_of(world, COUNTY) is RoomState.LINKED
    for room in (COUNTY, CITY, STATE):
        told = [text for text in await seen(world, room) if text.startswith("PAUSED")]
        assert len(told) == 1, room
        assert "!net link resume" in told[0]
    assert await talk(world, COUNTY) == []
    assert await talk(world, CITY) == ["Al (County): hello"]


async def test_what_is_said_meanwhile_waits_in_both_directions_and_goes_out_in_order_when_it_is_resumed(world):
    await echo(world)
    await world.say(STATE, "pump is down", who="bo")
    await world.say(COUNTY, "engine 12 at DP 4")
    await world.say(STATE, "pump is up again", who="bo")

    assert await talk(world, CITY) == ["Al (County): hello", "Al (County): engine 12 at DP 4"]
    assert await talk(world, STATE) == ["Al (County): hello"]

    await world.say(COUNTY, "!net link resume !s:state.example")
    assert await talk(world, CITY) == [
        "Al (County): hello",
        "Al (County): engine 12 at DP 4",
        "Bo (State): pump is down",
        "Bo (State): pump is up again",
    ]
    assert await talk(world, STATE) == ["Al (County): hello", "Al (County): engine 12 at DP 4"]
    assert await talk(world, COUNTY) == ["Bo (State): pump is down", "Bo (State): pump is up again"]
    assert any("3 messages kept back meanwhile are posted now" in text for text in await seen(world, CITY))
    assert state_of(world, STATE) is RoomState.LINKED


async def test_whoever_speaks_in_a_paused_room_is_told_once_that_it_waits(world):
    await echo(world)
    for words in ("one", "two"):
        await world.say(STATE, words, who="bo")
    await world.settled()

    told = [text for to, text in world.server.whispers if to == "bo"]
    assert len(told) == 1
    assert "link is paused" in told[0]


async def test_commands_and_alerts_pass_a_paused_room(world):
    await echo(world)
    await world.say(STATE, "!net emergency engine 12 is cut off", who="bo")

    for room in (COUNTY, CITY, STATE):
        assert any("engine 12 is cut off" in text for text in await seen(world, room)), room


async def test_what_still_waited_when_the_room_was_paused_is_kept_as_well(world):
    await world.say(STATE, "before", who="bo")
    await world.say(COUNTY, "!net link pause !s:state.example")

    assert await talk(world, COUNTY) == []
    await world.say(COUNTY, "!net link resume !s:state.example")
    assert await talk(world, COUNTY) == await talk(world, CITY) == ["Bo (State): before"]


async def test_an_edit_a_removal_and_a_reaction_count_for_what_is_kept_back(world):
    await world.say(COUNTY, "!net link pause !s:state.example")
    edited, _ = await world.say(STATE, "DP 12", who="bo")
    removed, _ = await world.say(STATE, "never mind", who="bo")
    await world.edit(edited, "DP 21")
    await world.remove(removed)
    await world.react(STATE, edited.id, "👍", who="cy")
    assert await talk(world, COUNTY) == []

    await world.say(COUNTY, "!net link resume !s:state.example")
    assert await talk(world, COUNTY) == ["Bo (State): DP 21"]
    assert [shown.reactions for shown in world.server.room(COUNTY).values() if "DP 21" in shown.text] == [{"👍"}]


async def test_the_pause_outlives_a_restart_an_outage_and_the_loss_of_the_room(world):
    await echo(world)
    await world.restart()
    await world.hub.lost(STATE, "kicked: invite the bot again.")
    await world.hub.ready(STATE, name="ops")
    await world.say(STATE, "still here", who="bo")

    assert state_of(world, STATE) is RoomState.PAUSED
    assert await talk(world, COUNTY) == []


async def test_an_edit_of_what_came_back_is_not_relayed_either(world):
    message, _ = await echo(world)
    await world.edit(message.but(origin=""), "Net Control: Al (County): hello again")
    await world.settled()
    assert not any("An edit never runs" in text for _, text in world.server.whispers)

    await world.say(COUNTY, "!net link resume !s:state.example")
    assert await talk(world, COUNTY) == []


async def test_what_came_back_and_is_heard_again_after_the_resuming_pauses_nothing(world):
    message, _ = await echo(world)
    await world.say(COUNTY, "!net link resume !s:state.example")
    await world.hub.heard(message)
    await echo(world, "a second one", at=world.now() - timedelta(minutes=5), recovered=True)

    assert state_of(world, STATE) is RoomState.LINKED


async def test_nobody_pauses_a_room_for_ever(world):
    for number in range(PAUSES + 2):
        await echo(world, f"word {number}", who=f"forger{number}")
        if number < PAUSES:
            assert state_of(world, STATE) is RoomState.PAUSED, number
            world.ahead += timedelta(minutes=1)
            await world.say(COUNTY, "!net link resume !s:state.example")
        world.ahead += timedelta(minutes=1)

    assert state_of(world, STATE) is RoomState.LINKED
    told = [text for text in await seen(world, COUNTY) if "is not paused by itself any more" in text]
    assert len(told) == 1
    assert not any("word" in text for text in await talk(world, COUNTY)), "what comes back is never copied"

    world.ahead += timedelta(days=1)
    await echo(world, "another day")
    assert state_of(world, STATE) is RoomState.PAUSED


async def test_a_room_that_is_taken_out_while_it_is_paused_says_what_is_not_copied(world):
    await world.say(COUNTY, "!net link pause !s:state.example")
    await world.say(STATE, "nobody will read this", who="bo")
    await world.say(COUNTY, "!net unlink !s:state.example")

    assert any("1 message kept back while it was paused will not be copied" in text for text in await seen(world, CITY))
    assert await talk(world, COUNTY) == []


async def test_pausing_is_for_those_who_may_link_and_says_what_it_did_not_do(world):
    await world.say(COUNTY, "!net link pause", who="cy")
    await world.say(COUNTY, "!net link resume", who="al")
    await world.settled()

    assert state_of(world, COUNTY) is RoomState.LINKED
    assert any(to == "cy" and "“link pause” is for" in text for to, text in world.server.whispers)
    assert any(to == "al" and "is not paused; nothing was changed" in text for to, text in world.server.whispers)


async def test_a_paused_room_shows_in_health_and_in_what_is_not_posted(world):
    await echo(world)
    await world.say(STATE, "pump is down", who="bo")
    with world.database.work() as work:
        (paused,) = [one for one in work.record.room_health("bear-creek") if one.state == "paused"]
        waiting = work.record.unposted("bear-creek", world.now() + timedelta(seconds=1))

    assert "another bridge copies between slack.city/C2 and this room" in paused.why
    assert {(one.author, one.reason) for one in waiting} == {("Bo", "its room, or this one, is paused")}


# another Net Control


async def test_a_copy_of_another_net_controls_is_relayed_as_a_bots_message_and_its_stem_is_named(world):
    await world.say(STATE, "Dee (Forest): crew 7 is out", who="other", origin="p-of-the-other")

    assert await seen(world, COUNTY) == ["Other (State): Dee (Forest): crew 7 is out"]
    assert {call.payload.get("of") for call in world.server.calls} == {"p-of-the-other"}


async def test_a_copy_of_another_net_controls_never_runs_a_command(world):
    await world.say(STATE, "!net checkin E12 4", who="other", origin="p-of-the-other")

    assert await seen(world, COUNTY) == ["Other (State): !net checkin E12 4"]


async def test_a_copy_of_our_own_copy_by_another_net_control_is_known_again(world):
    await world.say(COUNTY, "hello")
    await world.settled()
    post = next(call for call in world.server.calls if call.room == CITY)
    await world.say(STATE, "Net Control: Al (County): hello", who="other", origin="p-of-the-other", origin_of=post.id)

    assert state_of(world, STATE) is RoomState.PAUSED
    assert await talk(world, COUNTY) == []


async def test_a_copy_that_is_copied_on_names_the_first_of_its_line(world):
    await world.say(STATE, "hello", who="other", origin="p-of-the-third", origin_of="p-of-the-first")
    await world.settled()

    assert {call.payload["of"] for call in world.server.calls} == {"p-of-the-first"}


async def test_a_removal_of_what_came_back_is_no_news(world):
    message, _ = await echo(world)
    await world.hub.heard(world.later(message, Kind.REMOVED))

    assert await talk(world, CITY) == ["Al (County): hello"]


async def test_a_paused_room_that_is_replaced_stays_paused_and_keeps_what_waits(world):
    await world.say(COUNTY, "!net link pause !s:state.example")
    await world.say(STATE, "from the old one", who="bo")
    await world.say(COUNTY, "for the old one")
    successor = Room.parse("matrix.state/!new:state.example")
    await world.hub.moved(STATE, successor)
    await world.hub.ready(successor, name="ops")
    assert state_of(world, successor) is RoomState.PAUSED
    assert await talk(world, successor) == []

    await world.say(COUNTY, "!net link resume !new:state.example")
    assert await talk(world, successor) == ["Al (County): for the old one"]
    assert (await talk(world, CITY))[-1] == "Bo (State): from the old one"


async def test_what_is_said_right_behind_a_resuming_is_not_kept_for_ever(world):
    await echo(world)
    await world.settled()
    resuming = world.message(COUNTY, "!net link resume !s:state.example")

    await world.hub.heard_all([resuming, world.message(COUNTY, "first")], COUNTY.source, None)

    assert await talk(world, STATE) == ["Al (County): hello", "Al (County): first"]


async def test_what_is_said_before_a_resuming_is_seen_everywhere_is_not_kept_for_ever(world):
    await echo(world)
    await world.settled()
    load = world.hub.load

    async def slowly():
        world.hub.load = load
        await world.say(CITY, "meanwhile", who="bo")
        await load()

    world.hub.load = slowly
    await world.say(COUNTY, "!net link resume !s:state.example")

    assert await talk(world, STATE) == ["Al (County): hello", "Bo (City): meanwhile"]
