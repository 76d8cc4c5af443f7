"""Whose word counts: what is worse from whomever it comes, what is better only from those who may."""

from dataclasses import replace

import pytest

from commands.domain.accountability.par import Answer, Par, Roll
from commands.domain.accountability.safety import TURNS, Turn, takes_effect
from commands.domain.messages import Person
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import bind, hold
from tests.commands.ticking import texts, tick

JO = Person("slack.county/U7", "Jo Smith", "Ada County")
AL = Person("slack.county/U8", "Al Low", "Ada County")
STRANGER = Person("slack.county/U66", "Sam Strange", "Ada County")


@pytest.fixture
def crew(say):
    """E12 of four in Div A, brought by Ana, led by Jo."""
    say('checkin E12 4 div A leader:"Jo Smith" crew:"Al Low, Bo Day, Cy Ray"', ANA)
    say("checkin E13 3 div B", ANA)
    bind(say, "e12", JO, AL)
    return say


def e12(say):
    (line,) = say.store.checked_in("bear-creek", "e12")
    return line


def line_of(say):
    (line,) = say.store.par_named(say.store.numbered(Par, "bear-creek", 1).id, "e12")
    return line


@pytest.mark.parametrize("word", sorted(TURNS))
@pytest.mark.parametrize("may", [True, False])
def test_what_is_worse_counts_from_everybody_and_what_is_better_from_those_who_may(word, may):
    assert takes_effect(word, may=may) is (may or TURNS[word] is Turn.WORSE)


def test_the_words_of_the_rule_are_on_their_sides():
    assert {TURNS[word] for word in ("short", "missing", "hurt", "down", "overdue")} == {Turn.WORSE}
    assert {TURNS[word] for word in ("complete", "cleared", "found", "ended")} == {Turn.BETTER}


def begin(say):
    say("par start", admin=True)


@pytest.mark.parametrize("said", ["par E12 4", "par E12 all", "par E12 5", "par E12 4 of 4"])
def test_a_roll_call_is_completed_by_no_stranger_and_shows_what_was_reported(crew, said):
    begin(crew)
    answer = crew(said, STRANGER)
    assert "reported by Sam Strange, 0600 MST; no answer yet. E12 as a whole is answered for by its leader" in answer
    assert line_of(crew).state is Answer.WAITING
    assert "reported by Sam Strange" in crew("par status")
    assert "reported by Sam Strange" not in crew("par E12 4", JO)
    assert line_of(crew).reported == ""
    assert "E13" in crew("par status"), "and it is still open for the other crew"


def test_a_button_pressed_by_a_stranger_completes_nothing(crew):
    begin(crew)
    assert "reported by Sam Strange" in crew(f"par tap {line_of(crew).id}", STRANGER)
    assert crew.store.numbered(Par, "bear-creek", 1).state is Roll.OPEN
    assert line_of(crew).count is None


def test_short_is_told_from_whomever_it_comes_and_less_short_only_from_those_who_may(crew):
    begin(crew)
    assert crew("par E12 2", STRANGER).startswith("SHORT: PAR P-1: E12 2 of 4")
    assert "3 of 4, reported by Sam Strange, 0600 MST; it stays 2 of 4" in crew("par E12 3", STRANGER)
    assert crew("par E12 1", STRANGER).startswith("SHORT: PAR P-1: E12 1 of 4")
    assert crew("par E12 3", JO).startswith("SHORT: PAR P-1: E12 3 of 4")


def test_a_phantom_crew_is_added_by_no_stranger(crew):
    begin(crew)
    before = crew.rows()
    assert crew("par E99 4", STRANGER).startswith("Nothing was recorded for E99 in P-1.")
    assert crew.rows() == before


def test_a_roll_call_is_stopped_by_no_stranger(crew):
    begin(crew)
    assert crew("par stop", STRANGER).startswith("Refused: “par stop” is")


@pytest.mark.parametrize(
    "said",
    ["checkin E12 6", "reassign E12 div B", "checkin E12 4 div B", 'checkin E12 leader:"Sam Strange"'],
)
def test_a_strength_a_division_and_a_leader_are_changed_by_no_stranger(crew, said):
    before = e12(crew)
    answer = crew(said, STRANGER)
    assert ", reported by Sam Strange, 0600 MST. It stays 4 persons, Ada County, Div A, until its own people" in answer
    assert replace(e12(crew), reported="", version=0) == replace(before, version=0)
    assert "reported by Sam Strange, 0600 MST." in crew("status E12")
    assert crew.store.strength("bear-creek").persons == 7


@pytest.mark.parametrize("who", [ANA, JO, AL])
def test_its_own_people_change_it_and_what_was_reported_is_gone(crew, who):
    crew("checkin E12 6", STRANGER)
    assert crew("checkin E12 5", who).startswith("E12 changed: 5 persons (was 4)")
    assert e12(crew).reported == ""


