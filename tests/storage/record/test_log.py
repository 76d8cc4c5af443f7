"""The log on both engines: appended by two at once, tampered with by SQL, walked by its indexes."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from bot.archive.verify import Asked, Unknown, verify
from commands.domain.errors import Stale
from commands.domain.incidents import Incident
from commands.domain.log.logbook import FIRST, WRITTEN, Entry, Origin
from commands.domain.log.proof import Proof
from commands.domain.log.traffic import GeneralMessage, Traffic
from commands.domain.stores.log import Written

FIRE = "fire"
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
on_disk = pytest.mark.parametrize("migrated", ["file", "postgres"], indirect=True)


@pytest.fixture
def database(migrated):
    with migrated.work() as work:
        for id in (FIRE, "other"):
            work.record.add(Incident(id=id, name=id.title(), opened=AT))
    return migrated


def entry(words, **values):
    known = {
        "incident": FIRE,
        "group": "main",
        "origin": Origin.PERSON,
        "words": words,
        "at": AT,
        "said": AT,
        "author": "slack.county/U1",
        "author_name": "Ana Ruiz",
    }
    return Entry(**(known | values))


def row(number, **values):
    known = {
        "incident": FIRE,
        "group": "main",
        "number": number,
        "sender": "DIVA",
        "to": "COMM",
        "words": f"row {number}",
        "channel": "VTAC14",
        "heard": AT,
        "at": AT + timedelta(minutes=number),
        "operator": "slack.county/U1",
        "operator_name": "Ana Ruiz",
    }
    return Traffic(**(known | values))


def write(database, *entries):
    """Append, again where another was faster."""
    for _ in range(200):
        try:
            with database.work() as work:
                return [work.record.append(one) for one in entries]
        except Stale:
            continue
    raise AssertionError("never written")


def page(database, incident=FIRE):
    with database.work() as work:
        return work.record.log_page(incident, 0, 100_000)


def test_what_is_read_back_has_the_digest_that_was_written(database):
    odd = "é\u0301 “quotes” \\ / 🔥 \t\n שלום <b>&amp;</b>"
    micro = AT + timedelta(microseconds=1)
    (kept,) = write(database, entry(odd, at=micro, said=micro, link="https://x/y?z", source="r/1", seal="s", by="k"))
    assert page(database) == (kept,)
    proof = Proof()
    proof.read(page(database))
    assert proof.end(1) is None
    assert proof.digest == kept.digest != FIRST


def test_each_incident_has_a_chain_of_its_own(database):
    write(database, entry("one"))
    (other,) = write(database, entry("one", incident="other"))
    (second,) = write(database, entry("two"))
    assert (other.number, second.number) == (1, 2)
    with database.work() as work:
        assert work.record.log_head("other") == other.head
        assert work.record.log_head(FIRE) == second.head


def test_what_is_undone_takes_no_number(database):
    with pytest.raises(RuntimeError), database.work() as work:  # noqa: PT012
        work.record.append(entry("never"))
        raise RuntimeError
    (kept,) = write(database, entry("kept"))
    assert kept.number == 1


def test_how_much_was_written_is_counted(database):
    with database.work() as work:
        assert work.record.written() == Written(0, 0, "")
        work.record.append(entry("one"))
        work.record.add(row(1))
        assert work.record.written() == Written(1, 1, FIRE)


@on_disk
def test_two_who_write_at_once_never_fork_the_chain(database):
    start, each, people = threading.Barrier(6), 15, 6

    def run(number):
        start.wait(10)
        for count in range(each):
            write(database, entry(f"{number}/{count}"))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(50)
    found = page(database)
    proof = Proof()
    proof.read(found)
    assert proof.end(people * each) is None
    assert [one.number for one in found] == list(range(1, people * each + 1))
    assert {one.words for one in found} == {f"{number}/{count}" for number in range(people) for count in range(each)}


@on_disk
def test_of_two_who_enter_the_same_thing_one_wins_and_the_other_finds_it(database):
    start, outcomes = threading.Barrier(2), []

    def once():
        with database.work() as work:
            if known := work.record.log_source(FIRE, "room/1"):
                return f"known as {known.shown}"
            return f"new as {work.record.append(entry('x', source='room/1')).shown}"

    def run():
        start.wait(10)
        for _ in range(50):
            try:
                outcomes.append(once())
                return
            except Stale:
                continue

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["known as L-1", "new as L-1"]
    assert len(page(database)) == 1


# tampering


def sealed_incident(database):
    """Ten entries; the fifth and sixth seal a row of traffic and a message."""
    for number in range(1, 11):
        with database.work() as work:
            about, seal = "", ""
            if number == 5:
                kept = work.record.add(row(1))
                about, seal = kept.shown, kept.seal
            if number == 6:
                sent = GeneralMessage(
                    incident=FIRE, group="main", number=1, to="LOFR", to_name="Kim", words="bus", at=AT,
                    due=AT, by="k", by_name="Ana",
                )  # fmt: skip
                kept = work.record.add(sent)
                about, seal = kept.shown, kept.seal
            work.record.append(entry(f"entry {number}", at=AT + timedelta(minutes=number), about=about, seal=seal))
    with database.work() as work:
        return work.record.log_head(FIRE)


def verified(database, *heads, incident=FIRE):
    said = []
    return verify(database, Asked(incident=incident, heads=heads), said.append), "\n".join(said)


def tamper(database, statement):
    with database.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


def test_an_untouched_log_is_unbroken(database):
    head = sealed_incident(database)
    unbroken, said = verified(database)
    assert unbroken
    assert said.startswith(f"Fire: unbroken, 10 entries, head {head.shown}; ")
    assert verified(database, head.shown)[0]
    unbroken, said = verified(database, incident="")
    assert unbroken
    assert f"Fire: unbroken, 10 entries, head {head.shown}; " in said
    assert "Other: unbroken, no entries; " in said


CHANGES = {
    "the words": "UPDATE log_entry SET words = 'something else' WHERE number = 4",
    "one character": "UPDATE log_entry SET words = words || ' ' WHERE number = 4",
    "the author": "UPDATE log_entry SET author = 'slack.county/U2' WHERE number = 4",
    "the name": "UPDATE log_entry SET author_name = 'Ben' WHERE number = 4",
    "the time": "UPDATE log_entry SET at = (SELECT o.at FROM log_entry o WHERE o.number = 3) WHERE number = 4",
    "when it was said": "UPDATE log_entry SET said = (SELECT at FROM log_entry o WHERE number = 3) WHERE number = 4",
    "the group": "UPDATE log_entry SET \"group\" = 'logistics' WHERE number = 4",
    "the origin": "UPDATE log_entry SET origin = 'system' WHERE number = 4",
    "the digest": "UPDATE log_entry SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE number = 4",
    "what it is about": "UPDATE log_entry SET about = 'L-1' WHERE number = 4",
    "the link": "UPDATE log_entry SET link = 'https://elsewhere' WHERE number = 4",
    "a row taken out": "DELETE FROM log_entry WHERE number = 4",
    "the seal": "UPDATE log_entry SET seal = 'x' WHERE number = 4",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_the_chain_breaks_at_exactly_the_tampered_entry(database, statement):
    sealed_incident(database)
    tamper(database, statement)
    unbroken, said = verified(database)
    assert not unbroken
    assert said.startswith("Fire: BROKEN at ")
    assert "L-4: " in said


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE traffic SET words = 'never said' WHERE number = 1", "L-5: TR-1, which it seals, is not what was"),
        ("UPDATE traffic SET channel = 'VTAC11'", "L-5: TR-1, which it seals, is not what was recorded"),
        ("DELETE FROM traffic WHERE number = 1", "L-5: TR-1, which it seals, is not there any more"),
        ("UPDATE general_message SET words = 'no bus'", "L-6: MSG-1, which it seals, is not what was recorded"),
    ],
)
def test_a_thing_that_an_entry_seals_is_proved_with_it(database, statement, expected):
    sealed_incident(database)
    tamper(database, statement)
    unbroken, said = verified(database)
    assert not unbroken
    assert expected in said


def test_what_becomes_of_a_message_breaks_nothing(database):
    sealed_incident(database)
    with database.work() as work:
        sent = work.record.numbered(GeneralMessage, FIRE, 1)
        work.record.save(replace(sent, acked_name="Kim"))
    assert verified(database)[0]
    tamper(database, "UPDATE general_message SET acked_name = 'Ben'")
    assert not verified(database)[0], "beside the program"


def test_a_cut_tail_is_found_by_the_count_and_where_that_was_changed_too_by_a_head(database):
    head = sealed_incident(database)
    tamper(database, "DELETE FROM log_entry WHERE number > 7")
    unbroken, said = verified(database)
    assert not unbroken
    assert "BROKEN at L-8: it and everything behind it are missing; 10 entries were recorded" in said
    tamper(database, "UPDATE counter SET last = 7 WHERE series = 'log'")
    assert not verified(database)[0], "the seals are left"
    unbroken, said = verified(database, head.shown)
    assert not unbroken
    assert f"BROKEN at L-8: it and everything behind it are missing; {head.shown} was printed" in said


def test_a_cut_tail_that_was_written_over_is_found_by_a_head(database):
    head = sealed_incident(database)
    tamper(database, "DELETE FROM log_entry WHERE number > 7")
    tamper(database, "UPDATE counter SET last = 7 WHERE series = 'log'")
    for number in (8, 9, 10, 11):
        write(database, entry(f"forged {number}"))
    assert not verified(database)[0]
    unbroken, said = verified(database, head.shown)
    assert not unbroken
    assert f"{head.shown} was printed" in said


def test_what_is_written_behind_a_cut_tail_leaves_the_gap_in_sight(database):
    sealed_incident(database)
    tamper(database, "DELETE FROM log_entry WHERE number > 7")
    write(database, entry("afterwards"))
    assert "BROKEN at L-8: it is missing; L-11 follows L-7" in verified(database)[1]


def test_a_head_of_another_incident_or_of_none_is_told_apart(database):
    head = sealed_incident(database)
    with pytest.raises(Unknown, match="is no head of a log"):
        verified(database, "L-42")
    with pytest.raises(Unknown, match="Name one incident"):
        verified(database, head.shown, incident="")
    with pytest.raises(Unknown, match="there is no incident 'ceder'"):
        verified(database, incident="ceder")


def test_a_long_log_is_read_in_pieces(database, monkeypatch):
    monkeypatch.setattr("bot.archive.verify.PAGE", 3)
    head = sealed_incident(database)
    assert verified(database, head.shown)[0]
    tamper(database, CHANGES["the words"])
    assert "L-4" in verified(database)[1]


# walking by indexes


@contextmanager
def statements(database):
    """What is asked of the database, with its values."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


