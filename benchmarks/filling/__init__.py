"""A store filled as in the third week of a big incident: bulk inserts of the same records that commands keep.

Every figure grows with the part that is asked for, at the same pace in time, so that what is measured at three sizes is
the same hour of an older incident. The rows are inserted in the order of their numbers and never altered.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, delete, insert, text

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import Person, Room
from filling.rows import ANA, BEGIN, FIRE, NOTHING, Sizes, findable_rows, record_rows
from storage.migrate import migrate
from storage.record.incident import TABLES
from storage.store import Database, Work
from storage.tables.base import metadata
from storage.tables.incident import counters
from storage.tables.search import findables

BOISE = ZoneInfo("America/Boise")
HERE = Room("slack", "county", "C1")
OTHERS = 49
"""Incidents beside the one that is asked."""

CHUNK = 10_000

FIRST_WORDS = (
    "role take IC emergency:yes",
    "role take COML",
    "role take RADO",
    "role take OSC",
    "role take DIVS A",
    "period objectives Keep the fire north of the river",
    'freq assign VTAC11 as:"Div A tactical" area:"Div A"',
    'freq assign VTAC12 as:"Div B tactical" area:"Div B"',
    'freq assign VTAC13 as:"Div C tactical" area:"Div C"',
    "freq assign VTAC14 as:command area:all",
    'freq assign UTAC41 as:logistics area:all site:"Ridge Mtn"',
    "freq pace command alternate:VTAC12",
    "freq publish",
)


@dataclass
class Filled:
    """A store and how far it is filled. ``now`` is the moment of the newest row."""

    database: Database
    whole: Sizes
    done: Sizes = NOTHING

    @property
    def now(self) -> datetime:
        return BEGIN + self.whole.pace * self.done.log

    def grow(self, part: float) -> None:
        """Fill until this part of the whole is there."""
        wanted = self.whole.part(part)
        with self.database.work() as work:
            if work.connection.dialect.name == "sqlite":
                work.connection.exec_driver_sql("PRAGMA cache_size=-200000")  # KiB: the indexes while they are filled
            self._insert(work.connection, record_rows(self.whole, self.done, wanted))
            _bulk(work.connection, findables, findable_rows(self.whole, self.done, wanted))
            _count(work.connection, wanted)
            _sequences(work.connection)
            if work.connection.dialect.name == "sqlite":
                work.connection.exec_driver_sql("PRAGMA cache_size=-2000")  # as the program has it
        self.done = wanted
        with self.database.work() as work:
            work.connection.exec_driver_sql("ANALYZE")

    def _insert(self, connection: Connection, batches: Iterable[Iterable[Any]]) -> None:
        for batch in batches:
            rows = iter(batch)
            first = next(rows, None)
            if first is not None:
                table = TABLES[type(first)]
                _bulk(connection, table, (_row(one, table) for one in _with(first, rows)))

    def work(self, connection: Connection) -> Work:
        """What can be asked of the store on an open connection."""
        return Work(connection, self.database.desk)

    def say(self, work: Work, line: str, who: Person = ANA) -> tuple[Any, ...]:
        """What a command answers, in the incident's room."""
        incident = work.record.get(Incident, FIRE)
        call = Call(
            who=who,
            room=HERE,
            at=self.now,
            store=work.record,
            zone=BOISE,
            incident=incident,
            group=MAIN,
            admin=True,
            member=True,
        )
        answers = decide(line, call)
        work.sealing.flush()
        return answers


@contextmanager
def filled(whole: Sizes, url: str = "") -> Iterator[Filled]:
    """An empty store with its incidents, on SQLite in a folder of its own unless a database is named."""
    with tempfile.TemporaryDirectory(prefix="netcontrol-bench-") as folder:
        database = Database(url or f"sqlite:///{Path(folder) / 'record.sqlite'}")
        try:
            _prepare(database)
            yield Filled(database, whole)
        finally:
            database.close()


def _prepare(database: Database) -> None:
    migrate(database)
    with database.engine.begin() as connection:
        if connection.execute(metadata.tables["incident"].select().limit(1)).first():
            raise SystemExit("That database is in use: name an empty one.")
    with database.work() as work:
        for number in range(OTHERS + 1):
            id, name = (FIRE, "Bear Creek Fire") if not number else (f"fire-{number}", f"Fire {number}")
            work.record.add(Incident(id=id, name=name, opened=BEGIN, timezone="America/Boise"))
    start = Filled(database, NOTHING)
    for line in FIRST_WORDS:
        with database.work() as work:
            start.say(work, line)


def _bulk(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := [*islice(rows, CHUNK)]:
        connection.execute(insert(table), chunk)


def _with(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _row(record: Any, table: Table) -> dict[str, Any]:
    values = dict(vars(record))
    if not values["id"]:
        del values["id"]
    if "version" in table.c:
        values["version"] = 1
    return values


def _count(connection: Connection, sizes: Sizes) -> None:
    """The counters go on behind the newest number of each series."""
    for series, last in sizes.series.items():
        connection.execute(delete(counters).where(counters.c.incident == FIRE, counters.c.series == series))
        connection.execute(insert(counters).values(incident=FIRE, series=series, last=last))


def _sequences(connection: Connection) -> None:
    """PostgreSQL's own counters of rows go on behind the ids that were named."""
    for name in ("resource", "request", "log_entry", "traffic") if connection.dialect.name == "postgresql" else ():
        newest = f'SELECT max(id) FROM "{name}"'  # one of four names
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), ({newest}))"))
