"""``netcontrol key``: the key that the record is sealed with, which the database never holds."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.options import CONFIG, ConfigFile, Quick, fail

if TYPE_CHECKING:
    from storage.sealing.keys import Key

key = typer.Typer(
    cls=Quick,
    help="The key that the record is sealed and its checkpoints are signed with.",
    no_args_is_help=True,
)


@key.command()
def make(config: ConfigFile = CONFIG) -> None:
    """Make the first key. Without it the first start makes one in data_dir."""
    from storage.sealing import keys

    _do(config, lambda path: _told(keys.make(path, datetime.now(UTC)), path))


@key.command()
def show(config: ConfigFile = CONFIG) -> None:
    """Show the keys' ids and public halves, the one in use last; never a secret."""
    _do(config, _show)


@key.command()
def rotate(config: ConfigFile = CONFIG) -> None:
    """Put a new key into use from the next start on; what the former ones sealed is still checked with them."""
    from storage.sealing import keys

    _do(config, lambda path: _told(keys.rotate(path, datetime.now(UTC)), path))


def _show(path: Path) -> None:
    from storage.sealing import keys

    ring = keys.read(path)
    typer.echo(str(path))
    for one in ring.keys.values():
        use = ", in use" if one is ring.current else ""
        typer.echo(f"{one.id}  Ed25519 public {one.public.hex()}  made {one.made:%Y-%m-%d %H:%MZ}{use}")


def _told(made: "Key", path: Path) -> None:
    typer.echo(f"Key {made.id} is in {path}: keep a copy of that file where the database is not.")
    typer.echo("A program that runs already takes it into use at its next start.")


def _do(config: Path, job: Callable[[Path], None]) -> None:
    from bot.config.faults import ConfigFaults
    from bot.config.model import load
    from bot.operations.signing import place
    from storage.sealing.keys import KeyFault

    try:
        job(place(load(config, os.environ)))
    except (ConfigFaults, KeyFault) as fault:
        fail(str(fault))
