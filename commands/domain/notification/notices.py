"""Notices: one thing for one person by one way in one wave, fixed before its first attempt."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commands.domain.moves import Table
from commands.domain.notification.ways import WayKind


class PagePrecedence(StrEnum):
    """How much it matters, as messages carry it."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"


Precedence = PagePrecedence
"""Its name among notices; in the schema of the record no two have one name."""


class NoticeState(StrEnum):
    """Where a notice stands. ``handed`` is the carrier's taking it over, and nothing more."""

    QUEUED = "queued"
    TRYING = "trying"
    UNKNOWN = "unknown"
    HANDED = "handed"
    FAILED = "failed"
    DROPPED = "dropped"


NOTICE: Table[NoticeState] = {
    NoticeState.QUEUED: {"try": NoticeState.TRYING, "drop": NoticeState.DROPPED, "fail": NoticeState.FAILED},
    NoticeState.TRYING: {
        "hand": NoticeState.HANDED,
        "later": NoticeState.QUEUED,
        "lose": NoticeState.UNKNOWN,
        "fail": NoticeState.FAILED,
    },
    NoticeState.UNKNOWN: {
        "hand": NoticeState.HANDED,
        "try": NoticeState.TRYING,
        "lose": NoticeState.UNKNOWN,
        "drop": NoticeState.DROPPED,
        "fail": NoticeState.FAILED,
    },
    NoticeState.HANDED: {"claim": NoticeState.HANDED, "fail": NoticeState.FAILED},
    NoticeState.FAILED: {},
    NoticeState.DROPPED: {},
}
"""A receipt of the carrier's changes what it claims, never that it was answered."""

WORDS = {
    NoticeState.QUEUED: "queued",
    NoticeState.TRYING: "being handed over",
    NoticeState.UNKNOWN: "handed over or not, being looked for",
    NoticeState.HANDED: "handed to the carrier",
    NoticeState.FAILED: "failed",
    NoticeState.DROPPED: "not sent, no longer needed",
}

CLAIMS = {"queued": 0, "accepted": 0, "scheduled": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 3}
"""What a carrier says of a message it took, in its order; a later word is never replaced by an earlier one."""

LOST = frozenset({"undelivered", "failed", "canceled", "busy", "no-answer"})
"""What a carrier says of a message that it could not bring."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message to one way. ``of`` is what it is about (``PG-7``), ``wave`` the round in which it is sent.

    ``due`` is when it may go out. ``provider`` is the carrier's own id, ``claimed`` the carrier's word on it, ``error``
    why it failed. ``again``: an earlier attempt may have come through, which could not be told; the text says so.
    The text of a code is blank once it was handed over.
    """

    id: int = 0
    incident: str
    of: str
    wave: int = 1
    person: str
    name: str
    way: int
    kind: WayKind
    rank: int
    subject: str = ""
    text: str
    parts: int = 1
    code: str = ""
    state: NoticeState = NoticeState.QUEUED
    due: datetime
    at: datetime
    attempted: datetime | None = None
    attempts: int = 0
    looks: int = 0
    handed: datetime | None = None
    provider: str = ""
    claimed: str = ""
    error: str = ""
    again: bool = False
    version: int = 0

    @property
    def shown(self) -> str:
        """How it stands, in the words that may be said of it."""
        words = WORDS[self.state]
        if self.state is NoticeState.FAILED:
            words = f"failed ({self.error or 'refused'})"
        elif self.state is NoticeState.HANDED and self.claimed:
            words = f"handed to the carrier, carrier says {self.claimed}"
        elif self.state is NoticeState.QUEUED and self.error:
            words = f"queued, tried {self.attempts} times ({self.error})"
        return f"{words}{', sent again since the first outcome was unknown' if self.again else ''}"


RANKS = {Precedence.IMMEDIATE: 0, Precedence.PRIORITY: 1, Precedence.ROUTINE: 2}
"""Which goes first; each has a lane of its own at every carrier."""


def further(before: str, claimed: str) -> str:
    """The carrier's word that stands: it may come twice and out of order, and never goes backwards."""
    if before in LOST or (claimed not in CLAIMS and claimed not in LOST):
        return before
    if claimed in LOST:
        return before if before in ("delivered", "read") else claimed
    return claimed if CLAIMS[claimed] >= CLAIMS.get(before, -1) else before
