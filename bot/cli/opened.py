"""What the subcommands about the record share: the store that the configuration names, and what is told of a fault."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot.cli.options import fail

if TYPE_CHECKING:
    from bot.config.model import Config
    from storage.store import Database


@contextmanager
def opened(config: Path, *, writes: bool = False) -> "Iterator[tuple[Config, Database]]":
    """The settings and the database of a configuration file; with a key where it is written."""
    from bot.config.model import load
    from bot.operations.signing import at_start
    from storage.store import Database

    settings = load(config, os.environ)
    signer = at_start(settings, datetime.now(UTC)).current if writes else None
    database = Database(settings.database.url.get_secret_value(), signer)
    try:
        yield settings, database
    finally:
        database.close()


@contextmanager
def told() -> Iterator[Callable[[str], NoReturn]]:
    """What a person can do wrong is told in words, and the program ends with 1."""
    from bot.config.faults import ConfigFaults
    from bot.documents.forms.render import NotRendered
    from commands.domain.errors import Refused
    from storage.sealing.keys import KeyFault
    from storage.store import DatabaseAway

    try:
        yield fail
    except Refused as refusal:
        fail(refusal.words)
    except (ConfigFaults, DatabaseAway, KeyFault, NotRendered, ValueError) as fault:
        fail(str(fault))
    except OSError as fault:
        fail(f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault))
