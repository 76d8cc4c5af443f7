"""One process at a time runs the accounts: a lease in the store, and two ways to tell at once that its holder is dead.

Who may post is decided by the store's clock and by the lease's epoch. The holder counts its own time from before it
asked, on a clock that goes on while the machine sleeps; past it, nothing is sent until the store has confirmed it. The
death of a process is told by a lock that the system gives back: of a file, on the same machine; of a connection, on
PostgreSQL.
"""

import asyncio
import fcntl
import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog

from bot.runtime.clerk import Clerk
from bot.runtime.node import Self, announce
from bot.runtime.private_files import private_folder
from storage.bridge.leases import Lease
from storage.store import DatabaseAway, Presence, Work

log = structlog.get_logger()

NAME = "accounts"
LOCK = "netcontrol.lock"
"""The file in the data folder whose lock the running process holds."""
LENGTH = timedelta(seconds=6)
RENEWED_EVERY = 2.0
MARGIN = 1.0
"""Seconds before its end in which a holder does not count on its lease: what was sent then might arrive after it."""
SILENT = timedelta(seconds=RENEWED_EVERY + 0.5)
"""After so long without a renewal a holder whose lock is free counts as dead: it has missed one."""
TRIED_EVERY = 0.5


class Taken(Exception):
    """Another process runs the accounts."""


class LeaseLost(Exception):
    """Another process took the lease: this one must stop posting at once."""


def awake() -> float:
    """Seconds on a clock that nobody sets and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Tenancy:
    """The right of this process to run the accounts."""

    def __init__(
        self,
        clerk: Clerk,
        data_dir: Path,
        *,
        presence: Presence | None = None,
        clock: Callable[[], float] = awake,
        node: Callable[[], Self] | None = None,
    ) -> None:
        """``node`` is what the process says of itself to others; without it, it says nothing."""
        self._clerk = clerk
        self._clock = clock
        self._presence = presence
        self._node = node
        private_folder(data_dir)
        self._lock = (data_dir / LOCK).open("a+")
        self._me = f"{self._home()}#{os.getpid()}.{secrets.token_hex(4)}"
        self.mine: Lease | None = None
        self._sure_until = 0.0  # by ``clock``: before this nobody else can have taken the lease

    async def take(self, *, wait: bool) -> None:
        """Become the one that runs; raises Taken, naming the holder, unless it is to wait as a standby."""
        told = False
        while (holder := await self._try()) is not None:
            if not wait:
                raise Taken(f"{_shown(holder)} runs the accounts; stop it first, or start this one with --standby")
            if not told:
                log.info("standing by", holder=_shown(holder))
                told = True
            await asyncio.sleep(TRIED_EVERY)

    async def _try(self) -> str | None:
        """Who holds the lease instead; None once it is ours."""
        if not self._locked():
            held = await self._clerk.do(lambda work: work.leases.get(NAME))
            return held.holder if held else f"{socket.gethostname()}#?"
        home, me = self._home(), self._me
        nobody_lives = self._presence is not None and await asyncio.to_thread(self._presence.announce)
        begun = self._clock()

        def job(work: Work) -> Lease:
            self._announce(work, runs=False)
            held = work.leases.get(NAME)
            if held and held.holder.startswith(f"{home}#"):
                taken = work.leases.take(NAME, me, LENGTH, silent=timedelta())  # its lock is ours: it is dead
            else:
                taken = work.leases.take(NAME, me, LENGTH, silent=SILENT if nobody_lives else None)
            if taken.holder == me:
                self._announce(work, runs=True)
            return taken

        held = await self._clerk.do(job)
        if held.holder != me:
            return held.holder
        self.mine, self._sure_until = held, begun + LENGTH.total_seconds() - MARGIN
        return None

    def _announce(self, work: Work, *, runs: bool) -> None:
        if self._node is not None:
            announce(work, self._node(), self._me, runs=runs)

    def _home(self) -> str:
        """Names this machine and this folder: host names and paths alone may be the same in two containers."""
        self._lock.seek(0)
        folder = self._lock.read().strip()
        if not folder:
            folder = secrets.token_hex(8)
            self._lock.write(folder)
            self._lock.flush()
        return f"{socket.gethostname()}:{folder}"

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    async def keep(self) -> None:
        """Renew the lease for ever; raises LeaseLost."""
        while True:
            await asyncio.sleep(RENEWED_EVERY)
            try:
                await self.confirm()
                if self._presence is not None:
                    await asyncio.to_thread(self._presence.announce)  # its connection may have been cut
            except DatabaseAway:
                log.warning("lease not renewed: the database is away")

    async def confirm(self) -> None:
        """Have the store confirm that the accounts are ours, from now on for the lease's length; raises LeaseLost."""
        begun = self._clock()  # before it is asked: however long the answer is on its way, the store counts from later
        await self._clerk.do(self._renew)
        self._sure_until = begun + LENGTH.total_seconds() - MARGIN

    def _renew(self, work: Work) -> None:
        mine = self._own()
        held = work.leases.renew(NAME, mine, LENGTH)
        if held is None or (held.holder, held.epoch) != (mine.holder, mine.epoch):
            raise LeaseLost(f"{_shown(held.holder)} took over" if held else "the lease is gone from the store")
        self._announce(work, runs=True)

    async def before_sending(self) -> None:
        """Called before each attempt: where the lease may have run out meanwhile, the store is asked first.

        A process that was frozen since it fixed a post must not send it: its successor may have done so. Raises
        LeaseLost, and DatabaseAway where the store cannot say.
        """
        if self._clock() >= self._sure_until:
            await self.confirm()

    def check(self, work: Work) -> None:
        """Called within every transaction that fixes a post or begins an attempt; raises LeaseLost."""
        mine = self._own()
        if not work.leases.holds(NAME, mine.holder, mine.epoch):
            held = work.leases.get(NAME)
            raise LeaseLost(f"{_shown(held.holder) if held else 'nobody'} holds the lease")

    def _own(self) -> Lease:
        if self.mine is None:
            raise LeaseLost("the lease was never taken")
        return self.mine

    async def give_up(self) -> None:
        """Let the next process in at once."""
        mine = self.mine
        try:
            if mine is not None:
                await self._clerk.do(lambda work: work.leases.drop(NAME, mine))
            await self._clerk.do(lambda work: work.nodes.gone(self._me))
        except DatabaseAway:
            log.warning("lease not given up: the database is away")
        if self._presence is not None:
            await asyncio.to_thread(self._presence.leave)
        self._lock.close()


def _shown(holder: str) -> str:
    home, _, pid = holder.rpartition("#")
    return f"process {pid.partition('.')[0]} on {home.partition(':')[0]}"
