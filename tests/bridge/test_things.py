"""The life of a request with real parts: a thread on Matrix, posts of their own on Slack, answers below it in both."""

import pytest

from tests.bridge.stage import staged
from tests.helpers import eventually


@pytest.mark.timeout(150)
async def test_what_becomes_of_a_request_is_a_thread_on_matrix_and_answers_below_it_reach_slack(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, pace="brisk") as stage:
        county, state = stage.places[:2]

        async def posted(words):
            await state.look()
            return next((one for one in state.events.values() if words in one["content"].get("body", "")), None)

        async def told(words):
            return await eventually(lambda: posted(words), 30, told=stage.program.tail)

        await county.workspace.slash(county.user, county.channel, "/net", "request 2 pumps div A")
        root = await told("R-1")
        await county.workspace.slash(county.user, county.channel, "/net", "request note R-1 by road")
        note = await told("by road")
        assert "m.relates_to" not in root["content"]
        relation = note["content"]["m.relates_to"]
        assert (relation["rel_type"], relation["event_id"]) == ("m.thread", root["event_id"])

        await state.say("which road?", thread=root["event_id"])
        [copy] = await county.workspace.wait_for(
            lambda: [one for one in county.channel.messages if "which road?" in one.text], 30
        )
        here = next(one for one in county.channel.messages if "R-1" in one.text)
        assert copy.thread_ts == here.ts
        assert not [one for one in county.channel.messages if "by road" in one.text and one.is_reply]
