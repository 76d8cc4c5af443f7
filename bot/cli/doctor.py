"""``netcontrol doctor``: all that ``check`` looks at, and the machine; in words, or as JSON for monitors."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.cli.check import findings
from bot.cli.machine import Level, Look, local, servers
from bot.config.model import Config
from bot.operations.accounts import configured
from bot.operations.signing import at_hand
from bot.platforms import Finding
from storage.sealing.keys import KeyFault

MARKS = {Level.OK: "ok   ", Level.WARNING: "WARN ", Level.CRITICAL: "CRIT "}


async def examine(config: Config, now: datetime) -> list[Look]:
    """Everything, the machine first."""
    accounts = {source for source, _ in configured(config)}
    found = [_of(each, accounts) for each in await findings(config, now)]
    return [*local(config, now), _key(config), *await servers(config, now), *found]


def _of(finding: Finding, accounts: set[str]) -> Look:
    """Without its database or an account nothing works; a room or a right is a matter of its own."""
    check = "database" if finding.where == "database" else "account" if finding.where in accounts else "room"
    check = finding.where if finding.where in {"data_dir", "incidents"} else check
    bad = Level.CRITICAL if check in {"database", "account"} else Level.WARNING
    what = f"{finding.where}: {finding.what}" + ("" if finding.ok else f": {finding.wrong}")
    return Look(check, Level.OK if finding.ok else bad, what, finding.remedy)


def _key(config: Config) -> Look:
    try:
        ring = at_hand(config)
    except KeyFault as fault:
        return Look("signing_key", Level.CRITICAL, str(fault), "put the key back from a back-up")
    what = f"signing key {ring.current.id}" if ring else "the signing key is made at the first start"
    return Look("signing_key", Level.OK, what)


def worst(found: Sequence[Look]) -> Level:
    """The level of the whole."""
    return max((each.level for each in found), default=Level.OK)


def in_words(found: Sequence[Look]) -> str:
    """A line for each, and one for the whole."""
    lines = []
    for each in found:
        lines.append(f"{MARKS[each.level]} {each.what}")
        if each.level and each.remedy:
            lines.append(f"      → {each.remedy}")
    bad, odd = (sum(each.level == level for each in found) for level in (Level.CRITICAL, Level.WARNING))
    lines.append(f"{len(found)} looked at, {bad} critical, {odd} warnings.")
    return "\n".join(lines)


def as_json(found: Sequence[Look], version: str, now: datetime) -> str:
    """The same for monitors."""
    whole = worst(found)
    checks = [asdict(one) | {"level": one.level.name.lower()} for one in found]
    told = {
        "version": version, "at": now.isoformat(), "level": whole.name.lower(), "exit": int(whole),
        "python": platform.python_version(), "checks": checks,
    }  # fmt: skip
    return json.dumps(told, indent=1, ensure_ascii=False)
