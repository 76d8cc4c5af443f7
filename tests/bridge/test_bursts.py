"""More than a platform takes at once: all of it arrives, in order, in fewer posts than messages."""

import pytest

from bot.sandbox.homeserver import Homeserver
from tests.bridge.stage import staged


@pytest.mark.timeout(120)
async def test_a_burst_from_matrix_is_all_on_slack_in_fewer_posts(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1) as stage:
        county, state = stage.places
        for number in range(100):
            await stage.say(state, f"{number} ".ljust(110, "x"))

        await stage.settled(60)
        posts = {shown.native for shown in county.shown() if shown.author}
        assert len(posts) < 30


@pytest.mark.harsh
@pytest.mark.timeout(180)
async def test_a_burst_from_slack_is_all_on_matrix_within_synapses_own_limits(tmp_path):
    (tmp_path / "limited").mkdir()
    async with (
        Homeserver(tmp_path / "limited", limits="default") as limited,
        staged(tmp_path, limited, slacks=1, matrices=1) as stage,
    ):
        county, state = stage.places
        for number in range(100):
            await stage.say(county, f"{number} ".ljust(110, "x"))

        await stage.settled(120)
        posts = {shown.native for shown in state.shown() if shown.author}
        assert len(posts) < 30
