"""A Matrix room is upgraded in the middle of an incident: the talk goes on, and late changes follow it."""

from urllib.parse import quote

import pytest

from bot.sandbox.matrix_person import CLIENT
from tests.bridge.places import MatrixPlace
from tests.bridge.stage import staged
from tests.helpers import eventually


async def upgraded(place: MatrixPlace) -> str:
    """The person upgrades the room and invites the bot to the new one; returns its id."""
    path = f"{CLIENT}/rooms/{quote(place.room_id, safe='')}/upgrade"
    new = (await place.person.call("POST", path, {"new_version": "11"}))["replacement_room"]
    await place.person.invite(new, place.bot)
    return new


@pytest.mark.timeout(90)
async def test_what_is_said_about_the_old_room_s_copies_arrives_in_the_new_one(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        said = await stage.say(county, "meet at DP 12")
        await stage.settled()
        new = await upgraded(state)

        async def reads(*told: str) -> bool:
            bodies = [str(event["content"].get("body")) for event in await state.person.messages(new)]
            return all(any(words in body for body in bodies) for words in told)

        await county.say("now here")
        await eventually(lambda: reads("now here"), timeout=20, told=stage.program.tail)
        await county.say("on my way", thread=said.native)
        await eventually(lambda: reads("in reply to an earlier message", "on my way"), timeout=20)
        await county.edit(said.native, "meet at DP 21")
        await eventually(lambda: reads("CORRECTION to Joe Park", "meet at DP 21"), timeout=20)

        await state.person.send(new, "back to you")
        await eventually(lambda: any("back to you" in message.text for message in county.channel.messages), timeout=20)
