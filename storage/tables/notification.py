"""The tables of notification: ways of people, pages and their steps, notices to ways."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from commands.domain.notification.notices import NoticeState, Precedence
from commands.domain.notification.pages import Paging
from commands.domain.notification.ways import WayKind, WaySource
from storage.tables.base import BigId, Utc, metadata
from storage.tables.incident import Span, Word, Words


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _who(name: str) -> Column[str]:
    return Column(name, String(400), nullable=False, default="")


def _short(name: str) -> Column[str]:
    return Column(name, String(80), nullable=False, default="")


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


ways = Table(
    "way",
    metadata,
    _id(),
    _incident(),
    _who("person"),
    _text("name"),
    Column("kind", Word(WayKind), nullable=False),
    Column("address", String(254), nullable=False),
    _count("place"),
    Column("source", Word(WaySource), nullable=False),
    Column("at", Utc, nullable=False),
    _who("by"),
    Column("verified", Utc),
    _short("code"),
    Column("code_until", Utc),
    _count("tries"),
    Column("sent", Words, nullable=False),
    _short("quiet"),
    Column("opted_out", Utc),
    _text("failing"),
    Column("removed", Utc),
    _count("version"),
    Index(None, "incident", "person"),
    Index(None, "address"),
)

pages = Table(
    "page",
    metadata,
    _id(),
    _incident(),
    _count("number"),
    _text("to"),
    _text("words"),
    _short("about"),
    Column("precedence", Word(Precedence), nullable=False),
    Column("wait", Span, nullable=False),
    Column("state", Word(Paging), nullable=False),
    _count("step"),
    _count("wave"),
    _count("told"),
    Column("alarm", Utc),
    _short("code"),
    Column("at", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    Column("acked", Utc),
    _who("acked_by"),
    _text("acked_name"),
    _text("acked_how"),
    Column("ended", Utc),
    _count("version"),
    UniqueConstraint("incident", "number"),
    Index(None, "state", "incident"),
)

page_steps = Table(
    "page_step",
    metadata,
    _id(),
    _incident(),
    Column("page", BigId, ForeignKey("page.id"), nullable=False),
    _count("step"),
    _text("title"),
    _who("person"),
    _text("name"),
    Column("reached", Utc),
    _text("how"),
    Column("cannot", Utc),
    _count("version"),
    Index(None, "page", "step"),
)

notices = Table(
    "notice",
    metadata,
    _id(),
    _incident(),
    _short("of"),
    _count("wave"),
    _who("person"),
    _text("name"),
    Column("way", BigId, ForeignKey("way.id"), nullable=False),
    Column("kind", Word(WayKind), nullable=False),
    _count("rank"),
    _text("subject"),
    _text("text"),
    _count("parts"),
    _short("code"),
    Column("state", Word(NoticeState), nullable=False),
    Column("due", Utc, nullable=False),
    Column("at", Utc, nullable=False),
    Column("attempted", Utc),
    _count("attempts"),
    _count("looks"),
    Column("handed", Utc),
    _short("provider"),
    _short("claimed"),
    _text("error"),
    Column("again", Boolean, nullable=False),
    _count("version"),
    UniqueConstraint("incident", "of", "person", "way", "wave"),
    Index(None, "state", "kind", "rank", "due"),
    Index(None, "provider"),
    Index(None, "way"),
)
"""Of one thing, to one person, by one way, in one wave there is one notice: the database holds it to that."""
