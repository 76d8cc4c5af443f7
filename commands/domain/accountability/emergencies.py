"""Emergency traffic: raised by anybody at once, loud until a named person has it, cleared by command."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.moves import Table

NOBODY_AFTER = timedelta(minutes=2)
"""So long nobody has acknowledged: it is said again, and again after as long."""

POSTED_WITHIN = timedelta(seconds=10)
"""What is not posted in a room by then is told by name."""

SAME_WITHIN = timedelta(seconds=60)
"""The same words from the same person within this time are the same emergency, said again."""


class Emergent(StrEnum):
    """Where an emergency stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


EMERGENCY: Table[Emergent] = {
    Emergent.OPEN: {"ack": Emergent.ACKNOWLEDGED, "repeat": Emergent.OPEN, "clear": Emergent.CLEARED},
    Emergent.ACKNOWLEDGED: {"ack": Emergent.ACKNOWLEDGED, "repeat": Emergent.ACKNOWLEDGED, "clear": Emergent.CLEARED},
    Emergent.CLEARED: {},
}


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """One emergency, M-1. ``room`` is where it was said; ``said_at`` is when it was said the last time."""

    id: int = 0
    incident: str
    number: int
    words: str = ""
    room: str
    at: datetime
    said_at: datetime
    by: str
    by_name: str
    state: Emergent = Emergent.OPEN
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    cleared_by: str = ""
    cleared_at: datetime | None = None
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is acknowledged and cleared: ``M-1``."""
        return f"M-{self.number}"
