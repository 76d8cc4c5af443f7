"""The part of the record for reports and shift summaries: counts, and what changed between two times."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, func, null, select

from commands.domain.accountability.checkins import Happened, Status, Strength, Strengths
from commands.domain.history import Thing
from commands.domain.log.traffic import MESSAGE, Passing
from commands.domain.logistics.requests import OPEN, Paper, RequestCounts
from commands.domain.organisation.roles import Holding
from commands.domain.organisation.shifts import Shift, ShiftPart
from commands.domain.radio.patches import SERIES as PATCH
from commands.domain.situation.facts import OpenNeed, Some
from commands.domain.situation.reports import Need, Report, Subject
from commands.domain.situation.shift_summary import Closed
from commands.domain.situation.sitrep import BriefingTimes
from storage.shelf import Shelf
from storage.tables.accountability import actions, announcements, demobs, emergencies, pars, watches
from storage.tables.bridge import said
from storage.tables.incident import movements, resources
from storage.tables.log import entries, general_messages, traffic
from storage.tables.logistics import changes, patches, report_needs, reports, requests
from storage.tables.organisation import holdings, objectives
from storage.tables.radio import interferences, outages
from storage.tables.situation import briefing_times, shift_parts, shifts

Key = TypeVar("Key")

BRIEFING = {Shift: shifts, ShiftPart: shift_parts, BriefingTimes: briefing_times}

FAR_ENOUGH = 5_000
"""So many messages back somebody's last word is looked for."""

COUNTED_ONE_BY_ONE = 20_000
"""Rows of traffic or of the log that are counted one by one."""

_TURNED_DOWN = (Paper.DENIED, Paper.CANCELLED)
_OVER = tuple(one for one in Paper if one not in OPEN)


@dataclass(frozen=True)
class _End:
    """How a kind of thing is over: ``over`` says when, ``named`` what it is, ``told`` what became of it."""

    table: Table
    over: str
    series: str
    named: str
    told: str
    opened: str = "at"
    due: str = ""


_ENDS = (
    _End(actions, "done_at", "T", "words", "done", due="due"),
    _End(patches, "ended", PATCH, "sides", "patch taken down", due="until"),
    _End(interferences, "closed", "RI", "channel", "interference closed on"),
    _End(general_messages, "acked", MESSAGE, "words", "acknowledged:", due="due"),
    _End(announcements, "ended", "A", "words", "announcement closed:", due="due"),
    _End(watches, "ended", "W", "owner_name", "watch ended; told was", due="due"),  # the watched may be missing
    _End(emergencies, "cleared_at", "M", "words", "emergency cleared:"),
    _End(demobs, "released", "D", "name", "released:", due="etd"),
    _End(pars, "closed", "P", "div", "PAR closed", opened="opened", due="due"),
    _End(objectives, "struck", "O", "words", "objective struck:"),
)
_NAMED = {"patch": "patch", "interference": "interference on", "watch": "watch, told:", "par": "PAR", "objective": ""}
"""What stands before the words, where these do not speak for themselves."""


