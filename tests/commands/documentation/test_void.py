"""Undoing one's own slips: struck through, never deleted, and never where that would do harm."""

import pytest

from commands.documentation.void import INSTEAD
from commands.domain.log.logbook import Origin
from commands.domain.messages import Audience
from tests.commands.conversation import BEN


def test_a_line_of_ones_own_is_struck_and_stays(say):
    say("log strike team at DP 12")
    assert say("void L-1 it is DP 21") == "L-1 void: it is DP 21. It read: strike team at DP 12"
    assert "VOID (it is DP 21; Ana Ruiz): L-1 0600 MST Ana Ruiz: strike team at DP 12" in say("show log")
    first, second = say.store.log_page("bear-creek", 0, 10)
    assert (first.words, second.origin, second.about) == ("strike team at DP 12", Origin.VOID, "L-1")


def test_the_second_is_told_what_the_first_did(say):
    say("log a slip")
    say("void L-1 slip")
    assert say("void L-1 again") == "L-1 is void already, since Sun 22 Nov 0600 MST (Ana Ruiz)."
    assert len(say.store.log_page("bear-creek", 0, 10)) == 2


def test_what_others_wrote_is_voided_by_those_who_keep_the_record_only(say):
    say("log a line")
    assert "L-1 is Ana Ruiz's own" in say("void L-1 no", BEN)
    say("role take DOCL", BEN)
    assert say("void L-1 no", BEN).startswith("L-1 void: no")


def test_what_the_system_noted_stands(say):
    say("checkin E12 4")
    assert "was noted by the system and stands" in say("void L-1 no")


def test_a_void_is_told_to_all_who_were_told_of_the_line(say):
    say("log a line")
    say("significant L-1", admin=True)
    (reply,) = say.replies("void L-1 it was not so")
    assert reply.audience is Audience.INCIDENT
    assert reply.text.startswith("SIGNIFICANT L-1 void: it was not so")


@pytest.mark.parametrize("series", INSTEAD)
def test_what_is_never_voided_says_what_would_do_instead(say, series):
    before = say.rows()
    answer = say(f"void {series}-1 a slip", admin=True)
    assert answer.startswith(f"Refused: {series}-1 is not voided here: {INSTEAD[series]}")
    assert say.rows() == before


@pytest.mark.parametrize(
    "line", ["void", "void L-1", "void it please", "void 12 x", "void L-0 x", "void L x", "void XX-1 y"]
)
def test_what_is_not_complete_changes_nothing(say, line):
    say("log a line")
    before = say.rows()
    say(line)
    assert say.rows() == before
