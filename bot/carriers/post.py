"""All carriers together: their lanes, roused when something is due, and what comes in by them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.carriers import Carrier
from bot.carriers.lane import LOOK_AFTER, Lane, claim, lose_interrupted
from bot.outbound.backoff import Backoff
from bot.outbound.rate_limit import Bucket, Turnstile
from bot.platforms import Heard
from bot.runtime.clerk import Clerk
from commands.domain.messages import CLOCK, Kind, Message, Room
from commands.domain.notification import replies
from commands.domain.notification.notices import RANKS
from commands.domain.notification.ways import WayKind
from commands.domain.text import plain
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

AGAIN_AFTER = 5.0
ASKED_FOR = timedelta(minutes=15)
"""So long after it was handed over the carrier is asked how a notice stands."""


class Post:
    """Runs the lanes of every carrier, and is their ears."""

    def __init__(
        self,
        clerk: Clerk,
        carriers: Sequence[Carrier],
        heard: Callable[[Message], Awaitable[Heard]],
        room_of: Callable[[str], Room | None],
        rang: Callable[[], None],
        still_ours: Callable[[Work], None],
        before_sending: Callable[[], Awaitable[None]],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        look_after: timedelta = LOOK_AFTER,
    ) -> None:
        self._clerk = clerk
        self._carriers = carriers
        self._heard = heard
        self._room_of = room_of
        self._rang = rang
        self._now = now
        self._wanted = asyncio.Event()
        clock = asyncio.get_running_loop().time if carriers else lambda: 0.0
        self._lanes = [
            Lane(
                carrier=carrier, rank=rank, clerk=clerk, turnstile=turnstile, now=now, still_ours=still_ours,
                before_sending=before_sending, failed=rang, look_after=look_after,
                backoff=Backoff(clerk, clock, asyncio.sleep),
            )
            for carrier, turnstile in [(one, _turnstile(one, clock)) for one in carriers]
            for rank in RANKS.values()
        ]  # fmt: skip

    def look_again(self) -> None:
        """A command may have fixed a notice."""
        self._wanted.set()

    async def run(self) -> None:
        """Send and hear until cancelled; what an earlier process left undone comes first."""
        if not self._carriers:
            return
        await self._begin()
        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes:
                tasks.create_task(self._kept(lane.run), name=f"{lane.carrier.name} {lane.rank}")
            for carrier in self._carriers:
                tasks.create_task(self._kept(partial(carrier.run, self)), name=f"{carrier.name} ears")
            tasks.create_task(self._rouse(), name="carriers")

    async def finish(self, within: float) -> None:
        """Begin nothing new; what is in hand has so many seconds."""
        for lane in self._lanes:
            lane.backoff.told_to_stop.set()
            lane.roused.set()
        await asyncio.sleep(0 if not self._lanes else min(within, 0.2))

    async def close(self) -> None:
        """Let go of every carrier's connections."""
        await asyncio.gather(*(one.close() for one in self._carriers), return_exceptions=True)

    async def _begin(self) -> None:
        for carrier in self._carriers:
            await self._clerk.do(partial(lose_interrupted, carrier=carrier, at=self._now()))
            await self.since(carrier.name)

    async def _kept(self, work: Callable[[], Awaitable[None]]) -> None:
        """Whatever it raises, the others work on."""
        while True:
            try:
                return await work()
            except DatabaseAway:
                log.warning("the carriers wait: the database is away")
            except Exception:
                log.exception("a carrier stumbled")
            await asyncio.sleep(AGAIN_AFTER)

    async def _rouse(self) -> None:
        """Call the lanes for which something is due, and sleep until the next."""
        self._wanted.set()
        while True:
            wait = await self._roused()
            try:
                async with asyncio.timeout(wait):
                    await self._wanted.wait()
            except TimeoutError:
                pass
            self._wanted.clear()

    async def _roused(self) -> float:
        try:
            waiting = await self._clerk.do(lambda work: work.record.notices_waiting())
        except DatabaseAway:
            return AGAIN_AFTER
        now, soonest = self._now(), AGAIN_AFTER * 12
        for lane in self._lanes:
            due = min((at for (kind, rank), at in waiting.items() if kind in lane.carrier.kinds and rank == lane.rank),
                      default=None)  # fmt: skip
            if due is not None and due <= now:
                lane.roused.set()
                soonest = min(soonest, 1.0)
            elif due is not None:
                soonest = min(soonest, max(0.05, (due - now).total_seconds()))
        return soonest

    # what comes in

    async def heard(self, kind: WayKind, sid: str, address: str, text: str) -> None:
        """Say it in the incident that it answers; the carrier's id is its heard key."""
        said = text[: replies.LONGEST]
        incident = await self._clerk.do(partial(_incident, address=address, text=said))
        room = self._room_of(incident) if incident else None
        if room is None:
            log.warning("a text came in, and there is no incident to tell")
            return
        line = plain(f"ways heard {kind.value} {sid} {address or 'unknown'} {said}")
        key = f"{kind.value}/{sid}"
        await self._heard(Message(kind=Kind.COMMAND, room=room, key=key, id="", who=CLOCK, at=self._now(), text=line))

    async def unclaimed(self, kinds: frozenset[WayKind]) -> tuple[str, ...]:
        """What was handed over in the last quarter of an hour."""
        since = self._now() - ASKED_FOR
        found = await self._clerk.do(lambda work: work.record.unclaimed(kinds, since))
        return tuple(one.provider for one in found)

    async def claimed(self, provider: str, claimed: str, error: str) -> None:
        """Keep the carrier's word on one of its messages."""
        if await self._clerk.do(lambda work: claim(work, provider, claimed, error, self._now())):
            self._rang()

    async def expecting(self) -> bool:
        """Is anything open that is answered by text?"""
        return await self._clerk.do(lambda work: work.record.awaits_answers())

    async def since(self, name: str) -> datetime:
        """When this carrier was listened to first."""
        return await self._clerk.do(partial(_since, key=f"carrier/{name}/since", now=self._now()))


def _turnstile(carrier: Carrier, clock: Callable[[], float]) -> Turnstile:
    return Turnstile(Bucket(carrier.rate, max(1, int(carrier.rate)), clock()), clock)


def _since(work: Work, key: str, now: datetime) -> datetime:
    kept = work.keeping.fact(key)
    if kept is None:
        work.keeping.set_fact(key, now.isoformat())
        return now
    return datetime.fromisoformat(kept)


def _incident(work: Work, address: str, text: str) -> str:
    """Which incident a text is for: by its code, by what the number was sent last, by whose it is; else the first."""
    code = replies.read(text).code
    sent = (work.record.notices_to(address, code, 1) if code else ()) or work.record.notices_to(address, "", 1)
    if sent:
        return sent[0].incident
    owned = work.record.ways_at(address)
    if owned:
        return owned[0].incident
    return next((one.id for one in work.record.incidents()), "")
