"""What is said late about a copy that stands in a room which was replaced: it arrives where people read on."""

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from commands.domain.bridging import Rank, RoomState
from commands.domain.messages import Room
from tests.bot.world import COUNTY, STATE, World
from tests.helpers import eventually

NEW = Room.parse("matrix.state/!new:state.example")
NEWER = Room.parse("matrix.state/!newer:state.example")


@pytest.fixture
async def world():
    """A room that was replaced takes no posts."""
    world = World(rooms=(COUNTY, STATE))
    world.closed = set()
    world.accounts[STATE.source].outcome = lambda post: "room lost" if post.room in world.closed else "ok"
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


async def replaced(world, old=STATE, new=NEW):
    world.closed.add(old)
    await world.hub.moved(old, new)
    await world.hub.ready(new, name="ops")


async def unheard(world):
    """From here on nothing is posted until the program is started again."""
    await world.stop()
    world.build()
    await world.hub.load()


async def talk(world, room=NEW):
    """What the room reads, without its welcome."""
    await world.settled()
    return [text for text in world.server.texts(room) if not text.startswith("This room is linked")]


async def said_and_replaced(world, text="go to DP 12 now", **values):
    message, _ = await world.say(COUNTY, text, **values)
    await world.settled()
    await replaced(world)
    return message


async def test_an_edit_arrives_in_the_new_room_as_a_correction(world):
    message = await said_and_replaced(world)
    await world.edit(message, "go to DP 21 now")

    (correction,) = await talk(world)
    assert correction.startswith("CORRECTION to Al (County)")
    assert correction.endswith("go to DP 21 now")
    assert world.server.texts(STATE) == ["Al (County): go to DP 12 now"]


async def test_a_late_edit_is_told_once_there(world):
    message = await said_and_replaced(world)
    world.ahead = timedelta(minutes=5)
    await world.edit(message, "go to DP 21 now")

    (correction,) = await talk(world)
    assert "DP 12 → DP 21" in correction


async def test_a_further_edit_changes_that_line_and_a_removal_takes_it(world):
    message = await said_and_replaced(world)
    await world.edit(message, "go to DP 21 now", revision=1)
    await world.settled()
    await world.edit(message, "go to DP 22 now", revision=2)
    assert await talk(world) == ["Al (County): go to DP 22 now"]

    await world.remove(message)
    assert await talk(world) == []


async def test_an_edit_follows_through_every_room_that_was_replaced(world):
    message = await said_and_replaced(world)
    await replaced(world, NEW, NEWER)
    await world.restart()
    await world.edit(message, "go to DP 21 now")

    (correction,) = await talk(world, NEWER)
    assert correction.endswith("go to DP 21 now")
    assert await talk(world, NEW) == []


async def test_an_edit_that_waits_while_the_room_is_replaced_arrives_in_the_new_one(world):
    message, _ = await world.say(COUNTY, "go to DP 12 now")
    await world.settled()
    await unheard(world)
    await world.edit(message, "go to DP 21 now")
    await replaced(world)

    (correction,) = await talk(world)
    assert correction.endswith("go to DP 21 now")


async def test_an_edit_that_the_old_room_refuses_arrives_in_the_new_one(world):
    """It was tried before it was known that the room is replaced."""
    message, _ = await world.say(COUNTY, "go to DP 12 now")
    await world.settled()
    world.closed.add(STATE)
    await world.edit(message, "go to DP 21 now")
    await eventually(lambda: world.server.calls[-1].verb == "edit")
    await replaced(world)

    (correction,) = await talk(world)
    assert correction.endswith("go to DP 21 now")


@pytest.mark.parametrize("changed", [False, True])
async def test_what_the_old_room_refuses_when_it_was_replaced_meanwhile_arrives_in_the_new_one(world, changed):
    message, _ = await world.say(COUNTY, "go to DP 12 now")
    if changed:
        await world.settled()
        await unheard(world)
        await world.edit(message, "go to DP 21 now")
    with world.database.work() as work:  # the process died in the middle of the attempt
        composer = world.courier._lane(STATE).composer
        assert composer.next(work, world.now())
    await replaced(world)

    (told,) = await talk(world)
    assert told.endswith("go to DP 21 now" if changed else "go to DP 12 now")
    assert [call.verb for call in world.server.calls if call.room == STATE][-1] == ("edit" if changed else "post")


async def test_a_late_removal_is_told_in_the_new_room_and_an_early_one_is_not(world):
    first, _ = await world.say(COUNTY, "never mind")
    message = await said_and_replaced(world)
    await world.remove(first)
    world.ahead = timedelta(minutes=5)
    await world.remove(message)

    (correction,) = await talk(world)
    assert correction.startswith("CORRECTION to Al (County)")
    assert correction.endswith("removed")


