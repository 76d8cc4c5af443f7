"""A lane: what goes into one room, one post after the other. A slow or broken room delays itself alone.

Nothing is dropped: what was surely not applied is tried again, what may have been applied is looked for first, what
is refused for good is marked and told. The state survives in the store; the lane itself may stop at any point.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog

from bot.directory import upgrades
from bot.documents.printer import Printer
from bot.outbound import buttons, threads
from bot.outbound.backoff import LONGEST_PAUSE, Backoff
from bot.outbound.composer import Composer
from bot.outbound.fixing import NeedNames, Next
from bot.outbound.lookups import Lookups
from bot.outbound.media import Fetching, Unfetched
from bot.outbound.rate_limit import Turnstile
from bot.outbound.sending import Sending, as_post
from bot.outbound.verbs import in_words
from bot.platforms import Platform, Post, Posted, Rejected, RoomLost, SendFault, TryLater, Unknown, UnknownEmoji
from bot.runtime import counters
from bot.runtime.clerk import Clerk
from bot.runtime.lease import LeaseLost
from commands.domain.bridging import Rank, RoomState
from commands.domain.errors import Stale
from commands.domain.messages import Room
from storage.bridge.outbox import SHOWN, FixedPost
from storage.store import DatabaseAway, Work, passing

log = structlog.get_logger()

LAGGING = 20
"""Where so many copies wait, they go out combined though no limit of the platform asks for it: one post after the other
takes a round trip each, and a lane that is slower than what is said would fall behind for ever."""


@dataclass
class Lane:
    """The lane of one destination room."""

    room: Room
    platform: Platform
    clerk: Clerk
    composer: Composer
    account: Turnstile
    own: Turnstile
    refused: Callable[[Work, FixedPost, str], set[Room]]  # tells a person; returns the lanes to wake
    lost: Callable[[Room, str], Any]
    wake_others: Callable[[set[Room]], None]
    source_of: Callable[[str], Platform]
    still_ours: Callable[[Work], None]  # raises where another process holds the lease
    monotonic: Callable[[], float]
    press: Printer
    back: Callable[[Room], Any] = lambda _room: asyncio.sleep(0)  # a room that was lost takes posts again
    known_late: Callable[[Work, str, FixedPost], set[Room]] = lambda _work, _id, _post: set()
    before_sending: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(0)  # the lease may have run out since
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    opened: Callable[[str], str] = str  # puts into a direct message what the store may not hold
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    more: bool = False  # something was waiting still when the last post was noted
    missing: bool = False  # the room was lost and nothing was posted there since
    idle: bool = False  # waits until something is queued
    called: bool = False  # something was queued since the lane was kept
    begun: Next = None  # what it was kept for, with its tokens taken
    unkept: asyncio.Event = field(default_factory=asyncio.Event)
    free: asyncio.Event = field(default_factory=asyncio.Event)  # nothing is in hand

    def __post_init__(self) -> None:
        self.patience = Backoff(self.clerk, self.monotonic, self.sleep)
        fetching = Fetching(self.monotonic)
        self.learning = Lookups(self.composer.drafter, self.source_of, fetching, self.patience, self.now)
        self.attempting = Sending(
            self.platform, self.source_of, fetching, self.press, self.patience, self.opened
        )
        self.unkept.set()
        self.free.set()

    async def run(self) -> None:
        """Post whatever is queued for the room, for ever."""
        self.wanted.set()
        while True:
            self.idle = True
            await self.wanted.wait()
            self.idle = False
            self.wanted.clear()
            while (self.begun or not self.stopping) and await self._one():
                pass

    def hurry(self, rank: int) -> None:
        """Something of this rank was queued: where the lane waits with less urgent things, it waits with this now.

        For an emergency, and where the room was joined just now, it tries at once also what the room refused before.
        """
        if rank <= Rank.EMERGENCY:
            self.patience.told_to_try.set()
        self.own.hurry(self, rank)
        self.account.hurry(self, rank)

    def call(self) -> None:
        """Something was queued."""
        self.called = True
        self.wanted.set()

    def keep(self) -> bool:
        """Keep the lane and its tokens for what is being heard (fast_path); False where it is not quiet."""
        quiet = self.idle and not self.wanted.is_set() and self.unkept.is_set() and self.composer.clean
        if not quiet or self.stopping or not self._enter_at_once():
            return False
        self.unkept.clear()
        self.free.clear()
        self.called = False
        return True

    def go_on(self, begun: Next) -> None:
        """Bring out what the lane was kept for, or whatever is queued."""
        self.begun = begun
        self.unkept.set()
        if begun is None:
            self._give_back()
            self.free.set()
        else:
            self.wanted.set()

    @property
    def stopping(self) -> bool:
        """Was it told to begin nothing new?"""
        return self.patience.stopping

    async def finish(self) -> None:
        """Begin nothing new, wait for nothing, and come back when what is in hand is out."""
        self.patience.told_to_stop.set()
        await self.free.wait()

    async def _one(self) -> bool:
        """Bring one post out; False where nothing is left."""
        try:
            await self.unkept.wait()
            if self.begun is None and not await self._entered():
                return False
            post = await self._in_hand()
        except (DatabaseAway, Stale):
            await self.patience.pause(1.0)
            return True
        if isinstance(post, FixedPost):
            return self.more or self.called
        self._give_back()
        if isinstance(post, NeedNames):
            await self.learning.learn(post)
        return post is not None

    async def _entered(self) -> bool:
        """Wait for a token of the room and one of the account; False where nothing is left to be posted."""
        if not self._enter_at_once():
            rank = await self.clerk.do(self._look_in)
            if rank is None:
                return False
            await self.account.enter(await self.own.enter(rank, self), self)
        return not self.stopping

    async def _in_hand(self) -> Next:
        """Fix what goes out next, unless that is done, and bring it out."""
        self.free.clear()
        try:
            post, self.begun = self.begun, None
            if post is None:
                self.called = False  # whatever was queued so far is looked at now
                post = await self._fixed_or_not()
            if isinstance(post, FixedPost):
                self.more = True
                await self._bring_out(post)
            return post
        finally:
            self.free.set()

    def _give_back(self) -> None:
        self.own.give_back(self)
        self.account.give_back(self)

    def _enter_at_once(self) -> bool:
        """Take a token of the room and one of the account, if nobody has to wait for them."""
        if not self.own.enter_at_once(self):
            return False
        if not self.account.enter_at_once(self):
            self.own.give_back(self)
            return False
        return True

    def _look_in(self, work: Work) -> int | None:
        """The rank of what comes next, or None for an empty lane."""
        if work.outbox.unfinished(self.room):
            return int(Rank.ANSWER)
        waiting = self.composer.waiting(work)
        return waiting[0].copy.rank if waiting else None

    async def _fixed_or_not(self) -> Next:
        try:
            return await self._fixed()
        except (DatabaseAway, Stale):
            self._give_back()
            raise

    async def _fixed(self) -> Next:
        """What goes out next; a copy that cannot be made into a post is refused, and the lane goes on."""
        try:
            return await self.clerk.do(self.next)
        except (DatabaseAway, Stale, LeaseLost):
            raise
        except Exception:
            log.exception("a post could not be made", room=str(self.room))
            lanes: set[Room] = set()
            post = await self.clerk.do(partial(self._alone, lanes=lanes))
            self.wake_others(lanes)
            return post

    def _alone(self, work: Work, lanes: set[Room]) -> Next:
        """The head of the queue without any other; it is refused where it is the one that cannot be made."""
        at = self.now()
        try:
            with work.nested():
                return self.composer.next(work, at)
        except Exception as fault:
            if passing(fault):
                raise
            unfit = self.composer.unfit(work, at)  # told to a person
            if unfit:
                reason = f"it could not be rendered ({type(fault).__name__})"
                work.outbox.refused(unfit.id, reason)
                lanes |= self.refused(work, unfit, reason)
            return NeedNames(frozenset())  # of nobody: the next one is tried

    def next(self, work: Work) -> Next:
        """The lane's next post, fixed in this transaction."""
        self.still_ours(work)
        return self.composer.next(work, self.now(), self._behind)

    def _behind(self, backlog: int) -> bool:
        now = self.monotonic()
        tight = self.own.bucket.tight(now, backlog) or self.account.bucket.tight(now, backlog)
        return tight or backlog >= LAGGING

    async def _bring_out(self, fixed: FixedPost) -> None:
        post = as_post(fixed)
        await self.before_sending()
        self.composer.untried = ""
        self.patience.told_to_try.clear()
        try:
            posted = await self.attempting.outcome(fixed, post)
        except RoomLost as fault:
            pending = await self.clerk.do(self._pending)  # asked before the pause, in which it may be joined
            await self._not_applied(fixed, fault)
            if pending or self.patience.told_to_try.is_set() or await self._given_up():
                return
            self.missing = True
            await self.lost(self.room, fault.reason)
            await self.patience.pause(LONGEST_PAUSE, self.patience.told_to_try)
        except Rejected as fault:
            await self._refuse(fixed, fault)
        except TryLater as fault:
            await self._not_applied(fixed, fault)
        except Unknown as fault:
            self.patience.faults += 1
            counters.UNKNOWN.labels(self.room.source).inc()
            log.warning("outcome unknown", room=str(self.room), verb=fixed.verb, why=fault.reason)
            await self.patience.pause(fault.after or self.patience.back_off())
        except Exception:
            self.patience.faults += 1
            log.exception("sending failed", room=str(self.room), verb=fixed.verb)
            await self.patience.pause(self.patience.back_off())
        else:
            self.patience.faults = 0
            done = _Done(post, posted, self.now(), alone=len(self.composer.made) == 1)
            self.clerk.soon(partial(self._done, fixed=fixed, done=done))
            self.composer.finished()
            self.more = self.composer.left
            counters.POSTED.labels(self.room.source, counters.room_label(self.room), fixed.verb).inc()
            lag = self.now() - (self.composer.since or fixed.fixed_at)
            counters.LAG.labels(self.room.source, counters.room_label(self.room)).observe(max(0.0, lag.total_seconds()))
            if self.missing:
                await self.back(self.room)
                self.missing = False

    def _pending(self, work: Work) -> bool:
        """The room is being joined; whoever joins it tells where that fails."""
        linked = work.rooms.get(self.room)
        return linked is not None and linked.state is RoomState.PENDING

    async def _given_up(self) -> bool:
        """Nobody wants the room any more: what waits for it goes to the one that replaced it, if any did."""
        wanted, successor = await self.clerk.do(self._let_go)
        if successor:
            self.wake_others({successor})
        return not wanted

    def _let_go(self, work: Work) -> tuple[bool, Room | None]:
        linked = work.rooms.get(self.room)
        if linked and linked.state is not RoomState.UNLINKED:
            return True, None
        instead = upgrades.now_read(work, {one.room: one for one in work.rooms.all()}, self.room)
        if instead != self.room:
            work.outbox.move(self.room, instead)
        work.outbox.give_up(self.room, "the room was unlinked and cannot be reached")
        return False, instead if instead != self.room else None

    async def _not_applied(self, fixed: FixedPost, fault: SendFault) -> None:
        self.patience.faults += 1
        counters.LATER.labels(self.room.source).inc()
        log.info("not posted yet", room=str(self.room), verb=fixed.verb, why=fault.reason, after=fault.after)
        await self.patience.note(lambda work: work.outbox.not_applied(fixed.id, fault.reason))
        if fault.after and not isinstance(fault, Unfetched):
            counters.LIMITED.labels(self.room.source, counters.room_label(self.room)).inc()
            (self.account if self.platform.pace.account_wide else self.own).pause(fault.after)
        else:
            await self.patience.pause(fault.after or self.patience.back_off(), self.patience.told_to_try)

    async def _refuse(self, fixed: FixedPost, fault: Rejected) -> None:
        reason = fault.reason
        counters.REFUSED.labels(self.room.source, counters.room_label(self.room)).inc()
        log.warning("refused", room=str(self.room), verb=fixed.verb, why=reason)
        lanes: set[Room] = set()

        def note(work: Work) -> None:
            work.outbox.refused(fixed.id, reason)
            lanes.update(self.refused(work, fixed, reason))
            if isinstance(fault, UnknownEmoji) and in_words(work, fixed, self.now()):
                lanes.add(self.room)

        await self.patience.note(note)
        self.wake_others(lanes)

    def _done(self, work: Work, *, fixed: FixedPost, done: "_Done") -> None:
        work.outbox.posted(fixed, native=done.posted.id, stamp=done.posted.stamp, at=done.at, alone=done.alone)
        if done.post.payload.get("possible_repeat") and fixed.verb != "whisper":  # which says so, and stands nowhere
            work.outbox.repeated(fixed.id, done.at)
        if fixed.verb not in SHOWN:
            return
        threads.begin(work, fixed, done.posted.id)
        lanes = self.known_late(work, done.posted.id, fixed)
        if buttons.sow(work, fixed, done.posted.id, done.at):
            lanes = lanes | {self.room}
        if lanes:
            done.loop.call_soon_threadsafe(self.wake_others, lanes)  # their turn at the clerk comes after this one


@dataclass(frozen=True)
class _Done:
    """What was sent, what came of it, and the loop that is to hear of it."""

    post: Post
    posted: Posted
    at: datetime
    alone: bool  # nothing else was made of what it carries
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
