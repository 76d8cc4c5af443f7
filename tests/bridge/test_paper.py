"""A form that is read and printed beside the program, and a radio plan from Slack and Matrix: a file in every room."""

from functools import partial
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.bridge.attachments import download, on_matrix, on_slack
from tests.helpers import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAME = "bear-ICS-205-OP-1-rev-1.pdf"
PLAN = ('VTAC14 as:"Div A tactical" zone:1 ch:4', 'VTAC12 as:"Div B tactical"', 'VCALL10 as:"calling" area:all')


def named(place, part: str) -> list[str]:
    found = [file.name for file in place.workspace.files.values() if part in file.name]
    return list(dict.fromkeys(found))


@pytest.mark.timeout(90)
async def test_a_form_is_a_file_in_every_room(shared):
    county, city, state, forest = shared.places
    shared.aside("!form", "!checkin", "ICS 211", "E12", "bear")
    await county.say('!checkin E12 4 agency:"Crescent FD"')
    await county.say("!form 211")
    await eventually(lambda: named(county, "ICS-211"), 40, told=shared.program.tail)
    [name] = named(county, "ICS-211")

    for place in (county, city):
        [(_, file)] = await eventually(lambda place=place: on_slack(place, name), 20)
        assert "Crescent FD" in PdfReader(BytesIO(file.content)).pages[0].extract_text()
    for place in (state, forest):
        [content] = await eventually(lambda place=place: on_matrix(place, name), 20)
        text = PdfReader(BytesIO(await download(place, content["url"]))).pages[0].extract_text()
        assert "INCIDENT CHECK-IN LIST (ICS 211)" in text


def blocks(content: bytes) -> str:
    return " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())


@pytest.mark.timeout(120)
async def test_a_plan_is_built_in_chat_and_its_205_stands_in_every_room(shared):
    county, city, state, forest = shared.places
    await county.say("!net take COML")
    for line in PLAN:
        await county.say(f"!freq assign {line}")
    await told(shared, "N-3 VCALL10")
    await county.say("!freq publish")
    await told(shared, "published revision 1 of OP 1")
    await state.say("!freq export 205")

    made = set()
    for place in (county, city):
        [(_, file)] = await eventually(partial(on_slack, place, NAME), 30, told=shared.program.tail)
        made.add(file.content)
    for place in (state, forest):
        [content] = await eventually(partial(on_matrix, place, NAME), 30, told=shared.program.tail)
        assert content["msgtype"] == "m.file"
        assert content["info"]["mimetype"] == "application/pdf"
        made.add(await download(place, content["url"]))
    for content in made:
        text = blocks(content)
        assert "INCIDENT RADIO COMMUNICATIONS PLAN (ICS 205)" in text
        assert "1 4 Tactical VTAC14 Div A 159.4725 N 156.7 159.4725 N 156.7 A" in text
        assert "6. Prepared by (Communications Unit Leader)" in text
        assert "Revision 1, digest" in text


async def told(shared, start: str) -> None:
    """The bot has said this in every room."""

    async def everywhere() -> bool:
        await shared.look()
        return all(any(start in note for note in shared.notes(place)) for place in shared.places)

    await eventually(everywhere, 30, told=shared.program.tail)
