"""How long reports take, and how that grows: python benchmarks/reports.py [share of the full size, default 1].

The full size is a record of 1,000,000 entries of the log, 300,000 rows of traffic, 100,000 requests with 300,000
changes, and 5,000 people. Each line of the output is a command: its best of five, in milliseconds. The picture and the
PDF are made beside the conversation, by the lanes.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table

from bot.forms.render import render
from commands.call import Call
from commands.decide import decide
from commands.domain.checkins import Happened, Status
from commands.domain.history import Thing
from commands.domain.incidents import Incident
from commands.domain.logbook import Origin
from commands.domain.messages import Person, Reply, Room
from commands.domain.requests import OPEN, Paper, Priority
from commands.domain.traffic import Precedence
from storage.base import metadata
from storage.log_tables import entries, traffic
from storage.requests_tables import changes, requests
from storage.store import Database
from storage.tables import counters, movements, resources

FIRE = "bear-creek"
START = datetime(2026, 11, 20, tzinfo=UTC)
NOW = START + timedelta(days=2)
CHUNK = 20_000
LINES = ("sitrep", "sitrep full since:4h", "sitrep air", "shift brief", "catchup since:12h")
ANA = Person("slack.county/U1", "Ana Ruiz", "Ada County")
HERE = Room("slack", "county", "C1")
RUNS = 5

Row = Callable[[int, datetime], dict[str, Any]]


def main(share: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'reports.db'}")
        metadata.create_all(database.engine)
        with database.work() as work:
            work.record.add(Incident(id=FIRE, name="Bear Creek Fire", opened=START, timezone="America/Boise"))
            fill(work.connection, share)
        documents = [one for line in LINES for reply in timed(database, line) for one in reply.documents]
        for document in documents:
            began = time.perf_counter()
            render(document)
            print(f"{document.filename:40} {(time.perf_counter() - began) * 1000:8.1f} ms")
        database.close()


def fill(connection: Connection, share: float) -> None:
    """A record of two days, evenly spread."""
    sizes: tuple[tuple[Table, int, Row], ...] = (
        (resources, 5_000, _resource),
        (movements, 20_000, _movement),
        (requests, 100_000, _request),
        (changes, 300_000, _change),
        (entries, 1_000_000, _entry),
        (traffic, 300_000, _traffic),
    )
    for table, most, row in sizes:
        count = max(int(most * share), 10)
        for first in range(0, count, CHUNK):
            numbers = range(first, min(first + CHUNK, count))
            connection.execute(
                table.insert(), [row(number, START + (NOW - START) * number / count) for number in numbers]
            )
        print(f"{table.name:12} {count:9,} rows")
    connection.execute(counters.insert(), {"incident": FIRE, "series": "log", "last": 10_000_000})


def timed(database: Database, line: str) -> tuple[Reply, ...]:
    best = float("inf")
    replies: tuple[Reply, ...] = ()
    for _ in range(RUNS):
        with database.work() as work:
            incident = work.record.get(Incident, FIRE)
            call = Call(
                who=ANA,
                room=HERE,
                at=NOW,
                store=work.record,
                zone=ZoneInfo("America/Boise"),
                incident=incident,
                admin=True,
            )
            began = time.perf_counter()
            replies = decide(line, call)
            best = min(best, time.perf_counter() - began)
    print(f"{line:40} {best * 1000:8.1f} ms")
    return replies


def _resource(number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number + 1, "incident": FIRE, "name": f"E{number}", "name_key": f"e{number}", "persons": 1 + number % 4,
        "agency": f"Agency {number % 80}", "div": "ABC"[number % 3], "kind": f"Kind {number % 30}", "crew": (),
        "status": [*Status][number % len(Status)], "checked_in": at, "checked_in_by": ANA.key, "version": 1,
    }  # fmt: skip


def _movement(number: int, at: datetime) -> dict[str, Any]:
    what = [*Happened][number % len(Happened)]
    known = {"incident": FIRE, "resource": 1 + number % 10, "name": f"E{number}", "agency": f"Agency {number % 80}"}
    return known | {"what": what, "words": "4 persons", "at": at, "by": ANA.key}


def _request(number: int, at: datetime) -> dict[str, Any]:
    """One in fifty is open, or over otherwise than closed."""
    state = [*Paper][number // 50 % len(Paper)] if number % 50 == 0 else Paper.CLOSED
    return {
        "incident": FIRE, "group": "main", "number": number + 1, "quantity": 5, "what": "pumps", "what_key": "pump",
        "priority": [*Priority][number % 3], "rank": number % 3, "chief": "OSC", "state": state, "open": state in OPEN,
        "needed": at, "at": at, "by": ANA.key, "by_name": ANA.name, "version": 1,
    }  # fmt: skip


def _change(number: int, at: datetime) -> dict[str, Any]:
    now = "closed" if number % 3 == 0 else "ordered"
    known = {"incident": FIRE, "group": "main", "thing": Thing.REQUEST, "number": 1 + number // 3, "verb": "close"}
    return known | {"was": "approved", "now": now, "at": at, "by": ANA.key}


def _entry(number: int, at: datetime) -> dict[str, Any]:
    origin = Origin.SYSTEM if number % 100 else Origin.SIGNIFICANT
    known = {"incident": FIRE, "group": "main", "number": number + 1, "origin": origin, "about": f"L-{number}"}
    return known | {"words": "spot fire", "at": at, "said": at, "author": f"U{number % 500}", "digest": "0" * 64}


def _traffic(number: int, at: datetime) -> dict[str, Any]:
    known = {
        "incident": FIRE,
        "group": "main",
        "number": number + 1,
        "sender": "DIVA",
        "to": "COMM",
        "words": "all well",
    }
    return known | {"precedence": Precedence.ROUTINE, "heard": at, "at": at, "operator": ANA.key}


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
