"""Calls fare badly, Slack comes again with what it said, and cuts its connections: each message once, in order."""

import asyncio
import random

import pytest

from bot.sandbox.slack import Faults, Habits, Way
from bot.sandbox.slack.faults import BROKEN, LOST, RESET, ratelimited
from tests.bridge.road import road_to
from tests.bridge.stage import staged
from tests.bridge.talk import Talk

SEED = 20_260_803
QUICK = Habits().faster(20)


def unreliable(faults: Faults) -> None:
    """From now on a tenth of the calls goes wrong, in all of the ways."""
    for outcome in (ratelimited(1), BROKEN, RESET, LOST):
        faults.chance("*", 0.1 / 4, outcome)


async def unreliable_talk(
    folder, homeserver, seed: int, messages: int, *, kills: int = 0, timeout: float = 120
) -> None:
    """So many messages, with what else people do, while Slack and the homeserver answer badly; some die meanwhile."""
    rng = random.Random(seed)
    async with (
        road_to(homeserver, seed) as road,
        staged(folder, homeserver, habits=QUICK, pace="brisk", seed=seed, by=road.url) as stage,
    ):
        faults = stage.slack.faults, road.faults
        for each in faults:
            unreliable(each)
        talk = Talk(stage, rng, reacting=True)
        deadly = [messages * (kill + 1) // (kills + 1) for kill in range(kills)]
        while len(stage.said) < messages:
            await talk.one()
            await asyncio.sleep(rng.uniform(0, 0.1))
            if deadly and len(stage.said) >= deadly[0]:
                del deadly[0]
                await stage.program.kill()
                await stage.program.start(connected=False)
        await stage.settled(timeout)
        for each in faults:
            each.clear()
        await stage.quiet(60)
        for each in faults:
            assert sum(each.met[way] for way in (Way.RATELIMITED, Way.BROKEN, Way.RESET, Way.LOST)) > 0


@pytest.mark.harsh
@pytest.mark.timeout(200)
async def test_a_tenth_of_all_answers_being_bad_loses_and_doubles_nothing(homeserver, tmp_path):
    await unreliable_talk(tmp_path, homeserver, SEED, 60)


@pytest.mark.soak
@pytest.mark.parametrize("kills", [0, 2, 4])
async def test_a_thousand_messages_with_bad_answers_and_deaths(homeserver, tmp_path, kills):
    await unreliable_talk(tmp_path, homeserver, SEED + kills, 1_000, kills=kills, timeout=600)


@pytest.mark.timeout(240)
async def test_connections_that_are_cut_and_refreshed_leave_no_gap(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, habits=QUICK, pace="brisk") as stage:
        rng = random.Random(SEED)
        talk = Talk(stage, rng)
        for number in range(60):
            await talk.one()
            sockets = rng.choice(stage.slacks).workspace.sockets
            if number % 10 == 3:
                sockets.cut()
            elif number % 10 == 6:
                sockets.refresh()
            elif number % 10 == 9:
                sockets.warn()
            await asyncio.sleep(rng.uniform(0, 0.2))

        await stage.quiet(60)
