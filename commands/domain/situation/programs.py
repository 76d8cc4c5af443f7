"""Programs that read the record by a token: what a token may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TOKEN_LASTS = timedelta(days=90)
"""A token ends by itself after so long; another one is made in time."""


PROGRAMS = "program.api/"
"""How the key of a program begins, where it says something: the number of its token follows."""


class ApiScope(StrEnum):
    """What a token may."""

    READ = "read"  # what the addresses of the interface tell
    LOG = "log"  # log lines of its own
    ALERTS = "alerts"  # nothing yet: alerts of its own


@dataclass(frozen=True, kw_only=True)
class ApiToken:
    """A token of one incident. The store keeps its digest alone; ``name`` is the source that it stands for."""

    id: int
    name: str
    incident: str
    scope: frozenset[str]
    made: datetime
    until: datetime
    ended: datetime | None = None

    @property
    def key(self) -> str:
        """Who speaks, where the program says something."""
        return f"{PROGRAMS}{self.id}"

    def good(self, at: datetime) -> bool:
        """True while it may be used."""
        return self.ended is None and at < self.until
