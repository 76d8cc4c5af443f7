"""nio's key store in memory, row by row from and to wherever it is kept.

nio keeps keys in a SQLite database of its own. Here that database lives in memory: it is filled from rows, and triggers
note which rows change, so that only those are written. A row's name is its table and number; its value is JSON.
"""

import base64
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from nio.store import SqliteMemoryStore, SqliteStore

NOTED = "changed_row"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def rows_of(path: Path) -> dict[str, bytes]:
    """Every row of a key store that was kept in a file. Raises sqlite3.Error for what is none."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute(_TABLES)]
        return {
            f"{table}/{row[0]}": _packed(row[1:], columns)
            for table in tables
            for columns in [_columns(database, table)]
            for row in database.execute(f'SELECT rowid, * FROM "{table}"')  # noqa: S608  a name out of its own schema
        }


class RowStore(SqliteStore):  # type: ignore[misc]
    """The key store of one device, filled with ``given`` rows; made by nio, which is given ``made_of(rows)``."""

    given: Mapping[str, bytes] = {}

    _create_database = SqliteMemoryStore._create_database  # noqa: SLF001  how nio makes one in memory

    def __post_init__(self) -> None:
        super().__post_init__()
        database = self.database.connection()
        database.execute("PRAGMA foreign_keys = 0")  # rows come in any order
        database.execute("PRAGMA recursive_triggers = 1")  # a row that is replaced counts as taken away first
        for name, value in self.given.items():
            _fill(database, name, value)
        database.execute(f"CREATE TABLE {NOTED} (tab TEXT, num INTEGER, PRIMARY KEY (tab, num))")
        for (table,) in database.execute(_TABLES).fetchall():
            if table != NOTED:
                _watch(database, table)
        database.execute("PRAGMA foreign_keys = 1")

    def changes(self) -> dict[str, bytes | None]:
        """The rows that changed since this was last asked; None for one that is gone."""
        database, found = self.database.connection(), {}
        for table, number in database.execute(f"SELECT tab, num FROM {NOTED}").fetchall():  # noqa: S608
            columns = _columns(database, table)
            row = database.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (number,)).fetchone()  # noqa: S608
            found[f"{table}/{number}"] = _packed(row, columns) if row else None
        if found:
            database.execute(f"DELETE FROM {NOTED}")  # noqa: S608
        return found


def made_of(rows: Mapping[str, bytes]) -> type[RowStore]:
    """A store class for nio that begins with these rows."""
    return type("FilledStore", (RowStore,), {"given": rows})


def _watch(database: sqlite3.Connection, table: str) -> None:
    for event, which in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        database.execute(
            f'CREATE TRIGGER "{table}_{event}" AFTER {event} ON "{table}" BEGIN'  # noqa: S608
            f" INSERT OR IGNORE INTO {NOTED} VALUES ('{table}', {which}.rowid); END"
        )


def _fill(database: sqlite3.Connection, name: str, value: bytes) -> None:
    """Put a row in; one of a table or column that this version of nio does not have is left out."""
    table, _, number = name.partition("/")
    known = set(_columns(database, table))
    row = {key: each for key, each in _unpacked(value).items() if key in known}
    if not row:
        return
    names = ", ".join(f'"{key}"' for key in row)
    marks = ", ".join("?" for _ in row)
    database.execute(
        f'INSERT OR REPLACE INTO "{table}" (rowid, {names}) VALUES (?, {marks})',  # noqa: S608
        (int(number), *row.values()),
    )


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]


def _packed(row: tuple[Any, ...], columns: list[str]) -> bytes:
    values = [{"b": base64.b64encode(each).decode()} if isinstance(each, bytes) else each for each in row]
    return json.dumps(dict(zip(columns, values, strict=True))).encode()


def _unpacked(value: bytes) -> dict[str, Any]:
    found = json.loads(value)
    return {key: base64.b64decode(each["b"]) if isinstance(each, dict) else each for key, each in found.items()}
