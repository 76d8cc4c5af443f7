"""What is owed by a time: acknowledgements of announcements, calls of those who are out alone, and actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.moves import Table


class Acknowledged(StrEnum):
    """Where an announcement stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


ANNOUNCEMENT: Table[Acknowledged] = {
    Acknowledged.OPEN: {
        "ack": Acknowledged.OPEN,
        "repeat": Acknowledged.OPEN,
        "all": Acknowledged.ACKNOWLEDGED,
        "close": Acknowledged.CLOSED,
    },
    Acknowledged.ACKNOWLEDGED: {"ack": Acknowledged.ACKNOWLEDGED},
    Acknowledged.CLOSED: {"ack": Acknowledged.CLOSED},  # a late acknowledgement is still recorded
}


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """One announcement, A-1. ``due`` is when it is to be acknowledged, None where nobody has to.

    ``ended`` is when all had acknowledged it, or when it was closed.
    """

    id: int = 0
    incident: str
    number: int
    words: str
    to: str
    due: datetime | None = None
    within: timedelta | None = None
    state: Acknowledged = Acknowledged.OPEN
    at: datetime
    by: str
    by_name: str
    repeats: int = 0
    ended: datetime | None = None
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which people acknowledge it: ``A-1``."""
        return f"A-{self.number}"


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """One of those who are to acknowledge: ``kind`` is "div", "position" or "resource", ``key`` finds it.

    ``by_name`` is who acknowledged, ``ticked`` true where somebody else wrote it down for them.
    """

    id: int = 0
    announcement: int
    kind: str
    key: str
    name: str
    by: str = ""
    by_name: str = ""
    ticked: bool = False
    at: datetime | None = None
    version: int = 0


class Watching(StrEnum):
    """Where a watch stands."""

    RUNNING = "running"
    OVERDUE = "overdue"
    ENDED = "ended"


WATCH: Table[Watching] = {
    Watching.RUNNING: {"ok": Watching.RUNNING, "late": Watching.OVERDUE, "end": Watching.ENDED},
    Watching.OVERDUE: {"ok": Watching.RUNNING, "late": Watching.OVERDUE, "end": Watching.ENDED},
    Watching.ENDED: {},
}


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Somebody who is to call in again and again, W-1. ``owner`` is who is told when they do not.

    ``alarm`` is when the clock looks next; what was set for any other time is void.
    """

    id: int = 0
    incident: str
    number: int
    what: str
    every: timedelta
    due: datetime
    alarm: datetime
    owner: str
    owner_name: str
    state: Watching = Watching.RUNNING
    heard: datetime
    reported: str = ""  # what was said by somebody whose word does not end the wait, and by whom
    at: datetime
    by: str
    ended: datetime | None = None
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is called in for, put off or ended: ``W-1``."""
        return f"W-{self.number}"


class Doing(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


ACTION: Table[Doing] = {
    Doing.OPEN: {"remind": Doing.OPEN, "done": Doing.DONE, "drop": Doing.DROPPED, "give": Doing.OPEN},
    Doing.DONE: {"reopen": Doing.OPEN},
    Doing.DROPPED: {"reopen": Doing.OPEN},
}


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something somebody has said they will do, T-1. ``alarm`` is when the clock looks next; any other time is void."""

    id: int = 0
    incident: str
    number: int
    words: str
    due: datetime | None = None
    alarm: datetime | None = None
    owner: str = ""
    owner_name: str = ""
    state: Doing = Doing.OPEN
    at: datetime
    by: str
    by_name: str
    done_at: datetime | None = None
    done_by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is marked done or dropped: ``T-1``."""
        return f"T-{self.number}"
