"""A lane: the notices of one precedence on their way to one carrier, with the rules by which rooms' lanes post.

A notice was fixed and committed by whoever caused it. Here an attempt is noted before it is made and its outcome after:
surely not taken is for later, refused is told, and what is unknown is looked for before it is sent a second time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.carriers import Carrier, Handed, Outgoing
from bot.outbound.backoff import Backoff
from bot.outbound.rate_limit import Turnstile
from bot.platforms import Rejected, SendFault, TryLater, Unknown
from bot.runtime.clerk import Clerk
from bot.runtime.lease import LeaseLost
from commands.domain.moves import step
from commands.domain.notification.notices import LOST, NOTICE, Notice, NoticeState, further
from commands.domain.notification.ways import Way
from commands.domain.schedules import Timer
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

LOOK_AFTER = timedelta(seconds=3)
"""After so long an attempt whose outcome is unknown would be in the carrier's list."""

LOOKS = 3
"""So often it is looked for where the carrier cannot tell; then it is sent again and says so."""

STALE = timedelta(minutes=15)
"""Codes and short answers that could not be sent for so long are of no use any more."""

OF_THE_ADDRESS = ("refuses the address", "no such number", "land line", "opted out")
"""What a carrier says of an address itself: nothing more is sent to it until somebody mends it."""


