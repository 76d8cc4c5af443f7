"""Three workspaces and three homeserver accounts in one incident: whatever happens in one room reaches all."""

import random
from contextlib import AsyncExitStack

import pytest

from bot.sandbox.homeserver import Homeserver
from bot.sandbox.slack import Habits
from tests.bridge.stage import each_alone, staged
from tests.bridge.talk import Talk

SEED = 20_260_805
QUICK = Habits().faster(20)


@pytest.mark.harsh
@pytest.mark.timeout(120)
async def test_talk_edits_deletions_reactions_and_threads_from_any_of_six_rooms_reach_all(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=3, matrices=3, pace="brisk") as stage:
        said = await each_alone(stage)
        for place, each in zip(stage.places, reversed(said), strict=True):
            await stage.react(place, each, "👍")
            await stage.say(place, thread=each)
        await stage.settled()
        for number, each in enumerate(said):
            if number % 2:
                await stage.edit(each, f"{each.text}, corrected")
            else:
                await stage.unreact(stage.places[-1 - number], each, "👍")
        gone = await each_alone(stage)
        for each in gone:
            await stage.delete(each)

        await stage.quiet(60)


@pytest.mark.soak
async def test_a_thousand_messages_of_six_rooms_on_three_homeservers_reach_all(homeserver, tmp_path):
    async with AsyncExitStack() as stack:
        servers = [homeserver]
        for name in ("second", "third"):
            (tmp_path / name).mkdir()
            servers.append(await stack.enter_async_context(Homeserver(tmp_path / name)))
        how = {"slacks": 3, "matrices": 3, "habits": QUICK, "pace": "brisk"}
        stage = await stack.enter_async_context(staged(tmp_path, servers, **how))
        talk = Talk(stage, random.Random(SEED), reacting=True)
        while len(stage.said) < 1_000:
            await talk.one()

        await stage.quiet(600)
