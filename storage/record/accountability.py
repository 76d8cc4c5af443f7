"""Accountability's part of the record: roll calls, emergencies, demobilization, routine lines, what is owed."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, case, cast, func, insert, literal, or_, select, update

from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.claims import Bound, Claim
from commands.domain.accountability.demobs import Demob, Leaving, Signed
from commands.domain.accountability.emergencies import Emergency, EmergencyUpdate, Emergent
from commands.domain.accountability.medical import MedicalReport
from commands.domain.accountability.owed import Acknowledged, Action, Addressee, Announcement, Doing, Watch, Watching
from commands.domain.accountability.par import (
    GLANCE,
    NAMED,
    OWED,
    Answer,
    DivisionTally,
    Owed,
    Par,
    ParLine,
    ParTap,
    Roll,
    Tally,
)
from commands.domain.routine import Routine
from storage.bridge.outbox import CopyState
from storage.sealing.chain import Sealing
from storage.shelf import Shelf
from storage.tables.accountability import (
    actions,
    addressees,
    announcements,
    claims,
    demobs,
    emergencies,
    emergency_updates,
    medical_reports,
    par_lines,
    par_taps,
    pars,
    routines,
    signatures,
    watches,
)
from storage.tables.bridge import copies, rooms
from storage.tables.incident import Words, resources

ACCOUNTABILITY = {
    Par: pars,
    ParLine: par_lines,
    ParTap: par_taps,
    Emergency: emergencies,
    EmergencyUpdate: emergency_updates,
    MedicalReport: medical_reports,
    Demob: demobs,
    Signed: signatures,
    Routine: routines,
    Announcement: announcements,
    Addressee: addressees,
    Watch: watches,
    Action: actions,
    Claim: claims,
}

_PERSON = (resources.c.persons == 1) & (
    (resources.c.person != "") | ~or_(*(resources.c.name.contains(digit) for digit in "0123456789"))
)
"""What commands.domain.accountability.par.is_person says, in the database's words."""

_UNPOSTED = (CopyState.QUEUED.value, CopyState.FIXED.value, CopyState.REFUSED.value)