ASKED = {
    "the newest of people": lambda r: r.log_entries(FIRE, ("main", "logistics"), WRITTEN),
    "the newest of all": lambda r: r.log_entries(FIRE, ("main",), tuple(Origin), since=AT + timedelta(minutes=30)),
    "an author's": lambda r: r.log_entries(FIRE, ("main",), WRITTEN, authors=("slack.county/U1",)),
    "the head": lambda r: r.log_head(FIRE),
    "one entry": lambda r: r.log_entry(FIRE, 7),
    "about things": lambda r: r.log_about(FIRE, ("L-1", "L-2"), Origin.VOID),
    "a source": lambda r: r.log_source(FIRE, "room/1"),
    "traffic": lambda r: r.traffic_rows(FIRE, ("main", "logistics")),
    "traffic of a channel": lambda r: r.traffic_rows(FIRE, ("main",), channels=("VTAC14",)),
    "traffic since": lambda r: r.traffic_rows(FIRE, ("main",), since=AT + timedelta(minutes=30)),
    "one row": lambda r: r.traffic_row(FIRE, 7),
    "a desk": lambda r: r.radio_desk("slack.county/C1"),
    "open messages": lambda r: r.general_messages(FIRE, ("main",)),
    "words": lambda r: r.find(FIRE, ("main", "logistics"), ("entry", "7")),
}


@on_disk
@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_every_question_is_answered_by_an_index_without_sorting(database, ask):
    """With a million rows a scan or a sort would show; the plan is the same with few."""
    with database.work() as work:
        for number in range(1, 60):
            work.record.append(entry(f"entry {number}", at=AT + timedelta(minutes=number)))
            work.record.add(row(number))
    with database.work() as work, statements(database) as asked:
        ask(work.record)
    sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.begin() as connection:
        if sqlite:
            connection.exec_driver_sql("ANALYZE")
        else:
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET enable_bitmapscan = off") if "findable" not in asked[0][0] else None
        for statement, parameters in asked:
            explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
            plan = "\n".join(
                str(tuple(line)) for line in connection.exec_driver_sql(f"{explain} {statement}", parameters)
            )
            assert "Seq Scan" not in plan, plan
            if sqlite:
                steps = plan.replace("SCAN findable_fts VIRTUAL TABLE INDEX", "")
                assert "SCAN" not in steps, plan
                assert "TEMP B-TREE" not in plan, plan
                single = tuple(parameters[-2:]) == (1, 0)  # LIMIT and OFFSET: one row at the end of the index
                assert single or "(incident=?)" not in plan, f"all of an incident is read: {plan}"
