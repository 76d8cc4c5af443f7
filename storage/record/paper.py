"""The part of the record for forms, packets and the after-action report."""

from collections.abc import Collection
from datetime import datetime, timedelta
from statistics import median
from typing import TypeVar

from sqlalchemy import Connection, func, select

from commands.domain.accountability.checkins import Movement, Resource
from commands.domain.accountability.par import ParLine
from commands.domain.incidents import MAIN
from commands.domain.paper.aar import SLOW_POST, Bridged
from commands.domain.paper.packets import Packet
from commands.domain.situation.reports import Report
from storage.bridge.outbox import CopyState, PostState
from storage.shelf import Shelf
from storage.tables.accountability import par_lines, pars
from storage.tables.bridge import copies, members, posts, said
from storage.tables.incident import movements, resources
from storage.tables.logistics import reports
from storage.tables.paper import packets

PAPERS = {Packet: packets}

T = TypeVar("T")

NEWEST = 50_000
"""Posts of talk whose way is measured."""


class PaperRecords:
    """Answers ``commands.domain.stores.paper.PaperStore``."""

    _db: Connection
    _shelf: Shelf

    def every(self, kind: type[T], incident: str, *, most: int | None = None) -> tuple[T, ...]:
        """All records of a kind in the incident, as they were made; of more than ``most`` the newest."""
        table = self._shelf.table(kind)
        query = self._shelf.select(kind).where(table.c.incident == incident)
        return self._shelf.all(kind, query.order_by(table.c.id.desc()).limit(most))[::-1]

    def here_between(
        self, incident: str, start: datetime | None, end: datetime | None, most: int
    ) -> tuple[Resource, ...]:
        """What was checked in at some time from ``start`` (included) to ``end`` (excluded), UTC; None leaves that side
        open.
        """
        query = self._shelf.select(Resource).where(resources.c.incident == incident)
        if start is not None:
            query = query.where(resources.c.checked_out.is_(None) | (resources.c.checked_out >= start))
        if end is not None:
            query = query.where(resources.c.checked_in < end)
        return self._shelf.all(Resource, query.order_by(resources.c.name_key, resources.c.id).limit(most))

    def ever_named(self, incident: str, name_key: str) -> tuple[Resource, ...]:
        """Every line of the check-in list, checked out or not, with this name key; oldest first."""
        mine = (resources.c.incident == incident) & (resources.c.name_key == name_key)
        return self._shelf.all(Resource, self._shelf.select(Resource).where(mine).order_by(resources.c.id))

    def movements_of(self, resources: Collection[int]) -> tuple[Movement, ...]:
        """The changes of these lines of the check-in list, by their ids; oldest first."""
        query = self._shelf.select(Movement).where(movements.c.resource.in_([*resources]))
        return self._shelf.all(Movement, query.order_by(movements.c.id))

    def par_answers(self, incident: str, name_key: str) -> tuple[tuple[int, ParLine], ...]:
        """(roll call's number, line) wherever a resource of this name key was on a roll call."""
        calls = select(pars.c.id, pars.c.number).where(pars.c.incident == incident)
        numbers = {row.id: row.number for row in self._db.execute(calls)}
        mine = par_lines.c.par.in_([*numbers]) & (par_lines.c.name_key == name_key)
        found = self._shelf.all(ParLine, self._shelf.select(ParLine).where(mine).order_by(par_lines.c.id))
        return tuple((numbers[line.par], line) for line in found)

    def reports_about(self, incident: str, groups: Collection[str], name_key: str) -> tuple[Report, ...]:
        """Reports of these groups about the thing of this name key, by number."""
        mine = (reports.c.incident == incident) & (reports.c.name_key == name_key) & reports.c.group.in_([*groups])
        return self._shelf.all(Report, self._shelf.select(Report).where(mine).order_by(reports.c.number))

    def bridged(self, incident: str) -> Bridged:
        """How the newest 50,000 posts of the main group's talk came through: how many, the median and longest time from
        said to posted, how many took over a minute, how many were refused; fetched talk left out.
        """
        mine = (said.c.incident == incident) & (said.c.group_name == MAIN) & said.c.recovered.is_(False)
        way = (
            select(said.c.at, posts.c.posted_at)
            .join(copies, copies.c.said_id == said.c.id)
            .join(members, members.c.copy_id == copies.c.id)
            .join(posts, posts.c.id == members.c.post_id)
            .where(mine, copies.c.verb == "say", posts.c.state == PostState.POSTED.value)
            .order_by(said.c.sort.desc())
            .limit(NEWEST)
        )
        none = timedelta()
        times = [max(row.posted_at - row.at, none) for row in self._db.execute(way) if row.posted_at]
        refused = select(func.count()).select_from(copies.join(said, said.c.id == copies.c.said_id))
        counted = self._db.execute(refused.where(mine, copies.c.state == CopyState.REFUSED.value)).scalar_one()
        return Bridged(
            posted=len(times),
            typical=timedelta(seconds=median([one.total_seconds() for one in times])) if times else none,
            longest=max(times, default=none),
            slow=sum(one > SLOW_POST for one in times),
            refused=int(counted),
        )

    def packets_to_write(self, most: int = 10) -> tuple[Packet, ...]:
        """At most so many packets of any incident that are not in the folder yet, oldest first."""
        query = self._shelf.select(Packet).where(packets.c.written.is_(None))
        return self._shelf.all(Packet, query.order_by(packets.c.id).limit(most))
