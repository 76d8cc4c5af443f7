"""What of a source's answer concerns whom: read, match, and give back only that. Done beside the bridge, so all of it
is plain functions on plain values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.feeds.reading_json import read_nws, read_usgs
from bot.feeds.reading_xml import read as read_cap
from bot.feeds.values import Reading, Unreadable
from commands.domain.alerts.area import Level, Place, touches
from commands.domain.alerts.cap import CapAlert, digest
from commands.domain.alerts.events import keys_of, links_of

READERS = {"cap": read_cap, "ipaws": read_cap, "nws": read_nws, "usgs": read_usgs}

UNTOLD = 20
"""Alerts whose area cannot be compared that one poll tells an incident of; the others are counted."""

HEARD = frozenset({"Alert", "Update", "Cancel", "Error"})
STATUSES = frozenset({"Actual", "Exercise", "Test"})

OLD = timedelta(hours=1)
"""What was over so long ago is not heard any more, where nothing of it is known: some feeds keep it for weeks."""


@dataclass(frozen=True)
class Watcher:
    """An incident that watches: its area, and what leads to the alerts that stand there (digests of triples, keys)."""

    incident: str
    place: Place
    links: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """One alert that concerns an incident."""

    incident: str
    alert: CapAlert
    level: Level
    how: str


@dataclass(frozen=True)
class Outcome:
    """What an answer came to. ``listed`` are the digests of all that it lists; ``untold`` counts what has no area that
    could be compared, ``unread`` what could not be read.
    """

    found: tuple[Found, ...]
    listed: frozenset[str]
    links: tuple[tuple[str, str], ...] = ()
    untold: int = 0
    unread: int = 0
    latest: datetime | None = None


def work_out(
    kind: str, bodies: Sequence[tuple[str, bytes]], watchers: Sequence[Watcher], at: datetime, *, first: bool
) -> Outcome:
    """Read these documents, (address, bytes) each, and match them. Raises Unreadable where the first cannot be read.

    ``first``: the first is the source's own page; of all others one that cannot be read is counted.
    """
    alerts: dict[str, CapAlert] = {}
    links: list[tuple[str, str]] = []
    unread = 0
    for place, (home, body) in enumerate(bodies):
        try:
            reading: Reading = READERS[kind](body, home)
        except Unreadable:
            if first and place == 0:
                raise
            unread += 1
            continue
        unread += reading.unread
        links += reading.links
        alerts.update((one.digest, one) for one in reading.alerts)
    said = sorted(alerts.values(), key=lambda one: (one.sent, one.triple))
    found = [one for watcher in watchers for one in _of_one(said, watcher, at)]
    untold = len({one.alert.digest for one in found if one.level is Level.UNTOLD})
    return Outcome(
        found=_bounded(found),
        listed=frozenset(alerts),
        links=tuple(dict.fromkeys(links)),
        untold=untold,
        unread=unread,
        latest=max((one.sent for one in said), default=None),
    )


def _of_one(said: Sequence[CapAlert], watcher: Watcher, at: datetime) -> list[Found]:
    known = set(watcher.links)
    found = []
    for alert in said:
        if alert.type not in HEARD or alert.status not in STATUSES:
            continue
        links = {digest(key) for key in keys_of(alert)} | {*links_of(alert)}
        linked = not known.isdisjoint(links)
        if not linked and _old(alert, at):
            continue
        match = touches(watcher.place, alert)
        ends_nothing = match.level is Level.UNTOLD and alert.type in ("Cancel", "Error")
        if not linked and (match.level is Level.NONE or ends_nothing):
            continue
        if match.level is Level.NONE:
            found.append(Found(watcher.incident, alert, Level.CODE, "it continues an alert that stands here"))
        else:
            found.append(Found(watcher.incident, alert, match.level, match.how))
        known |= links
    return found


def _old(alert: CapAlert, at: datetime) -> bool:
    untils = [info.until for info in alert.infos]
    return bool(untils) and all(until is not None and until < at - OLD for until in untils)


def _bounded(found: Sequence[Found]) -> tuple[Found, ...]:
    """Of what cannot be compared only the newest few of each incident, in their order."""
    spare: dict[str, int] = {}
    kept: list[Found] = []
    for one in reversed(found):
        if one.level is Level.UNTOLD:
            spare[one.incident] = spare.get(one.incident, 0) + 1
            if spare[one.incident] > UNTOLD:
                continue
        kept.append(one)
    return tuple(reversed(kept))
