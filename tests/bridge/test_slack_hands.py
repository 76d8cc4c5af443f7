"""What Slack offers beside typing, through the whole program: the Home tab, forms and buttons."""

import json

import pytest

from tests.bridge.stage import staged
from tests.helpers import eventually


async def said(stage, place, words: str) -> str:
    """The bot's own post with these words in it, when it has come."""

    async def found() -> str:
        await stage.look()
        return next((note for note in stage.notes(place) if words in note), "")

    return await eventually(found, 30, told=stage.program.tail)


@pytest.mark.timeout(150)
async def test_home_tab_forms_and_buttons_do_what_the_words_do(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        slack, joe = county.workspace, county.user
        lou = slack.add_user("lou", real_name="Lou Bell")
        await slack.invite(county.channel, lou)

        # a form: its faults are shown in it, and what is right is done in every room
        await slack.slash(joe, county.channel, "/net", "checkin form")
        view = await eventually(lambda: slack.modal(joe), told=stage.program.tail)
        faulty = await slack.submit_view(joe, view, {"name": "E12", "persons": "many"})
        assert faulty.errors.keys() == {"persons"}, "under the field that is wrong"
        assert "“many”" in faulty.errors["persons"]
        assert "checkin [" not in faulty.errors["persons"], "a form needs no words on how the line is written"
        view = slack.modal(joe)
        assert view is not None, "a form with a fault stays open"
        await slack.submit_view(joe, view, {"name": "E12", "persons": "4", "div": "A"})
        assert slack.modal(joe) is None
        for place in stage.places:
            assert "E12" in await said(stage, place, "E12")

        # a button acts for whoever presses it, once
        await slack.slash(joe, county.channel, "/net", "par start")
        await said(stage, state, "PAR P-1")
        asked = await eventually(
            lambda: next((one for one in county.channel.messages if "PAR P-1" in one.text and one.blocks), None)
        )
        buttons = [one for block in asked.blocks if block["type"] == "actions" for one in block["elements"]]
        everybody = next(one for one in buttons if one["text"]["text"].endswith("E12: all 4"))
        refused = await slack.press(lou, asked, everybody["action_id"])
        assert refused.acknowledged
        assert "reported by Lou Bell" in await said(stage, state, "reported by")  # it completes nothing
        await slack.slash(joe, county.channel, "/net", "role take RADO")
        await said(stage, state, "RADO")
        await slack.press(joe, asked, everybody["action_id"])
        assert "1 of 1" in await said(stage, state, "PAR P-1 COMPLETE")
        again = await slack.press(joe, asked, everybody["action_id"])
        assert await eventually(lambda: "".join(again.texts)), "who presses twice is told what stands"

        # the Home tab
        await slack.slash(joe, county.channel, "/net", "role take COML")
        await said(stage, state, "COML")
        await slack.open_home(joe)
        home = await eventually(lambda: slack.homes.get(joe.id), told=stage.program.tail)
        shown = json.dumps(home.body["blocks"])
        assert "Bear Creek Fire" in shown
        assert "COML" in shown
        assert lou.id not in slack.homes
