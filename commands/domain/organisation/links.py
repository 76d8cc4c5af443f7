"""What joins rooms to incidents and a person's accounts to each other: one-time codes, groups, identities."""

from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_LASTS = timedelta(hours=2)
GUESSES, WITHIN = 5, timedelta(minutes=15)
"""Wrong codes that one person may try, and in which time."""

DIGITS = 10
"""Of a code: digits, which are read over the air and typed with gloves; ten thousand million are not tried through."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """Ten digits, good once. Issued in a room, it is that room's consent; ``incident`` is empty for a person's own.

    ``until`` is the end that was set for the guest that joins by it.
    """

    id: int = 0
    digits: str
    incident: str = ""
    group: str = ""
    room: str = ""
    by: str
    by_name: str = ""
    at: datetime
    until: datetime | None = None
    used: datetime | None = None
    used_by: str = ""
    version: int = 0

    def good(self, at: datetime) -> bool:
        """True while the code is unused and less than two hours old at ``at`` (UTC)."""
        return self.used is None and at < self.at + CODE_LASTS


@dataclass(frozen=True, kw_only=True)
class Group:
    """A further conversation of an incident, beside the main group."""

    id: int = 0
    incident: str
    name: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """One account of a person; all with one ``human`` are the same person."""

    id: str
    human: str
    at: datetime
    version: int = 0
