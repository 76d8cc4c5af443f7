"""The frequency desk's part of the record: channels, plans and their revisions, nets, interference, radio caches."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select

from commands.domain.radio.cache import CacheIssue, CacheRadio
from commands.domain.radio.interference import Interference
from commands.domain.radio.records import (
    AreaRelation,
    DeskSettings,
    Outage,
    OwnChannel,
    PlanAcceptance,
    PlanCheck,
    PlanNote,
    PlanRevision,
    PlanRow,
    RadioLoad,
    RadioNet,
    RadioPlan,
    RevisionMark,
)
from storage.sealing.chain import Sealing
from storage.shelf import Shelf
from storage.tables import radio as t

FREQUENCIES = {
    OwnChannel: t.own_channels,
    RadioPlan: t.plans,
    PlanRow: t.plan_rows,
    PlanRevision: t.plan_revisions,
    RadioLoad: t.radio_loads,
    PlanNote: t.plan_notes,
    AreaRelation: t.area_relations,
    PlanAcceptance: t.acceptances,
    DeskSettings: t.desk_settings,
    PlanCheck: t.plan_checks,
    RadioNet: t.radio_nets,
    Outage: t.outages,
    Interference: t.interferences,
    CacheRadio: t.cache_radios,
    CacheIssue: t.cache_issues,
}


class FrequencyRecords:
    """The part of the Store protocol under “frequencies”."""

    _db: Connection
    _shelf: Shelf
    _sealing: Sealing

    # channels and plans

    def own_channels(self, incident: str, *, returned: bool = False) -> tuple[OwnChannel, ...]:
        """The incident's own channels by name, on loan or its own; given-back ones only when asked for."""
        query = self._shelf.select(OwnChannel).where(t.own_channels.c.incident == incident)
        query = query if returned else query.where(t.own_channels.c.returned.is_(None))
        return self._shelf.all(OwnChannel, query.order_by(t.own_channels.c.name_key))

    def own_channel(self, incident: str, name_key: str) -> OwnChannel | None:
        """The incident's own channel of this name key, also when it was given back; None where there was none."""
        mine = (t.own_channels.c.incident == incident) & (t.own_channels.c.name_key == name_key)
        return self._shelf.first(OwnChannel, self._shelf.select(OwnChannel).where(mine))

    def radio_plan(self, incident: str, period: str = "") -> RadioPlan | None:
        """The plan of a period, whatever its name's case; without one the newest. None where there is none."""
        query = self._shelf.select(RadioPlan).where(t.plans.c.incident == incident)
        query = query.where(func.lower(t.plans.c.period) == period.lower()) if period else query
        return self._shelf.first(RadioPlan, query.order_by(t.plans.c.id.desc()))

    def radio_plans(self, incident: str, most: int = 50) -> tuple[RadioPlan, ...]:
        """At most so many plans, the newest, oldest of them first."""
        query = self._shelf.select(RadioPlan).where(t.plans.c.incident == incident)
        return self._shelf.all(RadioPlan, query.order_by(t.plans.c.id.desc()).limit(most))[::-1]

    def plan_rows(self, plan: int) -> tuple[PlanRow, ...]:
        """The rows of a plan (by its id) that are not released, by number."""
        mine = (t.plan_rows.c.plan == plan) & t.plan_rows.c.released.is_(None)
        return self._shelf.all(PlanRow, self._shelf.select(PlanRow).where(mine).order_by(t.plan_rows.c.number))

    def plan_row_count(self, plan: int) -> int:
        """How many rows of a plan (by its id) are not released."""
        mine = (t.plan_rows.c.plan == plan) & t.plan_rows.c.released.is_(None)
        return int(self._db.execute(select(func.count()).select_from(t.plan_rows).where(mine)).scalar_one())

    def revision(self, incident: str, number: int) -> PlanRevision | None:
        """The published revision of this number, with its rows, or None."""
        query = self._revisions(incident).where(t.plan_revisions.c.number == number)
        return self._shelf.first(PlanRevision, query)

    def last_revision(
        self, incident: str, *, plan: int | None = None, before: int | None = None
    ) -> PlanRevision | None:
        """The newest revision of the incident, or of one plan, with a number below ``before``; None where there is
        none.
        """
        query = self._revisions(incident)
        query = query if plan is None else query.where(t.plan_revisions.c.plan == plan)
        query = query if before is None else query.where(t.plan_revisions.c.number < before)
        return self._shelf.first(PlanRevision, query.order_by(t.plan_revisions.c.number.desc()))

    def revision_marks(self, incident: str, most: int = 50) -> tuple[RevisionMark, ...]:
        """Number, period, digest, time (UTC) and author of at most so many revisions, oldest first; their rows are not
        read.
        """
        c = t.plan_revisions.c
        query = select(c.number, c.period, c.digest, c.at, c.by).where(c.incident == incident)
        found = self._db.execute(query.order_by(c.number.desc()).limit(most))
        return tuple(RevisionMark(*row) for row in found)[::-1]

    def _revisions(self, incident: str) -> Any:
        return self._shelf.select(PlanRevision).where(t.plan_revisions.c.incident == incident)

    def radio_loads(self, incident: str) -> tuple[RadioLoad, ...]:
        """What every published plan ever put into radios, oldest first."""
        query = self._shelf.select(RadioLoad).where(t.radio_loads.c.incident == incident)
        return self._shelf.all(RadioLoad, query.order_by(t.radio_loads.c.id))

    def keep_loads(self, loads: Sequence[RadioLoad]) -> None:
        """Remember what a published plan puts into radios, in one statement; nothing happens for none."""
        if loads:
            rows = [
                {"incident": one.incident, "zone": one.zone, "number": one.number, "channel": one.channel}
                for one in loads
            ]
            newest = self._db.execute(select(func.coalesce(func.max(t.radio_loads.c.id), 0))).scalar_one()
            self._db.execute(insert(t.radio_loads), rows)
            self._sealing.read(t.radio_loads, t.radio_loads.c.id > newest)

    def copy_rows(self, plan: int, into: int) -> None:
        """Copy the rows of one plan (ids) that are not released into another, with their numbers, in one statement."""
        same = [column for column in t.plan_rows.c if column.name not in {"id", "plan", "version"}]
        mine = (t.plan_rows.c.plan == plan) & t.plan_rows.c.released.is_(None)
        rows = select(literal(into), literal(1), *same).where(mine).order_by(t.plan_rows.c.number)
        names = ["plan", "version", *(column.name for column in same)]
        self._db.execute(insert(t.plan_rows).from_select(names, rows))
        self._sealing.read(t.plan_rows, t.plan_rows.c.plan == into)

    def plan_notes(self, incident: str, *, name_key: str = "", row: str = "", most: int = 30) -> tuple[PlanNote, ...]:
        """At most so many lines of the desk's history about a channel's or net's key, a row's id, or all; oldest of
        them first.
        """
        query = self._shelf.select(PlanNote).where(t.plan_notes.c.incident == incident)
        query = query.where(t.plan_notes.c.name_key == name_key) if name_key else query
        query = query.where(t.plan_notes.c.row == row) if row else query
        return self._shelf.all(PlanNote, query.order_by(t.plan_notes.c.id.desc()).limit(most))[::-1]

    # checks

    def area_relations(self, incident: str) -> tuple[AreaRelation, ...]:
        """Which areas lie apart and which touch, in the order in which it was said."""
        query = self._shelf.select(AreaRelation).where(t.area_relations.c.incident == incident)
        return self._shelf.all(AreaRelation, query.order_by(t.area_relations.c.id))

    def acceptances(self, plan: int) -> tuple[PlanAcceptance, ...]:
        """The accepted findings of a plan (by its id), in the order in which they were accepted."""
        query = self._shelf.select(PlanAcceptance).where(t.acceptances.c.plan == plan)
        return self._shelf.all(PlanAcceptance, query.order_by(t.acceptances.c.id))

    def desk_settings(self, incident: str) -> DeskSettings | None:
        """What the checks take for granted at the incident, or None where nobody has said."""
        query = self._shelf.select(DeskSettings).where(t.desk_settings.c.incident == incident)
        return self._shelf.first(DeskSettings, query)

    def plan_check(self, plan: int, plan_version: int) -> PlanCheck | None:
        """The check of a plan (by its id) as it stood at a version, done or still wanted; None where nobody asked."""
        mine = (t.plan_checks.c.plan == plan) & (t.plan_checks.c.plan_version == plan_version)
        return self._shelf.first(PlanCheck, self._shelf.select(PlanCheck).where(mine))

    def last_check(self, plan: int, *, before: int) -> PlanCheck | None:
        """The newest finished check of a plan below a version, or None: what a change is compared with."""
        c = t.plan_checks.c
        mine = self._shelf.select(PlanCheck).where(c.plan == plan, c.plan_version < before, c.done.is_not(None))
        return self._shelf.first(PlanCheck, mine.order_by(c.plan_version.desc()))

    def wanted_checks(self, most: int = 10) -> tuple[PlanCheck, ...]:
        """At most so many checks, of any incident, that are asked for and not done; oldest first."""
        query = self._shelf.select(PlanCheck).where(t.plan_checks.c.done.is_(None))
        return self._shelf.all(PlanCheck, query.order_by(t.plan_checks.c.id).limit(most))

    # nets

    def radio_nets(self, incident: str) -> tuple[RadioNet, ...]:
        """The nets of the incident by name, with where their people are."""
        query = self._shelf.select(RadioNet).where(t.radio_nets.c.incident == incident)
        return self._shelf.all(RadioNet, query.order_by(t.radio_nets.c.name_key))

    def outages(self, incident: str) -> tuple[Outage, ...]:
        """The channels that are down now, in the order in which they failed."""
        mine = (t.outages.c.incident == incident) & t.outages.c.up.is_(None)
        return self._shelf.all(Outage, self._shelf.select(Outage).where(mine).order_by(t.outages.c.id))

    # interference

    def interferences(self, incident: str, *, closed: bool = False, most: int = 50) -> tuple[Interference, ...]:
        """At most so many interference reports, open ones or all: the newest, oldest of them first."""
        query = self._shelf.select(Interference).where(t.interferences.c.incident == incident)
        query = query if closed else query.where(t.interferences.c.closed.is_(None))
        return self._shelf.all(Interference, query.order_by(t.interferences.c.number.desc()).limit(most))[::-1]

    def interference(self, incident: str, number: int) -> Interference | None:
        """The interference report of this number, closed or not, or None."""
        mine = (t.interferences.c.incident == incident) & (t.interferences.c.number == number)
        return self._shelf.first(Interference, self._shelf.select(Interference).where(mine))

    # radio caches

    def cache_radio(self, incident: str, serial_key: str) -> CacheRadio | None:
        """The cache's radio of this serial key, issued or not, or None."""
        mine = (t.cache_radios.c.incident == incident) & (t.cache_radios.c.serial_key == serial_key)
        return self._shelf.first(CacheRadio, self._shelf.select(CacheRadio).where(mine))

    def cache_serials(self, incident: str, most: int = 5_000) -> tuple[str, ...]:
        """At most so many serial numbers of the cache, in their order."""
        c = t.cache_radios.c
        query = select(c.serial).where(c.incident == incident).order_by(c.serial_key).limit(most)
        return tuple(self._db.execute(query).scalars())

    def cache_count(self, incident: str) -> tuple[int, int]:
        """(radios in all, radios that are out)."""
        c = t.cache_radios.c
        query = select(func.count(), func.count().filter(c.issue != 0)).where(c.incident == incident)
        total, out = self._db.execute(query).one()
        return int(total), int(out)

    def cache_issues(self, incident: str, *, radio: int | None = None, most: int = 100) -> Sequence[CacheIssue]:
        """At most so many issues: of one radio (by its id), oldest of them first; or those out now, the longest overdue
        first.
        """
        c = t.cache_issues.c
        query = self._shelf.select(CacheIssue).where(c.incident == incident)
        if radio is not None:
            return self._shelf.all(CacheIssue, query.where(c.radio == radio).order_by(c.id.desc()).limit(most))[::-1]
        out = query.where(c.returned.is_(None))
        return self._shelf.all(CacheIssue, out.order_by(c.due.is_(None), c.due, c.id).limit(most))
