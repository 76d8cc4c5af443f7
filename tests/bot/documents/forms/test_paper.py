"""The forms of the record, read back from the PDF: every block by its number, on every page, in three zones."""

from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from bot.documents.forms.render import pages, render
from commands.domain.incidents import Incident
from commands.paper.later import fulfilled
from commands.paper.sheets import GENERIC, sheets
from tests.commands.conversation import ANA, BEN, after
from tests.commands.paper_story import PHONE, play, printed


@pytest.fixture
def empty():
    with after() as say:
        yield say


@pytest.fixture
def story():
    with after(play) as say:
        yield say


def read(document):
    reader = PdfReader(BytesIO(render(document).content))
    return reader, [" ".join(page.extract_text().split()) for page in reader.pages]


BLOCKS = {
    "form 201": (
        "INCIDENT BRIEFING (ICS 201)",
        "1. Incident Name Bear Creek Fire",
        "2. Incident Number",
        "3. Date/Time Initiated 11/22/2026 0600 MST",
        "4. Map/Sketch",
        "5. Situation Summary and Health and Safety Briefing",
        "6. Prepared by Name: Ana Ruiz (Ada County) Position/Title: Incident Commander Signature:",
        "7. Current and Planned Objectives O-1: Keep the fire north of the river",
        "8. Current and Planned Actions, Strategies, and Tactics Time Actions 11/22 0600 T-1 refuel Rptr 4 generator",
        "9. Current Organization IC Incident Commander: Ana Ruiz (Ada County)",
        "COML Communications Unit Leader: Ben Ito (State EOC)",
        "10. Resource Summary",
        "Engine, 3, Crescent FD E12 11/22 0600 X 11/22 0600 Div A, ICP, assigned; 4 pers.",
    ),
    "form 205A": (
        "COMMUNICATIONS LIST (ICS 205A)",
        "1. Incident Name Bear Creek Fire",
        "2. Operational Period 1 Date From: 11/22/2026 Date To: 11/22/2026",
        "3. Basic Local Communications Information",
        f"COML Ben Ito (State EOC) {PHONE}",
        "Div A, Crescent FD E12 Radio: E12A",
        "4. Prepared by Name: Ben Ito (State EOC) Position/Title: Communications Unit Leader",
        "SENSITIVE: contact details, not for public release",
    ),
    "form 209": (
        "INCIDENT STATUS SUMMARY, WORKSHEET (ICS 209)",
        "1* Incident Name Bear Creek Fire",
        "31* Public Status Summary",
        "39 Critical Resource Needs R-1 20 of 20 VHF portables (urgent, ordered, needed 11/22 1400)",
        "51 Total Personnel 47",
        "53 Additional Cooperating and Assisting Organizations Not Listed Above",
        "nothing is estimated",
    ),
    "form 211": (
        "INCIDENT CHECK-IN LIST (ICS 211)",
        "1. Incident Name Bear Creek Fire",
        "2. Incident Number",
        "3. Check-In Location",
        "Base Staging Area ICP Helibase Other",
        "4. Start Date/Time 11/22/2026 0600 MST",
        "5. List single resource personnel (overhead) by agency and name",
        "6. Order",
        "7. Date/Time",
        "8. Leader's Name",
        "9. Total",
        "10. Incident",
        "11. Home Unit",
        "12. Departure",
        "13. Method",
        "14. Incident",
        "15. Other",
        "16. Data",
        "17. Prepared by Name: Position/Title: Resources Unit Leader",
        "Boise 0300",
    ),
    "form 213 MSG-1": (
        "GENERAL MESSAGE (ICS 213)",
        "1. Incident Name Bear Creek Fire",
        "2. To (Name and Position) Ana Ruiz, IC",
        "3. From (Name and Position) Ben Ito",
        "4. Subject Fuel",
        "5. Date 11/22/2026",
        "6. Time 0600 MST",
        "7. Message need 200 gallons",
        "8. Approved by Name:",
        "9. Reply on its way",
        "10. Replied by Name: Ana Ruiz",
    ),
    "form 213RR R-1": (
        "RESOURCE REQUEST MESSAGE (ICS 213RR)",
        "1. Incident Name Bear Creek Fire",
        "2. Date/Time 11/22/2026 0600 MST",
        "3. Resource Request Number R-1",
        "4. Order",
        "12 VHF portables 11/22 1400 $4000",
        "5. Requested Delivery/Reporting Location Camp 1; Div A",
        "6. Suitable Substitutes and/or Suggested Sources any P25",
        "7. Requested by Name/Position Ana Ruiz (IC)",
        "8. Priority X Urgent Routine Low",
        "9. Section Chief Approval (IC) Ana Ruiz (IC), recorded 11/22/2026 0600 MST Signature:",
        "10. Logistics Order Number E-41",
        "11. Supplier Phone/Fax/Email",
        "12. Name of Supplier/POC State cache",
        "13. Notes 12 ordered",
        "14. Approval Signature of Auth Logistics Rep",
        "15. Date/Time 11/22/2026 0600 MST",
        "16. Order placed by (check box) SPUL PROC",
        "17. Reply/Comments from Finance Ana Ruiz (IC)",
        "18. Finance Section Signature",
        "19. Date/Time",
        "edition 1",
    ),
    "form 214 role:COML": (
        "ACTIVITY LOG (ICS 214)",
        "1. Incident Name Bear Creek Fire",
        "2. Operational Period 1",
        "3. Name Ben Ito",
        "4. ICS Position Communications Unit Leader",
        "5. Home Agency (and Unit) State EOC",
        "6. Resources Assigned Name ICS Position Home Agency (and Unit) Kim Vale (Ada County) RADO Ada County",
        "7. Activity Log Date/Time Notable Activities",
        "strike team 2131C at DP 12",
        "8. Prepared by Name: Ben Ito Position/Title: Communications Unit Leader",
    ),
    "form 221 D-1": (
        "DEMOBILIZATION CHECK-OUT (ICS 221)",
        "1. Incident Name Bear Creek Fire",
        "3. Planned Release Date/Time 11/22/2026 1700 MST",
        "4. Resource or Personnel Released Crew 7, 20 persons, BLM",
        "5. Order Request Number",
        "6. Resource or Personnel You and your resources",
        "Logistics Section",
        "X Communications Unit 4 radios back Ben Ito recorded 11/22/2026 0600 MST",
        "Finance/Administration Section",
        "Other Section/Staff",
        "Planning Section",
        "7. Remarks D-1; begun by Ana Ruiz",
        "8. Travel Information",
        "Destination: Boise",
        "9. Reassignment Information",
        "10. Prepared by",
    ),
    "form 309": (
        "COMMUNICATIONS LOG (ICS 309)",
        "1. Incident Name Bear Creek Fire",
        "2. Operational Period 1",
        "3. Radio Net Name or Position/Tactical Call VTAC14",
        "4. Radio Operator (Name, Call Sign) Ben Ito",
        "5. Communications Log Time (24 h) From: Call/ID Msg # To: Call/ID Message",
        "11/22 0600 DIVA TR-1 COMM Spot fire at DP 12",
        "VOID: wrong station",
        "6. Prepared by Name: Ben Ito Position/Title: Radio Operator",
    ),
    "packet": (
        "Bear Creek Fire PACKET, AS OF 11/22/2026 0600 MST",
        "Roster 4 resources, 47 persons; not checked in = not covered",
        "E12 4 Crescent FD A assigned J. Ortega E12A",
        "There is no radio plan.",
        "R-1 20 VHF portables Div A, Camp 1 urgent ordered 11/22 1400 0 of 20",
        "T-1 refuel Rptr 4 generator 11/22 0900",
        "Contact details are not in this copy",
    ),
}


