"""All that the commands ask of memory: what every noun needs, and one page for each family of nouns."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from commands.domain.accountability.checkins import Movement, Resource, Strength
from commands.domain.alerts.alerts import AlertLink
from commands.domain.health import RoomHealth, Unposted
from commands.domain.incidents import Incident
from commands.domain.radio.records import AreaRelation, PlanCheck
from commands.domain.schedules import Schedule, Timer
from commands.domain.situation.sitrep import Sitrep
from commands.domain.stores import (
    accountability,
    alerts,
    assets,
    board,
    log,
    logistics,
    notification,
    organisation,
    paper,
    radio,
    situation,
)

Record = TypeVar(
    "Record",
    bound=Incident
    | Resource
    | Movement
    | Sitrep
    | Schedule
    | Timer
    | organisation.RECORDS
    | accountability.RECORDS
    | radio.RECORDS
    | logistics.RECORDS
    | log.RECORDS
    | situation.RECORDS
    | paper.RECORDS
    | board.RECORDS
    | notification.RECORDS
    | alerts.RECORDS
    | assets.RECORDS,
)
"""Whatever is kept: what every family shares, and the records of each."""


class Store(
    organisation.OrganisationStore,
    accountability.AccountabilityStore,
    radio.FrequencyStore,
    logistics.RequestStore,
    log.LogStore,
    situation.BriefingStore,
    paper.PaperStore,
    board.BoardStore,
    notification.NotificationStore,
    alerts.AlertStore,
    assets.AssetStore,
    Protocol,
):
    """One transaction's view of the record. Times are UTC; lists are in the order in which they are read aloud."""

    def get(self, kind: type[Record], id: str | int) -> Record | None:
        """The record of that kind and id."""

    def add(self, record: Record) -> Record:
        """Keep a new record; the answer carries its id and version."""

    def save(self, record: Record) -> Record:
        """Keep what changed. Raises Stale when another was faster; the answer carries the new version."""

    def numbered(self, kind: type[Record], incident: str, number: int) -> Record | None:
        """The record of that kind by its number within an incident: P-3, M-1, D-2, A-4, W-5, T-6, MIR-1."""

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

    def last_sitrep(self, incident: str) -> Sitrep | None:
        """The newest situation report."""

    def sitreps(self, incident: str, most: int = 50) -> tuple[Sitrep, ...]:
        """The newest situation reports, newest first."""

    def schedules(self, incident: str | None = None) -> tuple[Schedule, ...]:
        """What the clock says in this incident, or in all."""

    def timers(self, until: datetime, limit: int = 100, also_closed: Sequence[str] = ()) -> tuple[Timer, ...]:
        """What the clock has to say once, up to a time; the longest overdue first.

        What is due in a closed incident waits for it to be reopened, but for commands that begin with ``also_closed``.
        """

    def next_timer(self, also_closed: Sequence[str] = ()) -> datetime | None:
        """When the clock has to say something once, the next time; what waits in a closed incident left out."""

    def remove(self, record: Schedule | Timer | AreaRelation | PlanCheck | AlertLink) -> None:
        """Forget a setting: nothing is said any more. History is never removed."""

    # the bridge

    def room_health(self, incident: str) -> tuple[RoomHealth, ...]:
        """Every linked room of the incident and how it stands."""

    def unposted(self, incident: str, before: datetime, limit: int = 40) -> tuple[Unposted, ...]:
        """What was refused, or was queued before a time and is still waiting; oldest first."""

    def requeue(self, incident: str, copy: int | None) -> int:
        """Queue again one refused copy, or all of them; how many that were."""
