"""``netcontrol restore``: an archive of ``netcontrol backup`` put back, on this machine or another.

The whole archive is compared with its digests before anything is touched. What is there already is put aside into a
folder of its own and never deleted; PostgreSQL's tables change in one transaction.
"""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect

from bot.archive.backup import CONFIG, DATA, DIGESTS, FORMAT, HEADER, KEY, LAST, REPLACED, STORE
from bot.config.model import Config
from bot.runtime.lease import LOCK
from bot.runtime.private_files import private_file, private_folder, within
from bot.runtime.reload import is_run
from commands.domain.errors import Refused
from storage import copying
from storage.store import Database

CHUNK = 1 << 18
MOST_HEADER = 1 << 24
"""Bytes of a header or of the digests: no archive of ours has more."""
NAMED = 10
STAGED = ".restoring"

_DAMAGED = (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Archive:
    """An archive that is whole: when and by which program it was made, of which kind of store, at which step."""

    path: Path
    made: datetime
    program: str
    database: str
    step: str | None
    incidents: tuple[str, ...]
    digests: dict[str, str]
    size: int  # bytes, unpacked


def read(path: Path) -> Archive:
    """Compare every file with its digest. Raises Refused where the archive is damaged, newer, or none at all."""
    found: dict[str, str] = {}
    small: dict[str, bytes] = {}
    size = 0
    try:
        for member, content in _members(path):
            digest = hashlib.sha256()
            kept = b""
            while part := content.read(CHUNK):
                digest.update(part)
                size += len(part)
                if member.name in {HEADER, DIGESTS} and len(kept) < MOST_HEADER:
                    kept += part
            small |= {member.name: kept} if member.name in {HEADER, DIGESTS} else {}
            found[member.name] = digest.hexdigest()
            if member.name == HEADER:
                _readable(path, json.loads(kept))
        header, told = json.loads(small[HEADER]), json.loads(small[DIGESTS])
        found.pop(DIGESTS)
        if amiss := sorted(name for name in found.keys() | told.keys() if found.get(name) != told.get(name)):
            raise ValueError(f"{amiss[0]} is not as it was written")
        made = datetime.fromisoformat(header["made"])
        incidents = tuple(map(str, header["incidents"]))
        return Archive(path, made, header["program"], header["database"], header["step"], incidents, told, size)
    except OSError as fault:
        if isinstance(fault, gzip.BadGzipFile):
            raise Refused(f"{path} is no archive of netcontrol backup: {fault}. Nothing was changed.") from None
        raise Refused(f"{path}: {fault.strerror or fault}. Nothing was changed.") from None
    except _DAMAGED as fault:
        why = "it has no header" if isinstance(fault, KeyError) else str(fault)
        raise Refused(f"{path} is damaged, or no archive of netcontrol backup: {why}. Nothing was changed.") from None


def _members(path: Path) -> Iterator[tuple[tarfile.TarInfo, Any]]:
    with tarfile.open(path, mode="r:gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is None:
                raise ValueError(f"{member.name} is no plain file")
            yield member, content


def _readable(path: Path, header: dict[str, Any]) -> None:
    if header["format"] > FORMAT or not copying.is_known(header["step"]):
        raise Refused(
            f"{path} was made by a newer program ({header['program']}, step {header['step']}): restore it with that "
            "one or a newer one. Nothing was changed."
        )


def there(config: Config) -> list[str]:
    """What is there already where the archive would go, a line each; nothing where it is empty."""
    data, url = config.bot.data_dir, config.database.url.get_secret_value()
    lines = []
    if found := _present(data):
        named = ", ".join(one.name for one in found[:NAMED]) + (", …" if len(found) > NAMED else "")
        lines.append(f"{data} holds {named}")
    file = copying.sqlite_file(url)
    if file is not None and file.exists() and not file.is_relative_to(data):
        lines.append(f"the store {file} is there")
    if file is None:
        database = Database(url)
        try:
            if tables := inspect(database.engine).get_table_names():
                lines.append(f"the database on PostgreSQL has {len(tables)} tables, which would be emptied for good")
        finally:
            database.close()
    return lines


def _present(data: Path) -> list[Path]:
    if not data.is_dir():
        return []
    return sorted(one for one in data.iterdir() if one.name != LOCK and not one.name.startswith((REPLACED, STAGED)))


def put_back(archive: Archive, config: Config, key: Path, at: datetime, say: Callable[[str], None]) -> None:
    """Put everything back, the signing key to ``key``. Raises Refused; the store and data_dir are then as they were."""
    data, url = config.bot.data_dir, config.database.url.get_secret_value()
    possible(archive, config)
    private_folder(data)
    staged = data / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    try:
        _unpack(archive, staged)
        if copying.sqlite_file(url) is None and archive.step:
            database = Database(url)
            try:
                copying.put_tables(database, staged / STORE / copying.TABLES, archive.step)
            except copying.NotTaken as fault:
                raise Refused(f"{fault}. Nothing was changed.") from None
            finally:
                database.close()
        _into_place(config, staged, at, say)
        _put_key(config, staged, key)
    except (OSError, sqlite3.Error) as fault:
        raise Refused(f"It could not be put back: {getattr(fault, 'strerror', None) or fault}.") from fault
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def possible(archive: Archive, config: Config) -> None:
    """Raises Refused where a running program, another kind of store or too little room is against it."""
    data, url = config.bot.data_dir, config.database.url.get_secret_value()
    kind = "sqlite" if copying.sqlite_file(url) else "postgresql"
    if archive.database != kind:
        raise Refused(
            f"The archive holds a store of {archive.database}, and the configuration names {kind}: set url under "
            "[database] to one of that kind. Nothing was changed."
        )
    if is_run(data):
        raise Refused(f"Net Control runs on {data}: stop it first. Nothing was changed.")
    if kind == "postgresql":
        database = Database(url)
        try:
            if copying.is_held(database):
                raise Refused("Net Control runs on that database: stop it first. Nothing was changed.")
        finally:
            database.close()
    free = shutil.disk_usage(next(one for one in (data, *data.absolute().parents) if one.exists())).free
    if free < archive.size:
        raise Refused(f"{data} has {free:,} bytes free, and {archive.size:,} are needed. Nothing was changed.")


def _unpack(archive: Archive, staged: Path) -> None:
    for member, content in _members(archive.path):
        if member.name not in {HEADER, DIGESTS}:
            with private_file(within(staged, member.name)) as file:
                shutil.copyfileobj(content, file, CHUNK)
                file.flush()
                os.fsync(file.fileno())


def _into_place(config: Config, staged: Path, at: datetime, say: Callable[[str], None]) -> None:
    data = config.bot.data_dir
    aside = data / f"{REPLACED}{at:%Y%m%dT%H%M%SZ}"
    file = copying.sqlite_file(config.database.url.get_secret_value())
    old = _present(data)
    outside = [*copying.sqlite_files(file)] if file and not file.is_relative_to(data) else []
    if old or outside:
        private_folder(aside)
        for one in (*old, *outside):
            shutil.move(one, aside / one.name)
        say(f"What was there is kept in {aside}; delete it when you do not need it any more.")
    for one in sorted((staged / DATA).iterdir()) if (staged / DATA).is_dir() else []:
        one.replace(data / one.name)
    (data / LAST).unlink(missing_ok=True)
    store = staged / STORE / copying.SQLITE
    if file and store.exists():
        private_folder(file.parent)
        shutil.move(store, file)


def _put_key(config: Config, staged: Path, home: Path) -> None:
    """The signing key goes where this configuration wants it, if none is there."""
    found = next((one for one in (staged / KEY, config.bot.data_dir / KEY) if one.is_file()), None)
    if found and not home.exists():
        with private_file(home) as file:
            file.write(found.read_bytes())


def config_of(archive: Archive) -> bytes | None:
    """The configuration file that the archive holds, if it does."""
    for member, content in _members(archive.path):
        if member.name == CONFIG:
            return bytes(content.read())
    return None
