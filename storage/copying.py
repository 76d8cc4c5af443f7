"""The whole store as files, and back: a copy of the SQLite file as of one moment, or each table of PostgreSQL's.

Neither keeps a writer waiting. PostgreSQL's tables go over its own COPY, so that no tool of the server's version is
needed; they come back into tables that our own steps make.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlalchemy.engine import make_url

from storage.migrate import alembic_config, known_steps
from storage.store import Database
from storage.tables.bridge import leases

SQLITE = "netcontrol.db"
TABLES = "tables"


class NotTaken(Exception):
    """The store is not one into which this copy can be put back."""


def copy_sqlite(source: Path, to: Path) -> None:
    """The file as of one moment, what stands in its write-ahead log too. Raises sqlite3.Error, OSError."""
    there = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
    try:
        here = sqlite3.connect(to)
        try:
            there.backup(here)  # in one step: whoever writes meanwhile neither waits nor has it begun anew
            here.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
        finally:
            here.close()
    finally:
        there.close()


def copy_tables(database: Database, folder: Path) -> None:
    """Each table of PostgreSQL's as of one moment: ``<table>.copy``, whose columns are named in its first line."""
    folder.mkdir(parents=True)
    with database.snapshot() as work:
        raw = _raw(work.connection)
        for name, columns in sorted(_columns(work.connection).items()):
            with (folder / f"{name}.copy").open("wb") as file, raw.cursor() as cursor:
                file.write(f"{' '.join(columns)}\n".encode())
                with cursor.copy(f"COPY {_quoted([name])} ({_quoted(columns)}) TO STDOUT") as rows:
                    for part in rows:
                        file.write(part)


def step_of(database: Database) -> str | None:
    """The step at which the store stands; None where it is empty."""
    with database.snapshot() as work:
        if not inspect(work.connection).has_table("alembic_version"):
            return None
        return work.connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_known(step: str | None) -> bool:
    """Does this program know the step, or is the store a newer one's?"""
    return step is None or step in known_steps()


def is_held(database: Database) -> bool:
    """Does a process run the accounts by what the store says?"""
    with database.snapshot() as work:
        if not inspect(work.connection).has_table(leases.name):
            return False
        held = work.leases.get("accounts")
        return held is not None and held.until > work.leases.now()


def put_tables(database: Database, folder: Path, step: str) -> None:
    """Make PostgreSQL's tables as of ``step`` and fill them; what was there goes. All of it in one transaction."""
    with database.engine.begin() as connection:
        _clear(connection)
        command.upgrade(alembic_config(connection), step)
        tables = MetaData()
        tables.reflect(connection)
        ordered = [one for one in tables.sorted_tables if (folder / f"{one.name}.copy").is_file()]
        for table in reversed(tables.sorted_tables):
            connection.execute(table.delete())  # what the steps themselves have entered
        for table in ordered:
            _fill(connection, table, folder / f"{table.name}.copy")
        if strange := {one.stem for one in folder.glob("*.copy")} - {one.name for one in ordered}:
            raise NotTaken(f"the archive has tables that its step {step} does not know: {', '.join(sorted(strange))}")


def _clear(connection: Connection) -> None:
    there = MetaData()
    there.reflect(connection)
    there.drop_all(connection)


def _fill(connection: Connection, table: Table, file: Path) -> None:
    raw = _raw(connection)
    with file.open("rb") as source, raw.cursor() as cursor:
        columns = source.readline().decode().split()
        if not set(columns) <= set(table.columns.keys()):
            raise NotTaken(f"the archive's table {table.name} has other columns than its step knows")
        with cursor.copy(f"COPY {_quoted([table.name])} ({_quoted(columns)}) FROM STDIN") as rows:
            while part := source.read(1 << 16):
                rows.write(part)
    for column in columns:
        _count_on(connection, table.name, column)


def _count_on(connection: Connection, table: str, column: str) -> None:
    """Numbers that PostgreSQL gives by itself go on behind the greatest that is there."""
    named = {"table": f'"{table}"', "column": column}
    counter = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar()
    if counter:
        greatest = f"SELECT max({_quoted([column])}) FROM {_quoted([table])}"  # noqa: S608  our own tables' names
        connection.execute(text(f"SELECT setval(:counter, ({greatest}))"), {"counter": counter})


def _columns(connection: Connection) -> dict[str, list[str]]:
    """Table → the columns that hold what was written; those that the server reckons itself are left out."""
    there = inspect(connection)
    return {
        name: [one["name"] for one in there.get_columns(name) if not one.get("computed")]
        for name in there.get_table_names()
    }


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def sqlite_file(url: str) -> Path | None:
    """The SQLite file behind a URL; None for PostgreSQL. Raises NotTaken for a store in memory, which nobody keeps."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database.startswith((":memory:", "file:")):
        raise NotTaken("the store is in memory alone")
    return Path(parsed.database)


def sqlite_files(path: Path) -> Iterator[Path]:
    """The file with what SQLite keeps beside it, as far as they are there."""
    yield from (one for end in ("", "-wal", "-shm") if (one := path.with_name(path.name + end)).exists())
