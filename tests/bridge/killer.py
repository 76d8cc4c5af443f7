"""Runs the program with a bullet in it: `python -m tests.bridge.killer <step> <n> <pace> run --config …`.

The process kills itself (SIGKILL) when it comes to the named step for the n-th time; step "none" never kills. During
a send the call is on its way and its answer not read; after a send the answer is read and not recorded. Waiting
for calls that may still be on their way is shortened, since on loopback none takes long. With the pace "brisk" the
program posts to Slack as fast as a sandbox without limits takes it. What a Matrix account finds when it is back counts
as recovered after a second, and a file is given up after two. Nothing of this is in the product.
"""

import asyncio
import os
import signal
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiohttp import ClientResponse

from bot.__main__ import main as run
from bot.outbound import media
from bot.platforms import Pace
from bot.platforms.matrix import hearing
from bot.platforms.matrix.client import MatrixPlatform
from bot.platforms.matrix.send import Sender as MatrixSender
from bot.platforms.slack import api, send
from bot.platforms.slack.client import Slack
from bot.platforms.slack.send import Sender as SlackSender
from bot.platforms.slack.wire import Line
from bot.runtime.clerk import Clerk
from storage.store import Database

STEPS = (
    "before-transaction",
    "before-commit",
    "after-commit",
    "before-acknowledging",
    "after-acknowledging",
    "before-slack-send",
    "during-slack-send",
    "after-slack-send",
    "before-matrix-send",
    "during-matrix-send",
    "after-matrix-send",
)
FILE_STEPS = tuple(f"{when}-{whose}-file" for whose in ("slack", "matrix") for when in ("before", "during", "after"))
BRISK = Pace(room_rate=1000.0, room_burst=1000, account_rate=1000.0, account_burst=1000)
HURRIED = 1.0
"""Seconds after which a call counts as arrived or failed."""
UNDER_WAY = 0.01
"""Seconds that the call in which the process dies has to leave it."""

inside: ContextVar[str] = ContextVar("inside", default="")
"""The name of the steps around the method that runs."""


class Bullet:
    """Counts how often the step was come to."""

    def __init__(self, step: str, number: int) -> None:
        self._step, self._left = step, number

    def is_for(self, step: str) -> bool:
        return step == self._step

    def at(self, step: str) -> None:
        if self.is_for(step):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def around(owner: type, method: str, bullet: Bullet, name: str) -> None:
    """Put the bullet before and after an awaited method."""
    inner = getattr(owner, method)

    async def outer(self: Any, *args: Any, **kwargs: Any) -> Any:
        bullet.at(f"before-{name}")
        token = inside.set(name)
        try:
            answer = await inner(self, *args, **kwargs)
        finally:
            inside.reset(token)
        bullet.at(f"after-{name}")
        return answer

    setattr(owner, method, outer)


def during(bullet: Bullet) -> None:
    """Put the bullet between a call and its answer."""
    start = ClientResponse.start

    async def started(self: ClientResponse, connection: Any) -> ClientResponse:
        step = f"during-{inside.get()}"
        if bullet.is_for(step):
            await asyncio.sleep(UNDER_WAY)
            bullet.at(step)
        return await start(self, connection)

    ClientResponse.start = started  # type: ignore[method-assign]


def load(bullet: Bullet) -> None:
    """Put the bullet where every step passes it."""
    around(Clerk, "do", bullet, "transaction")
    around(Line, "_acknowledge", bullet, "acknowledging")
    around(SlackSender, "send", bullet, "slack-send")
    around(MatrixSender, "send", bullet, "matrix-send")
    around(Slack, "send_file", bullet, "slack-file")
    around(MatrixPlatform, "send_file", bullet, "matrix-file")
    during(bullet)
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
    media.FETCH_FOR = 2 * HURRIED
    load(Bullet(step, int(number)))
    if pace == "brisk":
        Slack.pace = BRISK
    sys.argv = ["netcontrol", *words]
    run()


if __name__ == "__main__":
    main()
