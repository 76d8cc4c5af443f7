"""What a situation report or a shift summary is made of: the record as it stands at one moment, as one frozen value.

Nothing here is worked out: what it means is said by the pure functions of ``situation`` and ``shift_summary``. Only
what the groups of its room may read is in it. Names of missing persons are not: single persons are told as a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import Happened, Movement, Status, Strength
from commands.domain.accountability.demobs import Demob
from commands.domain.accountability.emergencies import Emergency
from commands.domain.accountability.owed import Action, Announcement, Watch
from commands.domain.accountability.par import Owed, Par, Tally
from commands.domain.alerts.alerts import Alert
from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry, Head
from commands.domain.log.traffic import GeneralMessage
from commands.domain.logistics.requests import FillLine, Paper, Request
from commands.domain.moments import near
from commands.domain.organisation.periods import Objective, Period
from commands.domain.organisation.roles import Handover
from commands.domain.radio.cache import CacheIssue
from commands.domain.radio.findings import Finding
from commands.domain.radio.interference import Interference
from commands.domain.radio.patches import Patch
from commands.domain.radio.plan_revisions import Difference
from commands.domain.radio.records import Outage, PlanNote, RadioNet, RevisionMark
from commands.domain.situation.reports import Duty, Need, Report

T = TypeVar("T")


@dataclass(frozen=True)
class Some(Generic[T]):
    """So many there are, and those of them that are listed."""

    total: int = 0
    listed: tuple[T, ...] = ()

    @property
    def more(self) -> int:
        """How many there are beyond those listed, for the line that says so."""
        return self.total - len(self.listed)


@dataclass(frozen=True, kw_only=True)
class RollCall:
    """One PAR: how many of its list are accounted for, and who is owed, as a room may read it."""

    par: Par
    tally: Tally
    owed: Owed = field(default_factory=Owed)


@dataclass(frozen=True, kw_only=True)
class People:
    """Who is checked in, and what changed since the last report: by agency, by kind, by status.

    ``came`` and ``went`` are those checked in and checked out since; ``changes`` the newest changes, oldest first.
    """

    agencies: Mapping[str, Strength] = field(default_factory=dict)
    kinds: Mapping[str, Strength] = field(default_factory=dict)
    statuses: Mapping[Status, Strength] = field(default_factory=dict)
    came: Mapping[str, Strength] = field(default_factory=dict)
    went: Mapping[str, Strength] = field(default_factory=dict)
    counts: Mapping[Happened, int] = field(default_factory=dict)
    changes: tuple[Movement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Supply:
    """Requests: how many in each state, those that are open, the late ones, and what open ones still lack."""

    states: Mapping[Paper, int] = field(default_factory=dict)
    open: Some[Request] = field(default_factory=Some)
    late: Some[Request] = field(default_factory=Some)
    asked: int = 0
    arrived: int = 0
    loans: tuple[FillLine, ...] = ()  # that should have gone back


@dataclass(frozen=True, kw_only=True)
class Radio:
    """The radio plan and its channels. ``critical`` is None where the check has not come back: unknown, never clear.

    ``reprogram`` are the positions that changed since the last report; ``notes`` what the desk wrote down since.
    """

    revision: RevisionMark | None = None
    published: bool = False  # since the last report
    reprogram: tuple[Difference, ...] = ()
    notes: Some[PlanNote] = field(default_factory=Some)
    planned: bool = False
    critical: tuple[Finding, ...] | None = ()
    outages: tuple[Outage, ...] = ()
    nets: tuple[RadioNet, ...] = ()
    interferences: tuple[Interference, ...] = ()
    patches: tuple[Patch, ...] = ()
    radios_out: tuple[CacheIssue, ...] = ()  # that should be back


@dataclass(frozen=True, kw_only=True)
class OpenNeed:
    """A need of the newest CAN report of a unit that nobody has met; ``why`` says what became of it."""

    report: Report
    need: Need
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """An announcement, and how many of those addressed have acknowledged it."""

    announcement: Announcement
    done: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The record at ``at``; what changed is counted from ``since`` (None: from the beginning). Times are the zone's."""

    incident: Incident
    at: datetime
    zone: ZoneInfo
    since: datetime | None = None
    head: Head | None = None
    period: Period | None = None
    coming: Period | None = None
    objectives: tuple[Objective, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    alerts: tuple[Alert, ...] = ()  # that stand here, the worst first
    people: People = field(default_factory=People)
    leaving: tuple[Demob, ...] = ()
    roll_calls: tuple[RollCall, ...] = ()
    supply: Supply = field(default_factory=Supply)
    radio: Radio = field(default_factory=Radio)
    conditions: tuple[Report, ...] = ()  # figures, weather, hazards and evacuations that stand
    cans: tuple[Report, ...] = ()  # the newest CAN report of each unit
    systems: tuple[Report, ...] = ()
    psaps: tuple[Report, ...] = ()
    lifelines: tuple[Report, ...] = ()
    needs: Some[OpenNeed] = field(default_factory=Some)
    significant: tuple[Entry, ...] = ()
    messages: Some[GeneralMessage] = field(default_factory=Some)
    announcements: tuple[Told, ...] = ()
    actions: Some[Action] = field(default_factory=Some)
    watches: Some[Watch] = field(default_factory=Some)
    duties: tuple[Duty, ...] = ()
    handovers: tuple[Handover, ...] = ()

    def near(self, moment: datetime) -> str:
        """A time as it is read in this report: with its day where that is not today."""
        return near(moment, self.at, self.zone)
