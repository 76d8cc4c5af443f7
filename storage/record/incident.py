"""The incident's record: what the commands ask of memory, on one open transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, or_, select, update

from commands.domain.accountability.checkins import Movement, Resource, Strength
from commands.domain.alerts.alerts import AlertLink, AlertSource, AlertWatch
from commands.domain.incidents import Incident
from commands.domain.paper.packets import Packet
from commands.domain.radio.records import AreaRelation, PlanCheck
from commands.domain.routine import Routine
from commands.domain.schedules import Schedule, Timer
from commands.domain.situation.board import Board
from commands.domain.situation.sitrep import Sitrep
from commands.domain.store import Record
from storage import search
from storage.record.accountability import ACCOUNTABILITY, AccountabilityRecords
from storage.record.alerts import ALERTS, AlertRecords
from storage.record.assets import ASSETS, AssetRecords
from storage.record.board import BOARDS, BoardRecords
from storage.record.health import HealthRecords
from storage.record.log import LOG, LogRecords
from storage.record.logistics import REQUESTS, RequestRecords
from storage.record.notification import NOTIFICATION, NotificationRecords
from storage.record.organisation import ORGANISATION, OrganisationRecords
from storage.record.paper import PAPERS, PaperRecords
from storage.record.radio import FREQUENCIES, FrequencyRecords
from storage.record.situation import BRIEFING, BriefingRecords
from storage.sealing.chain import Sealing
from storage.shelf import Shelf
from storage.tables.incident import counters, incidents, movements, resources, schedules, sitreps, timers

TABLES: dict[type[Any], Table] = {
    Incident: incidents,
    Resource: resources,
    Movement: movements,
    Sitrep: sitreps,
    Schedule: schedules,
    Timer: timers,
    **ORGANISATION,
    **ACCOUNTABILITY,
    **FREQUENCIES,
    **REQUESTS,
    **LOG,
    **PAPERS,
    **BRIEFING,
    **BOARDS,
    **NOTIFICATION,
    **ALERTS,
    **ASSETS,
}

BOOKKEEPING = frozenset({Schedule, Timer, Packet, Routine, PlanCheck, Board, AlertLink, AlertWatch, AlertSource})
"""What is kept for the program's own sake: changing it is no change of the record."""


