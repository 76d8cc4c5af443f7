"""Empty stores, copied from one that was made once: making or migrating all tables anew takes longer than a test.

What SQLAlchemy has compiled is kept too: a statement takes ten times as long where an engine meets it first.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Dialect
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
    Path(path).write_bytes(_made(by_steps=True))
    return sharing(Database(url))
