"""The program under test: `netcontrol run` as a child process on a leash, killed, stopped and started again."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
STOP_SECONDS = 15


class Program:
    """One configuration, run again and again. `told` holds the log lines of all runs, oldest first."""

    def __init__(self, config: Path, pace: str = "") -> None:
        self.config = config
        self.pace = pace  # "" runs the program as it is, "own" or "brisk" by the killer (see there)
        self.told: list[dict[str, object]] = []
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()
        self._begun = 0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def command(self, *words: str, **environ: str) -> tuple[int, str]:
        """Another `netcontrol` command on the same configuration: its exit code, and all that it wrote."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words, "--config", str(self.config)),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            cwd=ROOT, env={**os.environ, "COLUMNS": "200", **environ},
        )  # fmt: skip
        written, _ = await asyncio.wait_for(process.communicate(), START_SECONDS)
        return int(process.returncode or 0), written.decode()

    def send(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    @property
    def this_run(self) -> list[dict[str, object]]:
        """The log of the run that was started last."""
        return self.told[self._begun :]

    def says(self, event: str) -> int:
        """How often the last run has said this."""
        return sum(1 for line in self.this_run if line.get("event") == event)

    async def start(self, step: str = "none", number: int = 0, *, connected: bool = True) -> None:
        """Start, with the step at which it is to die. Returns when it is connected."""
        module = ["tests.bridge.killer", step, str(number), self.pace] if self.pace else ["bot"]
        self._begun = len(self.told)
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.sandbox.leash", *module),
            *("run", "--config", str(self.config), "--log-format", "json"),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, limit=2**22,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read(self._process))
        if connected:
            await self.until(lambda: not self.is_running or self.says("every account is connected") > 0)
            assert self.is_running, f"the program ended before it was connected:\n{self.tail()}"

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self._process and self.is_running:
            self._process.kill()
        await self.ended()

    async def stop(self) -> float:
        """Tell it to stop; the seconds that it took."""
        began = asyncio.get_running_loop().time()
        if self._process and self.is_running:
            self._process.terminate()
            self._process.send_signal(signal.SIGCONT)  # a frozen one hears nothing else
            try:
                await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
            except TimeoutError:
                raise AssertionError(f"not stopped {STOP_SECONDS} s after it was told to:\n{self.tail()}") from None
            finally:
                await self.kill()
        return asyncio.get_running_loop().time() - began

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def ended(self) -> None:
        """Wait until the process is gone and its log is read."""
        if self._process:
            await self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
        if self._reader:
            await self._reader

    async def until(self, predicate: Callable[[], bool], timeout: float = START_SECONDS) -> None:
        """Wait for what the log tells, or for the end of the process."""
        try:
            async with asyncio.timeout(timeout):
                while not predicate():
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            raise AssertionError(f"not within {timeout} s; the log ends:\n{self.tail()}") from None

    def tail(self, lines: int = 30) -> str:
        return "\n".join(json.dumps(line, ensure_ascii=False)[:600] for line in self.told[-lines:])

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for raw in process.stderr:
            line = raw.decode(errors="replace").rstrip()
            try:
                told = json.loads(line)
            except ValueError:
                told = {"raw": line}
            self.told.append(told if isinstance(told, dict) else {"raw": line})
            self._moved.set()
        await process.wait()
        self._moved.set()
