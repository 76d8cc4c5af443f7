"""``netcontrol check``: is everything as the program needs it, and what has a person to do where it is not?"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError

from bot.carriers import connect_all as connect_carriers
from bot.config.model import Config
from bot.operations.accounts import configured, connect_all
from bot.operations.shared import keeping_aside
from bot.platforms import Finding
from bot.platforms.registry import connect
from bot.runtime.private_files import exposed
from commands.domain.bridging import RoomState
from commands.domain.health import RoomHealth
from commands.domain.messages import Room
from commands.domain.moments import shown, span
from storage.migrate import NewerDatabase, state
from storage.store import Database, DatabaseAway

NAMED = 3
"""Files that are named of those that others may read."""


async def report(
    config: Config, say: Callable[[str], None], now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> bool:
    """Look at everything and say it, a line each; True if anything is amiss."""
    return _said(await findings(config, now()), say)


async def findings(config: Config, at: datetime) -> list[Finding]:
    """What is as needed and what is not: database, data folder, incidents, rooms, and each account."""
    found = [_database(config), _data_dir(config.bot.data_dir), *_incidents(config), *_rooms_told(config, at)]
    found += await _feeds(config, at)
    with keeping_aside(config) as furnish:
        for source, platform in connect_all(config, config.bot.data_dir, furnish).items():
            try:
                found += await platform.check([room for room in _rooms(config) if room.source == source])
            finally:
                await platform.close()
    for carrier in connect_carriers(config.carrier):
        try:
            found += await carrier.check()
        finally:
            await carrier.close()
    return found


async def _feeds(config: Config, now: datetime) -> list[Finding]:
    if not config.feed.named:
        return []
    from bot.feeds.feeds import check

    return await check(config.feed, now)


async def report_account(config: Config, source: str, say: Callable[[str], None]) -> bool:
    """The same for one account that is not in use yet, without any room."""
    platform = connect(source, dict(configured(config))[source], config.bot.data_dir)
    with keeping_aside(config) as furnish:
        furnish(platform)
        try:
            return _said(await platform.check([]), say)
        finally:
            await platform.close()


def _said(findings: list[Finding], say: Callable[[str], None]) -> bool:
    for finding in findings:
        say(_line(finding))
    return any(not finding.ok for finding in findings)


def _line(finding: Finding) -> str:
    if finding.ok:
        return f"ok    {finding.where}: {finding.what}"
    remedy = f"\n      → {finding.remedy}" if finding.remedy else ""
    return f"AMISS {finding.where}: {finding.what}: {finding.wrong}{remedy}"


def _database(config: Config) -> Finding:
    database = Database(config.database.url.get_secret_value())
    try:
        return Finding("database", ok=True, what=state(database))
    except NewerDatabase as fault:
        return Finding("database", ok=False, what="version", wrong=str(fault))
    except DatabaseAway:
        remedy = "start the database, or correct url under [database]"
        return Finding("database", ok=False, what="connection", wrong="it cannot be reached", remedy=remedy)
    finally:
        database.close()


def _data_dir(folder: Path) -> Finding:
    """Is what the program writes closed to everybody but its own user?"""
    if not folder.exists():
        return Finding("data_dir", ok=True, what=f"{folder} is made at the first start")
    open_ = [path for path, _ in zip(exposed(folder), range(NAMED), strict=False)]
    if not open_:
        return Finding("data_dir", ok=True, what=f"{folder} is readable by its owner alone")
    named = ", ".join(str(path) for path in open_)
    remedy = f"chmod -R go-rwx {folder}"
    return Finding("data_dir", ok=False, what="rights", wrong=f"others may read or write {named}", remedy=remedy)


def _rooms_told(config: Config, now: datetime) -> list[Finding]:
    """How each room stands by what the store holds; nothing before the first start."""
    database = Database(config.database.url.get_secret_value())
    try:
        with database.snapshot() as work:
            incidents = dict.fromkeys(linked.incident for linked in work.rooms.all() if linked.open)
            return [_told(room, config, now) for one in incidents for room in work.record.room_health(one)]
    except (DBAPIError, DatabaseAway):
        return []  # what is wrong with it is told already
    finally:
        database.close()


def _told(room: RoomHealth, config: Config, now: datetime) -> Finding:
    zone = ZoneInfo(config.bot.timezone)
    lag = f", the oldest for {span(now - room.oldest)}" if room.oldest else ""
    what = (
        f"{room.state}, last heard {_when(room.last_heard, zone)}, last posted {_when(room.last_posted, zone)}, "
        f"{room.waiting} waiting{lag}, {room.refused} refused"
    )
    wrong, remedy = room.why, ""
    if room.state == RoomState.PAUSED:
        wrong, remedy = f"it is paused: {room.why}", 'say "link resume" in it'
    elif not wrong and room.refused:
        wrong, remedy = "not everything could be posted", '"undelivered" lists it, "retry" tries again'
    return Finding(f"room {room.name or room.room}", ok=not wrong, what=what, wrong=wrong, remedy=remedy)


def _when(at: datetime | None, zone: ZoneInfo) -> str:
    return shown(at, zone) if at else "never"


def _incidents(config: Config) -> list[Finding]:
    if config.records:
        return []
    remedy = "add an [incident.<name>] table with its rooms; config.example.toml shows one"
    return [Finding("incidents", ok=False, what="rooms", wrong="no incident is configured", remedy=remedy)]


def _rooms(config: Config) -> list[Room]:
    named = [room for incident in config.records.values() for room in incident.rooms]
    named += [room for one in config.records.values() for group in one.group.values() for room in group.rooms]
    return [Room.parse(room) for room in named]
