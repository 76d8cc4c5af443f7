"""The tables of alerts: events that touch an incident, the messages that made them, the area, the sources."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import BigId, Json, Utc, metadata
from storage.tables.incident import Span, Words


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


alerts = Table(
    "alert",
    metadata,
    _id(),
    _incident(),
    Column("number", Integer, nullable=False),
    Column("key", String(400), nullable=False),
    *(_text(name) for name in ("event", "headline", "instruction")),
    Column("rank", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("test", Boolean, nullable=False),
    *(Column(name, String(20), nullable=False) for name in ("severity", "urgency", "certainty")),
    *(_text(name) for name in ("sender", "web")),
    Column("source", String(120), nullable=False),
    _text("how"),
    Column("evaluated", Boolean, nullable=False),
    Column("zones", Words, nullable=False),
    Column("sent", Utc, nullable=False),
    Column("at", Utc, nullable=False),
    *(Column(name, Utc) for name in ("stale", "until")),
    Column("messages", Words, nullable=False),
    *(Column(name, Utc) for name in ("missing", "ended")),
    _text("ending"),
    Column("muted", Utc),
    *(_text(name) for name in ("muted_by", "muted_why", "holder", "holder_name")),
    Column("held", Utc),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "ended", "rank"),
)

alert_messages = Table(
    "alert_message",
    metadata,
    _id(),
    _incident(),
    Column("digest", String(24), nullable=False),
    Column("source", String(120), nullable=False),
    Column("level", String(20), nullable=False),
    _text("how"),
    Column("body", Json, nullable=False),
    Column("heard", Utc, nullable=False),
    UniqueConstraint("incident", "digest"),
)

alert_links = Table(
    "alert_link",
    metadata,
    _id(),
    _incident(),
    Column("link", String(60), nullable=False),
    Column("alert", BigId, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident", "link", "alert"),
    Index(None, "incident", "alert"),
)

alert_watches = Table(
    "alert_watch",
    metadata,
    _id(),
    _incident(),
    Column("sources", Words, nullable=False),
    Column("area", Words, nullable=False),
    Column("at", Utc, nullable=False),
    _text("by_name"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident"),
)

alert_sources = Table(
    "alert_source",
    metadata,
    _id(),
    Column("name", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("every", Span, nullable=False),
    Column("asked", Utc, nullable=False),
    *(Column(name, Utc) for name in ("heard", "changed")),
    Column("listed", Integer, nullable=False),
    Column("untold", Integer, nullable=False),
    _text("fault"),
    Column("silent", Utc),
    Column("version", Integer, nullable=False),
    UniqueConstraint("name"),
)
