"""Killed at any moment, the program loses nothing, doubles nothing and keeps the order, in all four rooms."""

import asyncio
import os
import random

import pytest

from bot.sandbox.slack import Habits
from tests.bridge.killer import STEPS
from tests.bridge.stage import Stage, staged
from tests.bridge.talk import talking
from tests.helpers import eventually

PATIENCE = 600
"""Seconds in which all must be there: many posts at one a second, on a machine that may have other things to do."""
SEED = int(os.environ.get("NETCONTROL_TEST_SEED", "20260801"))
QUICK = Habits().faster(20)
"""Slack comes again with what was not acknowledged after 0, 3 and 15 s."""


async def die_at(stage: Stage, step: str, number: int) -> None:
    """Run the program until it comes to the step for the n-th time."""
    await stage.program.start(step, number, connected=False)
    await asyncio.wait_for(stage.program.ended(), 60)


async def die_after(stage: Stage, seconds: float) -> None:
    """Run the program for so long."""
    await stage.program.start(connected=False)
    await asyncio.sleep(seconds)
    await stage.program.kill()


async def every_step(folder, homeserver, seed: int, rounds: int, *, highest: int, pace: str) -> None:
    rng = random.Random(seed)
    async with staged(folder, homeserver, habits=QUICK, pace=pace) as stage:
        await stage.program.stop()
        for _ in range(rounds):
            async with talking(stage, rng, pause=0.2):
                for step in rng.sample(STEPS, len(STEPS)):
                    await die_at(stage, step, rng.randint(1, highest))
            await stage.program.start()
            await stage.quiet(PATIENCE)
            await stage.anew()
            await stage.program.stop()


async def random_moments(folder, homeserver, seed: int, rounds: int, kills: int) -> None:
    rng = random.Random(seed)
    async with staged(folder, homeserver, habits=QUICK, pace="own") as stage:
        await stage.program.stop()
        for _ in range(rounds):
            async with talking(stage, rng, pause=0.2):
                for _ in range(kills):
                    await die_after(stage, rng.uniform(0.5, 6.0))
            await stage.program.start()
            await stage.quiet(PATIENCE)
            await stage.anew()
            await stage.program.stop()


@pytest.mark.timeout(120)
async def test_killed_while_people_talk_nothing_is_lost_or_doubled(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, habits=QUICK, pace="brisk") as stage:

        async def relayed() -> bool:
            await stage.look()
            return all(sum(bool(each.author) for each in place.shown()) > 1 for place in stage.places)

        async with talking(stage, random.Random(SEED)):
            await eventually(relayed, 30, told=stage.program.tail)
            await stage.program.kill()
        await stage.program.start()
        await stage.quiet(60)


@pytest.mark.harsh
@pytest.mark.timeout(900)
async def test_killed_at_every_step_nothing_is_lost_or_doubled(homeserver, tmp_path):
    await every_step(tmp_path, homeserver, SEED, 1, highest=3, pace="brisk")


@pytest.mark.harsh
@pytest.mark.timeout(900)
async def test_killed_at_random_moments_nothing_is_lost_or_doubled(homeserver, tmp_path):
    await random_moments(tmp_path, homeserver, SEED, 1, 3)


@pytest.mark.soak
@pytest.mark.parametrize(("seed", "rounds", "pace"), [(0, 2, "own"), (1, 4, "brisk"), (2, 2, "own"), (3, 4, "brisk")])
async def test_killed_at_every_step_again_and_again(homeserver, tmp_path, seed, rounds, pace):
    await every_step(tmp_path, homeserver, SEED + seed, rounds, highest=40, pace=pace)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
async def test_killed_at_two_hundred_random_moments(homeserver, tmp_path, seed):
    await random_moments(tmp_path, homeserver, SEED + seed, 5, 10)
