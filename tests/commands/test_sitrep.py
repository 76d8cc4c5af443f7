from datetime import timedelta

from commands.domain.messages import Audience
from commands.domain.sitrep import MOST_CHANGES
from tests.commands.conversation import BEN


def test_the_report_says_who_is_checked_in_by_agency(say):
    say('checkin E12 4 div A agency:"Crescent FD"')
    say("checkin", BEN)
    assert say("sitrep").splitlines() == [
        "Situation report 1: Bear Creek Fire",
        "As of: Sun 22 Nov 0600 MST",
        "Checked in: 2 resources, 5 persons",
        "Agency | Resources | Persons",
        "Crescent FD | 1 | 4",
        "State EOC | 1 | 1",
        "This is the first report.",
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
    assert say("sitrep").splitlines() == [
        "Situation report 2: Bear Creek Fire",
        "As of: Sun 22 Nov 0700 MST",
        "Checked in: 1 resource, 2 persons",
        "Agency | Resources | Persons",
        "BOI | 1 | 2",
        "Since the last report (Sun 22 Nov 0600 MST): 1 checked in, 1 changed, 1 checked out.",
        "0605 MST E12 changed: 3 persons (was 4), Div B (was none)",
        "0605 MST E13 checked in: 2 persons, BOI",
        "0610 MST E12 checked out: 3 persons, BOI, Div B",
    ]
    say.wait(minutes=1)
    assert say("sitrep").splitlines()[-1] == "Since the last report (Sun 22 Nov 0700 MST): no change."


def test_no_change_falls_between_two_reports_even_in_the_same_moment(say):
    say("sitrep")
    say("checkin E12 4")
    assert "E12 checked in" in say("sitrep")
    say("checkin E13 4", at=say.now - timedelta(minutes=10))
    assert "E13 checked in" in say("sitrep"), "found late, recorded after the report"
    assert "no change" in say("sitrep")


def test_with_nobody_here_it_says_so(say):
    assert "Checked in: nobody" in say("sitrep")


def test_the_clocks_report_is_marked_when_it_is_late(say):
    assert "late" not in say.clock("sitrep", say.now)
    assert "late" not in say.clock("sitrep", say.now - timedelta(seconds=59))
    due = say.now
    say.wait(minutes=42)
    assert "Late: posted 42 min late, due 0600 MST" in say.clock("sitrep", due)
    say.wait(days=1, hours=5, minutes=18)
    assert "Late: posted 1 d 6 h late, due Sun 22 Nov 0600 MST" in say.clock("sitrep", due)


def test_the_report_goes_to_the_main_group_with_a_card(say):
    (reply,) = say.replies("sitrep")
    assert reply.audience is Audience.MAIN
    assert reply.card is not None
    assert reply.card.title == "Situation report 1: Bear Creek Fire"


def test_a_thick_hour_is_cut_to_the_newest(say):
    say("sitrep")
    for number in range(MOST_CHANGES + 2):
        say(f"checkin E{number} 4")
    answer = say("sitrep")
    assert "22 checked in." in answer
    assert "The newest 20:" in answer
    assert "E1 checked in" not in answer
    assert "E21 checked in" in answer


def test_a_report_takes_no_words(say):
    assert say("sitrep now") == "Refused: “now” is one word too many.\nUsage: !net sitrep"