@dataclass
class Lane:
    """``rank`` is the precedence; ``turnstile`` is shared with the carrier's other lanes, the most urgent first."""

    carrier: Carrier
    rank: int
    clerk: Clerk
    turnstile: Turnstile
    now: Callable[[], datetime]
    still_ours: Callable[[Work], None]
    before_sending: Callable[[], Awaitable[None]]
    failed: Callable[[], None]  # a timer was set
    backoff: Backoff
    look_after: timedelta = LOOK_AFTER
    roused: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until told to stop; whoever finds something due sets ``roused``."""
        while not self.backoff.stopping:
            await self.roused.wait()
            self.roused.clear()
            while not self.backoff.stopping and (due := await self.clerk.do(self._claim)):
                outcomes = [await self._tried(one) for one in due]
                await self.backoff.note(partial(self._noted, outcomes=tuple(outcomes)))
                if all(isinstance(fault, TryLater) for _, fault in outcomes):
                    self.backoff.faults += 1
                    await self.backoff.pause(min(self.backoff.back_off(), 5.0))
                else:
                    self.backoff.faults = 0

    def _claim(self, work: Work) -> list[Outgoing]:
        """Note that these are attempted now. What is not to be sent any more is settled at once."""
        self.still_ours(work)
        now = self.now()
        due = work.record.notices_due(self.carrier.kinds, self.rank, now, self.carrier.batch)
        return [found for one in due if (found := self._claimed(work, one, now))]

    def _claimed(self, work: Work, one: Notice, now: datetime) -> Outgoing | None:
        way = work.record.get(Way, one.way)
        if work.record.is_over(one):  # it was ended while an attempt was being made
            work.record.save(replace(one, state=step(NOTICE, one.state, "drop")))
            return None
        late = not one.code and now - one.at > STALE
        if way is None or not way.usable or late:
            why = "it could not be sent in time" if late else way.why_not if way else "removed"
            work.record.save(replace(one, state=step(NOTICE, one.state, "fail"), error=why))
            return None
        if one.state is NoticeState.UNKNOWN and self.carrier.looks and one.looks < LOOKS:
            return Outgoing(work.record.save(replace(one, looks=one.looks + 1)), way.address)
        again = one.again or one.state is NoticeState.UNKNOWN
        begun = replace(one, attempted=now, attempts=one.attempts + 1, again=again, looks=0, error="")
        return Outgoing(work.record.save(replace(begun, state=step(NOTICE, one.state, "try"))), way.address)

    async def _tried(self, outgoing: Outgoing) -> tuple[Outgoing, Handed | SendFault | None]:
        """The outcome of one attempt; None where it was looked for and surely is not there."""
        try:
            if outgoing.notice.state is NoticeState.UNKNOWN:
                return outgoing, await self.carrier.look(outgoing, self._taken)
            for _ in range(outgoing.notice.parts):
                await self.turnstile.enter(self.rank, self)
            await self.before_sending()
            return outgoing, await self.carrier.send(outgoing)
        except TryLater as fault:
            if fault.after and self.carrier.wide:
                self.turnstile.pause(min(fault.after, 5.0))
            return outgoing, fault
        except SendFault as fault:
            return outgoing, fault
        except (DatabaseAway, LeaseLost):
            raise
        except Exception as fault:
            log.exception("a notice stumbled", of=outgoing.notice.of)
            return outgoing, Unknown(type(fault).__name__)

    async def _taken(self, ids: frozenset[str]) -> frozenset[str]:
        return await self.clerk.do(lambda work: work.record.with_provider(ids))

    def _noted(self, work: Work, outcomes: Sequence[tuple[Outgoing, Handed | SendFault | None]]) -> None:
        for outgoing, outcome in outcomes:
            one = work.record.get(Notice, outgoing.notice.id)
            if one is None or one.version != outgoing.notice.version:
                continue  # it was settled meanwhile
            self._note(work, one, outcome)

    def _note(self, work: Work, one: Notice, outcome: Handed | SendFault | None) -> None:
        now, looked = self.now(), one.state is NoticeState.UNKNOWN
        match outcome:
            case Handed(provider, claimed):
                text = one.text if one.code else blanked(one)
                kept = replace(
                    one, state=step(NOTICE, one.state, "hand"), handed=now, provider=provider[:80], text=text
                )
                work.record.save(replace(kept, claimed=claimed[:80]))
            case None:
                work.record.save(replace(one, state=NoticeState.QUEUED, due=now, looks=0))
            case TryLater() if looked:
                work.record.save(replace(one, due=now + self.look_after))
            case TryLater():
                wait = timedelta(seconds=max(outcome.after, 0.5))
                work.record.save(
                    replace(one, state=step(NOTICE, one.state, "later"), due=now + wait, error=outcome.reason)
                )
            case Unknown():
                wait = self.look_after if self.carrier.looks else timedelta(seconds=1)
                work.record.save(
                    replace(one, state=step(NOTICE, one.state, "lose"), due=now + wait, error=outcome.reason)
                )
            case Rejected() | SendFault():
                refuse(work, one, outcome.reason, now)
                self.failed()


def blanked(one: Notice) -> str:
    """What is kept of the text of a code once it was handed over: nothing that somebody could use."""
    return "a code" if one.of.startswith("way ") else one.text


def refuse(work: Work, one: Notice, why: str, now: datetime) -> None:
    """Refused for good: the next of a page is asked where nobody of the step could be reached."""
    state = (
        NoticeState.FAILED
        if one.state in (NoticeState.UNKNOWN, NoticeState.HANDED)
        else step(NOTICE, one.state, "fail")
    )
    work.record.save(replace(one, state=state, error=why, text=blanked(one)))
    way = work.record.get(Way, one.way)
    if way and any(words in why for words in OF_THE_ADDRESS):
        opted_out = "opted out" in why
        work.record.save(replace(way, opted_out=now) if opted_out else replace(way, failing=why))
    if one.of.startswith("PG-"):
        work.record.add(Timer(incident=one.incident, at=now, command=f"page lost {one.of}"))
    log.warning("a notice was refused", of=one.of, kind=one.kind.value, why=why)


def lose_interrupted(work: Work, carrier: Carrier, at: datetime) -> None:
    """What was being handed over when a process died may have come through."""
    for one in work.record.interrupted(carrier.kinds):
        work.record.save(replace(one, state=step(NOTICE, one.state, "lose"), due=at, error="interrupted"))


def claim(work: Work, provider: str, claimed: str, error: str, now: datetime) -> bool:
    """Keep the carrier's word; True where it says that it could not bring it."""
    one = work.record.notice_by_provider(provider)
    if one is None or one.state is not NoticeState.HANDED:
        return False
    stands = further(one.claimed, claimed)
    if stands != one.claimed:
        one = work.record.save(replace(one, claimed=stands))
        if stands in LOST:
            refuse(work, one, f"carrier says {stands}{f': {error}' if error else ''}", now)
            return True
    return False
