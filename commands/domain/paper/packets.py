"""The packet: the sheets that a command post needs when the internet goes, made while it is there."""

from dataclasses import dataclass
from datetime import datetime

SERIES = "PK"
COMMAND = "packet"
"""What the clock says where packets are made again and again."""


@dataclass(frozen=True, kw_only=True)
class Packet:
    """One packet that was made, PK-1. ``written`` is when it was in the folder as well, None until then."""

    id: int = 0
    incident: str
    number: int
    at: datetime
    by: str
    paper: str = "us-letter"
    written: datetime | None = None
    version: int = 0

    @property
    def shown(self) -> str:
        """``PKT-3``: how people name it."""
        return f"{SERIES}-{self.number}"
