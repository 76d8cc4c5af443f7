"""What requests, reports and patches ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.history import Change, Thing
from commands.domain.logistics.requests import FillLine, Order, Request, Signature
from commands.domain.radio.patches import Patch
from commands.domain.situation.reports import Duty, Need, Report, Subject

RECORDS: TypeAlias = Request | Signature | Order | FillLine | Change | Report | Need | Duty | Patch
"""The kinds of records that are kept for it."""


class RequestStore(Protocol):
    """Lists take the groups that may be read; what belongs to another group is not in them."""

    def request(self, incident: str, number: int) -> Request | None:
        """The request of that number, of whichever group."""

    def requests(
        self, incident: str, groups: Collection[str], *, open_only: bool = True, owed: bool = False, most: int = 50
    ) -> tuple[Request, ...]:
        """Open requests, the most urgent first; or all, the newest first; or those with an approval owed."""

    def open_requests(self, incident: str, groups: Collection[str]) -> int:
        """How many requests are open."""

    def late_requests(
        self, incident: str, groups: Collection[str], at: datetime, most: int = 50
    ) -> tuple[Request, ...]:
        """Open requests that are past their time, or were told to come late; the longest overdue first."""

    def requests_by(
        self, incident: str, groups: Collection[str], keys: Collection[str], most: int = 50
    ) -> tuple[Request, ...]:
        """What these persons asked for, open ones first, then the newest."""

    def alike(self, request: Request, most: int = 3) -> tuple[Request, ...]:
        """Other open requests of the same group for the same thing, for the same or no division; oldest first."""

    def signatures(self, request: int) -> tuple[Signature, ...]:
        """The approvals of a request, of every edition, oldest first."""

    def orders(self, request: int) -> tuple[Order, ...]:
        """What was ordered for a request, oldest first."""

    def fill_lines(self, requests: Collection[int]) -> tuple[FillLine, ...]:
        """The fill lines of these requests, by number."""

    def fill_line(self, incident: str, request: int, number: int) -> FillLine | None:
        """The fill line by the numbers in its name: R-3.1 is (3, 1)."""

    def loans(self, incident: str, groups: Collection[str], most: int = 50) -> tuple[FillLine, ...]:
        """What is here on loan, by when it goes back; without a time last."""

    def late_loans(self, incident: str, groups: Collection[str], at: datetime, most: int = 50) -> tuple[FillLine, ...]:
        """What is here on loan and should have gone back by that time, the longest overdue first."""

    def history(self, incident: str, thing: Thing, number: int, most: int | None = None) -> tuple[Change, ...]:
        """The changes of one thing, oldest first; of too many the newest."""

    def report(self, incident: str, number: int) -> Report | None:
        """The report of that number, of whichever group."""

    def reports(
        self, incident: str, groups: Collection[str], *, subject: Subject | None = None, most: int = 30
    ) -> tuple[Report, ...]:
        """The newest reports, newest first."""

    def newest_report(self, incident: str, groups: Collection[str], subject: Subject, name_key: str) -> Report | None:
        """The newest report about that one thing."""

    def newest_states(
        self, incident: str, groups: Collection[str], subject: Subject, most: int = 50, *, at: datetime | None = None
    ) -> tuple[Report, ...]:
        """The newest report about each thing of that kind, or the newest that there was at a time, by name."""

    def report_needs(self, report: int) -> tuple[Need, ...]:
        """The needs of a report, by number."""

    def duties(self, incident: str, *, stopped: bool = False) -> tuple[Duty, ...]:
        """Who owes reports, by when the next is due."""

    def duty(self, incident: str, key: str) -> Duty | None:
        """The duty of a position, stopped or not."""

    def patches(
        self, incident: str, groups: Collection[str], *, standing: bool = True, most: int = 50
    ) -> tuple[Patch, ...]:
        """The patches that stand, by number; or the newest ones of all."""

    def patch(self, incident: str, number: int) -> Patch | None:
        """The patch of that number, of whichever group."""
