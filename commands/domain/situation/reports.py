"""Reports: what people tell of their conditions, of systems, of PSAPs and of the community lifelines.

A CAN report says conditions, actions, needs. The lifelines and their five colours are FEMA's (Community Lifelines
Toolkit 2.1: eight since 1 August 2023). Who reports nothing is unknown, and unknown is grey, never green.
Weather, hazards, evacuations and figures are such reports too: of each thing the newest words stand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.messages import Colour

SERIES = "SR"

STALE = timedelta(hours=24)
"""The longest common operational period: what was well that long ago is unknown by now."""


class Subject(StrEnum):
    """What a report is about."""

    CAN = "can"
    SYSTEM = "system"
    PSAP = "psap"
    LIFELINE = "lifeline"
    WEATHER = "weather"
    HAZARD = "hazard"
    EVAC = "evac"
    FIGURES = "figures"


class Weather(StrEnum):
    """What is told of the weather; the newest of each stands."""

    WARNING = "warning"
    OBSERVATION = "observation"
    FORECAST = "forecast"


class Evacuation(StrEnum):
    """How far a zone's evacuation is: the words of the states, and Ready, Set, Go by their numbers (1 to 3)."""

    ORDER = "order"
    WARNING = "warning"
    READY = "ready"
    SHELTER = "shelter"
    LIFTED = "lifted"


class Figure(StrEnum):
    """The figures of ICS 209 that are typed once and carried (blocks 7, 8, 30 and 33)."""

    SIZE = "size"
    CONTAINED = "contained"
    STRUCTURES = "structures"
    EVACUATED = "evacuated"


ENDED = "ended"
"""The state of a hazard or a warning that stands no longer."""


class Working(StrEnum):
    """How a system or a PSAP works."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"


class Step(StrEnum):
    """The step of its PACE plan that a system's users are on."""

    PRIMARY = "primary"
    ALTERNATE = "alternate"
    CONTINGENCY = "contingency"
    EMERGENCY = "emergency"


class Lifeline(StrEnum):
    """FEMA's eight community lifelines (Toolkit 2.1; Water Systems since 1 August 2023), as they are typed."""

    SAFETY = "safety"
    FOOD = "food"
    HEALTH = "health"
    ENERGY = "energy"
    COMMS = "comms"
    TRANSPORT = "transport"
    HAZMAT = "hazmat"
    WATER = "water"

    @property
    def full(self) -> str:
        """The name that FEMA gives the lifeline, as a report prints it."""
        return _FULL[self]


_FULL = {
    Lifeline.SAFETY: "Safety and Security",
    Lifeline.FOOD: "Food, Hydration, Shelter",
    Lifeline.HEALTH: "Health and Medical",
    Lifeline.ENERGY: "Energy",
    Lifeline.COMMS: "Communications",
    Lifeline.TRANSPORT: "Transportation",
    Lifeline.HAZMAT: "Hazardous Materials",
    Lifeline.WATER: "Water Systems",
}

