"""The tables of accountability: roll calls, emergencies, demobilization, routine lines, and what is owed by a time."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from commands.domain.accountability.claims import Bound, Part
from commands.domain.accountability.demobs import Leaving
from commands.domain.accountability.emergencies import Emergent, Told
from commands.domain.accountability.medical import Severity
from commands.domain.accountability.owed import Acknowledged, Doing, Watching
from commands.domain.accountability.par import Answer, Roll
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


def _number() -> Column[int]:
    return Column("number", Integer, nullable=False)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


claims = Table(
    "claim",
    metadata,
    _id(),
    _incident(),
    _number(),
    Column("resource", BigId, ForeignKey("resource.id"), nullable=False),
    _text("name"),
    Column("part", Word(Part), nullable=False),
    _who("person"),
    _text("person_name"),
    _text("label"),
    Column("state", Word(Bound), nullable=False),
    Column("at", Utc, nullable=False),
    _who("by"),
    Column("ended", Utc),
    _who("ended_by"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
)

pars = Table(
    "par",
    metadata,
    _id(),
    _incident(),
    _number(),
    _text("div"),
    Column("within", Span, nullable=False),
    Column("every", Span),
    Column("state", Word(Roll), nullable=False),
    Column("opened", Utc, nullable=False),
    _who("opened_by"),
    Column("due", Utc, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("answered", Utc),
    Column("closed", Utc),
    _who("closed_by"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
)

par_lines = Table(
    "par_line",
    metadata,
    _id(),
    Column("par", BigId, ForeignKey("par.id"), nullable=False),
    _incident(),
    Column("resource", BigId, nullable=False, default=0),
    _text("name"),
    Column("name_key", Text, nullable=False),
    _text("agency"),
    _text("div"),
    _text("leader"),
    Column("crew", Words, nullable=False),
    _who("person"),
    Column("expected", Integer, nullable=False),
    Column("single", Boolean, nullable=False),
    Column("count", Integer),
    Column("state", Word(Answer), nullable=False),
    Column("listed", Boolean, nullable=False),
    Column("missing", Words, nullable=False),
    _text("words"),
    Column("reported", Text, nullable=False, default="", server_default=""),
    _who("by"),
    _text("by_name"),
    Column("at", Utc),
    _version(),
    Index(None, "par", "state", "name_key"),
    Index(None, "par", "name_key"),
    Index(None, "resource"),
)

par_taps = Table(
    "par_tap",
    metadata,
    _id(),
    Column("line", BigId, ForeignKey("par_line.id"), nullable=False),
    Column("person", String(400), nullable=False),
    _text("name"),
    Column("at", Utc, nullable=False),
    UniqueConstraint("line", "person"),
)

emergencies = Table(
    "emergency",
    metadata,
    _id(),
    _incident(),
    _number(),
    _text("words"),
    Column("room", String(400), nullable=False),
    Column("at", Utc, nullable=False),
    Column("said_at", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    Column("state", Word(Emergent), nullable=False),
    _text("acknowledged_by"),
    Column("acknowledged_at", Utc),
    _text("cleared_by"),
    Column("cleared_at", Utc),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
)

emergency_updates = Table(
    "emergency_update",
    metadata,
    _id(),
    _incident(),
    Column("emergency", BigId, ForeignKey("emergency.id"), nullable=False),
    Column("kind", Word(Told), nullable=False),
    _text("words"),
    Column("at", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    Index(None, "emergency"),
)

medical_reports = Table(
    "medical_report",
    metadata,
    _id(),
    _incident(),
    _number(),
    _text("contact"),
    _text("status"),
    Column("severity", Word(Severity), nullable=False),
    _text("nature"),
    _text("location"),
    _text("name"),
    _text("provider"),
    _text("commander"),
    Column("patients", Integer, nullable=False),
    _text("assessment"),
    _text("transport"),
    _text("resources"),
    _text("frequencies"),
    _text("contingency"),
    _text("remarks"),
    Column("at", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    UniqueConstraint("incident", "number"),
)

demobs = Table(
    "demob",
    metadata,
    _id(),
    _incident(),
    _number(),
    Column("resource", BigId, ForeignKey("resource.id"), nullable=False),
    _text("name"),
    Column("needs", Words, nullable=False),
    Column("state", Word(Leaving), nullable=False),
    Column("at", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    Column("etd", Utc),
    Column("eta", Utc),
    _text("destination"),
    _text("travel"),
    Column("released", Utc),
    _who("released_by"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
    Index(None, "resource"),
)

signatures = Table(
    "demob_signature",
    metadata,
    _id(),
    Column("demob", BigId, ForeignKey("demob.id"), nullable=False),
    Column("box", String(40), nullable=False),
    _who("by"),
    _text("by_name"),
    _text("remarks"),
    Column("at", Utc, nullable=False),
    UniqueConstraint("demob", "box"),
)

routines = Table(
    "routine",
    metadata,
    _id(),
    _incident(),
    Column("what", String(40), nullable=False),
    _text("short"),
    Column("at", Utc, nullable=False),
    Column("told", Boolean, nullable=False),
    Index(None, "incident", "at"),
    Index(None, "incident", "told"),
)

announcements = Table(
    "announcement",
    metadata,
    _id(),
    _incident(),
    _number(),
    _text("words"),
    _text("to"),
    Column("due", Utc),
    Column("within", Span),
    Column("state", Word(Acknowledged), nullable=False),
    Column("at", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    Column("repeats", Integer, nullable=False),
    Column("ended", Utc),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
)

addressees = Table(
    "addressee",
    metadata,
    _id(),
    Column("announcement", BigId, ForeignKey("announcement.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("key", String(400), nullable=False),
    _text("name"),
    _who("by"),
    _text("by_name"),
    Column("ticked", Boolean, nullable=False),
    Column("at", Utc),
    _version(),
    Index(None, "announcement", "at"),
)

watches = Table(
    "watch",
    metadata,
    _id(),
    _incident(),
    _number(),
    _text("what"),
    Column("every", Span, nullable=False),
    Column("due", Utc, nullable=False),
    Column("alarm", Utc, nullable=False),
    _who("owner"),
    _text("owner_name"),
    Column("state", Word(Watching), nullable=False),
    Column("heard", Utc, nullable=False),
    Column("reported", Text, nullable=False, default="", server_default=""),
    Column("at", Utc, nullable=False),
    _who("by"),
    Column("ended", Utc),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
)

actions = Table(
    "action",
    metadata,
    _id(),
    _incident(),
    _number(),
    _text("words"),
    Column("due", Utc),
    Column("alarm", Utc),
    _who("owner"),
    _text("owner_name"),
    Column("state", Word(Doing), nullable=False),
    Column("at", Utc, nullable=False),
    _who("by"),
    _text("by_name"),
    Column("done_at", Utc),
    _text("done_by"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state", "due"),
)
