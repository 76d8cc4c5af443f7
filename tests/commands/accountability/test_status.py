"""What a resource does now, and that nothing but a demobilization takes it off the roster."""

import pytest

from commands.domain.accountability.checkins import Status
from commands.domain.messages import Audience
from commands.paper.later import LATER, fulfilled
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold


def of(say, name="e12"):
    (one,) = say.store.checked_in("bear-creek", name)
    return one


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("assigned", Status.ASSIGNED),
        ("Available", Status.AVAILABLE),
        ("oos mech", Status.MECH),
        ("OOS Mechanical", Status.MECH),
        ("out of service mech", Status.MECH),
        ("o/s (rest)", Status.REST),
        ("rest", Status.REST),
        ("resting", Status.REST),
        ("pers", Status.PERS),
        ("out-of-service: personnel", Status.PERS),
        ("state:rest", Status.REST),
    ],
)
def test_the_words_of_the_form_and_of_the_radio(say, said, status):
    say("checkin E12 4 div A")
    say(f"status E12 {said}")
    assert of(say).status is status
    assert say.store.strength("bear-creek").persons == 4


def test_it_says_what_changed_and_keeps_both_sides_for_the_form(say):
    say("checkin E12 4 div A")
    assert say("status E12 oos mech etr:1400") == (
        "E12 changed: status out of service (mechanical), ETR Sun 22 Nov 1400 MST (1 resource, 4 persons)"
    )
    last = say.store.movements("bear-creek")[-1]
    assert (last.was, last.now) == ("assigned, Div A", "out of service (mechanical), Div A")
    assert say("status E12") == (
        "E12: out of service (mechanical), Div A, ETR Sun 22 Nov 1400 MST; 4 persons, Ada County, Div A."
    )
    assert say("status E12 available").startswith("E12 changed: status available")
    assert of(say).etr is None, "what is back in service has no ETR"


def test_names_with_blanks_need_no_quotes_where_they_are_known(say):
    say('checkin "Crew 7" 20 div A')
    say("checkin Ana Ruiz div A")
    assert say("status Crew 7 rest until:1800").startswith("Crew 7 changed: status out of service (rest), until")
    assert say("status Ana Ruiz oos pers").startswith("Ana Ruiz changed: status out of service (personnel)")
    assert say("status call").startswith("Refused: call is not checked in")


@pytest.mark.parametrize(
    "said", ["status E12 asleep", "status E12 oos", "status E12 4", "status E99 rest", "status E12 rest until:0500"]
)
def test_what_is_no_status_is_refused_and_changes_nothing(say, said):
    say("checkin E12 4")
    before = say.rows()
    assert say(said).startswith("Refused")
    assert say.rows() == before


def test_saying_it_twice_changes_nothing(say):
    say("checkin E12 4")
    say("status E12 rest")
    before = say.rows()
    assert say("status E12 rest") == "E12 is out of service (rest) already; nothing was changed."
    assert say.rows() == before


def test_the_status_of_others_is_for_the_desk_and_the_supervisors(say):
    say("checkin E12 4 div A", ANA)
    assert say("status E12 rest", BEN).startswith("Refused: the status of E12 is for ")
    hold(say, BEN, "RADO")
    assert say("status E12 rest", BEN).startswith("E12 changed")


def test_reassigning_tells_from_where_to_where(say):
    say("checkin E12 4 div A")
    (reply,) = say.replies("reassign E12 div B")
    assert reply.text == "E12 changed: Div B (was Div A) (1 resource, 4 persons)"
    assert reply.audience is Audience.MAIN
    assert of(say).status is Status.ASSIGNED
    assert say("reassign E12").startswith("div is missing")


def test_the_radio_identifier_finds_a_resource(say):
    say('checkin E12 4 agency:BOI call:"Boise Engine 12"')
    say('checkin E12 3 agency:ADA call:"Ada Engine 12"')
    assert say("status Ada Engine 12 rest").startswith("ADA E12 changed")
    assert [one.status for one in say.store.checked_in("bear-creek", "e12")] == [Status.REST, Status.AVAILABLE]


def test_who_rests_is_still_counted_and_listed(say):
    say("checkin E12 4")
    say("status E12 rest")
    assert "E12 | 4 | Ada County |  | oos rest" in say("resource list")
    assert "1 resource, 4 persons checked in" in say("roster")


def test_the_roster_as_a_file_has_no_contact_details_and_no_formulas(say):
    say('checkin E12 4 leader:"=HYPERLINK(1)" contact:"555 1234"')
    (reply,) = say.replies("roster csv")
    assert LATER in reply.documents[0].data, "thousands of lines keep nobody waiting"
    document = fulfilled(reply.documents[0], say.store, say.now)
    assert document.filename == "roster-bear-creek-20261122-1300Z.csv"
    text = str(document.data["text"])
    assert text.splitlines()[0].startswith("name,persons,agency,div,status")
    assert "'=HYPERLINK(1)" in text
    assert "555" not in text + reply.text


def test_the_file_has_only_what_was_asked_for(say):
    for line in ("checkin E12 4 div A agency:BOI", "checkin E13 4 div B agency:BOI", "checkin E14 3 div A agency:ADA"):
        say(line)
    for line, names in (("roster csv", "E14 E12 E13"), ("roster csv div A", "E14 E12"), ("roster ada csv", "E14")):
        (reply,) = say.replies(line)
        text = str(fulfilled(reply.documents[0], say.store, say.now).data["text"])
        assert [one.partition(",")[0] for one in text.splitlines()[1:]] == names.split()
        assert text in reply.text


def test_out_of_service_alone_is_asked_about(say):
    say("checkin E12 4")
    assert "out of service for what: mech, rest or pers? Expected one of" in say("status E12 oos")


@pytest.mark.parametrize("said", ["status me rest", "status rest", "status myself oos rest", "status Ana Ruiz rest"])
def test_ones_own_status_needs_no_name(say, said):
    say("checkin")
    assert say(said).startswith("Ana Ruiz changed: status out of service (rest)")


def test_ones_own_status_needs_a_check_in(say):
    assert say("status me rest") == "Refused: You are not checked in; nothing was changed. !net checkin"
    assert say("status rest").startswith("Refused: rest is not checked in")


@pytest.mark.parametrize("said", ["status E12 agency:BOI avail", "status E12 agency:BOI oos mech"])
def test_a_status_behind_an_agency_is_no_part_of_its_name(say, said):
    say("checkin E12 4 agency:BOI div A")
    say("checkin E12 4 agency:CFD")
    assert say(said).startswith("BOI E12 changed: status ")


def test_a_name_that_another_agency_has_is_named_with_it(say):
    say("checkin E12 4 agency:BOI")
    assert say("status E12 rest agency:ADA") == (
        "Refused: E12 of ADA is not checked in; nothing was changed. Did you mean BOI E12?"
    )


def test_a_status_is_a_sign_of_life_for_whoever_watches_over_it(say):
    hold(say, BEN, "RADO")
    say("checkin E12 4")
    say("watch E12 30m")
    say.wait(minutes=20)
    say("status Engine 12 rest", BEN)
    (watch,) = say.store.watches("bear-creek")
    assert watch.heard == say.now
    assert watch.due == say.now + watch.every
    say.wait(minutes=5)
    assert "already" in say("status E12 rest", BEN)
    assert say.store.watches("bear-creek") == (watch,), "nothing was said that is new"
