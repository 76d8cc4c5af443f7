"""All that the commands ask of memory, on one page."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeVar

from commands.domain.checkins import Happened, Movement, Resource, Strength
from commands.domain.health import RoomHealth, Unposted
from commands.domain.incidents import Incident
from commands.domain.schedules import Schedule, Timer
from commands.domain.sitrep import Sitrep

Record = TypeVar("Record", bound=Incident | Resource | Movement | Sitrep | Schedule | Timer)


class Store(Protocol):
    """One transaction's view of the record. Times are UTC; lists are in the order in which they are read aloud."""

    def get(self, kind: type[Record], id: str | int) -> Record | None:
        """The record of that kind and id."""

    def add(self, record: Record) -> Record:
        """Keep a new record; the answer carries its id and version."""

    def save(self, record: Record) -> Record:
        """Keep what changed. Raises Stale when another was faster; the answer carries the new version."""

    def next_number(self, incident: str, series: str) -> int:
        """1, 2, 3 … within one incident and series; a number is given once, and comes free if the work is undone."""

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents that are not closed, by name."""

    def roster(
        self, incident: str, *, agencies: Collection[str] | None = None, div: str = "", most: int | None = None
    ) -> tuple[Resource, ...]:
        """What is checked in, by agency and name: of these agencies (None: of all), of one div, at most so many."""

    def agencies(self, incident: str, div: str = "") -> dict[str, Strength]:
        """How many of each agency are checked in, in alphabetical order."""

    def names(self, incident: str) -> tuple[str, ...]:
        """The names of everything checked in."""

    def strength(self, incident: str) -> Strength:
        """How many are checked in."""

    def checked_in(self, incident: str, name_key: str) -> tuple[Resource, ...]:
        """What is checked in under this name, by agency."""

    def own_checkin(self, incident: str, person: str) -> Resource | None:
        """The person's own line, while checked in."""

    def movements(self, incident: str, after: int = 0, most: int | None = None) -> tuple[Movement, ...]:
        """Changes of the check-in list with an id above ``after``, oldest first; of too many the newest ones."""

    def moved(self, incident: str, after: int = 0) -> dict[Happened, int]:
        """How many changes of each kind there are with an id above ``after``."""

    def last_sitrep(self, incident: str) -> Sitrep | None:
        """The newest situation report."""

    def schedules(self, incident: str | None = None) -> tuple[Schedule, ...]:
        """What the clock says in this incident, or in all."""

    def timers(self, until: datetime, limit: int = 100) -> tuple[Timer, ...]:
        """What the clock has to say once, up to a time; the longest overdue first."""

    def next_timer(self) -> datetime | None:
        """When the clock has to say something once, the next time."""

    def remove(self, record: Schedule | Timer) -> None:
        """Forget a setting: nothing is said any more. History is never removed."""

    # the bridge

    def room_health(self, incident: str) -> tuple[RoomHealth, ...]:
        """Every linked room of the incident and how it stands."""

    def unposted(self, incident: str, before: datetime, limit: int = 40) -> tuple[Unposted, ...]:
        """What was refused, or was queued before a time and is still waiting; oldest first."""

    def requeue(self, incident: str, copy: int | None) -> int:
        """Queue again one refused copy, or all of them; how many that were."""
