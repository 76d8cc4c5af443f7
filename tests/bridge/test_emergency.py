"""An emergency with real parts: it rings where it may, the radio comes first, and its sender reads where it is not."""

import pytest

from bot.sandbox.homeserver import Homeserver
from tests.bridge.stage import staged
from tests.helpers import eventually

RADIO = "CALL IT ON THE RADIO NOW"


async def cries(stage, place, start="EMERGENCY M-1"):
    await stage.look()
    return [note for note in stage.notes(place) if start in note]


@pytest.mark.timeout(150)
async def test_an_emergency_rings_everywhere_and_its_answer_opens_with_the_radio(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=2, pace="brisk", opened=False) as stage:
        county, state, forest = stage.places
        await state.person.set_state(state.room_id, "m.room.power_levels", {"users": {state.bot: 50}})
        await stage.open()
        deed = await county.workspace.slash(county.user, county.channel, "/net", "emergency burn-over at DP 12")
        assert deed.texts[0].startswith(f"{RADIO}. M-1 is queued for every room of Bear Creek Fire")

        for place in stage.places:
            await eventually(lambda place=place: cries(stage, place), 30, told=stage.program.tail)
        [said] = [message for message in county.channel.messages if "EMERGENCY M-1" in message.text]
        assert county.user.id in said.notified
        for place in (state, forest):
            [event] = [one for one in place.events.values() if "EMERGENCY M-1" in one["content"].get("body", "")]
            assert event["content"]["m.mentions"] == {"room": True}
            assert event["content"]["msgtype"] == "m.text", "clients never ring for a notice"

        await stage.program.stop()
        _, told = await stage.program.command("check")
        rings = {line.partition(":matrix")[0].split(": ")[0].split()[-1]: line for line in told.splitlines()}
        assert "may notify everybody" in rings[state.room], told
        assert "may not (it needs level 50) notify everybody" in rings[forest.room], told


@pytest.mark.timeout(150)
async def test_who_raises_an_emergency_reads_where_it_is_not_posted_in_time(homeserver, tmp_path):
    (tmp_path / "other").mkdir()
    async with (
        Homeserver(tmp_path / "other") as other,
        staged(tmp_path, [homeserver, other], slacks=1, pace="brisk") as stage,
    ):
        county, state, away = stage.places
        await away.person.close()
        await other.stop()
        stage.places.remove(away)
        await county.workspace.slash(county.user, county.channel, "/net", "mayday two trapped, Div A")
        told = "EMERGENCY M-1 is NOT POSTED in: forest command (waiting). Joe Park (Ada County), tell them by radio."

        await eventually(
            lambda: any(told in dm.text for dm in county.workspace.dms(county.user)),
            40,
            told=lambda: [dm.text for dm in county.workspace.dms(county.user)],
        )
        for place in (county, state):
            await eventually(lambda place=place: cries(stage, place, "is NOT POSTED in"), 30, told=stage.program.tail)
