"""Empty stores, copied from one that was made once: making or migrating all tables anew takes longer than a test.

What SQLAlchemy has compiled is kept too: a statement takes ten times as long where an engine meets it first.
"""

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine import make_url
from sqlalchemy.util import LRUCache

from storage.migrate import migrate
from storage.store import Database
from storage.tables.base import metadata

_compiled: dict[str, tuple[Dialect, LRUCache]] = {}


def sharing(database: Database) -> Database:
    """The database with what all others of its kind have compiled: a statement's key holds the engine's dialect."""
    engine = database.engine
    if engine.name not in _compiled:
        engine.connect().close()  # a dialect asks once what its server can do
        _compiled[engine.name] = engine.dialect, LRUCache(5_000)
    engine.dialect, engine._compiled_cache = _compiled[engine.name]
    return database


@cache
def _made(*, by_steps: bool = False) -> bytes:
    database = Database("sqlite://")
    if by_steps:
        migrate(database)
    else:
        metadata.create_all(database.engine)
    made = contents(database)
    database.close()
    return made


def contents(database: Database) -> bytes:
    """All that stands in a database in memory, for `fill`: a story is told once and copied for each test."""
    with database.engine.connect() as connection:
        made: bytes = connection.connection.driver_connection.serialize()
    return made


def rows(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Table → its rows, as they are stored: many times quicker than as values for Python."""
    read = connection.connection.driver_connection.execute
    return {name: read(query).fetchall() for name, query in _whole_tables()}


@cache
def _whole_tables() -> list[tuple[str, str]]:
    keys = {
        table.name: ", ".join(f'"{column.name}"' for column in table.primary_key) for table in metadata.sorted_tables
    }
    return [(name, f'SELECT * FROM "{name}" ORDER BY {key}') for name, key in keys.items()]


def fill(database: Database, made: bytes | None = None) -> Database:
    """Give a database in memory all its tables, and what stands in them where that was made before."""
    with sharing(database).engine.connect() as connection:
        connection.connection.driver_connection.deserialize(made or _made())
    return database


def migrated(url: str) -> Database:
    """A SQLite database, in memory or in a file that is not there yet, as the program's first start leaves it."""
    path = make_url(url).database
    if not path:
        return fill(Database(url), _made(by_steps=True))
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(_made(by_steps=True))
    return sharing(Database(url))


def opened(url: str) -> Database:
    """A database with all its tables: what stands in a file already stays, PostgreSQL's are made where they lack."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        database = sharing(Database(url))
        metadata.create_all(database.engine)
        return database
    there = place.database and Path(place.database).exists()
    return sharing(Database(url)) if there else migrated(url) if place.database else fill(Database(url))
