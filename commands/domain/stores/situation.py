"""What reports and shift summaries ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.accountability.checkins import Happened, Strength, Strengths
from commands.domain.history import Thing
from commands.domain.logistics.requests import RequestCounts
from commands.domain.organisation.roles import Holding
from commands.domain.organisation.shifts import Shift, ShiftPart
from commands.domain.situation.facts import OpenNeed, Some
from commands.domain.situation.shift_summary import Closed
from commands.domain.situation.sitrep import BriefingTimes

RECORDS: TypeAlias = Shift | ShiftPart | BriefingTimes
"""The kinds of records that are kept for it."""


class BriefingStore(Protocol):
    """Counts and short lists; none of them reads everything. Lists take the groups that may be read."""

    def strengths(self, incident: str) -> Strengths:
        """How many are checked in, by agency (in alphabetical order), by kind and by status."""

    def movement_before(self, incident: str, at: datetime) -> int:
        """The id of the newest change of the check-in list before a time; 0 where there is none."""

    def moved_by_agency(self, incident: str, after: int) -> Mapping[Happened, Mapping[str, Strength]]:
        """What became of how many with an id above ``after``, by agency."""

    def request_counts(self, incident: str, groups: Collection[str], at: datetime) -> RequestCounts:
        """How many requests there are in each state, which pieces the open ones ask for, and how many are late.

        Late is what is past its time at that moment, or was told to come after it.
        """

    def unmet_needs(self, incident: str, groups: Collection[str], most: int = 50) -> Some[OpenNeed]:
        """The needs of each unit's newest CAN report for which there is no request, or one that was turned down."""

    def open_message_count(self, incident: str, groups: Collection[str]) -> int:
        """How many general messages are not acknowledged."""

    def written_since(self, incident: str, groups: Collection[str], since: datetime | None) -> tuple[int, int]:
        """How many rows of traffic and entries of the log there are since a time."""

    def seats_changed(self, incident: str, since: datetime, until: datetime, most: int = 40) -> tuple[Holding, ...]:
        """What was taken, and then what was left, between two times."""

    def closed_between(
        self, incident: str, groups: Collection[str], since: datetime, until: datetime, most: int = 40
    ) -> tuple[Closed, ...]:
        """The newest things that were closed between two times, oldest of them first."""

    def states_at(
        self, incident: str, thing: Thing, numbers: Collection[int], at: datetime
    ) -> Mapping[tuple[int, int], str]:
        """The states that these things had at a time: by their number, and the number of their line (0: their own)."""

    def last_said(self, incident: str, keys: Collection[str]) -> datetime | None:
        """When this person spoke last in the incident, as far back as a few thousand messages."""

    def last_moved(self, incident: str, keys: Collection[str]) -> datetime | None:
        """When this person's own line of the check-in list changed last: checked in, resting, back."""

    def shift(self, incident: str, number: int | None = None) -> Shift | None:
        """The shift of that number, or the newest."""

    def shift_parts(self, incident: str, shift: int) -> tuple[ShiftPart, ...]:
        """Who takes over what in a shift."""

    def briefing_times(self, incident: str) -> BriefingTimes | None:
        """What the incident has set about its reports."""
