"""Talk of a paused room is kept back in both directions until nothing holds it any more."""

from datetime import UTC, datetime

import pytest

from commands.domain.bridging import LinkedRoom, Rank, RoomState, Verb
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import plain
from storage.bridge.outbox import CopyState

AT = datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=UTC)
A, B, C = (Room.parse(f"slack.county/C{number}") for number in (1, 2, 3))


@pytest.fixture
def rooms(work):
    for room in (A, B, C):
        work.rooms.put(LinkedRoom(room=room, incident="fire", group="main", state=RoomState.LINKED, linked_at=AT))
    return work


def say(work, room, id, *others):
    message = Message(kind=Kind.NEW, room=room, key=id, id=id, who=Person("x/y", "Al"), at=AT, text=plain(id))
    said = work.talk.add(message, incident="fire", group="main", sort=int(id), late=False)
    for other in others:
        work.outbox.queue(other, Verb.SAY, sort=int(id), at=AT, said_id=said)
    return said


def waiting(work, room):
    return [queued.copy.sort for queued in work.outbox.waiting(room)]


def test_what_was_said_in_it_and_for_it_waits_and_the_rest_does_not(rooms):
    say(rooms, A, "1", B, C)
    say(rooms, B, "2", A, C)
    rooms.outbox.queue(A, Verb.TELL, sort=3, at=AT)
    rooms.record.pause_room(A, "another bridge", AT)

    assert rooms.rooms.get(A).state is RoomState.PAUSED
    assert [waiting(rooms, room) for room in (A, B, C)] == [[3], [], [2]]
    assert rooms.outbox.backlog().keys() == {str(A), str(C)}

    assert rooms.record.resume_room(A, AT) == 2
    assert [waiting(rooms, room) for room in (A, B, C)] == [[3, 2], [1], [1, 2]]
    assert rooms.rooms.get(A).state is RoomState.LINKED


def test_between_two_paused_rooms_it_waits_for_both(rooms):
    for room in (A, B):
        rooms.record.pause_room(room, "by Al", AT)
    say(rooms, A, "1", B, C)
    rooms.outbox.settle([copy for copy, _, _, _ in rooms.outbox.copies_of(1)], CopyState.HELD)

    assert rooms.record.resume_room(A, AT) == 1
    assert [waiting(rooms, room) for room in (B, C)] == [[], [1]]
    assert rooms.record.resume_room(B, AT) == 1
    assert waiting(rooms, B) == [1]


def test_what_an_emergency_keeps_back_is_another_matter(rooms):
    say(rooms, A, "1", B)
    rooms.outbox.queue(B, Verb.TELL, sort=2, at=AT, held=True)
    rooms.record.pause_room(A, "by Al", AT)

    assert rooms.record.release("fire") == 1
    assert waiting(rooms, B) == [2]
    rooms.outbox.queue(B, Verb.TELL, sort=4, at=AT, held=True)
    assert rooms.record.resume_room(A, AT) == 1
    assert waiting(rooms, B) == [2, 1]


def test_a_room_that_is_taken_out_drops_what_it_kept_back(rooms):
    say(rooms, A, "1", B, C)
    say(rooms, B, "2", A)
    rooms.record.pause_room(A, "by Al", AT)

    assert rooms.record.unlink_room(A, "unlinked by Al") == 2
    assert {state for _, _, _, state in rooms.outbox.copies_of(1)} == {CopyState.DROPPED}
    assert rooms.record.unlink_room(B, "unlinked by Al") == 0


def test_a_notice_grows_while_it_waits(rooms):
    assert rooms.outbox.waiting_notice(A) is None
    rooms.outbox.queue(A, Verb.TELL, sort=1, at=AT, payload={"reply": "an answer"})
    copy = rooms.outbox.queue(A, Verb.TELL, sort=1, at=AT, rank=Rank.BOARD, payload={"reply": "one"})
    assert rooms.outbox.waiting_notice(A) == (copy, {"reply": "one"})

    rooms.outbox.reload(copy, {"reply": "two"})
    assert [queued.payload for queued in rooms.outbox.waiting(A)][-1] == {"reply": "two"}


def test_what_waits_is_counted_by_where_it_was_said(rooms):
    say(rooms, A, "1", B, C)
    say(rooms, B, "2", C)

    assert rooms.outbox.waiting_from([str(A)]) == 1
    assert rooms.outbox.waiting_from([str(A), str(B)]) == 2
    assert rooms.outbox.waiting_from([str(C)]) == 0


def test_a_late_edit_that_was_said_in_a_line_of_its_own_is_known(rooms):
    said = say(rooms, A, "1", B)
    sort = int(AT.timestamp() * 1_000_000)
    payload = {"correction": "DP 12 → DP 21", "of": said}
    rooms.outbox.queue(B, Verb.TELL, sort=sort, at=AT, rank=Rank.TALK, payload=payload)

    assert rooms.outbox.corrected(B, said, AT)
    assert not rooms.outbox.corrected(A, said, AT)
    assert not rooms.outbox.corrected(B, said + 1, AT)


def test_a_room_may_have_a_long_id(rooms):
    room = Room.parse(f"matrix.state/!{'a' * 43}:{'long.' * 40}example")
    rooms.rooms.put(LinkedRoom(room=room, incident="fire", group="main", state=RoomState.LINKED, linked_at=AT))
    rooms.record.pause_room(room, "by Al", AT)

    assert rooms.keeping.fact(f"paused/{room}") == AT.isoformat()
