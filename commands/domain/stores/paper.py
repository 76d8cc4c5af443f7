"""What forms, packets and the after-action report ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from commands.domain.accountability.checkins import Movement, Resource
from commands.domain.accountability.par import ParLine
from commands.domain.paper.aar import Bridged
from commands.domain.paper.packets import Packet
from commands.domain.situation.reports import Report

T = TypeVar("T")


RECORDS: TypeAlias = Packet
"""The kinds of records that are kept for it."""


class PaperStore(Protocol):
    """Whole lists are for what is printed; lists of what has groups are narrowed by whoever prints them."""

    def every(self, kind: type[T], incident: str, *, most: int | None = None) -> tuple[T, ...]:
        """All records of that kind in the incident, in the order in which they were made; of too many the newest."""

    def here_between(
        self, incident: str, start: datetime | None, end: datetime | None, most: int
    ) -> tuple[Resource, ...]:
        """What was on the check-in list at some time from ``start`` to ``end``, by name."""

    def ever_named(self, incident: str, name_key: str) -> tuple[Resource, ...]:
        """What was ever checked in under this name, oldest first."""

    def movements_of(self, resources: Collection[int]) -> tuple[Movement, ...]:
        """The changes of these lines of the check-in list, oldest first."""

    def par_answers(self, incident: str, name_key: str) -> tuple[tuple[int, ParLine], ...]:
        """(number of the roll call, its line) of every roll call with a resource of that name."""

    def reports_about(self, incident: str, groups: Collection[str], name_key: str) -> tuple[Report, ...]:
        """The reports about one thing, oldest first."""

    def bridged(self, incident: str) -> Bridged:
        """How the main group's talk came through, from being said to being posted."""

    def packets_to_write(self, most: int = 10) -> tuple[Packet, ...]:
        """Packets that are not in the folder yet, of all incidents, oldest first."""
