"""The assets of a region: kinds, states, fields, grants. No field ever defaults to a capability."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.assets.consent import Scope
from commands.domain.moves import Table

STALE_AFTER = timedelta(days=365)
"""An asset that nobody confirmed for so long stands last, and its steward is asked."""


class AssetKind(StrEnum):
    """What an asset is; the series of its number stands in ``SERIES``."""

    GATEWAY = "gateway"
    CACHE = "cache"
    CONSOLE = "console"
    SYSTEM = "system"
    CHANNEL = "channel"
    SITE = "site"
    VEHICLE = "vehicle"
    REPEATER = "repeater"
    PSAP = "psap"
    BROADBAND = "broadband"
    AGREEMENT = "agreement"
    PERSON = "person"


Kind = AssetKind
"""Its name among assets; in the schema of the record no two have one name."""


SERIES: dict[Kind, str] = {
    Kind.GATEWAY: "GW",
    Kind.CACHE: "CA",
    Kind.CONSOLE: "CO",
    Kind.SYSTEM: "SY",
    Kind.CHANNEL: "CH",
    Kind.SITE: "SI",
    Kind.VEHICLE: "MV",
    Kind.REPEATER: "RP",
    Kind.PSAP: "PS",
    Kind.BROADBAND: "BB",
    Kind.AGREEMENT: "AM",
    Kind.PERSON: "PN",
}

OF_SERIES: dict[str, Kind] = {series: kind for kind, series in SERIES.items()}

BRIDGES = (Kind.GATEWAY, Kind.CONSOLE)
"""The kinds that join nets."""


class AssetState(StrEnum):
    """What an asset can do now."""

    AVAILABLE = "available"
    COMMITTED = "committed"
    OUT = "out of service"
    RETIRED = "retired"


State = AssetState
"""Its name among assets."""


STATES: Table[State] = {
    State.AVAILABLE: {
        "available": State.AVAILABLE, "committed": State.COMMITTED, "out": State.OUT, "retired": State.RETIRED,
    },
    State.COMMITTED: {
        "available": State.AVAILABLE, "committed": State.COMMITTED, "out": State.OUT, "retired": State.RETIRED,
    },
    State.OUT: {
        "available": State.AVAILABLE, "committed": State.COMMITTED, "out": State.OUT, "retired": State.RETIRED,
    },
    State.RETIRED: {"available": State.AVAILABLE},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One asset of a region, GW-1. ``owner`` is an agency's id.

    ``lat`` and ``lon`` are ten-millionths of a degree (a centimetre), WGS84, or None; ``place`` is the text as it was
    typed, ``notation`` how that was read, ``precision`` metres. ``activation`` is minutes, the road included.
    ``more`` holds what only its kind has, by the names of the tables. ``confirmed`` is when its owner last said that
    it is as it is written; None where nobody has.
    """

    id: int = 0
    incident: str
    kind: Kind
    number: int
    name: str
    name_key: str
    owner: int = 0
    lat: int | None = None
    lon: int | None = None
    place: str = ""
    notation: str = ""
    precision: int = 0
    scope: Scope = Scope.PRIVATE
    state: State = State.AVAILABLE
    until: datetime | None = None
    poc: str = ""
    phone: str = ""
    rules: str = ""
    activation: int | None = None
    ports: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)
    notes: str = ""
    source: str = ""
    confirmed: datetime | None = None
    confirmed_by: str = ""
    at: datetime
    by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is named: ``GW-1``."""
        return f"{SERIES[self.kind]}-{self.number}"

    @property
    def titled(self) -> str:
        """``GW-1 SO van``."""
        return f"{self.shown} {self.name}".rstrip()

    def stale(self, at: datetime) -> bool:
        """True where nobody has confirmed it for a year before ``at``, or ever."""
        return self.confirmed is None or self.confirmed + STALE_AFTER < at


@dataclass(frozen=True, kw_only=True)
class Grant:
    """An asset is granted to one incident, ``to``, until ``until`` (None: until that is over or it is taken back)."""

    id: int = 0
    incident: str
    asset: int
    to: str
    until: datetime | None = None
    why: str = ""
    at: datetime
    by: str = ""
    by_name: str = ""
    ended: datetime | None = None
    ended_by: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A named place of an incident: ICP. Coordinates as in ``Asset``."""

    id: int = 0
    incident: str
    name: str
    name_key: str
    lat: int
    lon: int
    place: str
    notation: str
    precision: int
    at: datetime
    by: str = ""
    version: int = 0
