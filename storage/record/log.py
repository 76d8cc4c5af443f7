"""The part of the record for the log, radio traffic, general messages and the search."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, func, literal_column, select

from commands.domain.incidents import Incident
from commands.domain.log.logbook import FIRST, Entry, Head, Origin, sealed
from commands.domain.log.seals import RecordHead
from commands.domain.log.searching import Findable, Source
from commands.domain.log.traffic import MESSAGE, TRAFFIC, GeneralMessage, Passing, RadioDesk, Traffic
from commands.domain.messages import Room
from commands.domain.stores.log import Spoken, Written
from commands.domain.text import named, nameless, words
from storage import search
from storage.bridge.rooms import People
from storage.bridge.talk import Said, Talk
from storage.sealing import checkpoints
from storage.sealing.chain import Sealing
from storage.shelf import Shelf
from storage.tables.incident import counters, incidents
from storage.tables.log import entries, general_messages, radio_desks, traffic

LOG = {Entry: entries, Traffic: traffic, RadioDesk: radio_desks, GeneralMessage: general_messages}

COUNTED = "log"
"""The series of the log's numbers: none is given twice, so that a cut tail leaves a gap."""

_DESK = select(radio_desks).where(radio_desks.c.room == bindparam("here"))


def _channel_key() -> ColumnElement[str]:
    """What folding.channel_key makes of a channel, in capitals, in the database's words: kept are capitals."""
    key: ColumnElement[str] = func.upper(traffic.c.channel)
    for mark in " -_./:#()'+,":
        key = func.replace(key, mark, "")
    return key


