"""The promise once more, with a clerk that works as the real one does: while somebody else goes on.

Answers come later than the commit, commits are lost on their way back, decisions are overtaken, the database goes away
and whoever waits is cancelled and told the same again. All of it is drawn from one seed.
"""

import asyncio
from collections import deque
from functools import partial

import pytest

from bot.runtime.clerk import Clerk
from bot.runtime.turns import OWN
from commands.domain.errors import Stale
from storage.store import DatabaseAway
from tests.bot.test_promise import MEMORY, ROOMS, Crash, Fate, Play, died_of, play


class HarshClerk(Clerk):
    """One job after the other in a task of its own; what befalls a job is drawn from the seed."""

    fate: Fate

    def __init__(self, database):
        self._database = database
        self._soon = deque()
        self._queue = deque()
        self._worker = None
        self._dead = False

    async def do(self, job, turn=OWN):
        answer = asyncio.get_running_loop().create_future()
        if self._dead:
            raise Crash
        self._queue.append((job, answer))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.ensure_future(self._work())
        return await answer

    async def _work(self):
        while self._queue:
            job, answer = self._queue.popleft()
            for _ in range(self.fate.dice.randrange(4)):
                await asyncio.sleep(0)
            if self._dead:
                return
            value, fault = None, None
            try:
                value = self._befall(job)
            except (Crash, Exception) as caught:  # noqa: BLE001
                fault = caught
            asyncio.get_running_loop().call_soon(_settle, answer, value, fault)
            if isinstance(fault, Crash):
                self.die()

    def _befall(self, job):
        what = self.fate.dice.random() if not self.fate.kind else 1.0
        if what < 0.02:
            raise DatabaseAway
        if what < 0.03:
            raise Crash
        if what < 0.08:
            job = _overtaken_once(job)
        value = self._run(job)
        if 0.08 <= what < 0.10:
            raise DatabaseAway  # the commit is in, and nobody knows
        if 0.10 <= what < 0.11:
            raise Crash
        return value

    def soon(self, job):
        if not self._soon:
            asyncio.get_running_loop().call_later(0.005, self._by_themselves)
        self._soon.append(job)

    def die(self):
        self._dead = True
        self._soon.clear()
        while self._queue:
            _settle(self._queue.popleft()[1], None, Crash())


def _settle(answer, value, fault):
    if not answer.done():
        if fault is None:
            answer.set_result(value)
        else:
            answer.set_exception(fault)


def _overtaken_once(job):
    tries = []

    def overtaken(work):
        value = job(work)
        tries.append(1)
        if len(tries) == 1:
            raise Stale
        return value

    return overtaken


class HarshPlay(Play):
    def __init__(self, seed, url):
        super().__init__(seed, url)
        self.world.clerk.close()
        self.world.clerk_kind = type("SeededClerk", (HarshClerk,), {"fate": self.fate})
        self.world.build()
        self.reviving = asyncio.Lock()
        self.cancelled = 0

    async def revive(self, always=False):
        """What lives is not started again, also at the end: a lane that nobody called would stand still for ever."""
        async with self.reviving:
            task = self.world._task
            lives = task is not None and not task.done() and not self.world.clerk._dead
            if not lives:
                await super().revive(always=True)

    async def settle(self):
        while True:
            try:
                return await super().settle()
            except BaseExceptionGroup as group:  # a death that was on its way
                died_of(group)
                await self.revive()

    async def start(self):
        while True:
            try:
                return await self.world.start()
            except Crash:
                self.deaths += 1
                self.world.build()
            except DatabaseAway:
                continue

    async def deliver(self, messages):
        """Several are said at once, in different rooms."""
        others = [room for room in ROOMS if room not in {message.room for message in messages}]
        while others and self.dice.random() < 0.4:
            messages.append(self.say(others.pop()).message)
        rooms = dict.fromkeys(message.room for message in messages)
        said_in = ([message for message in messages if message.room == room] for room in rooms)
        await asyncio.gather(*(super(HarshPlay, self).deliver(some) for some in said_in))
        if self.dice.random() < 0.3:
            await self.calm()

    async def calm(self):
        """Nothing more is said or goes wrong for a while: what waits must go out by itself."""
        self.fate.kind = True
        await self.revive()
        await self.settle()
        self.fate.kind = False

    async def tell(self, call):
        """The source tells again what was not acknowledged; whoever waits for that may be cancelled."""
        while True:
            telling = asyncio.ensure_future(call())
            if self.dice.random() < 0.2:
                for _ in range(self.dice.randrange(8)):
                    await asyncio.sleep(0)
                telling.cancel()
            try:
                return await telling
            except asyncio.CancelledError:
                self.cancelled += 1
            except DatabaseAway:
                await asyncio.sleep(0)


play_harshly = partial(play, kind=HarshPlay)


@pytest.mark.parametrize("seed", range(6))
async def test_the_promise_holds_whatever_befalls_a_transaction(seed):
    await play_harshly(seed, 30)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2000, 2100))
async def test_the_promise_holds_through_long_plays_with_harsh_transactions(seed, tmp_path):
    await play_harshly(seed, 150, f"sqlite:///{tmp_path}/play.db" if seed % 2 else MEMORY)


async def test_the_plays_do_what_they_are_for():
    plays = [await play_harshly(seed, 30) for seed in range(100, 102)]

    assert sum(one.deaths for one in plays) > 2
    assert sum(one.cancelled for one in plays) > 2
