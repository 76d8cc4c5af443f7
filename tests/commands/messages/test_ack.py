"""Acknowledging by the number alone, as people do it in a hurry."""

import pytest

from commands.domain.messages import Choice
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold


@pytest.mark.parametrize("said", ["ack M-1", "ack m1", "ack M 1", "ACK M-1.", "acknowledge M-1"])
def test_an_emergency_is_acknowledged_by_its_number(say, said):
    say("checkin", BEN)
    say("mayday E12 trapped")
    assert say(said, BEN).startswith("EMERGENCY M-1 acknowledged by Ben Ito (State EOC), 0600 MST: “E12 trapped”.")


def test_a_note_goes_with_it(say):
    say("checkin", BEN)
    say("mayday E12 trapped")
    assert say("ack M1 E14 is on the way", BEN).endswith("“E14 is on the way”")


def test_an_announcement_and_a_message_are_acknowledged_by_their_numbers(say):
    hold(say, ANA, "IC")
    hold(say, BEN, "LOFR")
    say('announce "Move to Div A tac" to:positions')
    say("message LOFR Bus for 40 needed at camp")
    assert say("ack A-1", BEN).startswith("A-1: LOFR (Ben Ito) acknowledged")
    assert say("ack MSG-1", BEN).startswith("MSG-1 to LOFR acknowledged by Ben Ito")


def test_alone_it_shows_what_waits_and_acknowledges_nothing(say):
    hold(say, ANA, "IC")
    hold(say, BEN, "LOFR")
    say("mayday E12 trapped")
    say('announce "Move to Div A tac" to:LOFR')
    say("message LOFR Bus for 40 needed at camp")
    before = say.rows()
    (asked,) = say.replies("ack", BEN)
    assert say.rows() == before
    assert asked.text.startswith("Acknowledge which? Nothing was recorded yet.\nM-1: EMERGENCY by Ana Ruiz")
    assert [one.command for one in asked.choices] == ["emergency ack M-1", "announce ack A-1", "message ack MSG-1"]
    assert asked.choices[0] == Choice("I acknowledge M-1", "emergency ack M-1", "1️⃣")


def test_alone_it_says_so_where_nothing_waits(say):
    assert say("ack") == "Nothing here waits for your acknowledgement. Nothing was recorded."


@pytest.mark.parametrize("said", ["ack 1", "ack the road", "ack R-1", "ack M-"])
def test_what_names_nothing_that_is_acknowledged_is_asked_about_and_raises_no_emergency(say, said):
    before = say.rows()
    assert say(said).startswith("Refused: Acknowledge which? An emergency is M-1, an announcement A-1")
    assert say.rows() == before


def test_a_number_that_is_not_there_is_named(say):
    assert say("ack M-4") == "Refused: There is no M-4 here; nothing was changed."
    assert say("ack MSG-4").startswith("Refused: There is no MSG-4 here")


@pytest.mark.parametrize(("said", "meant"), [("clear M-1", "emergency clear M-1"), ("confirm H-1", "role confirm H-1")])
def test_behind_the_prefix_a_missing_noun_is_named_as_well(say, said, meant):
    assert f"Did you mean !net {meant}?" in say(said)
