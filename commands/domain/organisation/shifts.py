"""The shifts of the communications desk: when each began, who takes it over, and who has accepted it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from commands.domain.organisation.roles import Rank, Seat

DRAFT = timedelta(minutes=60)
"""So long before the change the incoming holders get a draft."""

APART = timedelta(minutes=30)
"""A situation report keeps so far from a shift summary: it would say the same."""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One shift, from its beginning until the next one's. ``due`` is the time by the clock at which it was to begin.

    ``drafted`` is the change for which a draft of its summary was sent, so that each has one.
    """

    id: int = 0
    incident: str
    number: int
    start: datetime
    due: datetime | None = None
    ended: datetime | None = None
    drafted: datetime | None = None
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class ShiftPart:
    """One position's part of a shift that begins: who takes it over from whom, and when that was accepted.

    ``slot`` is unique within a shift, so that two at once cannot accept twice.
    """

    id: int = 0
    incident: str
    shift: int
    slot: str
    position: str
    place: str = ""
    rank: Rank = Rank.HOLDER
    to: str
    to_name: str
    leaving: str = ""
    leaving_name: str = ""
    accepted: datetime | None = None
    accepted_by: str = ""
    version: int = 0

    @property
    def seat(self) -> Seat:
        """Which position, for which place and in which rank, is taken over with the shift."""
        return Seat(self.position, self.place, self.rank)

    @property
    def shown(self) -> str:
        """``COML Ben Ito (from Ana Ruiz)``."""
        before = f" (from {self.leaving_name})" if self.leaving_name else ""
        return f"{self.seat.shown} {self.to_name}{before}"
