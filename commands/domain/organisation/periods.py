"""Operational periods and their objectives (ICS 202), and the codes and names that rooms and people are joined by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commands.domain.moments import shown

SHORTEST, LONGEST = timedelta(hours=1), timedelta(hours=96)
"""An operational period is commonly 12 or 24 hours; what is far from that is a slip of the finger."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """One operational period. It begins and ends by itself at its times, or is closed by hand before."""

    id: int = 0
    incident: str
    number: int
    start: datetime
    end: datetime
    by: str
    begun: datetime | None = None
    closed: datetime | None = None
    version: int = 0

    def runs(self, at: datetime) -> bool:
        """True from its beginning (included) to its end (excluded), unless it was closed by hand before."""
        return self.closed is None and self.start <= at < self.end


def in_brief(now: Period | None, then: Period | None, zone: ZoneInfo) -> str:
    """``2, until Sun 22 Nov 1800 MST``; where none runs the one that is set next, with its beginning."""
    if now:
        return f"{now.number}, until {shown(now.end, zone)}"
    return f"none runs now; next is {then.number}, from {shown(then.start, zone)}" if then else "none set"


@dataclass(frozen=True, kw_only=True)
class Objective:
    """One objective of the incident. Struck, it stays in the record."""

    id: int = 0
    incident: str
    number: int
    words: str
    at: datetime
    by: str
    struck: datetime | None = None
    struck_by: str = ""
    why: str = ""
    version: int = 0
