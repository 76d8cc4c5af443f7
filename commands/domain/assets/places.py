"""Places on the earth: distance, and the notations in which a latitude and a longitude are written.

Coordinates are WGS84, kept as ten-millionths of a degree.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

SCALE = 10_000_000
"""Parts of a degree in which a coordinate is kept: about a centimetre."""

RADIUS = 6_371_008.8
"""Metres: the earth's mean radius (IUGG)."""

MILE = 1609.344
"""Metres of a statute mile."""

UNSURE = 0.006
"""A haversine differs from WGS84 by less than this share: what lies nearer to a limit is measured exactly."""


class Notation(StrEnum):
    """How a place was written."""

    DD = "DD"
    DDM = "DDM"
    DMS = "DMS"
    USNG = "USNG"


@dataclass(frozen=True)
class Place:
    """A point; ``lat`` and ``lon`` in ten-millionths of a degree, ``precision`` in metres, ``text`` as it was typed."""

    lat: int
    lon: int
    text: str = ""
    notation: Notation = Notation.DD
    precision: int = 1

    @property
    def degrees(self) -> tuple[float, float]:
        """Latitude and longitude in degrees, north and east positive."""
        return self.lat / SCALE, self.lon / SCALE


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude) in degrees, on a sphere: within 0.6 % of WGS84."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    part = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * RADIUS * asin(min(1.0, sqrt(part)))


def box(lat: float, lon: float, metres: float) -> tuple[int, int, int, int]:
    """(south, north, west, east) in ten-millionths of a degree around a point: nothing within ``metres`` is outside."""
    high = metres / 110_500
    wide = metres / (111_000 * max(0.01, cos(radians(min(89.0, abs(lat) + high)))))
    return tuple(round(one * SCALE) for one in (lat - high, lat + high, lon - wide, lon + wide))  # type: ignore[return-value]


def in_dd(lat: float, lon: float) -> str:
    """``43.80000, -115.90000``."""
    return f"{lat:.5f}, {lon:.5f}"


def in_ddm(lat: float, lon: float) -> str:
    """``43 48.000N 115 54.000W``, as aircraft read it."""
    return f"{_minutes(lat)}{'N' if lat >= 0 else 'S'} {_minutes(lon)}{'E' if lon >= 0 else 'W'}"


def _minutes(degrees: float) -> str:
    thousandths = round(abs(degrees) * 60_000)
    whole, rest = divmod(thousandths, 60_000)
    return f"{whole} {rest // 1000:02}.{rest % 1000:03}"


def miles(metres: float) -> str:
    """``19.8 mi``; a whole number of miles without its decimal."""
    return f"{metres / MILE:.1f} mi".replace(".0 mi", " mi")
