"""``netcontrol check``: is everything as the program needs it, and what has a person to do where it is not?"""

from collections.abc import Callable

from bot.accounts import connect, connect_all
from bot.config import Config
from bot.platforms import Finding
from commands.domain.messages import Room
from storage.migrate import NewerDatabase, state
from storage.store import Database, DatabaseAway


async def report(config: Config, say: Callable[[str], None]) -> bool:
    """Look at everything and say it, a line each; True if anything is amiss."""
    findings = [_database(config), *_incidents(config)]
    for source, platform in connect_all(config, config.bot.data_dir).items():
        try:
            findings += await platform.check([room for room in _rooms(config) if room.source == source])
        finally:
            await platform.close()
    return _said(findings, say)


async def report_account(config: Config, source: str, say: Callable[[str], None]) -> bool:
    """The same for one account that is not in use yet, without any room."""
    platform_name, _, name = source.partition(".")
    platform = connect(source, getattr(config, platform_name)[name], config.bot.data_dir)
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


def _incidents(config: Config) -> list[Finding]:
    if config.incident:
        return []
    remedy = "add an [incident.<name>] table with its rooms; config.example.toml shows one"
    return [Finding("incidents", ok=False, what="rooms", wrong="no incident is configured", remedy=remedy)]


def _rooms(config: Config) -> list[Room]:
    named = [room for incident in config.incident.values() for room in incident.rooms]
    named += [room for one in config.incident.values() for group in one.group.values() for room in group.rooms]
    return [Room.parse(room) for room in named]
