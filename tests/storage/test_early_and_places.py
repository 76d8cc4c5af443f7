"""What is heard too early, replaced rooms and thread roots: each in a table of its own, taken over from the facts."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import text

from storage.bridge.early import EarlyReaction
from storage.migrate import alembic_config, migrate
from storage.store import Database

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY, OTHER = "k" * 64, "o" * 64


def reaction(emoji="👍", who="slack.county/U1", order=1):
    return EarlyReaction(emoji=emoji, who=who, who_name="Al", order=order, event="$e")


@pytest.fixture
def early(migrated):
    with migrated.work() as work:
        yield work.early


def test_what_is_kept_is_found_in_its_order_and_no_more_than_so_many(early):
    for order in range(4):
        early.keep(KEY, reaction(order=order), AT, most=3)
    assert [one.order for one in early.kept(KEY)] == [0, 1, 2]
    assert early.kept(OTHER) == []
    assert early.keys() == {KEY}
    early.drop(KEY)
    assert early.keys() == set()


def test_an_end_alone_is_kept_once_and_holds_no_reaction(early):
    early.keep(KEY, None, AT, most=3)
    early.keep(KEY, None, AT, most=3)
    assert (early.keys(), early.kept(KEY)) == ({KEY}, [])


def test_what_was_taken_back_is_not_kept_and_its_end_is_known(early):
    early.keep(KEY, reaction("👍"), AT, most=3)
    early.keep(KEY, reaction("🔥"), AT, most=3)
    early.take_back(KEY, "👍", "slack.county/U1")
    assert [one.emoji for one in early.kept(KEY)] == ["🔥"]
    assert early.ended(KEY) is None
    early.end(KEY, 5, AT)
    early.end(KEY, 7, AT)
    assert early.ended(KEY) == 7


def test_the_sweep_drops_what_is_old_and_names_the_keys_that_are_empty(early):
    early.keep(KEY, reaction(), AT, most=3)
    early.keep(OTHER, reaction(), AT, most=3)
    early.keep(OTHER, reaction("🔥"), AT + timedelta(days=1), most=3)
    early.end(KEY, 1, AT)
    assert early.forget(AT + timedelta(hours=1)) == {KEY}
    assert (early.keys(), early.ended(KEY)) == ({OTHER}, None)


@pytest.mark.parametrize("statement", [
    "SELECT key FROM early WHERE at < '2026-01-01'",
    "DELETE FROM early WHERE at < '2026-01-01'",
    "DELETE FROM ended_reaction WHERE at < '2026-01-01'",
    "SELECT * FROM early WHERE key = 'k'",
    "SELECT before FROM room_predecessor WHERE room = 'r'",
    "SELECT native FROM thread_root WHERE incident = 'i' AND room = 'r' AND about = 'a'",
])  # fmt: skip
def test_each_is_asked_for_along_an_index(statement):
    database = Database("sqlite://")
    migrate(database)
    with database.work() as work:
        plan = [row[-1] for row in work.connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    database.close()
    assert plan
    assert all("USING" in line and "INDEX" in line for line in plan), plan


def test_rooms_that_were_replaced_are_known_through_all_their_successors(migrated):
    with migrated.work() as work:
        for old, new in (("a", "b"), ("b", "c"), ("x", "c"), ("c", "a")):
            work.places.succeed(old, new)
        assert [work.places.successor(room) for room in "abcxz"] == ["b", "c", "a", "c", ""]
        assert [work.places.before(room) for room in "bcz"] == [["a"], ["b", "a", "x"], []]
        assert work.places.before("a") == ["c", "b", "x"]


def test_a_thread_has_one_root_in_each_room_of_each_incident(migrated):
    with migrated.work() as work:
        work.places.take_root("bear", "slack.a/C1", "R-1", "$1")
        work.places.take_root("elk", "slack.a/C1", "R-1", "$2")
        assert work.places.root("bear", "slack.a/C1", "R-1") == "$1"
        assert work.places.root("elk", "slack.a/C1", "R-1") == "$2"
        assert work.places.root("elk", "slack.a/C1", "R-2") == ""


def test_what_stood_among_the_facts_is_taken_over(empty):
    with empty.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0017")
    kept = [["👍", "slack.county/U1", "Al", 4, ""]]
    with empty.work() as work:
        for key, value in {
            f"early/{KEY}": {"at": AT.isoformat(), "kept": kept},
            f"early/{OTHER}": {"at": AT.isoformat(), "kept": []},
            f"ended/{KEY}": {"at": AT.isoformat(), "order": 9},
            "replaced by/matrix.state/!a:e": "matrix.state/!b:e",
            "replaces/matrix.state/!b:e": ["matrix.state/!a:e"],
            "thing/bear/matrix.state/!b:e/R-1": "$root",
            "announced/matrix.state/!b:e": "long ago",
        }.items():
            work.keeping.set_fact(key, value)
    migrate(empty)
    with empty.work() as work:
        assert work.early.keys() == {KEY, OTHER}
        assert [(one.emoji, one.order) for one in work.early.kept(KEY)] == [("👍", 4)]
        assert (work.early.kept(OTHER), work.early.ended(KEY)) == ([], 9)
        assert work.places.successor("matrix.state/!a:e") == "matrix.state/!b:e"
        assert work.places.before("matrix.state/!b:e") == ["matrix.state/!a:e"]
        assert work.places.root("bear", "matrix.state/!b:e", "R-1") == "$root"
        assert work.connection.execute(text("SELECT key FROM fact")).scalars().all() == ["announced/matrix.state/!b:e"]
