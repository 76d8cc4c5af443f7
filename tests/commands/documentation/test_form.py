"""Forms as people ask for them: what is printed, for whom, and what is refused."""

import json

import pytest

from commands.domain.messages import Audience
from commands.paper.sheets import sheets
from tests.commands.conversation import ANA, BEN, after
from tests.commands.holding import hold
from tests.commands.paper_story import KIM, PHONE, SECRET, play, printed, said_for

ONE_OF_EACH = {one.number: said_for(one) for one in sheets().values() if not one.plan and not one.standing}
PRIVATE = {number for number in ONE_OF_EACH if sheets()[number].private}


def hurt(say):
    say('medical severity:red nature:"broken leg" location:"DP 4"', ANA)


@pytest.fixture
def story():
    with after(play, hurt) as say:
        yield say


def everything(document):
    return json.dumps(document.data, ensure_ascii=False)


def test_every_form_of_the_record_is_posted_in_the_room_under_a_name_of_its_own(story):
    names = set()
    for number, line in ONE_OF_EACH.items():
        if number in PRIVATE:
            continue
        (reply,) = story.replies(line)
        assert reply.audience is Audience.ROOM
        assert reply.documents[0].template == sheets()[number].template
        assert reply.documents[0].filename in reply.text
        names.add(reply.documents[0].filename)
    assert len(names) == len(ONE_OF_EACH) - len(PRIVATE)
    assert "bear-creek-ICS-211-OP-1-20261122-1300Z.pdf" in names


def test_in_a_direct_message_the_form_comes_there(story):
    (reply,) = story.replies("form 211", direct=True)

    assert reply.audience is Audience.QUIET


def test_contacts_are_refused_in_a_room_and_to_whoever_may_not_read_them(story):
    assert "not posted in a room" in story("form 205A", BEN)
    assert "is for IC (Ana Ruiz)" in story("form 205A", KIM.__class__("slack.county/U5", "Lee"), direct=True)

    made = printed(story, "form 205A", BEN, direct=True)

    assert PHONE in everything(made)
    assert made.data["sensitive"].startswith("SENSITIVE")
    names = [row[1] for row in made.data["rows"]]
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize(
    "line", [line for number, line in ONE_OF_EACH.items() if number != "205a"] + ["form 214 role:COML", "packet"]
)
def test_no_other_form_holds_a_contact_detail(story, line):
    assert PHONE not in everything(printed(story, line, direct="MIR" in line))


def test_what_a_restricted_group_holds_is_in_no_form_of_another_room(story):
    for line in (
        f"log {SECRET}",
        f"traffic DIVA COMM {SECRET}",
        f"message IC {SECRET}",
        f'request 3 safes substitutes:"{SECRET}"',
    ):
        assert "Refused" not in story(line, BEN, group="finance"), line

    more = ("form 214 role:COML", "form 214 role:COML period:all", "packet")
    for line in (*ONE_OF_EACH.values(), *more):
        for call in ({}, {"direct": True}, {"group": "medical"}):
            if line in {ONE_OF_EACH[number] for number in PRIVATE} and not call.get("direct"):
                continue
            made = printed(story, line, BEN, **call)
            assert SECRET not in everything(made), (line, call)
    assert "There is no R-2 here" in story("form 213RR R-2", BEN)
    assert "There is no MSG-2 here" in story("form 213 MSG-2", BEN)

    assert SECRET in everything(printed(story, "form 213RR R-2", BEN, group="finance"))
    assert SECRET in everything(printed(story, "form 309", BEN, group="finance"))


def test_the_check_in_list_has_a_sheet_for_each_location(story):
    data = printed(story, "form 211").data

    assert [(sheet["box"], len(sheet["rows"])) for sheet in data["sheets"]] == [
        ("Base", 1),
        ("Staging Area", 1),
        ("ICP", 1),
        ("", 1),
    ]
    (e12,) = data["sheets"][2]["rows"]
    assert e12 == [
        "", "Crescent FD", "", "Engine", "3", "E12", "", "R-1", "11/22 0600", "J. Ortega", "4", "E12A", "Station 4", "",
        "road", "Div A", "EMT 2", "",
    ]  # fmt: skip
    assert data["sheets"][0]["rows"][0][6] == "ST"


def test_a_period_narrows_the_form_and_an_unknown_one_is_named(story):
    story.wait(hours=13)
    story("period 1900-2300")
    story("checkin E99 3", ANA)

    first, second, both = (printed(story, f"form 211 period:{which}") for which in ("1", "2", "all"))

    assert "E99" not in everything(first)
    assert "E99" in everything(second)
    assert "E99" in everything(both)
    assert (first.data["period"], second.data["period"], both.data["period"]) == ("1", "2", "")
    assert "There is no operational period 7. There is: 1, 2" in story("form 211 period:7")


