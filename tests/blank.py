"""Empty stores in memory, copied from one that was made once: making all tables anew takes longer than a test."""

from functools import cache

from storage.store import Database
from storage.tables.base import metadata


@cache
def _made() -> bytes:
    database = Database("sqlite://")
    metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        made: bytes = connection.connection.driver_connection.serialize()
    database.close()
    return made


def fill(database: Database, made: bytes | None = None) -> Database:
    """Give a database in memory all its tables, and what stands in them where that was made before."""
    with database.engine.connect() as connection:
        connection.connection.driver_connection.deserialize(made or _made())
    return database
