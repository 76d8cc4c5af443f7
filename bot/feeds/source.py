"""One source: asked again and again, each message of an alert said once to each incident that it concerns.

Said is a command of the clock, ``alert heard``, in one transaction with the message itself, under the heard key
``cap/<sender>/<identifier>/<sent>/<incident>``. What a source lists no more has not ended by that: it is noted as not
listed. A source that does not answer is told, once, and again when it is back.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import aiohttp
import structlog

from bot.feeds.fetching import NoAnswer, fetch, session
from bot.feeds.matching import Found, Outcome, Watcher, work_out
from bot.feeds.values import Unreadable
from bot.runtime.clerk import Clerk
from bot.runtime.worker import Unfinished, Worker
from commands.domain.alerts.alerts import AlertMessage, AlertSource
from commands.domain.alerts.area import place_of
from commands.domain.alerts.cap import digest, to_plain
from commands.domain.incidents import Incident
from commands.domain.messages import CLOCK, Kind, Message, Room
from commands.domain.text import plain
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

LINKS = 80
"""Alerts behind links that are fetched in one poll; the others in the next ones."""

KEPT = 1_000
"""Documents behind links that are kept, so that each is fetched once."""

SMALL = 100_000
"""Bytes up to which a document is read beside the loop in a thread; a larger one in a process of its own."""

LONGEST = 60.0
"""Seconds in which one answer has to be read and matched."""

SILENT = 3
"""Intervals without an answer after which people are told."""

SLOWEST = timedelta(minutes=5)

Say = Callable[[Message, Callable[[Work], None]], Awaitable[object]]
"""Hear a message; the second is done in the same transaction before it, unless it was heard already."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How one source is asked. ``url`` may have ``{since}``; ``listing``: it lists all that stands now."""

    name: str
    kind: str
    url: str
    every: timedelta
    headers: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[str, ...] = ()
    listing: bool = True


