"""Talk is sealed a little later, lists in pieces, and nothing of what was undone."""

from contextlib import nullcontext

import pytest
from sqlalchemy import func, select, text

from commands.domain.errors import Stale
from commands.domain.incidents import Incident
from commands.domain.log.seals import Why, unpacked
from commands.domain.messages import Kind, Message
from commands.domain.text import plain
from storage.migrate import migrate
from storage.sealing import chain
from storage.sealing.compare import compare, follow
from storage.store import Database
from storage.tables.seals import seal_dues, seals
from tests.commands.conversation import ANA, BEN, HERE, START, Conversation
from tests.commands.holding import hold

FIRE = "bear-creek"


def say(work, number):
    message = Message(
        kind=Kind.NEW, room=HERE, key=f"k{number}", id=f"m{number}", who=BEN, at=START, order=number, text=plain("x")
    )
    return work.talk.add(message, incident=FIRE, group="main", sort=number, late=False)


def count(database):
    with database.work() as work:
        return work.connection.execute(select(func.count()).select_from(seals).where(seals.c.incident == FIRE)).scalar()


def wrong(database):
    """(what is wrong, how many rows wait for their seal)"""
    with database.work() as work:
        found = follow(work.connection, FIRE, None, ())
        waiting = compare(work.connection, found)
    return found.wrong, waiting


@pytest.fixture
def database(migrated):
    with migrated.work() as work:
        work.record.add(Incident(id=FIRE, name="Bear Creek Fire", opened=START))
    return migrated


def test_a_message_writes_no_seal_and_has_one_with_the_next_change(database):
    with database.work() as work:
        say(work, 1)
    assert count(database) == 1
    assert wrong(database) == ([], 1)
    with database.work() as work:
        work.record.next_number(FIRE, "request")
    assert count(database) == 2
    assert wrong(database) == ([], 0)


def test_a_message_has_its_seal_when_the_watch_looks(database):
    with database.work() as work:
        say(work, 1)
    with database.work() as work:
        assert not work.talk.seal()
    assert wrong(database) == ([], 0)
    with database.work() as work:
        assert not work.talk.seal()
    assert count(database) == 2, "nothing is sealed twice"


def test_a_message_that_was_changed_before_its_seal_is_found(database):
    with database.work() as work:
        say(work, 1)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE said SET who = 'somebody else'"))
    with database.work() as work:
        work.talk.seal()
    found, _ = wrong(database)
    assert len(found) == 1
    assert "said 1 is not what was recorded" in found[0]


def test_messages_of_a_program_that_was_killed_are_sealed_at_the_start_and_that_is_said(database):
    with database.work() as work:
        say(work, 1)
    database.desk.heard.clear()  # nobody knows of it any more
    migrate(database)
    assert wrong(database) == ([], 0)
    with database.work() as work:
        newest = work.connection.execute(select(seals).order_by(seals.c.number.desc()).limit(1)).one()
    assert (newest.why, newest.said) == (Why.RESUMED, 1)


def changed_in_vain(work, undone):
    with undone():
        say(work, 2)
        work.record.next_number(FIRE, "request")
        work.sealing.flush()
        raise RuntimeError


def test_what_was_undone_has_no_seal(database):
    with pytest.raises(RuntimeError), database.work() as work:
        changed_in_vain(work, nullcontext)
    with database.work() as work:
        work.record.next_number(FIRE, "request")
        for undone in (work.part, work.nested):
            with pytest.raises(RuntimeError):
                changed_in_vain(work, undone)
    assert wrong(database) == ([], 0)
    assert count(database) == 2


def test_a_seal_tells_who_it_was_and_several_changes_of_a_row_are_one(database):
    with database.work() as work:
        conversation = Conversation(work.connection, begun=True, work=work)
        conversation("checkin E12 4 div A agency:BLM", ANA)
    with database.work() as work:
        newest = work.connection.execute(select(seals).order_by(seals.c.number.desc()).limit(1)).one()
    assert newest.who == ANA.key
    rows = unpacked(newest.rows)
    assert len({(one.table, one.key) for one in rows}) == len(rows)
    assert {"resource", "movement", "log_entry", "counter"} <= {one.table for one in rows}


def test_a_list_is_sealed_in_pieces_also_where_it_is_answered_meanwhile(database, monkeypatch):
    monkeypatch.setattr(chain, "MOST", 2)
    with database.work() as work:
        conversation = Conversation(work.connection, begun=True, work=work)
        hold(conversation, ANA, "IC")
        for number in range(5):
            conversation(f"checkin E{number} 4 div A agency:BLM")
        assert "PAR P-1" in conversation("par start")
    assert wrong(database) == ([], 5)
    with database.work() as work:
        conversation = Conversation(work.connection, begun=True, work=work)
        conversation("par E3 all")
        (line,) = work.record.par_named(1, "e3")
        assert line.version == 2
    assert wrong(database)[0] == []
    with database.work() as work:
        assert work.talk.seal(), "more is left"
    for _ in range(3):
        with database.work() as work:
            work.talk.seal()
    assert wrong(database) == ([], 0)
    with database.work() as work:
        assert not work.connection.execute(select(seal_dues)).all()


def test_two_programs_never_follow_the_same_seal(database):
    """The second one is told that it was overtaken, and decides again."""
    if database.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    other = Database(database.engine.url.render_as_string(hide_password=False))

    def overtaken():
        with database.work() as one:
            one.record.next_number(FIRE, "a")
            with other.work() as two:
                two.record.next_number(FIRE, "b")

    with pytest.raises(Stale):
        overtaken()
    other.close()
    assert wrong(database) == ([], 0)
