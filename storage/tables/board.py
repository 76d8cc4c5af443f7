"""The table of boards: one row for each incident that ever had one."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import BigId, Utc, metadata

boards = Table(
    "board",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("incident", String(80), ForeignKey("incident.id"), nullable=False),
    Column("on", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
    Column("by_name", Text, nullable=False, default=""),
    Column("version", Integer, nullable=False),
    UniqueConstraint("incident"),
)
