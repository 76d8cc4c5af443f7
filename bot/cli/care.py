"""``netcontrol doctor`` and ``netcontrol bundle``."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.opened import told
from bot.cli.options import CONFIG, ConfigFile
from bot.cli.version import version


def doctor(
    config: ConfigFile = CONFIG,
    json: Annotated[bool, typer.Option("--json", help="For monitors, as JSON.")] = False,
) -> None:
    """Look at all that check looks at, and at the machine: clock, disk, certificates, back-up. Exit code 0, 1 or 2.

    0: all is well. 1: warnings, which people should see to. 2: something keeps the bridge from its work, or will soon.
    """
    import asyncio

    from bot.cli.doctor import as_json, examine, in_words, worst
    from bot.cli.machine import Level, Look
    from bot.config.faults import ConfigFaults
    from bot.config.model import load

    now = datetime.now(UTC)
    try:
        found = asyncio.run(examine(load(config, os.environ), now))
    except ConfigFaults as faults:
        remedy = "config.example.toml shows each key"
        found = [Look("config", Level.CRITICAL, f"{faults.source}: {one}", remedy) for one in faults.faults]
    typer.echo(as_json(found, version(), now) if json else in_words(found))
    raise typer.Exit(int(worst(found)))


def bundle(
    path: Annotated[Path, typer.Argument(help="The archive to write, as in bundle.tar.gz.")],
    config: ConfigFile = CONFIG,
) -> None:
    """Pack what a developer needs: versions, levels, counts. No text, name, token or room's id is in it."""
    import asyncio

    from bot.cli.bundle import bundle as pack
    from bot.cli.doctor import examine
    from bot.cli.machine import Level, Look
    from bot.config.faults import ConfigFaults
    from bot.config.model import Config, load

    now = datetime.now(UTC)
    settings: Config | None = None
    with told():
        try:
            settings = load(config, os.environ)
            found = asyncio.run(examine(settings, now))
        except ConfigFaults as faults:
            found = [Look("config", Level.CRITICAL, "", value=len(faults.faults))]
        pack(settings, found, path, version=version(), at=now)
        typer.echo(f"{path}: look into it before you send it; it is text in a .tar.gz.")
