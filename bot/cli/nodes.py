"""``netcontrol nodes`` and ``netcontrol migrate``: several processes on one store."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.config.faults import ConfigFaults
from bot.config.model import load
from bot.operations.accounts import configured
from bot.operations.signing import at_start
from bot.runtime.lease import NAME
from storage.bridge.nodes import Node
from storage.migrate import NewerDatabase, behind, migrate
from storage.sealing.keys import KeyFault
from storage.store import Database, DatabaseAway

ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration file.", show_default=True)]
CONFIG = Path("config.toml")


def nodes(config: ConfigFile = CONFIG) -> None:
    """Say which process runs each account, since when, and which stand by; exits with 1 where nobody runs them."""
    try:
        settings = load(config, os.environ)
        database = Database(settings.database.url.get_secret_value())
        if behind(database):
            _fail("The database is not at this program's step yet: nothing was ever run on it by this version.")
        with database.snapshot() as work:
            living, lease, now = work.nodes.living(), work.leases.get(NAME), work.nodes.now()
    except (ConfigFaults, NewerDatabase) as fault:
        _fail(str(fault))
    except DatabaseAway as fault:
        _fail(f"The database cannot be reached: {fault}")
    running = next((node for node in living if node.runs and lease and node.holder == lease.holder), None)
    for source in sorted({source for source, _ in configured(settings)} | set(running.accounts if running else ())):
        typer.echo(f"{source}  {_runs(running, lease.epoch if lease else 0)}")
    for node in living:
        if node is not running:
            typer.echo(f"{node.name}  stands by  since {_at(node.since)}  seen {(now - node.seen_at).seconds} s ago")
    raise typer.Exit(0 if running else 1)


def _runs(node: Node | None, epoch: int) -> str:
    return f"{node.name}  since {_at(node.since)}  epoch {epoch}" if node else "nobody"


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def migrate_(config: ConfigFile = CONFIG) -> None:
    """Bring the database up to this program's step, while no process runs on it."""
    try:
        settings = load(config, os.environ)
        database = Database(settings.database.url.get_secret_value(), at_start(settings, datetime.now(UTC)).current)
        if not behind(database):
            typer.echo("Nothing to do: the database is at this program's step.")
            return
        with database.snapshot() as work:
            living = ", ".join(node.name for node in work.nodes.living()) if work.nodes.there() else ""
        if living:
            _fail(f"{living}: stop them first, and start this version of the program in their place. Nothing was done.")
        migrate(database)
    except (ConfigFaults, NewerDatabase, KeyFault) as fault:
        _fail(str(fault))
    except DatabaseAway as fault:
        _fail(f"The database cannot be reached: {fault}")
    typer.echo("The database is at this program's step now.")


def _fail(words: str) -> None:
    typer.echo(words, err=True)
    raise typer.Exit(1)
