"""The library and the incident's own channels, as they are asked for and added."""

import pytest

from commands.domain.messages import Audience
from tests.commands.conversation import ANA, BEN
from tests.commands.plan_talk import hold

OURS = """channel_name,rx_mhz,tx_mhz,rx_tone,tx_tone,width,emission,mode
LAKE TAC,154.2800,154.2800,156.7,156.7,N,11K2F3E,A
BAD ONE,154.28,154.28,156.6,156.7,N,,A
"""


@pytest.fixture
def coml(say):
    hold(say, ANA, "COML")
    return say


@pytest.mark.parametrize(
    ("asked", "first", "count"),
    [("vtac1", "VTAC11 RX 151.1375 N 156.7", 6), ("155.16", "VSAR16 RX 155.1600 N 127.3", 1), ("MED28", "", 0)],
)
def test_channels_are_found_by_name_and_by_frequency(say, asked, first, count):
    answer = say(f"freq find {asked}")

    assert f"{count} found for {asked}" in answer or (not count and "Nearest names: VMED28" in answer)
    assert first in answer


def test_what_is_shown_says_its_source_and_its_edition(say):
    answer = say("freq show VTAC36")

    assert "RX: 151.1375 156.7" in answer
    assert "TX: 159.4725 136.5" in answer
    assert "Reverse: VTAC33" in answer
    assert "NIFOG 2.02 p." in answer
    assert "compare with the current NIFOG and your licence" in answer
    assert answer.endswith("Not in the plan.")


def test_marked_rows_say_so_wherever_they_are_shown(say):
    for question in ("freq find LFIRE2", "freq show LFIRE2"):
        assert "NOT AUTHORISED until checked" in say(question)
    assert "ONE SOURCE" in say("freq show DEPLOY-A") or "ONE SOURCE" in say("freq find DEPLOY")


def test_an_unknown_channel_is_answered_with_the_nearest_names(say):
    answer = say("freq show VTAC99")

    assert answer.startswith("Refused: channel “VTAC99”: there is no channel of that name; nearest: VTAC38, VTAC37")


def test_an_own_channel_is_kept_to_the_hertz(coml):
    said = coml('freq add "RIDGE CMD" rx:154.1750 tx:159.1050 rxtone:103.5 txtone:103.5 mode:A width:N')

    assert said == "Own channel added: RIDGE CMD RX 154.1750 N 103.5, TX 159.1050 N 103.5, A"
    (kept,) = coml.store.own_channels("bear-creek")
    assert (kept.channel.rx, kept.channel.tx) == (154_175_000, 159_105_000)
    assert "added by Ana Ruiz (Ada County)" in coml("freq show ridge cmd")
    assert "1 found for ridge" in coml("freq find ridge")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("freq add X rx:155,7525 tx:155.7525", "did you mean 155.7525?"),
        ("freq add X rx:155.7525 tx:155.7525 rxtone:1567", "did you mean 156.7"),
        ("freq add X rx:155.7525 tx:155.7525 rxtone:156.6", "none of the 50 CTCSS tones"),
        ("freq add X rx:155.75255555 tx:155.7525", "nothing is rounded here"),
        ("freq add X rx:155.7525 tx:155.7525 kind:pair", "its frequencies make it simplex"),
        ("freq add X kind:talkgroup rx:155.7525", "has no fixed frequency of its own"),
        ("freq add X rx:769.2437 tx:799.2437", "lacks the fifth decimal"),
        ("freq add !!! rx:155.7525", "letters or digits"),
        ("freq add X rx:155.7525 width:X", "neither N (12.5 kHz), W (25 kHz) nor AM"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_have_worked(coml, line, why):
    before = coml.rows()

    answer = coml(line)

    assert answer.startswith("Refused: ")
    assert why in answer
    assert coml.rows() == before


def test_a_loan_is_marked_sensitive_until_it_is_given_back(coml):
    assert "SENSITIVE" in coml('freq add "NIFC TAC 2" rx:168.2 tx:168.2 width:N lender:"NIFC COMC"')
    assert "lent by NIFC COMC" in coml("freq find nifc")
    coml('freq assign "NIFC TAC 2" as:"Div G tactical"')

    assert "Release it first: freq release N-1" in coml('freq return "NIFC TAC 2"')
    coml("freq release N-1")
    assert coml('freq return "NIFC TAC 2"') == "NIFC TAC 2 given back to NIFC COMC; radios may still have it."
    assert "no channel of that name" in coml('freq show "NIFC TAC 2"')


def test_a_national_name_with_other_values_is_noticed_at_once(coml):
    answer = coml("freq add VTAC14 rx:155.7675 tx:155.7675 width:N")

    assert "The library has other values under this name: VTAC14 RX 159.4725" in answer
    assert "critical RF-008" in coml("freq assign VTAC14 as:tactical")


def test_a_pasted_table_is_taken_in_row_by_row(coml):
    answer = coml(f"freq import {OURS}")

    assert answer.startswith("1 channel taken in from our own table, 1 refused")
    assert "LAKE TAC RX 154.2800 N 156.7" in answer
    assert "Refused: line 3 (BAD ONE" in answer
    assert "156.6 is none of the 50 CTCSS tones" in answer
    assert "There already with the same values: LAKE TAC" in coml(f"freq import ```\n{OURS}```")


def test_a_table_without_a_heading_is_refused_and_nothing_is_kept(coml):
    before = coml.rows()

    assert "no heading known here" in coml("freq import one,two\n1,2")
    assert coml.rows() == before


def test_who_is_no_communicator_changes_no_plan(coml):
    for line in ("freq add X rx:155.7525", "freq assign VTAC14 as:x", "freq publish", "freq move VTAC14 to VTAC12"):
        assert "COML (Ana Ruiz)" in coml(line, BEN)


def test_lists_are_quiet_and_changes_are_told_in_the_main_group(coml):
    assert coml.audience("freq find vtac") is Audience.QUIET
    assert coml.audience("freq add X rx:155.7525 tx:155.7525") is Audience.MAIN
