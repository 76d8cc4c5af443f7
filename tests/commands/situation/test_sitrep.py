"""The situation report, by hand: what stands, what changed, what nobody has said."""

from datetime import timedelta

import pytest

from commands.domain.messages import Audience, Colour
from commands.domain.situation.sitrep import MOST_CHANGES
from tests.commands.conversation import BEN


def lines_of(text: str, section: str) -> list[str]:
    """A section of the post: its gist, and its lines."""
    found = text.splitlines()
    start = next(at for at, line in enumerate(found) if line.startswith(f"{section}: "))
    inside = found[start + 1 :]
    end = next((at for at, line in enumerate(inside) if not line.startswith("· ")), len(inside))
    return [found[start].partition(": ")[2], *(line.removeprefix("· ") for line in inside[:end])]


def test_the_report_says_who_is_checked_in_by_agency_and_what_nobody_has_said(say):
    say('checkin E12 4 div A agency:"Crescent FD"')
    say("checkin", BEN)
    assert say("sitrep").splitlines()[:-1] == [
        "Situation report 1: Bear Creek Fire",
        "As of: Sun 22 Nov 0600 MST",
        "Checked in: 2 resources, 5 persons",
        "Prepared by: Ana Ruiz",
        "Agency | Resources | Persons",
        "Crescent FD | 1 | 4",
        "State EOC | 1 | 1",
        "RESOURCES AND PEOPLE: 2 resources, 5 persons",
        "· By kind: kind not given 2 (5 persons)",
        "· By status: available 1, assigned 1",
        "· This is the first report.",
        "UNKNOWN: type of the incident, operational period, objectives, PAR (none was called), state of systems, "
        "lifelines",
    ]


def test_an_empty_incident_has_nothing_but_its_head_and_what_is_unknown(say):
    assert say("sitrep").splitlines() == [
        "Situation report 1: Bear Creek Fire",
        "As of: Sun 22 Nov 0600 MST",
        "Checked in: nobody",
        "Prepared by: Ana Ruiz",
        "UNKNOWN: type of the incident, operational period, objectives, state of systems, lifelines",
    ]


def test_the_next_report_says_what_changed_since(say):
    say("checkin E12 4 agency:BOI")
    say("sitrep")
    say.wait(minutes=5)
    say("checkin E12 3 div B")
    say("checkin E13 2 agency:BOI")
    say.wait(minutes=5)
    say("demob E12 needs:none", admin=True)
    say.wait(minutes=50)
    text = say("sitrep")
    assert "Agency | Resources | Persons | Change\nBOI | 1 | 2 | +2 -3\n" in text
    assert lines_of(text, "RESOURCES AND PEOPLE") == [
        "1 resource, 2 persons",
        "By kind: kind not given 1 (2 persons)",
        "By status: available 1",
        "Since Sun 22 Nov 0600 MST: 1 checked in, 1 changed, 1 checked out.",
        "0610 MST E12 checked out: 3 persons, BOI, Div B",
        "0605 MST E13 checked in: 2 persons, BOI",
        "0605 MST E12 changed: 3 persons (was 4), Div B (was none)",
    ]
    say.wait(minutes=1)
    assert "Since Sun 22 Nov 0700 MST: no change." in say("sitrep")


def test_changes_are_counted_from_another_time_where_that_is_asked_for(say):
    say("checkin E12 4 agency:BOI")
    say.wait(hours=2)
    say("checkin E13 2 agency:BOI")
    say("sitrep")
    assert "Since Sun 22 Nov 0730 MST: 1 checked in." in say("sitrep since:30m")
    assert "Since Sun 22 Nov 0600 MST: 2 checked in." in say("sitrep since:0600")
    assert say("sitrep since:tomorrow 0600").startswith("Refused:")


def test_no_change_falls_between_two_reports_even_in_the_same_moment(say):
    say("sitrep")
    say("checkin E12 4")
    assert "E12 checked in" in say("sitrep")
    say("checkin E13 4", at=say.now - timedelta(minutes=10))
    assert "E13 checked in" in say("sitrep"), "found late, recorded after the report"
    assert "no change" in say("sitrep")


def test_the_clocks_report_is_marked_when_it_is_late(say):
    assert "late" not in say.clock("sitrep", say.now)
    assert "late" not in say.clock("sitrep", say.now - timedelta(seconds=59))
    due = say.now - timedelta(seconds=1)
    say.wait(minutes=42)
    assert "Late: posted 42 min late, due 0559 MST" in say.clock("sitrep", due)
    say.wait(days=1, hours=5, minutes=18)
    assert "Late: posted 1 d 6 h late, due Sun 22 Nov 0558 MST" in say.clock("sitrep", due - timedelta(minutes=1))


