"""The record of situation reports: which there were, and what each covers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LATE = timedelta(minutes=1)
"""From here on a report of the clock says how late it is."""

MOST_CHANGES = 20
"""Changes of the check-in list that are named; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Sitrep:
    """One report that was made.

    ``since`` is when the one before was made; ``due`` the time of the schedule and ``late`` how long after it;
    ``movement`` the id of the newest change that it covers, so that none falls between two reports.
    """

    id: int = 0
    incident: str
    number: int
    at: datetime
    since: datetime | None = None
    due: datetime | None = None
    late: timedelta = timedelta(0)
    movement: int = 0
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class BriefingTimes:
    """What an incident has set about its reports. ``before_end``: so long before a period ends a report is made.

    ``form`` is the form of that report, ``accept_within`` how long the incoming holders have to accept a shift.
    """

    id: int = 0
    incident: str
    before_end: timedelta | None = None
    form: str = ""
    accept_within: timedelta = timedelta(minutes=15)
    version: int = 0