@dataclass(kw_only=True)
class Source:
    """Runs until cancelled; whatever goes wrong is told, and the next poll comes all the same."""

    settings: Settings
    clerk: Clerk
    say: Say
    room_of: Callable[[str], Room | None]
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    worker: Worker = field(default_factory=Worker)
    _marks: dict[str, str] = field(default_factory=dict)
    _seen: object = None  # what was watched when the last answer was read
    _said: set[tuple[str, str]] = field(default_factory=set)  # (incident, digest) of what was said
    _pages: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _stands: AlertSource | None = None
    _faults: int = 0
    _latest: datetime | None = None

    async def run(self) -> None:
        """Ask until cancelled."""
        try:
            async with session() as on:
                while True:
                    after = await self._once(on)
                    await self.sleep(after)
        finally:
            self.worker.stop()

    async def _once(self, on: aiohttp.ClientSession) -> float:
        """One poll; seconds until the next. An answer later than ``every`` would be later than promised."""
        try:
            await self.poll(on)
        except DatabaseAway:
            log.warning("a source waits: the database is away", source=self.settings.name)
            return 5.0
        except NoAnswer as fault:
            return await self._failed(fault.why, fault.after)
        except Exception as fault:
            log.exception("a source stumbled", source=self.settings.name)
            return await self._failed(f"an error of this program's own ({type(fault).__name__})", 0.0)
        return float(self.settings.every.total_seconds() * random.uniform(0.9, 1.0))  # noqa: S311

    async def _failed(self, why: str, after: float) -> float:
        self._faults += 1
        log.warning("a source does not answer", source=self.settings.name, why=why, times=self._faults)
        try:
            await self._note_fault(why)
        except DatabaseAway:
            return 5.0
        every = self.settings.every
        times: int = 2 ** min(max(self._faults - SILENT, 0), 4)
        slower = min(every * times, max(SLOWEST, every))
        return max(after, slower.total_seconds() * random.uniform(0.8, 1.0))  # noqa: S311

    async def poll(self, on: aiohttp.ClientSession) -> None:
        """Ask once and say what is new. Raises NoAnswer, DatabaseAway."""
        watchers, stands = await self.clerk.do(lambda work: _watching(work, self.settings.name))
        if self._stands is None:
            self._stands = stands
        seen = [(one.incident, one.place) for one in watchers]
        marks = self._marks if seen == self._seen else {}
        fetched = await fetch(on, self.settings.url, self._url(watchers), self.settings.headers, marks)
        if fetched.body is None:
            await self._note_answer(None)
            return
        outcome = await self._worked_out(on, fetched.body, watchers)
        await self._tell(outcome)
        self._marks, self._seen = dict(fetched.marks), seen
        self._latest = outcome.latest or self._latest
        await self._note_answer(outcome)

    def _url(self, watchers: Sequence[Watcher]) -> str:
        url = self.settings.url
        if "{since}" in url:
            since = (self._latest or self.now() - timedelta(hours=12)) - timedelta(minutes=5)
            return url.replace("{since}", f"{since:%Y-%m-%dT%H:%M:%SZ}")
        if self.settings.kind == "nws":
            own = {zone for one in watchers for zone in one.place.zones if len(zone) == 6}
            zones = sorted({*self.settings.zones, *own}) if self.settings.zones else []
            return f"{url}?zone={','.join(zones)}" if zones else url
        return url

    async def _worked_out(self, on: aiohttp.ClientSession, body: bytes, watchers: Sequence[Watcher]) -> Outcome:
        home = self.settings.url
        outcome = await self._beside([(home, body)], watchers, first=True)
        if not outcome.links:
            return outcome
        pages = await self._followed(on, outcome.links)
        behind = await self._beside(pages, watchers, first=False)
        return replace(
            behind,
            found=(*outcome.found, *behind.found),
            listed=outcome.listed | behind.listed,
            untold=outcome.untold + behind.untold,
            unread=outcome.unread + behind.unread,
        )

    async def _beside(
        self, bodies: Sequence[tuple[str, bytes]], watchers: Sequence[Watcher], *, first: bool
    ) -> Outcome:
        job = partial(work_out, self.settings.kind, bodies, watchers, self.now(), first=first)
        try:
            if sum(len(body) for _, body in bodies) <= SMALL:
                return await asyncio.to_thread(job)
            return await self.worker.do(job, within=LONGEST)
        except Unreadable as fault:
            raise NoAnswer(f"what it answers cannot be read: {fault}") from None
        except Unfinished as fault:
            raise NoAnswer(f"what it answers could not be read: {fault}") from None

    async def _followed(
        self, on: aiohttp.ClientSession, links: Sequence[tuple[str, str]]
    ) -> list[tuple[str, bytes]]:
        """The documents behind the links; each version is fetched once, and one that fails is tried again."""
        missing = [link for link in links if link not in self._pages][:LINKS]
        for link in missing:
            try:
                found = await fetch(on, self.settings.url, link[0], self.settings.headers, {})
            except NoAnswer as fault:
                log.warning("an alert could not be fetched", source=self.settings.name, why=fault.why)
                continue
            if found.body is not None and len(found.body) <= SMALL * 10:
                self._pages[link] = found.body
        self._pages = {link: self._pages[link] for link in links[:KEPT] if link in self._pages}
        return [(link[0], body) for link, body in self._pages.items()]

    async def _tell(self, outcome: Outcome) -> None:
        """Say each message that was not said yet, in the order in which they were sent."""
        for one in outcome.found:
            known = (one.incident, one.alert.digest)
            room = self.room_of(one.incident)
            if known in self._said or room is None:
                continue
            at = self.now()
            await self.say(_message(one, room, at), partial(_put, one=one, source=self.settings.name, at=at))
            self._said.add(known)
        listed = outcome.listed
        self._said = {known for known in self._said if known[1] in listed}

    async def _note_answer(self, outcome: Outcome | None) -> None:
        """It answered; people who were told that it did not are told that it is back."""
        self._faults, at = 0, self.now()
        before = self._stands or _unasked(self.settings, at)
        after = replace(before, every=self.settings.every, asked=at, heard=at, fault="", silent=None)
        if outcome is not None:
            after = replace(after, changed=at, listed=len(outcome.listed), untold=outcome.untold)
            if outcome.unread:
                after = replace(after, fault=f"{outcome.unread} of what it lists could not be read")
        elif before.fault.endswith("could not be read"):
            after = replace(after, fault=before.fault)
        self._stands = after
        if before.silent:
            await self._each_incident("back", before.silent)
        if outcome is None:
            self.clerk.soon(partial(_keep, stands=after))
            return
        name, listing = self.settings.name, outcome.listed if self.settings.listing else None

        def note(work: Work) -> None:
            _keep(work, after)
            _note_missing(work, name, listing, at)

        await self.clerk.do(note)

    async def _note_fault(self, why: str) -> None:
        at = self.now()
        if self._stands is None:
            _, self._stands = await self.clerk.do(lambda work: _watching(work, self.settings.name))
        before = self._stands or _unasked(self.settings, at)
        after = replace(before, every=self.settings.every, fault=why[:300])
        since = before.heard or before.asked
        if not before.silent and at - since >= SILENT * self.settings.every:
            after = replace(after, silent=since)
        self._stands = after
        await self.clerk.do(partial(_keep, stands=after))
        if after.silent and not before.silent:
            await self._each_incident("silent", after.silent)

    async def _each_incident(self, verb: str, since: datetime) -> None:
        watchers, _ = await self.clerk.do(lambda work: _watching(work, self.settings.name))
        name = self.settings.name
        for one in watchers:
            if room := self.room_of(one.incident):
                key = f"feed/{name}/{verb}/{since.isoformat()}/{one.incident}"
                await self.say(_command(f"alert {verb} {name}", room, key, self.now()), lambda _work: None)


