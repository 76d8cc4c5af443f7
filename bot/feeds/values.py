"""Times, shapes and references as sources write them; what is odd in one is noted, and read all the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from commands.domain.alerts.cap import CapAlert, Ring, triple

MOST_POINTS = 2_000
MOST_REFERENCES = 300

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_REFERENCE = re.compile(r"([^\s,]{1,300})\s{0,4},\s{0,4}([^\s,]{1,500})\s{0,4},\s{0,4}(\d{4}-[^\s,]{8,40})")
_POINT = re.compile(r"([+-]?\d{1,3}(?:\.\d{0,15})?),([+-]?\d{1,3}(?:\.\d{0,15})?)")


class Unreadable(Exception):
    """What a source answered is no alert and no list of alerts; the words are fit for a person."""


@dataclass(frozen=True)
class Reading:
    """What a document holds. ``links`` are (address, when it changed) of alerts that lie elsewhere; ``unread`` counts
    what was listed and could not be read.
    """

    alerts: tuple[CapAlert, ...]
    links: tuple[tuple[str, str], ...] = ()
    unread: int = 0


def cut(text: str, most: int) -> str:
    """At most so many characters, without what no database takes."""
    return text[:most].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def moment(text: str, odd: list[str]) -> datetime | None:
    """A time in UTC; None where it is none. Fractions, Z and a missing offset are against CAP and read."""
    text = text.strip()
    found = _MOMENT.fullmatch(text[:60])
    if not found:
        if text:
            odd.append(f"“{text[:30]}” is no time")
        return None
    offset = (found[3] or "").upper()
    if not offset:
        odd.append("a time without offset, taken as UTC")
    try:
        at = datetime.fromisoformat(f"{found[1]}{'+00:00' if offset in ('', 'Z') else offset}")
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        odd.append(f"“{text[:30]}” is no time")
        return None


def parameter_time(parameters: Iterable[tuple[str, str]], odd: list[str]) -> datetime | None:
    """When the event ends, where a parameter says it (the weather service: eventEndingTime)."""
    texts = (value for name, value in parameters if name.casefold() == "eventendingtime")
    return next((at for text in texts if (at := moment(text, odd))), None)


def references_of(text: str) -> tuple[str, ...]:
    """The triples that a message refers to, as they are compared; odd blanks between their parts are no matter."""
    found = _REFERENCE.findall(text[:200_000])[:MOST_REFERENCES]
    times = [moment(sent, []) for _, _, sent in found]
    known = (triple(one[0], one[1], sent) for one, sent in zip(found, times, strict=True) if sent)
    return tuple(dict.fromkeys(known))


def ring_of(text: str, odd: list[str]) -> Ring:
    """A polygon of ``lat,lon`` pairs; empty where it is none. Closed where it is not."""
    words = text.split()
    if len(words) > MOST_POINTS:
        odd.append("a polygon of too many points")
        return ()
    points = []
    for word in words:
        found = _POINT.fullmatch(word[:60])
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            odd.append("a polygon that is none")
            return ()
        points.append((float(found[1]), float(found[2])))
    if len({*points}) < 3:
        odd.append("a polygon of fewer than three points")
        return ()
    return tuple(points if points[0] == points[-1] else [*points, points[0]])
