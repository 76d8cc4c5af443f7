"""One alert as the Common Alerting Protocol 1.2 has it (OASIS, 2010), whatever it was read from.

Times are UTC, positions (latitude, longitude) in degrees, circles in kilometres. What a source leaves out is empty.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

Ring = tuple[Point, ...]


class Severity(StrEnum):
    """How bad it is for life and property; ordered from the worst."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Urgency(StrEnum):
    """How soon something must be done."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure the sender is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, kw_only=True)
class Area:
    """One area of an alert. ``codes`` are (kind, value) as they stand: ("SAME", "016015"), ("UGC", "IDZ401")."""

    desc: str = ""
    polygons: tuple[Ring, ...] = ()
    circles: tuple[tuple[Point, float], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Info:
    """What an alert says in one language. ``codes`` and ``parameters`` are (name, value) in the order of the source.

    ``ends`` is when the event is over; ``expires`` only when the text is stale.
    """

    language: str = "en-US"
    categories: tuple[str, ...] = ()
    event: str = ""
    responses: tuple[str, ...] = ()
    urgency: Urgency = Urgency.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    codes: tuple[tuple[str, str], ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    ends: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[Area, ...] = ()

    @property
    def until(self) -> datetime | None:
        """When the event is over by what the sender says: its end, else when the text expires; None where untold."""
        return self.ends or self.expires

    def all_of(self, name: str) -> tuple[str, ...]:
        """The values of a parameter, by its name."""
        return tuple(value for key, value in self.parameters if key.casefold() == name.casefold())


@dataclass(frozen=True, kw_only=True)
class CapAlert:
    """One message. Its identity is the triple of sender, identifier and sent: an identifier alone is not unique.

    ``references`` are such triples as they are written; ``oddities`` what was wrong with it and read all the same.
    """

    identifier: str
    sender: str
    sent: datetime
    status: str = "Actual"
    type: str = "Alert"
    scope: str = "Public"
    note: str = ""
    references: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()
    oddities: tuple[str, ...] = ()

    @property
    def triple(self) -> str:
        """``sender,identifier,sent`` with the moment in UTC, so that two ways to write one moment are one."""
        return triple(self.sender, self.identifier, self.sent)

    @property
    def digest(self) -> str:
        """The triple in 24 hexadecimal digits."""
        return digest(self.triple)

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas of all languages, each once."""
        return tuple(dict.fromkeys(area for info in self.infos for area in info.areas))

    @property
    def first(self) -> Info:
        """The text that is shown: the first in English, else the first; an empty one where there is none."""
        english = (info for info in self.infos if info.language.casefold().startswith("en"))
        return next(english, self.infos[0] if self.infos else Info())


def triple(sender: str, identifier: str, sent: datetime) -> str:
    """The identity of a message, as it is compared."""
    return f"{sender},{identifier},{sent:%Y-%m-%dT%H:%M:%SZ}"


def digest(words: str) -> str:
    """Twenty-four hexadecimal digits of SHA-256 that stand for a longer text."""
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:24]


E_ = TypeVar("E_", bound=StrEnum)


def word_of(kind: type[E_], text: str) -> E_:
    """The member that a text names, in any case; UNKNOWN for all else, which is never taken for harmless."""
    wanted = text.strip().casefold()
    return next((one for one in kind if one.value.casefold() == wanted), kind("Unknown"))


def to_plain(alert: CapAlert) -> dict[str, Any]:
    """The alert as JSON holds it; what is empty is left out."""
    return _kept(
        {
            "identifier": alert.identifier,
            "sender": alert.sender,
            "sent": alert.sent.isoformat(),
            "status": alert.status,
            "type": alert.type,
            "scope": alert.scope,
            "note": alert.note,
            "references": [*alert.references],
            "infos": [_plain_info(info) for info in alert.infos],
            "oddities": [*alert.oddities],
        }
    )


def from_plain(plain: Mapping[str, Any]) -> CapAlert:
    """The alert that ``to_plain`` wrote."""
    return CapAlert(
        identifier=plain.get("identifier", ""),
        sender=plain.get("sender", ""),
        sent=datetime.fromisoformat(plain["sent"]),
        status=plain.get("status", ""),
        type=plain.get("type", ""),
        scope=plain.get("scope", ""),
        note=plain.get("note", ""),
        references=tuple(plain.get("references", ())),
        infos=tuple(_info(one) for one in plain.get("infos", ())),
        oddities=tuple(plain.get("oddities", ())),
    )


_TEXTS = ("language", "event", "sender_name", "headline", "description", "instruction", "web")
_TIMES = ("effective", "onset", "expires", "ends")


def _plain_info(info: Info) -> dict[str, Any]:
    return _kept(
        {
            **{name: getattr(info, name) for name in _TEXTS},
            **{name: at.isoformat() for name in _TIMES if (at := getattr(info, name))},
            "categories": [*info.categories],
            "responses": [*info.responses],
            "urgency": info.urgency.value,
            "severity": info.severity.value,
            "certainty": info.certainty.value,
            "codes": _pairs(info.codes),
            "parameters": _pairs(info.parameters),
            "areas": [_plain_area(area) for area in info.areas],
        }
    )


def _plain_area(area: Area) -> dict[str, Any]:
    return _kept(
        {
            "desc": area.desc,
            "polygons": [[[*point] for point in ring] for ring in area.polygons],
            "circles": [[*centre, radius] for centre, radius in area.circles],
            "codes": _pairs(area.codes),
        }
    )


def _info(plain: Mapping[str, Any]) -> Info:
    times: dict[str, Any] = {name: datetime.fromisoformat(plain[name]) for name in _TIMES if name in plain}
    return Info(
        **{name: plain.get(name, "") for name in _TEXTS},
        **times,
        categories=tuple(plain.get("categories", ())),
        responses=tuple(plain.get("responses", ())),
        urgency=word_of(Urgency, plain.get("urgency", "")),
        severity=word_of(Severity, plain.get("severity", "")),
        certainty=word_of(Certainty, plain.get("certainty", "")),
        codes=_tuples(plain.get("codes", ())),
        parameters=_tuples(plain.get("parameters", ())),
        areas=tuple(_area(one) for one in plain.get("areas", ())),
    )


def _area(plain: Mapping[str, Any]) -> Area:
    return Area(
        desc=plain.get("desc", ""),
        polygons=tuple(tuple((lat, lon) for lat, lon in ring) for ring in plain.get("polygons", ())),
        circles=tuple(((lat, lon), radius) for lat, lon, radius in plain.get("circles", ())),
        codes=_tuples(plain.get("codes", ())),
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[*pair] for pair in pairs]


def _tuples(pairs: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def _kept(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value not in ("", [], None)}
