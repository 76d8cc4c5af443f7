"""Pages: one responsible person is to have it, wherever they are; else the next step, and at the end a loud word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.moves import Table
from commands.domain.notification.notices import Precedence

SERIES = "PG"


class Paging(StrEnum):
    """Where a page stands."""

    OPEN = "open"
    EXHAUSTED = "exhausted"
    ACKED = "acknowledged"
    CLOSED = "closed"


PAGING: Table[Paging] = {
    Paging.OPEN: {"next": Paging.OPEN, "exhaust": Paging.EXHAUSTED, "ack": Paging.ACKED, "close": Paging.CLOSED},
    Paging.EXHAUSTED: {"next": Paging.OPEN, "exhaust": Paging.EXHAUSTED, "ack": Paging.ACKED, "close": Paging.CLOSED},
    Paging.ACKED: {},
    Paging.CLOSED: {},
}

WAITS = {
    Precedence.IMMEDIATE: timedelta(minutes=2),
    Precedence.PRIORITY: timedelta(minutes=5),
    Precedence.ROUTINE: timedelta(minutes=15),
}
"""How long a step is waited for."""

SHORTEST_WAIT = timedelta(seconds=30)

AGAIN = (timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=15))
"""After these it is said again, behind one another, that nobody has acknowledged."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page, PG-7. ``about`` is what it was made of (``A-3``); ``step`` the number of the running step, from 1.

    ``alarm`` is when the clock looks next; what was set for any other time is void. ``code`` is what answers it by
    text. ``wave`` counts the rounds of notices, ``told`` how often it was said that nobody has acknowledged.
    """

    id: int = 0
    incident: str
    number: int
    to: str
    words: str
    about: str = ""
    precedence: Precedence = Precedence.PRIORITY
    wait: timedelta
    state: Paging = Paging.OPEN
    step: int = 0
    wave: int = 0
    told: int = 0
    alarm: datetime | None = None
    code: str
    at: datetime
    by: str
    by_name: str
    acked: datetime | None = None
    acked_by: str = ""
    acked_name: str = ""
    acked_how: str = ""
    ended: datetime | None = None
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which people acknowledge it: ``PG-7``."""
        return f"{SERIES}-{self.number}"

    @property
    def waits(self) -> bool:
        """Has nobody acknowledged it yet?"""
        return self.state in (Paging.OPEN, Paging.EXHAUSTED)


@dataclass(frozen=True, kw_only=True)
class PageStep:
    """One person of one step of a page, as it stood when the page began; a step with nobody has no ``person``.

    ``title`` is in which capacity they are asked. ``cannot`` is when they said that they cannot.
    """

    id: int = 0
    incident: str
    page: int
    step: int
    title: str
    person: str = ""
    name: str = ""
    reached: datetime | None = None
    how: str = ""
    cannot: datetime | None = None
    version: int = 0
