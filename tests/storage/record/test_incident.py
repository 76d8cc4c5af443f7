"""The incident's record, on SQLite and on PostgreSQL alike."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from commands.domain.accountability.checkins import Happened, Movement, Resource, Strength
from commands.domain.errors import Stale
from commands.domain.folding import unit_key
from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry
from commands.domain.schedules import Schedule, Source
from commands.domain.situation.sitrep import Sitrep
from commands.domain.store import Record, Store
from storage.record.incident import TABLES as KEPT
from storage.store import Database
from storage.tables import incident as incident_tables
from storage.tables import seals as seal_tables
from storage.tables.base import metadata

AT = datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=UTC)
FIRE = Incident(id="bear-creek", name="Bear Creek Fire", opened=AT, timezone="America/Boise", type="3", exercise=True)
MODULES = (incident_tables, seal_tables)
TABLES = [table for table in metadata.sorted_tables if any(table in vars(one).values() for one in MODULES)]


@pytest.fixture(params=["memory", "file", "postgres"])
def database(request, tmp_path) -> Iterator[Database]:
    urls = {"memory": lambda: "sqlite://", "file": lambda: f"sqlite:///{tmp_path}/net.db"}
    url = urls[request.param]() if request.param in urls else request.getfixturevalue("postgres")
    database = Database(url)
    metadata.create_all(database.engine, TABLES)
    with database.work() as work:
        work.record.add(FIRE)
    yield database
    database.close()


def engine(name="E12", **values):
    known = {"name_key": unit_key(name), "persons": 4, "checked_in": AT, "checked_in_by": "slack.county/U1"}
    return Resource(incident="bear-creek", name=name, **(known | values))


RECORDS = [
    FIRE,
    engine(crew=("Al", "Bo “the” 🔥"), agency="Crescent FD", div="A", eta=AT, order="E-7", type="3", person="x/@y:z"),
    Sitrep(
        incident="bear-creek", number=1, at=AT, since=AT, due=AT, late=timedelta(minutes=42), movement=7, by="clock"
    ),
    Schedule(incident="bear-creek", command="sitrep", anchor=AT, every=timedelta(minutes=30), source=Source.COMMAND),
    Schedule(incident="bear-creek", command="sitrep", anchor=AT, cron="0 6 * * *", last_due=AT),
]


def test_every_kind_that_the_commands_may_keep_has_a_table():
    sealed = {Entry}  # the log has a way in of its own
    assert {*get_args(Record.__bound__)} == KEPT.keys() - sealed


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_what_is_added_is_read_back_as_it_was(database, record):
    with database.work() as work:
        added = work.record.add(replace(record, id="other" if record is FIRE else 0))
    with database.work() as work:
        found = work.record.get(type(record), added.id)
    assert found == added
    assert added.id
    assert replace(added, id=record.id, **({"version": record.version} if hasattr(record, "version") else {})) == record


def test_a_movement_is_kept_beside_its_resource(database):
    with database.work() as work:
        line = work.record.add(engine())
        for what in Happened:
            work.record.add(
                Movement(
                    incident="bear-creek", resource=line.id, name="E12", what=what, words=what.value, at=AT, by="clock"
                )
            )
    with database.work() as work:
        found = work.record.movements("bear-creek")
        assert [one.what for one in found] == [*Happened]
        assert work.record.movements("bear-creek", after=found[1].id) == found[2:]
        assert work.record.movements("elsewhere") == ()
        assert work.record.movements("bear-creek", most=2) == found[-2:]
        with pytest.raises(TypeError, match="never changed"):
            work.record.save(found[0])


def test_what_was_changed_meanwhile_is_not_overwritten(database):
    with database.work() as work:
        mine = yours = work.record.add(engine())
    with database.work() as work:
        saved = work.record.save(replace(mine, persons=3))
        assert saved.version == 2
    with pytest.raises(Stale), database.work() as work:
        work.record.save(replace(yours, persons=9))
    with database.work() as work:
        assert work.record.get(Resource, mine.id) == saved
        with pytest.raises(Stale):
            work.record.save(replace(saved, id=999))


def test_an_incident_is_added_once(database):
    with pytest.raises(Stale), database.work() as work:
        work.record.add(FIRE)


def test_what_fails_leaves_nothing_behind(database):
    def fail():
        with database.work() as work:
            work.record.add(engine())
            work.record.next_number("bear-creek", "R")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.work() as work:
        assert work.record.roster("bear-creek") == ()
        assert work.record.next_number("bear-creek", "R") == 1


def test_numbers_are_counted_by_incident_and_series(database):
    with database.work() as work:
        work.record.add(replace(FIRE, id="other"))
        assert [work.record.next_number("bear-creek", "R") for _ in range(3)] == [1, 2, 3]
        assert work.record.next_number("bear-creek", "sitrep") == 1
        assert work.record.next_number("other", "R") == 1


def test_the_roster_is_who_has_not_left_by_agency_and_name(database):
    with database.work() as work:
        record = work.record
        record.add(replace(FIRE, id="other"))
        for line in (
            engine("E14", agency="crescent FD"),
            engine("E12", agency="Crescent FD"),
            engine("Z", agency="Ada"),
        ):
            record.add(line)
        record.add(engine("E1", agency="Ada", checked_out=AT))
        record.add(replace(engine("E9"), incident="other"))
        assert [one.name for one in record.roster("bear-creek")] == ["Z", "E12", "E14"]
        assert record.strength("bear-creek") == Strength(3, 12)
        assert record.strength("nowhere") == Strength(0, 0)
        assert record.agencies("bear-creek") == {
            "Ada": Strength(1, 4),
            "Crescent FD": Strength(1, 4),
            "crescent FD": Strength(1, 4),
        }
        assert record.names("bear-creek") == ("E12", "E14", "Z")


def test_the_roster_is_narrowed_and_cut(database):
    with database.work() as work:
        record = work.record
        for number in range(1, 6):
            record.add(
                engine(
                    f"E{number}", agency="BOI" if number % 2 else "ADA", div="Structure Group" if number < 4 else "B"
                )
            )
        assert [one.name for one in record.roster("bear-creek", agencies=["BOI"])] == ["E1", "E3", "E5"]
        assert [one.name for one in record.roster("bear-creek", agencies=["BOI"], most=2)] == ["E1", "E3"]
        assert [one.name for one in record.roster("bear-creek", div="structure group")] == ["E2", "E1", "E3"]
        assert record.roster("bear-creek", agencies=[]) == ()
        assert record.agencies("bear-creek", "b") == {"ADA": Strength(1, 4), "BOI": Strength(1, 4)}


def test_a_resource_is_found_by_its_name_and_a_person_by_the_own_check_in(database):
    with database.work() as work:
        record = work.record
        first = record.add(engine("E12", agency="BOI"))
        second = record.add(engine("e-12", agency="ADA"))
        gone = record.add(engine("Ana", person="slack.county/U1", checked_out=AT))
        assert record.checked_in("bear-creek", "e12") == (second, first)
        assert record.checked_in("bear-creek", gone.name_key) == ()
        assert record.own_checkin("bear-creek", "slack.county/U1") is None
        here = record.add(engine("Ana", person="slack.county/U1"))
        assert record.own_checkin("bear-creek", "slack.county/U1") == here


def test_the_last_report_the_schedules_and_the_open_incidents(database):
    with database.work() as work:
        record = work.record
        record.add(replace(FIRE, id="over", closed=AT))
        record.add(replace(FIRE, id="other", name="Alder"))
        assert record.last_sitrep("bear-creek") is None
        for number in (2, 1):
            record.add(Sitrep(incident="bear-creek", number=number, at=AT))
        schedule = record.add(Schedule(incident="other", command="sitrep", anchor=AT, cron="0 6 * * *"))
        assert record.last_sitrep("bear-creek").number == 2
        assert [one.id for one in record.incidents()] == ["other", "bear-creek"]
        assert record.schedules("other") == record.schedules() == (schedule,)
        assert record.schedules("bear-creek") == ()


@pytest.mark.parametrize("database", ["file", "postgres"], indirect=True)
def test_two_at_once_get_two_numbers_or_one_decides_again(database):
    numbers: list[int] = []
    start = threading.Barrier(2)

    def count():
        start.wait(10)
        while len(numbers) < 20:
            try:
                with database.work() as work:
                    number = work.record.next_number("bear-creek", "R")
            except Stale:
                continue
            numbers.append(number)

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(numbers) == [*range(1, len(numbers) + 1)]
    assert len(numbers) >= 20


@pytest.mark.parametrize("database", ["file", "postgres"], indirect=True)
def test_two_at_once_never_overwrite_each_other(database):
    with database.work() as work:
        id = work.record.add(engine(persons=1)).id
    start = threading.Barrier(2)

    def grow():
        start.wait(10)
        grown = 0
        while grown < 10:
            try:
                with database.work() as work:
                    line = work.record.get(Resource, id)
                    work.record.save(replace(line, persons=line.persons + 1))
            except Stale:
                continue
            grown += 1

    threads = [threading.Thread(target=grow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with database.work() as work:
        assert work.record.get(Resource, id).persons == 21


def test_the_record_answers_all_that_the_commands_ask(database):
    with database.work() as work:
        store: Store = work.record
        asked = [name for name in vars(Store) if not name.startswith("_")]
        assert asked
        for name in asked:
            assert callable(getattr(store, name))
