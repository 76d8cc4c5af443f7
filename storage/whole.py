"""An incident's whole record as plain values: which kinds there are, their schema, read out and put back.

One kind is one list of records, in the order in which they were made, each a JSON object with the fields of its
dataclass. What the program keeps for its own sake (schedules, timers, link codes, how far rooms were read) is not part
of it: an imported record says nothing by itself and posts nowhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, text

from commands.domain.incidents import Incident
from commands.domain.messages import File, Room
from commands.domain.organisation.links import Code, Identity
from commands.domain.paper.packets import Packet
from commands.domain.text import Text
from storage.packed import pack_files, pack_text, unpack_files, unpack_text
from storage.record.incident import BOOKKEEPING, TABLES
from storage.tables.base import metadata
from storage.tables.bridge import people, reactions, revisions, rooms, said
from storage.tables.incident import counters, incidents
from storage.tables.organisation import holdings, identities

FORMAT = 1
"""Grows when an older program could not read what a newer one writes."""

PAGE = 1_000


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A room of the incident, as it was called. An imported room is not linked: nothing is posted there."""

    room: str
    group_name: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a person was called on a platform; ``key`` is ``<platform>.<account>/<user id>``."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """One original message of a room. ``who_label`` is the agency that the account stands for.

    ``files`` are named with what is known of them, and with the digest of their bytes where these were copied.
    """

    id: int
    room: str
    native: str
    group_name: str
    who: str
    who_name: str
    who_label: str
    at: datetime
    sort: int
    text: Text
    files: tuple[File, ...]
    revision: int
    edited_at: datetime | None
    removed_at: datetime | None
    thread: str | None
    reply_to: str | None
    broadcast: bool
    emote: bool
    recovered: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class Wording:
    """An earlier wording of a message, and when it was replaced."""

    said_id: int
    revision: int
    text: Text
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """A reaction that somebody holds."""

    said_id: int
    emoji: str
    who: str
    room: str
    event: str


@dataclass(frozen=True, kw_only=True)
class Counter:
    """The last number that was given in a series."""

    series: str
    last: int


_OWN: dict[type[Any], Table] = {
    Seen: rooms,
    Named: people,
    Message: said,
    Wording: revisions,
    Reaction: reactions,
    Counter: counters,
}
_LEFT_OUT = {*BOOKKEEPING, Code, Packet}

KINDS: dict[str, tuple[type[Any], Table]] = {
    table.name: (kind, table)
    for table in metadata.sorted_tables
    for kind, its in (*TABLES.items(), *_OWN.items())
    if its is table and kind not in _LEFT_OUT
}
"""Every kind by the name of its table; a kind stands behind those that it points to."""

TALK = ("said", "said_revision", "said_reaction", "room", "person_name")


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """How a kind becomes JSON and is read back."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def schema() -> dict[str, Any]:
    """The JSON schema: for each file of records what one of its lines holds."""
    written: Literal["serialization"] = "serialization"
    found, whole = TypeAdapter.json_schemas([(name, written, adapter(kind)) for name, (kind, _) in KINDS.items()])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An incident's record, as Net Control exports it",
        "description": f"Format {FORMAT}. Each property is a file records/<name>.jsonl with one object a line.",
        "type": "object",
        "properties": {name: {"type": "array", "items": found[(name, written)]} for name in KINDS},
        **whole,
    }


def read(db: Connection, incident: str, name: str) -> Iterator[Any]:
    """Every record of an incident of the kind that ``KINDS`` names so, by its key; they are read a page at a time."""
    kind, table = KINDS[name]
    names = [field.name for field in fields(kind)]
    key = [*table.primary_key.columns]
    query = select(*(table.c[one] for one in names)).where(_mine(table, incident)).order_by(*key)
    for row in db.execute(query, execution_options={"yield_per": PAGE}):
        yield kind(**_unpacked(kind, dict(row._mapping)))  # noqa: SLF001  SQLAlchemy's public name for it


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file of a message: ``file`` with all that its platform needs to give it out. ``number`` counts from 0."""

    said: int
    number: int
    room: Room
    file: File


def attached(db: Connection, incident: str) -> list[Attached]:
    """Every file that was said, in the order of the messages."""
    query = select(said.c.id, said.c.room, said.c.files).where(said.c.incident == incident).order_by(said.c.id)
    return [
        Attached(said=row.id, number=number, room=Room.parse(row.room), file=file)
        for row in db.execute(query, execution_options={"yield_per": PAGE})
        for number, file in enumerate(unpack_files(row.files) if row.files else ())
    ]


def _unpacked(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    if kind in (Message, Wording):
        values["text"] = unpack_text(values["text"])
    if kind is Message:  # how a platform hands a file out (addresses, keys) is no part of the record
        values["files"] = tuple(
            File(id=one.id, name=one.name, mimetype=one.mimetype, size=one.size, sha256=one.sha256)
            for one in unpack_files(values["files"])
        )
    return values


def _mine(table: Table, incident: str) -> ColumnElement[bool]:
    """What belongs to the incident: by its own column, or by the thing that it points to."""
    if table is incidents:
        return table.c.id == incident
    if "incident" in table.c:
        return table.c.incident == incident
    if table is people:
        return table.c.key.in_(select(said.c.who).where(said.c.incident == incident))
    if table is identities:
        here = select(identities.c.human).where(identities.c.id.in_(_keys(incident)))
        return table.c.human.in_(here)
    (pointer,) = table.foreign_keys
    return pointer.parent.in_(select(pointer.column).where(_mine(pointer.column.table, incident)))


def _keys(incident: str) -> Any:
    """The keys of those who spoke or held a position."""
    spoke = select(said.c.who).where(said.c.incident == incident)
    return spoke.union(select(holdings.c.person).where(holdings.c.incident == incident))


def put(db: Connection, incident: str, name: str, records: Iterable[Any]) -> int:
    """Put records of one kind back, with the ids that they had; returns how many. Raises IntegrityError where one is
    taken.
    """
    kind, table = KINDS[name]
    count = 0
    batch: list[dict[str, Any]] = []
    for record in records:
        batch.append(_row(kind, record, incident))
        count += 1
        if len(batch) == PAGE:
            db.execute(insert(table), batch)
            batch.clear()
    if batch:
        db.execute(insert(table), batch)
    if count and "id" in table.c and db.dialect.name == "postgresql" and kind not in (Incident, Identity):
        _count_on(db, table)
    return count


def _row(kind: type[Any], record: Any, incident: str) -> dict[str, Any]:
    values = {field.name: getattr(record, field.name) for field in fields(kind)}
    if kind is Seen:
        source = record.room.partition("/")[0]
        blank = {"linked_at": None, "until": None, "last_id": None, "last_heard_at": None}
        more = {"source": source, "origin": "import", "state": "unlinked", "why": "imported", "incident": incident}
        return values | more | blank | {"encrypted": False, "linked_by": "", "last_order": 0}
    if kind is Named:
        return values | {"fetched_at": datetime.fromisoformat("2000-01-01T00:00:00+00:00")}
    if kind in (Message, Wording):
        values["text"] = pack_text(record.text)
    if kind is Message:
        values |= {"files": pack_files(record.files), "incident": incident}
    if kind is Counter:
        values["incident"] = incident
    return values


def _count_on(db: Connection, table: Table) -> None:
    """PostgreSQL counts ids by itself: the next one comes after the highest that was put back."""
    highest = db.execute(select(func.max(table.c.id))).scalar()
    quoted = db.dialect.identifier_preparer.quote(table.name)
    asked = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :highest)")
    db.execute(asked, {"name": quoted, "highest": highest})
