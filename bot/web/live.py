"""The stream: a beat every few seconds while the record can be read, and the panels that have changed.

A screen is rendered once for everybody who may see the same, at most once a second, and only what changed is sent. Who
may see what is worked out anew with every beat. Where the record cannot be read there is no beat, so that no page goes
on calling itself live.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog

from bot.web.access import Access, access, call_of
from bot.web.pages import TOKEN, Shown, changed, shown
from bot.web.reading import Reading
from bot.web.screens.common import Sight
from commands.domain.incidents import Incident
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

LOOKS_EVERY = 0.1
AT_MOST_EVERY = 1.0
"""Seconds between two renderings of one screen."""
BEAT = 5.0
MOST_VIEWERS = 1500
"""Streams at once; whoever comes beyond them is told so, and their page refreshes by itself."""

Variant = tuple[object, ...]


@dataclass(eq=False)
class Viewer:
    """One open stream."""

    secret: str
    incident: str
    screen: str
    query: Mapping[str, str]
    token: str
    access: Access
    had: Mapping[str, str]  # the panels as this reader has them
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    news: Shown | None = None
    over: bool = False  # signed out, or the incident is not theirs any more

    @property
    def variant(self) -> Variant:
        """Whoever has the same one gets the same panels."""
        return self.screen, tuple(sorted(self.query.items())), *self.access.variant(self.incident)


class Live:
    """Keeps every open page up to date."""

    def __init__(self, reading: Reading, admins: Mapping[str, frozenset[str]], zone: ZoneInfo) -> None:
        self.reading, self.admins, self.zone = reading, admins, zone
        self.viewers: set[Viewer] = set()
        self.stopping = asyncio.Event()
        self._beat_at = 0.0
        self._seen: object = None
        self._drawn_at = 0.0

    async def run(self) -> None:
        """Look for changes until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self._look(loop.time())
            except DatabaseAway:
                self._seen = None
            except Exception:
                log.exception("the board stumbled")
            await asyncio.sleep(LOOKS_EVERY)

    async def _look(self, now: float) -> None:
        version = await self.reading.version()
        beat = now - self._beat_at >= BEAT
        if not self.viewers or (not beat and (version == self._seen or now - self._drawn_at < AT_MOST_EVERY)):
            return
        self._drawn_at, self._seen = now, version
        at = datetime.now(UTC)
        drawn = await self.reading.read(lambda work: self._draw(work, at, anew=beat))
        self._hand_out(drawn, beat=beat)
        if beat:
            self._beat_at = now

    def _draw(self, work: Work, at: datetime, *, anew: bool) -> dict[Variant, Shown | None]:
        """Render each variant once; ``anew``: rights are read again as well."""
        drawn: dict[Variant, Shown | None] = {}
        rights: dict[str, Access] = {}
        for viewer in list(self.viewers):
            if anew:
                if viewer.secret not in rights:
                    rights[viewer.secret] = self._access(work, viewer.secret, at, viewer.access)
                viewer.access = rights[viewer.secret]
            if viewer.incident not in viewer.access.groups:
                viewer.over = True
            elif viewer.variant not in drawn:
                drawn[viewer.variant] = self.draw(work, viewer.access, viewer.incident, viewer.screen, viewer.query, at)
        return drawn

    def _access(self, work: Work, secret: str, at: datetime, before: Access) -> Access:
        session = work.web.session(secret)
        if session is None:
            return replace(before, groups={})
        return access(work, session, self.admins, at, self.zone)

    def draw(
        self, work: Work, mine: Access, incident: str, screen: str, query: Mapping[str, str], at: datetime
    ) -> Shown | None:
        """A screen as this reader may see it; None where there is none."""
        found = work.record.get(Incident, incident)
        if found is None or incident not in mine.groups:
            return None
        call = call_of(work, found, mine.session, at, self.zone, admin=incident in mine.admin)
        sight = Sight(
            call, mine.groups[incident], mine.allowed.get(incident, frozenset()), writes=mine.person, query=query
        )
        return shown(sight, screen)

    def _hand_out(self, drawn: Mapping[Variant, Shown | None], *, beat: bool) -> None:
        for viewer in self.viewers:
            news = drawn.get(viewer.variant)
            if news is not None and (beat or changed(viewer.had, news.panels)):
                viewer.news = news
            if viewer.over or viewer.news is not None:
                viewer.ready.set()

    async def stream(self, viewer: Viewer) -> AsyncIterator[bytes]:
        """The events for one reader until they leave, are signed out, or the server ends."""
        self.viewers.add(viewer)
        self._beat_at = 0.0  # a fresh page is called live at once
        try:
            yield b"retry: 2000\n\n"
            while not self.stopping.is_set():
                await viewer.ready.wait()
                viewer.ready.clear()
                if viewer.over:
                    yield b"event: over\ndata: {}\n\n"
                    return
                if (news := viewer.news) is not None:
                    viewer.news = None
                    yield self._event(viewer, news)
        finally:
            self.viewers.discard(viewer)

    def _event(self, viewer: Viewer, news: Shown) -> bytes:
        """A slow reader gets the newest state alone, whatever was skipped between."""
        panels = {id: text.replace(TOKEN, viewer.token) for id, text in changed(viewer.had, news.panels).items()}
        viewer.had = news.panels
        told = {"at": news.at.isoformat(timespec="milliseconds"), "clock": news.clock, "panels": panels}
        return f"event: now\ndata: {json.dumps(told, ensure_ascii=False)}\n\n".encode()

    def stop(self) -> None:
        """End every stream."""
        self.stopping.set()
        for viewer in self.viewers:
            viewer.ready.set()
