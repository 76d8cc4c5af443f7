"""Write the next migration: what the tables in the code have that a database migrated so far has not.

Usage: python tools/new_migration.py 0002 "Requests and their fill lines"; then read what it wrote.
"""

import sys

from alembic import command

from storage.migrate import alembic_config, step_up
from storage.store import Database


def main(revision: str, message: str) -> None:
    database = Database("sqlite://")
    step_up(database)
    with database.engine.connect() as connection:
        command.revision(alembic_config(connection), message=message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    main(*sys.argv[1:])
