"""`[feed.…]`: the warning sources. Each is only ever read; nothing here can send a warning."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from bot.config.faults import Fault, nearest, path_of
from bot.platforms.settings import LOOPBACK, Section, Text, Web, unprotected
from commands.domain.alerts.area import place_of
from commands.domain.alerts.codes import zone_fault

UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}

IPAWS = "https://apps.fema.gov/IPAWSOPEN_EAS_SERVICE/rest/public/recent/{since}"
NWS = "https://api.weather.gov"
USGS = "https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/2.5_day.geojson"

SLOWER = {"ipaws": 120, "nws": 30, "usgs": 30}
"""Seconds between two polls that a public source asks for at least; one of one's own may be asked more often."""


def _poll(text: str) -> str:
    if not re.fullmatch(r"0*[1-9]\d{0,4}[smh]", text):
        raise ValueError('needs a number and s, m or h, as in "30s"')
    if span(text) > timedelta(hours=24):
        raise ValueError("is at most 24h")
    return text


def _zone(text: str) -> str:
    if fault := zone_fault(text):
        raise ValueError(fault)
    return text.upper()


def span(text: str) -> timedelta:
    """``30s`` as a time span."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


Poll = Annotated[Text, AfterValidator(_poll)]
Zone = Annotated[Text, AfterValidator(_zone)]


class CapFeed(Section):
    """`[feed.cap.<name>]`: CAP 1.2 as Atom or RSS feed, as one file, or in an EDXL-DE envelope."""

    url: Web
    poll: Poll = "30s"
    insecure_http: bool = False


class NwsFeed(Section):
    """`[feed.nws]`: api.weather.gov, which wants to know who asks: a name and an e-mail address."""

    user_agent: Annotated[Text, Field(max_length=200)]
    zones: tuple[Zone, ...] = ()
    poll: Poll = "60s"
    url: Web = NWS
    insecure_http: bool = False


class IpawsFeed(Section):
    """`[feed.ipaws]`: the public all-hazards feed of IPAWS, read only; ``{since}`` is the last time heard of."""

    url: Web = IPAWS
    poll: Poll = "2m"
    insecure_http: bool = False


class UsgsFeed(Section):
    """`[feed.usgs]`: earthquakes, as GeoJSON summary."""

    url: Web = USGS
    poll: Poll = "60s"
    insecure_http: bool = False


class FeedConfig(Section):
    """All sources."""

    cap: Mapping[str, CapFeed] = {}
    nws: NwsFeed | None = None
    ipaws: IpawsFeed | None = None
    usgs: UsgsFeed | None = None

    @property
    def named(self) -> Mapping[str, CapFeed | NwsFeed | IpawsFeed | UsgsFeed]:
        """Every configured source by the name that an incident calls it: ``cap.county``, ``nws``."""
        single = {"nws": self.nws, "ipaws": self.ipaws, "usgs": self.usgs}
        return {f"cap.{name}": one for name, one in self.cap.items()} | {k: one for k, one in single.items() if one}


def area(text: str) -> str:
    """One part of an incident's area, as it was written; ValueError where it is none."""
    place_of([text])
    return text


def faults(raw: Mapping[str, Any], name: re.Pattern[str]) -> Iterator[Fault]:
    """What lies between keys: names, addresses that others could change on the way, sources that there are not."""
    feed = raw.get("feed")
    feed = feed if isinstance(feed, Mapping) else {}
    cap = feed.get("cap")
    cap = cap if isinstance(cap, Mapping) else {}
    for one in cap:
        if not name.fullmatch(str(one)):
            yield Fault(path_of(("feed", "cap", one)), "a name here is made of a to z, 0 to 9 and - between them")
    single = {key: feed[key] for key in ("nws", "ipaws", "usgs") if key in feed}
    found: dict[tuple[str, ...], Any] = {("feed", "cap", str(key)): one for key, one in cap.items()}
    found |= {("feed", key): one for key, one in single.items()}
    for path, table in found.items():
        if isinstance(table, Mapping):
            yield from _addressed(path, table)
    yield from _watched(raw, [*(f"cap.{one}" for one in cap), *single])


def _addressed(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[Fault]:
    where = {"url": table.get("url", ""), "insecure_http": table.get("insecure_http")}
    for _, _ in unprotected(where, "url"):
        text = "http:// lets everybody on the way change a warning: use https://, or set insecure_http = true"
        yield Fault(path_of((*path, "url")), text)
    least, poll = SLOWER.get(path[1], 0), table.get("poll")
    host = urlsplit(str(where["url"])).hostname or ""
    own = host in LOOPBACK or host.startswith("127.")
    timed = isinstance(poll, str) and re.fullmatch(r"0*[1-9]\d{0,4}[smh]", poll)
    if timed and not own and span(str(poll)) < timedelta(seconds=least):
        yield Fault(path_of((*path, "poll")), f"this source asks for {least} seconds or more between two polls")


def _watched(raw: Mapping[str, Any], known: list[str]) -> Iterator[Fault]:
    incidents = raw.get("incident")
    for slug, incident in incidents.items() if isinstance(incidents, Mapping) else ():
        wanted = incident.get("alerts") if isinstance(incident, Mapping) else None
        for index, one in enumerate(wanted if isinstance(wanted, list) else ()):
            if isinstance(one, str) and one not in known:
                there = nearest(one, known) or (f"; there are {', '.join(known)}" if known else "")
                text = f"there is no [feed.{one}] in this file{there}"
                yield Fault(path_of(("incident", slug, "alerts", index)), text)
