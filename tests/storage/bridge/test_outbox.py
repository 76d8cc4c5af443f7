"""Copies and posts, lane by lane: what is waiting, what was fixed, what became of it."""

from datetime import UTC, datetime, timedelta

import pytest

from commands.domain.bridging import Rank, Verb
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import plain
from storage.bridge.outbox import CopyState, PostState

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
HERE, THERE = Room.parse("slack.county/C1"), Room.parse("matrix.state/!abc:state.example")


def say(work, id="1", who="slack.county/U1", sort=10, **values):
    message = Message(
        kind=Kind.NEW, room=HERE, key=id, id=id, who=Person(who), at=AT, order=sort, text=plain(id), **values
    )
    said = work.talk.add(message, incident="bear-creek", group="main", sort=sort, late=False)
    return said, work.outbox.queue(THERE, Verb.SAY, sort=sort, at=AT, said_id=said)


def fix(work, id, carries, verb="post", target=None, payload=None):
    work.outbox.fix(id, THERE, verb, payload or {}, target=target, at=AT, carries=carries)
    return work.outbox.get(id)


def post(work, id, carries, native="", **options):
    work.outbox.posted(fix(work, id, carries, **options), native=native or f"${id}", stamp="s", at=AT)


def states(work, said):
    return [(verb, state) for _, _, verb, state in work.outbox.copies_of(said)]


def test_what_waits_is_in_order_of_rank_and_then_of_time(work):
    say(work, "2", sort=20)
    say(work, "1", sort=10)
    work.outbox.queue(THERE, Verb.REACT, sort=1, at=AT)
    work.outbox.queue(THERE, Verb.TELL, sort=99, at=AT)
    work.outbox.queue(THERE, Verb.TELL, sort=100, at=AT, rank=Rank.EMERGENCY)
    work.outbox.queue(HERE, Verb.TELL, sort=1, at=AT)

    waiting = work.outbox.waiting(THERE)

    assert [(each.copy.rank, each.copy.sort) for each in waiting] == [(0, 100), (1, 99), (2, 10), (2, 20), (4, 1)]


def test_a_copy_knows_its_original(work):
    said, copy = say(work, thread="0", recovered=True)

    (queued,) = work.outbox.waiting(THERE)

    assert (queued.copy.id, queued.copy.said, queued.copy.author) == (copy, said, "slack.county/U1")
    assert queued.copy.thread == f"{HERE}/0"
    assert (queued.source, queued.recovered) == (str(HERE), True)


def test_a_reaction_is_not_its_authors(work):
    said, _ = say(work)
    work.outbox.queue(THERE, Verb.REACT, sort=11, at=AT, said_id=said, payload={"emoji": "👍"})

    assert [each.copy.author for each in work.outbox.waiting(THERE)] == ["slack.county/U1", ""]


def test_an_edit_of_the_same_author_is_seen_behind_a_long_queue_of_talk(work):
    said, copy = say(work, "0", who="slack.county/U9", sort=1)
    post(work, "p0", {copy: 0})
    work.outbox.queue(THERE, Verb.EDIT, sort=2, at=AT, said_id=said)
    for number in range(80):
        say(work, f"t{number}", who="slack.county/U9" if number == 3 else "slack.county/U1", sort=10 + number)

    waiting = work.outbox.waiting(THERE, limit=60)

    assert Verb.EDIT in [each.copy.verb for each in waiting]


def test_lanes_are_the_rooms_with_work_to_do(work):
    _, copy = say(work)
    assert work.outbox.lanes() == [THERE]

    fix(work, "p1", {copy: 0})
    assert work.outbox.lanes() == [THERE]

    work.outbox.posted(work.outbox.get("p1"), native="$1", stamp="", at=AT)
    assert work.outbox.lanes() == []


def test_a_post_goes_from_fixed_over_sending_to_posted(work):
    said, copy = say(work)
    fixed = fix(work, "p1", {copy: 0}, payload={"text": "1"})
    assert (fixed.state, fixed.attempts, fixed.attempted_at) == (PostState.FIXED, 0, None)
    assert states(work, said) == [(Verb.SAY, CopyState.FIXED)]
    assert work.outbox.waiting(THERE) == []

    work.outbox.attempt("p1", AT)
    work.outbox.attempt("p1", AT + timedelta(seconds=5))
    sending = work.outbox.unfinished(THERE)
    assert (sending.state, sending.attempts, sending.attempted_at) == (PostState.SENDING, 2, AT)
    assert sending.payload == {"text": "1"}

    work.outbox.posted(sending, native="$1", stamp="1.5", at=AT)
    assert work.outbox.unfinished(THERE) is None
    assert (work.outbox.get("p1").native, work.outbox.get("p1").stamp) == ("$1", "1.5")
    assert states(work, said) == [(Verb.SAY, CopyState.POSTED)]


def test_what_was_surely_not_applied_is_as_if_never_attempted(work):
    _, copy = say(work)
    fix(work, "p1", {copy: 0})
    work.outbox.attempt("p1", AT)
    work.outbox.not_applied("p1", "429")

    assert work.outbox.unfinished(THERE).state is PostState.FIXED


