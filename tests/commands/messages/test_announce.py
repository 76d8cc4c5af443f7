"""Announcements: who has acknowledged, by button or by radio; who has not is repeated and listed."""

import pytest

from commands.domain.accountability.owed import Acknowledged, Announcement
from commands.domain.messages import Audience, Person
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import bind, hold
from tests.commands.ticking import texts, tick

RADO = Person("slack.county/U10", "Rae Dio", "Ada County")
DIVS_A = Person("slack.county/U40", "Di Visa", "Ada County")
DIVS_B = Person("slack.county/U41", "Di Visb", "Ada County")
MOVE = 'announce "Div A tac moves to VTAC12 at 0700" to:divs ack by:15m'


def arrive(say):
    say('checkin E12 4 div A leader:"Ben Ito"', RADO)
    say("checkin E13 3 div B", RADO)
    hold(say, RADO, "RADO")
    bind(say, "e12", BEN)
    hold(say, DIVS_A, "DIVS", "A")
    hold(say, DIVS_B, "DIVS", "B")


def test_it_is_told_to_all_rooms_with_who_is_to_acknowledge_and_by_when(say):
    arrive(say)
    (reply,) = say.replies(MOVE, RADO)
    assert reply.text == (
        "ANNOUNCEMENT A-1 by Rae Dio: “Div A tac moves to VTAC12 at 0700” Acknowledge by 0615 MST (2): Div A, Div B."
    )
    assert (reply.audience, reply.loud) == (Audience.INCIDENT, True)
    assert reply.choices[0].command == "announce ack A-1"


@pytest.mark.parametrize(
    "said",
    [
        'announce "Move to tac 5" to:divs ack by:20m',
        'announce "Move to tac 5" to divs ack by 20m',
        "announce “Move to tac 5” to divs by 20m",
        'announce "Move to tac 5" ack by 20m to:divs',
        "announce Move to tac 5 to:divs ack by 20m",
        "announce Move to tac 5, to:divs ack by 0620",
        "announce Move to tac 5 to:divs ack by:20m",
        "announce Move to tac 5 to:divs ack by 20 minutes",
    ],
)
def test_to_whom_and_by_when_are_read_as_people_write_them(say, said):
    arrive(say)
    assert say(said, RADO).replace("5,”", "5”") == (
        "ANNOUNCEMENT A-1 by Rae Dio: “Move to tac 5” Acknowledge by 0620 MST (2): Div A, Div B."
    )


@pytest.mark.parametrize("said", ["Report to all divs by 1800", "Everybody to camp by 1800", '"Camp 4" is to be left'])
def test_an_announcement_may_speak_of_times_and_people_itself(say, said):
    arrive(say)
    assert say(f"announce {said}", RADO) == f"ANNOUNCEMENT A-1 by Rae Dio: “{said}”"


def test_what_nobody_was_asked_to_acknowledge_is_not_ticked(say):
    arrive(say)
    say("announce Hot meal at 1800", RADO)
    assert say("announce tick A-1 Div A", RADO).startswith("Refused: A-1")


def test_the_button_acknowledges_for_what_is_held(say):
    arrive(say)
    say(MOVE, RADO)
    assert say("announce ack A-1", DIVS_A) == "A-1: Div A acknowledged (Di Visa), 1 of 2"
    assert say("announce ack A-1", DIVS_A) == "A-1 was acknowledged already for Div A."
    assert say("announce ack A-1", ANA) == (
        "Noted that you read A-1; you are none of those who were asked. Still to acknowledge: Div B."
    )
    assert say("announce ack A-1", DIVS_B) == "A-1 acknowledged by all 2; the last was Div B."
    assert say.store.numbered(Announcement, "bear-creek", 1).state is Acknowledged.ACKNOWLEDGED
    assert all("NOT ACKNOWLEDGED" not in text for text in texts(tick(say, hours=2)))


def test_the_radio_operator_ticks_those_who_are_not_on_chat(say):
    arrive(say)
    say(MOVE, RADO)
    assert say("announce tick A-1 div b", RADO) == "A-1: Div B acknowledged (ticked by Rae Dio), 1 of 2"
    assert say("announce tick A-1 Div C", RADO).startswith(
        "Refused: “Div C” is none of those asked: Div A. Nothing was"
    )
    assert say("announce tick A-1 Div A", ANA).startswith("Refused: “announce tick” is for")
    assert "Div B | 0600 MST ticked by Rae Dio" in say("announce status A-1")
    assert "Div A | NOT YET" in say("announce status A-1")


def test_who_has_not_is_repeated_by_name_and_in_the_end_only_listed(say):
    arrive(say)
    say(MOVE, RADO)
    say("announce ack A-1", DIVS_A)
    told = [text for text in texts(tick(say, hours=4)) if "NOT ACKNOWLEDGED" in text]
    assert told[0] == "A-1 NOT ACKNOWLEDGED, 15 min: Div B. “Div A tac moves to VTAC12 at 0700” (Rae Dio)"
    assert len(told) == 6
    assert told[-1].endswith("It is not repeated any more; !net announce status A-1.")
    assert say("announce list") == "A-1 1 of 2: Div A tac moves to VTAC12 at 0700 (not yet: Div B)"
    assert say("announce close A-1", RADO) == "A-1 closed, 1 of 2 acknowledged. Not acknowledged: Div B."
    assert say("announce ack A-1", DIVS_B) == "A-1: Div B acknowledged (Di Visb), 2 of 2"


@pytest.mark.parametrize(
    ("to", "asked"),
    [
        ("divs", "Div A, Div B"),
        ("all", "E12, E13"),
        ("positions", "DIVS A (Di Visa), DIVS B (Di Visb), RADO (Rae Dio)"),
        ("Div A", "Div A"),
        ("COML, div B, E12", "COML, Div B, E12"),
    ],
)
def test_those_who_are_asked(say, to, asked):
    arrive(say)
    assert say(f'announce "Hold" to:{to} ack by:0700', RADO).endswith(f": {asked}.")


@pytest.mark.parametrize(
    "line",
    [
        'announce "Hold" to:"Div Z"',
        'announce "Hold" to:sauna',
        'announce "" to:all',
        "announce",
        'announce "x" by:0500',
    ],
)
def test_what_makes_no_announcement_is_refused_and_changes_nothing(say, line):
    arrive(say)
    before = say.rows()
    answer = say(line, RADO)
    assert answer.startswith("Refused") or "is missing" in answer
    assert say.rows() == before


def test_without_to_nobody_has_to_acknowledge(say):
    arrive(say)
    (reply,) = say.replies("announce Hot meal at 1800, ack the cook", RADO)
    assert reply.text == "ANNOUNCEMENT A-1 by Rae Dio: “Hot meal at 1800, ack the cook”"
    assert reply.choices == ()
    assert say("announce list") == "Bear Creek Fire: no announcement is still to be acknowledged."


def test_only_some_announce(say):
    arrive(say)
    assert say(MOVE, BEN).startswith("Refused: “announce” is for")


def test_the_leader_acknowledges_for_the_crew(say):
    arrive(say)
    say('announce "Evacuate" to:all ack', RADO)
    assert say("announce ack A-1", BEN) == "A-1: E12 acknowledged (Ben Ito), 1 of 2"
