"""The weather service and the earthquakes, as they answer."""

import json
from datetime import timedelta

from bot.config.feeds import FeedConfig, NwsFeed
from bot.feeds.feeds import settings_of
from tests.bot.feeds.dial import NOW, stamp


def feature(id="urn:oid:2.49.0.1.840.0.abc.001.1", **properties):
    known = {
        "id": id, "areaDesc": "Lower Treasure Valley", "geocode": {"SAME": ["016001"], "UGC": ["IDZ401"]},
        "references": [], "sent": stamp(NOW), "effective": stamp(NOW), "onset": None,
        "expires": stamp(NOW + timedelta(hours=1)), "ends": stamp(NOW + timedelta(hours=9)), "status": "Actual",
        "messageType": "Alert", "category": "Met", "severity": "Severe", "certainty": "Likely", "urgency": "Expected",
        "event": "Red Flag Warning", "sender": "w-nws.webmaster@noaa.gov", "senderName": "NWS Boise ID",
        "headline": None, "description": "Wind.", "instruction": None, "response": "Prepare",
        "parameters": {"VTEC": ["/O.NEW.KBOI.FW.W.0004.261122T1300Z-261122T2200Z/"]},
    }  # fmt: skip
    return {"type": "Feature", "geometry": properties.pop("geometry", None), "properties": known | properties}


def page(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def nws(watching):
    known = NwsFeed(user_agent="county.example, a@b.c", zones=("IDZ401",), url=watching.dial.url)
    (settings,) = settings_of(FeedConfig(nws=known))
    watching.watch("same:016015", "zone:IDZ401", sources=("nws",))
    watching.again(**vars(settings))
    watching.dial.needs_agent = True


async def test_the_weather_service_is_asked_by_name_for_zones_and_counties(watching):
    nws(watching)
    watching.dial.show("/alerts/active", page(feature()), kind="application/geo+json")
    assert await watching.poll() == ""
    assert watching.dial.asked == [("/alerts/active?zone=IDC015,IDZ401", 200)]
    told = watching.told()[-1]
    assert "AL-1 Red Flag Warning" in told
    assert "Matched by: UGC IDZ401 (Lower Treasure Valley)" in told
    assert "Ends: 1500 MST" in told


async def test_an_update_has_a_new_id_and_is_the_same_event(watching):
    nws(watching)
    watching.dial.show("/alerts/active", page(feature()))
    await watching.poll()
    again = feature(
        "urn:oid:2.49.0.1.840.0.def.001.1", messageType="Update", sent=stamp(NOW + timedelta(hours=1)),
        parameters={"VTEC": ["/O.CON.KBOI.FW.W.0004.000000T0000Z-261122T2200Z/"]},
    )  # fmt: skip
    watching.dial.show("/alerts/active", page(again))
    await watching.poll()
    (one,) = watching.alerts()
    assert len(one.messages) == 2
    assert len(watching.told()) == 1


async def test_an_answer_that_is_no_list_is_told(watching):
    nws(watching)
    watching.dial.show("/alerts/active", json.dumps({"title": "Service Unavailable", "status": 503}))
    assert "no list of features: Service Unavailable" in await watching.poll()


async def test_a_polygon_has_its_longitude_first(watching):
    nws(watching)
    watching.watch("circle:43.80,-115.90 20km", sources=("nws",))
    box = [[[-116.0, 43.7], [-116.0, 43.9], [-115.8, 43.9], [-115.8, 43.7], [-116.0, 43.7]]]
    watching.dial.show("/alerts/active", page(feature(geometry={"type": "Polygon", "coordinates": box})))
    await watching.poll()
    assert "its polygon is within 20 km of 43.8,-115.9" in watching.told()[-1]


async def test_an_earthquake_is_told_by_its_size_and_once_under_all_of_its_ids(watching):
    watching.watch("circle:43.80,-115.90 20km", sources=("usgs",))
    watching.again(name="usgs", kind="usgs", listing=False)
    millis = int(NOW.timestamp() * 1000)
    quake = {
        "type": "Feature", "id": "us1", "geometry": {"type": "Point", "coordinates": [-115.5, 44.2, 8.0]},
        "properties": {"mag": 5.1, "place": "Idaho", "time": millis, "updated": millis, "ids": ",us1,mb2,",
                       "type": "earthquake", "status": "automatic", "alert": None, "title": "M 5.1 - Idaho"},
    }  # fmt: skip
    watching.dial.show("/cap.xml", page(quake))
    await watching.poll()
    assert "AL-1 Earthquake" in watching.told()[-1]
    other = quake | {"id": "mb2", "properties": quake["properties"] | {"updated": millis + 60_000}}
    watching.dial.show("/cap.xml", page(other, {"type": "Feature", "properties": None}))
    await watching.poll()
    assert len(watching.alerts()) == 1