class AccountabilityRecords:
    """The part of the Store protocol under “accountability”."""

    _db: Connection
    _shelf: Shelf
    _sealing: Sealing

    def numbered(self, kind: type[Any], incident: str, number: int) -> Any:
        """The record of that kind by its number within an incident."""
        table = self._shelf.table(kind)
        mine = (table.c.incident == incident) & (table.c.number == number)
        return self._shelf.first(kind, self._shelf.select(kind).where(mine))

    # check-in

    def by_call(self, incident: str, call_key: str) -> tuple[Resource, ...]:
        """What is checked in under a radio identifier's key, by agency."""
        query = self._shelf.select(Resource).where(resources.c.incident == incident)
        query = query.where(resources.c.checked_out.is_(None), resources.c.call_key == call_key)
        return self._shelf.all(Resource, query.order_by(resources.c.agency, resources.c.id))

    def crews(self, incident: str, agency: str) -> tuple[Resource, ...]:
        """What an agency (whatever its case) has checked in with more than one person and names of some of them."""
        query = self._shelf.select(Resource).where(resources.c.incident == incident, resources.c.persons > 1)
        query = query.where(resources.c.checked_out.is_(None), func.lower(resources.c.agency) == agency.lower())
        named = (resources.c.leader != "") | (cast(resources.c.crew, Text) != "[]")
        return self._shelf.all(Resource, query.where(named).order_by(resources.c.id))

    def led_by(self, incident: str, keys: Collection[str]) -> tuple[Resource, ...]:
        """What these keys are themselves, or brought in without naming a leader, and what is led by their account."""
        here = (resources.c.incident == incident, resources.c.checked_out.is_(None))
        own = resources.c.person.in_(keys) | (resources.c.checked_in_by.in_(keys) & (resources.c.leader == ""))
        led = resources.c.leader_account.in_(keys)
        return self._shelf.all(Resource, self._shelf.select(Resource).where(*here, own | led).order_by(resources.c.id))

    def claims(self, incident: str) -> tuple[Claim, ...]:
        """The claims to which nobody has agreed yet, by number."""
        query = self._shelf.select(Claim).where(claims.c.incident == incident)
        waiting = claims.c.state.in_((Bound.CLAIMED, Bound.OFFERED))
        return self._shelf.all(Claim, query.where(waiting).order_by(claims.c.number))

    def with_contact(self, incident: str, most: int) -> tuple[Resource, ...]:
        """At most so many checked-in resources that left contact details (ICS 211, block 10), by name."""
        here = (resources.c.incident == incident, resources.c.checked_out.is_(None), resources.c.contact != "")
        query = self._shelf.select(Resource).where(*here).order_by(func.lower(resources.c.name), resources.c.id)
        return self._shelf.all(Resource, query.limit(most))

    def divisions(self, incident: str) -> tuple[str, ...]:
        """The divisions and groups, as they were typed, to which something is checked in."""
        query = select(resources.c.div).where(resources.c.incident == incident, resources.c.checked_out.is_(None))
        return tuple(
            self._db.execute(query.where(resources.c.div != "").distinct().order_by(resources.c.div)).scalars()
        )

    def leaving(self, incident: str) -> tuple[Demob, ...]:
        """The demobilizations (ICS 221) that are open, by number."""
        query = self._shelf.select(Demob).where(demobs.c.incident == incident, demobs.c.state == Leaving.OPEN)
        return self._shelf.all(Demob, query.order_by(demobs.c.number))

    def leaving_of(self, resource: int) -> Demob | None:
        """The open demobilization of the resource of this id, or None."""
        query = self._shelf.select(Demob).where(demobs.c.resource == resource, demobs.c.state == Leaving.OPEN)
        return self._shelf.first(Demob, query)

    def signed(self, demob: int) -> tuple[Signed, ...]:
        """The boxes signed of a demobilization, in the order in which they were."""
        query = self._shelf.select(Signed).where(signatures.c.demob == demob)
        return self._shelf.all(Signed, query.order_by(signatures.c.id))

    # roll calls

    def pars(self, incident: str, *, open_only: bool = True, most: int = 10) -> tuple[Par, ...]:
        """At most so many roll calls, open ones or all, the newest first."""
        query = self._shelf.select(Par).where(pars.c.incident == incident)
        if open_only:
            query = query.where(pars.c.state == Roll.OPEN)
        return self._shelf.all(Par, query.order_by(pars.c.number.desc()).limit(most))

    def series(self, incident: str) -> tuple[Par, ...]:
        """The roll calls that another one follows after a while, by number."""
        query = self._shelf.select(Par).where(pars.c.incident == incident, pars.c.every.is_not(None))
        return self._shelf.all(Par, query.order_by(pars.c.number))

    def list_par(self, par: Par) -> None:
        """Put everything checked in (in the roll call's division, if it has one) on its list, as it stands now: one
        statement, however long the roster is.
        """
        taken = ("name", "name_key", "agency", "div", "leader", "crew", "person")
        fixed: dict[str, Any] = {
            "par": literal(par.id),
            "incident": literal(par.incident),
            "resource": resources.c.id,
            "expected": resources.c.persons,
            "single": _PERSON,
            "state": literal(Answer.WAITING.value),
            "listed": literal(True),
            "missing": literal((), Words()),
            "words": literal(""),
            "reported": literal(""),
            "by": literal(""),
            "by_name": literal(""),
            "version": literal(1),
        }
        here = [resources.c.incident == par.incident, resources.c.checked_out.is_(None)]
        if par.div:
            here.append(func.lower(resources.c.div) == par.div.lower())
        columns = [resources.c[name] for name in taken]
        chosen = select(*columns, *fixed.values()).where(*here).order_by(resources.c.id)
        self._db.execute(insert(par_lines).from_select([*taken, *fixed], chosen, include_defaults=False))
        self._sealing.listed(par_lines, par.id)

    def par_tally(self, par: int) -> Tally:
        """How a roll call stands, in counts; resources and persons who answered without having been listed apart."""
        lines = par_lines.c
        listed, single, done = lines.listed, lines.single, lines.state.not_in(OWED)
        present = case((lines.count > lines.expected, lines.expected), else_=func.coalesce(lines.count, 0))
        sums = select(
            func.count().filter(listed, ~single),
            func.count().filter(listed, ~single, done),
            func.coalesce(func.sum(lines.expected).filter(listed), 0),
            func.coalesce(func.sum(present).filter(listed), 0),
            func.count().filter(listed, single),
            func.count().filter(listed, single, done),
            func.count().filter(~listed),
            func.coalesce(func.sum(lines.count).filter(~listed), 0),
            func.count().filter(~single, ~done),
        ).where(lines.par == par)
        *counts, owing = (int(number) for number in self._db.execute(sums).one())
        owed = (lines.par == par, lines.state.in_(OWED), ~single)
        first = (*self._lines(*owed, lines.state == Answer.SHORT, most=GLANCE), *self._lines(*owed, most=GLANCE))
        named = tuple({line.id: line for line in first}.values())[:GLANCE] if owing else ()
        crews, crews_in, persons, present_, singles, singles_in, added, extra = counts
        return Tally(crews, crews_in, persons, present_, singles, singles_in, added, extra, owing, named)

    def par_divisions(self, par: int) -> tuple[DivisionTally, ...]:
        """How each division of a roll call stands, by name; one query."""
        lines = par_lines.c
        div, done = lines.div, lines.state.not_in(OWED)
        present = case((lines.count > lines.expected, lines.expected), else_=func.coalesce(lines.count, 0))
        sums = (
            select(
                div,
                func.count(),
                func.count().filter(done),
                func.coalesce(func.sum(lines.expected), 0),
                func.coalesce(func.sum(present), 0),
            )
            .where(lines.par == par)
            .group_by(div)
            .order_by(div)
        )
        return tuple(DivisionTally(row[0], *(int(number) for number in row[1:])) for row in self._db.execute(sums))

    def par_named(self, par: int, name_key: str) -> tuple[ParLine, ...]:
        """The lines of a roll call with this name key: two agencies may have one each."""
        return self._lines(par_lines.c.par == par, par_lines.c.name_key == name_key)

    def par_own(self, par: int, keys: Collection[str]) -> tuple[ParLine, ...]:
        """The lines of those who checked in for themselves under one of these keys."""
        return self._lines(par_lines.c.par == par, par_lines.c.person.in_(keys))

    def par_of(self, par: int, keys: Collection[str]) -> tuple[ParLine, ...]:
        """The lines of crews with a leader or member, and of persons, who are bound to one of these keys now."""
        own = (resources.c.leader_account.in_(keys), resources.c.person.in_(keys))
        among = or_(*own, *(_holds(resources.c.crew_accounts, key) for key in keys))
        return self._lines(par_lines.c.par == par, par_lines.c.resource.in_(select(resources.c.id).where(among)))

    def par_crews(self, par: int, name: str) -> tuple[ParLine, ...]:
        """The lines whose leader, or whose crew as it was typed, may hold this name; the caller looks closer."""
        return self._lines(par_lines.c.par == par, _names(par_lines, name))

    def par_owed(
        self, par: int, states: Sequence[Answer] = OWED, most: int | None = None, *, agency: str | None = None
    ) -> tuple[ParLine, ...]:
        """The lines in these states by name, at most so many, of one agency (whatever its case) or of all."""
        where = [par_lines.c.par == par, par_lines.c.state.in_(states)]
        if agency is not None:
            where.append(func.lower(par_lines.c.agency) == agency.lower())
        return self._lines(*where, most=most)

    def par_owing(self, par: int, states: Sequence[Answer] = OWED, most: int = NAMED) -> Owed:
        """Who is in these states, as a room may read it: resources by name, at most ``most``; single persons only
        counted.
        """
        mine = (par_lines.c.par == par, par_lines.c.state.in_(states))
        single = par_lines.c.single
        sums = select(func.count().filter(~single), func.count().filter(single)).where(*mine)
        found = self._db.execute(sums).one()
        return Owed(self._lines(*mine, ~single, most=most), int(found[0]), int(found[1]))

    def par_divs(self, par: int) -> frozenset[str]:
        """The divisions, in lower case, with somebody not accounted for; ``""`` where no division was given."""
        mine = (par_lines.c.par == par, par_lines.c.state.in_(OWED))
        return frozenset(self._db.execute(select(func.lower(par_lines.c.div)).where(*mine).distinct()).scalars())

    def par_alone(self, par: int, most: int) -> tuple[str, ...]:
        """Keys of at most so many single persons on chat who have not answered, to ask each directly."""
        mine = (par_lines.c.par == par, par_lines.c.state == Answer.WAITING, par_lines.c.person != "")
        return tuple(self._db.execute(select(par_lines.c.person).where(*mine).limit(most)).scalars())

    def par_owes(self, resource: int) -> Par | None:
        """The open roll call in which a resource is not accounted for."""
        mine = select(par_lines.c.par, par_lines.c.state).where(par_lines.c.resource == resource)
        owed = [row.par for row in self._db.execute(mine) if row.state in OWED]
        return self._shelf.first(Par, self._shelf.select(Par).where(pars.c.id.in_(owed), pars.c.state == Roll.OPEN))

    def _lines(self, *where: ColumnElement[bool], most: int | None = None) -> tuple[ParLine, ...]:
        query = self._shelf.select(ParLine).where(*where)
        return self._shelf.all(
            ParLine,
            query.order_by(par_lines.c.state, par_lines.c.name_key, par_lines.c.agency, par_lines.c.id).limit(most),
        )  # who is short comes first

    def taps(self, line: int) -> tuple[ParTap, ...]:
        """Who answered for themselves on a crew's line, by the line's id."""
        return self._shelf.all(ParTap, self._shelf.select(ParTap).where(par_taps.c.line == line))

    # emergencies

    def emergencies(self, incident: str) -> tuple[Emergency, ...]:
        """The emergencies that are open or acknowledged, the oldest first."""
        query = self._shelf.select(Emergency).where(emergencies.c.incident == incident)
        open_ = (Emergent.OPEN, Emergent.ACKNOWLEDGED)
        return self._shelf.all(Emergency, query.where(emergencies.c.state.in_(open_)).order_by(emergencies.c.number))

    def raised_by(self, incident: str, keys: Collection[str], since: datetime) -> tuple[Emergency, ...]:
        """The emergencies in any state that one of these keys raised after a time (UTC), the oldest first."""
        query = self._shelf.select(Emergency).where(emergencies.c.incident == incident, emergencies.c.by.in_(keys))
        return self._shelf.all(Emergency, query.where(emergencies.c.at > since).order_by(emergencies.c.number))

    def emergency_updates(self, emergency: int) -> tuple[EmergencyUpdate, ...]:
        """The further words about an emergency, the oldest first."""
        query = self._shelf.select(EmergencyUpdate).where(emergency_updates.c.emergency == emergency)
        return self._shelf.all(EmergencyUpdate, query.order_by(emergency_updates.c.id))

    def not_posted(self, incident: str, at: datetime) -> tuple[tuple[str, str], ...]:
        """(room, why) of the loud posts queued at exactly this moment (UTC) that are not posted yet, each once."""
        waiting = (
            select(copies.c.room, rooms.c.name, copies.c.state, copies.c.reason, rooms.c.why)
            .join(rooms, rooms.c.room == copies.c.room)
            .where(rooms.c.incident == incident, copies.c.state.in_(_UNPOSTED), copies.c.queued_at == at)
            .where(copies.c.rank <= 0, copies.c.verb == "tell")
            .order_by(copies.c.room)
        )
        found = self._db.execute(waiting)
        return tuple(dict.fromkeys((row.name or row.room, row.reason or row.why or "waiting") for row in found))

    def release(self, incident: str) -> int:
        """Queue the bot's own words that an emergency kept back; returns how many. Talk kept by a paused room stays
        there.
        """
        mine = select(rooms.c.room).where(rooms.c.incident == incident)
        own = copies.c.said_id.is_(None)  # what people said is kept back by a paused room
        held = (copies.c.state == CopyState.HELD.value) & own & copies.c.room.in_(mine)
        return int(self._db.execute(update(copies).where(held).values(state=CopyState.QUEUED.value)).rowcount)

    # routine lines

    def routine_since(self, incident: str, since: datetime) -> int:
        """How many routine lines there were after a time (UTC)."""
        mine = (routines.c.incident == incident) & (routines.c.at > since)
        return int(self._db.execute(select(func.count()).select_from(routines).where(mine)).scalar_one())

    def untold(self, incident: str) -> tuple[Routine, ...]:
        """The routine lines that no room has read, in their order."""
        query = self._shelf.select(Routine).where(routines.c.incident == incident, routines.c.told.is_(False))
        return self._shelf.all(Routine, query.order_by(routines.c.id))

    def all_told(self, incident: str) -> None:
        """Mark every routine line of the incident as read by its rooms."""
        mine = (routines.c.incident == incident) & routines.c.told.is_(False)
        self._db.execute(update(routines).where(mine).values(told=True))

    # what is owed

    def announcements(self, incident: str) -> tuple[Announcement, ...]:
        """The announcements still to be acknowledged, by when."""
        return self._of(Announcement, announcements, incident, Acknowledged.OPEN)

    def addressees(self, announcement: int, *, owed: bool = False, most: int | None = None) -> tuple[Addressee, ...]:
        """Those asked to acknowledge, in the order in which they were named; ``owed`` leaves out who has."""
        query = self._shelf.select(Addressee).where(addressees.c.announcement == announcement)
        if owed:
            query = query.where(addressees.c.at.is_(None))
        return self._shelf.all(Addressee, query.order_by(addressees.c.id).limit(most))

    def asked(self, announcement: int, wanted: Mapping[str, Collection[str]]) -> tuple[Addressee, ...]:
        """Those asked to acknowledge whose kind and key are wanted: kind → keys in lower case."""
        kinds = [(addressees.c.kind == kind) & func.lower(addressees.c.key).in_(keys) for kind, keys in wanted.items()]
        query = self._shelf.select(Addressee).where(addressees.c.announcement == announcement, or_(*kinds))
        return self._shelf.all(Addressee, query.order_by(addressees.c.id))

    def owes(self, announcement: int) -> tuple[int, int]:
        """(how many have acknowledged, of how many): divisions, positions and resources, single persons not counted."""
        asked = (addressees.c.announcement == announcement) & (addressees.c.kind != "person")
        found = self._db.execute(select(func.count(), func.count(addressees.c.at)).where(asked)).one()
        return int(found[1]), int(found[0])

    def watches(self, incident: str) -> tuple[Watch, ...]:
        """The watches that run or are overdue, by when they are due."""
        return self._of(Watch, watches, incident, Watching.RUNNING, Watching.OVERDUE)

    def actions(self, incident: str, most: int | None = None) -> tuple[Action, ...]:
        """At most so many open actions, by when they are due."""
        return self._of(Action, actions, incident, Doing.OPEN, most=most)

    def open_actions(self, incident: str) -> int:
        """How many actions of the incident are open."""
        mine = (actions.c.incident == incident) & (actions.c.state == Doing.OPEN)
        return int(self._db.execute(select(func.count()).select_from(actions).where(mine)).scalar_one())

    def _of(self, kind: type[Any], table: Any, incident: str, *states: Any, most: int | None = None) -> tuple[Any, ...]:
        query: Select[Any] = self._shelf.select(kind).where(table.c.incident == incident, table.c.state.in_(states))
        return self._shelf.all(kind, query.order_by(table.c.due, table.c.number).limit(most))

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
        chosen = chosen.order_by(resources.c.id)  # in which order they are told
        names = ["announcement", "kind", "key", "name", "by", "by_name", "ticked", "version"]
        self._db.execute(insert(addressees).from_select(names, chosen, include_defaults=False))
        self._sealing.listed(addressees, announcement.id)


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a list of words holds this one: JSON keeps it as it is, or with its letters escaped."""
    ways = {json.dumps(word, ensure_ascii=ascii_only) for ascii_only in (True, False)}
    return or_(*(cast(column, Text).contains(way, autoescape=True) for way in sorted(ways)))


def _names(table: Any, name: str) -> ColumnElement[bool]:
    """Lines whose leader or crew may hold a name: JSON keeps it as it is, or with its letters escaped."""
    crew = func.lower(cast(table.c.crew, Text))
    ways = {json.dumps(name.lower(), ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    inside = or_(*(crew.contains(way, autoescape=True) for way in sorted(ways)))
    return (func.lower(table.c.leader) == name.lower()) | inside
