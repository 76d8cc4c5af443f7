"""The part of the ``netcontrol`` command line that reads a region's survey from tables, and writes it to them."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import CONFIG, ConfigFile, Quick

RegionName = Annotated[str, typer.Option(help="The region's short name in the configuration.")]

assets = typer.Typer(
    cls=Quick, help="Read a region's agencies and assets from CSV files, and write them.", no_args_is_help=True
)


@assets.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="A folder with agencies.csv, channels.csv, gateways.csv …")],
    region: RegionName,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and keep nothing.")] = False,
    config: ConfigFile = CONFIG,
) -> None:
    """Read a region's survey from CSV files, as its administrator: not confirmed until a steward does.

    A row of the same owner, kind and name changes what is there; none is doubled. The program may run meanwhile.
    """
    from bot.cli.survey import take_in

    take_in(folder, region, config, dry_run=dry_run)


@assets.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
    region: RegionName,
    config: ConfigFile = CONFIG,
) -> None:
    """Write a region's agencies and assets to CSV files, private ones too: keep them as you keep the database."""
    from bot.cli.survey import write_out

    write_out(folder, region, config)
