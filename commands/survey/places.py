"""Places as people write them (degrees, minutes, seconds, USNG, a number, ICP) and as they are shown.

What cannot be right is refused with what would be: a latitude over 90, a longitude without its sign, minutes of 60, a
bare grid square. MGRS is read by `mgrs`, exact distances are measured by `geographiclib`; both are asked here alone.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from commands.call import Call
from commands.domain.assets.places import SCALE, UNSURE, Notation, Place, haversine, in_dd, in_ddm
from commands.line.converters import Converter

LONGEST = 80
HINT = '"43.80, -115.90", "43 48.000N 115 54.000W" or "11T NJ 88488 50247"'

_NUMBER = r"\d{1,3}(?:\.\d{1,8})?"
_DECIMAL = re.compile(rf"([+-]?{_NUMBER})\s*[°]?\s*[,;\s]\s*([+-]?{_NUMBER})\s*°?")
_LETTERED = re.compile(rf"([NS])\s*({_NUMBER})\s*°?\s*[,;]?\s*([EW])\s*({_NUMBER})\s*°?", re.IGNORECASE)
_BEHIND = re.compile(rf"({_NUMBER})\s*°?\s*([NS])\s*[,;]?\s*({_NUMBER})\s*°?\s*([EW])", re.IGNORECASE)
_SIDE = r"(\d{1,3})\s*[°\s]\s*(\d{1,2}(?:\.\d{1,6})?)\s*['′’]?(?:\s*(\d{1,2}(?:\.\d{1,4})?)\s*[\"″”]?)?\s*"
_PARTS = re.compile(rf"{_SIDE}([NS])\s*[,;]?\s*{_SIDE}([EW])", re.IGNORECASE)
_PARTS_BEFORE = re.compile(rf"([NS])\s*{_SIDE}[,;]?\s*([EW])\s*{_SIDE}", re.IGNORECASE)
_GRID = re.compile(r"(\d{1,2})\s*([A-Z])\s*([A-Z])\s*([A-Z])\s*(\d{0,10}|\d{1,5}\s+\d{1,5})", re.IGNORECASE)

_METRES_OF_A_DEGREE = 111_000

EASTERN = frozenset({"Pacific/Guam", "Pacific/Saipan", "Pacific/Palau", "Pacific/Wake", "Pacific/Majuro"})
"""Time zones of the United States and its associated states that lie east of 180 degrees."""


def read(text: str, *, west: bool = True) -> Place:
    """A place as it was written. ValueError says what is wrong with it, and what was probably meant.

    ``west``: longitudes here are negative, and a positive one has lost its sign.
    """
    said = " ".join(text.strip().strip('"“”').split())
    if len(said) > LONGEST:
        raise ValueError(f"a place has at most {LONGEST} characters")
    if found := _GRID.fullmatch(said):
        return _grid(found, said)
    if found := _PARTS.fullmatch(said):
        return _parts(found.groups(), said)
    if found := _PARTS_BEFORE.fullmatch(said):
        ns, *lat, ew = found.groups()[:5]
        return _parts((*lat, ns, *found.groups()[5:], ew), said)
    if found := _DECIMAL.fullmatch(said):
        return _decimal(found[1], found[2], said, west=west)
    if found := _LETTERED.fullmatch(said):
        return _decimal(_signed(found[2], found[1]), _signed(found[4], found[3]), said, west=False)
    if found := _BEHIND.fullmatch(said):
        return _decimal(_signed(found[1], found[2]), _signed(found[3], found[4]), said, west=False)
    raise ValueError("it is no place")


def _signed(number: str, letter: str) -> str:
    return f"-{number}" if letter.upper() in "SW" else number


def _decimal(lat: str, lon: str, said: str, *, west: bool) -> Place:
    north, east = float(lat), float(lon)
    if abs(north) > 90:
        swapped = f"; did you swap them? {lon}, {lat}" if abs(east) <= 90 else ""
        raise ValueError(f"a latitude is at most 90{swapped}")
    if abs(east) > 180:
        raise ValueError("a longitude is at most 180")
    if west and east > 0:
        raise ValueError(
            f"that is east of Greenwich; longitudes here are west: did you mean {lat}, -{lon.lstrip('+')}?"
        )
    decimals = max(len(one.partition(".")[2]) for one in (lat, lon))
    precision = max(1, round(_METRES_OF_A_DEGREE / 10**decimals))
    return Place(round(north * SCALE), round(east * SCALE), said, Notation.DD, precision)


def _parts(found: tuple[str, ...], said: str) -> Place:
    d1, m1, s1, ns, d2, m2, s2, ew = found
    for minutes, seconds in ((m1, s1), (m2, s2)):
        if float(minutes) >= 60 or float(seconds or 0) >= 60:
            what = "minutes" if float(minutes) >= 60 else "seconds"
            raise ValueError(f"{what} are below 60; degrees with decimals are written so: {d1}.{m1.replace('.', '')}")
        if seconds and "." in minutes:
            raise ValueError("minutes have decimals or seconds, not both")
    north = int(d1) + float(m1) / 60 + float(s1 or 0) / 3600
    east = int(d2) + float(m2) / 60 + float(s2 or 0) / 3600
    if north > 90 or east > 180:
        raise ValueError("a latitude is at most 90, a longitude at most 180")
    if s1:
        notation, metres = Notation.DMS, 31 / 10 ** len(s1.partition(".")[2])
    else:
        notation, metres = Notation.DDM, 1852 / 10 ** len(m1.partition(".")[2])
    lat, lon = (north if ns.upper() == "N" else -north), (east if ew.upper() == "E" else -east)
    return Place(round(lat * SCALE), round(lon * SCALE), said, notation, max(1, round(metres)))


def _grid(found: re.Match[str], said: str) -> Place:
    zone, band, column, row, digits = found.groups()
    halves = digits.split()
    if len(halves) == 2 and len(halves[0]) != len(halves[1]):
        raise ValueError("a grid has as many digits for east as for north, such as 11T NJ 88488 50247")
    number = "".join(halves)
    if len(number) < 4:
        raise ValueError("a grid square alone is 100 km wide: give 4 digits or more, such as 11T NJ 88 50")
    if len(number) % 2:
        raise ValueError("a grid has an even number of digits, such as 11T NJ 88488 50247")
    if not 1 <= int(zone) <= 60:
        raise ValueError("grid zones are 1 to 60")
    if any(letter in "IO" for letter in (band + column + row).upper()):
        raise ValueError("grids have no letters I and O; 1 and 0 are digits")
    try:
        lat, lon = _mgrs().toLatLon(f"{int(zone):02}{band}{column}{row}{number}".upper())
    except Exception:  # noqa: BLE001  the library's own kind of fault has no public name
        raise ValueError("there is no such grid square") from None
    return Place(round(lat * SCALE), round(lon * SCALE), said, Notation.USNG, 10 ** (5 - len(number) // 2))


@cache
def _mgrs() -> Any:
    from mgrs import MGRS  # type: ignore[import-untyped]  # noqa: PLC0415  a C library: loaded where a grid is read

    return MGRS()


@cache
def _earth() -> Callable[..., dict[str, float]]:
    from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]  # noqa: PLC0415  loaded where something is measured

    measure: Callable[..., dict[str, float]] = Geodesic.WGS84.Inverse
    return measure


def usng(lat: float, lon: float) -> str:
    """``11T NJ 88488 50247``; empty towards the poles, where there is no such grid."""
    if not -80 <= lat <= 84:
        return ""
    code = str(_mgrs().toMGRS(lat, lon))
    at = len(code) - 12
    return f"{int(code[: at - 1])}{code[at - 1]} {code[at : at + 2]} {code[at + 2 : at + 7]} {code[at + 7 :]}"


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude) in degrees on the WGS84 ellipsoid."""
    return _earth()(*one, *other)["s12"]


def within(one: tuple[float, float], other: tuple[float, float], limit: float) -> bool:
    """Do two points lie within so many metres? Measured exactly only where a sphere leaves it open."""
    rough = haversine(one, other)
    if abs(rough - limit) > UNSURE * limit:
        return rough <= limit
    return metres(one, other) <= limit


def three(lat: int | None, lon: int | None) -> str:
    """A place as DD, DDM and USNG together; empty where it is not known. Ten-millionths of a degree."""
    if lat is None or lon is None:
        return ""
    at = (lat / SCALE, lon / SCALE)
    return " = ".join(filter(None, (in_dd(*at), in_ddm(*at), usng(*at))))


def east(zone: str) -> bool:
    """Does a time zone lie east of Greenwich, as that of Guam? UTC tells nothing, and is taken for none."""
    return zone in EASTERN or zone.startswith(("Asia/", "Europe/", "Africa/", "Australia/"))


def _read_place(text: str, call: Call) -> Place:
    return read(text, west=not east(call.zone.key))


Where = Annotated[Place, Converter(read=_read_place, hint=f"a place such as {HINT}", blanks=True)]
