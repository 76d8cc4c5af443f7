"""Messages that were said and posted a month ago: everything that the bridge keeps of each."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert

from commands.domain.bridging import Rank, Verb
from commands.domain.messages import Room
from commands.domain.text import plain
from storage.bridge.outbox import CopyState, PostState
from storage.packed import pack_text
from storage.search import index_talk
from storage.store import Database
from storage.tables.bridge import copies, heard, members, posts, said

BATCH = 10_000
FIRST = 1_000  # what the program said at its start comes before
AGO, EVERY = timedelta(days=60), timedelta(seconds=2)

Rows = tuple[tuple[Table, dict[str, Any]], ...]


def talk(url: str, incident: str, rooms: Sequence[Room], count: int) -> None:
    """Put ``count`` messages into the store, said in these rooms in turn and posted in the next one."""
    database = Database(url)
    begun = datetime.now(UTC) - AGO
    rows = (_rows(number, begun + EVERY * (number - FIRST), incident, rooms) for number in range(FIRST, FIRST + count))
    while batch := list(islice(rows, BATCH)):
        with database.work() as work:
            _put(work.connection, batch)
    more = count > 0
    while more:
        with database.work() as work:
            more = index_talk(work.connection, BATCH)
    database.close()


def _put(connection: Connection, batch: list[Rows]) -> None:
    for place in range(len(batch[0])):
        connection.execute(insert(batch[0][place][0]), [rows[place][1] for rows in batch])


def _rows(number: int, at: datetime, incident: str, rooms: Sequence[Room]) -> Rows:
    here, there = rooms[number % len(rooms)], rooms[(number + 1) % len(rooms)]
    sort, post = int(at.timestamp() * 1_000_000), f"{number:032x}"
    native = f"{sort // 1_000_000}.{sort % 1_000_000:06}" if here.platform == "slack" else f"$old{number}"
    text = pack_text(plain(f"engine {number % 40} at drop point {number % 90}, message {number}"))
    return (
        (heard, {"key": f"{here.source}/{here.id}/{native}", "at": at}),
        (
            said,
            {
                "id": number,
                "room": str(here),
                "native": native,
                "incident": incident,
                "group_name": "main",
                "who": f"{here.source}/U{number % 40}",
                "who_name": f"Person {number % 40}",
                "at": at,
                "sort": sort,
                "text": text,
                "files": [],
            },
        ),
        (
            copies,
            {
                "id": number,
                "said_id": number,
                "room": str(there),
                "verb": Verb.SAY.value,
                "rank": int(Rank.TALK),
                "sort": sort,
                "payload": {},
                "state": CopyState.POSTED.value,
                "queued_at": at,
            },
        ),
        (
            posts,
            {
                "id": post,
                "room": str(there),
                "verb": "post",
                "payload": {"text": text},
                "state": PostState.POSTED.value,
                "attempts": 1,
                "attempted_at": at,
                "fixed_at": at,
                "posted_at": at,
                "native": f"posted{number}",
                "progress": {},
            },
        ),
        (members, {"post_id": post, "copy_id": number, "part": 0}),
    )
