"""Slack answers badly, comes again with what it said, and cuts its connections: still each message once, in order."""

import asyncio
import random

import pytest

from bot.sandbox.slack import Habits
from bot.sandbox.slack.faults import BROKEN, LOST, RESET, ratelimited
from tests.bridge.stage import Stage, staged
from tests.bridge.talk import Talk
from tests.helpers import eventually

SEED = 20_260_803
QUICK = Habits().faster(20)
WRITES = (
    "chat.postMessage",
    "chat.update",
    "chat.delete",
    "reactions.add",
    "reactions.remove",
    "apps.connections.open",
)
READS = ("conversations.history", "conversations.replies", "conversations.info", "users.info", "auth.test")


def unreliable(stage: Stage, chance: float) -> None:
    """From now on so many of the calls go wrong, in all of the ways."""
    for method in WRITES + READS:
        for outcome in (ratelimited(1), BROKEN, RESET, LOST):
            stage.slack.faults.chance(method, chance / 4, outcome)


async def unreliable_talk(folder, homeserver, seed: int, deeds: int, *, kills: int = 0) -> None:
    rng = random.Random(seed)
    async with staged(folder, homeserver, habits=QUICK, pace="brisk", seed=seed) as stage:
        unreliable(stage, 0.1)
        talk = Talk(stage, rng)
        deadly = {deeds * (kill + 1) // (kills + 1) for kill in range(kills)}
        for number in range(deeds):
            await talk.one()
            await asyncio.sleep(rng.uniform(0, 0.1))
            if number in deadly:
                await stage.program.kill()
                await stage.program.start(connected=False)
        await stage.settled(120)
        stage.slack.faults.clear()
        await stage.quiet(60)
        assert sum(stage.slack.faults.met[way] for way in ("refused", "ratelimited", "broken", "reset", "lost")) > 0


@pytest.mark.timeout(200)
async def test_a_tenth_of_slacks_answers_being_bad_loses_and_doubles_nothing(homeserver, tmp_path):
    await unreliable_talk(tmp_path, homeserver, SEED, 60)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
async def test_bad_answers_and_deaths_together_lose_and_double_nothing(homeserver, tmp_path, seed):
    await unreliable_talk(tmp_path, homeserver, SEED + seed, 400, kills=seed)


@pytest.mark.timeout(120)
async def test_the_same_envelope_again_says_nothing_again(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, habits=QUICK, pace="brisk") as stage:
        county, state = stage.named("county", "state")
        talk = Talk(stage, random.Random(SEED))
        for _ in range(25):
            await talk.one()
        said = await stage.say(state)
        await stage.settled()
        await stage.react(county, said, "👍")
        await stage.settled()
        await stage.unreact(county, said, "👍")
        await stage.settled()

        for restarted in (False, True):
            if restarted:
                await stage.program.restart()
            envelopes = [each for place in stage.slacks for each in place.workspace.sockets.envelopes]
            spoken = [each for each in envelopes if each.kind == "events_api"]
            assert len(spoken) > 25
            for place in stage.slacks:
                sockets = place.workspace.sockets
                again = [each for each in sockets.envelopes if each.kind == "events_api"]
                random.Random(SEED).shuffle(again)
                for envelope in again:
                    sockets.redeliver(envelope)
                await eventually(lambda sockets=sockets: not sockets._waiting)
            await stage.quiet()


@pytest.mark.timeout(120)
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


@pytest.mark.timeout(120)
async def test_an_edit_that_comes_before_its_original_stands_for_it(homeserver, tmp_path):
    """While nothing is acknowledged, Slack repeats the original after its edit."""
    async with staged(tmp_path, homeserver, habits=QUICK, pace="brisk") as stage:
        county = stage.slacks[0]
        county.workspace.sockets.deaf = True  # what is said now is written on no socket, and comes again
        said = await stage.say(county)
        county.workspace.sockets.deaf = False
        await stage.edit(said, f"{said.text}, corrected")

        await stage.quiet()
