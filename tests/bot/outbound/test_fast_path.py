"""What is said into a quiet room is fixed in the transaction in which it is heard; everything else goes its own way."""

import asyncio
import re

import pytest
from sqlalchemy.exc import DataError

from bot.outbound.fast_path import HeadStart
from bot.platforms import Pace
from commands.domain.errors import Stale
from commands.domain.messages import Room
from storage.bridge.outbox import PostState
from storage.store import DatabaseAway
from tests.bot.far_end import Account, Server
from tests.bot.world import COUNTY, STATE, World
from tests.helpers import eventually

ROOMS = (COUNTY, STATE)


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
    world.clerk.do = lambda job, *turn: jobs.append(job) or do(job, *turn)

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


def fails_once(composer, fault):
    """The next post cannot be fixed at first; returns a list of the tries."""
    fixes, tried = composer.next, []

    def tries(*how):
        tried.append(how)
        if len(tried) == 1:
            raise fault
        return fixes(*how)

    composer.next = tries
    return tried


async def test_what_cannot_be_fixed_at_once_is_brought_out_by_the_lane(world):
    await said(world, "one")
    tried = fails_once(world.courier.lanes[COUNTY].composer, ValueError("not now"))
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


async def test_what_a_try_fixed_that_was_overtaken_is_never_sent(world):
    await said(world, "one")
    hear, tries = world.hub._hear, []

    def overtaken(work, message):
        tries.append(message)
        if len(tries) > 1:
            message = message.but(room=Room.parse("slack.county/unknown"))
        return hear(work, message)

    fix = HeadStart.fix

    def fixed(start, work, queued):
        fix(start, work, queued)
        if len(tries) == 1:
            raise Stale

    world.hub._hear, HeadStart.fix = overtaken, fixed
    try:
        await world.hub.heard(world.message(STATE, "two"))
    finally:
        world.hub._hear, HeadStart.fix = hear, fix
    await said(world, "three")

    assert len(tries) >= 2
    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): three"]


async def test_what_the_database_does_not_take_of_a_lane_harms_nothing_that_is_heard(world):
    await said(world, "one")
    fails_once(world.courier.lanes[COUNTY].composer, DataError("insert", {}, ValueError("not storable")))
    await said(world, "two")

    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): two"]
    assert world.server.texts(STATE) == []


async def test_who_waits_may_be_cancelled_and_what_was_heard_goes_out(world):
    await said(world, "one")
    hearing = asyncio.ensure_future(world.hub.heard(world.message(STATE, "two")))
    await asyncio.sleep(0)
    hearing.cancel()
    await asyncio.wait([hearing])
    await world.settled()

    assert hearing.cancelled()
    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): two"]


async def test_what_was_committed_though_nobody_knows_goes_out(world):
    await said(world, "one")
    once = world.clerk._once

    def lost_on_its_way_back(job):
        world.clerk._once = once
        once(job)
        raise DatabaseAway

    world.clerk._once = lost_on_its_way_back
    message = world.message(STATE, "two")
    with pytest.raises(DatabaseAway):
        await world.hub.heard(message)
    await world.hub.heard(message)
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): two"]


async def test_a_post_that_is_to_be_sent_again_while_another_is_in_hand_is_sent(world):
    await said(world, "one")
    going, go = asyncio.Event(), asyncio.Event()
    account = world.accounts[COUNTY.source]
    send = account.send

    async def slowly(post):
        going.set()
        await go.wait()
        return await send(post)

    account.send = slowly
    await world.say(STATE, "two")
    await going.wait()
    with world.database.work() as work:
        post = work.outbox.fix("again", COUNTY, "post", {"text": "again"}, target=None, at=world.now(), carries={})
    world.courier.look_again()
    world.courier.wake({COUNTY})
    go.set()
    await world.settled()

    assert post.id in [shown.post for shown in world.server.room(COUNTY).values()]


async def test_tokens_of_a_lane_that_was_kept_for_nothing_serve_who_waits():
    pace = Pace(room_rate=0.001, room_burst=1, account_rate=0.001, account_burst=1)
    server = Server()
    world = World(server=server, accounts={room.source: Account(server, room.source, pace=pace) for room in ROOMS})
    await world.start()
    await eventually(lambda: world.courier._tasks)
    world.courier.wake([COUNTY])
    lane = world.courier.lanes[COUNTY]
    await eventually(lambda: lane.idle)
    lane.composer.clean = True
    assert lane.keep()
    waits = asyncio.ensure_future(lane.account.enter(0))
    await asyncio.sleep(0)
    lane.go_on(None)

    assert await asyncio.wait_for(waits, 10) == 0
    await world.stop()
    world.database.close()


async def test_the_courier_begins_as_soon_as_the_database_is_there():
    world = World()
    await world.hub.load()
    await world.say(STATE, "one")
    once, away = world.clerk._once, [1, 1]

    def not_yet(job):
        if away:
            away.pop()
            raise DatabaseAway
        return once(job)

    await world.start()
    world.clerk._once = not_yet
    await world.settled()

    assert not away
    assert world.server.texts(COUNTY) == ["Al (State): one"]
    await world.stop()
    world.database.close()


async def test_a_room_that_was_changed_just_before_the_database_went_away_is_known(monkeypatch):
    monkeypatch.setattr("bot.inbound.hub.LOADED_AGAIN", 0)
    world = World(admins={"matrix.state/al"})
    await world.start()
    await world.settled()
    rooms, away = world.clerk.do, [1, 1]

    def away_afterwards(job, *turn):
        if away and job.__qualname__.startswith("Directory.load"):
            away.pop()
            raise DatabaseAway
        return rooms(job, *turn)

    world.clerk.do = away_afterwards
    await world.say(STATE, "!net link pause")

    assert not away
    assert world.hub.known[STATE].paused
    assert not world.hub.unseen
    await world.stop()
    world.database.close()


async def test_an_answer_whose_commit_was_lost_on_its_way_back_is_sent(world):
    await said(world, "one")
    await world.say(COUNTY, "two")
    await world.settled()
    assert world.courier.lanes[STATE].composer.clean
    once = world.clerk._once

    def lost_on_its_way_back(job):
        world.clerk._once = once
        once(job)
        raise DatabaseAway

    world.clerk._once = lost_on_its_way_back
    with pytest.raises(DatabaseAway):
        await world.say(STATE, "!net nonsense")
    await world.settled()

    assert len(world.server.whispers) == 1


async def test_a_reaction_that_came_early_and_cannot_be_shown_takes_no_outcome_with_it(world, monkeypatch):
    await said(world, "one")
    account = world.accounts[COUNTY.source]
    send, ids = account.send, []

    async def reacted_at_once(post):
        posted = await send(post)
        ids.append(posted.id)
        await world.react(COUNTY, posted.id, "👍")
        return posted

    def breaks(hearing, _id):
        if hearing.message.room == COUNTY:
            raise ValueError("it cannot be shown")

    account.send = reacted_at_once
    monkeypatch.setattr("bot.inbound.reactions.hear_early", breaks)
    await world.say(STATE, "two")
    await world.settled()

    with world.database.work() as work:
        assert work.outbox.by_native(COUNTY, ids[0]).state is PostState.POSTED
