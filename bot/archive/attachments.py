"""Files that people have said, for an export: fetched from the account where they were said, each under its digest.

What cannot be fetched any more is told with its name, its size, its digest where it is known, and the reason.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.platforms import Platform, SendFault, TryLater
from bot.runtime.private_files import private_file
from storage.whole import Attached

FOLDER = "attachments"
"""Within an export, and within the program's own folder for those of an imported record."""

TRIES = 3
AT_ONCE = 4
LONGEST_WAIT = 30.0
WITHIN = 900.0
"""Seconds for one file."""

NOT_ASKED = "not fetched: it was not asked for"
NO_ACCOUNT = "no account that can fetch it is in the configuration"
DIFFERS = "what its platform gives out is not what was copied: its SHA-256 differs"


@dataclass(frozen=True)
class Got:
    """A file by its digest, or why it is not there. ``size`` and ``sha256`` are of what was read."""

    size: int | None = None
    sha256: str = ""
    why: str = ""


Fetched = Mapping[tuple[int, int], Got]
"""By the message's id and the file's number."""

Say = Callable[[str], None]


@dataclass
class Fetch:
    """Brings the bytes of files into a folder. ``held`` is where those of an imported record are kept."""

    platforms: Mapping[str, Platform]
    held: Path
    say: Say = lambda _: None
    _away: dict[str, str] = field(default_factory=dict)  # an account that did not answer is not asked again

    async def all(self, wanted: Iterable[Attached], folder: Path) -> dict[tuple[int, int], Got]:
        """Fetch what is wanted, some at once; each digest is one file, however often it was said."""
        turns, found, asked = asyncio.Semaphore(AT_ONCE), {}, list(wanted)

        async def one(each: Attached) -> None:
            async with turns:
                got = found[(each.said, each.number)] = await self._one(each, folder)
            if len(found) % 100 == 0 or len(found) == len(asked):
                self.say(f"attachments: {len(found):,} of {len(asked):,} looked for")
            if got.why:
                self.say(f"{each.file.name}: {got.why}")

        await asyncio.gather(*(one(each) for each in asked))
        return found

    async def _one(self, each: Attached, folder: Path) -> Got:
        known = each.file.sha256
        for place in (folder, self.held):
            if known and (place / known).is_file():
                return await asyncio.to_thread(_taken, place / known, folder)
        platform = self.platforms.get(each.room.source)
        if platform is None:
            return Got(why=NO_ACCOUNT)
        if why := self._away.get(each.room.source):
            return Got(why=why)
        return await self._patiently(platform, each, folder)

    async def _patiently(self, platform: Platform, each: Attached, folder: Path) -> Got:
        why = ""
        for _ in range(TRIES):
            try:
                async with asyncio.timeout(WITHIN):
                    file = await platform.describe(each.file)
                    return await _written(platform.open(file), each, folder)
            except TryLater as fault:
                why = fault.reason
                await asyncio.sleep(min(fault.after, LONGEST_WAIT))
            except SendFault as fault:
                return Got(why=fault.reason)
            except TimeoutError:
                return Got(why=f"it did not come within {WITHIN / 60:.0f} minutes")
        self._away[each.room.source] = f"{platform.source} does not answer: {why}"
        return Got(why=why)


async def _written(chunks: AsyncIterator[bytes], each: Attached, folder: Path) -> Got:
    """Under its digest, whole or not at all."""
    unfinished = folder / f".{each.said}-{each.number}"
    digest, size = hashlib.sha256(), 0
    try:
        with private_file(unfinished) as file:
            async for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                await asyncio.to_thread(file.write, chunk)
        found = Got(size, digest.hexdigest())
        if each.file.sha256 not in ("", found.sha256):
            return replace(found, why=DIFFERS)
        unfinished.replace(folder / found.sha256)
        return found
    finally:
        unfinished.unlink(missing_ok=True)


def _taken(path: Path, folder: Path) -> Got:
    """A file that is there under its digest, once more compared with it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != path.name:
        return Got(why="the kept file is not what it was: its SHA-256 differs")
    if path.parent != folder:
        with path.open("rb") as file, private_file(folder / digest) as copy:
            while piece := file.read(1 << 20):
                copy.write(piece)
    return Got(path.stat().st_size, digest)
