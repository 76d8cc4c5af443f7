"""Searching by words: what is put into the index, and how each database is asked."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    Text,
    column,
    delete,
    func,
    literal_column,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from commands.domain.log.logbook import Entry, Origin
from commands.domain.log.searching import BEGINNING, MOST_WORDS, SHOWN, Findable, Source, terms
from commands.domain.log.traffic import GeneralMessage, Traffic
from commands.domain.logistics.requests import Request
from commands.domain.situation.reports import Report
from commands.domain.text import words as words_of
from storage.packed import unpack_text
from storage.tables.bridge import said
from storage.tables.search import findables

_INDEXED = "to_tsvector('simple', scope || ' ' || terms)"
"""As it stands in PostgreSQL's index, or that is not used."""

_ELSEWHERE = {"traffic", "message", "request", "report"}
"""Nouns whose things are found themselves: what the system noted of them is not found a second time."""


def put(db: Connection, one: Findable, words: str) -> None:
    """Let a thing be found by all of ``words``. What an earlier thing of the same number left behind is replaced."""
    db.execute(_PUT[db.dialect.name], _row(one, words))


def _row(one: Findable, words: str) -> dict[str, Any]:
    return {
        "incident": one.incident,
        "group": one.group,
        "source": one.source,
        "number": one.number,
        "shown": one.shown,
        "at": one.at,
        "who": _storable(one.who),
        "room": one.room,
        "native": one.native,
        "scope": scope(one.incident, one.group),
        **_words(one.words, words),
    }


def index_talk(db: Connection, most: int = 100) -> bool:
    """Let what people said since the last call be found; True where more is left than ``most``.

    Not done as each message is heard: the index takes a hundred at once for little more than one.
    """
    last = select(func.max(findables.c.number)).where(findables.c.source == Source.TALK)
    behind = select(said).where(said.c.id > func.coalesce(last.scalar_subquery(), 0), said.c.removed_at.is_(None))
    rows = db.execute(behind.order_by(said.c.id).limit(most)).all()
    found = [_talk(row) for row in rows]
    if found:
        db.execute(_PUT[db.dialect.name], found)
    return len(rows) == most


def _talk(row: Row[Any]) -> dict[str, Any]:
    spoken = words_of(unpack_text(row.text))
    one = Findable(
        incident=row.incident,
        group=row.group_name,
        source=Source.TALK,
        number=row.id,
        at=row.at,
        who=row.who_name or row.who,
        words=spoken,
        room=row.room,
        native=row.native,
    )
    return _row(one, spoken)


def _upsert(insert: Any) -> Any:
    names = (one.name for one in findables.c if one.name not in ("id", "source", "number"))
    kept = {name: insert.excluded[name] for name in names}
    return insert.on_conflict_do_update(index_elements=["source", "number"], set_=kept)


_PUT = {"sqlite": _upsert(sqlite.insert(findables)), "postgresql": _upsert(postgresql.insert(findables))}


def reword(db: Connection, source: Source, number: int, words: str, searched: str = "") -> bool:
    """Let a thing be found by these words instead of the former; False where it was never put in."""
    mine = (findables.c.source == source) & (findables.c.number == number)
    return db.execute(update(findables).where(mine).values(_words(words, searched or words))).rowcount > 0


def _words(shown: str, searched: str) -> dict[str, str]:
    return {"words": _storable(shown[:SHOWN]), "terms": " ".join(terms(searched))}


def _storable(text: str) -> str:
    """Without what no database takes: talk comes as it was written."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def drop(db: Connection, source: Source, number: int) -> None:
    """Let a thing (its source, and its id there) be found no more; nothing happens where it is not."""
    db.execute(delete(findables).where(findables.c.source == source, findables.c.number == number))


def scope(incident: str, group: str) -> str:
    """One word that stands for a group of an incident, so that the index itself keeps them apart."""
    return "s" + hashlib.sha256(f"{incident}\n{group}".encode()).hexdigest()[:15]


def search(
    db: Connection, incident: str, groups: Collection[str], words: Sequence[str], most: int
) -> tuple[Findable, ...]:
    """At most ``most`` things of these groups that have all of these words, or words that begin so; the newest first.

    Words beyond MOST_WORDS do not count; without any nothing is found.
    """
    wanted = [word for phrase in words for word in terms(phrase)][:MOST_WORDS]
    if not wanted or not groups:
        return ()
    here = select(findables).where(findables.c.incident == incident, findables.c.group.in_([*groups]))
    scopes = [scope(incident, group) for group in groups]
    ask = _sqlite if db.dialect.name == "sqlite" else _postgresql
    return tuple(_found(row) for row in db.execute(ask(here, scopes, wanted).limit(most)))


_FTS = table("findable_fts", column("rowid", BigInteger), column("findable_fts", Text))


def _sqlite(here: Select[Any], scopes: list[str], wanted: list[str]) -> Select[Any]:
    """FTS5 walks its lists of rows from the newest on and stops in time, so that common words cost no more."""
    places = " OR ".join(f'scope:"{one}"' for one in scopes)
    all_of = " AND ".join(f'terms:"{word}"{"*" if len(word) >= BEGINNING else ""}' for word in wanted)
    matching = _FTS.c.findable_fts.op("MATCH")(f"({places}) AND {all_of}")
    return here.join(_FTS, _FTS.c.rowid == findables.c.id).where(matching).order_by(_FTS.c.rowid.desc())


def _postgresql(here: Select[Any], scopes: list[str], wanted: list[str]) -> Select[Any]:
    words = (f"{word}:*" if len(word) >= BEGINNING else word for word in wanted)
    asked = " & ".join([f"({' | '.join(scopes)})", *words])
    matching = literal_column(_INDEXED).op("@@")(func.to_tsquery(literal_column("'simple'"), asked))
    return here.where(matching).order_by(findables.c.id.desc())


def _found(row: Row[Any]) -> Findable:
    return Findable(
        incident=row.incident,
        group=row.group,
        source=row.source,
        number=row.number,
        shown=row.shown,
        at=row.at,
        who=row.who,
        words=row.words,
        room=row.room,
        native=row.native,
    )


_CHANGING = {Source.REQUEST, Source.MESSAGE}
"""Of these the record is saved again when it changes."""


def note(db: Connection, record: Any) -> None:
    """Let a record be found by its words, if it is of a kind that is."""
    if isinstance(record, Entry) and (record.origin in (Origin.VOID, Origin.SIGNIFICANT) or record.noun in _ELSEWHERE):
        return
    for source, words, who in _readings(record):
        one = Findable(
            incident=record.incident,
            group=record.group,
            source=source,
            number=record.id,
            shown=record.shown,
            at=record.said if isinstance(record, Entry) else record.at,
            who=who,
            words=words,
        )
        searched = f"{record.shown} {words} {who}"
        if not (source in _CHANGING and reword(db, source, record.id, words, searched)):
            put(db, one, searched)


def _readings(record: Any) -> Iterator[tuple[Source, str, str]]:
    match record:
        case Entry():
            yield Source.LOG, record.words, record.author_name
        case Traffic():
            yield Source.TRAFFIC, record.gist, record.operator_name
        case GeneralMessage():
            whole = (f"to {record.to} {record.to_name}".strip(), record.subject, record.words, record.reply)
            yield Source.MESSAGE, ": ".join(filter(None, whole)), record.by_name
        case Request():
            parts = (f"{record.quantity} {record.what}", record.kind, record.type, record.place, record.substitutes)
            yield Source.REQUEST, ", ".join(filter(None, parts)), record.by_name
        case Report():
            yield Source.REPORT, record.gist, record.by_name
