"""Rooms, accounts and names."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import Room

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
SLACK = Room.parse("slack.county/C1")
LINKED = LinkedRoom(
    room=SLACK, incident="bear-creek", group="main", state=RoomState.LINKED, name="fire", encrypted=True, linked_at=AT
)


def test_a_room_is_read_back_as_it_was_put(work):
    work.rooms.put(LINKED)

    assert work.rooms.get(SLACK) == LINKED
    assert work.rooms.all() == [LINKED]


def test_a_room_is_replaced_by_what_is_known_of_it_now(work):
    work.rooms.put(LINKED)
    lost = replace(LINKED, state=RoomState.LOST, why="kicked")
    work.rooms.put(lost)

    assert work.rooms.all() == [lost]


def test_the_newest_thing_heard_is_noted_and_an_older_one_changes_only_the_time(work):
    work.rooms.put(LINKED)
    work.rooms.heard(SLACK, id="20", order=20, at=AT)
    work.rooms.heard(SLACK, id="10", order=10, at=AT + timedelta(seconds=1))

    found = work.rooms.get(SLACK)
    assert (found.last_id, found.last_order) == ("20", 20)
    assert found.last_heard_at == AT + timedelta(seconds=1)


def test_cursor_and_user_of_an_account_are_kept_apart(work):
    assert work.accounts.cursor("matrix.state") is None

    work.accounts.set_cursor("matrix.state", "s1")
    work.accounts.set_user_id("matrix.state", "@bot:state")
    work.accounts.set_cursor("matrix.state", "s2")
    work.accounts.set_cursor("matrix.other", "x")

    assert work.accounts.cursor("matrix.state") == "s2"
    assert work.accounts.user_ids() == {"matrix.state": "@bot:state"}


def test_a_name_is_the_one_last_told(work):
    work.people.remember("slack.county/U1", "Al", AT)
    work.people.remember("slack.county/U1", "Alan", AT)

    assert work.people.names(["slack.county/U1", "slack.county/U2"]) == {"slack.county/U1": "Alan"}
    assert work.people.names([]) == {}
