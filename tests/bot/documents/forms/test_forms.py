"""What is printed is read back: every block of every form, on every page."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.documents.forms.render import NotRendered, pages, render, templates
from commands.domain.messages import Document
from commands.radio.documents import Form

PNG = b"\x89PNG\r\n\x1a\n"
ADVISORY = (
    "Decision support only: this is no frequency coordination, no licence and no promise of freedom from interference."
)

COMMON = {
    "title": "ICS 205 Incident Radio Communications Plan, OP 3",
    "incident": "Bear Creek Fire",
    "number": "ID-BOF-000123",
    "exercise": False,
    "period": "OP 3",
    "from": ["11/22/2026", "0600 MST"],
    "to": ["11/22/2026", "1800 MST"],
    "prepared_at": "11/22/2026 0412 MST",
    "prepared_by": "Ana Ruiz (Ada County)",
    "standing": "Revision 7",
    "digest": "0a1b2c3d4e5f",
    "as_of": "11/22/2026 0412 MST",
    "advisory": ADVISORY,
    "edition": "NIFOG 2.02 transcriptions (January 2025)",
    "paper": "us-letter",
}
COLUMNS = ["Zone Grp.", "Ch #", "Function", "Channel Name", "Assignment", "RX Freq N or W", "RX Tone/NAC"]
COLUMNS += ["TX Freq N or W", "TX Tone/NAC", "Mode (A, D, or M)", "Remarks"]


def ics_205(rows=12, **more):
    lines = [
        [
            "1",
            str(n),
            "Tactical",
            f"VTAC{n}",
            f"Div {n}",
            f"154.{n:04} N",
            "156.7",
            f"159.{n:04} N",
            "136.5",
            "A",
            f"R{n}",
        ]
        for n in range(1, rows + 1)
    ]
    data = {**COMMON, "columns": COLUMNS, "rows": lines, "instructions": "Patch VTAC36 to UTAC42.", **more}
    return Document(template="ics205", filename="plan.pdf", title=data["title"], data=data)


def read(document):
    reader = PdfReader(BytesIO(render(document).content))
    return reader, [" ".join(page.extract_text().split()) for page in reader.pages]


def test_every_block_of_the_205_is_there():
    reader, (text,) = read(ics_205())

    for block in (
        "INCIDENT RADIO COMMUNICATIONS PLAN (ICS 205)",
        "1. Incident Name Bear Creek Fire No. ID-BOF-000123",
        "2. Date/Time Prepared 11/22/2026 0412 MST",
        "3. Operational Period OP 3 Date From: 11/22/2026",
        "Time To: 1800 MST",
        "4. Basic Radio Channel Use",
        "5. Special Instructions Patch VTAC36 to UTAC42.",
        "6. Prepared by (Communications Unit Leader) Name: Ana Ruiz (Ada County)",
        "Signature:",
        "Revision 7, digest 0a1b2c3d4e5f",
        "as of 11/22/2026 0412 MST",
        "Page 1 of 1",
        ADVISORY,
    ):
        assert block in text
    for column in ("Zone", "Function", "Assignment", "RX Freq N or W", "TX Tone/NAC", "Remarks"):
        assert column in text
    assert "1 12 Tactical VTAC12 Div 12 154.0012 N 156.7 159.0012 N 136.5 A R12" in text
    assert reader.metadata.title == COMMON["title"]
    assert reader.trailer["/Root"]["/Lang"].startswith("en")


def test_a_long_plan_has_its_head_its_columns_and_its_signature_on_every_page():
    _, texts = read(ics_205(rows=90))

    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert "1. Incident Name Bear Creek Fire" in text
        assert "4. Basic Radio Channel Use" in text
        assert "RX Freq N or W" in text
        assert "6. Prepared by" in text
        assert "0a1b2c3d4e5f" in text
        assert f"Page {number} of {len(texts)}" in text
    everything = " ".join(texts)
    assert all(f" VTAC{n} Div {n} " in everything for n in range(1, 91))
    assert everything.count("5. Special Instructions") == 1


def test_a_short_plan_has_the_eight_lines_of_the_blank_form():
    first, last = (pages(ics_205(rows=rows))[0] for rows in (1, 8))

    assert len(read(ics_205(rows=1))[1]) == 1
    assert first != last


@pytest.mark.parametrize("paper", [("us-letter", (792, 612)), ("a4", (842, 595))])
def test_the_paper_is_letter_or_a4(paper):
    name, size = paper
    box = read(ics_205(paper=name))[0].pages[0].mediabox

    assert (round(box.width), round(box.height)) == size


def test_a_plan_that_nobody_published_is_a_draft_across_every_page():
    _, texts = read(ics_205(rows=90, draft=True))

    assert len(texts) > 1
    assert all("DRAFT" in text for text in texts)
    assert "DRAFT" not in read(ics_205(draft=False))[1][0]


def test_where_a_net_went_stands_at_the_head():
    _, texts = read(ics_205(changed=["CHANGED 1147: Div A is on VTAC12"]))

    assert "CHANGED 1147: Div A is on VTAC12" in " ".join(texts[0].split())
    assert texts[0].index("CHANGED 1147") < texts[0].index("INCIDENT RADIO")


def test_an_exercise_is_written_across_every_page():
    _, texts = read(ics_205(rows=90, exercise=True, incident="EXERCISE Bear Creek Fire"))

    assert all(text.count("EXERCISE") >= 2 for text in texts)


@pytest.mark.parametrize(
    "words",
    [
        '#panic("x")',
        '#import "x.typ"',
        "*bold* _it_ $x$ @ref <a> \\ ]",
        "#set page(width: 0pt)",
        "שלום 火 🔥",
        "a" * 400,
    ],
)
def test_what_people_write_is_printed_and_never_run(words):
    document = ics_205(incident=words, instructions=words, prepared_by=words, standing=words)

    assert render(document).content.startswith(b"%PDF")
    if words.isascii() and len(words) < 100:
        assert words.replace(" ", "") in read(document)[1][0].replace(" ", "")


def test_the_217a_has_a_sheet_for_each_band():
    row = ["Repeater", "RIDGE CMD", "all", "154.1750 N", "103.5", "159.1050 N", "103.5", "A", "hill"]
    sheets = [{"band": "VHF high", "rows": [row]}, {"band": "UHF", "rows": [["Direct", "UTAC41D", *row[2:]]]}]
    columns = ["Channel Configuration", "Channel Name", "Eligible Users", *COLUMNS[5:]]
    data = {**COMMON, "columns": columns, "sheets": sheets}
    _, texts = read(Document(template="ics217a", filename="a.pdf", title="217A", data=data))

    assert len(texts) == 2
    assert "COMMUNICATIONS RESOURCE AVAILABILITY WORKSHEET (ICS 217A)" in texts[0]
    assert "Frequency Band VHF high" in texts[0]
    assert "Frequency Band UHF" in texts[1]
    assert "Repeater RIDGE CMD all 154.1750 N 103.5 159.1050 N 103.5 A hill" in texts[0]
    assert "Eligible Users" in texts[0]


def test_the_204_has_a_sheet_for_each_division():
    sheets = [
        {"unit": unit, "rows": [["tactical", "1-4 VTAC14", "159.4725 N", "159.4725 N", "A"]]}
        for unit in ("Div A", "Div B")
    ]
    data = {**COMMON, "columns": ["Name/Function", "Channel", "RX", "TX", "Mode"], "sheets": sheets}
    _, texts = read(Document(template="ics204", filename="a.pdf", title="204", data=data))

    assert [
        f"Branch, Division, Group {unit}" in text for unit, text in zip(("Div A", "Div B"), texts, strict=True)
    ] == [
        True,
        True,
    ]
    assert "8. Communications" in texts[0]
    assert "tactical 1-4 VTAC14 159.4725 N 159.4725 N A" in texts[0]


def test_a_channel_card_is_a_picture():
    rows = [
        {
            "position": "4",
            "name": "VTAC14",
            "net": "Div A",
            "units": "",
            "sides": ["159.4725 N", "156.7"] * 2,
            "mode": "A",
        }
    ]
    data = {**COMMON, "zone": "1", "rows": rows}
    card = render(Document(template="card", filename="card.png", title="card", data=data))

    assert card.mimetype == "image/png"
    assert card.content.startswith(PNG)
    assert len(card.content) < 1_000_000


def test_plain_documents_are_their_text():
    made = render(Document(template="text", filename="a.csv", title="a", data={"text": "a,ü\r\n"}))

    assert (made.mimetype, made.content) == ("text/csv", "a,ü\r\n".encode())


def test_a_form_that_cannot_be_made_says_so():
    with pytest.raises(NotRendered, match="no template"):
        render(Document(template="../ics205", filename="a.pdf", title="a", data={}))
    with pytest.raises(NotRendered, match="could not be set"):
        render(Document(template="ics205", filename="a.pdf", title="a", data={}))


def test_a_new_form_is_one_template():
    assert set(templates()) >= {"ics205", "ics217a", "ics204", "card"}
    assert not any(name.startswith("_") for name in templates())
    assert {Form.ICS_205, Form.ICS_217A, Form.ICS_204} <= set(Form)
