"""What /metrics, /healthz and /readyz tell."""

import asyncio
import socket
from datetime import timedelta

import aiohttp
import pytest

from bot.operations.metrics import serve
from bot.operations.record_keeping import RecordKeeping
from bot.operations.watchdog import Watchdog
from bot.platforms import TryLater
from tests.bot.world import COUNTY, STATE, World
from tests.helpers import eventually


@pytest.fixture
async def world():
    world = World()
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


@pytest.fixture
async def ask(world):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    world.watch = Watchdog(world.hub, lambda _: world.hub.zone)
    world.record = RecordKeeping(world.hub, lambda _: world.hub.zone)
    serving = asyncio.create_task(serve(address, world.hub, world.watch, world.record))

    async def asked(path):
        async with aiohttp.ClientSession() as session, session.get(f"http://{address}{path}") as answer:
            return answer.status, await answer.text()

    async def up():
        try:
            return await asked("/healthz")
        except aiohttp.ClientError:
            return None

    await eventually(up)
    yield asked
    serving.cancel()
    await asyncio.wait([serving])


def value(text, name, *labels):
    """The number of one line."""
    quoted = [f'"{label}"' for label in labels]
    lines = [line for line in text.splitlines() if line.startswith(name) and all(label in line for label in quoted)]
    return float(lines[0].rpartition(" ")[2]) if lines else None


async def test_what_is_heard_posted_waiting_put_off_and_missing_is_counted_by_account_and_room(world, ask):
    first = iter([TryLater("ratelimited", after=0.01)])
    world.accounts[COUNTY.source].outcome = lambda _: next(first, "ok")
    _, before = await ask("/metrics")
    await world.say(STATE, "one")
    await world.watch.look(world.now())
    _, waiting = await ask("/metrics")
    await world.settled()
    world.hub.known = {STATE: world.hub.known[STATE]}  # of the gap nobody else is told
    await world.hub.gap(STATE, "0158", "0207")
    _, after = await ask("/metrics")

    assert value(waiting, "netcontrol_waiting", str(COUNTY)) == 1
    assert value(waiting, "netcontrol_oldest_seconds", str(COUNTY)) is not None
    grown = {
        "netcontrol_heard_total": (STATE.source, str(STATE)),
        "netcontrol_posted_total": (COUNTY.source, str(COUNTY), "post"),
        "netcontrol_limited_total": (COUNTY.source, str(COUNTY)),
        "netcontrol_lag_seconds_count": (COUNTY.source, str(COUNTY)),
        "netcontrol_gaps_total": (STATE.source, str(STATE)),
    }
    for name, labels in grown.items():
        assert value(after, name, *labels) == (value(before, name, *labels) or 0) + 1, name


async def test_the_lag_counts_from_the_hearing_on(world, ask):
    _, before = await ask("/metrics")
    world.ahead = timedelta(minutes=-10)
    await world.say(STATE, "waited")
    world.ahead = timedelta()
    await world.settled()
    _, after = await ask("/metrics")

    grown = value(after, "netcontrol_lag_seconds_sum", COUNTY.source, str(COUNTY))
    assert grown - (value(before, "netcontrol_lag_seconds_sum", COUNTY.source, str(COUNTY)) or 0) >= 600


async def test_ready_is_who_hears_on_every_account(world, ask):
    assert await ask("/healthz") == (200, "ok\n")
    status, words = await ask("/readyz")
    assert (status, words) == (503, f"not connected: {STATE.source}, {COUNTY.source}\n")

    for source in world.accounts:
        await world.hub.connected(source, "bot")
    assert await ask("/readyz") == (200, "ready\n")
    _, metrics = await ask("/metrics")
    assert value(metrics, "netcontrol_connected", COUNTY.source) == 1


async def test_a_record_that_is_not_written_is_not_ready_and_its_last_time_is_told(world, ask):
    for source in world.accounts:
        await world.hub.connected(source, "bot")
    world.ahead = timedelta(minutes=1)
    status, words = await ask("/readyz")
    _, metrics = await ask("/metrics")

    assert status == 503
    assert words.startswith("the record was last written 20")
    assert value(metrics, "netcontrol_record_written_timestamp_seconds") == world.record.written.timestamp()
    await world.record.look(world.now())
    assert await ask("/readyz") == (200, "ready\n")
