"""Who hears what, and what goes out next."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.bridging import RANKS, Copy, LinkedRoom, Rank, RoomState, Verb, listeners, next_up
from commands.domain.correction import LONGEST, correction
from commands.domain.messages import Room
from commands.domain.text import plain, words

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
HERE = LinkedRoom(
    room=Room.parse("slack.county/C1"), incident="fire", group="main", state=RoomState.LINKED, linked_at=LONG_AGO
)
THERE = replace(HERE, room=Room.parse("matrix.state/!a:state"))


def heard_in(*rooms, source=HERE):
    return [linked.room.id for linked in listeners(source.room, [source, *rooms])]


def test_the_other_rooms_of_the_group_hear_it():
    city = replace(HERE, room=Room.parse("slack.city/C2"))

    assert heard_in(THERE, city) == ["!a:state", "C2"]


@pytest.mark.parametrize("elsewhere", [{"incident": "flood"}, {"group": "logistics"}])
def test_another_group_and_another_incident_hear_nothing(elsewhere):
    assert heard_in(replace(THERE, **elsewhere)) == []


@pytest.mark.parametrize(
    ("state", "hears"),
    [
        (RoomState.LINKED, True),
        (RoomState.PENDING, True),  # it is kept for it until it is joined
        (RoomState.LOST, True),
        (RoomState.PAUSED, True),  # it is kept for it until it is resumed
        (RoomState.UNLINKED, False),
    ],
)
def test_what_is_said_waits_for_a_room_that_cannot_be_reached_but_not_for_one_that_was_taken_out(state, hears):
    assert bool(heard_in(replace(THERE, state=state))) is hears


@pytest.mark.parametrize(
    ("state", "linked_at", "heard"),
    [
        (RoomState.LINKED, LONG_AGO, True),
        (RoomState.LOST, LONG_AGO, True),  # the bot may not post there, but it hears
        (RoomState.LOST, None, False),
        (RoomState.PENDING, None, False),
        (RoomState.PAUSED, LONG_AGO, True),  # what is said in it is kept
        (RoomState.PAUSED, None, False),
        (RoomState.UNLINKED, LONG_AGO, False),
    ],
)
def test_a_room_is_heard_from_the_moment_it_is_linked(state, linked_at, heard):
    assert bool(heard_in(THERE, source=replace(HERE, state=state, linked_at=linked_at))) is heard


def test_a_room_that_nobody_knows_is_not_heard():
    assert listeners(Room.parse("slack.county/C9"), [HERE, THERE]) == []


# what goes out next


def say(id, author="al", sort=None, **values):
    known = {"id": id, "verb": Verb.SAY, "rank": Rank.TALK, "sort": id if sort is None else sort, "author": author}
    return Copy(**(known | values))


def other(id, verb, author="", **values):
    return Copy(id=id, verb=verb, **({"rank": RANKS[verb], "sort": id, "author": author} | values))


def up(*waiting, combine=False):
    return [copy.id for copy in next_up(waiting, combine=combine)]


@pytest.mark.parametrize(
    ("waiting", "first"),
    [
        ([], []),
        ([say(2), say(1)], [1]),
        ([say(1, sort=5), say(2, sort=5)], [1]),
        ([say(1), other(2, Verb.TELL)], [2]),
        ([say(1), other(2, Verb.WHISPER), other(3, Verb.TELL, rank=Rank.EMERGENCY)], [3]),
        ([other(1, Verb.REACT), other(2, Verb.EDIT, "bo"), say(3)], [3]),
        ([other(1, Verb.REACT), other(2, Verb.REMOVE)], [2]),
    ],
)
def test_rank_goes_before_time(waiting, first):
    assert up(*waiting) == first


def test_nobodys_later_words_overtake_what_the_same_author_did_before():
    assert up(other(1, Verb.EDIT, "al"), say(2, "al")) == [1]
    assert up(other(1, Verb.EDIT, "al"), say(2, "bo")) == [2]


def test_one_at_a_time_unless_the_lane_is_behind():
    assert up(say(1), say(2)) == [1]
    assert up(say(1), say(2, "bo"), say(3), combine=True) == [1, 2, 3]


@pytest.mark.parametrize(
    "ends_it",
    [
        say(2, "bo", thread="root"),
        say(2, "bo", alone=True),
        other(2, Verb.EDIT, "bo", rank=Rank.TALK),
    ],
)
def test_only_consecutive_talk_of_one_thread_is_combined(ends_it):
    assert up(say(1), ends_it, say(3, "cy"), combine=True) == [1]


def test_a_thread_is_combined_by_itself():
    assert up(say(1, thread="root"), say(2, thread="root"), say(3), combine=True) == [1, 2]


def test_a_block_ends_before_words_that_have_to_wait_for_an_edit_of_their_author():
    edit = other(2, Verb.EDIT, "bo")

    assert up(say(1), edit, say(3, "bo"), say(4), combine=True) == [1]


def test_what_stands_alone_is_never_combined():
    assert up(say(1, alone=True), say(2), combine=True) == [1]
    assert up(other(1, Verb.TELL), other(2, Verb.TELL), combine=True) == [1]


SAID_OR_CHANGED = [Verb.SAY, Verb.FILE, Verb.EDIT, Verb.REMOVE]
COPIES = st.lists(
    st.tuples(
        st.sampled_from([*SAID_OR_CHANGED, Verb.SAY, Verb.SAY, Verb.TELL, Verb.REACT]),
        st.sampled_from(["al", "bo", "cy"]),
        st.integers(0, 6),
        st.sampled_from([None, None, "root"]),
        st.booleans(),
    ),
    max_size=12,
).map(
    lambda made: [
        Copy(
            id=id,
            verb=verb,
            rank=RANKS[verb],
            sort=sort,
            author=who if verb in SAID_OR_CHANGED else "",
            thread=thread,
            alone=alone or verb is not Verb.SAY,
        )
        for id, (verb, who, sort, thread, alone) in enumerate(made)
    ]
)


@given(COPIES, st.booleans())
def test_everything_goes_out_once_and_in_each_authors_order(copies, combine):
    waiting, gone = list(copies), []
    while waiting:
        block = next_up(waiting, combine=combine)
        assert block
        assert set(block) <= set(waiting)
        assert len(block) == 1 or {copy.verb for copy in block} == {Verb.SAY}
        assert len({copy.thread for copy in block}) == 1
        waiting = [copy for copy in waiting if copy not in block]
        gone += block

    for who in ("al", "bo", "cy"):
        times = [(copy.sort, copy.id) for copy in gone if copy.author == who]
        assert times == sorted(times)
    assert sorted(copy.id for copy in gone) == [copy.id for copy in copies]


@given(COPIES)
def test_a_higher_rank_waits_only_for_its_own_author(copies):
    first = next_up(copies, combine=False)
    best = min((copy.rank for copy in copies), default=None)
    if first and first[0].rank != best:
        waits = [copy for copy in copies if copy.rank == best and copy.author == first[0].author]
        assert any((first[0].sort, first[0].id) < (copy.sort, copy.id) for copy in waits)


# what changed


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("DP 12", "DP 21", "DP 12 → DP 21"),
        ("hold", "go", "hold → go"),
        ("E12 at DP 4", "E12 at DP 5 now", "DP 4 → DP 5 now"),
        ("two engines", "two water engines", "two → two water"),
        ("go now please", "go", "go now please → go"),
        ("a b c d", "x b c y", "a → x; c d → c y"),
        ("same words", "same  words", ""),
        ("", "words", "(nothing) → words"),
        ("words", "", "words → (nothing)"),
    ],
)
def test_a_correction_names_the_changed_words(before, after, told):
    assert correction(plain(before), plain(after)) == told


def test_a_long_text_that_changed_everywhere_is_one_change_and_holds_nobody_up():
    told = correction(plain("go " + "a " * 20_000 + "end"), plain("go " + "b a " * 10_000 + "end"))

    assert told.startswith("go a a")
    assert told.count(" → ") == 1
    assert " → go b a b a" in told


@given(st.text(), st.text())
def test_a_correction_is_one_line_that_is_empty_where_no_word_changed(before, after):
    told = correction(plain(before), plain(after))

    assert len(told) <= 4 * LONGEST
    assert "\n" not in told
    assert bool(told) == (words(plain(before)).split() != words(plain(after)).split())
