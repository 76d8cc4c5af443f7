"""Brings a database up to what this program knows, at start; a newer database is refused."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage.sealing.adopt import seal_rest
from storage.store import Database, DatabaseAway


class NewerDatabase(Exception):
    """The database was written by a newer program."""


def migrate(database: Database) -> None:
    """Run the steps that are missing, and seal what is not under seal yet. Raises NewerDatabase."""
    step_up(database)
    with database.work() as work:
        seal_rest(work.sealing, work.connection)


def step_up(database: Database) -> None:
    """Run the steps that are missing. Raises NewerDatabase and changes nothing where the program is too old."""
    with database.engine.begin() as connection:
        _step(connection)
        command.upgrade(alembic_config(connection), "head")


def state(database: Database) -> str:
    """Where the database stands, in words. Raises NewerDatabase, DatabaseAway; changes nothing."""
    try:
        with database.engine.connect() as connection:
            at = _step(connection)
    except OperationalError as fault:
        raise DatabaseAway(str(fault.orig)) from fault
    return f"{database.engine.name} at step {at}" if at else f"{database.engine.name}, empty: filled at the first start"


def behind(database: Database) -> bool:
    """Are there steps that the database has not taken? Raises NewerDatabase, DatabaseAway; changes nothing."""
    try:
        with database.engine.connect() as connection:
            known = ScriptDirectory.from_config(alembic_config(connection))
            return _step(connection) != known.get_current_head()
    except OperationalError as fault:
        raise DatabaseAway(str(fault.orig)) from fault


def _step(connection: Connection) -> str | None:
    known = known_steps()
    at = MigrationContext.configure(connection).get_current_revision()
    if at is not None and at not in known:
        raise NewerDatabase(
            f"the database is at step {at}, which this program does not know (it knows up to "
            f"{known[0]}): start the newer program that wrote it, or restore an older backup"
        )
    return at


def known_steps() -> list[str]:
    """The steps that this program knows, the newest first."""
    return [step.revision for step in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def alembic_config(connection: Connection | None = None) -> Config:
    """How Alembic finds our steps; it works on the given connection, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