def heard_key(one: Found) -> str:
    """``cap/<sender>/<identifier>/<sent>/<incident>``; where that is longer than a key may be, its digest stands in."""
    alert = one.alert
    key = f"cap/{alert.sender}/{alert.identifier}/{alert.sent:%Y-%m-%dT%H:%M:%SZ}"
    key = key if len(key) <= 600 else f"cap/{digest(key)}"
    return f"{key}/{one.incident}"


def _message(one: Found, room: Room, at: datetime) -> Message:
    return _command(f"alert heard {one.alert.digest}", room, heard_key(one), at)


def _command(line: str, room: Room, key: str, at: datetime) -> Message:
    return Message(kind=Kind.COMMAND, room=room, key=key, id="", who=CLOCK, at=at, text=plain(line))


def _put(work: Work, one: Found, source: str, at: datetime) -> None:
    if work.record.alert_message(one.incident, one.alert.digest) is None:
        work.record.add(
            AlertMessage(
                incident=one.incident,
                digest=one.alert.digest,
                source=source,
                level=one.level.value,
                how=one.how,
                body=to_plain(one.alert),
                heard=at,
            )
        )


def _watching(work: Work, source: str) -> tuple[list[Watcher], AlertSource | None]:
    """Who watches this source, and how it stands."""
    watchers = []
    for watch in work.record.alert_watches():
        incident = work.record.get(Incident, watch.incident)
        if source not in watch.sources or not watch.area or incident is None or incident.closed:
            continue
        links = work.record.open_alert_links(watch.incident)
        watchers.append(Watcher(watch.incident, place_of(watch.area), links))
    return watchers, next((one for one in work.record.alert_sources() if one.name == source), None)


def _unasked(settings: Settings, at: datetime) -> AlertSource:
    return AlertSource(name=settings.name, kind=settings.kind, every=settings.every, asked=at)


def _keep(work: Work, stands: AlertSource) -> None:
    known = next((one for one in work.record.alert_sources() if one.name == stands.name), None)
    if known is None:
        work.record.add(replace(stands, id=0, version=0))
    else:
        work.record.save(replace(stands, id=known.id, version=known.version))


def _note_missing(work: Work, source: str, listed: frozenset[str] | None, at: datetime) -> None:
    """Note which open alerts the source does not list any more: that is no end of them."""
    if listed is None:
        return
    for watch in work.record.alert_watches():
        for one in work.record.alerts(watch.incident) if source in watch.sources else ():
            there = one.source != source or not listed.isdisjoint(one.messages)
            if there and one.missing and one.source == source:
                work.record.save(replace(one, missing=None))
            elif not there and not one.missing:
                work.record.save(replace(one, missing=at))