class Records(
    HealthRecords,
    OrganisationRecords,
    FrequencyRecords,
    AccountabilityRecords,
    RequestRecords,
    LogRecords,
    BriefingRecords,
    PaperRecords,
    BoardRecords,
    NotificationRecords,
    AlertRecords,
    AssetRecords,
):
    """Answers the protocol ``commands.domain.store.Store``."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._db = connection
        self._sealing = sealing
        self._shelf = Shelf(connection, TABLES, sealing)

    def get(self, kind: type[Record], id: str | int) -> Record | None:
        """The record of this kind and id, or None. One query, by the primary key."""
        return self._shelf.get(kind, id)

    def add(self, record: Record) -> Record:
        """Keep a new record and let it be found by its words; the answer carries its id and version. Raises Stale when
        its id is taken.
        """
        return self._noted(self._shelf.add(record))

    def save(self, record: Record) -> Record:
        """Keep what changed, over the version that was read; raises Stale when another was faster, TypeError for what
        is never changed.
        """
        return self._noted(self._shelf.save(record))

    def _noted(self, record: Record) -> Record:
        """A change of the record: it is counted, and found again by its words."""
        if type(record) not in BOOKKEEPING:
            self.changes += 1
            self.changed = record.id if isinstance(record, Incident) else getattr(record, "incident", self.changed)
        search.note(self._db, record)
        return record

    def remove(self, record: Schedule | Timer | AreaRelation | PlanCheck | AlertLink) -> None:
        """Forget a setting that is not history; nothing happens when it is gone already."""
        self._shelf.remove(record)

    def next_number(self, incident: str, series: str) -> int:
        """The row is locked until the transaction ends, so that two at once get two numbers, or one is Stale."""
        mine = (counters.c.incident == incident) & (counters.c.series == series)
        counted = update(counters).where(mine).values(last=counters.c.last + 1).returning(counters.c.last)
        number = self._db.execute(counted).scalar()
        row = {"incident": incident, "series": series}
        if number is None:
            number = 1
            self._db.execute(insert(counters).values(**row, last=number))
            self._sealing.added(counters, {**row, "last": number})
        else:
            self._sealing.changed(counters, {**row, "last": number - 1}, {"last": number})
        return int(number)

    def incidents(self) -> tuple[Incident, ...]:
        """The incidents that are not closed, by name."""
        query = self._shelf.select(Incident).where(incidents.c.closed.is_(None))
        return self._shelf.all(Incident, query.order_by(incidents.c.name, incidents.c.id))

    def roster(
        self, incident: str, *, agencies: Collection[str] | None = None, div: str = "", most: int | None = None
    ) -> tuple[Resource, ...]:
        """What is checked in, by agency and name; agencies are matched as they were typed."""
        query = self._shelf.select(Resource).where(*_here(incident, div))
        if agencies is not None:
            query = query.where(resources.c.agency.in_(agencies))
        return self._shelf.all(Resource, query.order_by(*_BY_AGENCY).limit(most))

    def agencies(self, incident: str, div: str = "") -> dict[str, Strength]:
        """Agency → its strength, counted by the database; in alphabetical order whatever the case."""
        agency = resources.c.agency
        sums = select(agency, func.count(), func.sum(resources.c.persons)).where(*_here(incident, div))
        found = self._db.execute(sums.group_by(agency).order_by(func.lower(agency), agency))
        return {name: Strength(resources=int(lines), persons=int(persons)) for name, lines, persons in found}

    def names(self, incident: str) -> tuple[str, ...]:
        """The names of everything checked in, in alphabetical order; a name stands twice where two agencies have it."""
        query = select(resources.c.name).where(*_here(incident)).order_by(resources.c.name)
        return tuple(self._db.execute(query).scalars())

    def strength(self, incident: str) -> Strength:
        """Lines of the check-in list that are here, and the persons on them."""
        sums = select(func.count(), func.coalesce(func.sum(resources.c.persons), 0)).where(*_here(incident))
        found = self._db.execute(sums).one()
        return Strength(resources=int(found[0]), persons=int(found[1]))

    def checked_in(self, incident: str, name_key: str) -> tuple[Resource, ...]:
        """What is checked in under a name's key, by agency."""
        query = self._shelf.select(Resource).where(*_here(incident), resources.c.name_key == name_key)
        return self._shelf.all(Resource, query.order_by(*_BY_AGENCY))

    def own_checkin(self, incident: str, person: str) -> Resource | None:
        """The newest line that this person, by key, checked in for themselves; None when they are not here."""
        query = self._shelf.select(Resource).where(*_here(incident), resources.c.person == person)
        return self._shelf.first(Resource, query.order_by(resources.c.id.desc()))

    def movements(self, incident: str, after: int = 0, most: int | None = None) -> tuple[Movement, ...]:
        """At most so many changes of the check-in list with an id above ``after``: the newest, oldest of them first."""
        query = self._shelf.select(Movement).where(movements.c.incident == incident, movements.c.id > after)
        return self._shelf.all(Movement, query.order_by(movements.c.id.desc()).limit(most))[::-1]

    def last_sitrep(self, incident: str) -> Sitrep | None:
        """The situation report of the highest number, or None before the first."""
        query = self._shelf.select(Sitrep).where(sitreps.c.incident == incident)
        return self._shelf.first(Sitrep, query.order_by(sitreps.c.number.desc()))

    def sitreps(self, incident: str, most: int = 50) -> tuple[Sitrep, ...]:
        """The situation reports of the highest numbers, the highest first."""
        query = self._shelf.select(Sitrep).where(sitreps.c.incident == incident)
        return self._shelf.all(Sitrep, query.order_by(sitreps.c.number.desc()).limit(most))

    def schedules(self, incident: str | None = None) -> tuple[Schedule, ...]:
        """The clock's command lines of one incident or of all, in the order in which they were set."""
        query = self._shelf.select(Schedule).order_by(schedules.c.id)
        return self._shelf.all(Schedule, query if incident is None else query.where(schedules.c.incident == incident))

    def timers(self, until: datetime, limit: int = 100, also_closed: Sequence[str] = ()) -> tuple[Timer, ...]:
        """At most so many one-time lines due up to a time (UTC), the longest overdue first; closed incidents keep
        theirs, but for commands that begin with ``also_closed``.
        """
        query = self._shelf.select(Timer).where(timers.c.at <= until, _said_now(also_closed))
        return self._shelf.all(Timer, query.order_by(timers.c.at, timers.c.id).limit(limit))

    def next_timer(self, also_closed: Sequence[str] = ()) -> datetime | None:
        """The next time (UTC) at which a one-time line is due, or None; of the same incidents as in ``timers``."""
        moment: datetime | None = self._db.execute(select(func.min(timers.c.at)).where(_said_now(also_closed))).scalar()
        return moment


def _said_now(also_closed: Sequence[str]) -> ColumnElement[bool]:
    """A timer that is not kept for the time when its incident is open again."""
    over = select(incidents.c.id).where(incidents.c.closed.is_not(None))
    always = (timers.c.command.startswith(f"{one} ", autoescape=True) for one in also_closed)
    return or_(timers.c.incident.not_in(over), *always)


_BY_AGENCY = (func.lower(resources.c.agency), resources.c.name_key, resources.c.id)


def _here(incident: str, div: str = "") -> tuple[ColumnElement[bool], ...]:
    present = (resources.c.incident == incident, resources.c.checked_out.is_(None))
    return (*present, func.lower(resources.c.div) == div.lower()) if div else present
