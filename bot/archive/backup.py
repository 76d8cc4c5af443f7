"""``netcontrol backup``: the store, the keys and the accounts as one archive, while the program runs.

An archive is a gzipped tar: ``header.json`` (what it is), the store as of one moment, ``data/`` (what else lies in
data_dir), ``signing.key`` where that lies elsewhere, ``config.toml``, and last ``digests.json``, a SHA-256 for each.
The store is copied before the keys, so that these are at least as new as what the store says was read.
It is written under another name and gets its own only when it is whole and on the disk.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.config.model import Config
from bot.runtime.lease import LOCK
from bot.runtime.private_files import private_folder, write
from commands.domain.errors import Refused
from storage import copying
from storage.store import Database

FORMAT = 1
HEADER, DIGESTS, CONFIG, KEY = "header.json", "digests.json", "config.toml", "signing.key"
DATA, STORE = "data", "store"
LAST = "last-backup.json"
"""In data_dir: when the last archive was made, for those who watch over it."""
REPLACED = "replaced-"
"""How the folder begins into which a restore puts what was there."""
_SQLITE_MAGIC = b"SQLite format 3\0"
_QUICKLY = 3
"""The level of compression: a higher one saves little and takes the processor from the bridge."""


@dataclass(frozen=True)
class Made:
    """An archive: where it is, its size in bytes, and how many files are in it."""

    path: Path
    size: int
    files: int


@dataclass(frozen=True)
class Source:
    """What is to be kept: the settings, the file they stand in, and where the signing key is."""

    config: Config
    file: Path
    key: Path


def backup(source: Source, wanted: Path, *, at: datetime, program: str) -> Made:
    """Make an archive at ``wanted``, or under a name of its time where that is a folder.

    Raises Refused where a file is there already or it cannot be written whole, DatabaseAway. Nothing is left then.
    """
    path = wanted / f"netcontrol-{at:%Y%m%dT%H%M%SZ}.tar.gz" if wanted.is_dir() else wanted
    if path.exists():
        raise Refused(
            f"{path} is there already: name another file, or a folder, in which each back-up gets its own name."
        )
    begun = path.with_name(f".{path.name}.part")
    try:
        private_folder(path.parent)
        with suppress(OSError):
            os.nice(10)  # the bridge goes first
        with tempfile.TemporaryDirectory(prefix=".netcontrol-backup-", dir=path.parent) as staged:
            files = _write(begun, source, Path(staged), at, program)
        begun.replace(path)
    except (OSError, sqlite3.Error) as fault:
        why = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise Refused(f"The back-up could not be written to {path}: {why}. No half archive was left.") from fault
    finally:
        begun.unlink(missing_ok=True)
    made = Made(path, path.stat().st_size, files)
    with suppress(OSError):
        write(source.config.bot.data_dir / LAST, json.dumps({"at": at.isoformat(), "bytes": made.size}).encode())
    return made


def last(data_dir: Path) -> datetime | None:
    """When the last archive was made; None where none was, or nothing is known of it."""
    try:
        return datetime.fromisoformat(json.loads((data_dir / LAST).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(begun: Path, source: Source, staged: Path, at: datetime, program: str) -> int:
    config = source.config
    database = Database(config.database.url.get_secret_value())
    try:
        header = {"format": FORMAT, "program": program, "made": at.isoformat(), **_store(config, database, staged)}
    finally:
        database.close()
    descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_QUICKLY) as archive:
            digests = {HEADER: _put(archive, HEADER, json.dumps(header, indent=1).encode())}
            for name, path in _members(source, staged):
                with suppress(FileNotFoundError):  # gone since it was listed: it was for the moment only
                    digests[name] = _put(archive, name, _content(path, staged))
            _put(archive, DIGESTS, json.dumps(digests, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(digests)


def _store(config: Config, database: Database, staged: Path) -> dict[str, Any]:
    """Copy the store; returns what the header says of it."""
    file = copying.sqlite_file(config.database.url.get_secret_value())
    step = copying.step_of(database)
    if not copying.is_known(step):
        raise Refused(
            f"The store is of a newer version (step {step}): make the back-up with the program that wrote it."
        )
    with database.snapshot() as work:
        incidents = [one.id for one in work.record.every_incident()] if step else []
    (staged / STORE).mkdir()
    if file is None:
        copying.copy_tables(database, staged / STORE / copying.TABLES)
    elif file.exists():
        copying.copy_sqlite(file, staged / STORE / copying.SQLITE)
    return {"database": database.engine.name, "step": step, "incidents": incidents}


def _members(source: Source, staged: Path) -> Iterator[tuple[str, Path]]:
    yield from ((str(path.relative_to(staged)), path) for path in sorted((staged / STORE).rglob("*")) if path.is_file())
    data = source.config.bot.data_dir
    store = copying.sqlite_file(source.config.database.url.get_secret_value())
    apart = {*copying.sqlite_files(store)} if store else set()
    for path in sorted(data.rglob("*")):
        if path.is_file() and not path.is_symlink() and path not in apart and not _is_passing(path.relative_to(data)):
            yield f"{DATA}/{path.relative_to(data)}", path
    if source.key.is_file() and not source.key.is_relative_to(data):
        yield KEY, source.key
    if source.file.is_file():
        yield CONFIG, source.file


def _is_passing(path: Path) -> bool:
    """What belongs to the moment or to this machine: locks, questions, half written files, other archives."""
    name, top = path.name, path.parts[0]
    return (
        name in {LOCK, LAST}
        or name.startswith(("reload-", ".netcontrol-backup-", "netcontrol-20"))
        or top.startswith((".", REPLACED))
        or name.endswith((".new", ".part", "-wal", "-shm", "-journal"))
    )


def _content(path: Path, staged: Path) -> Path:
    """The file, or a copy as of one moment where it is a database that somebody may write."""
    with path.open("rb") as file:
        is_database = file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC
    if not is_database or path.is_relative_to(staged):
        return path
    copy = staged / "copy.db"
    copy.unlink(missing_ok=True)
    copying.copy_sqlite(path, copy)
    return copy


def _put(archive: tarfile.TarFile, name: str, content: bytes | Path) -> str:
    """Add a member, for its owner's eyes alone; returns its SHA-256."""
    digest = hashlib.sha256()
    if isinstance(content, bytes):
        source: Any = io.BytesIO(content)
        size = len(content)
    else:
        source = content.open("rb")
        size = os.fstat(source.fileno()).st_size
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    with source:
        archive.addfile(member, _Hashed(source, digest))
    return digest.hexdigest()


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: Any, digest: Any) -> None:
        self._file, self._digest = file, digest

    def read(self, size: int = -1) -> bytes:
        part: bytes = self._file.read(size)
        self._digest.update(part)
        return part
