"""What few may read reaches each of them directly, with its file: on Slack and on Matrix, and nobody else."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.bridge.attachments import download, on_slack
from tests.bridge.stage import staged
from tests.helpers import eventually

REPORT = 'medical severity:red nature:"broken leg" location:"drop point 4"'


class Alone:
    """What the bot sends to the person of a Matrix place alone."""

    def __init__(self, place):
        self._place = place
        self._since = {}

    async def contents(self):
        """The content of each event, in whichever direct room; invitations are taken up."""
        call, room_id = self._place.person.call, self._place.room_id
        # From where the last one ended: the homeserver answers the same first sync alike for two minutes.
        sync = await call("GET", "/_matrix/client/v3/sync", timeout=0, **self._since)
        for room in sync.get("rooms", {}).get("invite", {}):
            await self._place.person.join(room)
        self._since = {"since": sync["next_batch"]}
        joined = (await call("GET", "/_matrix/client/v3/joined_rooms"))["joined_rooms"]
        found = []
        for room in set(joined) - {room_id}:
            page = await call("GET", f"/_matrix/client/v3/rooms/{room}/messages", dir="f", limit=100)
            found += [event["content"] for event in page["chunk"] if event["type"] == "m.room.message"]
        return found


@pytest.mark.timeout(200)
async def test_a_report_for_few_reaches_them_with_its_file_on_both_platforms(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        alone = Alone(state)
        assert await alone.contents() == []
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
            return [content for content in await alone.contents() if "MIR-1" in content.get("filename", "")]

        [file] = await eventually(on_slack_alone, 60, told=stage.program.tail)
        [content] = await eventually(on_matrix_alone, 60, told=stage.program.tail)
        for made in (file.content, await download(state, content["url"])):
            assert "broken leg" in " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
        await stage.look()
        assert on_slack(county, file.name) == []
        assert not any("leg" in note for place in stage.places for note in stage.notes(place))
