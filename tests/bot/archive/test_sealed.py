"""Whatever an insider does to the record by SQL is found and named: in every table, on SQLite and PostgreSQL."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Index, UniqueConstraint, delete, func, insert, literal, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import JSON, Boolean, DateTime, Integer, TypeDecorator

from bot.archive.verify import NAMES, Asked, verdicts, verify
from commands.domain.log.seals import Row, Seal, digest, packed, unpacked
from storage.migrate import migrate
from storage.sealing.keys import Key, KeyRing
from storage.sealing.rows import OUTSIDE, every
from storage.store import Database, Work
from storage.tables.base import metadata
from storage.tables.bridge import said
from storage.tables.incident import counters
from storage.tables.log import entries
from storage.tables.seals import checkpoints, seals
from storage.whole import KINDS
from tests.bot.archive.test_export import told
from tests.commands.conversation import ANA, BEN, Conversation
from tests.commands.paper_story import play
from tests.commands.plan_talk import build
from tests.commands.test_apart import THEIRS, ZED
from tests.servers import fresh_postgres

AT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
FIRE = "bear-creek"
KEY = Key(bytes(range(32)), AT)
RING = KeyRing([KEY])
ASKED = Asked(ring=RING)


@contextmanager
def beginning(request, folder, template=""):
    """The address of an empty store of the kind that is asked for, or of a copy of another one."""
    if request.param == "file":
        if template:
            shutil.copy(make_url(template).database, folder / "net.db")
        yield f"sqlite:///{folder}/net.db"
        return
    source = make_url(template).database if template else "template1"
    with fresh_postgres(request.getfixturevalue("postgres_url"), source) as url:
        yield url


@pytest.fixture(scope="module", params=["file", "postgres"])
def played(request, tmp_path_factory):
    """The address of a sealed store with something in every table of the record; made once, and then copied."""
    with beginning(request, tmp_path_factory.mktemp("played")) as url:
        filled(url)
        yield request, url


@pytest.fixture
def database(played, tmp_path):
    """That store, for one test."""
    request, template = played
    with beginning(request, tmp_path, template) as url:
        database = Database(url, KEY)
        yield database
        database.close()


def filled(url):
    database = Database(url, KEY)
    migrate(database)
    with database.work() as work:
        say = play(Conversation(work.connection, work=work))
        build(say, BEN)
        for line in THEIRS:
            say(line, ZED, mentions={"Ana Ruiz": ANA.key})
        told(work)
        for kind in every():
            if not work.connection.execute(select(func.count()).select_from(kind.table)).scalar():
                seed(work, kind)
    with database.work() as work:
        while work.talk.seal():
            pass
        work.record.record_head(FIRE, AT)
    database.close()


@pytest.fixture
def work(database):
    """A transaction that is undone: what is done in it by SQL is done by an insider."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        yield Work(connection, database.desk)
        connection.rollback()


def seed(work, kind):
    """A row for a table that no command of the story writes to."""
    row = {}
    for column in kind.table.columns:
        if column.name == "id" and isinstance(made_of(column), Integer):
            continue
        pointed = next(iter(column.foreign_keys), None)
        if pointed is not None:
            row[column] = select(func.min(pointed.column)).scalar_subquery()
        elif column.name == "incident":
            row[column] = FIRE
        elif not column.nullable:
            row[column] = literal(sample(column), made_of(column))
    work.connection.execute(insert(kind.table).values(row))
    work.sealing.read(kind.table)


def made_of(column):
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def sample(column):
    samples = ((DateTime, AT), (Boolean, True), (Integer, 1), (JSON, ["x"]))
    return next((value for kind, value in samples if isinstance(made_of(column), kind)), "x")


def other(column, value):
    """Another value than the one that stands there."""
    match value:
        case None:
            return sample(column)
        case bool():
            return not value
        case int() | float():
            return value + 1_000
        case str():
            return "y" if value != "y" else "z"
        case datetime():
            return value + timedelta(microseconds=1)
    return [value]


def wrong(work):
    return [one for verdict in verdicts(work, ASKED) for one in verdict.wrong]


def newest(work, kind):
    return (
        work.connection.execute(kind.raw.order_by(*kind.table.primary_key.columns.values()[:1]).limit(1)).one()._mapping
    )


