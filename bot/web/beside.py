"""The live board as a process beside the program: started with it, started again where it fell, ended with it."""

import asyncio
import contextlib
import sys
from pathlib import Path

import structlog

log = structlog.get_logger()

AGAIN = (1.0, 2.0, 5.0, 15.0)
"""Seconds until it is started again, each time that it ended soon after its start."""
SOON = 60.0


class BoardFault(Exception):
    """The board cannot be served; the words say why, and what would help."""


class Beside:
    """Keeps the process."""

    def __init__(self, file: Path) -> None:
        """``file`` is the configuration that the process reads."""
        self._words = (sys.executable, "-m", "bot", "board", "--beside", "--log-format", "json", "--config", str(file))

    async def run(self) -> None:
        """Keep it until cancelled. That it fell is told in the log; the bridge goes on."""
        loop, fell = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            code = await self._once()
            fell = min(fell + 1, len(AGAIN)) if loop.time() - began < SOON else 1
            log.error("the board ended and is started again", code=code, after=AGAIN[fell - 1])
            await asyncio.sleep(AGAIN[fell - 1])

    async def _once(self) -> int:
        process = await asyncio.create_subprocess_exec(*self._words, stdin=asyncio.subprocess.PIPE)
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                try:
                    async with asyncio.timeout(3):
                        await process.wait()
                except TimeoutError:
                    process.kill()
                    await process.wait()
            if process.stdin:
                process.stdin.close()
                with contextlib.suppress(ConnectionError):
                    await process.stdin.wait_closed()
