"""What was written without a seal is put under seal: once at the upgrade, after an import, and after a hard stop."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, false, func, select

from commands.domain.log.seals import Row, Why
from storage.sealing.chain import MOST, Sealing
from storage.sealing.rows import NOWHERE, Sealed, every, known
from storage.tables.bridge import said
from storage.tables.incident import incidents
from storage.tables.seals import seals

AT_ONCE = 20 * MOST
"""Rows whose seals are made together."""


def seal_rest(sealing: Sealing, db: Connection) -> None:
    """Seal whole each incident that has no seal yet, and of the others the messages above their mark."""
    found = db.execute(select(seals.c.incident, func.max(seals.c.said)).group_by(seals.c.incident))
    marks = {incident: int(mark) for incident, mark in found}
    for incident in (NOWHERE, *db.execute(select(incidents.c.id).order_by(incidents.c.id)).scalars()):
        if incident in marks:
            _resume(sealing, db, incident, marks[incident])
        else:
            adopt(sealing, db, incident, Why.ADOPTED)


def adopt(sealing: Sealing, db: Connection, incident: str, why: Why) -> None:
    """Seal all that is there of an incident."""
    for kind in every():
        if kind.table is said:
            _talk(sealing, db, incident, 0, why)
            continue
        for rows in _pages(_rows(kind, db, incident)):
            sealing.seal(incident, rows, why)


def _resume(sealing: Sealing, db: Connection, incident: str, mark: int) -> None:
    _talk(sealing, db, incident, mark, Why.RESUMED)


def _talk(sealing: Sealing, db: Connection, incident: str, mark: int, why: Why) -> None:
    for rows in _pages(_rows(known(said), db, incident, said.c.id > mark)):
        sealing.seal(incident, rows, why, said=int(rows[-1].key))


def _rows(kind: Sealed, db: Connection, incident: str, *where: ColumnElement[bool]) -> Iterator[Row]:
    for stored in stored_rows(kind, db, incident, *where):
        yield Row(kind.name, kind.key(stored), int(stored.get("version") or 0), "", kind.digest(stored))


def stored_rows(kind: Sealed, db: Connection, incident: str, *where: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """An incident's rows of one table as they are stored, in the order of their keys."""
    mine = _mine(kind, incident)
    query = kind.raw.where(*mine, *where).order_by(*kind.table.primary_key.columns)
    for row in db.execute(query, execution_options={"yield_per": 1_000}):
        yield dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def stored_keys(kind: Sealed, db: Connection, incident: str) -> list[dict[str, Any]]:
    """The primary keys of an incident's rows of one table."""
    columns = [*kind.table.primary_key.columns]
    query = select(*columns).where(*_mine(kind, incident)).order_by(*columns)
    return [dict(row._mapping) for row in db.execute(query)]  # noqa: SLF001


def _pages(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while page := [*islice(left, AT_ONCE)]:
        yield page


def _mine(kind: Sealed, incident: str) -> list[ColumnElement[bool]]:
    if kind.owner is not None:
        return [kind.owner == incident]
    if kind.parent is None:
        return [] if incident == NOWHERE else [false()]
    (pointer,) = kind.table.foreign_keys
    parent: Table = pointer.column.table
    return [pointer.parent.in_(select(pointer.column).where(parent.c.incident == incident))]
