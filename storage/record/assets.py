"""The part of the record that regions are kept in."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, or_

from commands.domain.assets.agencies import Agency, Programmed
from commands.domain.assets.inventory import Asset, Grant, Kind, Spot
from commands.domain.assets.readiness import Matter, Series
from commands.domain.assets.regions import Use
from commands.domain.stores.assets import Box
from storage.shelf import Shelf
from storage.tables.assets import agencies, assets, grants, matters, programmed, region_uses, spots

ASSETS = {
    Use: region_uses,
    Agency: agencies,
    Programmed: programmed,
    Asset: assets,
    Grant: grants,
    Spot: spots,
    Matter: matters,
}


class AssetRecords:
    """Answers ``commands.domain.stores.assets.AssetStore``."""

    _db: Connection
    _shelf: Shelf

    def uses(self, incident: str) -> tuple[Use, ...]:
        """The regions that an incident uses now, in the order in which they were taken."""
        mine = self._shelf.select(Use).where(region_uses.c.incident == incident, region_uses.c.ended.is_(None))
        return self._shelf.all(Use, mine.order_by(region_uses.c.id))

    def used_by(self, region: str) -> tuple[Use, ...]:
        """The incidents that use a region now, in the order in which they came."""
        mine = self._shelf.select(Use).where(region_uses.c.region == region, region_uses.c.ended.is_(None))
        return self._shelf.all(Use, mine.order_by(region_uses.c.id))

    def agencies_of(self, regions: Collection[str]) -> tuple[Agency, ...]:
        """The agencies of these regions, by the key of their names."""
        mine = self._shelf.select(Agency).where(agencies.c.incident.in_(regions))
        return self._shelf.all(Agency, mine.order_by(agencies.c.name_key, agencies.c.id))

    def assets(
        self, regions: Collection[str], *, kinds: Collection[Kind] = (), within: Box | None = None, most: int = 5_000
    ) -> tuple[Asset, ...]:
        """At most so many assets, by kind and number; within a box by the index of region, kind and latitude."""
        query = self._shelf.select(Asset).where(assets.c.incident.in_(regions), assets.c.kind.in_(kinds or [*Kind]))
        if within is not None:
            south, north, west, east = within
            query = query.where(assets.c.lat.between(south, north), assets.c.lon.between(west, east))
        return self._shelf.all(Asset, query.order_by(assets.c.kind, assets.c.number, assets.c.id).limit(most))

    def asset(self, regions: Collection[str], kind: Kind, number: int) -> tuple[Asset, ...]:
        """The asset of that number in each of the regions."""
        mine = (assets.c.incident.in_(regions), assets.c.kind == kind, assets.c.number == number)
        return self._shelf.all(Asset, self._shelf.select(Asset).where(*mine).order_by(assets.c.id))

    def asset_named(self, region: str, kind: Kind, owner: int, name_key: str) -> Asset | None:
        """The asset of this kind, owner (an agency's id) and name, or None."""
        mine = (assets.c.incident == region, assets.c.kind == kind, assets.c.owner == owner)
        return self._shelf.first(Asset, self._shelf.select(Asset).where(*mine, assets.c.name_key == name_key))

    def grants(self, regions: Collection[str], at: datetime, *, asset: int | None = None) -> tuple[Grant, ...]:
        """The grants that stand at ``at`` (UTC), oldest first."""
        stands = or_(grants.c.until.is_(None), grants.c.until > at)
        query = self._shelf.select(Grant).where(grants.c.incident.in_(regions), grants.c.ended.is_(None), stands)
        if asset is not None:
            query = query.where(grants.c.asset == asset)
        return self._shelf.all(Grant, query.order_by(grants.c.id))

    def programmed(self, regions: Collection[str]) -> tuple[Programmed, ...]:
        """Which agencies' radios have which channels, in the order of their entry."""
        mine = self._shelf.select(Programmed).where(programmed.c.incident.in_(regions))
        return self._shelf.all(Programmed, mine.order_by(programmed.c.id))

    def spot(self, incident: str, name_key: str) -> Spot | None:
        """A named place of an incident, or None."""
        mine = (spots.c.incident == incident, spots.c.name_key == name_key)
        return self._shelf.first(Spot, self._shelf.select(Spot).where(*mine).order_by(spots.c.id.desc()))

    def spots(self, incident: str) -> tuple[Spot, ...]:
        """The named places of an incident, by name."""
        mine = self._shelf.select(Spot).where(spots.c.incident == incident)
        return self._shelf.all(Spot, mine.order_by(spots.c.name_key))

    def matter(self, incident: str, series: Series, number: int) -> Matter | None:
        """A thing of a region's readiness by its number, or None."""
        mine = (matters.c.incident == incident, matters.c.series == series, matters.c.number == number)
        return self._shelf.first(Matter, self._shelf.select(Matter).where(*mine))

    def matters(self, incident: str, series: Series) -> tuple[Matter, ...]:
        """All of a series, in the order of their numbers."""
        mine = self._shelf.select(Matter).where(matters.c.incident == incident, matters.c.series == series)
        return self._shelf.all(Matter, mine.order_by(matters.c.number))
