"""The tables of the record's seals: the chain of each incident, lists that wait to be sealed, signed checkpoints.

``incident`` has no foreign key: a chain outlives whatever is done to what it seals.
"""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from commands.domain.log.seals import Why
from storage.tables.base import BigId, Json, Utc, metadata
from storage.tables.incident import Word

seals = Table(
    "seal",
    metadata,
    Column("incident", String(80), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("who", String(400), nullable=False),
    Column("why", Word(Why), nullable=False),
    Column("said", BigInteger, nullable=False),
    Column("rows", Text, nullable=False),
    Column("key", String(16), nullable=False),
    Column("mac", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

seal_dues = Table(
    "seal_due",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("table", String(40), nullable=False),
    Column("owner", BigInteger, nullable=False),  # of a roll call's lines the roll call, of addressees the announcement
    Column("after", BigInteger, nullable=False),  # the highest id that is under seal already
)

checkpoints = Table(
    "checkpoint",
    metadata,
    Column("incident", String(80), primary_key=True),
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("peaks", Json, nullable=False),
    Column("at", Utc, nullable=False),
    Column("key", String(16), nullable=False),
    Column("signature", String(128), nullable=False),
)
