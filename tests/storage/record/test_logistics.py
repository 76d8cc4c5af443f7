"""Requests, reports and patches on both engines: kept as they are, found by index, changed by one at a time."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, func, insert, select, text

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.errors import Refused, Stale
from commands.domain.history import Change, Thing
from commands.domain.incidents import Incident
from commands.domain.logistics.requests import Approval, Coming, FillLine, Order, Paper, Priority, Request, Signature
from commands.domain.messages import Person, Room
from commands.domain.radio.patches import Patch
from commands.domain.situation.reports import Duty, Need, Report, Subject
from storage.store import Database
from storage.tables.logistics import changes, fill_lines, reports, requests
from tests.commands.domain.logistics.replaying import replay
from tests.helpers import at_once

AT = datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHO = {"by": "slack.county/U1", "by_name": "Ana"}
PEOPLE = [Person(f"slack.county/U{number}", f"Person {number}", "Ada County") for number in range(6)]
MAIN = ("main",)


def a_request(number=1, **values):
    known = {"quantity": 20, "what": "VHF “portables” 🔥", "what_key": "portable vhf", "chief": "OSC"}
    return Request(**(known | {"incident": "fire", "group": "main", "number": number, "at": AT} | WHO | values))


@pytest.fixture
def database(migrated) -> Database:
    with migrated.work() as work:
        work.record.add(Incident(id="fire", name="Fire", opened=AT, opened_by=PEOPLE[0].key))
        work.record.add(Incident(id="other", name="Other", opened=AT))
    return migrated


def test_what_is_added_is_read_back_as_it_was(database):
    with database.work() as work:
        kept = work.record.add(a_request(needed=AT, priority=Priority.URGENT, rank=0, cost="9", asker="DIVS A"))
        fixed = {"incident": "fire", "request": kept.id, "at": AT}
        report = Report(
            incident="fire",
            group="main",
            number=1,
            subject=Subject.CAN,
            name="E12",
            name_key="e12",
            conditions="a\nb",
            at=AT,
            **WHO,
        )
        told = work.record.add(report)
        records = [
            kept,
            told,
            work.record.add(Signature(edition=1, what=Approval.FINANCE, position="FSC", **fixed, **WHO)),
            work.record.add(Order(quantity=8, supplier="x", their_number="E-41", how="phone", back=AT, **fixed, **WHO)),
            work.record.add(
                FillLine(of=1, number=1, quantity=8, state=Coming.EN_ROUTE, eta=AT, resources=("E12",), by="x", **fixed)
            ),
            work.record.add(
                Change(
                    incident="fire", group="main", thing=Thing.REQUEST, number=1, verb="ask", now="asked", at=AT, **WHO
                )
            ),
            work.record.add(Need(incident="fire", report=told.id, number=1, words="a dozer")),
            work.record.add(
                Duty(
                    incident="fire",
                    group="main",
                    number=1,
                    position="DIVS",
                    place="A",
                    key="DIVS A",
                    every=4 * HOUR,
                    due=AT,
                    at=AT,
                    by="x",
                )
            ),
            work.record.add(
                Patch(
                    incident="fire", group="main", number=1, sides=("A", "B"), keys=("a", "b"), until=AT, at=AT, **WHO
                )
            ),
        ]
    with database.work() as work:
        for record in records:
            assert work.record.get(type(record), record.id) == record


def test_one_number_one_approval_and_one_line_of_a_kind(database):
    with database.work() as work:
        kept = work.record.add(a_request())
        work.record.add(
            Signature(incident="fire", request=kept.id, edition=1, what=Approval.SECTION, position="", at=AT, **WHO)
        )
        work.record.add(FillLine(incident="fire", request=kept.id, of=1, number=1, quantity=1, at=AT, by="x"))
    twice = (
        a_request(),
        Signature(incident="fire", request=kept.id, edition=1, what=Approval.SECTION, position="", at=AT, **WHO),
        FillLine(incident="fire", request=kept.id, of=1, number=1, quantity=1, at=AT, by="x"),
    )
    for record in twice:
        with pytest.raises(Stale), database.work() as work:
            work.record.add(record)


def test_history_and_approvals_are_never_changed(database):
    with database.work() as work:
        change = work.record.add(
            Change(incident="fire", group="main", thing=Thing.REQUEST, number=1, verb="ask", at=AT, **WHO)
        )
        with pytest.raises(TypeError, match="never changed"):
            work.record.save(replace(change, words="other"))


def test_lists_take_what_may_be_read_in_their_order(database):
    with database.work() as work:
        store = work.record
        for number, (rank, needed, group) in enumerate(
            [(2, None, "main"), (1, AT, "main"), (0, AT + HOUR, "main"), (0, AT, "medical"), (1, AT - HOUR, "main")], 1
        ):
            store.add(a_request(number, rank=rank, needed=needed, group=group, owed=number == 2, late=number == 3))
        store.add(a_request(6, open=False, state=Paper.DENIED, by="slack.county/U2"))
        store.add(a_request(1, incident="other"))

        def numbers(found):
            return [one.number for one in found]

        assert numbers(store.requests("fire", MAIN)) == [3, 2, 5, 1]
        assert numbers(store.requests("fire", (*MAIN, "medical"))) == [3, 4, 2, 5, 1]
        assert numbers(store.requests("fire", MAIN, most=2)) == [3, 2]
        assert numbers(store.requests("fire", MAIN, open_only=False)) == [6, 5, 3, 2, 1]
        assert numbers(store.requests("fire", MAIN, open_only=False, owed=True)) == [2]
        assert store.open_requests("fire", MAIN) == 4
        assert numbers(store.late_requests("fire", MAIN, AT)) == [5, 2, 3]
        assert numbers(store.requests_by("fire", MAIN, ["slack.county/U1"])) == [5, 3, 2, 1]
        assert numbers(store.alike(a_request(9))) == [1, 2, 3]
        assert numbers(store.alike(a_request(9, div="B"))) == [1, 2, 3]
        assert numbers(store.alike(a_request(9, group="medical"))) == [4]
        assert store.alike(a_request(9, what_key="dozer")) == ()


def test_the_newest_word_about_each_thing_is_found(database):
    with database.work() as work:
        for number, (name, group) in enumerate([("a", "main"), ("b", "main"), ("a", "main"), ("b", "medical")], 1):
            work.record.add(
                Report(
                    incident="fire",
                    group=group,
                    number=number,
                    subject=Subject.SYSTEM,
                    name=name,
                    name_key=name,
                    state="up",
                    at=AT,
                    **WHO,
                )
            )
        assert [one.number for one in work.record.newest_states("fire", MAIN, Subject.SYSTEM)] == [3, 2]
        assert [one.number for one in work.record.newest_states("fire", ("medical",), Subject.SYSTEM)] == [4]
        assert work.record.newest_report("fire", MAIN, Subject.SYSTEM, "b").number == 2
        assert work.record.newest_report("fire", MAIN, Subject.PSAP, "b") is None
        assert [one.number for one in work.record.reports("fire", MAIN, most=2)] == [3, 2]


# two at once

both = pytest.mark.parametrize("migrated", ["file", "postgres"], indirect=True)


def say(database: Database, who: Person, line: str) -> str:
    """Decide as the program does: again where another was faster."""
    for _ in range(100):
        try:
            with database.work() as work:
                call = Call(
                    who=who,
                    room=Room("slack", "county", "C1"),
                    at=AT,
                    store=work.record,
                    zone=ZoneInfo("UTC"),
                    incident=work.record.get(Incident, "fire"),
                    admin=True,
                    member=True,
                )
                with work.connection.begin_nested():
                    return "\n".join(reply.text for reply in decide(line, call))
        except Refused as refusal:
            return f"Refused: {refusal.words}"
        except Stale:
            continue
    raise AssertionError("never decided")


def all_say(database: Database, line: str) -> list[str]:
    return at_once(*(lambda who=who: say(database, who, line) for who in PEOPLE))


def replayed(database: Database) -> None:
    """The history amounts to what is kept."""
    with database.work() as work:
        request = work.record.request("fire", 1)
        found = replay(work.record.history("fire", Thing.REQUEST, 1))
        assert found.state is request.state
        lines = work.record.fill_lines((request.id,))
        assert found.lines == {line.number: (line.state, line.quantity) for line in lines}


@both
def test_one_approves_and_the_others_are_told_by_whom(database):
    say(database, PEOPLE[5], "request 20 pumps for:OSC")
    answers = all_say(database, "approve R-1")
    won = [answer for answer in answers if "approved: section" in answer]
    assert len(won) == 1
    with database.work() as work:
        (mark,) = work.record.signatures(work.record.request("fire", 1).id)
    others = [answer for answer in answers if answer not in won]
    assert all(f"R-1 has all its approvals already: section {mark.by_name}" in answer for answer in others)
    replayed(database)


@both
def test_they_fill_together_exactly_what_is_open(database):
    say(database, PEOPLE[0], "request 20 pumps")
    answers = all_say(database, "fill R-1 7")
    assert sum("promised" in answer and not answer.startswith("Refused") for answer in answers) == 2
    assert sum("14 are promised or here, 6 are open" in answer for answer in answers) == 4
    with database.work() as work:
        assert work.record.request("fire", 1).filled == 14
    replayed(database)


@both
def test_a_line_arrives_once_and_no_piece_is_counted_twice(database):
    say(database, PEOPLE[0], "request 20 pumps")
    say(database, PEOPLE[0], "fill R-1 20")
    answers = all_say(database, "request arrived R-1.1 5")
    assert sum(answer.startswith("R-1.1 arrived: 5 pumps; 15 still come as R-1.2") for answer in answers) == 1
    assert sum("R-1.1 is arrived" in answer for answer in answers) == 5
    replayed(database)


@both
def test_a_need_becomes_one_request(database):
    say(database, PEOPLE[0], 'report can conditions:fire needs:"2 dozers"')
    answers = all_say(database, "report request SR-1 1")
    assert sum("R-1: 2 dozers" in answer for answer in answers) == 1
    assert sum("of SR-1 is R-1 already" in answer for answer in answers) == 5


@both
def test_a_patch_is_taken_down_once(database):
    say(database, PEOPLE[0], "patch A1 to B1")
    answers = all_say(database, "patch end PT-1")
    assert sum("not joined any more" in answer for answer in answers) == 1
    assert sum("PT-1 is taken down" in answer for answer in answers) == 5


@both
def test_numbers_are_given_once(database):
    answers = all_say(database, "request 2 pumps")
    assert {re.match(r"R-\d+", answer)[0] for answer in answers} == {f"R-{number}" for number in range(1, 7)}


# 100,000 requests

MANY = 100_000


@pytest.fixture
def many(database) -> Database:
    """100,000 requests and reports with history, grown by doubling within the database."""
    with database.work() as work:
        first = work.record.add(a_request(needed=AT, late=False))
        work.record.add(FillLine(incident="fire", request=first.id, of=1, number=1, quantity=2, at=AT, by="x"))
        work.record.add(Change(incident="fire", group="main", thing=Thing.REQUEST, number=1, verb="ask", at=AT, **WHO))
        work.record.add(
            Report(incident="fire", group="main", number=1, subject=Subject.CAN, name="E", name_key="e", at=AT, **WHO)
        )
        for table in (requests, fill_lines, changes, reports):
            grow(work.connection, table)
        work.connection.execute(text("ANALYZE"))
    return database


def grow(connection, table):
    """Double the rows, each with a number (and a request) of its own."""
    count = 1
    while count < MANY:
        moved = {"number": table.c.number + count}
        if table is requests:
            moved |= {"what_key": table.c.what_key + str(count % 7), "rank": func.abs(table.c.number + count) % 3}
            moved |= {"by": table.c.by + str(count % 5), "open": moved["number"] % 50 == 0}
            moved |= {"owed": moved["number"] % 99 == 0, "late": moved["number"] % 100 == 0}
        if table is fill_lines:
            moved = {"request": table.c.request + count, "of": table.c.of + count}
        if table is reports:
            moved["name_key"] = table.c.name_key + str(count % 3)
        names = [column.name for column in table.c if column.name != "id"]
        chosen = select(*(moved.get(name, table.c[name]) for name in names)).limit(MANY - count)
        connection.execute(insert(table).from_select(names, chosen, include_defaults=False))
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()


ASKED = {
    "request": lambda store: store.request("fire", 77),
    "open": lambda store: store.requests("fire", MAIN),
    "all": lambda store: store.requests("fire", MAIN, open_only=False),
    "owed": lambda store: store.requests("fire", MAIN, open_only=False, owed=True),
    "count": lambda store: store.open_requests("fire", MAIN),
    "late": lambda store: store.late_requests("fire", MAIN, AT - HOUR),
    "mine": lambda store: store.requests_by("fire", MAIN, ["slack.county/U100"]),
    "alike": lambda store: store.alike(a_request(0, what_key="dozer")),
    "signatures": lambda store: store.signatures(77),
    "orders": lambda store: store.orders(77),
    "lines": lambda store: store.fill_lines(range(1, 51)),
    "line": lambda store: store.fill_line("fire", 77, 1),
    "loans": lambda store: store.loans("fire", MAIN),
    "late loans": lambda store: store.late_loans("fire", MAIN, AT),
    "history": lambda store: store.history("fire", Thing.REQUEST, 77),
    "report": lambda store: store.report("fire", 77),
    "reports": lambda store: store.reports("fire", MAIN),
    "cans": lambda store: store.reports("fire", MAIN, subject=Subject.CAN),
    "newest": lambda store: store.newest_report("fire", MAIN, Subject.CAN, "e"),
    "states": lambda store: store.newest_states("fire", MAIN, Subject.SYSTEM),
    "needs": lambda store: store.report_needs(77),
    "patches": lambda store: store.patches("fire", MAIN),
    "patch": lambda store: store.patch("fire", 1),
    "duties": lambda store: store.duties("fire"),
}
BIG = ("request", "fill_line", "change", "report")


@pytest.mark.parametrize("migrated", ["memory", pytest.param("postgres", marks=pytest.mark.harsh)], indirect=True)
def test_of_100_000_requests_everything_is_found_by_an_index(many):
    with many.work() as work:
        connection, statements = work.connection, []

        def hear(conn, cursor, statement, parameters, context, executemany):
            statements.append((statement, parameters))

        for name, ask in ASKED.items():
            statements.clear()
            event.listen(connection, "before_cursor_execute", hear)
            ask(work.record)
            event.remove(connection, "before_cursor_execute", hear)
            assert statements, name
            for statement, parameters in [*statements]:
                plan = explained(connection, statement, parameters)
                assert not whole_tables(plan), f"{name}:\n{plan}"


def explained(connection, statement, parameters):
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
    return "\n".join(str(row[-1]) for row in rows)


def whole_tables(plan):
    """The big tables that a plan reads from end to end."""
    sqlite = re.findall(r"SCAN (\w+)(?! USING (?:COVERING )?INDEX)", plan)
    return {*sqlite, *re.findall(r"Seq Scan on (\w+)", plan)} & {*BIG}
