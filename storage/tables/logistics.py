"""The tables of requests, reports and patches, and of what became of each.

Every thing carries the group that it belongs to. ``change`` and ``signature`` rows are only ever added.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from commands.domain.history import Thing
from commands.domain.logistics.requests import Approval, Coming, Paper, Priority
from commands.domain.radio.patches import Joined
from commands.domain.situation.reports import Subject
from storage.tables.base import BigId, Utc, metadata
from storage.tables.incident import Span, Word, Words


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _group() -> Column[str]:
    return Column("group", String(80), nullable=False)


def _number(name: str = "number") -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _who(name: str) -> Column[str]:
    return Column(name, String(400), nullable=False, default="")


def _yes(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=False)


def _at(name: str = "at") -> Column[object]:
    return Column(name, Utc, nullable=False)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


requests = Table(
    "request",
    metadata,
    _id(),
    _incident(),
    _group(),
    _number(),
    _number("quantity"),
    _text("what"),
    Column("what_key", String(200), nullable=False),
    _text("kind"),
    _text("type"),
    _text("div"),
    _text("place"),
    Column("needed", Utc),
    Column("priority", Word(Priority), nullable=False),
    _number("rank"),
    _text("substitutes"),
    _text("cost"),
    _yes("spectrum"),
    Column("chief", String(20), nullable=False),
    Column("state", Word(Paper), nullable=False),
    _yes("open"),
    _yes("owed"),
    _yes("verbal"),
    _yes("late"),
    _number("edition"),
    _number("lines"),
    _number("filled"),
    _number("arrived"),
    _text("asker"),
    _number("report"),
    _at(),
    _who("by"),
    _text("by_name"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "open", "rank", "number", "group"),
    Index(None, "incident", "open", "needed", "number", "group"),
    Index(None, "incident", "open", "late", "number", "group"),
    Index(None, "incident", "owed", "number"),
    Index(None, "incident", "open", "what_key", "number"),
    Index(None, "incident", "by", "open", "number"),
    Index("ix_request_counts", "incident", "group", "open", "state", "quantity", "arrived", "needed", "late"),
)

request_signatures = Table(
    "request_signature",
    metadata,
    _id(),
    _incident(),
    Column("request", BigId, ForeignKey("request.id"), nullable=False),
    _number("edition"),
    Column("what", Word(Approval), nullable=False),
    Column("position", String(40), nullable=False, default=""),
    _at(),
    _who("by"),
    _text("by_name"),
    UniqueConstraint("request", "edition", "what"),
)

request_orders = Table(
    "request_order",
    metadata,
    _id(),
    _incident(),
    Column("request", BigId, ForeignKey("request.id"), nullable=False),
    _number("quantity"),
    _text("supplier"),
    _text("their_number"),
    _text("how"),
    _yes("loan"),
    Column("back", Utc),
    _at(),
    _who("by"),
    _text("by_name"),
    Index(None, "request", "id"),
)

fill_lines = Table(
    "fill_line",
    metadata,
    _id(),
    _incident(),
    Column("request", BigId, ForeignKey("request.id"), nullable=False),
    _number("of"),
    _number(),
    _number("quantity"),
    Column("state", Word(Coming), nullable=False),
    _text("source"),
    _text("their_number"),
    Column("eta", Utc),
    _yes("told"),
    _yes("loan"),
    Column("back", Utc),
    _yes("back_told"),
    Column("resources", Words, nullable=False),
    _at(),
    _who("by"),
    _version(),
    UniqueConstraint("request", "number"),
    UniqueConstraint("incident", "of", "number"),
    Index(None, "incident", "loan", "state", "back"),
)

changes = Table(
    "change",
    metadata,
    _id(),
    _incident(),
    _group(),
    Column("thing", Word(Thing), nullable=False),
    _number(),
    _number("line"),
    Column("verb", String(40), nullable=False),
    Column("was", String(40), nullable=False, default=""),
    Column("now", String(40), nullable=False, default=""),
    _number("quantity"),
    _text("words"),
    _at(),
    _who("by"),
    _text("by_name"),
    Index(None, "incident", "thing", "number", "id"),
    Index(None, "incident", "thing", "at"),
    Index(None, "incident", "id"),
)

reports = Table(
    "report",
    metadata,
    _id(),
    _incident(),
    _group(),
    _number(),
    Column("subject", Word(Subject), nullable=False),
    _text("name"),
    Column("name_key", String(200), nullable=False),
    Column("state", String(20), nullable=False, default=""),
    _text("words"),
    _text("conditions"),
    _text("actions"),
    _text("needs"),
    Column("step", String(20), nullable=False, default=""),
    _text("rerouted"),
    _text("position"),
    _at(),
    _who("by"),
    _text("by_name"),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "subject", "name_key", "number", "group"),
    Index(None, "incident", "subject", "number"),
)

report_needs = Table(
    "report_need",
    metadata,
    _id(),
    _incident(),
    Column("report", BigId, ForeignKey("report.id"), nullable=False),
    _number(),
    _text("words"),
    _number("request"),
    _version(),
    UniqueConstraint("report", "number"),
)

report_duties = Table(
    "report_duty",
    metadata,
    _id(),
    _incident(),
    _group(),
    _number(),
    Column("position", String(20), nullable=False),
    _text("place"),
    Column("key", String(240), nullable=False),
    Column("every", Span, nullable=False),
    _at("due"),
    Column("last", Utc),
    _number("reminded"),
    Column("snoozed", Utc),
    _yes("stopped"),
    _at(),
    _who("by"),
    _version(),
    UniqueConstraint("incident", "key"),
    UniqueConstraint("incident", "number"),
)

patches = Table(
    "patch",
    metadata,
    _id(),
    _incident(),
    _group(),
    _number(),
    Column("sides", Words, nullable=False),
    Column("keys", Words, nullable=False),
    _text("via"),
    Column("until", Utc),
    _yes("told"),
    Column("state", Word(Joined), nullable=False),
    _text("why"),
    _at(),
    _who("by"),
    _text("by_name"),
    Column("ended", Utc),
    _who("ended_by"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state", "number"),
)
