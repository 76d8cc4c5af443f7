"""Alembic's entry: runs the steps on the connection that storage.migrate hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from storage.migrations.own_statements import with_own_statements
from storage.tables.base import metadata
from storage.tables.search import compared


def in_plain_types(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """A step must not change when our own types do: write what they are made of."""
    del autogen_context
    if kind == "type" and isinstance(item, TypeDecorator):
        made_of = item.impl_instance
        variant = "postgresql" in getattr(made_of, "_variant_mapping", {})
        return "JSON" if variant else f"sa.{made_of!r}"
    if kind == "type" and "postgresql" in getattr(item, "_variant_mapping", {}):
        return "JSON"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=in_plain_types,
    include_name=compared,
    process_revision_directives=with_own_statements,
)
with context.begin_transaction():
    context.run_migrations()
