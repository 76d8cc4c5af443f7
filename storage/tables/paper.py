"""The table of packets."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.tables.base import BigId, Utc, metadata

packets = Table(
    "packet",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("incident", String(80), ForeignKey("incident.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("by", String(400), nullable=False, default=""),
    Column("paper", String(20), nullable=False),
    Column("written", Utc),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident", "number"),
    Index(None, "written", "id"),
)
