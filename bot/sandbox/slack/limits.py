"""Slack's rate limits: a post a second in each channel after a short burst, and a bound per minute for each method."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .model import Refusal

MINUTE = 60.0


@dataclass
class _Bucket:
    """Tokens that refill with time; one is taken by each post."""

    left: float
    since: float


@dataclass(kw_only=True)
class RateLimits:
    """The limits of one app in one workspace. `on = False` switches them all off."""

    now: Callable[[], float]
    burst: int
    rate: float
    on: bool = True
    refused: int = 0
    _calls: dict[str, deque[float]] = field(default_factory=dict, repr=False)
    _posts: dict[str, _Bucket] = field(default_factory=dict, repr=False)

    def call(self, method: str, per_minute: int | None) -> None:
        """Counts a call. Raises the refusal `ratelimited` when the last minute has seen as many as it may."""
        if not self.on or per_minute is None:
            return
        now, calls = self.now(), self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= per_minute:
            raise self._ratelimited(calls[0] + MINUTE - now)
        calls.append(now)

    def post(self, channel: str) -> None:
        """Counts a post. Raises the refusal `ratelimited` when the channel's burst is spent."""
        if not self.on:
            return
        now = self.now()
        bucket = self._posts.setdefault(channel, _Bucket(self.burst, now))
        bucket.left = min(self.burst, bucket.left + (now - bucket.since) * self.rate)
        bucket.since = now
        if bucket.left < 1:
            raise self._ratelimited((1 - bucket.left) / self.rate)
        bucket.left -= 1

    def _ratelimited(self, seconds: float) -> Refusal:
        self.refused += 1
        return ratelimited(seconds)


def ratelimited(seconds: float) -> Refusal:
    """HTTP 429 with whole seconds in Retry-After, at least 1."""
    wait = str(max(1, math.ceil(seconds)))
    return Refusal("ratelimited", status=429, headers={"Retry-After": wait})