def this(kind, row):
    return [column == row[column.name] for column in kind.table.primary_key.columns]


def test_every_table_is_part_of_the_record_or_named_as_outside():
    assert {one.name for one in every()} == set(KINDS)
    assert {table.name for table in metadata.sorted_tables} == {*KINDS, *OUTSIDE}


def test_an_untouched_record_is_unbroken(database):
    said = []
    assert verify(database, ASKED, said.append), said
    assert said[0].startswith("Bear Creek Fire: unbroken, ")


def test_a_changed_column_is_named_whichever_it_is(work):
    """The first column of each table is changed, then the second of each, and so on."""
    several = {kind: [one for one in kind.columns if not one.primary_key] for kind in every()}
    changed = 0
    for place in range(max(map(len, several.values()))):
        with work.connection.begin_nested() as undone:
            expected = {
                f"{kind.name} {kind.key(newest(work, kind))}"
                for kind, columns in several.items()
                if place < len(columns) and spoilt(work, kind, columns[place])
            }
            found = wrong(work)
            assert not [one for one in expected if not any(one in line for line in found)], place
            changed += len(expected)
            undone.rollback()
    assert changed > 300


def spoilt(work, kind, column):
    """Change one column of one row; False where the database itself refuses that."""
    row = newest(work, kind)
    now = literal(other(column, row[column.name]), made_of(column))
    try:
        with work.connection.begin_nested():
            work.connection.execute(update(kind.table).where(*this(kind, row)).values({column: now}))
    except IntegrityError:
        return False
    return True


def test_what_cannot_be_read_any_more_is_named(work):
    if work.connection.dialect.name != "sqlite":
        pytest.skip("PostgreSQL takes no text for a time")
    work.connection.execute(text("UPDATE resource SET checked_in = 'noon' WHERE name = 'E12'"))
    assert any(one.startswith("resource ") and "is not what was recorded" in one for one in wrong(work))


def test_a_removed_row_is_named(work):
    gone = []
    for kind in every():
        row = newest(work, kind)
        if kind.name != "incident":
            work.connection.execute(delete(kind.table).where(*this(kind, row)))
            gone.append(f"{kind.name} {kind.key(row)} is missing")
    found = wrong(work)
    assert not [one for one in gone if not any(one in line for line in found)]


def test_a_removed_incident_is_still_known_by_its_seals(work):
    work.connection.execute(text("DELETE FROM incident"))
    (found,) = [one for one in verdicts(work, ASKED) if one.name == FIRE]
    assert any(f"incident {FIRE} is missing" in one for one in found.wrong)


def test_an_added_row_is_named(work):
    added = []
    for kind in every():
        if kind.name == "incident":
            continue
        row = dict(newest(work, kind))
        for column in kind.table.columns:
            if column.primary_key or (single(kind.table, column) and not column.foreign_keys):
                row[column.name] = -5 if isinstance(row[column.name], int) else f"{row[column.name]}x"
        if kind.name in ("said_revision", "said_reaction"):
            row["said_id"] = newest(work, next(one for one in every() if one.table is said))["id"]
        if kind.name in ("counter", "board"):
            row["incident"] = FIRE
        values = {column: literal(row[column.name], made_of(column)) for column in kind.table.columns}
        try:
            with work.connection.begin_nested():
                work.connection.execute(insert(kind.table).values(values))
        except IntegrityError:
            assert kind.name in ONE_EACH, kind.name
        else:
            added.append(f"{kind.name} {kind.key(row)}")
    found = wrong(work)
    assert not [one for one in added if not any(one in line for line in found)]


ONE_EACH = {"desk_settings", "briefing_times"}
"""Of these the database takes one for each incident."""


def single(table, column):
    """Is the column one of those that the database takes once?"""
    rules = [one for one in (*table.constraints, *table.indexes) if getattr(one, "unique", True)]
    return any(isinstance(one, UniqueConstraint | Index) and column.name in one.columns for one in rules)


