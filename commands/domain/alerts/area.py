"""The area of an incident, and whether an alert touches it: by shape, by zone, or not to be told.

Written ``same:016015``, ``zone:IDZ401``, ``circle:43.80,-115.90 20km``, ``polygon:43.8,-116 43.9,-116 43.9,-115.8``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from commands.domain.alerts.cap import Area, CapAlert, Point, Ring
from commands.domain.alerts.codes import FIPS, same_fault, zone_fault, zone_of
from commands.domain.alerts.geometry import circle_touches_circle, circle_touches_ring, crosses_itself, rings_touch

MOST_PARTS = 60
MOST_POINTS = 200
WIDEST = 500.0
"""Kilometres of a circle."""

_POINT = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,12})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,12})?)")
_CIRCLE = re.compile(rf"{_POINT.pattern}[\s,]+(\d{{1,4}}(?:\.\d{{1,3}})?)\s*(km|mi)?", re.IGNORECASE)
_FORMS = 'same:016015, zone:IDZ401, circle:43.80,-115.90 20km or polygon:43.8,-116.0 43.9,-116.0 43.9,-115.8'
MILE = 1.609344


class Level(StrEnum):
    """How an alert was matched. What cannot be told is never taken for clear."""

    SHAPE = "shape"
    CODE = "code"
    UNTOLD = "not evaluated"
    NONE = "elsewhere"


@dataclass(frozen=True)
class Match:
    """What an alert has to do with the area; ``how`` says it to a person: ``polygon within 20 km of 43.80,-115.90``."""

    level: Level
    how: str = ""


@dataclass(frozen=True)
class Place:
    """An incident's area. ``zones`` are codes in the one way of writing; circles are in kilometres."""

    zones: tuple[str, ...] = ()
    circles: tuple[tuple[Point, float], ...] = ()
    polygons: tuple[Ring, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.zones or self.circles or self.polygons)


NOWHERE = Place()


def place_of(parts: Iterable[str]) -> Place:
    """The area that the parts name. Raises ValueError that says what is wrong with one and what would be right."""
    zones: list[str] = []
    circles: list[tuple[Point, float]] = []
    polygons: list[Ring] = []
    for number, part in enumerate(parts):
        if number >= MOST_PARTS:
            raise ValueError(f"an area has at most {MOST_PARTS} parts")
        form, _, value = part.strip().partition(":")
        match form.casefold():
            case "same":
                zones.append(_same(value.strip()))
            case "zone":
                zones.append(_zone(value.strip()))
            case "circle":
                circles.append(circle_of(value.strip()))
            case "polygon":
                polygons.append(ring_of(value.strip()))
            case _:
                raise ValueError(f"“{part[:40]}” is no area: {_FORMS}")
    return Place(tuple(dict.fromkeys(zones)), tuple(circles), tuple(polygons))


def _same(value: str) -> str:
    value = f"0{value}" if re.fullmatch(r"\d{5}", value) else value
    if fault := same_fault(value):
        raise ValueError(fault)
    return zone_of("SAME", value)


def _zone(value: str) -> str:
    if fault := zone_fault(value):
        raise ValueError(fault)
    return zone_of("UGC", value)


def circle_of(text: str) -> tuple[Point, float]:
    """``43.80,-115.90 20km`` (or ``12mi``, or kilometres alone): centre and kilometres. Raises ValueError."""
    found = _CIRCLE.fullmatch(text)
    if not found:
        raise ValueError(f"“{text[:40]}” is no circle: latitude,longitude and a radius, as in 43.80,-115.90 20km")
    radius = float(found[3]) * (MILE if (found[4] or "").casefold() == "mi" else 1.0)
    if not 0 < radius <= WIDEST:
        raise ValueError(f"a radius of {found[3]} is not between 0 and {WIDEST:.0f} km")
    return point_of(found[1], found[2]), radius


def ring_of(text: str) -> Ring:
    """Points with blanks between, latitude first; closed where it is not. Raises ValueError."""
    words = re.sub(r"\s*,\s*", ",", text[: MOST_POINTS * 40]).split()
    if len(words) > MOST_POINTS:
        raise ValueError(f"a polygon has at most {MOST_POINTS} points")
    points = []
    for word in words:
        found = _POINT.fullmatch(word)
        if not found:
            raise ValueError(f"“{word[:30]}” is no point: latitude,longitude, as in 43.80,-115.90")
        points.append(point_of(found[1], found[2]))
    if len({*points}) < 3:
        raise ValueError("a polygon needs three points or more")
    ring = tuple(points if points[0] == points[-1] else [*points, points[0]])
    if crosses_itself(ring):
        raise ValueError("the polygon crosses itself: name its points in their order along the edge")
    return ring


