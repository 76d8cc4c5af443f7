"""Rules of requests: states, signatures, quantities, likeness, lateness, and what a history amounts to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from commands.domain.errors import Refused
from commands.domain.history import Change, Thing
from commands.domain.logistics.request_rules import (
    chief_for,
    chief_of,
    goes_on,
    lateness,
    may_sign,
    missing,
    named_position,
    settled,
    signable,
)
from commands.domain.logistics.requests import (
    AWAITED,
    COMING,
    COMPLETE,
    HERE,
    OPEN,
    PAPER,
    Approval,
    Coming,
    FillLine,
    Paper,
    Priority,
    Request,
    Signature,
    open_quantity,
    touches_spectrum,
    what_key,
)
from commands.domain.moves import step
from tests.commands.domain.logistics.replaying import replay

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAPER_VERBS = sorted({verb for verbs in PAPER.values() for verb in verbs})
LINE_VERBS = sorted({verb for verbs in COMING.values() for verb in verbs})


def a_request(**values):
    known = {"quantity": 20, "what": "VHF portables", "what_key": "portable vhf", "chief": "OSC"}
    fixed = {"incident": "fire", "group": "main", "number": 3, "at": AT, "by": "slack.county/U1", "by_name": "Ana"}
    return Request(**(known | fixed | values))


def a_line(number=1, quantity=8, **values):
    return FillLine(incident="fire", request=1, of=3, number=number, quantity=quantity, at=AT, by="x", **values)


def a_signature(what=Approval.SECTION, by="slack.county/U2", edition=1):
    return Signature(
        incident="fire", request=1, edition=edition, what=what, position="OSC", at=AT, by=by, by_name="Ben"
    )


@pytest.mark.parametrize("state", Paper)
@pytest.mark.parametrize("verb", PAPER_VERBS)
def test_each_verb_moves_a_request_or_is_refused_with_those_that_would_do(state, verb):
    if verb in PAPER[state]:
        assert step(PAPER, state, verb, "R-3") is PAPER[state][verb]
        return
    with pytest.raises(Refused, match=f"R-3 is {state.value}") as refused:
        step(PAPER, state, verb, "R-3")
    assert all(possible in refused.value.words for possible in PAPER[state])


@pytest.mark.parametrize("state", Coming)
@pytest.mark.parametrize("verb", LINE_VERBS)
def test_each_verb_moves_a_fill_line_or_is_refused_with_those_that_would_do(state, verb):
    if verb in COMING[state]:
        assert step(COMING, state, verb, "R-3.1") is COMING[state][verb]
        return
    with pytest.raises(Refused, match=rf"R-3\.1 is {state.value}") as refused:
        step(COMING, state, verb, "R-3.1")
    assert all(possible in refused.value.words for possible in COMING[state])


def test_every_state_is_reached_and_what_is_over_stays_over():
    assert {after for table in (PAPER, COMPLETE) for verbs in table.values() for after in verbs.values()} == {*Paper}
    assert {after for verbs in COMING.values() for after in verbs.values()} | {Coming.PROMISED} == {*Coming}
    assert all(PAPER[state][verb] is state for state in {*Paper} - OPEN for verb in PAPER[state])
    assert not AWAITED & HERE


@pytest.mark.parametrize(
    ("position", "chief"),
    [
        ("DIVS", "OSC"),
        ("STLD", "OSC"),
        ("OSC", "OSC"),
        ("COMT", "LSC"),
        ("RADO", "LSC"),
        ("RESL", "PSC"),
        ("TIME", "FSC"),
        ("AREP", "LOFR"),
        ("SOFR", "SOFR"),
        ("IC", "IC"),
    ],
)
def test_the_first_approval_is_the_own_section_chief_s(position, chief):
    assert chief_of(position) == chief
    assert chief_for((position,), "") == chief


def test_who_holds_nothing_is_approved_by_operations_for_a_division_and_else_by_the_ic():
    assert chief_for((), "A") == "OSC"
    assert chief_for((), "") == "IC"
    assert chief_for(("COMT", "DIVS"), "") == "OSC"


@pytest.mark.parametrize(
    ("words", "position"), [("DIVS A", "DIVS"), ("osc", "OSC"), ("Division/Group Supervisor B", "DIVS"), ("Ana", "")]
)
def test_a_position_is_found_in_the_words_for_who_asks(words, position):
    assert named_position(words) == position


def test_a_cost_needs_finance_and_spectrum_needs_the_coml():
    assert a_request().needs == (Approval.SECTION,)
    assert a_request(cost="1,200 USD").needs == (Approval.SECTION, Approval.FINANCE)
    assert a_request(spectrum=True).needs == (Approval.SECTION, Approval.SPECTRUM)
    assert {"OSC", "IC"} == may_sign(a_request(), Approval.SECTION)
    assert {"FSC", "COST", "IC"} == may_sign(a_request(), Approval.FINANCE)
    assert {"COML", "LSC", "IC"} < may_sign(a_request(), Approval.SPECTRUM)


def test_an_urgent_request_goes_on_one_approval_and_owes_the_other():
    routine, urgent = a_request(cost="9"), a_request(cost="9", priority=Priority.URGENT)
    one = (a_signature(),)
    assert not goes_on(routine, one)
    assert not goes_on(urgent, ())
    assert goes_on(urgent, one)
    assert missing(urgent, one) == (Approval.FINANCE,)
    both = (*one, a_signature(Approval.FINANCE, "slack.county/U3"))
    assert goes_on(routine, both)
    assert settled(replace(urgent, state=Paper.APPROVED), (), one, AT).owed
    assert not settled(replace(urgent, state=Paper.APPROVED), (), both, AT).owed


def test_approvals_of_an_earlier_edition_do_not_count():
    assert missing(a_request(edition=2), (a_signature(),)) == (Approval.SECTION,)


def test_two_approvals_are_two_persons_where_there_are_two():
    request = a_request(cost="9")
    staffed = {"OSC", "FSC", "IC"}
    ic = {"mine": {"IC"}, "keys": {"slack.county/U2"}}
    assert signable(request, (), staffed=staffed, **ic) == (Approval.SECTION,)
    assert signable(request, (a_signature(),), staffed=staffed, **ic) == ()
    assert signable(request, (), staffed={"IC"}, **ic) == (Approval.SECTION, Approval.FINANCE)
    finance = {"mine": {"FSC"}, "keys": {"slack.county/U3"}}
    assert signable(request, (a_signature(),), staffed=staffed, **finance) == (Approval.FINANCE,)
    assert signable(request, (), mine={"RADO"}, keys=set(), staffed=staffed) == ()


def test_more_than_is_open_is_refused_with_the_number_that_is():
    request = a_request(filled=8)
    assert open_quantity(request, None) == 12
    assert open_quantity(request, 12) == 12
    with pytest.raises(Refused, match="8 are promised or here, 12 are open"):
        open_quantity(request, 13)
    with pytest.raises(Refused, match="0 are open"):
        open_quantity(a_request(filled=20), None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("VHF portables", "portable radios, VHF", True),
        ("2131C strike team", "strike teams 2131C", True),
        ("dozer", "dozers", True),
        ("boxes of batteries", "box, batteries", True),
        ("VHF portables", "UHF portables", False),
        ("truss", "trus", False),
        ("радио", "радио", True),
    ],
)
def test_words_for_one_thing_have_one_key(one, other, same):
    assert (what_key(one) == what_key(other)) is same


def test_words_that_say_nothing_still_have_a_key():
    assert what_key("the") == "the"
    assert len(what_key("word " * 100 + "x" * 300)) <= 200


def test_what_asks_for_spectrum_is_known_by_its_words():
    assert touches_spectrum("2 VHF frequencies for Div C")
    assert touches_spectrum("a talk group")
    assert not touches_spectrum("20 VHF portables")


def test_a_request_is_late_when_its_time_is_past_or_what_comes_will_be():
    request = a_request(needed=AT + HOUR)
    coming = a_line(eta=AT + 2 * HOUR)
    assert lateness(request, (), AT) == ""
    assert lateness(request, (coming,), AT) == "8 come after the time"
    assert lateness(request, (replace(coming, state=Coming.ARRIVED),), AT) == ""
    assert lateness(replace(request, arrived=8), (), AT + HOUR) == "12 of 20 are not here"
    assert lateness(replace(request, state=Paper.FILLED), (), AT + HOUR) == ""
    assert lateness(a_request(), (coming,), AT + 9 * HOUR) == ""


def test_what_comes_in_time_after_all_is_late_no_more():
    request = a_request(needed=AT + HOUR, late=True)
    assert settled(request, (a_line(eta=AT + 2 * HOUR),), (), AT).late
    assert not settled(request, (a_line(eta=AT + HOUR),), (), AT).late


def test_what_is_cancelled_is_open_again_and_what_went_back_was_here():
    lines = (
        a_line(1, 8),
        a_line(2, 5, state=Coming.CANCELLED),
        a_line(3, 4, state=Coming.BACK),
        a_line(4, 1, state=Coming.CHECKED_IN),
    )
    found = settled(a_request(), lines, (), AT)
    assert (found.filled, found.arrived, found.unfilled) == (13, 5, 7)


def change(verb, was, now, line=0, quantity=20):
    return Change(
        incident="fire",
        group="main",
        thing=Thing.REQUEST,
        number=3,
        line=line,
        verb=verb,
        was=was,
        now=now,
        quantity=quantity,
        at=AT,
        by="x",
    )


def test_a_history_replays_to_the_state():
    found = replay(
        [
            change("ask", "", "asked"),
            change("approve", "asked", "approved"),
            change("fill", "", "promised", 1, 8),
            change("fill", "approved", "approved"),
            change("split", "", "promised", 2, 3),
            change("arrived", "promised", "arrived", 1, 5),
        ]
    )
    assert found.state is Paper.APPROVED
    assert found.lines == {1: (Coming.ARRIVED, 5), 2: (Coming.PROMISED, 3)}


@pytest.mark.parametrize(
    "wrong",
    [
        [change("approve", "", "approved")],
        [change("ask", "", "asked"), change("ask", "asked", "approved")],
        [change("ask", "", "asked"), change("deny", "asked", "approved")],
        [change("ask", "", "asked"), change("order", "approved", "ordered")],
        [change("ask", "", "asked"), change("arrived", "promised", "arrived", 1)],
        [change("ask", "", "asked"), change("fill", "", "promised", 1), change("checkin", "arrived", "checked in", 1)],
    ],
)
def test_a_history_that_does_not_follow_is_found(wrong):
    with pytest.raises(ValueError, match="change"):
        replay(wrong)
