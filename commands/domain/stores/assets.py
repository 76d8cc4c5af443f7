"""What regions ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.assets.agencies import Agency, Programmed
from commands.domain.assets.inventory import Asset, Grant, Kind, Spot
from commands.domain.assets.readiness import Matter, Series
from commands.domain.assets.regions import Use

RECORDS: TypeAlias = Use | Agency | Programmed | Asset | Grant | Spot | Matter
"""The kinds of records that are kept for it."""

Box: TypeAlias = tuple[int, int, int, int]
"""South, north, west, east in ten-millionths of a degree."""


class AssetStore(Protocol):
    """``regions`` are the ids of those that may be asked; lists are by series and number unless said otherwise."""

    def uses(self, incident: str) -> tuple[Use, ...]:
        """The regions that an incident uses now."""

    def used_by(self, region: str) -> tuple[Use, ...]:
        """The incidents that use a region now."""

    def agencies_of(self, regions: Collection[str]) -> tuple[Agency, ...]:
        """The agencies of these regions, by name."""

    def assets(
        self, regions: Collection[str], *, kinds: Collection[Kind] = (), within: Box | None = None, most: int = 5_000
    ) -> tuple[Asset, ...]:
        """The assets of these regions, of these kinds (none: all), within a box (None: wherever)."""

    def asset(self, regions: Collection[str], kind: Kind, number: int) -> tuple[Asset, ...]:
        """The assets of that number, one for each region that has it."""

    def asset_named(self, region: str, kind: Kind, owner: int, name_key: str) -> Asset | None:
        """The asset of this kind, owner and name."""

    def grants(self, regions: Collection[str], at: datetime, *, asset: int | None = None) -> tuple[Grant, ...]:
        """The grants that stand at a time, of all assets or of one."""

    def programmed(self, regions: Collection[str]) -> tuple[Programmed, ...]:
        """Which agencies' radios have which channels."""

    def spot(self, incident: str, name_key: str) -> Spot | None:
        """A named place of an incident."""

    def spots(self, incident: str) -> tuple[Spot, ...]:
        """The named places of an incident, by name."""

    def matter(self, incident: str, series: Series, number: int) -> Matter | None:
        """A thing of a region's readiness by its number: TA-3."""

    def matters(self, incident: str, series: Series) -> tuple[Matter, ...]:
        """All of a series, in the order of their numbers."""
