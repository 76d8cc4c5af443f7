"""What /metrics, /healthz and /readyz tell."""

import asyncio
import socket
import time
from datetime import timedelta

import aiohttp
import pytest

from bot.operations.metrics import Watched, serve
from bot.operations.record_keeping import RecordKeeping
from bot.operations.watchdog import Watchdog
from bot.platforms import TryLater
from bot.runtime import counters
from bot.runtime.pulse import Pulse, notify
from storage.store import DatabaseAway
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
async def ask(world, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    world.watch = Watchdog(world.hub, lambda _: world.hub.zone)
    world.record = RecordKeeping(world.hub, lambda _: world.hub.zone)
    world.pulse = Pulse()
    world.ours = True
    counters.show_rooms(wanted=True)
    watched = Watched(
        directory=world.hub, watch=world.watch, record=world.record, pulse=world.pulse, version="1.2.3",
        ours=lambda: world.ours, epoch=lambda: 7, data_dir=tmp_path,
    )  # fmt: skip
    serving = asyncio.create_task(serve(address, watched))

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
    counters.show_rooms(wanted=False)
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


async def test_healthy_is_where_something_can_be_committed(world, ask):
    assert await ask("/healthz") == (200, "ok\n")

    def refuse():
        raise DatabaseAway("gone")

    world.database.work = refuse
    status, told = await ask("/healthz")
    del world.database.work

    assert status == 503
    assert told == "nothing can be committed: DatabaseAway\n"
    assert (await ask("/healthz"))[0] == 200


async def test_a_loop_that_stood_still_is_told(world, ask, monkeypatch):
    monkeypatch.setattr("bot.runtime.pulse.STALLED", 0.3)
    beating = asyncio.create_task(world.pulse.run())
    await eventually(lambda: len(world.pulse._late) > 1)
    time.sleep(0.8)
    await eventually(lambda: world.pulse.stalled)

    status, told = await ask("/healthz")
    beating.cancel()

    assert status == 503
    assert "the event loop stood still" in told


async def test_a_standby_says_that_it_is_one(world, ask):
    world.ours = False

    assert await ask("/readyz") == (503, "standby: another process runs the accounts\n")
    assert value((await ask("/metrics"))[1], "netcontrol_standby") == 1


async def test_rooms_are_no_labels_unless_they_are_asked_for(world, ask):
    counters.show_rooms(wanted=False)
    await world.say(STATE, "one")
    await world.watch.look(world.now())
    _, told = await ask("/metrics")

    lines = [line for line in told.splitlines() if line.startswith(("netcontrol_waiting{", "netcontrol_oldest"))]
    assert lines
    assert all('room=""' in line for line in lines)
    assert value(told, "netcontrol_waiting", COUNTY.source) == 1
    await world.settled()


async def test_the_process_tells_its_version_queue_lease_lag_and_back_up(world, ask, tmp_path):
    (tmp_path / "last-backup.json").write_text(f'{{"at": "{(world.now() - timedelta(hours=2)).isoformat()}"}}')
    await world.hub.clerk.do(lambda _work: None)
    _, told = await ask("/metrics")

    assert value(told, "netcontrol_build_info", "1.2.3") == 1
    assert value(told, "netcontrol_lease_epoch") == 7
    assert value(told, "netcontrol_clerk_waiting") is not None
    assert value(told, "netcontrol_loop_lag_seconds") is not None
    assert value(told, "netcontrol_transaction_seconds_count") is not None
    assert 7190 < value(told, "netcontrol_backup_age_seconds") < 7300
    assert value(told, "netcontrol_catching_up", STATE.source) == 0


def test_systemd_is_told_on_its_socket_and_nobody_where_there_is_none(tmp_path, monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify("WATCHDOG=1")
        assert systemd.recv(64) == b"WATCHDOG=1"
