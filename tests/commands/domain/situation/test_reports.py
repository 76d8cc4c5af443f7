"""Rules of reports and patches: needs, lifelines, reminders, and nets that are joined twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.errors import Refused
from commands.domain.messages import Colour
from commands.domain.moves import step
from commands.domain.radio.patches import PATCH, Joined, Patch, loops
from commands.domain.situation.reports import (
    STALE,
    Duty,
    Lifeline,
    Report,
    Subject,
    colour,
    counted_need,
    next_reminder,
    split_needs,
    worst,
)

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def lifeline(state, at=AT):
    return Report(
        incident="fire",
        group="main",
        number=1,
        subject=Subject.LIFELINE,
        name="comms",
        name_key="comms",
        state=state,
        at=at,
        by="x",
        by_name="Ana",
    )


def test_there_are_eight_lifelines():
    assert len(Lifeline) == 8
    assert all(one.full for one in Lifeline)


def test_silence_is_grey_and_never_green():
    assert colour(None, AT) is Colour.GREY
    assert colour(lifeline("green"), AT + STALE - timedelta(minutes=1)) is Colour.GREEN
    assert colour(lifeline("green"), AT + STALE) is Colour.GREY
    assert colour(lifeline("blue"), AT + STALE) is Colour.GREY
    assert colour(lifeline("red"), AT + STALE) is Colour.RED
    assert colour(lifeline("yellow"), AT + 3 * STALE) is Colour.YELLOW


def test_the_worst_colour_stands_for_all_and_unknown_is_worse_than_green():
    assert worst([Colour.GREEN, Colour.GREY]) is Colour.GREY
    assert worst([Colour.GREY, Colour.YELLOW, Colour.RED]) is Colour.RED
    assert worst([]) is Colour.GREY


@pytest.mark.parametrize(
    ("needs", "found"),
    [
        ("2 water tenders; a dozer", ("2 water tenders", "a dozer")),
        ("2 water tenders, 1 dozer", ("2 water tenders", "1 dozer")),
        ("water, food and fuel", ("water, food and fuel",)),
        ("- a dozer\n- fuel.", ("a dozer", "fuel")),
        ("none", ()),
        ("Nothing.", ()),
        ("", ()),
        (";;", ()),
    ],
)
def test_needs_are_parted(needs, found):
    assert split_needs(needs) == found


@pytest.mark.parametrize(
    ("need", "found"),
    [
        ("2 water tenders", (2, "water tenders")),
        ("12 x batteries", (12, "batteries")),
        ("a dozer", (1, "dozer")),
        ("An ambulance", (1, "ambulance")),
        ("fuel", (0, "fuel")),
        ("0 dozers", (0, "0 dozers")),
        ("2131C strike team", (0, "2131C strike team")),
        ("99999 sandbags", (0, "99999 sandbags")),
    ],
)
def test_a_need_says_how_many_or_is_asked(need, found):
    assert counted_need(need) == found


def test_the_second_reminder_comes_sooner_than_the_others():
    duty = Duty(
        incident="fire",
        group="main",
        number=1,
        position="DIVS",
        key="DIVS",
        every=timedelta(hours=4),
        due=AT,
        reminded=1,
        at=AT,
        by="x",
    )
    assert next_reminder(duty, AT) == AT + timedelta(minutes=15)
    later = Duty(**{**vars(duty), "reminded": 2})
    assert next_reminder(later, AT) == AT + timedelta(hours=4)


@pytest.mark.parametrize("state", Joined)
@pytest.mark.parametrize("verb", ["extend", "end"])
def test_each_verb_moves_a_patch_or_is_refused(state, verb):
    if verb in PATCH[state]:
        assert step(PATCH, state, verb) is PATCH[state][verb]
        return
    with pytest.raises(Refused, match="nothing more can be done"):
        step(PATCH, state, verb)


def patch(number, *keys, state=Joined.UP):
    return Patch(
        incident="fire", group="main", number=number, sides=keys, keys=keys, state=state, at=AT, by="x", by_name="Ana"
    )


def test_two_patches_of_the_same_nets_are_found():
    one = patch(1, "a", "b")
    assert loops(("a", "b"), [one]) == (one,)
    assert loops(("b", "c", "a"), [one]) == (one,)
    assert loops(("a", "c"), [one]) == ()
    assert loops(("a", "b"), [patch(1, "a", "b", state=Joined.DOWN)]) == ()


def test_nets_joined_by_way_of_others_are_found():
    chain = [patch(1, "a", "b"), patch(2, "b", "c"), patch(3, "x", "y")]
    assert loops(("c", "a"), chain) == (chain[0], chain[1])


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=3, unique=True), max_size=6))
def test_a_patch_closes_a_loop_exactly_when_its_nets_hang_together_already(rows):
    """Compared with sets of nets that grow together."""
    together: list[set[str]] = []
    standing = []
    for number, keys in enumerate(rows, 1):
        joined = any(len(each & {*keys}) > 1 for each in together)
        assert bool(loops(keys, standing)) is joined
        touched = [each for each in together if each & {*keys}]
        together = [each for each in together if each not in touched] + [set(keys).union(*touched)]
        standing.append(patch(number, *keys))
