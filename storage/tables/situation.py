"""The tables of reports: shifts, who takes them over, and what an incident has set about its reports."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from commands.domain.organisation.roles import Rank
from storage.tables.base import BigId, Utc, metadata
from storage.tables.incident import Span, Word


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _key(name: str) -> Column[str]:
    return Column(name, String(400), nullable=False, default="")


shifts = Table(
    "shift",
    metadata,
    _id(),
    _incident(),
    Column("number", Integer, nullable=False),
    Column("start", Utc, nullable=False),
    Column("due", Utc),
    Column("ended", Utc),
    Column("drafted", Utc),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident", "number"),
)

shift_parts = Table(
    "shift_part",
    metadata,
    _id(),
    _incident(),
    Column("shift", Integer, nullable=False),
    Column("slot", String(700), nullable=False),
    Column("position", String(20), nullable=False),
    _text("place"),
    Column("rank", Word(Rank), nullable=False),
    _key("to"),
    _text("to_name"),
    _key("leaving"),
    _text("leaving_name"),
    Column("accepted", Utc),
    _text("accepted_by"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident", "shift", "slot"),
    Index(None, "incident", "to", "shift"),
)

briefing_times = Table(
    "briefing_times",
    metadata,
    _id(),
    _incident(),
    Column("before_end", Span),
    Column("form", String(20), nullable=False, default=""),
    Column("accept_within", Span, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident"),
)
