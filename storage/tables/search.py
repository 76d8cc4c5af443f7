"""The table of what can be found by its words, and the index of those words that each database has of its own.

``findable`` is an ordinary table. What stands on it (an FTS5 table with its triggers on SQLite, a GIN index on
PostgreSQL) is made by statements of the database's own, which a migration holds as they are; OWN names what they make,
so that comparing the tables with the database passes over just that.
"""

from typing import Any

from sqlalchemy import DDL, BigInteger, Column, Index, String, Table, Text, UniqueConstraint, event

from commands.domain.log.searching import Source
from storage.tables.base import BigId, Utc, metadata
from storage.tables.incident import Word

findables = Table(
    "findable",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("incident", String(80), nullable=False),
    Column("group", String(80), nullable=False),
    Column("source", Word(Source), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("shown", String(40), nullable=False, default=""),
    Column("at", Utc, nullable=False),
    Column("who", Text, nullable=False, default=""),
    Column("words", Text, nullable=False),
    Column("room", String(400), nullable=False, default=""),
    Column("native", String(300), nullable=False, default=""),
    Column("scope", String(20), nullable=False),  # one word for incident and group
    Column("terms", Text, nullable=False),
    UniqueConstraint("source", "number"),
    Index("ix_findable_newest", "incident", "group", "id"),
)

SQLITE = (
    "CREATE VIRTUAL TABLE findable_fts USING fts5"
    "(scope, terms, content='findable', content_rowid='id', detail=column, tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER findable_added AFTER INSERT ON findable BEGIN "
    "INSERT INTO findable_fts(rowid, scope, terms) VALUES (new.id, new.scope, new.terms); END",
    "CREATE TRIGGER findable_removed AFTER DELETE ON findable BEGIN "
    "INSERT INTO findable_fts(findable_fts, rowid, scope, terms) VALUES ('delete', old.id, old.scope, old.terms); END",
    "CREATE TRIGGER findable_changed AFTER UPDATE ON findable BEGIN "
    "INSERT INTO findable_fts(findable_fts, rowid, scope, terms) VALUES ('delete', old.id, old.scope, old.terms); "
    "INSERT INTO findable_fts(rowid, scope, terms) VALUES (new.id, new.scope, new.terms); END",
)

POSTGRESQL = ("CREATE INDEX ix_findable_words ON findable USING gin (to_tsvector('simple', scope || ' ' || terms))",)

STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}

OWN = frozenset(
    {"ix_findable_words", "findable_fts", *(f"findable_fts_{part}" for part in ("data", "idx", "docsize", "config"))}
)
"""The names of all tables and indexes that those statements make."""


def compared(name: str | None, kind: str, _parents: Any) -> bool:
    """For Alembic: is this to be compared with the metadata? All is, but what a database's own statements make."""
    return kind not in ("table", "index") or name not in OWN


for _dialect, _statements in STATEMENTS.items():
    for _statement in _statements:
        _made = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(findables, "after_create", _made)
