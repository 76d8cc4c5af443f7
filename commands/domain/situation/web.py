"""Who looks at the live board: one-time links, sessions of persons and of displays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LINK_LASTS = timedelta(minutes=10)
"""A link that signs somebody in is good once, and no longer than this."""

SHIFT = timedelta(hours=12)
"""A person's session ends so long after it was used last: one shift."""

DISPLAY_LASTS = timedelta(days=14)
"""A wall is signed in for so long, whatever is looked at."""

LINK_MARK = "nc-link-"
"""What stands in a kept reply for the half of a link that the store must not hold: the mark and the link's id."""


class Looker(StrEnum):
    """Who looks."""

    PERSON = "person"
    DISPLAY = "display"


@dataclass(frozen=True, kw_only=True)
class WebLink:
    """A one-time link. ``name`` is the person's, or the display's; ``groups`` are what a display may read.

    ``rooms`` are those in which the person is; None while that is not known.
    """

    id: str
    kind: Looker
    person: str
    name: str
    server: str = ""
    incident: str = ""
    groups: tuple[str, ...] = ()
    rooms: tuple[str, ...] | None = None
    at: datetime
    until: datetime
    spent: datetime | None = None

    def good(self, at: datetime) -> bool:
        """True while it may be spent."""
        return self.spent is None and at < self.until


@dataclass(frozen=True, kw_only=True)
class WebSession:
    """A browser that is signed in, as a person or as a display."""

    id: int
    kind: Looker
    person: str
    name: str
    server: str = ""
    incident: str = ""
    groups: tuple[str, ...] = ()
    rooms: tuple[str, ...] | None = None
    rooms_at: datetime | None = None
    began: datetime
    seen: datetime
    until: datetime
    ended: datetime | None = None

    def good(self, at: datetime) -> bool:
        """True while it lasts."""
        return self.ended is None and at < self.until
