"""What ``netcontrol doctor`` finds of the machine: each look answers with a level, and what would mend it."""

import asyncio
import os
import resource
import shutil
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import IntEnum
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import aiohttp

from bot.archive.backup import last
from bot.config.model import Config
from bot.operations.accounts import configured
from bot.runtime.reload import is_run
from storage import copying

MB = 1_000_000
WITHIN = 10.0
"""Seconds that a server has for its answer."""
LATE_BACKUP = timedelta(hours=26)
"""A daily back-up that is two hours late."""


class Level(IntEnum):
    """How bad it is, as monitors count: also the exit code of the whole."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True)
class Look:
    """One thing that was looked at. ``check`` is its name for machines; ``value`` what was measured, in ``unit``."""

    check: str
    level: Level
    what: str
    remedy: str = ""
    value: float | None = None
    unit: str = ""


def local(config: Config, now: datetime) -> Iterator[Look]:
    """The machine itself: no network is asked."""
    data = config.bot.data_dir
    yield from _folder(data)
    yield from _wal(config)
    yield _zones(config)
    yield open_files(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    yield backup_age(last(data), now)
    yield _heartbeat(config)
    yield _proxy()
    runs = "runs" if is_run(data) else "does not run"
    yield Look("process", Level.OK, f"Net Control {runs} on this data now", value=float(is_run(data)))


def _folder(data: Path) -> Iterator[Look]:
    there = next(one for one in (data, *data.absolute().parents) if one.exists())
    yield disk(shutil.disk_usage(there).free)
    try:
        yield fsync(_synced(there))
    except OSError as fault:
        remedy = f"let the program's user write to {data}, and mount it for writing"
        yield Look("data_dir", Level.CRITICAL, f"{data} cannot be written: {fault.strerror}", remedy)


def _synced(folder: Path) -> float:
    """Seconds that a small write takes until it is on the disk: the middle of five."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(5):
            begun = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begun)
    return median(took)


def disk(free: int) -> Look:
    """By the bytes that are free where data_dir is."""
    level = Level.CRITICAL if free < 200 * MB else Level.WARNING if free < 1000 * MB else Level.OK
    remedy = "make room: old archives and packets first" if level else ""
    return Look("disk", level, f"{free // MB:,} MB free for data_dir", remedy, free, "bytes")


def fsync(seconds: float) -> Look:
    """By the time that a commit waits for the disk."""
    level = Level.CRITICAL if seconds > 1 else Level.WARNING if seconds > 0.1 else Level.OK
    remedy = "put data_dir on a local disk that nothing else keeps busy" if level else ""
    return Look("fsync", level, f"a write is on the disk after {seconds * 1000:.1f} ms", remedy, seconds, "seconds")


def _wal(config: Config) -> Iterator[Look]:
    file = copying.sqlite_file(config.database.url.get_secret_value())
    if file is None:
        return
    log = file.with_name(f"{file.name}-wal")
    yield wal(log.stat().st_size if log.exists() else 0)


def wal(size: int) -> Look:
    """By the bytes of SQLite's write-ahead log."""
    level = Level.WARNING if size > 256 * MB else Level.OK
    remedy = "something reads for a very long time: end old exports and sqlite3 shells" if level else ""
    return Look("wal", level, f"the write-ahead log has {size // 1000:,} kB", remedy, size, "bytes")


def _zones(config: Config) -> Look:
    wanted = {config.bot.timezone, *(one.timezone for one in config.incident.values() if one.timezone)}
    try:
        for name in wanted:
            ZoneInfo(name)
    except (KeyError, OSError):
        return Look("zones", Level.CRITICAL, "time zones cannot be read", "install the package tzdata")
    return Look("zones", Level.OK, f"{len(wanted)} time zones can be read")


def open_files(limit: int) -> Look:
    """By how many files and connections the process may have open."""
    few = limit != resource.RLIM_INFINITY and limit < 1024
    remedy = "raise it: LimitNOFILE=4096 in the unit" if few else ""
    return Look("open_files", Level.WARNING if few else Level.OK, f"{limit:,} files may be open", remedy, limit)


