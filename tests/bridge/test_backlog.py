"""A sync that leaves out what was missed: it is fetched page by page, each message once, in order."""

import pytest

from bot.sandbox.slack import Habits
from tests.bridge.stage import staged

QUICK = Habits().faster(20)


async def missed(folder, homeserver, events: int, timeout: float) -> None:
    async with staged(folder, homeserver, habits=QUICK, slacks=1, matrices=2, pace="brisk") as stage:
        county, state, forest = stage.places
        await stage.say(state)
        await stage.settled()
        await stage.program.stop()
        for _ in range(events):
            await stage.say(state)
        await stage.program.start()

        await stage.settled(timeout)
        await stage.quiet(timeout)
        for place in (county, forest):
            assert sum("RECOVERED" in note for note in stage.notes(place)) == 1
            assert sum("LIVE AGAIN" in note for note in stage.notes(place)) == 1


@pytest.mark.harsh
@pytest.mark.timeout(150)
async def test_a_limited_sync_over_more_than_a_page_of_missed_events_loses_none(homeserver, tmp_path):
    await missed(tmp_path, homeserver, 140, 60)


@pytest.mark.soak
async def test_a_limited_sync_over_five_thousand_missed_events_loses_none(homeserver, tmp_path):
    await missed(tmp_path, homeserver, 5_000, 900)
