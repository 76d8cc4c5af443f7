"""The agencies of a region, and which channels their radios have."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SERIES = "AG"


class Discipline(StrEnum):
    """What an agency does."""

    FIRE = "fire"
    LAW = "law"
    EMS = "EMS"
    EM = "EM"
    DISPATCH = "dispatch"
    TRANSPORT = "transport"
    HEALTH = "health"
    UTILITY = "utility"
    TRIBAL = "tribal"
    FEDERAL = "federal"
    NGO = "NGO"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Agency:
    """One agency of a region, AG-3; ``short`` is how it is called on the air (``CRFD``), unique within the region.

    ``counted``: what it shares with nobody may be counted ("1 more is not shared with you").
    """

    id: int = 0
    incident: str
    number: int
    name: str
    name_key: str
    short: str = ""
    short_key: str = ""
    discipline: str = ""
    level: str = ""
    county: str = ""
    address: str = ""
    poc: str = ""
    phone: str = ""
    email: str = ""
    counted: bool = False
    at: datetime
    by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is named: ``AG-3``."""
        return f"{SERIES}-{self.number}"

    @property
    def called(self) -> str:
        """How it is called: by its short name where it has one."""
        return self.short or self.name


class Share(StrEnum):
    """How many of an agency's radios have a channel."""

    ALL = "all"
    MOST = "most"
    SOME = "some"


@dataclass(frozen=True, kw_only=True)
class Programmed:
    """An agency's radios have a channel, by the ids of both. Of *some* radios nobody knows whether theirs is one."""

    id: int = 0
    incident: str
    agency: int
    channel: int
    share: str = Share.ALL
    zone: str = ""
    position: str = ""
    verified: str = ""
    at: datetime
    version: int = 0
