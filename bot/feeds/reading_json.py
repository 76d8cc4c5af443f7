"""Alerts read from GeoJSON: those of api.weather.gov, and earthquakes of the USGS."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.feeds.values import MOST_POINTS, Reading, Unreadable, cut, moment, parameter_time, references_of
from commands.domain.alerts.cap import Area, CapAlert, Certainty, Info, Ring, Severity, Urgency, triple, word_of

MOST = 20_000
"""Features of one answer."""

QUAKE = timedelta(hours=2)
"""So long an earthquake stands in the list of alerts."""

FELT = ((7.0, 400.0), (6.0, 200.0), (5.0, 100.0), (4.0, 50.0), (0.0, 20.0))
"""From which magnitude on an earthquake concerns what lies so many kilometres away: a rule of this program's own."""


def read_nws(body: bytes, home: str = "") -> Reading:
    """The alerts of api.weather.gov, asked for as geo+json. Raises Unreadable."""
    del home
    read = [_nws(one) for one in _features(body)]
    return Reading(tuple(one for one in read if one), (), sum(one is None for one in read))


def read_usgs(body: bytes, home: str = "") -> Reading:
    """The earthquakes of a USGS summary, each as an alert with a circle. Raises Unreadable."""
    del home
    read = [_quake(one) for one in _features(body)]
    return Reading(tuple(one for one in read if one), (), sum(one is None for one in read))


def _features(body: bytes) -> list[Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON, or was cut off") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        title = found.get("title") or found.get("error") if isinstance(found, dict) else ""
        raise Unreadable(f"it is no list of features{f': {str(title)[:80]}' if title else ''}")
    return features[:MOST]


def _nws(feature: Any) -> CapAlert | None:
    said = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(said, dict):
        return None
    odd: list[str] = []
    sent = moment(_text(said, "sent"), odd)
    identifier = _text(said, "id") or _text(said, "@id")
    if sent is None or not identifier:
        return None
    parameters = _pairs(said.get("parameters"))
    info = Info(
        language=cut(_text(said, "language") or "en-US", 20),
        categories=(cut(_text(said, "category"), 20),),
        event=cut(_text(said, "event"), 200),
        responses=(cut(_text(said, "response"), 20),),
        urgency=word_of(Urgency, _text(said, "urgency")),
        severity=word_of(Severity, _text(said, "severity")),
        certainty=word_of(Certainty, _text(said, "certainty")),
        codes=_pairs(said.get("eventCode")),
        effective=moment(_text(said, "effective"), odd),
        onset=moment(_text(said, "onset"), odd),
        expires=moment(_text(said, "expires"), odd),
        ends=moment(_text(said, "ends"), odd) or parameter_time(parameters, odd),
        sender_name=cut(_text(said, "senderName"), 200),
        headline=cut(_text(said, "headline"), 500),
        description=cut(_text(said, "description"), 20_000),
        instruction=cut(_text(said, "instruction"), 10_000),
        web=cut(_text(said, "web"), 500),
        parameters=parameters,
        areas=(_area(said, feature.get("geometry")),),
    )
    return CapAlert(
        identifier=cut(identifier, 400),
        sender=cut(_text(said, "sender"), 200),
        sent=sent,
        status=cut(_text(said, "status") or "Actual", 20),
        type=cut(_text(said, "messageType") or "Alert", 20),
        references=_references(said, parameters),
        infos=(info,),
        oddities=tuple(dict.fromkeys(odd))[:10],
    )


def _references(said: Mapping[str, Any], parameters: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    named = said.get("references")
    found: list[str] = []
    dicts = [one for one in named[:300] if isinstance(one, dict)] if isinstance(named, list) else []
    times = [(one, moment(_text(one, "sent"), [])) for one in dicts]
    found += [triple(_text(one, "sender"), _text(one, "identifier"), sent) for one, sent in times if sent]
    for name, value in parameters:
        if name == "expiredReferences":
            found += references_of(value)
    return tuple(dict.fromkeys(found))


def _area(said: Mapping[str, Any], geometry: Any) -> Area:
    return Area(
        desc=cut(_text(said, "areaDesc"), 1_000), polygons=_rings(geometry), codes=_pairs(said.get("geocode"))
    )


def _rings(geometry: Any) -> tuple[Ring, ...]:
    """The outer rings; GeoJSON has longitude first, and may have a height."""
    if not isinstance(geometry, dict):
        return ()
    shapes = geometry.get("coordinates")
    several = shapes if geometry.get("type") == "MultiPolygon" else [shapes]
    found = (_ring(shape[0]) for shape in (several or ())[:200] if isinstance(shape, list) and shape)
    return tuple(ring for ring in found if ring)


def _ring(points: Any) -> Ring:
    try:
        ring = tuple((float(point[1]), float(point[0])) for point in points[:MOST_POINTS])
    except (TypeError, ValueError, IndexError):
        return ()
    return ring if len({*ring}) >= 3 and all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in ring) else ()


def _pairs(named: Any) -> tuple[tuple[str, str], ...]:
    """``{"SAME": ["016015"]}`` as pairs; ``UGC`` and ``SAME`` as CAP has them."""
    if not isinstance(named, dict):
        return ()
    return tuple(
        (cut(str(name), 120), cut(str(value), 2_000))
        for name, values in list(named.items())[:300]
        for value in (values[:3_000] if isinstance(values, list) else [values])
        if value is not None
    )


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) else ""


def _quake(feature: Any) -> CapAlert | None:
    try:
        said, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"][:2]
        at, updated = _millis(said["time"]), _millis(said.get("updated") or said["time"])
        lat, lon = float(lat), float(lon)
    except (TypeError, KeyError, ValueError, OverflowError, OSError):
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        return None
    size = said.get("mag")
    mag = float(size) if isinstance(size, int | float) else None
    ids = [one for one in str(said.get("ids") or feature.get("id") or "").split(",") if one][:20]
    what = str(said.get("type") or "earthquake")
    reach = next((km for least, km in FELT if (mag or 0.0) >= least), 20.0)
    title = cut(_text(said, "title") or f"M {mag if mag is not None else '?'} {_text(said, 'place')}", 300)
    area = Area(desc=cut(_text(said, "place"), 300), circles=(((lat, lon), reach),))
    info = Info(
        categories=("Geo",), event="Earthquake" if what == "earthquake" else cut(what.capitalize(), 80),
        urgency=Urgency.PAST, severity=_shaken(mag, said.get("alert")), certainty=Certainty.OBSERVED,
        onset=at, expires=at + QUAKE, sender_name="U.S. Geological Survey", headline=title,
        instruction="Expect aftershocks; look after people, structures, slopes and dams.",
        web=cut(_text(said, "url"), 500), areas=(area,),
    )  # fmt: skip
    return CapAlert(
        identifier=cut(str(feature.get("id") or ids[0] if ids else ""), 100),
        sender="earthquake.usgs.gov",
        sent=updated,
        type="Cancel" if said.get("status") == "deleted" else "Alert",
        references=tuple(f"earthquake.usgs.gov,{one},quake" for one in ids),
        infos=(info,),
    )


def _millis(value: Any) -> datetime:
    return datetime.fromtimestamp(float(value) / 1_000, UTC).replace(microsecond=0)


def _shaken(mag: float | None, alert: Any) -> Severity:
    if alert in ("red", "orange"):
        return Severity.EXTREME if alert == "red" else Severity.SEVERE
    if mag is None:
        return Severity.UNKNOWN
    return Severity.SEVERE if mag >= 6.0 else Severity.MODERATE if mag >= 4.5 else Severity.MINOR
