"""The tables and the arithmetic of accountability."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.accountability.checkins import STATUS, Status
from commands.domain.accountability.demobs import LEAVING, Demob, Leaving, Signed, SignOff, unsigned
from commands.domain.accountability.emergencies import EMERGENCY, Emergent
from commands.domain.accountability.medical import MedicalReport, Severity, on_air, parts
from commands.domain.accountability.owed import ACTION, ANNOUNCEMENT, WATCH, Acknowledged, Doing, Watching
from commands.domain.accountability.par import (
    ANSWER,
    OWED,
    ROLL,
    Answer,
    Owed,
    ParLine,
    Roll,
    Tally,
    answered,
    is_person,
    overlap,
    reminder,
)
from commands.domain.errors import Refused
from commands.domain.moves import step
from commands.domain.routine import Routine, folded

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
TABLES = {
    "roll": (ROLL, Roll),
    "answer": (ANSWER, Answer),
    "status": (STATUS, Status),
    "leaving": (LEAVING, Leaving),
    "emergency": (EMERGENCY, Emergent),
    "announcement": (ANNOUNCEMENT, Acknowledged),
    "watch": (WATCH, Watching),
    "action": (ACTION, Doing),
}
EVERY = [
    pytest.param(table, state, verb, id=f"{name}-{state}-{verb}")
    for name, (table, states) in TABLES.items()
    for state in states
    for verb in sorted({verb for moves in table.values() for verb in moves} | {"dance"})
]


@pytest.mark.parametrize(("table", "state", "verb"), EVERY)
def test_every_verb_moves_or_is_refused_in_every_state(table, state, verb):
    if verb in table[state]:
        assert step(table, state, verb) is table[state][verb]
    else:
        with pytest.raises(Refused) as refusal:
            step(table, state, verb, "X-1")
        assert state.value in refusal.value.words


@pytest.mark.parametrize(("table", "states"), TABLES.values(), ids=TABLES)
def test_every_state_can_be_reached(table, states):
    assert set(table) == set(states)
    start = next(iter(states))
    reached, new = {start}, {start}
    while new:
        new = {after for state in new for after in table[state].values()} - reached
        reached |= new
    assert reached == set(states)


def line(name="E12", expected=4, **values):
    return ParLine(par=1, incident="x", name=name, name_key=name.casefold(), expected=expected, **values)


@given(expected=st.integers(1, 300), count=st.integers(0, 400), of=st.none() | st.integers(0, 400))
def test_a_count_below_the_list_or_below_its_own_number_is_always_short(expected, count, of):
    after = answered(line(expected=expected), count, of)
    if count < max(expected, of or 0):
        assert after.state is Answer.SHORT
        assert after.state in OWED
        assert after.short == max(expected, of or 0) - count
    else:
        assert after.state not in OWED
        assert after.short == 0


@given(counts=st.lists(st.integers(0, 8), min_size=1, max_size=8))
def test_the_last_answer_stands_whatever_was_said_before(counts):
    one = line()
    for count in counts:
        one = answered(one, count)
    assert one.count == counts[-1]
    assert (one.state in OWED) == (counts[-1] < 4)


@given(seconds=st.integers(1, 100_000))
def test_a_reminder_comes_before_the_time_and_not_at_once(seconds):
    due = AT + timedelta(seconds=seconds)
    assert AT < reminder(AT, due) < due


def test_a_room_reads_resources_by_name_and_persons_as_a_number():
    owed = [
        line("E12", leader="Jo Smith"),
        line("E13", leader="Al Low", missing=("Al Low",), state=Answer.SHORT, count=3),
        line("Water tender 4", 1),
    ]
    words = Owed(tuple(owed), 5, 2).shown
    assert words == (
        "E12 no answer, 4 persons (leader Jo Smith), E13 3 of 4, Water tender 4 no answer, 1 person, 2 more, "
        "2 single persons"
    )
    assert "Al Low" not in words


@pytest.mark.parametrize(
    ("name", "persons", "person", "single"),
    [
        ("Ana Ruiz", 1, "", True),
        ("R2", 1, "slack.county/U1", True),
        ("Tender 4", 1, "", False),
        ("Helitack", 6, "", False),
    ],
)
def test_a_line_is_a_person_where_its_name_is_one(name, persons, person, single):
    assert is_person(name, persons, person) is single


def owing(name, expected, count=None, **more):
    state = Answer.WAITING if count is None else Answer.SHORT
    line = ParLine(par=1, incident="i", name=name, name_key=name.lower(), expected=expected, count=count, state=state)
    return replace(line, **more)


def test_the_words_of_a_tally_never_claim_more_than_the_list():
    assert Tally(14, 14, 61, 61).shown == "61 of 61 persons, 14 of 14 crews"
    assert Tally(1, 0, 4, 0, added=2, extra=7).shown == "0 of 4 persons, 0 of 1 crew; not on the list: 2 with 7 persons"
    assert Tally(0, 0, 2, 1, singles=2, singles_in=1).shown == "1 of 2 persons, 1 of 2 single persons"


def test_a_tally_names_those_who_are_missing_and_those_who_did_not_answer():
    lines = (owing("E14", 4, 1), owing("E2", 8), owing("E3", 10))
    assert Tally(10, 7, 62, 41, owed=3, owing=lines).shown == (
        "41 of 62 persons, 7 of 10 crews; missing: E14 (3); no answer: E2 (8), E3 (10)"
    )


def test_a_tally_names_a_few_and_tells_two_of_one_name_apart():
    lines = tuple(owing(f"E{number}", 4) for number in range(1, 6))
    assert Tally(9, 0, 36, 0, owed=9, owing=lines).shown.endswith("E4 (4), E5 (4) and 4 more")
    twice = (owing("E12", 4, 3, agency="BOI"), owing("E12", 4, agency="CRE"))
    assert Tally(2, 0, 8, 3, owed=2, owing=twice).shown.endswith("; missing: BOI E12 (1); no answer: CRE E12 (4)")


def test_roll_calls_of_different_divisions_do_not_ask_the_same_people():
    assert overlap("", "A")
    assert overlap("a", "A")
    assert not overlap("A", "B")


def test_routine_lines_fold_by_what_happened():
    lines = [Routine(incident="x", what="checked in", short=f"E{n} 4", at=AT) for n in range(25)]
    lines.append(Routine(incident="x", what="changed", short="E1", at=AT))
    words = folded(lines)
    assert words.startswith("25 checked in (E0 4, E1 4, ")
    assert words.endswith("E19 4, and 5 more); 1 changed (E1)")


def test_a_demobilization_lists_what_is_still_to_be_signed_in_the_order_of_the_form():
    boxes = (SignOff.SUPPLY.value, SignOff.TIME.value)
    demob = Demob(incident="x", number=1, resource=1, name="E12", needs=boxes, at=AT, by="k")
    assert unsigned(demob, ()) == boxes
    assert unsigned(demob, (Signed(demob=1, box="supply", by="k", by_name="K", at=AT),)) == ("time",)


def test_a_medical_report_has_eight_parts_and_reads_only_what_was_given():
    report = MedicalReport(
        incident="x", number=1, severity=Severity.RED, nature="broken leg", location="drop point 4", at=AT, by="k",
        by_name="K",
    )  # fmt: skip
    assert [title[0] for title, _ in parts(report)] == [str(n) for n in range(1, 9)]
    read = on_air(report)
    assert "broken leg" in read
    assert "not given" not in read
    assert read.splitlines()[0].startswith("Emergency traffic.")