def test_the_radio_log_has_a_sheet_for_each_net_and_operator_and_strikes_what_is_void(story):
    sheets = printed(story, "form 309").data["sheets"]

    assert [(one["net"], one["operator"], len(one["rows"])) for one in sheets] == [
        ("VTAC14", "Ben Ito", 2),
        ("", "Ana Ruiz", 1),
    ]
    kept, struck = sheets[0]["rows"]
    assert kept == ["11/22 0600", "DIVA", "TR-1", "COMM", "Spot fire at DP 12", ""]
    assert struck[4:] == ["Copy, engine en route", "VOID: wrong station (Ben Ito)"]
    assert len(printed(story, "form 309 net:VTAC").data["sheets"]) == 1
    assert [one["operator"] for one in printed(story, 'form 309 by:"Ana Ruiz"').data["sheets"]] == ["Ana Ruiz"]


def test_an_activity_log_is_one_for_each_person_or_unit(story):
    story.wait(hours=1)
    hold(story, KIM, "RADO", "North")

    coml, radios, unit, own = (
        printed(story, f"form 214 {which}").data["sheets"] for which in ("role:COML", "role:RADO", "E12", "")
    )

    assert [(one["name"], one["position"], one["agency"]) for one in coml] == [
        ("Ben Ito", "Communications Unit Leader", "State EOC")
    ]
    assert any("strike team 2131C at DP 12" in row[1] for row in coml[0]["rows"])
    assert ["Kim Vale (Ada County)", "RADO", "Ada County"] in coml[0]["assigned"]
    assert len(radios) == 2
    assert unit[0]["assigned"][0] == ["J. Ortega", "Leader", "Crescent FD, Station 4"]
    assert "Checked in" in unit[0]["rows"][0][1]
    assert own[0]["name"] == "Ana Ruiz"
    assert "never checked in" in story("form 214 E77")
    assert "Nobody held FSC" in story("form 214 role:FSC")


def test_a_request_has_a_sheet_for_each_source_of_supply(story):
    story('request order R-1 8 from:"Private rental" number:PR-9')

    data = printed(story, "form 213RR 1").data

    assert [(one["supplier"], one["number"], one["rows"][0][0]) for one in data["sheets"]] == [
        ("State cache", "E-41", "12"),
        ("Private rental", "PR-9", "8"),
    ]
    assert data["priorities"] == [["Urgent", True], ["Routine", False], ["Low", False]]
    assert data["chief"].startswith("Ana Ruiz (IC), recorded 11/22/2026 0600 MST")
    assert data["standing"] == "edition 1"


def test_the_worksheet_names_what_is_required_and_blank(story):
    data = printed(story, "form 209").data
    blocks = {one["number"]: one["lines"] for one in data["blocks"]}

    assert [one["number"] for one in data["blocks"]] == [*range(1, 54)]
    assert blocks[37] == ["O-1: Keep the fire north of the river", "O-2: no one hurt"]
    assert blocks[39] == ["R-1 20 of 20 VHF portables (urgent, ordered, needed 11/22 1400)"]
    assert (blocks[51], blocks[52]) == (["47"], ["4"])
    assert blocks[31] == blocks[32] == []
    assert {31, 32, 34, 35}.intersection(data["unknown"]) == {31, 32, 34}


def test_an_empty_incident_still_prints_and_invents_nothing(say):
    for line in ("form 201", "form 209", "form 211", "form 309", "form 214", "packet"):
        made = printed(say, line)
        assert made.data["period"] == ""
        assert made.data["incident"] == "Bear Creek Fire"
    for line in ("form 213 1", "form 213RR 1", "form 221 1", "form 205", "form 214 role:COML"):
        assert say(line).startswith("Refused: "), line


def test_the_digest_stays_while_the_record_does_and_changes_with_it(story):
    first = printed(story, "form 211").data["digest"]
    story.wait(minutes=20)
    later = printed(story, "form 211").data["digest"]
    story("checkin E77 3")
    changed = printed(story, "form 211").data["digest"]

    assert first == later != changed


def test_bad_words_are_answered_with_what_would_have_worked(story):
    assert "there is 201, 202, 203, 204, 205, 205A" in story("form 999")
    assert "Say which one: form 213RR R-5" in story("form 213RR")
    assert "There is: D-1 Crew 7" in story("form 221 nobody")
    assert "it is no number of an operational period" in story("form 211 period:tomorrow")
    assert printed(story, "form ICS-211").template == "ics211"
    assert printed(story, 'form 221 "Crew 7"').template == "ics221"


def test_a_radio_log_holds_the_newest_rows_and_says_so(story, monkeypatch):
    monkeypatch.setattr("commands.paper.forms.ics309.MOST_PRINTED", 2)
    story("traffic DIVA COMM all well ch:VTAC14", BEN)

    made = printed(story, "form 309")

    assert [row[2] for sheet in made.data["sheets"] for row in sheet["rows"]] == ["TR-3", "TR-4"]
    assert made.data["standing"] == "ONLY THE NEWEST 2 ROWS (others by period, net or operator)"
    assert printed(story, "form 309 net:VTAC14 period:all").data["standing"].startswith("ONLY")
    assert printed(story, "form 213 MSG-1").data["standing"] == ""