@pytest.mark.parametrize(
    ("position", "may"), [("RADO", True), ("OSC", True), ("IC", True), ("RESL", True), ("PIO", False)]
)
def test_its_supervisor_the_desk_and_command_change_it(crew, position, may):
    hold(crew, BEN, position)
    assert crew("checkin E12 5", BEN).startswith("E12 changed: 5 persons (was 4)") is may


def test_what_is_no_matter_of_safety_is_anybodys(crew):
    assert crew("checkin E12 kind:Engine", STRANGER).startswith("E12 changed: ")


@pytest.mark.parametrize("said", ["checkin E12 4 div C", "reassign E12 div B"])
def test_moving_in_an_open_roll_call_is_asked_once_more(crew, said):
    begin(crew)
    before = crew.rows()
    (asked,) = crew.replies(said, JO)
    assert asked.text.startswith("PAR P-1 is open, and E12 is on its list (4 persons, Ada County, Div A)")
    assert crew.rows() == before
    assert crew(asked.choices[0].command, JO).startswith("E12 changed: ")
    assert e12(crew).div in ("B", "C")


def test_lowering_a_strength_in_an_open_roll_call_is_asked_once_more_and_raising_it_is_not(crew):
    begin(crew)
    (asked,) = crew.replies("checkin E13 2", ANA)
    assert asked.text.startswith("PAR P-1 is open, and E13 is on its list (3 persons")
    assert crew(asked.choices[0].command, ANA).startswith("E13 changed: 2 persons (was 3)")
    assert crew("checkin E12 5", JO).startswith("E12 changed: 5 persons (was 4)")


def test_a_watch_goes_on_until_the_word_of_those_who_may(crew):
    crew("watch E12 30m", BEN)
    crew.wait(minutes=10)
    said = crew("watch ok W-1", STRANGER)
    assert said.startswith("W-1: E12 heard, reported by Sam Strange, 0610 MST. The watch goes on, next by 0630 MST")
    assert "back, reported by Sam Strange, 0610 MST" in crew("watch end W-1", STRANGER)
    assert "back, reported by Sam Strange" in crew("watch list")
    told = texts(tick(crew, minutes=21))
    assert any(one.startswith("OVERDUE") and "back, reported by Sam Strange, 0610 MST" in one for one in told)
    assert "Not overdue any more" in crew("watch ok W-1", JO)
    assert "ended by Ben Ito" in crew("watch end W-1", BEN)


@pytest.mark.parametrize("position", ["RADO", "SOFR", "IC"])
def test_the_desk_safety_and_command_say_it_of_any_watch(crew, position):
    crew("watch Ranger 4 30m", BEN)
    hold(crew, AL, position)
    assert "ended by Al Low" in crew("watch end W-1", AL)


# an emergency roll call


def test_an_emergency_roll_call_supersedes_a_routine_one_and_both_are_kept(crew):
    begin(crew)
    crew("par E12 4", JO)
    old = line_of(crew)
    crew.wait(minutes=1)
    crew("mayday E13 ff trapped", STRANGER)
    (told, *_) = crew.replies("par start", admin=True)
    assert told.text.startswith(
        "EMERGENCY ROLL CALL, instead of P-1: what was answered there counts no longer. PAR P-2: answer by"
    )
    assert "0 of 7 persons, 0 of 2 crews" in told.text
    first, second = (crew.store.numbered(Par, "bear-creek", number) for number in (1, 2))
    assert (first.state, second.state) == (Roll.SUPERSEDED, Roll.OPEN)
    assert crew.store.get(type(old), old.id).count == 4, "what was answered is kept"
    refused = crew(f"par tap {old.id}", JO)
    assert refused.startswith("Refused: PAR P-1 counts no longer: an emergency came after it.")
    assert refused.endswith("Answer P-2.")
    assert "E12 4 of 4" in crew("par E12 4", JO)


def test_two_emergency_roll_calls_do_not_supersede_each_other(crew):
    crew("mayday E13 ff trapped", STRANGER)
    begin(crew)
    assert crew("par start", admin=True).startswith("Refused: PAR P-1 is open since")


@pytest.mark.parametrize("said", ['checkin E12 call:"Engine 13"', 'checkin E12 contact:"208 555"'])
def test_what_it_is_called_and_how_it_is_reached_is_changed_by_no_stranger(crew, said):
    before = e12(crew)
    assert ", reported by Sam Strange, 0600 MST. It stays 4 persons" in crew(said, STRANGER, direct=True)
    assert replace(e12(crew), reported="", version=0) == replace(before, version=0)
    assert crew(said, JO, direct=True).startswith("E12 changed: ")
