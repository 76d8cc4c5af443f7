"""A death in the middle of catching up neither hides what was not fetched yet nor lets what came later go first."""

import pytest

from bot.sandbox.slack import Habits
from bot.sandbox.slack.faults import BROKEN
from tests.bridge.stage import staged
from tests.helpers import eventually

ONCE = Habits(retry_delays=())  # what is not acknowledged at once does not come again


@pytest.mark.timeout(120)
async def test_what_was_heard_live_waits_for_what_is_still_to_be_fetched_also_after_a_death(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, habits=ONCE, pace="brisk") as stage:
        [county] = stage.named("county")
        await stage.say(county)
        await stage.settled()
        await stage.program.stop()
        for _ in range(3):
            await stage.say(county)
        stage.slack.faults.chance("conversations.history", 1.0, BROKEN)  # it is tried again for a while
        await stage.program.start()
        await eventually(lambda: county.workspace.sockets.open > 0)
        for _ in range(2):
            await stage.say(county)
        await eventually(lambda: not county.workspace.sockets.unacknowledged)  # heard, and waiting
        await stage.program.kill()
        stage.slack.faults.clear()
        await stage.program.start()

        await stage.quiet(60)


@pytest.mark.timeout(120)
async def test_an_edit_that_is_heard_before_its_original_takes_the_originals_place(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, habits=ONCE, pace="brisk") as stage:
        [county] = stage.named("county")
        await stage.say(county)
        await stage.settled()
        await stage.program.stop()
        missed = await stage.say(county)
        stage.slack.faults.chance("conversations.history", 1.0, BROKEN)  # it is tried again for a while
        await stage.program.start()
        await eventually(lambda: county.workspace.sockets.open > 0)
        for _ in range(2):
            await stage.say(county)
        await stage.edit(missed, f"{missed.text}, corrected")
        await eventually(lambda: not county.workspace.sockets.unacknowledged)
        stage.slack.faults.clear()

        await stage.quiet(60)
