"""A form that is read and printed beside the program is posted as a file in every room, while talk goes on."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.bridge.test_files import download, on_matrix, on_slack
from tests.helpers import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")


def named(place, ending: str) -> list[str]:
    found = [file.name for file in place.workspace.files.values() if file.name.endswith(ending)]
    return list(dict.fromkeys(found))


@pytest.mark.timeout(90)
async def test_a_form_is_a_file_in_every_room(shared):
    county, city, state, forest = shared.places
    shared.aside("!form", "!checkin", "ICS 211", "E12", "bear")
    await county.say('!checkin E12 4 agency:"Crescent FD"')
    await county.say("!form 211")
    await eventually(lambda: named(county, ".pdf"), 40, told=shared.program.tail)
    [name] = named(county, ".pdf")

    for place in (county, city):
        [(_, file)] = await eventually(lambda place=place: on_slack(place, name), 20)
        assert "Crescent FD" in PdfReader(BytesIO(file.content)).pages[0].extract_text()
    for place in (state, forest):
        [content] = await eventually(lambda place=place: on_matrix(place, name), 20)
        text = PdfReader(BytesIO(await download(place, content["url"]))).pages[0].extract_text()
        assert "INCIDENT CHECK-IN LIST (ICS 211)" in text
