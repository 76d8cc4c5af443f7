"""What few may read reaches each of them directly, with its file: on Slack and on Matrix, and nobody else."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.bridge.attachments import download, on_slack
from tests.bridge.stage import staged
from tests.helpers import eventually

REPORT = 'medical severity:red nature:"broken leg" location:"drop point 4"'


async def direct(place):
    """The content of each event that the bot has sent to somebody on Matrix alone."""
    invited = (await place.person.call("GET", "/_matrix/client/v3/sync", timeout=0))["rooms"].get("invite", {})
    for room in invited:
        await place.person.join(room)
    joined = (await place.person.call("GET", "/_matrix/client/v3/joined_rooms"))["joined_rooms"]
    found = []
    for room in set(joined) - {place.room_id}:
        page = await place.person.call("GET", f"/_matrix/client/v3/rooms/{room}/messages", dir="f", limit=100)
        found += [event["content"] for event in page["chunk"] if event["type"] == "m.room.message"]
    return found


@pytest.mark.timeout(150)
async def test_a_report_for_few_reaches_them_with_its_file_on_both_platforms(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        await county.say("!role take COML")
        await state.say("!role take MEDL")

        async def taken() -> bool:
            await stage.look()
            return sum("COML" in note or "MEDL" in note for note in stage.notes(county)) >= 2

        await eventually(taken, 30, told=stage.program.tail)
        await county.workspace.slash(county.user, county.channel, "/net", REPORT)

        def on_slack_alone():
            files = [county.workspace.files[id] for dm in county.workspace.dms(county.user) for id in dm.files]
            return [file for file in files if "MIR-1" in file.name]

        async def on_matrix_alone():
            return [content for content in await direct(state) if "MIR-1" in content.get("filename", "")]

        [file] = await eventually(on_slack_alone, 60, told=stage.program.tail)
        [content] = await eventually(on_matrix_alone, 60, told=stage.program.tail)
        for made in (file.content, await download(state, content["url"])):
            assert "broken leg" in " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
        await stage.look()
        assert on_slack(county, file.name) == []
        assert not any("leg" in note for place in stage.places for note in stage.notes(place))
