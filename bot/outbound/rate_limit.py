"""How fast an account may post: a bucket for it and one for each of its rooms; who waits is served by rank."""

import asyncio
import heapq
import itertools
import math
from collections.abc import Callable
from typing import NamedTuple

SHY = 30.0
"""Seconds for which a bucket that was told to slow down keeps to its documented rate and counts as tight."""


class Bucket:
    """Tokens that come back at ``rate`` per second, ``burst`` at most; times are seconds of one clock.

    With ``trusting``, nothing is held back until the platform says that it is too much; from then on the rate is kept
    until the platform has been content for a while. So a quiet room is never slowed down, and a busy one keeps the
    platform's documented pace after a single refusal.
    """

    def __init__(self, rate: float, burst: int, now: float, *, trusting: bool = False) -> None:
        self._documented = rate
        self._trusting = trusting
        self._rate = math.inf if trusting else rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._at = now
        self._not_before = now
        self._told = -math.inf
        self._pauses = 0

    def ready_in(self, now: float) -> float:
        """Seconds until one may be sent; 0 when it may be now."""
        self._refill(now)
        pause = max(0.0, self._not_before - now)
        if math.isinf(self._rate) or self._tokens >= 1:
            return pause
        return max(pause, (1 - self._tokens) / self._rate)

    def take(self, now: float) -> int:
        """Take a token; the answer is what ``give_back`` asks for."""
        self._refill(now)
        if not math.isinf(self._rate):
            self._tokens -= 1
        return self._pauses

    def give_back(self, taken: int) -> None:
        """Nothing was sent after all. A token from before the latest pause is void: the platform took all of them."""
        if taken == self._pauses:
            self._tokens = min(self._burst, self._tokens + 1)

    def pause(self, now: float, seconds: float) -> None:
        """The platform said: not before so many seconds."""
        self._not_before = max(self._not_before, now + seconds)
        self._told = now
        self._pauses += 1
        self._rate = self._documented
        self._tokens = min(self._tokens, 0.0)

    def tight(self, now: float, backlog: int) -> bool:
        """Would so many posts have to wait?"""
        self._refill(now)
        limited = not math.isinf(self._rate) and self._tokens < backlog
        return limited or now - self._told < SHY

    def _refill(self, now: float) -> None:
        if self._trusting and now - max(self._told, self._not_before) >= SHY:
            self._rate = math.inf
        if not math.isinf(self._rate):
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


class _Ticket(NamedTuple):
    """A place before the turnstile; tickets sort by rank, then as they came."""

    rank: int
    number: int
    through: asyncio.Future[int]
    who: int


class Turnstile:
    """Lets one lane of an account through at a time as its bucket allows, the most urgent first."""

    def __init__(self, bucket: Bucket, clock: Callable[[], float]) -> None:
        self.bucket = bucket
        self._clock = clock
        self._waiting: list[_Ticket] = []  # a heap: who was hurried stands in it twice
        self._taken: dict[int, int] = {}  # by whom: what the bucket said of the latest token
        self._ranks: dict[int, tuple[int, asyncio.Future[int]]] = {}  # by whom: the ticket and its best rank
        self._count = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def enter_at_once(self, who: object = None) -> bool:
        """Take a token if there is one and nobody waits for it."""
        now = self._clock()
        if self._waiting or self.bucket.ready_in(now) > 0:
            return False
        self._taken[id(who)] = self.bucket.take(now)
        return True

    def give_back(self, who: object = None) -> None:
        """Nothing was sent with the latest token of ``who``: whoever waits for one has it now."""
        self.bucket.give_back(self._taken.pop(id(who), -1))
        self._serve()

    async def enter(self, rank: int, who: object = None) -> int:
        """Wait for a token; lower ranks go first, equal ones in the order in which they came.

        Returns the rank with which it was given: a better one where ``who`` was hurried meanwhile.
        """
        if self.enter_at_once(who):
            return rank
        ticket: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._queue(rank, ticket, who)
        try:
            return await ticket
        finally:
            self._ranks.pop(id(who), None)

    def hurry(self, who: object, rank: int) -> None:
        """Whoever waits here has something more urgent now."""
        before, ticket = self._ranks.get(id(who), (rank, None))
        if ticket is not None and rank < before:
            self._queue(rank, ticket, who)

    def _queue(self, rank: int, ticket: "asyncio.Future[int]", who: object) -> None:
        if who is not None:
            self._ranks[id(who)] = (rank, ticket)
        heapq.heappush(self._waiting, _Ticket(rank, next(self._count), ticket, id(who)))
        self._serve()

    def pause(self, seconds: float) -> None:
        """Let nothing through for so many seconds: the server asked for it (429)."""
        self.bucket.pause(self._clock(), seconds)

    def _serve(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            if self._waiting[0].through.done():  # its lane was cancelled, or is through with a better rank
                heapq.heappop(self._waiting)
                continue
            delay = self.bucket.ready_in(self._clock())
            if delay > 0:
                self._timer = asyncio.get_running_loop().call_later(delay, self._serve)
                return
            first = heapq.heappop(self._waiting)
            self._taken[first.who] = self.bucket.take(self._clock())
            first.through.set_result(first.rank)
