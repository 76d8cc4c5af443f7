"""The tables of regions: which incidents use them, their agencies, assets and grants."""

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from commands.domain.assets.consent import Scope
from commands.domain.assets.inventory import Kind, State
from commands.domain.assets.readiness import Series
from storage.tables.base import BigId, Json, Utc, metadata
from storage.tables.incident import Word, Words


def _id() -> Column[Any]:
    return Column("id", BigId, primary_key=True)


def _incident() -> Column[str]:
    return Column("incident", String(80), ForeignKey("incident.id"), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _key(name: str) -> Column[str]:
    return Column(name, String(400), nullable=False, default="")


def _at(name: str = "at", *, needed: bool = True) -> Column[Any]:
    return Column(name, Utc, nullable=not needed)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


region_uses = Table(
    "region_use",
    metadata,
    _id(),
    _incident(),
    Column("region", String(80), nullable=False),
    _at(),
    _key("by"),
    _text("by_name"),
    _at("ended", needed=False),
    _key("ended_by"),
    _version(),
    Index(None, "incident", "ended"),
    Index(None, "region", "ended"),
)

agencies = Table(
    "agency",
    metadata,
    _id(),
    _incident(),
    Column("number", Integer, nullable=False),
    _text("name"),
    _key("name_key"),
    _text("short"),
    _key("short_key"),
    *(_text(name) for name in ("discipline", "level", "county", "address", "poc", "phone", "email")),
    Column("counted", Boolean, nullable=False, default=False),
    _at(),
    _key("by"),
    _version(),
    UniqueConstraint("incident", "number"),
    Index(None, "incident", "short_key"),
    Index(None, "incident", "name_key"),
)

assets = Table(
    "asset",
    metadata,
    _id(),
    _incident(),
    Column("kind", Word(Kind), nullable=False),
    Column("number", Integer, nullable=False),
    _text("name"),
    _key("name_key"),
    Column("owner", BigId, nullable=False, default=0),
    Column("lat", Integer),
    Column("lon", Integer),
    _text("place"),
    _text("notation"),
    Column("precision", Integer, nullable=False, default=0),
    Column("scope", Word(Scope), nullable=False),
    Column("state", Word(State), nullable=False),
    _at("until", needed=False),
    *(_text(name) for name in ("poc", "phone", "rules")),
    Column("activation", Integer),
    Column("ports", Words, nullable=False),
    Column("more", Json, nullable=False),
    _text("notes"),
    _text("source"),
    _at("confirmed", needed=False),
    _text("confirmed_by"),
    _at(),
    _key("by"),
    _version(),
    UniqueConstraint("incident", "kind", "number"),
    Index(None, "incident", "kind", "lat"),
    Index("ix_asset_named", "incident", "kind", "owner", "name_key"),
)

grants = Table(
    "asset_grant",
    metadata,
    _id(),
    _incident(),
    Column("asset", BigId, ForeignKey("asset.id"), nullable=False),
    Column("to", String(80), nullable=False),
    _at("until", needed=False),
    _text("why"),
    _at(),
    _key("by"),
    _text("by_name"),
    _at("ended", needed=False),
    _key("ended_by"),
    _version(),
    Index(None, "incident", "ended"),
    Index(None, "asset", "ended"),
)

programmed = Table(
    "programmed",
    metadata,
    _id(),
    _incident(),
    Column("agency", BigId, nullable=False),
    Column("channel", BigId, nullable=False),
    *(_text(name) for name in ("share", "zone", "position", "verified")),
    _at(),
    _version(),
    Index(None, "incident", "agency"),
)

spots = Table(
    "spot",
    metadata,
    _id(),
    _incident(),
    _text("name"),
    _key("name_key"),
    Column("lat", Integer, nullable=False),
    Column("lon", Integer, nullable=False),
    _text("place"),
    _text("notation"),
    Column("precision", Integer, nullable=False),
    _at(),
    _key("by"),
    _version(),
    Index(None, "incident", "name_key"),
)

matters = Table(
    "region_matter",
    metadata,
    _id(),
    _incident(),
    Column("series", Word(Series), nullable=False),
    Column("number", Integer, nullable=False),
    _text("name"),
    _text("state"),
    _at("due", needed=False),
    _text("words"),
    _key("person"),
    Column("agency", BigId, nullable=False, default=0),
    Column("more", Json, nullable=False),
    _at(),
    _key("by"),
    _text("by_name"),
    _version(),
    UniqueConstraint("incident", "series", "number"),
)
