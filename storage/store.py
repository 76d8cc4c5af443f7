"""The database: one ``work()`` is one transaction, which commits on leaving and rolls back on any exception.

SQLite runs with a write-ahead log and ``synchronous=FULL``: NORMAL may lose acknowledged commits when the power goes.
Its transactions begin IMMEDIATE, otherwise reading and then writing would not be atomic.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.pool import StaticPool

from commands.domain.errors import Stale
from storage.bridge.early import Early
from storage.bridge.facts import Keeping
from storage.bridge.leases import Leases
from storage.bridge.nodes import Nodes
from storage.bridge.outbox import Outbox
from storage.bridge.places import Places
from storage.bridge.rooms import Accounts, People, Rooms
from storage.bridge.secrets import Secrets
from storage.bridge.talk import Talk
from storage.bridge.tokens import Tokens
from storage.bridge.web import Web
from storage.record.incident import Records
from storage.sealing.chain import Desk, Sealing, Signer

RETRIED_STATES = {"40001", "40P01"}
"""PostgreSQL's serialization failure and deadlock: another was faster, so decide again."""

SNAPSHOT = "snapshot"
"""Says of a connection that it only reads, and so needs no turn at writing."""


class DatabaseAway(Exception):
    """The database cannot be reached just now; nothing of this work was committed."""


class Work:
    """One transaction, and everything that can be asked of the store within it."""

    def __init__(self, connection: Connection, desk: Desk | None = None) -> None:
        self.connection = connection
        self.sealing = Sealing(connection, desk)
        self.record = Records(connection, self.sealing)
        self.rooms = Rooms(connection, self.sealing)
        self.accounts = Accounts(connection)
        self.people = People(connection, self.sealing)
        self.talk = Talk(connection, self.sealing)
        self.outbox = Outbox(connection)
        self.keeping = Keeping(connection)
        self.early = Early(connection)
        self.places = Places(connection)
        self.leases = Leases(connection)
        self.web = Web(connection)
        self.tokens = Tokens(connection)
        self.nodes = Nodes(connection)
        self.secrets = Secrets(connection)

    @contextmanager
    def part(self) -> Iterator[None]:
        """What fails in here is undone alone. A nested transaction of SQLAlchemy's takes four times as long."""
        say = self.connection.exec_driver_sql
        say("SAVEPOINT part")
        mark = self.sealing.mark()
        try:
            yield
        except DBAPIError:
            raise  # the whole is undone
        except BaseException:
            say("ROLLBACK TO SAVEPOINT part")
            self.sealing.undo(mark)
            raise
        say("RELEASE SAVEPOINT part")

    @contextmanager
    def nested(self) -> Iterator[None]:
        """What fails in here is undone alone, also where the database refused it."""
        mark = self.sealing.mark()
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.sealing.undo(mark)
            raise


class Presence:
    """A lock of PostgreSQL's that lasts as long as one connection: it is free as soon as whoever held it is dead."""

    def __init__(self, engine: Engine, key: int) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._key = key
        self._connection: Connection | None = None

    def announce(self) -> bool:
        """Hold the lock, on a connection of its own; False while another lives. Raises DatabaseAway."""
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            self._connection.exec_driver_sql("SELECT 1")
            held = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %(key)s AND pid = pg_backend_pid()"
            if self._connection.exec_driver_sql(held, {"key": self._key}).first():
                return True
            tried = self._connection.exec_driver_sql("SELECT pg_try_advisory_lock(%(key)s)", {"key": self._key})
            return bool(tried.scalar_one())
        except DBAPIError as error:
            self.leave()
            raise meaning(error) from error

    def leave(self) -> None:
        """Give the lock back with its connection."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


class Database:
    """A SQLite file, ``sqlite://`` in memory, or PostgreSQL by psycopg."""

    def __init__(self, url: str, signer: Signer | None = None) -> None:
        """``signer`` is the key that the seals of the record are made with."""
        self.engine = _engine(url)
        self.desk = Desk(signer)
        self.several = not isinstance(self.engine.pool, StaticPool)
        """False where all share one connection: nothing is then read beside a transaction."""
        self.shared = self.engine.dialect.name == "postgresql"
        """True where processes of several machines may work on it."""
        self._open = local()
        self._all: set[Connection] = set()

    def presence(self, key: int) -> Presence | None:
        """A lock that tells the living from the dead; None where only processes of one machine share the store."""
        return Presence(self.engine, key) if self.engine.dialect.name == "postgresql" else None

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction. Raises Stale where another was faster, DatabaseAway where the database is not there."""
        connection = self._connection()
        try:
            with connection.begin():
                work = Work(connection, self.desk)
                yield work
                work.sealing.flush()
            work.sealing.committed()
        except DBAPIError as error:
            self._let_go(connection)
            raise meaning(error) from error

    def _connection(self) -> Connection:
        """The thread's own, kept open: fetching one from the pool costs as much as a small transaction."""
        held: Connection | None = getattr(self._open, "connection", None)
        if held is None or held.closed or held.invalidated:
            try:
                held = self._open.connection = self.engine.connect()
            except DBAPIError as error:
                raise meaning(error) from error
            self._all.add(held)
        return held

    def _let_go(self, connection: Connection) -> None:
        """After a fault a new one is fetched, which the pool tries first."""
        self._open.connection = None
        self._all.discard(connection)
        connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[Work]:
        """The store as it is at one moment, for as long as it takes: keeps nobody waiting, and keeps no change."""
        try:
            with self.engine.connect().execution_options(**{SNAPSHOT: True}) as connection:
                whole = connection.begin()
                try:
                    yield Work(connection)
                finally:
                    whole.rollback()
        except DBAPIError as error:
            raise meaning(error) from error

    def close(self) -> None:
        """Close every connection, those that other threads hold too; nothing may be asked afterwards."""
        for connection in list(self._all):
            connection.close()
        self._all.clear()
        self.engine.dispose()


def meaning(error: DBAPIError) -> Exception:
    """Stale, DatabaseAway, or the error itself: then it lies in what was asked, and comes again."""
    if isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in RETRIED_STATES:
        return Stale(str(error.orig))
    if isinstance(error, OperationalError | InterfaceError) and not _is_mistake(error):
        return DatabaseAway(str(error.orig))
    return error


def passing(fault: BaseException) -> bool:
    """Does it lie in the moment, not in what was asked? Then the whole transaction is for later."""
    if isinstance(fault, DBAPIError):
        return meaning(fault) is not fault
    return isinstance(fault, Stale | DatabaseAway)


def _is_mistake(error: DBAPIError) -> bool:
    """SQLite calls a wrong statement an operational error, too."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=4,
            isolation_level="REPEATABLE READ",
        )
    if parsed.database in (None, "", ":memory:"):
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_reset_on_return=None,  # every transaction has ended already: there is nothing to roll back
            connect_args={"check_same_thread": False, "timeout": 10},
        )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction by itself; _on_begin does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows A to Z only


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(SNAPSHOT) else "BEGIN IMMEDIATE")