async def test_a_removal_takes_the_copy_in_the_old_room_where_that_lets_us(world):
    message = await said_and_replaced(world)
    world.closed.clear()
    await world.remove(message)
    await world.settled()

    assert world.server.texts(STATE) == []


async def test_a_removal_that_waits_while_the_room_is_replaced_still_takes_the_copy(world):
    message, _ = await world.say(COUNTY, "go to DP 12 now")
    await world.settled()
    await unheard(world)
    await world.remove(message)
    await replaced(world)
    world.closed.clear()
    await world.settled()

    assert world.server.texts(STATE) == []


async def test_an_answer_in_a_thread_whose_copy_is_in_the_old_room_says_what_it_is(world):
    message = await said_and_replaced(world)
    await world.say(COUNTY, "on our way", who="cy", thread=message.id)

    assert await talk(world) == ["[in reply to an earlier message] Cy (County): on our way"]


async def test_an_answer_to_what_was_said_in_the_old_room_says_what_it_is(world):
    await world.say(STATE, "who has the pump?", who="bo")
    await world.settled()
    (copy,) = world.server.room(COUNTY)
    await replaced(world)
    await world.say(COUNTY, "we do", thread=copy)

    assert await talk(world) == ["[in reply to an earlier message] Al (County): we do"]


async def test_a_room_that_was_taken_out_by_hand_has_no_other_in_its_place(world):
    message = await said_and_replaced(world)
    with world.database.work() as work:
        work.rooms.put(dataclasses.replace(work.rooms.get(NEW), state=RoomState.UNLINKED))
    await world.hub.load()
    await world.edit(message, "go to DP 21 now")

    assert not [text for text in await talk(world) if "CORRECTION" in text]


async def test_an_answer_that_is_fixed_for_a_thread_of_the_old_room_is_shown_in_the_new_one(world):
    message, _ = await world.say(COUNTY, "go to DP 12 now")
    await world.settled()
    (root,) = world.server.room(STATE)
    await unheard(world)
    await world.say(COUNTY, "on our way", who="cy", thread=message.id)
    with world.database.work() as work:
        fixed = world.courier._lane(STATE).composer.next(work, world.now())
        assert fixed.payload["thread"] == root
        work.outbox.not_applied(fixed.id, "busy")
    await replaced(world)

    assert await talk(world) == ["[in reply to an earlier message] Cy (County): on our way"]


async def test_the_bots_own_words_for_a_thread_of_the_old_room_stand_in_the_new_one_itself(world):
    message = world.message(STATE, "!net nonsense", who="bo")
    await unheard(world)
    await world.hub.heard(message.but(thread="$old"))
    await replaced(world)
    await world.settled()

    (told,) = [call for call in world.server.calls if call.room == NEW and call.verb == "whisper"]
    assert told.payload["thread"] is None


# a room that is joined while something waits for it


@pytest.fixture
async def patient(world):
    """No pause of a lane ends by itself."""
    world.courier.sleep = lambda _: asyncio.Event().wait()
    await world.start()
    return world


async def refused(world):
    """STATE refuses a message; returns when the lane waits."""
    world.closed.add(STATE)
    await world.say(COUNTY, "hello")
    await eventually(lambda: world.server.calls)
    lane = world.courier.lanes[STATE]
    await eventually(lambda: lane.patience.faults == 1)


async def test_a_room_that_takes_posts_again_gets_what_waits_at_once_and_is_not_called_lost(patient):
    with patient.database.work() as work:
        work.rooms.put(dataclasses.replace(work.rooms.get(STATE), state=RoomState.LOST, why="kicked"))
    await patient.hub.load()
    await refused(patient)
    patient.closed.clear()
    await patient.hub.ready(STATE, name="ops")

    await eventually(lambda: patient.server.texts(STATE) == ["Al (County): hello"])
    (told,) = await eventually(lambda: patient.server.texts(COUNTY))
    assert "hears this room again" in told


async def test_an_emergency_is_tried_at_once_also_where_the_room_refused_talk(patient):
    await refused(patient)
    patient.closed.clear()
    patient.hub.hurry({STATE: Rank.EMERGENCY})

    await eventually(lambda: patient.server.texts(STATE) == ["Al (County): hello"])


async def test_a_new_room_that_is_not_joined_yet_is_not_called_lost(patient):
    await patient.hub.moved(STATE, NEW)
    patient.closed.add(NEW)
    await patient.say(COUNTY, "hello")
    await eventually(lambda: patient.server.calls)
    patient.closed.clear()
    await patient.hub.ready(NEW, name="ops")

    await eventually(lambda: "Al (County): hello" in patient.server.texts(NEW))
    assert not [text for text in patient.server.texts(COUNTY) if "does not hear" in text]
