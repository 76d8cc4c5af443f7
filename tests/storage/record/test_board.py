"""Which incidents have a board, and what became of its post."""

from dataclasses import replace
from datetime import UTC, datetime

from commands.domain.bridging import Rank, Verb
from commands.domain.incidents import Incident
from commands.domain.messages import Room
from commands.domain.situation.board import Board
from storage.bridge.outbox import CopyState, PostState

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
HERE = Room.parse("slack.county/C1")


def test_a_board_is_kept_once_for_each_incident(work):
    for name in ("bear-creek", "lost-river"):
        work.record.add(Incident(id=name, name=name, opened=AT))
    kept = work.record.add(Board(incident="bear-creek", on=True, at=AT, by_name="Ana Ruiz"))
    work.record.save(replace(kept, on=False))
    work.record.add(Board(incident="lost-river", on=True, at=AT, by_name="Ben Ito"))
    assert work.record.board("bear-creek").on is False
    assert [(one.incident, one.on) for one in work.record.boards()] == [("bear-creek", False), ("lost-river", True)]
    assert work.record.board("elsewhere") is None


def test_a_board_is_posted_behind_everything_else(work):
    work.outbox.queue(HERE, Verb.BOARD, sort=1, at=AT)
    work.outbox.queue(HERE, Verb.PIN, sort=2, at=AT)
    work.outbox.queue(HERE, Verb.TELL, sort=3, at=AT)
    assert [one.copy.verb for one in work.outbox.waiting(HERE)] == [Verb.TELL, Verb.BOARD, Verb.PIN]
    assert work.outbox.waiting(HERE)[1].copy.rank == Rank.BOARD


def test_what_became_of_a_copy_is_told_with_its_first_post(work):
    copy = work.outbox.queue(HERE, Verb.BOARD, sort=1, at=AT)
    assert work.outbox.outcome(copy) == (CopyState.QUEUED, None, None)
    post = work.outbox.fix("p1", HERE, "post", {}, target=None, at=AT, carries={copy: 0})
    assert work.outbox.outcome(copy) == (CopyState.FIXED, None, PostState.FIXED)
    work.outbox.posted(post, native="1.5", stamp="1.5", at=AT)
    assert work.outbox.outcome(copy) == (CopyState.POSTED, "1.5", PostState.POSTED)
    work.outbox.gone(HERE, "1.5")
    assert work.outbox.outcome(copy) == (CopyState.POSTED, "1.5", PostState.GONE)
