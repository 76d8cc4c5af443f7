"""What ``netcontrol check`` tells of the database and of each room, without any account."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.check import report
from bot.config.model import load
from commands.domain.bridging import LinkedRoom, RoomState, Verb
from commands.domain.incidents import Incident
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import plain
from storage.bridge.outbox import CopyState
from tests.blank import migrated

HERE, THERE = Room.parse("slack.county/C1"), Room.parse("matrix.state/!s:state.example")
AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
NOW = AT + timedelta(hours=2)


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        f'[bot]\ntimezone = "America/Boise"\n[database]\nurl = "sqlite:///{tmp_path}/net.db"\n', encoding="utf-8"
    )
    return load(path, {})


@pytest.fixture
def store(config):
    database = migrated(config.database.url.get_secret_value())
    yield database
    database.close()


async def said(config):
    lines = []
    amiss = await report(config, lines.append, lambda: NOW)
    return amiss, [line for line in lines if " room " in line.splitlines()[0]]


def link(work, room, **values):
    linked = LinkedRoom(room=room, incident="fire", group="main", state=RoomState.LINKED, name=room.id, linked_at=AT)
    work.rooms.put(replace(linked, **values))


async def test_before_the_first_start_there_is_no_room_to_tell_of(config):
    assert (await said(config))[1] == []


async def test_each_room_says_when_it_was_heard_and_posted_and_what_waits(config, store):
    with store.work() as work:
        work.record.add(Incident(id="fire", name="Bear Creek Fire", opened=AT))
        link(work, HERE, last_heard_at=AT)
        link(work, THERE)
        message = Message(
            kind=Kind.NEW, room=HERE, key="1", id="1", who=Person("slack.county/U1", "Al"), at=AT, text=plain("x")
        )
        id = work.talk.add(message, incident="fire", group="main", sort=1, late=False)
        at = NOW - timedelta(minutes=7)
        copies = [work.outbox.queue(THERE, Verb.SAY, sort=1, at=at, said_id=id) for _ in range(2)]
        work.outbox.settle(copies[:1], CopyState.REFUSED, "too long")

    _, (state, county) = await said(config)
    assert county == ("ok    room C1: linked, last heard Sun 22 Nov 0600 MST, last posted never, 0 waiting, 0 refused")
    assert state.startswith("AMISS room !s:state.example: linked, last heard never")
    assert "1 waiting, the oldest for 7 min, 1 refused: not everything could be posted" in state
    assert '"undelivered" lists it' in state


@pytest.mark.parametrize(
    ("state", "why", "told"),
    [
        (RoomState.LOST, "kicked: invite the bot again.", "kicked: invite the bot again."),
        (RoomState.PAUSED, "by Al", 'it is paused: by Al\n      → say "link resume" in it'),
    ],
)
async def test_a_room_that_waits_for_a_person_is_amiss(config, store, state, why, told):
    with store.work() as work:
        work.record.add(Incident(id="fire", name="Bear Creek Fire", opened=AT))
        link(work, HERE, state=state, why=why)

    amiss, (line,) = await said(config)
    assert amiss
    assert line.startswith("AMISS")
    assert told in line
