"""The tables of the frequency desk. Channels, rows and nets are kept whole, as JSON that reads back as the same."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Finding
from commands.domain.radio.frequencies import Channel
from commands.domain.radio.intermod import Tolerance
from commands.domain.radio.pace import Net
from storage.tables.base import BigId, Json, Utc, metadata
from storage.tables.incident import Word


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


class Packed(TypeDecorator[Any]):
    """A frozen value of the domain, as JSON."""

    impl = Json
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """A value of this column's kind → what JSON can hold."""
        return None if value is None else _adapter(self.shape).dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Stored JSON → the value. Raises pydantic's ValidationError where it is none of that kind."""
        return None if value is None else _adapter(self.shape).validate_python(value)


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _plan(*, nullable: bool = False) -> Column[int]:
    return Column("plan", BigId, ForeignKey("radio_plan.id"), nullable=nullable)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _name_key() -> Column[str]:
    return Column("name_key", String(400), nullable=False, default="")


def _by(name: str = "by") -> Column[str]:
    return Column(name, String(400), nullable=False, default="")


def _at(name: str = "at") -> Column[Any]:
    return Column(name, Utc, nullable=False)


def _packed(name: str, shape: Any) -> Column[Any]:
    return Column(name, Packed(shape), nullable=False)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


own_channels = Table(
    "own_channel",
    metadata,
    _id(),
    _incident(),
    _name_key(),
    _packed("channel", Channel),
    _text("users"),
    _text("remarks"),
    _at(),
    _by(),
    Column("returned", Utc),
    _by("returned_by"),
    _version(),
    UniqueConstraint("incident", "name_key"),
)

plans = Table(
    "radio_plan",
    metadata,
    _id(),
    _incident(),
    Column("period", String(200), nullable=False),
    Column("starts", Utc),
    Column("ends", Utc),
    _text("instructions"),
    _at(),
    _by(),
    _version(),
    UniqueConstraint("incident", "period"),
)

plan_rows = Table(
    "plan_row",
    metadata,
    _id(),
    _incident(),
    _plan(),
    Column("number", Integer, nullable=False),
    _name_key(),
    _packed("row", Assignment),
    _at(),
    _by(),
    Column("released", Utc),
    _version(),
    UniqueConstraint("plan", "number"),
    Index(None, "plan", "released", "number"),
)

plan_revisions = Table(
    "plan_revision",
    metadata,
    _id(),
    _incident(),
    _plan(),
    Column("number", Integer, nullable=False),
    Column("period", String(200), nullable=False),
    Column("starts", Utc),
    Column("ends", Utc),
    Column("digest", String(64), nullable=False),
    _packed("rows", tuple[Assignment, ...]),
    _text("instructions"),
    _at(),
    _by(),
    UniqueConstraint("incident", "number"),
    Index(None, "plan", "number"),
)

radio_loads = Table(
    "radio_load",
    metadata,
    _id(),
    _incident(),
    Column("zone", String(200), nullable=False, default=""),
    Column("number", Integer, nullable=False),
    _packed("channel", Channel),
    Index(None, "incident", "zone", "number"),
)

plan_notes = Table(
    "plan_note",
    metadata,
    _id(),
    _incident(),
    _plan(nullable=True),
    Column("row", String(20), nullable=False, default=""),
    _name_key(),
    _text("words"),
    _at(),
    _by(),
    Index(None, "incident", "name_key", "id"),
    Index(None, "incident", "row", "id"),
)

area_relations = Table(
    "area_relation",
    metadata,
    _id(),
    _incident(),
    _text("one"),
    _text("other"),
    Column("touching", Boolean, nullable=False),
    _at(),
    _by(),
    Index(None, "incident"),
)

acceptances = Table(
    "plan_acceptance",
    metadata,
    _id(),
    _incident(),
    _plan(),
    _text("finding"),
    _text("row"),
    _text("rule"),
    Column("who", String(400), nullable=False),
    _at(),
    _text("reason"),
    Index(None, "plan"),
)

desk_settings = Table(
    "desk_settings",
    metadata,
    _id(),
    _incident(),
    Column("territories", Boolean),
    Column("near_canada", Boolean),
    Column("inland", Boolean),
    Column("tolerance", Word(Tolerance), nullable=False),
    Column("fifth", Boolean, nullable=False, default=False),
    Column("seventh", Boolean, nullable=False, default=False),
    _version(),
    UniqueConstraint("incident"),
)

plan_checks = Table(
    "plan_check",
    metadata,
    _id(),
    _incident(),
    _plan(),
    Column("plan_version", Integer, nullable=False),
    _at("asked"),
    _by(),
    Column("done", Utc),
    _packed("findings", tuple[Finding, ...]),
    _version(),
    UniqueConstraint("plan", "plan_version"),
    Index(None, "done", "id"),
)

radio_nets = Table(
    "radio_net",
    metadata,
    _id(),
    _incident(),
    _name_key(),
    _packed("net", Net),
    _version(),
    UniqueConstraint("incident", "name_key"),
)

outages = Table(
    "outage",
    metadata,
    _id(),
    _incident(),
    _text("name"),
    _name_key(),
    _text("reason"),
    _at(),
    _by(),
    Column("up", Utc),
    _by("up_by"),
    _version(),
    Index(None, "incident", "up"),
)

interferences = Table(
    "interference",
    metadata,
    _id(),
    _incident(),
    Column("number", Integer, nullable=False),
    _text("channel"),
    _name_key(),
    _text("heard"),
    _at("first"),
    Column("last", Utc),
    *(_text(name) for name in ("frequency", "tone", "signal", "place", "antenna", "effect", "pattern", "source")),
    _text("told"),
    _text("action"),
    _at(),
    _by(),
    Column("closed", Utc),
    _by("closed_by"),
    _text("outcome"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "closed"),
)

cache_radios = Table(
    "cache_radio",
    metadata,
    _id(),
    _incident(),
    _text("serial"),
    Column("serial_key", String(400), nullable=False),
    _text("kind"),
    _text("owner"),
    Column("revision", Integer),
    Column("issue", BigId, nullable=False, default=0),
    _version(),
    UniqueConstraint("incident", "serial_key"),
    Index(None, "incident", "issue"),
)

cache_issues = Table(
    "cache_issue",
    metadata,
    _id(),
    _incident(),
    Column("radio", BigId, ForeignKey("cache_radio.id"), nullable=False),
    _text("serial"),
    _text("to"),
    Column("revision", Integer),
    Column("due", Utc),
    _at(),
    _by(),
    Column("returned", Utc),
    _by("returned_by"),
    _text("condition"),
    _version(),
    Index(None, "incident", "returned", "due"),
)
