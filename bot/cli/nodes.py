"""``netcontrol nodes`` and ``netcontrol migrate``: several processes on one store."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from bot.cli.options import CONFIG, ConfigFile, fail

if TYPE_CHECKING:
    from storage.bridge.nodes import Node


def nodes(config: ConfigFile = CONFIG) -> None:
    """Say which process runs each account, since when, and which stand by; exits with 1 where nobody runs them."""
    from bot.config.faults import ConfigFaults
    from bot.config.model import load
    from bot.operations.accounts import configured
    from bot.runtime.lease import NAME
    from storage.migrate import NewerDatabase, behind
    from storage.store import Database, DatabaseAway

    try:
        settings = load(config, os.environ)
        database = Database(settings.database.url.get_secret_value())
        if behind(database):
            fail("The database is not at this program's step yet: nothing was ever run on it by this version.")
        with database.snapshot() as work:
            living, lease, now = work.nodes.living(), work.leases.get(NAME), work.nodes.now()
    except (ConfigFaults, NewerDatabase) as fault:
        fail(str(fault))
    except DatabaseAway as fault:
        fail(f"The database cannot be reached: {fault}")
    running = next((node for node in living if node.runs and lease and node.holder == lease.holder), None)
    for source in sorted({source for source, _ in configured(settings)} | set(running.accounts if running else ())):
        typer.echo(f"{source}  {_runs(running, lease.epoch if lease else 0)}")
    for node in living:
        if node is not running:
            typer.echo(f"{node.name}  stands by  since {_at(node.since)}  seen {(now - node.seen_at).seconds} s ago")
    raise typer.Exit(0 if running else 1)


def _runs(node: "Node | None", epoch: int) -> str:
    return f"{node.name}  since {_at(node.since)}  epoch {epoch}" if node else "nobody"


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def migrate_(config: ConfigFile = CONFIG) -> None:
    """Bring the database up to this program's step, while no process runs on it."""
    from bot.config.faults import ConfigFaults
    from bot.config.model import load
    from bot.operations.signing import at_start
    from storage.migrate import NewerDatabase, behind, migrate
    from storage.sealing.keys import KeyFault
    from storage.store import Database, DatabaseAway

    try:
        settings = load(config, os.environ)
        database = Database(settings.database.url.get_secret_value(), at_start(settings, datetime.now(UTC)).current)
        if not behind(database):
            typer.echo("Nothing to do: the database is at this program's step.")
            return
        with database.snapshot() as work:
            living = ", ".join(node.name for node in work.nodes.living()) if work.nodes.there() else ""
        if living:
            fail(f"{living}: stop them first, and start this version of the program in their place. Nothing was done.")
        migrate(database)
    except (ConfigFaults, NewerDatabase, KeyFault) as fault:
        fail(str(fault))
    except DatabaseAway as fault:
        fail(f"The database cannot be reached: {fault}")
    typer.echo("The database is at this program's step now.")
