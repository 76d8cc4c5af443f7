"""Emergency traffic: raised by anybody at once, loud until a named person has it, cleared by command."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.moves import Table

REPEATS = (timedelta(seconds=30), timedelta(seconds=60))
"""So long after it was raised, while nobody has acknowledged, it is said again; then once every minute."""

ELAPSED = timedelta(minutes=10)
"""So often IC and OSC are told how long it lasts."""

THIRD_WITHIN = timedelta(minutes=10)
"""The third emergency that one person raises within this time is asked about before it is loud."""

SILENCED = timedelta(minutes=30)
"""So long whoever raised a false emergency raises none by themselves: what they say is told quietly, and others may
raise it.
"""

POSTED_WITHIN = timedelta(seconds=10)
"""What is not posted in a room by then is told by name."""

MISREAD_WITHIN = timedelta(minutes=2)
"""So long whoever raised it takes it back, as long as nobody has acknowledged it."""

THIRD = 3
"""This emergency of one person within ``THIRD_WITHIN`` is asked about."""


class Emergent(StrEnum):
    """Where an emergency stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    FALSE = "false"


EMERGENCY: Table[Emergent] = {
    Emergent.OPEN: {
        "ack": Emergent.ACKNOWLEDGED,
        "update": Emergent.OPEN,
        "clear": Emergent.CLEARED,
        "false": Emergent.FALSE,
    },
    Emergent.ACKNOWLEDGED: {
        "ack": Emergent.ACKNOWLEDGED,
        "update": Emergent.ACKNOWLEDGED,
        "clear": Emergent.CLEARED,
        "false": Emergent.FALSE,
    },
    Emergent.CLEARED: {},
    Emergent.FALSE: {},
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


class Told(StrEnum):
    """What a further word about an emergency is."""

    UPDATE = "update"
    SEEN = "seen"  # by somebody whose acknowledgement does not count


@dataclass(frozen=True, kw_only=True)
class EmergencyUpdate:
    """A further word about an emergency (its ``id``), kept as it was said."""

    id: int = 0
    incident: str
    emergency: int
    kind: Told = Told.UPDATE
    words: str = ""
    at: datetime
    by: str
    by_name: str


def repeat_after(raised: datetime, now: datetime) -> datetime:
    """When (UTC) an emergency raised then, and acknowledged by nobody, is said again next."""
    for after in REPEATS:
        if now < raised + after:
            return raised + after
    return now + REPEATS[-1]


def repeats_before(raised: datetime, now: datetime) -> int:
    """How many times an emergency that was raised then was said again before this time: 0 after 30 s, 1 after 60 s."""
    return 0 if now < raised + REPEATS[-1] else (now - raised) // REPEATS[-1]


class Lead(StrEnum):
    """What the first word behind “emergency” makes of the rest, while one is open."""

    ACK = "ack"
    CLEAR = "clear"
    UPDATE = "update"


LEADS: dict[Lead, str] = {Lead.ACK: "ack", Lead.CLEAR: "clear", Lead.UPDATE: "update"}
"""Which verb each means."""

_LEADING = {
    **dict.fromkeys(("ack", "acked", "acknowledge", "acknowledged", "acknowledging"), Lead.ACK),
    **dict.fromkeys(("clear", "cleared", "clearing"), Lead.CLEAR),
    **dict.fromkeys(("status", "update", "updated", "stauts"), Lead.UPDATE),
}

_ORDER = re.compile(
    r"(the|this|that|a|an|div|division|side|floor|all) (channel|air|traffic|building|area|floor|scene|road|street|room|"
    r"structure|zone|line|net|radio|freq\w*)|(the|this|that|channel|air|airway|traffic|building|area|floor|scene|road|"
    r"street|division|div)\b|(from|off|of|to|for|out of)\b"
)
"""Behind “clear”: what is to be kept or made clear. That ends no emergency."""

_IS = re.compile(r"(is|are|was|were|isnt|not|has|have|nobody|no)\b")
"""Behind “ack”: somebody by that name, or that nobody has."""


def lead(words: str) -> tuple[Lead | None, str]:
    """What the first word of further words means, and the rest behind it; None where it says nothing of the kind."""
    first, _, rest = words.strip().partition(" ")
    means, rest = _LEADING.get(first.strip(",.:;!?-").casefold()), rest.strip()
    said = rest.casefold()
    if (means is Lead.CLEAR and _ORDER.match(said)) or (means is Lead.ACK and _IS.match(said)):
        return Lead.UPDATE, words.strip()
    return means, rest