def test_unfinished_posts_come_in_the_order_in_which_they_were_fixed(work):
    _, one = say(work, "1", sort=20)
    _, two = say(work, "2", sort=10)
    fix(work, "b", {one: 0})
    fix(work, "a", {two: 0})

    assert work.outbox.unfinished(THERE).id == "b"


def test_a_copy_in_two_parts_is_posted_when_both_are(work):
    said, copy = say(work)
    fix(work, "p1", {copy: 0})
    fix(work, "p2", {copy: 1})

    work.outbox.posted(work.outbox.get("p1"), native="$1", stamp="", at=AT)
    assert states(work, said) == [(Verb.SAY, CopyState.FIXED)]

    work.outbox.posted(work.outbox.get("p2"), native="$2", stamp="", at=AT)
    assert states(work, said) == [(Verb.SAY, CopyState.POSTED)]
    assert [part.native for part in work.outbox.parts(said, THERE)] == ["$1", "$2"]


def test_a_copy_of_which_a_part_was_refused_stays_refused(work):
    said, copy = say(work)
    fix(work, "p1", {copy: 0})
    fix(work, "p2", {copy: 1})

    work.outbox.refused("p1", "too long")
    work.outbox.posted(work.outbox.get("p2"), native="$2", stamp="", at=AT)

    assert states(work, said) == [(Verb.SAY, CopyState.REFUSED)]


def test_a_refused_post_says_why(work):
    said, copy = say(work)
    fix(work, "p1", {copy: 0})
    work.outbox.refused("p1", "channel is archived")

    assert work.outbox.unfinished(THERE) is None
    (row,) = work.outbox.settled(CopyState.REFUSED, [THERE])
    assert row.reason == "channel is archived"
    assert work.outbox.parts(said, THERE) == []


def test_a_removal_takes_the_post_off_the_original(work):
    said, copy = say(work)
    post(work, "p1", {copy: 0}, native="$1")
    removal = work.outbox.queue(THERE, Verb.REMOVE, sort=11, at=AT, said_id=said)

    post(work, "p2", {removal: 0}, verb="remove", target="$1")

    assert work.outbox.parts(said, THERE) == []
    assert work.outbox.get("p1").state is PostState.GONE


def test_a_post_that_somebody_removed_is_edited_no_more(work):
    said, copy = say(work)
    post(work, "p1", {copy: 0}, native="$1")

    assert work.outbox.gone(THERE, "$1")
    assert not work.outbox.gone(THERE, "$2")
    assert work.outbox.parts(said, THERE) == []


def test_a_combined_post_names_what_it_carries_in_the_order_of_its_text(work):
    two, second = say(work, "2", sort=20)
    one, first = say(work, "1", sort=10)
    fix(work, "p1", {first: 0, second: 1})

    assert work.outbox.carried("p1") == [one, two]
    assert [copy for copy, _ in work.outbox.members("p1")] == [first, second]


@pytest.mark.parametrize(("deeds", "held"), [(["react"], True), (["react", "unreact"], False), ([], False)])
def test_the_newest_deed_tells_whether_the_bot_holds_a_reaction(work, deeds, held):
    for number, verb in enumerate(deeds):
        post(work, f"r{number}", {}, verb=verb, target="$1", payload={"emoji": "👍"})
    post(work, "other", {}, verb="react", target="$1", payload={"emoji": "🔥"})

    assert bool(work.outbox.held_reaction(THERE, "$1", "👍")) is held


def test_the_backlog_counts_what_is_queued_or_fixed(work):
    _, one = say(work, "1")
    say(work, "2")
    fix(work, "p1", {one: 0})

    assert work.outbox.backlog() == {str(THERE): (2, AT)}


def test_what_an_upload_has_come_to_is_kept(work):
    _, copy = say(work)
    fix(work, "p1", {copy: 0}, verb="file")
    work.outbox.keep("p1", {"file_id": "F1"})

    assert work.outbox.get("p1").progress == {"file_id": "F1"}


def test_what_waits_for_a_replaced_room_goes_into_its_successor(work):
    successor = Room.parse("matrix.state/!new:state.example")
    posted, copy = say(work, "0", sort=1)
    post(work, "p0", {copy: 0})
    _, untried = say(work, "1", sort=10)
    fix(work, "p1", {untried: 0})
    _, tried = say(work, "2", sort=20)
    fix(work, "p2", {tried: 0})
    work.outbox.attempt("p2", AT)
    say(work, "3", sort=30)

    work.outbox.move(THERE, successor)

    assert work.outbox.unfinished(successor) is None
    assert work.outbox.unfinished(THERE).id == "p2"
    assert [each.copy.sort for each in work.outbox.waiting(successor)] == [10, 30]

    work.outbox.not_applied("p2", "room lost")
    work.outbox.fix("p3", successor, "post", {}, target=None, at=AT, carries={untried: 0})
    work.outbox.move(THERE, successor)
    assert [each.copy.sort for each in work.outbox.waiting(successor)] == [20, 30]
    assert work.outbox.unfinished(THERE) is None
    assert [part.id for part in work.outbox.parts(posted, THERE)] == ["p0"]
