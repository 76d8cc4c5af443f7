"""Early reactions, replaced rooms and thread roots have tables of their own"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import BigId, Utc

JSON = sa.JSON().with_variant(JSONB(), "postgresql")

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FACTS = sa.table("fact", sa.column("key", sa.String), sa.column("value", JSON))


def upgrade() -> None:
    early = op.create_table(
        "early",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("emoji", sa.Text()),
        sa.Column("who", sa.String(length=400), nullable=False),
        sa.Column("who_name", sa.Text(), nullable=False),
        sa.Column("order", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_early_key", "early", ["key"])
    op.create_index("ix_early_at", "early", ["at"])
    ended = op.create_table(
        "ended_reaction",
        sa.Column("key", sa.String(length=64), primary_key=True),
        sa.Column("order", sa.BigInteger(), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_ended_reaction_at", "ended_reaction", ["at"])
    successors = op.create_table(
        "room_successor",
        sa.Column("room", sa.String(length=400), primary_key=True),
        sa.Column("successor", sa.String(length=400), nullable=False),
    )
    predecessors = op.create_table(
        "room_predecessor",
        sa.Column("room", sa.String(length=400), primary_key=True),
        sa.Column("before", sa.String(length=400), primary_key=True),
        sa.Column("place", sa.SmallInteger(), nullable=False),
    )
    roots = op.create_table(
        "thread_root",
        sa.Column("incident", sa.String(length=80), primary_key=True),
        sa.Column("room", sa.String(length=400), primary_key=True),
        sa.Column("about", sa.String(length=120), primary_key=True),
        sa.Column("native", sa.String(length=300), nullable=False),
    )
    _move("early/", early, _early)
    _move("ended/", ended, lambda key, value: [{"key": key, "order": value["order"], "at": _at(value)}])
    _move("replaced by/", successors, lambda key, value: [{"room": key, "successor": value}])
    _move(
        "replaces/",
        predecessors,
        lambda key, value: [{"room": key, "before": one, "place": place} for place, one in enumerate(value)],
    )
    _move("thing/", roots, _root)


def _move(beginning: str, table: sa.Table, rows: Callable[[str, Any], list[dict[str, Any]]]) -> None:
    """Take the facts whose keys begin so over into a table."""
    work = op.get_bind()
    these = FACTS.c.key.startswith(beginning, autoescape=True)
    found = work.execute(sa.select(FACTS.c.key, FACTS.c.value).where(these)).all()
    made = [row for key, value in found if value for row in rows(key.removeprefix(beginning), value)]
    for at in range(0, len(made), 500):
        work.execute(sa.insert(table), made[at : at + 500])
    work.execute(sa.delete(FACTS).where(these))


def _early(key: str, value: Any) -> list[dict[str, Any]]:
    at = _at(value)
    kept = [
        {"key": key, "emoji": emoji, "who": who, "who_name": name, "order": order, "event": event, "at": at}
        for emoji, who, name, order, event in value["kept"]
    ]
    ended = {"key": key, "emoji": None, "who": "", "who_name": "", "order": 0, "event": "", "at": at}
    return kept or [ended]


def _root(key: str, value: Any) -> list[dict[str, Any]]:
    incident, _, rest = key.partition("/")
    room, _, about = rest.rpartition("/")
    return [{"incident": incident, "room": room, "about": about, "native": value}]


def _at(value: Any) -> datetime:
    return datetime.fromisoformat(value["at"])
