"""The steps bring any database up to what the program knows, and refuse one that knows more."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.migrate import NewerDatabase, migrate, state
from storage.tables.base import metadata
from storage.tables.search import OWN, compared


def tables(database):
    with database.engine.connect() as connection:
        return sorted(inspect(connection).get_table_names())


def test_a_fresh_database_gets_every_table(empty):
    migrate(empty)

    assert set(tables(empty)) - OWN == set(metadata.tables) | {"alembic_version"}


def test_a_second_start_changes_nothing(migrated):
    with migrated.work() as work:
        work.keeping.set_fact("kept", {"n": 1})

    migrate(migrated)

    with migrated.work() as work:
        assert work.keeping.fact("kept") == {"n": 1}


def test_the_migrated_schema_is_the_one_in_the_code(migrated):
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": compared})
        assert compare_metadata(context, metadata) == []


_OWN_THINGS = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE name LIKE 'findable%' ORDER BY name",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'findable' ORDER BY indexname",
}


def test_what_a_database_has_of_its_own_is_the_same_migrated_or_made_from_the_code(migrated):
    """The comparison above passes over these names, so they are compared here, word for word."""
    query = text(_OWN_THINGS[migrated.engine.dialect.name])
    with migrated.engine.connect() as connection:
        stepped = [tuple(row) for row in connection.execute(query)]
    with migrated.engine.begin() as connection:
        for name in ("findable_fts", "findable"):
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    metadata.create_all(migrated.engine)

    with migrated.engine.connect() as connection:
        made = [tuple(row) for row in connection.execute(query)]

    assert {row[-2 if migrated.engine.dialect.name == "postgresql" else 1] for row in stepped} & OWN
    assert sorted(_plain(row) for row in made) == sorted(_plain(row) for row in stepped)


def _plain(row):
    return tuple("".join(str(cell).split()).replace('"', "") for cell in row)


def test_a_newer_database_is_refused_and_left_as_it_is(migrated):
    with migrated.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = tables(migrated)

    with pytest.raises(NewerDatabase, match=r"step 9999.*start the newer program"):
        migrate(migrated)

    assert tables(migrated) == before
    with migrated.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_where_a_database_stands_is_told_in_words(empty):
    assert "empty" in state(empty)
    assert tables(empty) == []

    migrate(empty)

    assert "at step 0" in state(empty)