def test_the_blocks_of_each_form_with_a_template_of_its_own_are_read_back():
    own = {one.name for one in sheets().values() if one.template != GENERIC and not one.plan}

    assert own - {"MIR"} == {line.split()[1] for line in BLOCKS if line.startswith("form ")}  # the MIR: below


def test_the_medical_report_has_its_eight_parts_and_the_words_for_the_air(story):
    story(
        'medical severity:red nature:"broken leg, rockfall" location:"drop point 4, 44.1 -115.2" patients:2 '
        'name:"Trout Meadow Medical" ic:"TFLD Jones" care:"EMT Smith" assessment:"female, 30, conscious" '
        'transport:"Helicopter from H-2" resources:"2 litters" frequencies:"VTAC14" contingency:"ground" remarks:"dog"',
        ANA,
    )
    document = printed(story, "form MIR MIR-1", ANA, direct=True)
    reader, texts = read(document)

    for part in (
        "RESTRICTED: for those who were told it; it names no patient",
        "MEDICAL INCIDENT REPORT",
        "also block 8 of ICS 206 WF",
        "Report MIR-1",
        "1. Contact communications",
        "2. Incident status",
        "X RED, priority 1 Life or limb threatening. Evacuation is immediate. YELLOW, priority 2",
        "Nature of injury or illness, mechanism broken leg, rockfall",
        "Number of patients 2",
        "Patient location (descriptive, and latitude and longitude) drop point 4, 44.1 -115.2",
        "Trout Meadow Medical",
        "On-scene incident commander TFLD Jones",
        "Patient care (who gives it) EMT Smith",
        "3. Initial patient assessment, and treatment (the most severe patient first) female, 30, conscious",
        "4. Transport plan",
        "Helicopter from H-2",
        "5. Additional resources and equipment 2 litters",
        "6. Communications VTAC14",
        "Command",
        "7. Contingency (what is done if this fails) ground",
        "8. Additional information dog",
        "Page 1 of 2",
    ):
        assert part in texts[0], part
    assert "To read on the air: MIR-1 Emergency traffic. Medical incident report. Break." in texts[1]
    assert len(texts) == 2
    assert document.title == reader.metadata.title == "MIR Medical Incident Report, Bear Creek Fire"


