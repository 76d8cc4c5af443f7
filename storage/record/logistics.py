"""The part of the record for requests, reports and patches."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from commands.domain.history import Change, Thing
from commands.domain.logistics.requests import Coming, FillLine, Order, Request, Signature
from commands.domain.radio.patches import Joined, Patch
from commands.domain.situation.reports import Duty, Need, Report, Subject
from storage.shelf import Shelf
from storage.tables.logistics import (
    changes,
    fill_lines,
    patches,
    report_duties,
    report_needs,
    reports,
    request_orders,
    request_signatures,
    requests,
)

REQUESTS = {
    Request: requests,
    Signature: request_signatures,
    Order: request_orders,
    FillLine: fill_lines,
    Change: changes,
    Report: reports,
    Need: report_needs,
    Duty: report_duties,
    Patch: patches,
}


class RequestRecords:
    """Answers ``commands.domain.stores.logistics.RequestStore``."""

    _db: Connection
    _shelf: Shelf

    # requests

    def request(self, incident: str, number: int) -> Request | None:
        """The request (ICS 213RR) of this number, of whichever group, or None."""
        mine = (requests.c.incident == incident) & (requests.c.number == number)
        return self._shelf.first(Request, self._shelf.select(Request).where(mine))

    def requests(
        self, incident: str, groups: Collection[str], *, open_only: bool = True, owed: bool = False, most: int = 50
    ) -> tuple[Request, ...]:
        """At most so many requests: open ones by priority, all from the newest on, or by number those with an approval
        owed.
        """
        query = self._shelf.select(Request).where(*_here(requests, incident, groups))
        if owed:
            query = query.where(requests.c.owed.is_(True)).order_by(requests.c.number)
        elif open_only:
            query = query.where(requests.c.open.is_(True)).order_by(requests.c.rank, requests.c.number)
        else:
            query = query.order_by(requests.c.number.desc())
        return self._shelf.all(Request, query.limit(most))

    def open_requests(self, incident: str, groups: Collection[str]) -> int:
        """How many requests of these groups somebody still waits for."""
        query = select(func.count()).select_from(requests).where(*_here(requests, incident, groups))
        return int(self._db.execute(query.where(requests.c.open.is_(True))).scalar_one())

    def late_requests(
        self, incident: str, groups: Collection[str], at: datetime, most: int = 50
    ) -> tuple[Request, ...]:
        """Open requests past their time at ``at`` (UTC), or told to come late; at most so many, the longest overdue
        first.
        """
        waiting = self._shelf.select(Request).where(*_here(requests, incident, groups), requests.c.open.is_(True))
        past = waiting.where(requests.c.needed <= at).order_by(requests.c.needed, requests.c.number).limit(most)
        told = waiting.where(requests.c.late.is_(True)).order_by(requests.c.number).limit(most)
        found = {one.id: one for query in (past, told) for one in self._shelf.all(Request, query)}
        return tuple(sorted(found.values(), key=lambda one: (one.needed or at, one.number))[:most])

    def requests_by(
        self, incident: str, groups: Collection[str], keys: Collection[str], most: int = 50
    ) -> tuple[Request, ...]:
        """At most so many requests entered by these keys: open ones first, then the newest."""
        query = self._shelf.select(Request).where(*_here(requests, incident, groups), requests.c.by.in_(keys))
        return self._shelf.all(Request, query.order_by(requests.c.open.desc(), requests.c.number.desc()).limit(most))

    def alike(self, request: Request, most: int = 3) -> tuple[Request, ...]:
        """At most so many other open requests of the group for the same thing, in the same division or in none."""
        query = self._shelf.select(Request).where(*_here(requests, request.incident, (request.group,)))
        query = query.where(requests.c.open.is_(True), requests.c.what_key == request.what_key)
        query = query.where(requests.c.number != request.number)
        if request.div:
            query = query.where(or_(requests.c.div == "", func.lower(requests.c.div) == request.div.lower()))
        return self._shelf.all(Request, query.order_by(requests.c.number).limit(most))

    def signatures(self, request: int) -> tuple[Signature, ...]:
        """The approvals of a request by its id, of every edition, oldest first."""
        mine = self._shelf.select(Signature).where(request_signatures.c.request == request)
        return self._shelf.all(Signature, mine.order_by(request_signatures.c.id))

    def orders(self, request: int) -> tuple[Order, ...]:
        """What was ordered for a request by its id, oldest first."""
        mine = self._shelf.select(Order).where(request_orders.c.request == request)
        return self._shelf.all(Order, mine.order_by(request_orders.c.id))

    def fill_lines(self, requests: Collection[int]) -> tuple[FillLine, ...]:
        """What is on its way for these requests, by their ids: R-3.1 before R-3.2."""
        mine = self._shelf.select(FillLine).where(fill_lines.c.request.in_(requests))
        return self._shelf.all(FillLine, mine.order_by(fill_lines.c.of, fill_lines.c.number))

    def fill_line(self, incident: str, request: int, number: int) -> FillLine | None:
        """One line by the numbers in its name, R-3.1 being (3, 1); None where there is none."""
        mine = (fill_lines.c.incident == incident, fill_lines.c.of == request, fill_lines.c.number == number)
        return self._shelf.first(FillLine, self._shelf.select(FillLine).where(*mine))

    def loans(self, incident: str, groups: Collection[str], most: int = 50) -> tuple[FillLine, ...]:
        """At most so many lines that are here on loan, by when they go back (UTC); without a time last."""
        query = self._shelf.select(FillLine).join(requests, requests.c.id == fill_lines.c.request)
        query = query.where(fill_lines.c.incident == incident, fill_lines.c.loan.is_(True))
        query = query.where(fill_lines.c.state.in_((Coming.ARRIVED, Coming.CHECKED_IN)), requests.c.group.in_(groups))
        order = (fill_lines.c.back.is_(None), fill_lines.c.back, fill_lines.c.of, fill_lines.c.number)
        return self._shelf.all(FillLine, query.order_by(*order).limit(most))

    def late_loans(self, incident: str, groups: Collection[str], at: datetime, most: int = 50) -> tuple[FillLine, ...]:
        """One short walk along the index for each state."""
        mine = self._shelf.select(FillLine).join(requests, requests.c.id == fill_lines.c.request)
        mine = mine.where(fill_lines.c.incident == incident, fill_lines.c.loan.is_(True), fill_lines.c.back <= at)
        walks = (
            mine.where(fill_lines.c.state == state, requests.c.group.in_(groups)).order_by(fill_lines.c.back)
            for state in (Coming.ARRIVED, Coming.CHECKED_IN)
        )
        found = [one for walk in walks for one in self._shelf.all(FillLine, walk.limit(most))]
        return tuple(sorted(found, key=lambda one: (one.back or at, one.of, one.number))[:most])

    def history(self, incident: str, thing: Thing, number: int, most: int | None = None) -> tuple[Change, ...]:
        """At most so many changes of one thing, the newest, oldest of them first."""
        query = self._shelf.select(Change).where(changes.c.incident == incident)
        query = query.where(changes.c.thing == thing, changes.c.number == number)
        return self._shelf.all(Change, query.order_by(changes.c.id.desc()).limit(most))[::-1]

    # reports

    def report(self, incident: str, number: int) -> Report | None:
        """The report of this number, of whichever group, or None."""
        mine = (reports.c.incident == incident) & (reports.c.number == number)
        return self._shelf.first(Report, self._shelf.select(Report).where(mine))

    def reports(
        self, incident: str, groups: Collection[str], *, subject: Subject | None = None, most: int = 30
    ) -> tuple[Report, ...]:
        """At most so many reports of these groups, about one kind of subject or all; newest first."""
        query = self._shelf.select(Report).where(*_here(reports, incident, groups))
        if subject is not None:
            query = query.where(reports.c.subject == subject)
        return self._shelf.all(Report, query.order_by(reports.c.number.desc()).limit(most))

    def newest_report(self, incident: str, groups: Collection[str], subject: Subject, name_key: str) -> Report | None:
        """The newest report about the unit, system, PSAP or lifeline of this name key, or None."""
        query = self._shelf.select(Report).where(*_here(reports, incident, groups))
        query = query.where(reports.c.subject == subject, reports.c.name_key == name_key)
        return self._shelf.first(Report, query.order_by(reports.c.number.desc()))

    def newest_states(
        self, incident: str, groups: Collection[str], subject: Subject, most: int = 50, *, at: datetime | None = None
    ) -> tuple[Report, ...]:
        """The newest report about each thing of a kind, as it was at a time (UTC) or is; by name, at most so many."""
        newest = select(func.max(reports.c.number)).where(*_here(reports, incident, groups))
        newest = newest if at is None else newest.where(reports.c.at <= at)
        newest = newest.where(reports.c.subject == subject).group_by(reports.c.name_key)
        query = self._shelf.select(Report).where(reports.c.incident == incident, reports.c.number.in_(newest))
        return self._shelf.all(Report, query.order_by(reports.c.name_key).limit(most))

    def report_needs(self, report: int) -> tuple[Need, ...]:
        """What a report (by its id) asks for, in the order in which it was said."""
        mine = self._shelf.select(Need).where(report_needs.c.report == report)
        return self._shelf.all(Need, mine.order_by(report_needs.c.number))

    def duties(self, incident: str, *, stopped: bool = False) -> tuple[Duty, ...]:
        """The reports that positions owe, by when the next is due (UTC); stopped ones only when asked for."""
        query = self._shelf.select(Duty).where(report_duties.c.incident == incident)
        if not stopped:
            query = query.where(report_duties.c.stopped.is_(False))
        return self._shelf.all(Duty, query.order_by(report_duties.c.due, report_duties.c.number))

    def duty(self, incident: str, key: str) -> Duty | None:
        """What the position of this key owes, stopped or not; None where it never did."""
        mine = (report_duties.c.incident == incident) & (report_duties.c.key == key)
        return self._shelf.first(Duty, self._shelf.select(Duty).where(mine))

    # patches

    def patches(
        self, incident: str, groups: Collection[str], *, standing: bool = True, most: int = 50
    ) -> tuple[Patch, ...]:
        """At most so many patches: those that stand, or the newest of all; by number."""
        query = self._shelf.select(Patch).where(*_here(patches, incident, groups))
        if standing:
            query = query.where(patches.c.state == Joined.UP)
        return self._shelf.all(Patch, query.order_by(patches.c.number.desc()).limit(most))[::-1]

    def patch(self, incident: str, number: int) -> Patch | None:
        """The patch of this number, of whichever group, or None."""
        mine = (patches.c.incident == incident) & (patches.c.number == number)
        return self._shelf.first(Patch, self._shelf.select(Patch).where(mine))


def _here(table: Table, incident: str, groups: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Of this incident, and of groups that may be read; mostly there is one, which is asked for more quickly."""
    one, *more = groups or ("",)
    return (table.c.incident == incident, table.c.group.in_([one, *more]) if more else table.c.group == one)
