"""What ``netcontrol setup`` asks, tries and writes; whatever is wrong is said before anything is written."""

import difflib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.cli.check import findings
from bot.config.faults import ConfigFaults
from bot.config.model import Config, load
from bot.operations.accounts import configured
from bot.platforms import Finding
from bot.runtime.private_files import write
from commands.domain.errors import Refused

MOST = 1_000_000
"""Bytes of a file of answers."""
_SECRET = re.compile(r'(?im)^([+\- ]?\s*"?\w*(?:token|password|secret|url)\w*"?\s*=\s*)(["\'])(?!env:).*$')


def read_answers(path: Path) -> str:
    """The text of a file of answers. Raises Refused."""
    try:
        if path.stat().st_size > MOST:
            raise Refused(f"{path} is too large for a file of answers ({MOST:,} bytes at most).")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        why = getattr(fault, "strerror", None) or "it is no text"
        raise Refused(f"{path}: {why}. It has the form of config.toml; config.example.toml shows it.") from None


@contextmanager
def candidate(text: str, config: Path, source: str) -> Iterator[Config]:
    """The answers as they would be read where ``config`` is to be. Raises Refused with all faults."""
    folder = config.absolute().parent
    if not folder.is_dir():
        raise Refused(f"{folder} is not there: make it first, or name another file with --config.")
    with tempfile.NamedTemporaryFile("w", suffix=".toml", dir=folder, prefix=".setup-", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        try:
            settings = load(Path(file.name), os.environ)
        except ConfigFaults as faults:
            raise Refused(str(faults).replace(file.name, source, 1)) from None
        yield settings


async def tried(config: Config, say: Callable[[str], None], now: datetime) -> bool:
    """Try every answer against its real server, a line each; True where nothing stands in the way.

    A room that is not joined yet may still be: the program joins what it is invited to, and public rooms, by itself.
    """
    vital = {"database", *(source for source, _ in configured(config))}
    well = True
    for finding in await findings(config, now):
        wrong = not finding.ok and finding.where in vital and not _is_later(finding)
        well &= not wrong
        mark = "ok    " if finding.ok else "WRONG " if wrong else "later "
        say(f"{mark}{finding.where}: {finding.what}" + (f": {finding.wrong}" if finding.wrong else ""))
        if finding.remedy:
            say(f"      → {finding.remedy}")
    return well


def _is_later(finding: Finding) -> bool:
    """A device that nobody has verified yet bridges all the same."""
    return finding.what.startswith("device ")


def difference(old: str, new: str, name: str) -> str:
    """What would change, with every secret masked."""
    lines = difflib.unified_diff(masked(old).splitlines(), masked(new).splitlines(), name, f"{name} (new)", lineterm="")
    return "\n".join(lines)


def masked(text: str) -> str:
    """The text of a configuration without its secrets; names of environment variables are none."""
    return _SECRET.sub(r"\1\2…\2", text)


def put(text: str, config: Path) -> None:
    """Write the configuration, for its owner alone. Raises Refused."""
    try:
        write(config, text.encode())
    except OSError as fault:
        raise Refused(f"{config} cannot be written: {fault.strerror}.") from None


def as_toml(answers: Mapping[str, object]) -> str:
    """``[bot]``, ``[database]`` and an incident of plain values as TOML."""
    lines = []
    for name, table in answers.items():
        if isinstance(table, Mapping) and table:
            lines += [f"[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items()), ""]
    return "\n".join(lines)


def _value(value: object) -> str:

    return json.dumps(value, ensure_ascii=False)
