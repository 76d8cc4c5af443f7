"""Looks on while the others work: tells people what is delayed, and tells the outside that all is well.

Silence of the outside heartbeat is the alarm: its address is called only while every account is connected and nothing
has been waiting for long. It tells the newest signed head of each record, so that one is kept where nobody here can
change it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import structlog

from bot.directory import out_of_order
from bot.directory.outages import Outages
from bot.directory.state import Directory
from commands.domain.bridging import LinkedRoom
from commands.domain.messages import Reply, Room
from storage.sealing.checkpoints import latest_heads
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

LOOKS_EVERY = 5.0
DELAYED = timedelta(minutes=1)
"""A copy that waits longer than this is told of: once for a room and outage."""
UNCALLED = timedelta(seconds=5)
"""A lane in which something has been waiting for so long is called once more."""
TIDIES_EVERY = timedelta(hours=1)
BEATS_EVERY = timedelta(minutes=1)
HEART_STOPS = timedelta(minutes=2)


@dataclass
class Watchdog:
    """Notices what does not move."""

    directory: Directory
    zone_of: Callable[[Room], ZoneInfo]
    heartbeat_url: str | None = None
    _beat: datetime | None = None
    _tidied: datetime | None = None
    oldest: dict[str, datetime] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outages = Outages(self.directory, self.zone_of)

    async def run(self) -> None:
        """Look on until cancelled."""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            try:
                await self.look(self.directory.now())
            except DatabaseAway:
                log.warning("the watch waits: the database is away")
                continue
            except Exception:
                log.exception("the watch could not look")  # nothing is called well, and the bridge works on
                continue
            await self._beat_if_well(self.directory.now())

    async def look(self, at: datetime) -> None:
        """Tell the rooms whose words wait, and tell them again when they are through."""
        rooms = self.directory.known

        def job(work: Work) -> set[Room]:
            backlog = work.outbox.backlog()
            self.waiting = {room: count for room, (count, _) in backlog.items()}
            self.oldest = {room: oldest for room, (_, oldest) in backlog.items()}
            lanes = self.outages.look(work, at)
            for linked in rooms.values():
                lanes |= self._tell(work, linked, at)
            if not self._tidied or at - self._tidied > TIDIES_EVERY:
                self.directory.early -= out_of_order.forget(work, at - out_of_order.KEPT)
                self._tidied = at
            return lanes | self._standing_still(at)

        self.directory.wake(await self.directory.clerk.do(job))
        while await self.directory.clerk.do(lambda work: work.talk.index()):
            pass
        while await self.directory.clerk.do(lambda work: work.talk.seal()):
            pass

    def _standing_still(self, at: datetime) -> set[Room]:
        """The lanes in which something waits: one that nobody called, whatever the reason, is called now."""
        return {Room.parse(room) for room, oldest in self.oldest.items() if at - oldest > UNCALLED}

    def _tell(self, work: Work, linked: LinkedRoom, at: datetime) -> set[Room]:
        key = f"delayed/{linked.room}"
        oldest = self.oldest.get(str(linked.room))
        told = work.keeping.fact(key)
        name = f"{linked.name or linked.room.id} ({self.directory.labels.get(linked.room.source, linked.room.source)})"
        known_why = self.outages.settling(linked.room.source, at)
        if oldest and at - oldest > DELAYED and not told and not known_why and linked.open:
            count = self.waiting[str(linked.room)]
            local = oldest.astimezone(self.zone_of(linked.room))
            words = (
                f"DELAYED: {count} waiting for {name} since {local:%H%M}. They are queued and will be posted in order."
            )
            work.keeping.set_fact(key, at.isoformat())
            return self._others(work, linked, words, at)
        if told and (oldest is None or at - oldest <= DELAYED):
            work.keeping.set_fact(key, None)
            return self._others(work, linked, f"No longer delayed: what waited for {name} is posted.", at)
        return set()

    def _others(self, work: Work, about: LinkedRoom, words: str, at: datetime) -> set[Room]:
        group = [
            one.room
            for one in self.directory.known.values()
            if one.room != about.room and (one.incident, one.group) == (about.incident, about.group) and one.reached
        ]
        return self.directory.say(work, group, Reply(text=words), at)

    def well(self, at: datetime) -> bool:
        """Every account is connected and nothing has been waiting for long."""
        connected = all(self.directory.online.get(source) for source in self.directory.labels)
        return connected and all(at - oldest < HEART_STOPS for oldest in self.oldest.values())

    async def _beat_if_well(self, at: datetime) -> None:
        if not self.heartbeat_url or (self._beat and at - self._beat < BEATS_EVERY) or not self.well(at):
            return
        self._beat = at
        try:
            within = aiohttp.ClientTimeout(total=10)
            heads = await self.directory.clerk.aside(lambda work: latest_heads(work.connection))
            told = {"heads": ",".join(f"{name}:{one.size}:{one.root}:{one.key}" for name, one in heads.items())}
            async with (
                aiohttp.ClientSession(timeout=within) as session,
                session.get(self.heartbeat_url, params=told if heads else None),
            ):
                pass
        except (aiohttp.ClientError, DatabaseAway, TimeoutError, OSError) as fault:
            log.warning("outside heartbeat failed", fault=type(fault).__name__)
