"""How the bridge stands, room by room, and what could not be posted."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class RoomHealth:
    """One linked room. ``waiting`` counts copies queued for it, ``oldest`` is when the first of them was queued."""

    room: str
    name: str
    state: str
    why: str = ""
    last_heard: datetime | None = None
    last_posted: datetime | None = None
    waiting: int = 0
    oldest: datetime | None = None
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class Unposted:
    """One copy that is not in its room: refused for good, or still waiting. ``said`` is when it was said."""

    id: int
    room: str
    author: str
    said: datetime
    reason: str
    refused: bool
