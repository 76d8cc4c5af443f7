"""The tables of an incident's record: one per kind of record, one column per field, by the same names.

What can change carries a ``version``; what is only ever added (movements, situation reports) has none.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from commands.domain.accountability.checkins import Happened, Status
from commands.domain.schedules import Source
from storage.tables.base import BigId, Json, Utc, metadata


class Word(TypeDecorator[StrEnum]):
    """One word of an enum, as text."""

    impl = String(20)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """A member of the enum, or its word → the word that is stored. Raises ValueError for any other."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """A stored word → its member. Raises ValueError where this program does not know it."""
        return None if value is None else self.kind(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, as a JSON list."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> list[str] | None:
        """A tuple of texts → a list, which JSON can hold."""
        return None if value is None else [*value]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        """A stored list → the tuple that it was."""
        return None if value is None else (*value,)


class Span(TypeDecorator[timedelta]):
    """A time span, in whole milliseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """A span of time → whole milliseconds; what is shorter is cut off."""
        return None if value is None else value // timedelta(milliseconds=1)

    def process_result_value(self, value: Any, dialect: Dialect) -> timedelta | None:
        """Stored milliseconds → a span of time."""
        return None if value is None else timedelta(milliseconds=value)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


incidents = Table(
    "incident",
    metadata,
    Column("id", String(80), primary_key=True),
    _text("name"),
    Column("opened", Utc, nullable=False),
    _text("timezone"),
    _text("number"),
    _text("type"),
    Column("exercise", Boolean, nullable=False, default=False),
    Column("opened_by", String(400), nullable=False, default=""),
    Column("closed", Utc),
    Column("closed_by", String(400), nullable=False, default=""),
    Column("standing", Boolean, nullable=False, default=False, server_default="0", info={"blank": False}),
    _version(),
)

resources = Table(
    "resource",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    _text("name"),
    Column("name_key", Text, nullable=False),
    Column("persons", Integer, nullable=False),
    _text("agency"),
    _text("div"),
    _text("leader"),
    Column("crew", Words, nullable=False),
    Column("leader_account", String(400), nullable=False, default="", server_default="", info={"blank": ""}),
    Column("crew_accounts", Words, nullable=False, default=(), server_default="[]", info={"blank": []}),
    _text("kind"),
    _text("type"),
    _text("home"),
    _text("location"),
    _text("order"),
    _text("qual"),
    _text("travel"),
    Column("eta", Utc),
    _text("departs"),
    _text("call"),
    _text("call_key"),
    _text("contact"),
    Column("status", Word(Status), nullable=False, default=Status.AVAILABLE),
    Column("until", Utc),
    Column("etr", Utc),
    Column("reported", Text, nullable=False, default="", server_default=""),
    Column("person", String(400), nullable=False, default=""),
    Column("checked_in", Utc, nullable=False),
    Column("checked_in_by", String(400), nullable=False),
    Column("checked_out", Utc),
    Column("checked_out_by", String(400), nullable=False, default=""),
    _version(),
    Index(None, "incident", "checked_out", "name_key"),
    Index(None, "incident", "person"),
    Index(None, "incident", "checked_out", "call_key"),
    Index("ix_resource_strength", "incident", "checked_out", "agency", "kind", "status", "persons"),
)

movements = Table(
    "movement",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("resource", BigId, ForeignKey("resource.id"), nullable=False),
    _text("name"),
    _text("agency"),
    Column("what", Word(Happened), nullable=False),
    _text("words"),
    Column("at", Utc, nullable=False),
    Column("by", String(400), nullable=False),
    _text("was"),
    _text("now"),
    Index(None, "incident", "id"),
    Index(None, "resource", "id"),
    Index(None, "incident", "at"),
)

sitreps = Table(
    "sitrep",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("number", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("since", Utc),
    Column("due", Utc),
    Column("late", Span, nullable=False),
    Column("movement", BigId, nullable=False, default=0),
    Column("by", String(400), nullable=False, default=""),
    UniqueConstraint("incident", "number"),
)

timers = Table(
    "timer",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("incident", String(80), ForeignKey("incident.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("command", Text, nullable=False),
    Index(None, "at"),
)

schedules = Table(
    "schedule",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    _text("command"),
    Column("anchor", Utc, nullable=False),
    _text("cron"),
    Column("every", Span),
    Column("source", Word(Source), nullable=False),
    Column("last_due", Utc),
    _version(),
    Index(None, "incident"),
)

counters = Table(
    "counter",
    metadata,
    Column("incident", String(80), ForeignKey("incident.id"), primary_key=True),
    Column("series", String(20), primary_key=True),
    Column("last", Integer, nullable=False),
)
