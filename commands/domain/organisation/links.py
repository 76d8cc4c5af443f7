"""What joins rooms to incidents and a person's accounts to each other: one-time codes, groups, identities."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.moves import Table

CODE_LASTS = timedelta(hours=2)
PAIR_WITHIN = timedelta(minutes=10)
"""So long a person's own code is good, and so long both accounts may confirm once it was said."""

GUESSES, WITHIN = 5, timedelta(minutes=15)
"""Wrong codes that one person may try, and in which time."""

DIGITS = 10
"""Of a code: digits, which are read over the air and typed with gloves; ten thousand million are not tried through."""


class Pairing(StrEnum):
    """Where it stands that two accounts are one person: a code was given, was said, and both sides confirm."""

    GIVEN = "given"
    SAID = "said"
    BY_ASKER = "asker agreed"
    BY_OTHER = "other agreed"
    PAIRED = "paired"
    DECLINED = "declined"


PAIRING: Table[Pairing] = {
    Pairing.GIVEN: {"say": Pairing.SAID},
    Pairing.SAID: {"ask": Pairing.BY_ASKER, "answer": Pairing.BY_OTHER, "decline": Pairing.DECLINED},
    Pairing.BY_ASKER: {"ask": Pairing.BY_ASKER, "answer": Pairing.PAIRED, "decline": Pairing.DECLINED},
    Pairing.BY_OTHER: {"ask": Pairing.PAIRED, "answer": Pairing.BY_OTHER, "decline": Pairing.DECLINED},
    Pairing.PAIRED: {},
    Pairing.DECLINED: {},
}
"""``ask`` is the word of the account that asked for the code, ``answer`` of the one that said it."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """Ten digits, good once. Issued in a room, it is that room's consent; ``incident`` is empty for a person's own.

    ``until`` is the end that was set for the guest that joins by it. ``pairing`` is where a person's own stands.
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
    used_name: str = ""
    used_room: str = ""
    pairing: Pairing = Pairing.GIVEN
    version: int = 0

    @property
    def lasts(self) -> timedelta:
        """How long it is good: a person's own ten minutes, a room's two hours."""
        return CODE_LASTS if self.incident else PAIR_WITHIN

    @property
    def confirmed_until(self) -> datetime:
        """Until when (UTC) both accounts may confirm."""
        return (self.used or self.at) + PAIR_WITHIN

    def good(self, at: datetime) -> bool:
        """True while the code is unused and not too old at ``at`` (UTC)."""
        return self.used is None and at < self.at + self.lasts


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
