"""Brings a database up to what this program knows, at start; a newer database is refused."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.store import Database


class NewerDatabase(Exception):
    """The database was written by a newer program."""


def migrate(database: Database) -> None:
    """Run the steps that are missing. Raises NewerDatabase and changes nothing where the program is too old."""
    with database.engine.begin() as connection:
        config = alembic_config(connection)
        known = ScriptDirectory.from_config(config)
        at = MigrationContext.configure(connection).get_current_revision()
        if at is not None and at not in {step.revision for step in known.walk_revisions()}:
            raise NewerDatabase(
                f"the database is at step {at}, which this program does not know (it knows up to "
                f"{known.get_current_head()}): start the newer program that wrote it, or restore an older backup"
            )
        command.upgrade(config, "head")


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
