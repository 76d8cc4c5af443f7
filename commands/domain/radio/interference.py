"""Reports of interference, with the fields that whoever has to find the source asks for first."""

from dataclasses import dataclass
from datetime import datetime

SERIES = "RI"
ADVICE = (
    "Do not jam it or try to clear it by transmitting. The licence holder or the federal coordinator is told first."
)


@dataclass(frozen=True, kw_only=True)
class Interference:
    """One report: RI-1. Everything beside channel and what is heard may still be unknown."""

    id: int = 0
    incident: str
    number: int
    channel: str
    name_key: str
    heard: str
    first: datetime
    last: datetime | None = None
    frequency: str = ""  # as the radio shows it
    tone: str = ""
    signal: str = ""
    place: str = ""
    antenna: str = ""
    effect: str = ""
    pattern: str = ""  # continuous or periodic
    source: str = ""  # suspected
    told: str = ""
    action: str = ""
    at: datetime
    by: str
    closed: datetime | None = None
    closed_by: str = ""
    outcome: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """``RI-1 VTAC14: carrier with music``."""
        return f"{SERIES}-{self.number} {self.channel}: {self.heard}"

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be asked, in the order in which it helps."""
        asked = ("frequency", "tone", "signal", "place", "antenna", "effect", "pattern", "source", "told", "action")
        return tuple(name for name in asked if not getattr(self, name))
