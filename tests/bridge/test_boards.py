"""An incident that is opened in a room has a board there, and in each room that joins it, pinned."""

import re

import pytest

from bot.sandbox.matrix_person import CLIENT, MatrixError
from tests.bridge.stage import staged
from tests.helpers import eventually


@pytest.mark.timeout(150)
async def test_a_board_is_pinned_on_both_platforms_as_soon_as_there_is_something_to_say(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        slack, joe = county.workspace, county.user
        ops = slack.add_channel("alder", joe)
        levels = {"users": {state.bot: 50}}
        room = await state.person.create_room("alder", invite=[state.bot], power_level_content_override=levels)
        await slack.slash(joe, ops, "/net", "incident open Alder Fire")
        await slack.slash(joe, ops, "/net", "link")
        code = await eventually(lambda: [dm for dm in slack.dms(joe) if "Code " in dm.text], told=stage.program.tail)
        entered = f"{CLIENT}/rooms/{room}/state/m.room.member/{state.bot}"

        async def is_in() -> bool:
            return (await state.person.call("GET", entered)).get("membership") == "join"

        await eventually(is_in, told=stage.program.tail)
        await state.person.send(room, f"!join {re.search('join ([0-9]{10})', code[-1].text)[1]}")
        await eventually(lambda: any("joins Alder Fire" in one.text for one in ops.messages), told=stage.program.tail)
        assert not ops.pins, "there is nothing to say yet but the name"
        await slack.slash(joe, ops, "/net", "checkin E12 4")

        async def pinned() -> list[str]:
            path = f"{CLIENT}/rooms/{room}/state/m.room.pinned_events/"
            try:
                return (await state.person.call("GET", path)).get("pinned", [])
            except MatrixError as fault:
                if fault.status == 404:  # nothing was ever pinned there
                    return []
                raise

        async def both() -> bool:
            return bool(ops.pins) and bool(await pinned())

        await eventually(both, 60, told=stage.program.tail)
        [board] = [ops.find(ts) for ts in ops.pins]
        assert board.bot_id == slack.bot_id
        assert "Alder Fire: board" in board.text
        [event] = await pinned()
        shown = (await state.person.call("GET", f"{CLIENT}/rooms/{room}/event/{event}"))["content"]["body"]
        assert "1 resource, 4 persons" in shown
        assert not county.channel.pins, "the incident of the configuration has none until somebody wants it"
