"""Runs the program with a bullet in it: `python -m tests.bridge.killer <step> <n> <pace> run --config …`.

The process kills itself (SIGKILL) when it comes to the named step for the n-th time; step "none" never kills. Waiting
for calls that may still be on their way is shortened, since on loopback none takes long. With the pace "brisk" the
program posts to Slack as fast as a sandbox without limits takes it. What a Matrix account finds when it is back counts
as recovered after a second, and a file is given up after two. Nothing of this is in the product.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from bot import fetching
from bot.__main__ import main as run
from bot.clerk import Clerk
from bot.platforms import Pace
from bot.platforms.matrix import hearing
from bot.platforms.matrix.send import Sender as MatrixSender
from bot.platforms.slack import api, send
from bot.platforms.slack.client import Slack
from bot.platforms.slack.send import Sender as SlackSender
from bot.platforms.slack.wire import Line
from storage.store import Database

STEPS = (
    "before-transaction",
    "before-commit",
    "after-commit",
    "before-acknowledging",
    "after-acknowledging",
    "before-slack-send",
    "after-slack-send",
    "before-matrix-send",
    "after-matrix-send",
)
BRISK = Pace(room_rate=1000.0, room_burst=1000, account_rate=1000.0, account_burst=1000)
HURRIED = 1.0
"""Seconds after which a call counts as arrived or failed."""


class Bullet:
    """Counts how often the step was come to."""

    def __init__(self, step: str, number: int) -> None:
        self._step, self._left = step, number

    def at(self, step: str) -> None:
        if step == self._step:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def around(owner: type, method: str, before: Callable[[], None], after: Callable[[], None]) -> None:
    """Do something before and after an awaited method."""
    inner = getattr(owner, method)

    async def outer(self: Any, *args: Any, **kwargs: Any) -> Any:
        before()
        answer = await inner(self, *args, **kwargs)
        after()
        return answer

    setattr(owner, method, outer)


def load(bullet: Bullet) -> None:
    """Put the bullet where every step passes it."""
    for owner, method, name in (
        (Clerk, "do", "transaction"),
        (Line, "_acknowledge", "acknowledging"),
        (SlackSender, "send", "slack-send"),
        (MatrixSender, "send", "matrix-send"),
    ):
        around(
            owner, method, lambda name=name: bullet.at(f"before-{name}"), lambda name=name: bullet.at(f"after-{name}")
        )
    work = Database.work

    @contextmanager
    def committed(self: Database) -> Any:
        with work(self) as inner:
            yield inner
            bullet.at("before-commit")
        bullet.at("after-commit")

    Database.work = committed  # type: ignore[method-assign]


def main() -> None:
    _, step, number, pace, *words = sys.argv
    api.TIMEOUT = send.TIMEOUT = hearing.STALE = HURRIED
    fetching.FETCH_FOR = 2 * HURRIED
    load(Bullet(step, int(number)))
    if pace == "brisk":
        Slack.pace = BRISK
    sys.argv = ["netcontrol", *words]
    run()


if __name__ == "__main__":
    main()
