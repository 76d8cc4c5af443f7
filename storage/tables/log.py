"""The tables of the log, of radio traffic and of general messages. Entries and rows of traffic are only ever added."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from commands.domain.log.logbook import Origin
from commands.domain.log.traffic import Passing, Precedence
from storage.tables.base import BigId, Utc, metadata
from storage.tables.incident import Word


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _group() -> Column[str]:
    return Column("group", String(80), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _who(name: str) -> Column[str]:
    return Column(name, String(400), nullable=False, default="")


_ABOUT = text("about != ''")
"""Few entries are about something: only those are in the index, so that no planner takes the others into account."""

entries = Table(
    "log_entry",
    metadata,
    _id(),
    _incident(),
    _group(),
    Column("number", Integer, nullable=False),
    Column("origin", Word(Origin), nullable=False),
    Column("about", String(40), nullable=False, default=""),
    Column("noun", String(40), nullable=False, default=""),
    _text("words"),
    Column("at", Utc, nullable=False),
    Column("said", Utc, nullable=False),
    _who("author"),
    _text("author_name"),
    _who("by"),
    _text("by_name"),
    _text("link"),
    Column("source", String(720)),
    Column("seal", String(64), nullable=False, default=""),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("incident", "number"),
    UniqueConstraint("incident", "source"),
    Index("ix_log_entry_newest", "incident", "group", "origin", "number"),
    Index("ix_log_entry_author", "incident", "author", "group", "origin", "number"),
    Index("ix_log_entry_about", "incident", "about", "number", sqlite_where=_ABOUT, postgresql_where=_ABOUT),
    Index("ix_log_entry_at", "incident", "at", "number"),
)

traffic = Table(
    "traffic",
    metadata,
    _id(),
    _incident(),
    _group(),
    Column("number", Integer, nullable=False),
    _text("sender"),
    _text("to"),
    _text("words"),
    Column("channel", String(200), nullable=False, default=""),
    Column("precedence", Word(Precedence), nullable=False),
    Column("heard", Utc, nullable=False),
    Column("at", Utc, nullable=False),
    _who("operator"),
    _text("operator_name"),
    Column("desk", Boolean, nullable=False, default=False),
    UniqueConstraint("incident", "number"),
    Index("ix_traffic_newest", "incident", "group", "number"),
    Index("ix_traffic_channel", "incident", "group", "channel", "number"),
    Index("ix_traffic_at", "incident", "at", "number"),
)

radio_desks = Table(
    "radio_desk",
    metadata,
    _id(),
    _incident(),
    Column("room", String(400), nullable=False, unique=True),
    Column("on", Boolean, nullable=False),
    Column("channel", String(200), nullable=False, default=""),
    Column("at", Utc, nullable=False),
    _who("by"),
    Column("version", Integer, nullable=False),
)

general_messages = Table(
    "general_message",
    metadata,
    _id(),
    _incident(),
    _group(),
    Column("number", Integer, nullable=False),
    Column("to", String(200), nullable=False),
    _text("to_name"),
    _text("subject"),
    _text("words"),
    Column("precedence", Word(Precedence), nullable=False),
    Column("state", Word(Passing), nullable=False),
    Column("at", Utc, nullable=False),
    Column("due", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    Column("acked", Utc),
    _who("acked_by"),
    _text("acked_name"),
    _text("told_by"),
    _text("reply"),
    Column("replied", Utc),
    _who("replied_by"),
    _text("replied_name"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident", "number"),
    Index("ix_general_message_newest", "incident", "group", "number"),
    Index("ix_general_message_state", "incident", "group", "state", "number"),
)
