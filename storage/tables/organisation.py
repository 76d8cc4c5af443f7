"""The tables of the organisation: positions, hand-overs, periods, groups, codes, and who is who."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from commands.domain.organisation.links import Pairing
from commands.domain.organisation.roles import Handing, Motive, Rank, Standing
from storage.tables.base import BigId, Utc, metadata
from storage.tables.incident import Word, Words


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _key(name: str) -> Column[str]:
    return Column(name, String(400), nullable=False, default="")


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


holdings = Table(
    "holding",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("position", String(20), nullable=False),
    _text("place"),
    Column("rank", Word(Rank), nullable=False),
    _key("person"),
    _text("name"),
    _text("label"),
    Column("since", Utc, nullable=False),
    _text("how"),
    _key("by"),
    Column("until", Utc),
    Column("ended", Utc),
    _key("ended_by"),
    _text("ended_how"),
    Column("slot", String(700)),  # set while it is held; two at once meet here
    _version(),
    UniqueConstraint("incident", "slot"),
    Index(None, "incident", "ended", "position"),
    Index(None, "incident", "person"),
)

handovers = Table(
    "handover",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("number", Integer, nullable=False),
    Column("position", String(20), nullable=False),
    _text("place"),
    Column("rank", Word(Rank), nullable=False),
    _key("to"),
    _text("to_name"),
    _text("to_label"),
    _key("leaving"),
    _text("leaving_name"),
    Column("at", Utc, nullable=False),
    Column("until", Utc),
    Column("state", Word(Handing), nullable=False),
    Column("asked", Utc, nullable=False),
    _key("by"),
    _text("by_name"),
    Column("given", Utc),
    Column("confirmed", Utc),
    Column("released", Utc),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
)

motions = Table(
    "motion",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("number", Integer, nullable=False),
    Column("kind", Word(Motive), nullable=False),
    _key("person"),
    _text("name"),
    _text("label"),
    Column("state", Word(Standing), nullable=False),
    Column("at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    _key("by"),
    _text("by_name"),
    Column("voices", Words, nullable=False),
    Column("agencies", Words, nullable=False),
    Column("ended", Utc),
    _key("ended_by"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "state"),
)

periods = Table(
    "period",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("number", Integer, nullable=False),
    Column("start", Utc, nullable=False),
    Column("end", Utc, nullable=False),
    _key("by"),
    Column("begun", Utc),
    Column("closed", Utc),
    _version(),
    UniqueConstraint("incident", "number"),
)

objectives = Table(
    "objective",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("number", Integer, nullable=False),
    _text("words"),
    Column("at", Utc, nullable=False),
    _key("by"),
    Column("struck", Utc),
    _key("struck_by"),
    _text("why"),
    _version(),
    UniqueConstraint("incident", "number"),
)

groups = Table(
    "room_group",
    metadata,
    Column("id", BigId, primary_key=True),
    _incident(),
    Column("name", String(80), nullable=False),
    Column("at", Utc, nullable=False),
    _key("by"),
    UniqueConstraint("incident", "name"),
)

codes = Table(
    "link_code",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("digits", String(20), nullable=False),
    Column("incident", String(80), nullable=False, default=""),
    _text("group"),
    _key("room"),
    _key("by"),
    _text("by_name"),
    Column("at", Utc, nullable=False),
    Column("until", Utc),
    Column("used", Utc),
    _key("used_by"),
    Column("used_name", Text, nullable=False, server_default=""),
    Column("used_room", String(400), nullable=False, server_default=""),
    Column("pairing", Word(Pairing), nullable=False, server_default=Pairing.GIVEN.value),
    _version(),
    Index(None, "digits"),
)

guesses = Table(
    "link_guess",
    metadata,
    Column("id", BigId, primary_key=True),
    _key("who"),
    Column("at", Utc, nullable=False),
    Index(None, "at"),
)

identities = Table(
    "identity",
    metadata,
    Column("id", String(400), primary_key=True),
    _key("human"),
    Column("at", Utc, nullable=False),
    _version(),
    Index(None, "human"),
)

repeats = Table(
    "said_once",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("at", Utc, nullable=False),
    _text("answer"),
    Index(None, "at"),
)
