"""The printed report is read back section by section; the picture is one sheet, whatever there is."""

import asyncio
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from bot.documents.forms.render import pages, render
from bot.documents.payload import ALT, made
from bot.documents.printer import Printer
from commands.domain.messages import Document
from commands.domain.situation.glance import glance
from commands.domain.situation.sitrep import Sitrep
from commands.domain.situation.situation import compose
from commands.domain.situation.situation_faces import printed
from tests.commands.domain.records_of_all import AT, everything, facts, huge, incident

CASES = {
    "empty": facts,
    "everything": everything,
    "huge": huge,
    "drill": lambda: everything(incident=incident(exercise=True)),
}
HOSTILE = '#pagebreak() $x$ *b* <script> \\ " ` @ _ [x] 🔥 \u202e'


def paper(found):
    situation = compose(Sitrep(incident="bear-creek", number=7, at=AT), found, "Ana Ruiz")
    more = {"title": situation.title, "incident": found.incident.shown, "exercise": found.incident.exercise}
    data = printed(situation) | more | {"as_of": "Sun 22 Nov 0600 MST", "paper": "us-letter"}
    return Document(template="situation", filename="report.pdf", title=situation.title, data=data), situation


def picture(found):
    title = "Situation report 7"
    return Document(template="glance", filename="report.png", title=title, data=glance(found, title))


def words(text):
    return "".join(text.split())


@pytest.mark.parametrize("case", CASES)
def test_every_section_is_read_back_from_the_pdf(case):
    document, situation = paper(CASES[case]())
    reader = PdfReader(BytesIO(render(document).content))
    found = words("".join(page.extract_text() for page in reader.pages))
    for section in situation.sections:
        assert words(section.name) in found
        for item in section.items:
            assert words(item.id) in found
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {len(reader.pages)}" in page.extract_text()
        assert ("EXERCISE" in page.extract_text()) is (case == "drill")
    assert reader.metadata.title == situation.title


@pytest.mark.parametrize("case", CASES)
def test_the_picture_is_one_sheet(case):
    assert len(pages(picture(CASES[case]()))) == 1


def test_what_people_write_breaks_no_form():
    found = everything(incident=incident(name=HOSTILE))
    document, _ = paper(found)
    assert PdfReader(BytesIO(render(document).content)).pages
    assert render(picture(found)).content.startswith(b"\x89PNG")


def test_the_picture_carries_its_words():
    file, _ = asyncio.run(made(picture(huge(ZoneInfo("Asia/Kathmandu"))), Printer(None)))
    assert str(file.details["alt"]).startswith("Situation report 7, as of Sun 22 Nov 1845 +0545.")
    assert len(str(file.details["alt"])) <= ALT