MEANING = {
    Colour.GREY: "unknown",
    Colour.RED: "significant impact, no solution yet",
    Colour.YELLOW: "moderate impact, solution in progress",
    Colour.GREEN: "minimal impact, stable",
    Colour.BLUE: "administrative",
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report, SR-1; never altered. ``name`` is the unit, the system, the PSAP or the lifeline that it is about.

    ``state`` is its word: of ``Working``, or a colour. ``position`` is for which position it was given ("DIVS A").
    """

    id: int = 0
    incident: str
    group: str
    number: int
    subject: Subject
    name: str
    name_key: str
    state: str = ""
    words: str = ""
    conditions: str = ""
    actions: str = ""
    needs: str = ""
    step: str = ""
    rerouted: str = ""
    position: str = ""
    at: datetime
    by: str
    by_name: str

    @property
    def shown(self) -> str:
        """The number by which a report is read again: ``SR-1``."""
        return f"{SERIES}-{self.number}"

    @property
    def gist(self) -> str:
        """What it says, in one line."""
        if self.subject is Subject.CAN:
            told = (("C", self.conditions), ("A", self.actions), ("N", self.needs))
            return f"{self.name}: " + " | ".join(f"{letter}: {words or 'none'}" for letter, words in told)
        if self.subject in STANDING:
            state = self.state.upper() if self.subject is Subject.EVAC or self.state == ENDED else ""
            return ": ".join(part for part in (f"{self.name} {state}".strip(), self.words) if part)
        more = (self.words, f"on {self.step.upper()}" if self.step else "")
        rerouted = f"calls go to {self.rerouted}" if self.rerouted else ""
        return f"{self.name} {self.state.upper()}" + "".join(f"; {one}" for one in (*more, rerouted) if one)


STANDING = (Subject.FIGURES, Subject.WEATHER, Subject.HAZARD, Subject.EVAC)
"""What stands in reports by its newest words, in the order in which it is read."""


def stands(report: Report) -> bool:
    """Is it still so? What was ended or lifted stands in no report any more."""
    return report.state not in (ENDED, Evacuation.LIFTED.value)


@dataclass(frozen=True, kw_only=True)
class Need:
    """One of a report's needs, and the number of the request that was made of it (0: none yet)."""

    id: int = 0
    incident: str
    report: int
    number: int
    words: str
    request: int = 0
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A report that a position owes again and again. ``key`` is unique: the position with its place.

    ``reminded`` counts the reminders since the last report, ``snoozes`` how often they were put off.
    """

    id: int = 0
    incident: str
    group: str
    number: int
    position: str
    place: str = ""
    key: str
    every: timedelta
    due: datetime
    last: datetime | None = None
    reminded: int = 0
    snoozed: datetime | None = None
    stopped: bool = False
    at: datetime
    by: str
    version: int = 0

    @property
    def shown(self) -> str:
        """The position that owes the report, with its place: ``DIVS A``."""
        return f"{self.position} {self.place}".rstrip()

    def overdue(self, at: datetime) -> bool:
        """True from the time it is due (UTC) on, unless the duty was stopped."""
        return not self.stopped and self.due <= at


FIRST_LADDER = timedelta(minutes=15)
"""After a first reminder the supervisor is told; from then on once in every interval."""


def next_reminder(duty: Duty, at: datetime) -> datetime:
    """When (UTC) the clock looks again after a reminder was given at ``at``: a quarter of an hour after the first, at
    most, then once in every interval. Our own choice.
    """
    return at + (min(FIRST_LADDER, duty.every) if duty.reminded <= 1 else duty.every)


def split_needs(needs: str) -> tuple[str, ...]:
    """The single needs of a text: parted by semicolons, line breaks, or commas before a number. ``none`` is none."""
    parts = re.split(r"[;\n]|,\s*(?=\d)", needs)
    found = (re.sub(r"^[\s•*–-]+", "", part).strip(" .") for part in parts)
    return tuple(one for one in found if one and one.casefold() not in {"none", "nothing", "nil", "no", "n/a", "0"})


def counted_need(need: str) -> tuple[int, str]:
    """(how many, of what) where the need begins with a number, ``a`` or ``one``; else (0, the words)."""
    found = re.match(r"(\d{1,4}|an?|one)(?:\s+x)?\s+(\S.*)", need, re.DOTALL | re.IGNORECASE)
    if not found or found[1].strip("0") == "":
        return 0, need
    return (int(found[1]) if found[1].isdecimal() else 1), found[2].strip()


def colour(newest: Report | None, at: datetime) -> Colour:
    """A lifeline's colour at ``at`` (UTC), by FEMA's five: as reported, but grey without a report, and where green or
    blue is 24 hours old: no news is never green.
    """
    if newest is None:
        return Colour.GREY
    said = Colour(newest.state)
    old = at - newest.at >= STALE
    return Colour.GREY if old and said in (Colour.GREEN, Colour.BLUE) else said


def worst(colours: Iterable[Colour]) -> Colour:
    """The colour for several together: red, yellow, then unknown, then what is well; grey for none."""
    order = (Colour.RED, Colour.YELLOW, Colour.GREY, Colour.BLUE, Colour.GREEN)
    return min(colours, key=order.index, default=Colour.GREY)
