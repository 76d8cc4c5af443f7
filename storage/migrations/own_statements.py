"""Writes into a new step what a database has of its own beside the tables, as the plain statements that make it."""

from collections.abc import Iterable
from typing import Any

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp, MigrateOperation, MigrationScript

from storage.tables.search import STATEMENTS, findables


class OwnStatements(MigrateOperation):
    """Statements for each kind of database, by its dialect's name."""


def with_own_statements(_context: Any, _revision: Any, directives: Iterable[MigrationScript]) -> None:
    """Where a step makes the table, it makes what stands on it as well."""
    for script in directives:
        steps = script.upgrade_ops.ops if script.upgrade_ops else []
        if any(isinstance(step, CreateTableOp) and step.table_name == findables.name for step in steps):
            steps.append(OwnStatements())


@renderers.dispatch_for(OwnStatements)
def _render(_context: AutogenContext, _step: OwnStatements) -> list[str]:
    return [f"on({dialect!r}, {one!r})" for dialect, statements in STATEMENTS.items() for one in statements]
