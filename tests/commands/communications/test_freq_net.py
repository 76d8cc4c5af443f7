"""A repeater fails: the alternate is shown, the move is ordered, each supervisor is ticked, a PAR is offered."""

import pytest

from commands.domain.messages import CLOCK, Audience
from commands.registry import spoken
from tests.commands.conversation import ANA, BEN
from tests.commands.plan_talk import hold


@pytest.fixture
def plan(say):
    hold(say, ANA, "COML")
    hold(say, BEN, "RADO")
    say('freq assign VTAC14 as:"tactical" div:A,B,C zone:1 ch:4 area:all')
    say('freq assign VTAC12 as:"Div K tactical" area:all')
    say("freq assign VTAC13 as:logistics area:all")
    say("freq pace tactical alternate:VTAC12 contingency:VTAC13")
    return say


def test_a_failure_shows_the_way_out_and_moves_nobody(plan):
    (reply,) = plan.replies("freq down VTAC14 repeater off the air", BEN)

    assert reply.loud
    assert reply.audience is Audience.INCIDENT
    assert reply.text.splitlines() == [
        "VTAC14 DOWN: repeater off the air, 0600 MST, told by Ben Ito (State EOC).",
        "tactical is on VTAC14. Alternate: VTAC12, held by N-2 VTAC12 (Div K tactical).",
        "To be read on the air when it is ordered: All stations on tactical, all stations on tactical. VTAC14 is not "
        "to be used. Move to VTAC12, zone 1 ch 5, now. I say again: move to VTAC12, zone 1 ch 5, now. Stand by on "
        "VTAC12 to be called by name.",
        "Nobody was moved: COML, OSC or IC order freq move.",
    ]
    assert [choice.command for choice in reply.choices] == ["freq move VTAC14 to VTAC12", "freq publish"]
    assert "tactical | VTAC14 DOWN" in plan("freq nets")


def test_a_second_report_is_told_of_the_first(plan):
    plan("freq down VTAC14 off the air", BEN)

    assert "VTAC14 is down already" in plan("freq down VTAC14")
    assert "told by Ben Ito" in plan("freq down VTAC14")


def test_a_broken_alternate_is_passed_over(plan):
    plan("freq down VTAC12")

    assert "Contingency: VTAC13" in plan("freq down VTAC14")


def test_a_net_without_an_alternate_says_so(plan):
    assert "No alternate is named or working" in plan("freq down VTAC13")


def test_a_move_is_ordered_by_those_who_may(plan):
    assert "is for COML (Ana Ruiz); also for IC or OSC" in plan("freq move VTAC14 to VTAC12", BEN)

    (reply,) = plan.replies("freq move VTAC14 to VTAC12")

    assert reply.loud
    assert "tactical: MOVING 0 of 3 to VTAC12. To be heard: Div A, Div B, Div C." in reply.text
    assert "CAUTION: VTAC12 is held by N-2 VTAC12 (Div K tactical)." in reply.text
    assert [choice.command for choice in reply.choices] == [
        'freq heard "Div A" on VTAC12',
        'freq heard "Div B" on VTAC12',
        'freq heard "Div C" on VTAC12',
        "freq publish",
    ]


def test_each_supervisor_is_ticked_until_nobody_is_missing_and_a_par_is_offered(plan):
    plan("freq move VTAC14 to VTAC12")

    assert "tactical: MOVING 1 of 3 to VTAC12, missing Div B, Div C" in plan('freq heard "Div A" on VTAC12', BEN)
    plan.wait(minutes=2)
    assert plan("freq heard A on VTAC12") == "Div A was heard already, 0600 MST, told by Ben Ito (State EOC)."
    plan("freq heard Div B on vtac12", BEN)
    (reply,) = plan.replies("freq heard C on VTAC12", BEN)

    assert "tactical: MOVED to VTAC12" in reply.text
    assert "Take a PAR now?" in reply.text
    assert [choice.command for choice in reply.choices] == ["par start"]
    assert "start" in spoken()["par"].verbs


def test_a_stranger_is_not_ticked(plan):
    plan("freq move VTAC14 to VTAC12")

    assert plan("freq heard E99 on VTAC12").startswith(
        "Refused: E99 is not awaited on VTAC12. Still to be heard: Div A"
    )
    assert plan("freq heard A on VTAC13").startswith("Refused: No net is moving to VTAC13")


def test_who_is_to_be_heard_can_be_named(plan):
    assert "MOVING 0 of 2 to VTAC12. To be heard: E12, Crew 7." in plan('freq move VTAC14 to VTAC12 hear:"E12, Crew 7"')


def test_what_works_again_moves_nobody_back(plan):
    plan("freq down VTAC14")
    plan('freq move VTAC14 to VTAC12 hear:"Div A"')
    plan("freq heard A on VTAC12")

    answer = plan("freq up VTAC14", BEN)

    assert "Nobody is moved back." in answer
    assert "tactical stays: MOVED to VTAC12." in answer
    assert "MOVED to VTAC12" in plan("freq list")
    assert plan("freq up VTAC14").startswith("Refused: VTAC14 is not down.")


def test_a_failure_where_nothing_is_planned_is_refused(plan):
    assert "VTAC11 is not in the plan of OP 1, and no net is on it" in plan("freq down VTAC11")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("freq pace nothing alternate:VTAC12", "There is no net called nothing. There is: tactical, Div K tactical"),
        ("freq pace tactical alternate:VTAC14", "A channel stands twice"),
        ("freq move VTAC14 to VTAC14", "tactical is on VTAC14 already"),
        ("freq move VTAC11 to VTAC12", "No net is on VTAC11"),
        ("freq move VTAC13 to VTAC12", "Nobody is named to be heard on VTAC12"),
    ],
)
def test_orders_that_cannot_be_are_refused(plan, line, why):
    before = plan.rows()

    assert why in plan(line)
    assert plan.rows() == before


def test_the_clock_may_order_nothing_but_is_answered(plan):
    assert plan("freq checked 99", CLOCK) == ""
