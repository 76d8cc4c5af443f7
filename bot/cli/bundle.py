"""``netcontrol bundle``: what a developer needs to look into a fault, and nothing that tells who said what to whom.

Only what is on these lists gets in: numbers, versions, levels, and words of the program's own. No message text, name,
token, address, or room's id has a way into it.
"""

import io
import json
import platform
import sys
import tarfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy import MetaData, func, select

from bot.cli.machine import Look
from bot.config.model import Config
from bot.runtime.private_files import write
from commands.domain.errors import Refused
from storage import copying
from storage.store import Database, DatabaseAway


def bundle(config: Config | None, found: Sequence[Look], path: Path, *, version: str, at: datetime) -> None:
    """Write the archive (.tar.gz). Raises Refused where it cannot be written or something is there."""
    if path.exists():
        raise Refused(f"{path} is there already: name another file.")
    parts = {
        "about.json": {
            "netcontrol": version, "made": at.isoformat(), "python": sys.version, "system": platform.system(),
            "release": platform.release(), "machine": platform.machine(),
        },
        "packages.json": dict(sorted((one.name, one.version) for one in distributions())),
        "doctor.json": [_seen(each) for each in found],
        "config.json": _shape(config) if config else None,
        "store.json": _counted(config) if config else None,
    }  # fmt: skip
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in parts.items():
            told = json.dumps(content, indent=1).encode()
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(told), 0o600
            archive.addfile(member, io.BytesIO(told))
    try:
        write(path, packed.getvalue())
    except OSError as fault:
        raise Refused(f"The bundle could not be written to {path}: {fault.strerror}.") from fault


def _seen(look: Look) -> dict[str, Any]:
    """A look without its words, which name rooms and accounts."""
    return {"check": look.check, "level": look.level.name.lower(), "value": look.value, "unit": look.unit}


def _shape(value: Any) -> Any:
    """Which keys are set, and how many tables there are; names that people chose become numbers."""
    if isinstance(value, BaseModel):
        return {name: _shape(getattr(value, name)) for name in sorted(value.model_fields_set)}
    if isinstance(value, Mapping):
        return [_shape(each) for each in value.values()]
    if isinstance(value, list | tuple):
        return [_shape(each) for each in value]
    if isinstance(value, bool | int | float):
        return value
    return f"<{type(value).__name__}>"


def _counted(config: Config) -> dict[str, Any]:
    """The store's step, the rows of each table, and the states of what waits."""
    url = config.database.url.get_secret_value()
    database = Database(url)
    try:
        step = copying.step_of(database)
        with database.snapshot() as work:
            tables = MetaData()
            tables.reflect(work.connection)
            rows = {
                table.name: work.connection.execute(select(func.count()).select_from(table)).scalar()
                for table in tables.sorted_tables
            }
            rooms = Counter(one.state.value for one in work.rooms.all()) if step else Counter()
    except DatabaseAway:
        return {"kind": database.engine.name, "away": True}
    finally:
        database.close()
    return {"kind": database.engine.name, "step": step, "rows": rows, "rooms": dict(rooms)}