class BriefingRecords:
    """Answers ``commands.domain.stores.situation.BriefingStore``."""

    _db: Connection
    _shelf: Shelf

    # people

    def strengths(self, incident: str) -> Strengths:
        """All three by one walk along the index that has these columns in this order."""
        by = (resources.c.agency, resources.c.kind, resources.c.status)
        here = (resources.c.incident == incident, resources.c.checked_out.is_(None))
        sums = select(*by, func.count(), func.sum(resources.c.persons)).where(*here).group_by(*by)
        rows = [(*row[:3], Strength(int(row[3]), int(row[4]))) for row in self._db.execute(sums)]
        statuses = _summed((status, one) for _, _, status, one in rows)
        return Strengths(
            agencies=_summed(sorted(((agency, one) for agency, _, _, one in rows), key=_by_name)),
            kinds=_summed((kind, one) for _, kind, _, one in rows),
            statuses={one: statuses[one] for one in Status if one in statuses},
        )

    def movement_before(self, incident: str, at: datetime) -> int:
        """The id of the newest change of the check-in list before a time (UTC); 0 where there is none."""
        newest = select(func.max(movements.c.id)).where(movements.c.incident == incident, movements.c.at < at)
        return int(self._db.execute(newest).scalar() or 0)

    def moved_by_agency(self, incident: str, after: int) -> dict[Happened, dict[str, Strength]]:
        """What happened → agency → strength, of the changes with an id above ``after``; persons as they are counted
        now.
        """
        what, agency = movements.c.what, movements.c.agency
        sums = select(what, agency, func.count(), func.sum(resources.c.persons))
        sums = sums.join(resources, resources.c.id == movements.c.resource)
        mine = sums.where(movements.c.incident == incident, movements.c.id > after)
        found: dict[Happened, dict[str, Strength]] = {one: {} for one in Happened}
        for kind, name, lines, persons in self._db.execute(mine.group_by(what, agency)):
            found[Happened(kind)][name] = Strength(int(lines), int(persons))
        return found

    # requests, needs, messages

    def request_counts(self, incident: str, groups: Collection[str], at: datetime) -> RequestCounts:
        """Along the index that has all these columns; what is over is only counted, each state by itself."""
        here, columns = _here(requests, incident, groups), requests.c
        late = (columns.needed <= at) | (columns.late.is_(True) & (columns.needed > at))
        pieces = (func.sum(columns.quantity), func.sum(columns.arrived))
        by_state = select(columns.state, func.count(), *pieces, func.count().filter(late))
        waiting = by_state.where(*here, requests.c.open.is_(True)).group_by(requests.c.state)
        found = self._db.execute(waiting)
        rows = [(Paper(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in found]
        over = select(func.count()).select_from(requests).where(*here, requests.c.open.is_(False))
        each = [over.where(requests.c.state == state).scalar_subquery() for state in _OVER]
        counted = zip(_OVER, map(int, self._db.execute(select(*each)).one()), strict=True)
        return RequestCounts(
            states={row[0]: row[1] for row in rows} | {state: count for state, count in counted if count},
            open=sum(row[1] for row in rows),
            asked=sum(row[2] for row in rows),
            arrived=sum(row[3] for row in rows),
            late=sum(row[4] for row in rows),
        )

    def unmet_needs(self, incident: str, groups: Collection[str], most: int = 50) -> Some[OpenNeed]:
        """What each unit's newest CAN report asks for and no request covers, or one that was denied or cancelled; how
        many in all, and at most so many of them.
        """
        mine = (*_here(reports, incident, groups), reports.c.subject == Subject.CAN)
        newest = select(func.max(reports.c.number)).where(*mine).group_by(reports.c.name_key)
        asked = (requests.c.incident == incident) & (requests.c.number == report_needs.c.request)
        query = (
            select(report_needs.c.id, report_needs.c.report, report_needs.c.request, requests.c.state)
            .join(reports, reports.c.id == report_needs.c.report)
            .outerjoin(requests, asked)
            .where(reports.c.incident == incident, reports.c.number.in_(newest))
            .where((report_needs.c.request == 0) | requests.c.state.in_(_TURNED_DOWN))
            .order_by(reports.c.number.desc(), report_needs.c.number)
        )
        rows = self._db.execute(query).all()
        found = (self._need(*row) for row in rows[:most])
        return Some(len(rows), tuple(one for one in found if one))

    def _need(self, id: int, report: int, request: int, state: Paper | None) -> OpenNeed | None:
        need, told = self._shelf.get(Need, id), self._shelf.get(Report, report)
        why = f"R-{request} {state.value}" if state else "no request yet"
        return OpenNeed(report=told, need=need, why=why) if told and need else None

    def open_message_count(self, incident: str, groups: Collection[str]) -> int:
        """How many general messages (ICS 213) of these groups are not acknowledged."""
        waiting = (Passing.SENT, Passing.SILENT)
        query = select(func.count()).select_from(general_messages).where(*_here(general_messages, incident, groups))
        return int(self._db.execute(query.where(general_messages.c.state.in_(waiting))).scalar_one())

    # between two times

    def written_since(self, incident: str, groups: Collection[str], since: datetime | None) -> tuple[int, int]:
        """(rows of traffic, entries of the log) of these groups since a time (UTC; None: ever)."""
        rows, notes = (self._count_since(table, incident, groups, since) for table in (traffic, entries))
        return rows, notes

    def _count_since(self, table: Table, incident: str, groups: Collection[str], since: datetime | None) -> int:
        """Numbers grow with time: from the first one since then on they are counted along the index.

        Of very many the numbers themselves are the count, which the further groups' rows are in as well.
        """
        mine = select(table.c.number).where(table.c.incident == incident)
        begun = (
            mine.where(table.c.at >= since).order_by(table.c.at, table.c.number)
            if since
            else mine.order_by(table.c.number)
        )
        first = self._db.execute(begun.limit(1)).scalar()
        last = self._db.execute(mine.order_by(table.c.number.desc()).limit(1)).scalar()
        if first is None or last is None:
            return 0
        if last - first >= COUNTED_ONE_BY_ONE:
            return int(last - first + 1)
        query = select(func.count()).select_from(table).where(*_here(table, incident, groups))
        return int(self._db.execute(query.where(table.c.number >= first)).scalar_one())

    def seats_changed(self, incident: str, since: datetime, until: datetime, most: int = 40) -> tuple[Holding, ...]:
        """At most so many holdings that began or ended between two times (UTC, both included), in the order of what
        happened last.
        """
        mine = self._shelf.select(Holding).where(holdings.c.incident == incident)
        begun = mine.where(holdings.c.since >= since, holdings.c.since <= until)
        ended = mine.where(holdings.c.ended >= since, holdings.c.ended <= until)
        newest = self._shelf.all(Holding, begun.order_by(holdings.c.since.desc(), holdings.c.id.desc()).limit(most))
        left = self._shelf.all(Holding, ended.order_by(holdings.c.ended.desc(), holdings.c.id.desc()).limit(most))
        known = {one.id: one for one in (*newest[::-1], *left[::-1])}
        return tuple(
            sorted(known.values(), key=lambda one: (one.ended or one.since, one.ended is None, one.id))[-most:]
        )

    def closed_between(
        self, incident: str, groups: Collection[str], since: datetime, until: datetime, most: int = 40
    ) -> tuple[Closed, ...]:
        """At most so many things closed between two times (UTC): requests and all else that ends, channels that work
        again.
        """
        found = [*self._requests_over(incident, groups, since, until, most)]
        for end in _ENDS:
            found += self._over(end, incident, groups, since, until, most)
        found += [Closed(name, "works again", at) for name, at in self._up_again(incident, since, until, most)]
        return tuple(sorted(found, key=lambda one: (one.at, one.id))[-most:])

    def _over(
        self, end: _End, incident: str, groups: Collection[str], since: datetime, until: datetime, most: int
    ) -> Iterator[Closed]:
        table, when = end.table, end.table.c[end.over]
        due = table.c[end.due] if end.due else null()
        query = select(table.c.number, table.c[end.named], when, table.c[end.opened], due)
        mine = _here(table, incident, groups) if "group" in table.c else (table.c.incident == incident,)
        query = query.where(when >= since, when <= until, *mine).order_by(when.desc()).limit(most)
        for number, words, at, opened, by in self._db.execute(query):
            said = " + ".join(words) if isinstance(words, tuple) else words
            named = f"{_NAMED.get(table.name, '')} {said}".strip() or "emergency traffic"
            yield Closed(f"{end.series}-{number}", f"{end.told} {said}".strip(), at, named, opened, by)

    def _requests_over(
        self, incident: str, groups: Collection[str], since: datetime, until: datetime, most: int
    ) -> Iterator[Closed]:
        over = (changes.c.thing == Thing.REQUEST, changes.c.now.in_([one.value for one in _OVER]))
        mine = (*_here(changes, incident, groups), *over, changes.c.was != changes.c.now)
        query = select(changes.c.now, changes.c.at.label("over"), requests)
        query = query.join(requests, (requests.c.incident == incident) & (requests.c.number == changes.c.number))
        query = query.where(*mine, changes.c.at >= since, changes.c.at <= until, changes.c.line == 0)
        for row in self._db.execute(query.order_by(changes.c.at.desc()).limit(most)):
            told = f"{row.quantity:,} {row.what}"
            yield Closed(f"R-{row.number}", f"{row.now}: {told}", row.over, told, row.at, row.needed)

    def states_at(
        self, incident: str, thing: Thing, numbers: Collection[int], at: datetime
    ) -> dict[tuple[int, int], str]:
        """(number, line) → the state it had at a time (UTC); line 0 is the thing itself. Without a change until then,
        it is left out.
        """
        mine = (changes.c.incident == incident, changes.c.thing == thing, changes.c.number.in_([*numbers]))
        query = select(changes.c.number, changes.c.line, changes.c.now).where(*mine, changes.c.at <= at)
        rows = self._db.execute(query.where(changes.c.now != "").order_by(changes.c.id))
        return {(row.number, row.line): row.now for row in rows}

    def _up_again(self, incident: str, since: datetime, until: datetime, most: int) -> tuple[tuple[str, datetime], ...]:
        query: Select[Any] = select(outages.c.name, outages.c.up).where(outages.c.incident == incident)
        query = query.where(outages.c.up >= since, outages.c.up <= until).order_by(outages.c.up.desc()).limit(most)
        return tuple((row.name, row.up) for row in self._db.execute(query))

    # one person

    def last_said(self, incident: str, keys: Collection[str]) -> datetime | None:
        """When one of these keys spoke last (UTC) in the incident's newest 5,000 messages; None where none did."""
        newest = select(said.c.who, said.c.at).where(said.c.incident == incident)
        recent = newest.order_by(said.c.sort.desc()).limit(FAR_ENOUGH).subquery()
        moment: datetime | None = self._db.execute(
            select(func.max(recent.c.at)).where(recent.c.who.in_([*keys]))
        ).scalar()
        return moment

    def last_moved(self, incident: str, keys: Collection[str]) -> datetime | None:
        """When these keys' own lines of the check-in list changed last (UTC): in, resting, back, out. None where none
        did.
        """
        mine = select(resources.c.id).where(resources.c.incident == incident, resources.c.person.in_([*keys]))
        newest = select(func.max(movements.c.at)).where(
            movements.c.incident == incident, movements.c.resource.in_(mine)
        )
        moment: datetime | None = self._db.execute(newest).scalar()
        return moment

    # shifts

    def shift(self, incident: str, number: int | None = None) -> Shift | None:
        """The shift of this number, or the newest; None where there is none."""
        query = self._shelf.select(Shift).where(shifts.c.incident == incident)
        query = query if number is None else query.where(shifts.c.number == number)
        return self._shelf.first(Shift, query.order_by(shifts.c.number.desc()))

    def shift_parts(self, incident: str, shift: int) -> tuple[ShiftPart, ...]:
        """Who takes over which position in a shift (by its id), in the order in which they were named."""
        mine = (shift_parts.c.incident == incident) & (shift_parts.c.shift == shift)
        return self._shelf.all(ShiftPart, self._shelf.select(ShiftPart).where(mine).order_by(shift_parts.c.id))

    def briefing_times(self, incident: str) -> BriefingTimes | None:
        """What the incident has set about its reports, or None where nothing was."""
        query = self._shelf.select(BriefingTimes).where(briefing_times.c.incident == incident)
        return self._shelf.first(BriefingTimes, query)


def _by_name(one: tuple[str, Strength]) -> tuple[str, str]:
    return one[0].lower(), one[0]


def _summed(parts: Iterable[tuple[Key, Strength]]) -> dict[Key, Strength]:
    found: dict[Key, Strength] = {}
    for key, one in parts:
        before = found.get(key, Strength(0, 0))
        found[key] = Strength(before.resources + one.resources, before.persons + one.persons)
    return found


def _here(table: Table, incident: str, groups: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Of this incident, and of groups that may be read; mostly there is one, which is asked for more quickly."""
    one, *more = groups or ("",)
    return (table.c.incident == incident, table.c.group.in_([one, *more]) if more else table.c.group == one)
