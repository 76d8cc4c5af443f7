"""The program itself, as `netcontrol run` starts it: a child that is watched by its log, killed and restarted."""

import asyncio
import contextlib
import json
import os
import sys
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
CONNECT_SECONDS = 60
STOP_SECONDS = 12


class State(StrEnum):
    """How the process stands."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"


class ProgramError(Exception):
    """The program ended by itself; the text holds the end of its log."""


class Program:
    """`python -m bot run --config …`, on a leash. `accounts` says of each account whether it is connected."""

    def __init__(self, config: Path, accounts: list[str], changed: Callable[[], None]) -> None:
        self.config = config
        self.log = config.with_name("program.log")
        self.accounts = dict.fromkeys(accounts, False)
        self.linked: set[str] = set()
        self.state = State.STOPPED
        self.last_words: deque[str] = deque(maxlen=20)
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._moved = asyncio.Condition()

    @property
    def pid(self) -> int | None:
        """The process that runs now, if one does."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start, and return when every account is connected. Raises ProgramError."""
        if self.pid:
            return
        self.state = State.STARTING
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.sandbox.leash", "bot", "run", "--config", str(self.config),
            "--log-format", "json",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            limit=2**20, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True,
        )  # fmt: skip
        self._watch = asyncio.create_task(self._read(self._process))
        try:
            await self.until(lambda: self.state is not State.STARTING, CONNECT_SECONDS)
        except TimeoutError:
            await self.kill()
            raise ProgramError(f"not connected within {CONNECT_SECONDS} s:\n{self.tail}") from None
        if self.state is State.STOPPED:
            raise ProgramError(f"Net Control ended before it was connected:\n{self.tail}")

    async def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        if self._process and self._process.returncode is None:
            self._process.kill()
        await self._gone()

    async def stop(self) -> None:
        """Let it finish what is in hand; by force when that takes too long."""
        if self._process and self._process.returncode is None:
            self._process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        await self.kill()

    async def until(self, predicate: Callable[[], bool], timeout: float) -> None:
        """Wait for something that the log tells. Raises TimeoutError."""
        async with asyncio.timeout(timeout), self._moved:
            await self._moved.wait_for(predicate)

    @property
    def tail(self) -> str:
        """The end of its log."""
        return "\n".join(self.last_words)

    async def _gone(self) -> None:
        if self._process:
            await self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
        if self._watch:
            await self._watch

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None  # noqa: S101 - asked for above
        with self.log.open("ab") as log:
            async for line in process.stderr:
                log.write(line)
                log.flush()
                await self._note(line.decode(errors="replace").strip())
        await process.wait()
        self.accounts = dict.fromkeys(self.accounts, False)
        await self._tell(State.STOPPED)

    async def _note(self, line: str) -> None:
        self.last_words.append(line[:500])
        try:
            told = json.loads(line)
        except ValueError:
            return
        if isinstance(told, dict):
            await self._tell(self._understood(told))

    def _understood(self, told: dict[str, Any]) -> State:
        match told.get("event"):
            case "account connected":
                self.accounts[str(told.get("account"))] = True
            case "account disconnected" | "account failed":
                self.accounts[str(told.get("account"))] = False
            case "room linked":
                self.linked.add(str(told.get("room")))
            case "every account is connected":
                return State.RUNNING
        return self.state

    async def _tell(self, state: State) -> None:
        async with self._moved:
            self.state = state
            self._moved.notify_all()
        self._changed()
