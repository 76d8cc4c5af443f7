"""One process at a time runs the accounts: a lease in the store, and a lock file that tells when its holder is dead."""

import asyncio
import fcntl
import os
import secrets
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.runtime.clerk import Clerk
from bot.runtime.private_files import private_folder
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

NAME = "accounts"
LOCK = "netcontrol.lock"
"""The file in the data folder whose lock the running process holds."""
LENGTH = timedelta(seconds=15)
RENEWED_EVERY = 4.0
MARGIN = timedelta(seconds=5)
"""So far the clocks of two machines may be apart."""


class Taken(Exception):
    """Another process runs the accounts."""


class LeaseLost(Exception):
    """The lease ran out and another process took it: this one must stop posting at once."""


class Tenancy:
    """The right of this process to run the accounts.

    The lock file is released by the system when a process dies, so that a killed one is succeeded at once on the same
    machine; on another machine its lease has to run out first.
    """

    def __init__(self, clerk: Clerk, data_dir: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clerk = clerk
        self._now = now
        private_folder(data_dir)
        self._lock = (data_dir / LOCK).open("a+")
        self.holder = ""  # until it is known whose data this is
        self._sure_until = datetime.min.replace(tzinfo=UTC)  # before this nobody else can take the lease

    async def take(self, *, wait: bool) -> None:
        """Become the one that runs; raises Taken, naming the holder, unless it is to wait as a standby."""
        told = False
        while True:
            holder = await self._try()
            if holder == self.holder:
                return
            if not wait:
                raise Taken(f"{_shown(holder)} runs the accounts; stop it first, or start this one with --standby")
            if not told:
                log.info("standing by", holder=_shown(holder))
                told = True
            await asyncio.sleep(1)

    async def _try(self) -> str:
        if not self._locked():
            held = await self._clerk.do(lambda work: work.keeping.lease(NAME))
            return held.holder if held else f"{socket.gethostname()}#?"
        home = self._home()
        self.holder = f"{home}#{os.getpid()}.{secrets.token_hex(4)}"

        def job(work: Work) -> str:
            self._sure_until = self._now() + LENGTH - MARGIN
            held = work.keeping.lease(NAME)
            dead = held.holder if held and held.holder.startswith(f"{home}#") else ""
            return work.keeping.take_lease(NAME, self.holder, self._now(), LENGTH, from_dead=dead).holder

        return await self._clerk.do(job)

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
                await self._clerk.do(self._renew)
            except DatabaseAway:
                log.warning("lease not renewed: the database is away")

    def _renew(self, work: Work) -> None:
        at = self._now()
        held = work.keeping.take_lease(NAME, self.holder, at, LENGTH)
        if held.holder != self.holder:
            raise LeaseLost(f"{_shown(held.holder)} took over")
        self._sure_until = at + LENGTH - MARGIN

    def check(self, work: Work) -> None:
        """Called within every transaction that fixes a post; raises LeaseLost.

        The store is asked only when the lease may have run out: until then nobody else can have taken it.
        """
        if self._now() < self._sure_until:
            return
        held = work.keeping.lease(NAME)
        if held is None or held.holder != self.holder:
            raise LeaseLost(f"{_shown(held.holder) if held else 'nobody'} holds the lease")

    async def give_up(self) -> None:
        """Let the next process in at once."""
        try:
            await self._clerk.do(lambda work: work.keeping.drop_lease(NAME, self.holder, self._now()))
        except DatabaseAway:
            log.warning("lease not given up: the database is away")
        self._lock.close()


def _shown(holder: str) -> str:
    home, _, pid = holder.rpartition("#")
    return f"process {pid.partition('.')[0]} on {home.partition(':')[0]}"