def point_of(lat: str, lon: str) -> Point:
    """Two numbers as a position; ValueError where they can be none, or are most likely the wrong way round."""
    north, east = float(lat), float(lon)
    if abs(north) > 90 and abs(east) <= 90:
        raise ValueError(f"{lat},{lon} has no such latitude: latitude comes first, so write {lon},{lat}")
    if abs(north) > 90 or abs(east) > 180:
        raise ValueError(f"{lat},{lon} is nowhere: latitude is up to 90, longitude up to 180 degrees")
    return north, east


def touches(place: Place, alert: CapAlert) -> Match:
    """Does the alert touch the area, and by what? A shape tells more than a code, and a code more than nothing.

    An alert without area, or with words alone, is not evaluated; so is one whose codes cannot be compared.
    """
    areas = alert.areas
    if how := next(_by_shape(place, areas), ""):
        return Match(Level.SHAPE, how)
    if how := next(_by_code(place, areas), ""):
        return Match(Level.CODE, how)
    if not areas or any(not _comparable(place, area) for area in areas):
        return Match(Level.UNTOLD, _untold(areas))
    return Match(Level.NONE)


def _by_shape(place: Place, areas: Iterable[Area]) -> Iterator[str]:
    for area in areas:
        for centre, radius in place.circles:
            near = f"within {radius:g} km of {centre[0]:g},{centre[1]:g}"
            if any(circle_touches_ring(centre, radius, ring) for ring in area.polygons):
                yield f"its polygon is {near}"
            if any(circle_touches_circle(centre, radius, *other) for other in area.circles):
                yield f"its circle is {near}"
        for own in place.polygons:
            if any(rings_touch(own, ring) for ring in area.polygons):
                yield "its polygon meets the incident's"
            if any(circle_touches_ring(centre, radius, own) for centre, radius in area.circles):
                yield "its circle meets the incident's polygon"


def _by_code(place: Place, areas: Iterable[Area]) -> Iterator[str]:
    for area in areas:
        for kind, value in area.codes:
            zone = zone_of(kind, value)
            if zone and any(same_zone(own, zone) for own in place.zones):
                beside = ", though its polygon is not within the circle" if _has_shape(place, area) else ""
                yield f"{kind} {value} ({area.desc[:60]}){beside}" if area.desc else f"{kind} {value}{beside}"


def _has_shape(place: Place, area: Area) -> bool:
    return bool((place.circles or place.polygons) and (area.polygons or area.circles))


def same_zone(one: str, other: str) -> bool:
    """Are two codes one place, or is one the whole state of the other?"""
    return one == other or (len(one) == 2 and other[:2] == one) or (len(other) == 2 and one[:2] == other)


def _comparable(place: Place, area: Area) -> bool:
    """Can it be said that this area is elsewhere?"""
    if (place.circles or place.polygons) and (any(len(ring) >= 3 for ring in area.polygons) or area.circles):
        return True
    codes = [zone for kind, value in area.codes if (zone := zone_of(kind, value))]
    if not place.zones or not codes:
        return False
    if {one[:2] for one in place.zones}.isdisjoint(one[:2] for one in codes):
        return True
    return any(_kind(own) == _kind(zone) for own in place.zones for zone in codes)


def _kind(zone: str) -> str:
    """Counties are compared with counties, zones with zones; the rest is compared with all."""
    return zone[2:3] if zone[:2] in FIPS.values() and len(zone) == 6 else "C"


def _untold(areas: Iterable[Area]) -> str:
    named = "; ".join(area.desc[:80] for area in areas if area.desc)[:200]
    return f"its area cannot be compared with the incident's: {named}" if named else "it names no area"


def zones_of(alert: CapAlert) -> tuple[str, ...]:
    """What an alert is kept by: codes in the one way of writing, else the words of each area; empty without any.

    Where an area has zones of the weather service these are it: a county named beside them only encloses them.
    """
    found: dict[str, None] = {}
    for area in alert.areas:
        codes = [(kind.casefold(), zone) for kind, value in area.codes if (zone := zone_of(kind, value))]
        ugc = [zone for kind, zone in codes if kind == "ugc"]
        named = ugc or [zone for _, zone in codes] or [f"area {' '.join(area.desc.split()).casefold()[:120]}"]
        found.update(dict.fromkeys(named))
    return tuple(found)
