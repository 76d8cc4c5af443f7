"""Empty stores, copied from one that was made once: making or migrating all tables anew takes longer than a test."""

from functools import cache
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.migrate import migrate
from storage.store import Database
from storage.tables.base import metadata


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
    with database.engine.connect() as connection:
        connection.connection.driver_connection.deserialize(made or _made())
    return database


def migrated(url: str) -> Database:
    """A SQLite database, in memory or in a file that is not there yet, as the program's first start leaves it."""
    path = make_url(url).database
    if not path:
        return fill(Database(url), _made(by_steps=True))
    Path(path).write_bytes(_made(by_steps=True))
    return Database(url)
