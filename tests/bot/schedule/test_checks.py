"""Work that takes its time is done in another process, and told once, whatever dies in between."""

import asyncio
import os

import pytest

from bot.schedule import checks as module
from bot.schedule.checks import Checks
from commands.radio import checks as radio_checks
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually


class Death(BaseException):
    """The program dies here."""


COML = f"{COUNTY.source}/al"
ROWS = ("VTAC11 as:one area:all", "VTAC36 as:two area:all", "VTAC13 as:three area:all")


@pytest.fixture
async def world(monkeypatch):
    monkeypatch.setattr(radio_checks, "AT_ONCE", 0)
    world = World(admins=(COML,))
    await world.start()
    for row in ROWS:
        await world.say(COUNTY, f"!freq assign {row}")
    yield world
    await world.stop()


def worker(world):
    return Checks(world.clerk, world.hub.heard, lambda incident: COUNTY if incident == FIRE else None, world.now)


def told(world, room=STATE):
    return [shown.text for shown in world.server.room(room).values() if "checked as of" in shown.text]


def wanted(world):
    with world.database.work() as work:
        return work.record.wanted_checks()


async def run_until(world, heavy, done):
    await world.settled()
    running = asyncio.create_task(heavy.run())
    try:
        await eventually(done, 50)
    finally:
        running.cancel()
        await asyncio.wait([running])
    await world.settled()


async def test_the_newest_plan_is_checked_in_another_process_and_told_once(world):
    assert len(wanted(world)) == len(ROWS)

    await run_until(world, worker(world), lambda: not wanted(world))

    (text,) = told(world)
    assert text.startswith("Radio plan OP 1, 3 rows, checked as of ")
    assert "NEW critical RF-001: N-1 VTAC11 (one) and N-2 VTAC36 (two)" in text
    assert "1 critical, " in text


async def test_a_check_that_dies_is_taken_up_again(world, monkeypatch):
    def dies(work, id, findings, *, done):
        raise Death

    monkeypatch.setattr(module, "_keep", dies)
    heavy = worker(world)
    await world.settled()
    running = asyncio.create_task(heavy.run())
    await asyncio.wait([running], timeout=50)
    assert isinstance(running.exception(), Death)
    monkeypatch.undo()
    monkeypatch.setattr(radio_checks, "AT_ONCE", 0)

    await run_until(world, worker(world), lambda: not wanted(world))

    assert len(told(world)) == 1


async def test_a_check_without_an_end_is_given_up_and_that_is_said(world, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 0.0)

    await run_until(world, worker(world), lambda: not wanted(world))

    (text,) = told(world)
    assert "0 critical, 1 more" in text
    with world.database.work() as work:
        plan = work.record.radio_plan(FIRE)
        assert "nothing of this plan is evaluated" in work.record.plan_check(plan.id, plan.version).findings[0].what


async def test_a_worker_that_crashes_leaves_an_honest_result(world, monkeypatch):
    monkeypatch.setattr(radio_checks, "run", os.abort)

    await run_until(world, worker(world), lambda: not wanted(world))

    assert "0 critical, 1 more" in told(world)[0]
