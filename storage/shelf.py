"""Frozen record ↔ row: get, add, save, each change put under seal. Lists, sums and joins are named queries."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields, replace
from functools import cache
from sys import intern
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Select, Table, delete, insert, select, update

from commands.domain.errors import Stale
from storage.sealing.chain import Sealing

T = TypeVar("T")
Tables = Mapping[type[Any], Table]


class Shelf:
    """Keeps frozen dataclasses in tables whose columns are named as their fields.

    A record of a versioned table starts at version 1 and is saved only over the version that was read.
    """

    def __init__(self, connection: Connection, tables: Tables, sealing: Sealing) -> None:
        self._db = connection
        self._sealing = sealing
        self._tables = tables

    def get(self, kind: type[T], id: str | int) -> T | None:
        """The record of that kind and id, or None."""
        return self.first(kind, self.select(kind).where(self._tables[kind].c.id == id))

    def add(self, record: T) -> T:
        """Keep a new record; the answer carries its id and version. Stale when its id is taken."""
        table = self._tables[type(record)]
        values = _values(record)
        if "version" in table.c:
            values["version"] = 1
        if not values["id"]:
            del values["id"]
        found = self._db.execute(insert(table), values).inserted_primary_key
        values["id"] = found[0] if found else values["id"]
        self._sealing.added(table, values)
        known = {"version": 1} if "version" in table.c else {}
        return replace(record, id=values["id"], **known)  # type: ignore[type-var]

    def save(self, record: T) -> T:
        """Keep what changed. Raises Stale when somebody else saved since it was read."""
        table = self._tables[type(record)]
        if "version" not in table.c:
            raise TypeError(f"a {type(record).__name__} is never changed")
        values = _values(record)
        id, version = values.pop("id"), values.pop("version")
        before = self._sealing.before(table, id=id)
        statement = update(table).where(table.c.id == id, table.c.version == version)
        values["version"] = version + 1
        if self._db.execute(statement.values(values)).rowcount != 1:
            raise Stale(f"{type(record).__name__} {id} was changed by somebody else")
        self._sealing.changed(table, before, values)
        return replace(record, version=version + 1)  # type: ignore[type-var]

    def remove(self, record: Any) -> None:
        """Forget a record that is a setting, not history. Nothing happens when it is gone already."""
        table = self._tables[type(record)]
        self._sealing.removed(table, self._sealing.before(table, id=record.id))
        self._db.execute(delete(table).where(table.c.id == record.id))

    def table(self, kind: type[Any]) -> Table:
        """The table of that kind of record."""
        return self._tables[kind]

    def select(self, kind: type[Any]) -> Select[Any]:
        """A query for records of that kind, to be narrowed and ordered."""
        return select(self._tables[kind])

    def all(self, kind: type[T], query: Select[Any]) -> tuple[T, ...]:
        """The records that a query finds."""
        found = self._db.execute(query)
        names = _plain(found.keys())
        return tuple(_record(kind, names, row) for row in found)

    def first(self, kind: type[T], query: Select[Any]) -> T | None:
        """The first record that a query finds."""
        row = self._db.execute(query.limit(1)).first()
        return None if row is None else _record(kind, _plain(row._fields), row)


def _plain(names: Iterable[str]) -> list[str]:
    """The columns' names as attributes are kept; SQLAlchemy's own kind of text is slow to look up."""
    return [intern(str(name)) for name in names]


def _record(kind: type[T], names: Iterable[str], row: Iterable[Any]) -> T:
    """A frozen record of these values, set as ``copy`` sets them: its own way, one by one, takes four times longer.

    Every column has its field, and no kept record works anything out when it is made.
    """
    made = object.__new__(kind)
    made.__dict__.update(zip(names, row, strict=True))
    return made


def _values(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _names(record.__class__)}


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast(Any, kind)))
