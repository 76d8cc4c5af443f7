"""A public warning is drafted as a file that is never sent, with what is wrong with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from bot.config import feeds
from bot.feeds.reading_xml import read
from commands.domain.alerts.area import place_of
from commands.domain.alerts.cap import Area
from commands.domain.alerts.drafts import drafted, written
from commands.domain.alerts.lint import lint, reading_grade, septets
from commands.domain.incidents import Incident
from tests.commands.conversation import BOISE
from tests.imports import ROOT

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
GOOD = (
    'alert draft evacuation area:"same:016015 circle:43.83,-115.83 10km" until:1800 by:"Boise County Sheriff" '
    'where:"Placerville" do:"Leave now by Highway 21." text:"Fire near Placerville. Leave now by Hwy 21 until 1800."'
)
RING = ((43.8, -116.0), (43.9, -116.0), (43.9, -115.8), (43.8, -116.0))


def whole(said, line, **call):
    (reply,) = said.replies(line, admin=True, **call)
    (document,) = reply.documents
    return reply, document


def test_a_draft_is_a_cap_file_that_says_that_it_is_not_sent(said):
    reply, document = whole(said, GOOD)
    assert document.filename == "DRAFT-EVI-bear-creek-NOT-SENT.xml"
    assert reply.card.title == "DRAFT, NOT SENT: Evacuation Immediate"
    assert "Net Control cannot send it" in reply.card.footer
    text = document.data["text"]
    assert "<status>Draft</status>" in text
    assert "Prepared by Net Control for review; not sent." in text
    (back,) = read(text.encode()).alerts
    assert back.first.areas[0].codes == (("SAME", "016015"),)
    assert back.first.expires == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert "<sent>2026-11-22T06:00:00-07:00</sent>" in text
    names = [one.tag.rpartition("}")[2] for one in ET.fromstring(text.encode())]
    assert names == ["identifier", "sender", "sent", "status", "msgType", "scope", "code", "note", "info"]


def test_the_documented_form_is_understood(said):
    line = 'alert draft evacuation area:same:016015 until:1800 text:"Leave now."'
    reply, _ = whole(said, line)
    assert reply.card.fields[1] == ("Area", "same:016015; same:016015")
    assert reply.card.fields[2] == ("Until", "Sun 22 Nov 1800 MST")


def test_nothing_is_found_against_a_good_one(said):
    reply, _ = whole(said, GOOD)
    assert reply.card.lines == ("Nothing was found against it; a person reads it all the same.",)


def test_in_an_exercise_it_is_an_exercise(said):
    said.store.save(replace(said.store.get(Incident, "bear-creek"), exercise=True))
    _, document = whole(said, GOOD)
    assert document.filename.startswith("EXERCISE-")
    assert "<status>Exercise</status>" in document.data["text"]


REFUSED = [
    (("do:", "status:Actual do:"), "nothing is drafted as Actual"),
    (("do:", "status:Live do:"), "is none of Draft, Exercise, Test"),
    (("43.83,-115.83", "-115.83,43.83"), "latitude comes first"),
    (("same:016015", "same:1"), "is no SAME code"),
    (
        ("circle:43.83,-115.83 10km", "polygon:43.8,-116.0 43.9,-115.8 43.8,-115.8 43.9,-116.0"),
        "the polygon crosses itself",
    ),
]


@pytest.mark.parametrize(("change", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_what_cannot_be_drafted_is_refused(said, change, told):
    answer = said(GOOD.replace(*change), admin=True)
    assert told in answer
    assert answer.startswith("Refused")


FOUND = [
    (('until 1800."', f'until 1800. {"x" * 40}"'), "E short text: has 95 characters, 90 fit"),
    (("by Hwy 21 until", "by ‘Hwy 21’ until"), "W text: it has curly quotes or long dashes"),
    (("evacuation", "mudslide"), "E eventCode: “mudslide” has no SAME code"),
    (("evacuation", "XYZ"), "W eventCode: XYZ is no code of 47 CFR 11.31"),
    (("circle:43.83,-115.83 10km", ""), "W polygon: there is none: the whole county rings"),
    (("same:016015", "zone:IDZ401"), "E geocode: no county is named (SAME)"),
    (('do:"Leave now by Highway 21."', ""), "W instruction: nothing says what to do"),
    (('by:"Boise County Sheriff"', ""), "W senderName: nobody says this"),
    (('until 1800."', 'www.a.gov 1800"'), "W short text: has an address or a telephone number"),
    (("Leave now by Hwy 21 until", "Leave by 汉 until"), "E short text: has 汉, which phones may not show"),
]


@pytest.mark.parametrize(("change", "told"), FOUND, ids=[told for _, told in FOUND])
def test_each_thing_that_is_wrong_is_found(said, change, told):
    reply, _ = whole(said, GOOD.replace(*change))
    assert any(line.startswith(told) for line in reply.card.lines), reply.card.lines


def good(**changes):
    made = drafted(
        event="EVI", place=place_of(["same:016015", "circle:43.83,-115.83 10km"]), where="Placerville",
        until=AT + timedelta(hours=4), text="Fire near Placerville. Leave now by Hwy 21 until 1000.", short="",
        do="Leave now.", by="Boise County Sheriff", status="Draft", identifier="DRAFT-1", at=AT,
    )  # fmt: skip
    info = {key: changes.pop(key) for key in [*changes] if key in made.first.__dataclass_fields__}
    return replace(made, infos=(replace(made.first, **info),), **changes)


def area(desc="a", same="016015", polygons=(), circles=(((43.8, -115.8), 1.0),)):
    return {"areas": (Area(desc=desc, codes=(("SAME", same),), polygons=polygons, circles=circles),)}


RULES = [
    ({}, []),
    ({"identifier": "a b"}, ["E identifier"]),
    ({"sender": "a,b"}, ["E sender"]),
    ({"status": "Actual"}, ["E status"]),
    ({"type": "Cancel"}, ["E references"]),
    ({"expires": None}, ["E expires"]),
    ({"expires": AT}, ["E expires"]),
    ({"expires": AT + timedelta(hours=25)}, ["E expires"]),
    ({"ends": AT + timedelta(hours=9)}, ["W ends"]),
    ({"areas": ()}, ["E area"]),
    (area(desc=""), ["E areaDesc"]),
    (area(same="16015"), ["E geocode"]),
    (area(polygons=(RING[:3],)), ["E polygon"]),
    (area(polygons=(RING * 40,)), ["E polygon"]),
    (area(polygons=(RING,) * 11), ["E polygon"]),
    ({"codes": (("SAME", "EVI"), ("SAME", "FRW"))}, ["E eventCode"]),
    ({"parameters": (("CMAMtext", "LEAVE NOW ALL OF YOU"),)}, ["W short text"]),
    ({"parameters": (("CMAMlongtext", "x" * 361),)}, ["E long text"]),
]


@pytest.mark.parametrize(("changes", "told"), RULES, ids=[str(told) for _, told in RULES])
def test_each_rule_has_a_draft_that_breaks_only_it(changes, told):
    assert [f"{one.level.value} {one.where}" for one in lint(good(**changes))] == told


def test_languages_agree_and_there_is_at_least_one():
    one = good()
    spanish = replace(one.first, language="es-US", categories=("Fire",), codes=(("SAME", "FRW"),))
    found = [f"{each.level.value} {each.where}" for each in lint(replace(one, infos=(one.first, spanish)))]
    assert found == ["E category", "E eventCode"]
    assert [each.where for each in lint(replace(one, infos=()))] == ["info"]


def test_characters_and_grades_are_counted():
    assert septets("a€[") == 5
    assert reading_grade("Go now. Fire is near. Take Hwy 21.") < 4
    assert reading_grade("Residents are encouraged to immediately initiate evacuation procedures notwithstanding.") > 12


def test_times_have_the_offset_of_the_zone():
    assert "-07:00</sent>" in written(good(), BOISE)


SENDING = (".post(", ".put(", "method=", "requestpost", "postcap", "messageid", "webserviceclient", "<signature")


def test_nothing_in_the_program_can_send_a_public_warning():
    """No setting for an originator's key, and no call in what speaks with sources that gives anything away."""
    kinds = (feeds.CapFeed, feeds.NwsFeed, feeds.IpawsFeed, feeds.UsgsFeed)
    known = {name for kind in kinds for name in kind.model_fields}
    assert known == {"url", "poll", "insecure_http", "user_agent", "zones"}
    for path in [*(ROOT / "bot" / "feeds").glob("*.py"), *(ROOT / "commands" / "alerts").rglob("*.py")]:
        text = path.read_text(encoding="utf-8").casefold()
        assert [one for one in SENDING if one in text] == [], path.name
    naming = [path for folder in ("bot", "commands", "storage") for path in (ROOT / folder).rglob("*.py")]
    about = {path.name for path in naming if "ipaws" in path.read_text(encoding="utf-8").casefold()}
    assert about <= {"feeds.py", "matching.py", "lint.py", "drafts.py"}