def test_a_cut_tail_is_found_with_its_counter_and_with_its_seals(work):
    db = work.connection
    last = work.record.log_count(FIRE)
    mine = (counters.c.incident == FIRE) & (counters.c.series == "log")
    db.execute(delete(entries).where(entries.c.incident == FIRE, entries.c.number > last - 2))
    db.execute(update(counters).where(mine).values(last=last - 2))
    found = wrong(work)
    assert sum("log_entry" in one and "is missing" in one for one in found) == 2
    assert any(f"counter {FIRE}/log" in one for one in found)

    db.execute(delete(seals).where(seals.c.incident == FIRE))
    assert any("what stood behind is cut off" in one for one in wrong(work))


def made_anew(db, signer=None):
    """What an insider does who knows the program: the chain computed again over other words, checkpoints taken away."""
    db.execute(text("UPDATE request SET quantity = 1 WHERE number = 1"))
    kind = next(one for one in every() if one.name == "request")
    row = db.execute(kind.raw.where(kind.table.c.number == 1)).one()._mapping
    previous = "0" * 64
    for found in db.execute(select(seals).where(seals.c.incident == FIRE).order_by(seals.c.number)).all():
        rows = [_with(one, kind.key(row), kind.digest(row)) for one in unpacked(found.rows)]
        one = replace(Seal(**found._mapping), rows=packed(rows))
        previous = digest(one, previous)
        values = {"rows": one.rows, "digest": previous}
        if signer:
            values |= {"key": signer.id, "mac": signer.mac(previous)}
        db.execute(update(seals).where(seals.c.incident == FIRE, seals.c.number == found.number).values(values))
    db.execute(delete(checkpoints))


def _with(one: Row, key: str, digest: str) -> Row:
    return replace(one, after=digest) if (one.table, one.key) == ("request", key) else one


def test_a_history_that_was_computed_anew_is_found_without_any_checkpoint(work):
    made_anew(work.connection)
    assert "seal 1 was not made with key 56475aa7, as it says" in wrong(work)


@pytest.mark.parametrize("signer", [Key(bytes(32), AT), None])
def test_so_is_one_with_another_key_or_none(work, signer):
    made_anew(work.connection, signer)
    if signer is None:
        work.connection.execute(update(seals).values(key="", mac=""))
    by = f"key {signer.id}, which the key file does not hold" if signer else "no key"
    assert any(one == f"the seals from 1 on were made with {by}" for one in wrong(work))


def test_without_the_key_a_posted_head_finds_it(work):
    head = work.record.record_head(FIRE, AT)
    made_anew(work.connection)
    found = verdicts(work, Asked(posted=(head,)))
    assert not [one for verdict in found for one in verdict.wrong]
    assert not any(verdict.matched for verdict in found)
    assert any("the signing key is not here" in note for verdict in found for note in verdict.notes)


def test_a_changed_row_is_not_made_good_by_a_later_change(database):
    with database.work() as work:
        work.connection.execute(text("UPDATE resource SET persons = 2 WHERE name = 'E12'"))
        say = Conversation(work.connection, begun=True, work=work)
        assert "Refused" not in say("status E12 rest")
    told = []
    assert not verify(database, ASKED, told.append)
    assert any("was changed beside the program before seal" in one for one in told)


def test_names_of_people_are_told_apart(work):
    work.connection.execute(text("UPDATE person_name SET name = 'Somebody else'"))
    (found,) = [one for one in verdicts(work, ASKED) if one.wrong]
    assert found.name == NAMES


def test_an_old_database_is_sealed_once_at_the_upgrade_and_says_so(database):
    with database.engine.begin() as connection:
        connection.execute(delete(seals))
        connection.execute(delete(checkpoints))
    migrate(database)
    said = []
    assert verify(database, ASKED, said.append)
    assert any("came under seal at the upgrade" in one for one in said)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE traffic SET words = 'x' WHERE number = 1"))
    migrate(database)
    assert not verify(database, ASKED, said.append), "sealed once, and not again"


def test_rows_of_a_seal_that_are_not_rows_are_named(work):
    first = work.connection.execute(select(seals.c.rows).where(seals.c.incident == FIRE).limit(1)).scalar()
    json.loads(first)
    work.connection.execute(update(seals).where(seals.c.incident == FIRE, seals.c.number == 1).values(rows="[1]"))
    assert "seal 1 cannot be read" in wrong(work)
