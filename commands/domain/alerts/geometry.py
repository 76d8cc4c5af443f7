"""Whether shapes on the map touch: circles and rings, on a flat map around the centre of what is asked about.

The flat map is wrong by at most 0.3 % up to 30 km from its centre and by 2.1 % at 300 km and 65 degrees of latitude:
the reach is widened by ``MARGIN`` or, beyond ``WIDE`` km, ``WIDE_MARGIN``, so that nothing that touches is missed.
Rings are read by the even-odd rule, which also takes one that crosses itself; across 180 degrees by shifting.
"""

import math
from collections.abc import Iterable, Iterator

from commands.domain.alerts.cap import Point, Ring

KM = 111.195
"""Kilometres of one degree of latitude."""

WIDE = 60.0
MARGIN, WIDE_MARGIN = 1.01, 1.03

Flat = tuple[float, float]


def reach(radius: float) -> float:
    """A radius in kilometres, widened by what the flat map may be wrong."""
    return radius * (MARGIN if radius <= WIDE else WIDE_MARGIN)


def circle_touches_ring(centre: Point, radius: float, ring: Ring) -> bool:
    """Does the ring, with what it encloses, come within so many kilometres of the centre? Needs three points."""
    far = reach(radius)
    if len(ring) < 3 or not _box_near(centre, far, ring):
        return False
    flat = [*_flattened(centre, ring)]
    return _inside((0.0, 0.0), flat) or _nearest(flat) <= far


def circle_touches_circle(centre: Point, radius: float, other: Point, other_radius: float) -> bool:
    """Are the centres at most both radii apart, in kilometres? A radius of 0 is a point."""
    return distance(centre, other) <= radius + other_radius + 0.001


def rings_touch(one: Ring, other: Ring) -> bool:
    """Do two rings share any point, or does one lie in the other?"""
    if len(one) < 3 or len(other) < 3:
        return False
    centre = one[0]
    first, second = [*_flattened(centre, one)], [*_flattened(centre, other)]
    if not _boxes_meet(first, second):
        return False
    if _inside(first[0], second) or _inside(second[0], first):
        return True
    return any(_cross(a, b, c, d) for a, b in _edges(first) for c, d in _edges(second))


def distance(one: Point, other: Point) -> float:
    """Kilometres along the great circle, on a sphere of 6,371 km."""
    (lat, lon), (lat2, lon2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, half)))


def crosses_itself(ring: Ring) -> bool:
    """Do two edges of the ring cross that are no neighbours?"""
    points = ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
    edges = [*_edges([*points])]
    return any(
        _cross(*edges[i], *edges[j])
        for i in range(len(edges))
        for j in range(i + 2, len(edges))
        if not (i == 0 and j == len(edges) - 1)
    )


def _shifted(lon: float, centre: float) -> float:
    """Degrees east of the centre, from -180 to 180."""
    return (lon - centre + 180.0) % 360.0 - 180.0


def _flattened(centre: Point, ring: Ring) -> Iterator[Flat]:
    lat0, lon0 = centre
    before = 0.0
    for place, (lat, lon) in enumerate(ring):
        east = _shifted(lon, lon0)
        if place:  # a ring is one piece: each point is beside the one before it
            east = before + _shifted(east, before)
        before = east
        yield east * KM * math.cos(math.radians((lat + lat0) / 2)), (lat - lat0) * KM


def _box_near(centre: Point, far: float, ring: Ring) -> bool:
    lat0, lon0 = centre
    north = far / KM
    lats = [lat for lat, _ in ring]
    if min(lats) > lat0 + north or max(lats) < lat0 - north:
        return False
    east = north / max(0.01, math.cos(math.radians(min(89.0, abs(lat0) + north))))
    easts = [_shifted(lon, lon0) for _, lon in ring]
    wide = max(easts) - min(easts) > 180.0  # it may enclose the far side: looked at more closely
    return wide or not (min(easts) > east or max(easts) < -east)


def _edges(flat: list[Flat]) -> Iterator[tuple[Flat, Flat]]:
    yield from zip(flat, [*flat[1:], flat[0]], strict=True)


def _inside(point: Flat, flat: list[Flat]) -> bool:
    x, y = point
    found = False
    for (ax, ay), (bx, by) in _edges(flat):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            found = not found
    return found


def _nearest(flat: list[Flat]) -> float:
    """From the origin to the nearest edge."""
    return min(_to_edge(a, b) for a, b in _edges(flat))


def _to_edge(a: Flat, b: Flat) -> float:
    (ax, ay), (bx, by) = a, b
    dx, dy = bx - ax, by - ay
    long = dx * dx + dy * dy
    part = max(0.0, min(1.0, -(ax * dx + ay * dy) / long)) if long else 0.0
    return math.hypot(ax + part * dx, ay + part * dy)


def _boxes_meet(one: Iterable[Flat], other: Iterable[Flat]) -> bool:
    (ax, ay), (bx, by) = zip(*one, strict=True), zip(*other, strict=True)
    return bool(min(ax) <= max(bx) and min(bx) <= max(ax) and min(ay) <= max(by) and min(by) <= max(ay))


def _cross(a: Flat, b: Flat, c: Flat, d: Flat) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0.0 and _side(c, d, a) * _side(c, d, b) < 0.0


def _side(a: Flat, b: Flat, p: Flat) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
