"""Killed at any moment, the program loses nothing, doubles nothing and keeps the order, in all four rooms."""

import asyncio
import random

import pytest

from tests.bridge.killer import STEPS

SEED = 20_260_801


async def talk(stage, rng, stop: asyncio.Event, pause: float) -> None:
    """People talk everywhere until they are told to stop; some reply, correct themselves or take words back."""
    while not stop.is_set():
        await stage.say(rng.choice(stage.places))
        await asyncio.sleep(rng.uniform(0, 2 * pause))


async def survive(stage, rng, kill, *, pause: float = 0.1) -> None:
    """Talk through one death of the program and its next start."""
    stop = asyncio.Event()
    talking = asyncio.create_task(talk(stage, rng, stop, pause))
    try:
        await kill()
    finally:
        stop.set()
        await talking


async def shot_at(stage, rng, step: str, number: int) -> None:
    """Run until the step is come to, while people talk; the program is running again afterwards."""

    async def until_dead() -> None:
        await stage.program.start(step, str(number), connected=False)
        await asyncio.wait_for(stage.program.ended(), 30)

    await survive(stage, rng, until_dead)


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_step_nothing_is_lost_or_doubled(stage, step):
    rng = random.Random(f"{SEED} {step}")
    await stage.program.stop()
    await shot_at(stage, rng, step, rng.randint(3, 12))
    await stage.program.start("none", "0")
    await stage.quiet(40)
