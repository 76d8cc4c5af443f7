"""Beside another bridge: our own words come back into a room of the running program, which is paused and resumed."""

import json

import pytest

from bot.platforms.matrix.render import MARKER
from tests.bridge.stage import Stage, staged
from tests.helpers import eventually


async def told(stage: Stage, words: str, place) -> list[str]:
    await stage.look()
    return [note for note in stage.notes(place) if words in note]


@pytest.mark.timeout(120)
async def test_a_room_into_which_another_bridge_copies_is_paused_and_loses_nothing(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, pace="brisk") as stage:
        county, city, state, forest = stage.places
        said = await stage.say(county)
        await stage.settled()

        await stage.look()
        copy = state.events[stage.copies(said)["state"].native]
        kept = {key: copy["content"][key] for key in ("msgtype", "body", MARKER)}
        await forest.person.send_event(forest.room_id, "m.room.message", json.loads(json.dumps(kept)))
        for place in stage.places:
            await eventually(lambda place=place: told(stage, "PAUSED", place), 20, told=stage.program.tail)

        await stage.program.restart()
        waiting = [await stage.say(forest), await stage.say(city)]
        await eventually(lambda: stage_has(stage, waiting[1], county), 20, told=stage.program.tail)
        assert not await stage_has(stage, waiting[0], county)
        assert not await stage_has(stage, waiting[1], forest)

        stage.aside("!net link resume")
        await county.say(f"!net link resume {forest.room_id}")
        await stage.settled()
        assert await told(stage, "2 messages kept back meanwhile are posted now", city)
        await stage.quiet()


async def stage_has(stage: Stage, said, place) -> bool:
    await stage.look()
    return any(said.text in shown.text for shown in place.shown())


@pytest.mark.timeout(90)
async def test_who_joins_and_what_the_topic_is_are_told_where_a_group_wants_it(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, pace="brisk") as stage:
        county, city, state, _ = stage.places
        stage.aside("!net link events")
        await county.workspace.set_topic(county.channel, "a quiet one", by=county.user)
        await county.say("!net link events on")
        await eventually(lambda: told(stage, "are told in this group's other rooms from now on", city), 20)

        dee = county.workspace.add_user("dee", real_name="Dee Stone")
        await county.workspace.invite(county.channel, dee, by=county.user)
        await county.workspace.set_topic(county.channel, "Staging at DP 4", by=dee)
        await state.person.set_state(state.room_id, "m.room.topic", {"topic": "Base camp"})

        await eventually(lambda: told(stage, "Dee Stone (Ada County) joined ", state), 20, told=stage.program.tail)
        await eventually(lambda: told(stage, ": Staging at DP 4", city), 20, told=stage.program.tail)
        await eventually(lambda: told(stage, ": Base camp", county), 20, told=stage.program.tail)
        assert not await told(stage, "a quiet one", city)
        await stage.quiet()
