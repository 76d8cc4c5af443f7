"""Three workspaces and three homeserver accounts in one incident: whatever happens in one room reaches all."""

import pytest

from tests.bridge.stage import each_alone, staged


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