def test_one_due_time_has_one_report(say):
    assert "Situation report 1" in say.clock("sitrep", say.now)
    assert say.clock("sitrep full", say.now) == ""
    say.wait(minutes=1)
    assert "Situation report 2" in say.clock("sitrep full", say.now)


def test_the_report_goes_to_the_main_group_with_a_card(say):
    (reply,) = say.replies("sitrep")
    assert reply.audience is Audience.MAIN
    assert reply.card is not None
    assert reply.card.title == "Situation report 1: Bear Creek Fire"
    assert reply.documents == ()
    assert [choice.command for choice in reply.choices] == ["sitrep full"]


def test_in_full_it_has_a_pdf_and_a_picture_with_words_for_those_who_do_not_see_it(say):
    say('checkin E12 4 div A agency:"Crescent FD"')
    (reply,) = say.replies("sitrep full")
    picture, paper = reply.documents
    assert (picture.filename, paper.filename) == (
        "bear-creek-situation-report-1-glance.png",
        "bear-creek-situation-report-1.pdf",
    )
    assert str(picture.data["alt"]).startswith(
        "Situation report 1, as of Sun 22 Nov 0600 MST. Checked in: Crescent FD 4 persons."
    )


def test_a_thick_hour_is_cut_to_what_a_phone_shows_and_all_of_it_is_on_paper(say):
    say("sitrep")
    for number in range(MOST_CHANGES + 2):
        say(f"checkin E{number} 4")
    (reply,) = say.replies("sitrep full")
    assert "22 checked in." in reply.text
    assert "E15 checked in" not in reply.text
    assert "E21 checked in" in reply.text
    (people,) = [one for one in reply.documents[1].data["sections"] if one["name"] == "Resources and people"]
    assert "The newest 20 of them follow, the newest first." in people["lines"]
    assert len([line for line in people["lines"] if " checked in: " in line]) == MOST_CHANGES


def test_who_is_in_distress_stands_first_and_colours_the_card(say):
    say("emergency two trapped at DP 4")
    (reply,) = say.replies("sitrep")
    assert reply.card.colour is Colour.RED
    assert reply.text.splitlines()[1] == "As of: Sun 22 Nov 0600 MST, with emergency M-1 open"
    assert lines_of(reply.text, "EMERGENCIES") == ["1 OPEN: M-1", "M-1 two trapped at DP 4, NOT ACKNOWLEDGED"]


def test_requests_are_told_by_state_and_late_ones_by_their_id(say):
    say("role take IC", admin=True)
    say("request 20 VHF portables by:0700 for:A")
    say("request 2 generators")
    say.wait(hours=2)
    found = lines_of(say("sitrep"), "REQUESTS")
    assert found[0].startswith("2 open; 1 LATE: R-1. ")
    assert found[1] == "Short: 22 of 22 pieces of open requests are not here"
    assert found[2].startswith("R-1 20 VHF portables")
    assert "due 0700 MST, LATE 1 h 00 min" in found[2]
    assert found[3].startswith("R-2 2 generators")


def test_a_report_of_another_group_is_in_no_report_of_the_rooms(say):
    say("request 5 body bags", group="medical")
    say('report can conditions:"quiet matter" actions:none needs:"2 coroners"', group="medical")
    text = say("sitrep full")
    assert "body bags" not in text
    assert "coroners" not in text
    assert "R-1" not in text
    assert "REQUESTS" not in text


def test_over_the_air_it_is_said_in_plain_words_and_not_counted(say):
    say('checkin E12 4 div A agency:"Crescent FD"')
    say("request 2 generators by:0700")
    say.wait(hours=2)
    assert say("sitrep air").splitlines() == [
        "All stations, this is Net Control with the situation report of Bear Creek Fire, as of Sun 22 Nov 0800 MST.",
        "Break. Checked in: 1 resource, 4 persons.",
        "Break. 1 request open, 1 late.",
        "That is all. Net Control is standing by for fills.",
    ]
    assert say("sitrep").startswith("Situation report 1")


@pytest.mark.parametrize("words", ["now", "shortly", "30m before lunch", "5m before period end"])
def test_a_word_that_is_no_form_is_refused_and_nothing_is_counted(say, words):
    assert say(f"sitrep {words}").startswith(f"Refused: how “{words}”: it is ")
    assert say.store.last_sitrep("bear-creek") is None
