"""What people are told while an account is away or a room does not move, and that nothing waits for ever."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.operations.watchdog import Watchdog
from commands.domain.messages import Room
from storage.sealing.keys import Key
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually

CITY = Room.parse("slack.city/C2")
BOISE = ZoneInfo("America/Boise")


@pytest.fixture
async def world():
    world = World(rooms=(COUNTY, CITY, STATE))
    world.build_watch = lambda: Watchdog(world.hub, lambda _: BOISE)
    await world.hub.load()
    world.watch = world.build_watch()
    for source in world.accounts:
        await world.hub.connected(source, "bot")
    yield world
    await world.stop()
    world.database.close()


async def look(world, **later):
    world.ahead += timedelta(**later)
    await world.watch.look(world.now())


async def seen(world, room):
    await world.settled()
    return world.server.texts(room)


def told(texts, word):
    return [text for text in texts if word in text]


# an account that is away


async def test_an_account_that_is_away_for_a_minute_is_told_once_and_so_is_its_return(world):
    await world.hub.disconnected("slack.county", "the connection to Slack is lost")
    await look(world, seconds=30)
    assert await seen(world, STATE) == []

    for _ in range(3):
        await look(world, seconds=40)
        await world.settled()
    texts = await seen(world, STATE)
    assert len(told(texts, "NOT CONNECTED: County")) == 1
    assert "the connection to Slack is lost" in texts[0]
    assert await seen(world, CITY) == texts
    assert await seen(world, COUNTY) == [], "it cannot be told"

    await world.hub.connected("slack.county", "bot")
    for _ in range(2):
        await look(world, seconds=5)
    assert len(told(await seen(world, STATE), "CONNECTED AGAIN: County")) == 1


async def test_what_only_a_person_can_mend_is_told_at_once(world):
    world.hub.on_lasting = lambda: look(world)
    await world.hub.disconnected("slack.county", "the token was revoked: install the app again", lasting=True)

    (text,) = await seen(world, STATE)
    assert "the token was revoked: install the app again" in text
    assert "Somebody has to mend that" in text


async def test_a_short_break_is_told_to_nobody(world):
    for _ in range(5):
        await world.hub.disconnected("slack.county", "the connection to Slack is lost")
        await look(world, seconds=30)
        await world.hub.connected("slack.county", "bot")
        await look(world, seconds=30)

    assert await seen(world, STATE) == []


async def test_an_outage_that_outlives_us_is_told_once(world):
    await world.hub.disconnected("slack.county", "away")
    await look(world, minutes=2)
    await world.restart()
    world.watch = world.build_watch()
    for source in ("slack.city", "matrix.state"):
        await world.hub.connected(source, "bot")
    await look(world, minutes=2)
    assert len(told(await seen(world, STATE), "NOT CONNECTED")) == 1

    await world.hub.connected("slack.county", "bot")
    await look(world)
    assert len(told(await seen(world, STATE), "CONNECTED AGAIN")) == 1


# what is delayed


async def test_what_waits_for_a_minute_is_told_as_delayed_once_for_a_room_and_outage(world):
    account = world.accounts["slack.county"]
    for outage in (1, 2):
        account.outcome = lambda _: "later"
        for words in ("one", "two"):
            await world.say(STATE, words)
        await world.start() if outage == 1 else None
        for _ in range(3):
            await eventually(lambda: not waiting(world, CITY))
            await look(world, seconds=45)
        await eventually(lambda: not waiting(world, CITY))
        told_now = told(world.server.texts(CITY), "DELAYED")
        assert len(told_now) == outage
        assert "2 waiting for C1 (County)" in told_now[-1]

        account.outcome = lambda _: "ok"
        await world.settled()
        await look(world, seconds=5)
        assert len(told(await seen(world, CITY), "No longer delayed: what waited for C1")) == outage


async def test_of_an_account_that_is_away_it_is_not_said_as_well_that_its_rooms_are_delayed(world):
    world.accounts["slack.county"].outcome = lambda _: "later"
    await world.hub.disconnected("slack.county", "away")
    await world.say(STATE, "one")
    await world.start()
    for _ in range(3):
        await eventually(lambda: not waiting(world, CITY))
        await look(world, minutes=2)
    await eventually(lambda: not waiting(world, CITY))
    world.accounts["slack.county"].outcome = lambda _: "ok"
    await world.hub.connected("slack.county", "bot")
    await look(world, seconds=1)
    texts = await seen(world, CITY)

    assert [text.split(":")[0] for text in texts if "Al (" not in text] == ["NOT CONNECTED", "CONNECTED AGAIN"]


def waiting(world, room):
    with world.database.work() as work:
        return str(room) in work.outbox.backlog()


# catching up that breaks off


async def test_live_talk_waits_for_what_was_missed_but_not_for_ever(world):
    await world.hub.catching_up("slack.county")
    await world.say(COUNTY, "live", order=2**60, at=world.now() - timedelta(minutes=2))
    assert await world_waits(world)

    await world.hub.disconnected("slack.county", "away")
    await look(world, minutes=4)
    assert await world_waits(world)
    await look(world, minutes=2)
    texts = await seen(world, CITY)

    assert len(told(texts, "NOT CAUGHT UP: County")) == 1
    assert "(1 message)" in told(texts, "NOT CAUGHT UP")[0]
    (live,) = told(texts, "Al (County): live")
    assert live.startswith("["), "with the time at which it was said"


async def world_waits(world):
    """The lanes run, and what was said live is not out."""
    if world._task is None:
        await world.start()
    with world.database.work() as work:
        waits = [queued for queued in work.outbox.waiting(CITY) if queued.source == str(COUNTY)]
    return bool(waits) and not told(world.server.texts(CITY), "live")


async def test_a_process_that_died_while_an_account_caught_up_keeps_nothing_back_for_ever(world):
    await world.hub.catching_up("slack.county")
    await world.say(COUNTY, "live", order=2**60)
    await world.restart()
    world.watch = world.build_watch()
    await look(world, seconds=1)
    assert await world_waits(world)

    await look(world, minutes=6)
    texts = await seen(world, STATE)
    assert told(texts, "NOT CAUGHT UP: County")
    assert told(texts, "Al (County): live")
    await world.restart()
    assert world.hub.held == {}


async def test_as_long_as_catching_up_goes_on_nothing_is_let_go(world):
    await world.hub.disconnected("matrix.state", "away")  # a homeserver's account counts as connected afterwards
    await world.hub.catching_up("matrix.state")
    for page in range(6):
        await world.hub.heard_all([], "matrix.state", f"page {page}")
        await look(world, minutes=3)

    assert str(STATE) in world.hub.held


# the outside


async def test_the_outside_is_called_only_while_all_is_well(world):
    calls = []

    async def beat(request):
        calls.append(request.query.get("heads"))
        return web.Response()

    app = web.Application()
    app.router.add_get("/beat", beat)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    world.watch.heartbeat_url = f"http://127.0.0.1:{port}/beat"
    try:
        for _ in range(3):
            world.ahead += timedelta(seconds=30)
            await world.watch._beat_if_well(world.now())
        assert calls == [None, None], "once a minute; there is no head to tell yet"

        world.database.desk.signer = Key(bytes(range(32)), world.now())
        with world.database.work() as work:
            head = work.record.record_head(FIRE, world.now())
        world.ahead += timedelta(minutes=1)
        await world.watch._beat_if_well(world.now())
        assert calls[2:] == [f"{FIRE}:{head.size}:{head.root}:56475aa7"]
        calls.pop()

        await world.hub.disconnected("slack.county", "away")
        world.ahead += timedelta(minutes=5)
        await world.watch._beat_if_well(world.now())
        assert len(calls) == 2

        await world.hub.connected("slack.county", "bot")
        await world.say(STATE, "waits")
        await look(world, minutes=3)
        await world.watch._beat_if_well(world.now())
        assert len(calls) == 2
    finally:
        await runner.cleanup()


async def test_a_look_that_fails_ends_nothing_and_says_of_nothing_that_it_is_well(world, monkeypatch):
    looked = []

    async def look(_at):
        looked.append(1)
        raise RuntimeError("a mistake of ours")

    async def beat(_at):
        raise AssertionError("nobody may say that all is well")

    monkeypatch.setattr("bot.operations.watchdog.LOOKS_EVERY", 0.001)
    monkeypatch.setattr(world.watch, "look", look)
    monkeypatch.setattr(world.watch, "_beat_if_well", beat)
    watching = asyncio.create_task(world.watch.run())
    await eventually(lambda: len(looked) > 2)

    assert not watching.done()
    watching.cancel()


async def test_a_lane_that_nobody_called_is_called_by_the_watch(world):
    await world.start()
    await world.settled()
    wake = world.hub.wake
    world.hub.wake = lambda _rooms: None
    world.hub.head_start = lambda _rooms: world.courier.head_start(())
    await world.say(STATE, "forgotten")
    world.hub.wake = wake
    world.ahead = timedelta(seconds=10)
    await world.watch.look(world.now())
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): forgotten"]
