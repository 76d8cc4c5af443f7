"""Whether the record is being kept: a store that takes nothing is told in every room, by a way that needs no store.

Nothing is acknowledged while the store is away, so what is said meanwhile is heard again; but people must know that
nobody writes along. Low disk is told before it comes to that.
"""

import asyncio
import shutil
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.directory.state import Directory
from bot.platforms import Draft, Post, SendFault
from commands.domain.incidents import MAIN
from commands.domain.messages import Reply, Room
from commands.domain.text import plain
from storage.store import Work

log = structlog.get_logger()

TRIES_EVERY = 5.0
TRY_LASTS = 10.0
"""Seconds after which a commit that does not come through counts as one that failed."""
TOLD_AFTER = timedelta(seconds=30)
SENT_WITHIN = 20.0
LOW_DISK = 500_000_000
"""Bytes free on the disk of the data folder: a busy day's record and its papers take about that."""
FACT = "record/written"

NOT_KEPT = "THE RECORD IS NOT BEING KEPT SINCE {}: use the radio, write it down. Nothing is relayed meanwhile."
KEPT_AGAIN = "THE RECORD IS KEPT AGAIN. It was not since {}; what was said here meanwhile is being fetched."


@dataclass
class RecordKeeping:
    """Writes a line every few seconds to see whether that goes, and tells the rooms when it has not for a while."""

    directory: Directory
    zone_of: Callable[[Room], ZoneInfo]
    folder: Path | None = None  # of which the disk is looked at
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    written: datetime | None = None  # when something was last committed
    lost: datetime | None = None  # since when nothing is kept, once people were told so
    _low: bool = False
    _trying: "asyncio.Future[None] | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.written = self.directory.now()

    async def run(self) -> None:
        """Look on until cancelled."""
        while True:
            try:
                await self.look(self.directory.now())
            except Exception:
                log.exception("the keeping of the record could not be looked at")
            await self.sleep(TRIES_EVERY)

    def kept(self, at: datetime) -> bool:
        """Was something committed lately?"""
        return self.written is not None and at - self.written <= TOLD_AFTER

    async def look(self, at: datetime) -> None:
        """Write once; tell what is new of it."""
        if await self._writes(at):
            self.written = at
            if self.lost is not None:
                since, self.lost = self.lost, None
                await self._tell_everywhere(KEPT_AGAIN, since)
            await self._look_at_disk(at)
        elif self.lost is None and self.written and not self.kept(at):
            self.lost = self.written
            log.error("the record is not being kept", since=self.lost.isoformat())
            await self._tell_everywhere(NOT_KEPT, self.lost)

    async def _writes(self, at: datetime) -> bool:
        def job(work: Work) -> None:
            work.keeping.set_fact(FACT, at.isoformat())

        if self._trying is None or self._trying.done():
            self._trying = asyncio.ensure_future(self.directory.clerk.do(job))
        done, _ = await asyncio.wait([self._trying], timeout=TRY_LASTS)
        if not done:
            return False  # it is not asked twice: whoever holds the store holds it
        if fault := self._trying.exception():
            log.warning("the record cannot be written", fault=type(fault).__name__)
        return fault is None

    async def _look_at_disk(self, at: datetime) -> None:
        if self.folder is None:
            return
        free = self.free(self.folder)
        low = free < LOW_DISK * (2 if self._low else 1)  # told again only after it was well in between
        if low and not self._low:
            await self._say(f"LOW DISK: {free // 1_000_000} MB are left for the record. Somebody has to make room.", at)
        self._low = low

    async def _say(self, words: str, at: datetime) -> None:
        rooms = [room for room, linked in self.directory.known.items() if linked.reached and linked.group == MAIN]
        reply = Reply(text=words, loud=True)
        self.directory.wake(await self.directory.clerk.do(lambda work: self.directory.say(work, rooms, reply, at)))

    async def _tell_everywhere(self, words: str, since: datetime) -> None:
        """Directly, past the lanes and the store; a room that cannot be reached is logged."""
        rooms = [room for room, linked in self.directory.known.items() if linked.reached]
        told = {room: words.format(f"{since.astimezone(self.zone_of(room)):%H%M}") for room in rooms}
        await asyncio.gather(*(self._post(room, text) for room, text in told.items()))

    async def _post(self, room: Room, words: str) -> None:
        platform = self.directory.platforms.get(room.source)
        if platform is None or not self.directory.online.get(room.source):
            return
        try:
            async with asyncio.timeout(SENT_WITHIN):
                for payload in platform.render(Draft(text=plain(words), notify=True)):
                    await platform.send(Post(id=uuid.uuid4().hex, room=room, verb="post", payload=payload))
        except (SendFault, TimeoutError) as fault:
            log.error("a room could not be told that the record is not kept", room=str(room), fault=str(fault))
