"""What can go wrong on the way to Slack and back: a script of outcomes for the next calls, or a chance of them."""

from __future__ import annotations

import random
from collections import Counter, deque
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a call fares."""

    PASS = "pass"  # noqa: S105
    REFUSED = "refused"
    RATELIMITED = "ratelimited"
    BROKEN = "broken"
    RESET = "reset"
    LOST = "lost"
    HANG = "hang"
    SLOW = "slow"


@dataclass(frozen=True)
class Outcome:
    """One way with its figure: seconds for RATELIMITED, HANG and SLOW; Slack's error code for REFUSED."""

    way: Way
    seconds: float = 0.0
    error: str = ""


PASS = Outcome(Way.PASS)
BROKEN = Outcome(Way.BROKEN)
"""HTTP 500, not applied."""
RESET = Outcome(Way.RESET)
"""The connection breaks before anything is applied."""
LOST = Outcome(Way.LOST)
"""Applied, then the connection breaks: the caller cannot know."""


def ratelimited(seconds: float = 1) -> Outcome:
    """HTTP 429 with this Retry-After, not applied."""
    return Outcome(Way.RATELIMITED, seconds=seconds)


def refused(error: str) -> Outcome:
    """HTTP 200 with `ok: false` and this error, not applied."""
    return Outcome(Way.REFUSED, error=error)


def hang(seconds: float = 3600) -> Outcome:
    """Applied, then no answer for so long that the caller gives up."""
    return Outcome(Way.HANG, seconds=seconds)


def slow(seconds: float) -> Outcome:
    """Applied and answered, after a while."""
    return Outcome(Way.SLOW, seconds=seconds)


class Faults:
    """Which calls go wrong, seeded. A script comes before a chance, a method's own before that of `*`.

    The names are those of the Web API's methods, and `upload`, `download` and `response_url`.
    """

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311
        self._scripts: dict[str, deque[Outcome]] = {}
        self._chances: dict[str, list[tuple[float, Outcome]]] = {}
        self.met: Counter[Way] = Counter()

    def script(self, method: str, *outcomes: Outcome) -> None:
        """The next calls of the method (`*`: of any) fare like this, one after the other; then all is well again."""
        self._scripts.setdefault(method, deque()).extend(outcomes)

    def chance(self, method: str, probability: float, outcome: Outcome) -> None:
        """From now on each call of the method (`*`: of any) meets the outcome with this probability (0 to 1)."""
        self._chances.setdefault(method, []).append((probability, outcome))

    def clear(self) -> None:
        """From now on all is well."""
        self._scripts.clear()
        self._chances.clear()

    @property
    def pending(self) -> int:
        """How many scripted outcomes no call has met yet."""
        return sum(len(script) for script in self._scripts.values())

    def next(self, method: str) -> Outcome:
        """How this call fares."""
        outcome = self._scripted(method) or self._by_chance(method) or PASS
        self.met[outcome.way] += 1
        return outcome

    def _scripted(self, method: str) -> Outcome | None:
        for key in (method, "*"):
            if self._scripts.get(key):
                return self._scripts[key].popleft()
        return None

    def _by_chance(self, method: str) -> Outcome | None:
        for probability, outcome in self._chances.get(method, []) + self._chances.get("*", []):
            if self._random.random() < probability:
                return outcome
        return None
