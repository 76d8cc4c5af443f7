"""The clock says commands.

APScheduler is only the alarm: the schedules are rows of ours, and a due time is a heard key, so that each is said once
whatever is restarted in between, and the last one missed is said late.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.platforms import Heard
from bot.runtime.clerk import Clerk
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import CLOCK, Kind, Message, Room
from commands.domain.schedules import Schedule, Timer
from commands.domain.text import plain
from commands.registry import said_when_closed
from commands.schedules import last_due, next_due
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

AGAIN_AFTER = timedelta(seconds=5)
"""After so long a due time is tried again when the database was away."""


class Clock:
    """Says what is due, and sets the alarm for what comes next."""

    def __init__(
        self,
        clerk: Clerk,
        heard: Callable[[Message], Awaitable[Heard]],
        rooms: Callable[[], list[LinkedRoom]],
        zone: ZoneInfo,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clerk = clerk
        self._heard = heard
        self._rooms = rooms
        self._zone = zone
        self._now = now
        self._alarm = AsyncIOScheduler(timezone=UTC)
        self._asked = False  # a command has changed what is due
        self._bell = asyncio.Event()
        self._ringing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Ring at once: what was missed while nobody ran is said now."""
        self._alarm.start()
        self._ringing = asyncio.create_task(self._ring_on(), name="clock")
        self._bell.set()

    def stop(self) -> None:
        """Say nothing more; what is due meanwhile is said at the next start."""
        self._alarm.shutdown(wait=False)
        if self._ringing:
            self._ringing.cancel()

    def ring_at(self, at: datetime) -> None:
        """Set the alarm; an earlier setting is replaced."""
        self._alarm.add_job(self._strike, "date", run_date=at, id="due", replace_existing=True, misfire_grace_time=None)

    async def _strike(self) -> None:
        """The alarm only strikes the bell: one that comes while the clock speaks would be passed over otherwise."""
        self._bell.set()

    async def _ring_on(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            await self.ring()

    async def ring(self) -> None:
        """Say everything that is due and set the alarm anew."""
        now, self._asked = self._now(), False
        try:
            times = await self._say_what_is_due(now)
        except DatabaseAway:
            log.warning("the clock waits: the database is away")
            times = [now + AGAIN_AFTER]
        except Exception:
            log.exception("the clock stumbled")
            times = [now + AGAIN_AFTER]
        if self._asked:
            times.append(now)
        if times:
            self.ring_at(min(times))

    async def _say_what_is_due(self, now: datetime) -> list[datetime]:
        """Say it, and return when the next things are due."""
        schedules = await self._clerk.do(lambda work: _with_zones(work, self._zone))
        for schedule, zone in schedules:
            await self._say_if_due(schedule, zone, now)
        coming = [next_due(schedule, now, zone) for schedule, zone in schedules]
        coming.append(await self._say_timers(now))
        return [at for at in coming if at is not None]

    def look_again(self) -> None:
        """A command may have set a timer or a schedule: ring at once, which sets the alarm for what comes next."""
        self._asked = True  # while it rings, an alarm for now would be passed over
        if self._alarm.running:
            self.ring_at(self._now())

    async def _say_timers(self, now: datetime) -> datetime | None:
        """Say every timer that is due, in order; returns when the next one is. A closed incident's wait until then."""
        always = said_when_closed()
        while due := await self._clerk.do(lambda work: work.record.timers(now, also_closed=always)):
            for timer in due:
                room = self.room_of(timer.incident)
                if room:
                    await self._say(room, f"clock/timer/{timer.id}/{timer.at.isoformat()}", timer.at, timer.command)
                await self._clerk.do(partial(_forget, timer=timer))
        return await self._clerk.do(lambda work: work.record.next_timer(always))

    async def _say(self, room: Room, key: str, at: datetime, command: str) -> None:
        await self._heard(Message(kind=Kind.COMMAND, room=room, key=key, id="", who=CLOCK, at=at, text=plain(command)))

    async def _say_if_due(self, schedule: Schedule, zone: ZoneInfo, now: datetime) -> None:
        since = max(schedule.anchor, schedule.last_due or schedule.anchor)
        at = last_due(schedule, since, now, zone)
        room = self.room_of(schedule.incident)
        if at is None or room is None:
            return
        await self._say(room, f"clock/{schedule.id}/{at.isoformat()}", at, schedule.command)
        await self._clerk.do(lambda work: _said(work, schedule.id, at))
        log.info("the clock spoke", incident=schedule.incident, due=at.isoformat())

    def room_of(self, incident: str) -> Room | None:
        """A room of the incident's main group stands for the incident."""
        for linked in self._rooms():
            if linked.incident == incident and linked.group == MAIN and linked.state is not RoomState.UNLINKED:
                return linked.room
        return None


def _with_zones(work: Work, default: ZoneInfo) -> list[tuple[Schedule, ZoneInfo]]:
    found = []
    for schedule in work.record.schedules():
        incident = work.record.get(Incident, schedule.incident)
        if incident and incident.closed is None:
            found.append((schedule, ZoneInfo(incident.timezone) if incident.timezone else default))
    return found


def _forget(work: Work, timer: Timer) -> None:
    work.record.remove(timer)


def _said(work: Work, id: int, at: datetime) -> None:
    schedule = work.record.get(Schedule, id)
    if schedule and (schedule.last_due is None or schedule.last_due < at):
        work.record.save(replace(schedule, last_due=at))
