import pytest

from tests.commands.conversation import ANA, BEN
from tests.commands.plan_talk import hold


@pytest.fixture
def talk(say):
    hold(say, ANA, "COML")
    return say


def test_a_report_is_numbered_and_says_what_is_still_to_be_asked(talk):
    answer = talk('freq interference VTAC14 "carrier with music" since:0540 place:"Camp 3"', BEN)

    assert answer.startswith(
        "INTERFERENCE RI-1 VTAC14: carrier with music, first heard Sun 22 Nov 0540 MST, Camp 3.\n"
        "Still to be asked: frequency, tone, signal, antenna"
    )
    assert "Do not jam it" in answer


def test_a_report_is_followed_and_closed(talk):
    talk("freq interference VTAC14 carrier with music")
    talk('freq interference note RI-1 told:"FCC" signal:"S9"', BEN)

    assert "RI-1 | VTAC14 | carrier with music" in talk("freq interference list")
    assert talk("freq interference close 1 stuck microphone in E12") == "RI-1 VTAC14 closed: stuck microphone in E12"
    assert talk("freq interference list") == "Bear Creek Fire: no open report of interference."
    assert "closed Sun 22 Nov 0600 MST" in talk("freq interference list yes")
    assert "RI-1 was closed" in talk("freq interference note 1 told:x")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("freq interference VTAC14 x since:0700", "is still to come"),
        ("freq interference note RI-1", "There is no report RI-1"),
        ("freq interference note RI-9 told:x", "There is no report RI-9. Open ones: none"),
        ("freq interference close", "id is missing"),
    ],
)
def test_what_is_amiss_is_said(talk, line, why):
    answer = talk(line)

    assert why in answer or "Nothing was added" in answer
