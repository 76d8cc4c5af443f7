"""What the frequency desk keeps: the incident's own channels, its plans with every revision, areas, acceptances, nets.

``by`` and ``who`` are names as they are read aloud and printed. Times are UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Finding
from commands.domain.radio.frequencies import Channel
from commands.domain.radio.intermod import Tolerance
from commands.domain.radio.pace import Net

SERIES = "N"
"""Rows of the plan are N-1, N-2, …: never F, CH or TAC, to which somebody would switch a radio."""


@dataclass(frozen=True, kw_only=True)
class OwnChannel:
    """A channel of the incident's own, beside the library. ``users`` is who may use it; ``returned`` ends a loan."""

    id: int = 0
    incident: str
    name_key: str
    channel: Channel
    users: str = ""
    remarks: str = ""
    at: datetime
    by: str
    returned: datetime | None = None
    returned_by: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class RadioPlan:
    """The plan of one period. Its ``version`` grows with every change of its rows, so that two at once never mix.

    ``instructions`` is block 5 of ICS 205.
    """

    id: int = 0
    incident: str
    period: str
    starts: datetime | None = None
    ends: datetime | None = None
    instructions: str = ""
    at: datetime
    by: str
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A line of a plan; ``number`` is that of its id (N-1) and stays when the plan is copied into the next period."""

    id: int = 0
    incident: str
    plan: int
    number: int
    name_key: str
    row: Assignment
    at: datetime
    by: str
    released: datetime | None = None
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class PlanRevision:
    """A plan as published; never altered. ``number`` counts through the whole incident."""

    id: int = 0
    incident: str
    plan: int
    number: int
    period: str
    starts: datetime | None = None
    ends: datetime | None = None
    digest: str
    rows: tuple[Assignment, ...]
    instructions: str = ""
    at: datetime
    by: str


@dataclass(frozen=True)
class RevisionMark:
    """A revision without its rows."""

    number: int
    period: str
    digest: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class RadioLoad:
    """What some radio of the incident has at a position, by a published plan; never forgotten."""

    id: int = 0
    incident: str
    zone: str
    number: int
    channel: Channel


@dataclass(frozen=True, kw_only=True)
class PlanNote:
    """One line of the desk's history; never altered. ``name_key`` is the channel's or the net's."""

    id: int = 0
    incident: str
    plan: int | None = None
    row: str = ""
    name_key: str = ""
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class AreaRelation:
    """Two areas that lie apart, or touch: touching counts as overlap."""

    id: int = 0
    incident: str
    one: str
    other: str
    touching: bool
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class PlanAcceptance:
    """An acceptance of one finding, as it is kept with its plan."""

    id: int = 0
    incident: str
    plan: int
    finding: str
    row: str
    rule: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeskSettings:
    """What the checks take for granted at this incident; None: nobody has said."""

    id: int = 0
    incident: str
    territories: bool | None = None
    near_canada: bool | None = None
    inland: bool | None = None
    tolerance: Tolerance = Tolerance.WARNING
    fifth: bool = False
    seventh: bool = False
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class PlanCheck:
    """A check done beside the conversation. ``plan_version`` is what it reads; ``done`` is when it came back."""

    id: int = 0
    incident: str
    plan: int
    plan_version: int
    asked: datetime
    by: str
    done: datetime | None = None
    findings: tuple[Finding, ...] = ()
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class RadioNet:
    """A net of the incident and where its people are."""

    id: int = 0
    incident: str
    name_key: str
    net: Net
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A channel that does not work; over when ``up`` is set."""

    id: int = 0
    incident: str
    name: str
    name_key: str
    reason: str = ""
    at: datetime
    by: str
    up: datetime | None = None
    up_by: str = ""
    version: int = 0
