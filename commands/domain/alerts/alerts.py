"""What is kept of alerts: one event as people know it (AL-3), the messages that made it, the area, the sources."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

SERIES = "AL"

MOST_MESSAGES = 200
"""Messages of one event that are kept; of more the newest."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One event that touches the incident, over all of its updates. ``key`` is its VTEC key or its first message's.

    ``rank`` is its class now and ``told`` the highest that was told (``ranking.Class``; 0: none). ``messages`` are
    digests of triples. ``missing`` is since when its source does not list it, which is no end; ``ended`` when its last
    zone here was, ``ending`` in which words.
    """

    id: int = 0
    incident: str
    number: int
    key: str
    event: str
    headline: str = ""
    instruction: str = ""
    rank: int
    told: int = 0
    status: str = "Actual"
    test: bool = False
    severity: str = ""
    urgency: str = ""
    certainty: str = ""
    sender: str = ""
    web: str = ""
    source: str
    how: str = ""
    evaluated: bool = True
    zones: tuple[str, ...] = ()  # in which it goes on here
    sent: datetime
    at: datetime
    stale: datetime | None = None
    until: datetime | None = None
    messages: tuple[str, ...] = ()
    missing: datetime | None = None
    ended: datetime | None = None
    ending: str = ""
    muted: datetime | None = None
    muted_by: str = ""
    muted_why: str = ""
    holder: str = ""
    holder_name: str = ""
    held: datetime | None = None
    version: int = 0

    @property
    def shown(self) -> str:
        """``AL-3``."""
        return f"{SERIES}-{self.number}"

    def counts(self, *, exercise: bool) -> bool:
        """Is it taken for real here? Tests never are, exercises in an exercise alone."""
        return not self.test or (exercise and self.status == "Exercise")

    @property
    def open(self) -> bool:
        """Does it still go on here?"""
        return self.ended is None


@dataclass(frozen=True, kw_only=True)
class AlertMessage:
    """One message as it was heard for the incident; ``body`` is the alert as JSON holds it (``cap.to_plain``)."""

    id: int = 0
    incident: str
    digest: str
    source: str
    level: str
    how: str
    body: dict[str, Any]
    heard: datetime


@dataclass(frozen=True, kw_only=True)
class AlertLink:
    """That a message's triple, or a VTEC key, belongs to an event: by it further messages find their event."""

    id: int = 0
    incident: str
    link: str
    alert: int
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class AlertWatch:
    """What an incident watches: sources by their names in the configuration, and its area as it was written."""

    id: int = 0
    incident: str
    sources: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    at: datetime
    by_name: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class AlertSource:
    """How a source stands. ``heard`` is its last good answer, ``fault`` what was wrong with the last one.

    ``silent`` is since when people know that it does not answer; ``untold`` counts what it lists without an area that
    could be compared.
    """

    id: int = 0
    name: str
    kind: str = ""
    every: timedelta = timedelta(minutes=1)
    asked: datetime
    heard: datetime | None = None
    changed: datetime | None = None
    listed: int = 0
    untold: int = 0
    fault: str = ""
    silent: datetime | None = None
    version: int = 0
