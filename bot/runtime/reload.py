"""Reading the configuration again while the program runs: on SIGHUP, or when another process asks for it.

Whoever asks puts a file into the data folder and finds the answer beside it: that works where neither process may send
the other a signal, as between containers. Whether anybody is there to answer, the lock file tells.
"""

import asyncio
import fcntl
import json
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.runtime import private_files
from bot.runtime.lease import LOCK

log = structlog.get_logger()

LOOKS_EVERY = 0.5
ANSWERS_WITHIN = 30.0
_ASKED, _TOLD = ".asked", ".told"


@dataclass(frozen=True)
class Outcome:
    """What came of it, in lines for a person; ``well`` is False where the program goes on as before."""

    well: bool
    lines: tuple[str, ...]


class Reloading:
    """In the running program: reads the configuration again when it is asked to, and says what came of it."""

    def __init__(self, data_dir: Path, reread: Callable[[], Awaitable[Outcome]]) -> None:
        self._folder = data_dir
        self._reread = reread
        self._wanted = asyncio.Event()

    def now(self) -> None:
        """Somebody sent SIGHUP."""
        self._wanted.set()

    async def run(self) -> None:
        """Read again whenever it is wanted, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY):
                    await self._wanted.wait()
            try:
                await self._look()
            except OSError as fault:  # a full disk ends no bridge
                log.warning("the data folder cannot be used", fault=type(fault).__name__)

    async def _look(self) -> None:
        asked = sorted(self._folder.glob(f"reload-*{_ASKED}"))
        if not asked and not self._wanted.is_set():
            return
        self._wanted.clear()
        for file in asked:
            file.unlink(missing_ok=True)
        outcome = await self._reread()
        for file in asked:
            _put(file.with_suffix(_TOLD), json.dumps({"well": outcome.well, "lines": outcome.lines}))


async def ask(data_dir: Path) -> Outcome | None:
    """Have the running program read its configuration again; None where none runs on this data.

    Raises TimeoutError where one runs and does not answer.
    """
    if not is_run(data_dir):
        return None
    asked = data_dir / f"reload-{secrets.token_hex(6)}{_ASKED}"
    told = asked.with_suffix(_TOLD)
    _put(asked, "")
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            while not told.exists():  # noqa: ASYNC110 - another process makes it
                await asyncio.sleep(LOOKS_EVERY / 5)
        found = json.loads(told.read_text(encoding="utf-8"))
    finally:
        for file in (asked, told):
            file.unlink(missing_ok=True)
    return Outcome(found["well"], tuple(found["lines"]))


def is_run(data_dir: Path) -> bool:
    """Does a process run on this data? Its lock tells, which dies with it."""
    try:
        with (data_dir / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def _put(path: Path, text: str) -> None:
    private_files.write(path, text.encode())