def backup_age(made: datetime | None, now: datetime) -> Look:
    """By the time of the last archive that netcontrol backup made here."""
    remedy = "run netcontrol backup every night; see docs/backup.md"
    if made is None:
        return Look("backup", Level.WARNING, "no back-up was made here yet", remedy)
    age = now - made
    level, hours = (Level.WARNING if age > LATE_BACKUP else Level.OK), age.total_seconds() / 3600
    what = f"the last back-up is {hours:.0f} hours old"
    return Look("backup", level, what, remedy if level else "", age.total_seconds(), "seconds")


def _heartbeat(config: Config) -> Look:
    if config.bot.outside_heartbeat_url:
        return Look("heartbeat", Level.OK, "the outside heartbeat is configured")
    remedy = "set outside_heartbeat_url, so that somebody outside notices when this machine falls silent"
    return Look("heartbeat", Level.WARNING, "nothing outside would notice an end", remedy)


def _proxy() -> Look:
    named = [name for name in ("HTTPS_PROXY", "HTTP_PROXY") if os.environ.get(name) or os.environ.get(name.lower())]
    what = f"a proxy is set: {', '.join(named)}" if named else "no proxy is set"
    return Look("proxy", Level.OK, what)


async def servers(config: Config, now: datetime) -> list[Look]:
    """The clock against each server's, and how long its certificate holds."""
    found: list[Look] = []
    for source, settings in configured(config):
        urls = {one for one in settings.model_dump().values() if isinstance(one, str) and one.startswith("http")}
        for url in sorted(urls):
            found += [await _clock(source, url), *await _certificate(source, url, now)]
    return found


async def _clock(source: str, url: str) -> Look:
    within = aiohttp.ClientTimeout(total=WITHIN)
    try:
        async with aiohttp.ClientSession(timeout=within, trust_env=True) as session:
            begun = datetime.now(UTC)
            async with session.get(url, allow_redirects=False) as answer:
                middle = begun + (datetime.now(UTC) - begun) / 2
                said = answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        remedy = "look at the name, the network, a proxy, and the server itself"
        return Look("server", Level.CRITICAL, f"{source}: {url} does not answer: {_why(fault)}", remedy)
    try:
        theirs = parsedate_to_datetime(said or "")
    except ValueError:
        return Look("clock", Level.OK, f"{source}: the server tells no time")
    return clock(source, (middle - theirs).total_seconds() - 0.5)  # a Date is cut to whole seconds


def clock(source: str, off: float) -> Look:
    """By the seconds that this machine's clock is ahead of a server's."""
    level = Level.CRITICAL if abs(off) > 60 else Level.WARNING if abs(off) > 5 else Level.OK
    remedy = "have the clock set by NTP: timedatectl set-ntp true" if level else ""
    way = "ahead of" if off > 0 else "behind"
    return Look("clock", level, f"{source}: the clock is {abs(off):.0f} s {way} the server's", remedy, off, "seconds")


async def _certificate(source: str, url: str, now: datetime) -> list[Look]:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname is None:
        return []
    try:
        async with asyncio.timeout(WITHIN):
            _, writer = await asyncio.open_connection(
                parts.hostname, parts.port or 443, ssl=ssl.create_default_context(), server_hostname=parts.hostname
            )
    except ssl.SSLCertVerificationError as fault:
        remedy = "renew the server's certificate"
        return [Look("certificate", Level.CRITICAL, f"{source}: {fault.verify_message}", remedy)]
    except (OSError, TimeoutError):
        return []  # that it does not answer is told already, and behind a proxy nobody looks
    held = writer.get_extra_info("peercert") or {}
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(held["notAfter"]), UTC) if "notAfter" in held else None
    return [certificate(source, (end - now).days)] if end else []


def certificate(source: str, days: int) -> Look:
    """By the days that a server's certificate still holds."""
    level = Level.WARNING if days < 14 else Level.OK
    remedy = "have the server's certificate renewed" if level else ""
    return Look("certificate", level, f"{source}: the certificate holds for {days} days", remedy, days, "days")


def _why(fault: BaseException) -> str:
    if isinstance(fault, aiohttp.ClientConnectorCertificateError):
        return str(getattr(fault.certificate_error, "verify_message", "its certificate is not good"))
    if isinstance(fault, TimeoutError):
        return f"nothing came within {WITHIN:.0f} s"
    return getattr(fault, "strerror", None) or type(fault).__name__
