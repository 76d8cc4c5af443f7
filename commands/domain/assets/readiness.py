"""What a region keeps of its own readiness: markers, goals, qualifications, assistance, circuits, tests of priority.

One kind of record: a numbered thing with a state, a date and further words by their names. The states of each series
are tables. Wording and levels are paraphrase, unverified, and dated; a region replaces them by its own.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.moves import Table


class Series(StrEnum):
    """What a thing is, by the letters of its number."""

    MARKER = "MK"
    GOAL = "GO"
    QUALIFICATION = "QU"
    ASSISTANCE = "TA"
    CIRCUIT = "TS"
    PRIORITY = "PR"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One thing of a region, GO-2. ``person`` is a person's key or empty; ``agency`` an agency's id."""

    id: int = 0
    incident: str
    series: Series
    number: int
    name: str
    state: str = ""
    due: datetime | None = None
    words: str = ""
    person: str = ""
    agency: int = 0
    more: dict[str, str] = field(default_factory=dict)
    at: datetime
    by: str = ""
    by_name: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is named: ``TA-3``."""
        return f"{self.series.value}-{self.number}"


class Goal(StrEnum):
    """Where a goal of the communication interoperability plan stands."""

    PLANNED = "planned"
    UNDER_WAY = "under way"
    DONE = "done"
    DROPPED = "dropped"


GOAL: Table[Goal] = {
    Goal.PLANNED: {"start": Goal.UNDER_WAY, "done": Goal.DONE, "drop": Goal.DROPPED},
    Goal.UNDER_WAY: {"done": Goal.DONE, "drop": Goal.DROPPED},
    Goal.DONE: {"start": Goal.UNDER_WAY},
    Goal.DROPPED: {"start": Goal.UNDER_WAY},
}


class Aid(StrEnum):
    """Where a request for technical assistance stands."""

    REVIEW = "in review"
    DRAFT = "draft"
    DECLINED = "declined"
    QUEUED = "queued"
    SENT = "sent"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SCHEDULED = "scheduled"
    DELIVERED = "held"
    EVALUATED = "evaluated"
    CLOSED = "closed"


AID: Table[Aid] = {
    Aid.DRAFT: {"ask": Aid.REVIEW, "withdraw": Aid.WITHDRAWN},
    Aid.REVIEW: {"return": Aid.DRAFT, "decline": Aid.DECLINED, "accept": Aid.QUEUED, "withdraw": Aid.WITHDRAWN},
    Aid.QUEUED: {"sent": Aid.SENT, "withdraw": Aid.WITHDRAWN},
    Aid.SENT: {"granted": Aid.GRANTED, "refused": Aid.REFUSED, "withdraw": Aid.WITHDRAWN},
    Aid.GRANTED: {"dates": Aid.SCHEDULED, "withdraw": Aid.WITHDRAWN},
    Aid.SCHEDULED: {"delivered": Aid.DELIVERED, "withdraw": Aid.WITHDRAWN},
    Aid.DELIVERED: {"evaluate": Aid.EVALUATED},
    Aid.EVALUATED: {"close": Aid.CLOSED},
    Aid.DECLINED: {},
    Aid.REFUSED: {},
    Aid.WITHDRAWN: {},
    Aid.CLOSED: {},
}
"""A person sends the paper; so it is *sent*, never *received*."""


class Category(StrEnum):
    """The categories of technical assistance."""

    STRATEGIC = "strategic"
    STATE = "state-requested"
    EVENT = "major event"


NAMES: dict[Category, tuple[str, str]] = {
    Category.STRATEGIC: ("goal, necp or marker", "what it serves: marker:19, goal:GO-2 or necp:5.2"),
    Category.STATE: ("sponsor", "the agency that sponsors it: sponsor:CRFD"),
    Category.EVENT: ("event", 'the event it is for: event:"Treefort 2027"'),
}
"""What each category must name, and how."""

EVALUATE_IN = timedelta(days=14)
"""After assistance was held, its evaluation is asked for."""

CIRCUIT_CODE = re.compile(r"TSP[0-9A-Z]{6}-[E0-5][0-5]")
"""Of a circuit: three letters, six characters, provisioning (E, 0 to 5) and restoration (0 to 5), with a hyphen."""

REVALIDATE = timedelta(days=3 * 365)
"""A restoration priority is confirmed anew every three years."""

TESTED_EVERY = timedelta(days=91)
"""Priority services are tested each quarter."""

SECRET_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){11}\d(?!\d)|(?<!\d)(?:\d[ -]?){15}\d(?!\d)")
"""What looks like a PIN (12 digits) or a card's number (16): refused and never kept."""


class Level(StrEnum):
    """How far a marker is."""

    INITIAL = "initial"
    DEFINED = "defined"
    OPTIMIZED = "optimized"


@dataclass(frozen=True, kw_only=True)
class Marker:
    """One marker of interoperability, paraphrased: its number, topic, and what each level means."""

    number: int
    topic: str
    initial: str
    defined: str
    optimized: str
    evidence: str


POSITIONS_HELD = ("COML", "COMT", "INCM", "RADO", "INTD", "AUXC", "ITSL")
"""Positions for which people are qualified."""

VALID = timedelta(days=5 * 365)
"""How long a qualification is current, unless a region says otherwise."""

DUE_SOON = timedelta(days=180)
"""Before its end it is *due*."""


def currency(due: datetime | None, at: datetime) -> str:
    """``current``, ``due`` (within 180 days) or ``expired``; ``current`` where no end is known."""
    if due is None or due > at + DUE_SOON:
        return "current"
    return "due" if due > at else "expired"
