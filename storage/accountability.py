"""Accountability's part of the record: roll calls, emergencies, demobilization, routine lines, what is owed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, insert, literal, select, update

from commands.domain.checkins import Resource, name_key
from commands.domain.demobs import Demob, Leaving, Signed
from commands.domain.emergencies import Emergency, Emergent
from commands.domain.medical import MedicalReport
from commands.domain.owed import Action, Addressee, Announcement, Doing, Heard, Watch, Watching
from commands.domain.par import OWED, Answer, Par, ParLine, ParTap, Roll, Tally
from commands.domain.routine import Routine
from storage.accountability_tables import (
    actions,
    addressees,
    announcements,
    demobs,
    emergencies,
    medical_reports,
    par_lines,
    par_taps,
    pars,
    routines,
    signatures,
    watches,
)
from storage.bridge_tables import copies, rooms
from storage.outbox import CopyState
from storage.shelf import Shelf
from storage.tables import Words, resources

ACCOUNTABILITY = {
    Par: pars,
    ParLine: par_lines,
    ParTap: par_taps,
    Emergency: emergencies,
    MedicalReport: medical_reports,
    Demob: demobs,
    Signed: signatures,
    Routine: routines,
    Announcement: announcements,
    Addressee: addressees,
    Watch: watches,
    Action: actions,
}

_UNPOSTED = (CopyState.QUEUED.value, CopyState.FIXED.value, CopyState.REFUSED.value)


class AccountabilityRecords:
    """The part of the Store protocol under “accountability”."""

    _db: Connection
    _shelf: Shelf

    def numbered(self, kind: type[Any], incident: str, number: int) -> Any:
        """The record of that kind by its number within an incident."""
        table = ACCOUNTABILITY[kind]
        mine = (table.c.incident == incident) & (table.c.number == number)
        return self._shelf.first(kind, self._shelf.select(kind).where(mine))

    # check-in

    def by_call(self, incident: str, call_key: str) -> tuple[Resource, ...]:
        query = self._shelf.select(Resource).where(resources.c.incident == incident)
        query = query.where(resources.c.checked_out.is_(None), resources.c.call_key == call_key)
        return self._shelf.all(Resource, query.order_by(resources.c.agency, resources.c.id))

    def crews(self, incident: str, agency: str) -> tuple[Resource, ...]:
        query = self._shelf.select(Resource).where(resources.c.incident == incident, resources.c.persons > 1)
        query = query.where(resources.c.checked_out.is_(None), func.lower(resources.c.agency) == agency.lower())
        named = (resources.c.leader != "") | (cast(resources.c.crew, Text) != "[]")
        return self._shelf.all(Resource, query.where(named).order_by(resources.c.id))

    def led_by(self, incident: str, keys: Collection[str], leader_key: str) -> tuple[Resource, ...]:
        here = (resources.c.incident == incident, resources.c.checked_out.is_(None))
        own = resources.c.person.in_(keys) | (resources.c.checked_in_by.in_(keys) & (resources.c.leader == ""))
        led = self._shelf.all(Resource, self._shelf.select(Resource).where(*here, own | (resources.c.leader != "")))
        return tuple(one for one in led if not one.leader or one.person in keys or name_key(one.leader) == leader_key)

    def divisions(self, incident: str) -> tuple[str, ...]:
        query = select(resources.c.div).where(resources.c.incident == incident, resources.c.checked_out.is_(None))
        return tuple(
            self._db.execute(query.where(resources.c.div != "").distinct().order_by(resources.c.div)).scalars()
        )

    def leaving(self, incident: str) -> tuple[Demob, ...]:
        query = self._shelf.select(Demob).where(demobs.c.incident == incident, demobs.c.state == Leaving.OPEN)
        return self._shelf.all(Demob, query.order_by(demobs.c.number))

    def leaving_of(self, resource: int) -> Demob | None:
        query = self._shelf.select(Demob).where(demobs.c.resource == resource, demobs.c.state == Leaving.OPEN)
        return self._shelf.first(Demob, query)

    def signed(self, demob: int) -> tuple[Signed, ...]:
        query = self._shelf.select(Signed).where(signatures.c.demob == demob)
        return self._shelf.all(Signed, query.order_by(signatures.c.id))

    # roll calls

    def pars(self, incident: str, *, open_only: bool = True, most: int = 10) -> tuple[Par, ...]:
        query = self._shelf.select(Par).where(pars.c.incident == incident)
        if open_only:
            query = query.where(pars.c.state == Roll.OPEN)
        return self._shelf.all(Par, query.order_by(pars.c.number.desc()).limit(most))

    def series(self, incident: str) -> tuple[Par, ...]:
        query = self._shelf.select(Par).where(pars.c.incident == incident, pars.c.every.is_not(None))
        return self._shelf.all(Par, query.order_by(pars.c.number))

    def list_par(self, par: Par) -> None:
        taken = ("name", "name_key", "agency", "div", "leader", "crew", "person")
        fixed: dict[str, Any] = {
            "par": literal(par.id),
            "incident": literal(par.incident),
            "resource": resources.c.id,
            "expected": resources.c.persons,
            "state": literal(Answer.WAITING.value),
            "listed": literal(True),
            "missing": literal((), Words()),
            "words": literal(""),
            "by": literal(""),
            "by_name": literal(""),
            "version": literal(1),
        }
        here = [resources.c.incident == par.incident, resources.c.checked_out.is_(None)]
        if par.div:
            here.append(func.lower(resources.c.div) == par.div.lower())
        columns = [resources.c[name] for name in taken]
        chosen = select(*columns, *fixed.values()).where(*here)
        self._db.execute(insert(par_lines).from_select([*taken, *fixed], chosen, include_defaults=False))

    def par_tally(self, par: int) -> Tally:
        listed, done = par_lines.c.listed, par_lines.c.state.not_in(OWED)
        sums = select(
            func.count().filter(listed),
            func.count().filter(listed, done),
            func.coalesce(func.sum(par_lines.c.count).filter(listed), 0),
            func.count().filter(~listed),
            func.coalesce(func.sum(par_lines.c.count).filter(~listed), 0),
        ).where(par_lines.c.par == par)
        return Tally(*(int(number) for number in self._db.execute(sums).one()))

    def par_named(self, par: int, name_key: str) -> tuple[ParLine, ...]:
        return self._lines(par_lines.c.par == par, par_lines.c.name_key == name_key)

    def par_own(self, par: int, keys: Collection[str]) -> tuple[ParLine, ...]:
        return self._lines(par_lines.c.par == par, par_lines.c.person.in_(keys))

    def par_crews(self, par: int) -> tuple[ParLine, ...]:
        named = (par_lines.c.leader != "") | (cast(par_lines.c.crew, Text) != "[]")
        return self._lines(par_lines.c.par == par, named)

    def par_owed(self, par: int, states: Sequence[Answer] = OWED, most: int | None = None) -> tuple[ParLine, ...]:
        return self._lines(par_lines.c.par == par, par_lines.c.state.in_(states), most=most)

    def par_owes(self, resource: int) -> Par | None:
        """The open roll call in which a resource is not accounted for."""
        owed = select(par_lines.c.par).where(par_lines.c.resource == resource, par_lines.c.state.in_(OWED))
        return self._shelf.first(Par, self._shelf.select(Par).where(pars.c.id.in_(owed), pars.c.state == Roll.OPEN))

    def _lines(self, *where: ColumnElement[bool], most: int | None = None) -> tuple[ParLine, ...]:
        query = self._shelf.select(ParLine).where(*where)
        return self._shelf.all(ParLine, query.order_by(par_lines.c.name_key, par_lines.c.agency, par_lines.c.id).limit(most))

    def taps(self, line: int) -> tuple[ParTap, ...]:
        return self._shelf.all(ParTap, self._shelf.select(ParTap).where(par_taps.c.line == line))

    # emergencies

    def emergencies(self, incident: str) -> tuple[Emergency, ...]:
        query = self._shelf.select(Emergency).where(emergencies.c.incident == incident)
        open_ = (Emergent.OPEN, Emergent.ACKNOWLEDGED)
        return self._shelf.all(Emergency, query.where(emergencies.c.state.in_(open_)).order_by(emergencies.c.number))

    def not_posted(self, incident: str, at: datetime) -> tuple[tuple[str, str], ...]:
        waiting = (
            select(copies.c.room, rooms.c.name, copies.c.state, copies.c.reason, rooms.c.why)
            .join(rooms, rooms.c.room == copies.c.room)
            .where(rooms.c.incident == incident, copies.c.state.in_(_UNPOSTED), copies.c.queued_at == at)
            .where(copies.c.rank == 0, copies.c.verb == "tell")
            .order_by(copies.c.room)
        )
        found = self._db.execute(waiting)
        return tuple(dict.fromkeys((row.name or row.room, row.reason or row.why or "waiting") for row in found))

    def release(self, incident: str) -> int:
        mine = select(rooms.c.room).where(rooms.c.incident == incident)
        held = (copies.c.state == CopyState.HELD.value) & copies.c.room.in_(mine)
        return int(self._db.execute(update(copies).where(held).values(state=CopyState.QUEUED.value)).rowcount)

    # routine lines

    def routine_since(self, incident: str, since: datetime) -> int:
        mine = (routines.c.incident == incident) & (routines.c.at > since)
        return int(self._db.execute(select(func.count()).select_from(routines).where(mine)).scalar_one())

    def untold(self, incident: str) -> tuple[Routine, ...]:
        query = self._shelf.select(Routine).where(routines.c.incident == incident, routines.c.told.is_(False))
        return self._shelf.all(Routine, query.order_by(routines.c.id))

    def all_told(self, incident: str) -> None:
        mine = (routines.c.incident == incident) & routines.c.told.is_(False)
        self._db.execute(update(routines).where(mine).values(told=True))

    # what is owed

    def announcements(self, incident: str) -> tuple[Announcement, ...]:
        return self._of(Announcement, announcements, incident, Heard.OPEN)

    def addressees(self, announcement: int, *, owed: bool = False, most: int | None = None) -> tuple[Addressee, ...]:
        query = self._shelf.select(Addressee).where(addressees.c.announcement == announcement)
        if owed:
            query = query.where(addressees.c.at.is_(None))
        return self._shelf.all(Addressee, query.order_by(addressees.c.id).limit(most))

    def owes(self, announcement: int) -> tuple[int, int]:
        asked = (addressees.c.announcement == announcement) & (addressees.c.kind != "person")
        found = self._db.execute(select(func.count(), func.count(addressees.c.at)).where(asked)).one()
        return int(found[1]), int(found[0])

    def watches(self, incident: str) -> tuple[Watch, ...]:
        return self._of(Watch, watches, incident, Watching.RUNNING, Watching.OVERDUE)

    def actions(self, incident: str) -> tuple[Action, ...]:
        return self._of(Action, actions, incident, Doing.OPEN)

    def _of(self, kind: type[Any], table: Any, incident: str, *states: Any) -> tuple[Any, ...]:
        query: Select[Any] = self._shelf.select(kind).where(table.c.incident == incident, table.c.state.in_(states))
        return self._shelf.all(kind, query.order_by(table.c.due, table.c.number))

    def address_roster(self, announcement: Announcement) -> None:
        """Every resource on the roster is to acknowledge."""
        chosen = select(
            literal(announcement.id),
            literal("resource"),
            resources.c.name_key,
            resources.c.name,
            literal(""),
            literal(""),
            literal(False),
            literal(1),
        ).where(resources.c.incident == announcement.incident, resources.c.checked_out.is_(None))
        names = ["announcement", "kind", "key", "name", "by", "by_name", "ticked", "version"]
        self._db.execute(insert(addressees).from_select(names, chosen, include_defaults=False))