class LogRecords:
    """Answers ``commands.domain.stores.log.LogStore``."""

    _db: Connection
    _shelf: Shelf
    _sealing: Sealing
    changes: int = 0
    appended: int = 0
    changed: str = ""

    def next_number(self, incident: str, series: str) -> int:
        """1, 2, 3 … within one incident and series; here only declared: ``Records`` answers it."""
        raise NotImplementedError  # answered by Records

    def written(self) -> Written:
        """What this transaction has written so far: how many records, how many entries of the log, and in which
        incident last.
        """
        return Written(self.changes, self.appended, self.changed)

    def speaks(self, who: str, at: datetime) -> None:
        """Whose word the changes of this transaction follow, and when (UTC): the seals tell it."""
        self._sealing.speaks(who, at)

    def record_head(self, incident: str, at: datetime) -> RecordHead | None:
        """Sign the record as it stands at a time (UTC); None where the program has no key."""
        signed = checkpoints.sign(self._sealing, self._db, incident, at)
        return signed.head if signed else None

    # the log

    def append(self, entry: Entry) -> Entry:
        """The counter's row is locked first: two at once never follow the same entry."""
        number = self.next_number(entry.incident, COUNTED)
        before = self.log_head(entry.incident)
        one = sealed(replace(entry, number=number), before.digest if before else FIRST)
        self.appended += 1
        kept = self._shelf.add(one)
        search.note(self._db, kept)
        return kept

    def log_head(self, incident: str) -> Head | None:
        """The newest entry's number and SHA-256 digest, or None before the first; along the index."""
        newest = select(entries.c.number, entries.c.digest).where(entries.c.incident == incident)
        row = self._db.execute(newest.order_by(entries.c.number.desc()).limit(1)).first()
        return Head(row.number, row.digest) if row else None

    def log_count(self, incident: str) -> int:
        """How many numbers of the log were ever given, by its counter: what is missing at the end is seen by it."""
        mine = (counters.c.incident == incident) & (counters.c.series == COUNTED)
        return int(self._db.execute(select(counters.c.last).where(mine)).scalar() or 0)

    def log_page(self, incident: str, after: int, most: int) -> tuple[Entry, ...]:
        """At most so many entries above a number, of all groups, in their order: for whoever reads the log through."""
        query = self._shelf.select(Entry).where(entries.c.incident == incident, entries.c.number > after)
        return self._shelf.all(Entry, query.order_by(entries.c.number).limit(most))

    def log_after(self, incident: str, groups: Collection[str], after: int, most: int) -> tuple[Entry, ...]:
        """At most so many entries of these groups above a number, in their order: for a program with a cursor."""
        mine = (entries.c.incident == incident) & entries.c.group.in_([*groups]) & (entries.c.number > after)
        return self._shelf.all(Entry, self._shelf.select(Entry).where(mine).order_by(entries.c.number).limit(most))

    def log_entry(self, incident: str, number: int) -> Entry | None:
        """The entry of this number, of whichever group, or None; the caller looks at who may read it."""
        mine = (entries.c.incident == incident) & (entries.c.number == number)
        return self._shelf.first(Entry, self._shelf.select(Entry).where(mine))

    def log_entries(
        self,
        incident: str,
        groups: Collection[str],
        origins: Collection[Origin],
        *,
        authors: Collection[str] | None = None,
        since: datetime | None = None,
        most: int = 30,
    ) -> tuple[Entry, ...]:
        """One short walk along an index for each group and kind (and author), from the newest on."""
        base = self._shelf.select(Entry).where(entries.c.incident == incident)
        if since is not None:
            base = base.where(entries.c.at >= since, entries.c.number >= self._first(entries, incident, since))
        found: list[Entry] = []
        for origin in origins:
            several = [base.where(entries.c.group == group) for group in groups]
            if authors is not None:
                several = [query.where(entries.c.author == one) for query in several for one in authors]
            for query in several:
                walk = query.where(entries.c.origin == origin).order_by(entries.c.number.desc()).limit(most)
                found += self._shelf.all(Entry, walk)
        return tuple(sorted(found, key=lambda one: one.number)[-most:])

    def log_about(self, incident: str, things: Collection[str], origin: Origin) -> dict[str, Entry]:
        """Thing (``L-9``, ``TR-4``) → the newest entry of that origin about it."""
        named = entries.c.about.in_([*things]) & (entries.c.about != literal_column("''"))  # word for word as the index
        mine = (entries.c.incident == incident) & named & (entries.c.origin == origin)
        found = self._shelf.all(Entry, self._shelf.select(Entry).where(mine)) if things else ()
        return {one.about: one for one in sorted(found, key=lambda one: one.number)}

    def log_source(self, incident: str, source: str) -> Entry | None:
        """The entry that was made of this source (a message, an import), or None: it is entered only once."""
        mine = (entries.c.incident == incident) & (entries.c.source == source)
        return self._shelf.first(Entry, self._shelf.select(Entry).where(mine))

    def said_here(self, room: Room, native: str) -> Sequence[Spoken]:
        """The originals that a message of a room shows, itself or those that our post carries, with the names known
        now.
        """
        originals = Talk(self._db, self._sealing).behind(room, native)
        unnamed = {one.who for one in originals if not one.who_name}
        names = People(self._db, self._sealing).names(unnamed.union(*(nameless(one.text) for one in originals)))
        return [_spoken(one, names) for one in originals]

    def every_incident(self) -> tuple[Incident, ...]:
        """All incidents, closed ones among them, in the order in which they were opened."""
        return self._shelf.all(Incident, self._shelf.select(Incident).order_by(incidents.c.opened, incidents.c.id))

    def seals(self, incident: str, things: Collection[str]) -> dict[str, str]:
        """The digests, as they are now, of rows of traffic and messages by their numbers ("TR-4")."""
        found: dict[str, str] = {}
        kinds: tuple[tuple[str, type[Any], Table], ...] = (
            (TRAFFIC, Traffic, traffic),
            (MESSAGE, GeneralMessage, general_messages),
        )
        for series, kind, table in kinds:
            numbers = [int(one.removeprefix(f"{series}-")) for one in things if one.startswith(f"{series}-")]
            if numbers:
                query = self._shelf.select(kind).where(table.c.incident == incident, table.c.number.in_(numbers))
                found |= {one.shown: one.seal for one in self._shelf.all(kind, query)}
        return found

    # traffic

    def traffic_row(self, incident: str, number: int) -> Traffic | None:
        """The row of ICS 309 of this number, of whichever group, or None."""
        mine = (traffic.c.incident == incident) & (traffic.c.number == number)
        return self._shelf.first(Traffic, self._shelf.select(Traffic).where(mine))

    def traffic_rows(
        self,
        incident: str,
        groups: Collection[str],
        *,
        channels: Collection[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        most: int = 30,
    ) -> tuple[Traffic, ...]:
        """At most so many of the newest rows of these groups, oldest of them first: written from ``since`` on, heard
        before ``until`` (UTC), on channels with these keys of ``commands.domain.folding``, or on any.
        """
        base = self._shelf.select(Traffic).where(traffic.c.incident == incident)
        if channels:
            base = base.where(_channel_key().in_({one.upper() for one in channels}))
        if since is not None:
            base = base.where(traffic.c.at >= since, traffic.c.number >= self._first(traffic, incident, since))
        if until is not None:
            base = base.where(traffic.c.heard < until)
        found = self._walk(Traffic, traffic, (base.where(traffic.c.group == group) for group in groups), most)
        return tuple(sorted(found, key=lambda one: one.number)[-most:])

    def radio_desk(self, room: str) -> RadioDesk | None:
        """Whether a room is a radio desk, or was; None where it never was. Asked for every message of every room."""
        row = self._db.execute(_DESK, {"here": room}).first()  # asked for every message of every room
        return RadioDesk(**row._mapping) if row else None  # noqa: SLF001  SQLAlchemy's public name for it

    # general messages

    def general_message(self, incident: str, number: int) -> GeneralMessage | None:
        """The general message (ICS 213) of this number, of whichever group, or None."""
        mine = (general_messages.c.incident == incident) & (general_messages.c.number == number)
        return self._shelf.first(GeneralMessage, self._shelf.select(GeneralMessage).where(mine))

    def general_messages(
        self, incident: str, groups: Collection[str], *, open_only: bool = True, most: int = 30
    ) -> tuple[GeneralMessage, ...]:
        """At most so many of the newest messages of these groups, all or not acknowledged; oldest of them first."""
        base = self._shelf.select(GeneralMessage).where(general_messages.c.incident == incident)
        several = [base.where(general_messages.c.group == group) for group in groups]
        if open_only:
            states = (Passing.SENT, Passing.SILENT)
            several = [query.where(general_messages.c.state == state) for query in several for state in states]
        found = self._walk(GeneralMessage, general_messages, several, most)
        return tuple(sorted(found, key=lambda one: one.number)[-most:])

    # the search

    def find(
        self, incident: str, groups: Collection[str], words: Sequence[str], most: int = 20
    ) -> tuple[Findable, ...]:
        """At most so many things of these groups that have all of these words, the newest first; what was said until
        now is put into the index before.
        """
        while search.index_talk(self._db):
            pass
        found = search.search(self._db, incident, groups, words, most)
        names = People(self._db, self._sealing).names({one.who for one in found if one.source is Source.TALK})
        return tuple(replace(one, who=names.get(one.who, one.who)) for one in found)

    def _walk(self, kind: type[Any], table: Table, several: Iterable[Select[Any]], most: int) -> list[Any]:
        walks = (query.order_by(table.c.number.desc()).limit(most) for query in several)
        return [one for query in walks for one in self._shelf.all(kind, query)]

    def _first(self, table: Table, incident: str, since: datetime) -> int:
        """The first number since a time, so that a walk from the newest on has an end."""
        first = select(table.c.number).where(table.c.incident == incident, table.c.at >= since)
        number = self._db.execute(first.order_by(table.c.at, table.c.number).limit(1)).scalar()
        return int(number or 0)


def _spoken(one: Said, names: Mapping[str, str]) -> Spoken:
    return Spoken(
        id=one.id,
        incident=one.incident,
        group=one.group,
        room=one.room,
        native=one.native,
        who=one.who,
        name=one.who_name or names.get(one.who, ""),
        label=one.who_label,
        at=one.at,
        words=words(named(one.text, names)),
        removed=one.removed_at is not None,
    )