@pytest.mark.parametrize("line", BLOCKS)
def test_every_block_of_the_form_is_on_the_paper(story, line):
    document = printed(story, line, BEN, direct="205A" in line)
    reader, texts = read(document)
    everything = " ".join(texts)

    for block in BLOCKS[line]:
        assert block in everything, block
    head = story.store.log_head("bear-creek")
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert "as of 11/22/2026 0600 MST, times MST (America/Boise)" in text
        assert f"digest {document.data['digest']}" in text
        assert document.data["log"] in text
        assert "EXERCISE" not in text
    assert head is not None
    assert reader.metadata.title == document.title
    assert reader.trailer["/Root"]["/Lang"].startswith("en")


@pytest.mark.parametrize("line", BLOCKS)
def test_an_exercise_is_written_across_every_page(story, line):
    story.store.save(replace(story.store.get(Incident, "bear-creek"), exercise=True))

    document = printed(story, line, BEN, direct="205A" in line)
    _, texts = read(document)

    assert document.filename.startswith("EXERCISE-bear-creek")
    assert all("EXERCISE" in text.replace("EXERCISE Bear Creek", "") for text in texts)


@pytest.mark.parametrize(
    ("zone", "opened"),
    [
        ("America/Boise", "11/22/2026 0600 MST"),
        ("Pacific/Guam", "11/22/2026 2300 ChST"),
        ("America/St_Johns", "11/22/2026 0930 NST"),
    ],
)
def test_times_are_the_incidents_own(empty, zone, opened):
    _, texts = read(printed(empty, "form 201", zone=ZoneInfo(zone)))

    assert f"3. Date/Time Initiated {opened}" in texts[0]
    assert f"({zone})" in texts[0]


