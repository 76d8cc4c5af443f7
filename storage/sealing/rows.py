"""What a row's digest is, and which tables are under seal: every one that is not named as outside.

The digest is SHA-256 over the row's columns as they are stored: a JSON list of [name, value] without blanks, in ASCII,
in the order of the names. A column that holds nothing (NULL) is left out, and so is one that holds its ``blank``:
thereby a column that is added later, nullable or with ``info={"blank": …}``, changes no digest that was made before.
A column with ``info=UNSEALED`` is the program's own bookkeeping within the row.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, Connection, Select, Table, bindparam, select, type_coerce
from sqlalchemy import Row as Found
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import JSON, Boolean, Integer, String, TypeDecorator

from storage.tables import (  # noqa: F401  every table is to be known
    accountability,
    alerts,
    assets,
    board,
    bridge,
    incident,
    log,
    logistics,
    notification,
    organisation,
    paper,
    radio,
    search,
    situation,
    web,
)
from storage.tables.base import metadata
from storage.tables.incident import Words

OUTSIDE = frozenset(
    {
        *("account", "fact", "heard", "copy", "post", "member", "trouble"),  # the bridge's own
        *("lease", "node", "secret"),
        *("early", "ended_reaction", "room_successor", "room_predecessor", "thread_root"),
        *("schedule", "timer", "packet", "routine", "plan_check", "board"),  # the program's own
        *("alert_link", "alert_watch", "alert_source"),  # the same for sources of alerts
        *("link_code", "link_guess", "said_once", "findable"),
        *("seal", "seal_due", "checkpoint"),
        *("web_link", "web_session", "web_spoken", "api_token"),
    }
)
"""Tables that are no part of the record."""

NOWHERE = ""
"""The chain of what belongs to no incident: people's names, and which accounts are one human's."""


def by_name(row: Found[Any]) -> Mapping[str, Any]:
    """A row of a result, by the names of its columns."""
    return cast("Mapping[str, Any]", row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


_DIALECT = sqlite.dialect()
"""A type's own conversion asks for one; none of ours looks at it."""

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode


@dataclass(frozen=True)
class Sealed:
    """How the rows of one table are sealed."""

    table: Table
    columns: tuple[Column[Any], ...]
    plain: tuple[tuple[str, Callable[[Any], Any] | None, Callable[[Any], Any] | None, Any], ...] = field(hash=False)
    """(name, what turns a field into what is stored, what settles that, blank) of each column, by name."""
    owner: Column[Any] | None
    """The column that names the incident; None where another table does."""
    parent: tuple[str, Select[Any]] | None
    """The column that points to the row which has the incident, and the question for it."""

    @property
    def name(self) -> str:
        """The table's name, which stands in the seals."""
        return self.table.name

    @property
    def raw(self) -> Select[Any]:
        """The rows as they are stored."""
        return _raw(self.table)

    def key(self, row: Mapping[str, Any]) -> str:
        """What a row is called in a seal."""
        return "/".join(str(row[column.name]) for column in self.table.primary_key.columns)

    def stored(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of fields as it is stored."""
        return {
            name: turn(row[name]) if turn else row[name] for name, turn, _, _ in self.plain if row.get(name) is not None
        }

    def digest(self, stored: Mapping[str, Any]) -> str:
        """The digest of a row as it is stored."""
        values = []
        for name, _, settle, blank in self.plain:
            value = stored.get(name)
            if value is None or (blank is not None and value == blank):
                continue
            values.append((name, settle(value) if settle else value))
        return hashlib.sha256(_encode(values).encode("ascii")).hexdigest()

    def incident(self, db: Connection, row: Mapping[str, Any]) -> str:
        """The incident whose chain holds this row."""
        if self.owner is not None:
            return str(row[self.owner.name])
        if self.parent is None:
            return NOWHERE
        pointer, asked = self.parent
        return str(db.execute(asked, {"parent": row[pointer]}).scalar() or NOWHERE)


def _settled(value: Any) -> Any:
    """A value as both kinds of database give it back: moments with their zone, whole numbers as such."""
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds")
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list | tuple):
        return [_settled(one) for one in value]
    if isinstance(value, dict):
        return {name: _settled(one) for name, one in value.items()}
    return value


def sealed(table: Table) -> Sealed | None:
    """How a table is sealed; None where it is no part of the record."""
    return _all().get(table.name)


def known(table: Table) -> Sealed:
    """How a table that is part of the record is sealed."""
    return _all()[table.name]


def every() -> Iterable[Sealed]:
    """Every table under seal; one stands behind those that it points to."""
    return _all().values()


@cache
def _all() -> dict[str, Sealed]:
    return {one.name: _sealed(one) for one in metadata.sorted_tables if one.name not in OUTSIDE}


@cache
def _raw(table: Table) -> Select[Any]:
    return select(*(_unread(column) for column in table.columns))


def _unread(column: Column[Any]) -> Any:
    """A column as it is stored, whatever our own type would make of it."""
    if isinstance(column.type, TypeDecorator):
        return type_coerce(column, _made_of(column)).label(column.name)
    return column


def _sealed(table: Table) -> Sealed:
    columns = tuple(sorted((one for one in table.columns if one.info.get("sealed", True)), key=lambda one: one.name))
    owner = table.c.id if table is incident.incidents else table.c.get("incident")
    pointers = [] if owner is not None else [*table.foreign_keys]
    return Sealed(
        table=table,
        columns=columns,
        plain=tuple((one.name, _turn(one), _settle(one), one.info.get("blank")) for one in columns),
        owner=owner,
        parent=(pointers[0].parent.name, _asked(pointers[0].column)) if pointers else None,
    )


def _settle(column: Column[Any]) -> Callable[[Any], Any] | None:
    """Talk is what is sealed most often: its texts hold no number that a database writes in its own way."""
    plain = isinstance(_made_of(column), String | Integer | Boolean)
    return None if plain or isinstance(column.type, JSON | Words) else _settled


def _made_of(column: Column[Any]) -> Any:
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def _asked(pointed: Column[Any]) -> Select[Any]:
    return select(pointed.table.c.incident).where(pointed == bindparam("parent"))


def _turn(column: Column[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if not isinstance(kind, TypeDecorator):
        return None
    return lambda value: kind.process_bind_param(value, _DIALECT)
