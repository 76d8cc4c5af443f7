"""Where an alert is: by shape, held against dense samples on the sphere; by code; and what an area may be."""

import math
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commands.domain.alerts.area import Level, place_of, touches
from commands.domain.alerts.cap import Area, CapAlert, Info
from commands.domain.alerts.geometry import circle_touches_ring, crosses_itself, distance, rings_touch
from tests.commands.domain.alerts.made import AT


def around(centre, km, bearing):
    """The point so far away, on the sphere."""
    lat, lon = map(math.radians, centre)
    angle, turn = km / 6371.0, math.radians(bearing)
    north = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(turn))
    along = math.sin(turn) * math.sin(angle) * math.cos(lat)
    east = math.atan2(along, math.cos(angle) - math.sin(lat) * math.sin(north))
    return math.degrees(north), (math.degrees(lon + east) + 180) % 360 - 180


def nearest(centre, ring):
    """Kilometres on the sphere to the nearest of many points along the ring's edges."""
    found = math.inf
    for (a, b), (c, d) in pairwise(ring):
        step = (d - b + 180) % 360 - 180
        found = min(found, *(distance(centre, (a + (c - a) * n / 60, b + step * n / 60)) for n in range(61)))
    return found


@settings(max_examples=60)
@given(
    lat=st.floats(-60, 65),
    lon=st.floats(-180, 179.9),
    radius=st.floats(1, 60),
    bearing=st.floats(0, 360),
    away=st.floats(0.2, 3),
    size=st.floats(2, 30),
    points=st.integers(3, 12),
)
@example(lat=51.0, lon=179.95, radius=20.0, bearing=90.0, away=0.5, size=10.0, points=5)
def test_a_circle_is_held_against_dense_samples(lat, lon, radius, bearing, away, size, points):
    centre = (lat, lon)
    middle = around(centre, radius * away, bearing)
    corners = [around(middle, size, 360 * n / points) for n in range(points)]
    ring = (*corners, corners[0])
    near = nearest(centre, ring)
    inside = distance(centre, middle) < size * math.cos(math.pi / points) * 0.95
    if near <= radius * 0.999 or inside:
        assert circle_touches_ring(centre, radius, ring)
    elif near > radius * 1.04 and distance(centre, middle) > size * 1.05:
        assert not circle_touches_ring(centre, radius, ring)


BOX = ((43.0, -116.0), (44.0, -116.0), (44.0, -115.0), (43.0, -115.0), (43.0, -116.0))


def test_rings_that_cross_enclose_or_are_apart():
    shifted = tuple((lat + 0.5, lon + 0.5) for lat, lon in BOX)
    within = tuple((43.5 + (lat - 43.5) / 10, -115.5 + (lon + 115.5) / 10) for lat, lon in BOX)
    assert rings_touch(BOX, shifted)
    assert rings_touch(BOX, within)
    assert rings_touch(within, BOX)
    assert not rings_touch(BOX, tuple((lat + 5, lon) for lat, lon in BOX))


def test_a_ring_that_crosses_itself_is_seen_and_still_compared():
    bow = ((43.0, -116.0), (44.0, -115.0), (44.0, -116.0), (43.0, -115.0), (43.0, -116.0))
    assert crosses_itself(bow)
    assert not crosses_itself(BOX)
    assert circle_touches_ring((43.5, -115.9), 5, bow) in (True, False)


def alert(**area):
    return CapAlert(identifier="1", sender="a", sent=AT, infos=(Info(areas=(Area(**area),)),))


PLACE = place_of(["same:016015", "zone:IDZ401", "circle:43.80,-115.90 20km"])

MATCHES = [
    ({"codes": (("SAME", "016015"),)}, Level.CODE),
    ({"codes": (("SAME", "916015"),)}, Level.CODE),
    ({"codes": (("SAME", "016000"),)}, Level.CODE),
    ({"codes": (("UGC", "IDC015"),)}, Level.CODE),
    ({"codes": (("UGC", "IDZ401"),)}, Level.CODE),
    ({"codes": (("SAME", "016001"),)}, Level.NONE),
    ({"codes": (("UGC", "IDZ402"),)}, Level.NONE),
    ({"codes": (("SAME", "048001"),)}, Level.NONE),
    ({"codes": (("layer:EC-MSC-SMC:1.0:CLC", "012345"),)}, Level.UNTOLD),
    ({"desc": "somewhere"}, Level.UNTOLD),
    ({"circles": (((43.97, -115.9), 0.0),)}, Level.SHAPE),
    ({"circles": (((44.20, -115.9), 0.0),)}, Level.NONE),
    ({"circles": (((44.20, -115.9), 30.0),)}, Level.SHAPE),
]


@pytest.mark.parametrize(("area", "level"), MATCHES, ids=[str(area)[:60] for area, _ in MATCHES])
def test_codes_and_circles(area, level):
    assert touches(PLACE, alert(**area)).level is level


def test_counties_cannot_be_compared_with_zones():
    assert touches(place_of(["zone:IDZ401"]), alert(codes=(("SAME", "016015"),))).level is Level.UNTOLD
    assert touches(place_of(["zone:IDZ401"]), alert(codes=(("SAME", "048015"),))).level is Level.NONE


def test_an_alert_without_area_is_not_evaluated():
    assert touches(PLACE, CapAlert(identifier="1", sender="a", sent=AT)).level is Level.UNTOLD