@pytest.mark.parametrize("paper", [("letter", (792, 612)), ("a4", (842, 595))])
def test_the_paper_is_letter_or_a4(story, paper):
    name, size = paper
    box = read(printed(story, f"form 211 paper:{name}"))[0].pages[0].mediabox

    assert (round(box.width), round(box.height)) == size


def test_a_long_list_has_its_head_and_its_signature_on_every_page(story):
    for number in range(1, 80):
        story(f'checkin E{number + 200} 4 agency:"Ada County FD" at:Base', ANA)

    _, texts = read(printed(story, "form 211"))

    base = [text for text in texts if "Ada County FD" in text]
    assert len(base) > 2
    for text in base:
        assert "1. Incident Name Bear Creek Fire" in text
        assert "8. Leader's Name" in text
        assert "17. Prepared by" in text
    everything = " ".join(texts)
    assert all(f" E{number + 200} " in everything for number in range(1, 80))


def test_a_word_that_is_wider_than_its_column_is_broken_and_any_other_is_whole(story):
    long, whole = "SAWTOOTH-AND-SALMON-CHALLIS-77", "Featherstone"
    story(f'checkin E77 4 agency:"Ada County FD" at:Base call:{long} leader:{whole}', ANA)

    everything = " ".join(read(printed(story, "form 211"))[1])

    assert long not in everything
    assert long in everything.replace(" ", "")
    assert whole in everything


def test_a_sheet_is_ruled_to_its_end_and_no_further(story):
    for sheet in ("form 211", "form 309", "form 214", "form 201", "form 205A"):
        for paper in ("letter", "a4"):
            made = printed(story, f"{sheet} paper:{paper}", BEN, direct="205A" in sheet)
            sheets = made.data.get("sheets") or [made.data] * (4 if "201" in sheet else 1)
            assert len(pages(made, ppi=20)) == len(sheets), (sheet, paper)


@pytest.mark.harsh
def test_a_long_list_is_small_enough_for_a_phone_and_can_be_searched(story):
    top = printed(story, "form 309")
    row = ["11/22 0600", "DIVA", "TR-1", "COMM", "Spot fire at DP 12", ""]
    sheets = [{"net": "VTAC14", "operator": "Ben Ito", "rows": [row] * 2_000}]
    reader, texts = read(replace(top, data={**top.data, "sheets": sheets}))

    assert sum(text.count("Spot fire at DP 12") for text in texts) == 2_000
    assert reader.stream.getbuffer().nbytes < 1_000_000


def test_what_people_write_is_printed_as_they_wrote_it(story):
    nasty = '#set page(fill: red) $x^2$ *bold* @label `code` \\ "quotes" <b>'
    story(f"traffic DIVA COMM {nasty}", BEN)

    everything = " ".join(read(printed(story, "form 309"))[1])

    assert nasty.replace('"', "") in everything.replace('"', "").replace("“", "").replace("”", "")


@pytest.mark.parametrize("line", ["form 201", "form 209", "form 211", "form 309", "form 214", "packet"])
def test_an_empty_record_makes_a_blank_form(empty, line):
    made = pages(printed(empty, line), ppi=30)

    assert all(page.startswith(b"\x89PNG") for page in made)
    assert len(made) == {"form 201": 4, "form 209": 2}.get(line, 1)


def test_the_after_action_report_prints_its_sections(story):
    (reply,) = story.replies("aar")
    reader, texts = read(fulfilled(reply.documents[0], story.store, story.now))
    everything = " ".join(texts)

    for heading in (
        "After-action report, draft",
        "Timeline",
        "Response times What How often Half of them within Longest",
        "Reporting and Requests for Assistance",
        "Incident Coordination and Response",
        "Alerts, Warnings, and Notifications",
        "Public Interaction",
        "Improvement items No. Function To improve",
    ):
        assert heading in everything, heading
    assert f"Page 1 of {len(texts)}" in texts[0]
    assert reader.metadata.title.startswith("After-action report")
