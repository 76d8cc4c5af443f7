"""``netcontrol backup`` and ``netcontrol restore``."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.opened import told
from bot.cli.options import CONFIG, ConfigFile, fail
from bot.cli.version import version

if TYPE_CHECKING:
    from bot.archive.take_back import Archive

MAY_REPEAT = (
    "What was said after {made:%Y-%m-%d %H:%MZ} is fetched from the platforms at the next start, as far as they still "
    "show it, and posted again, marked RECOVERED: it may stand twice. Commands of that time come back to their authors "
    "with “Run now”. Let no other machine run these accounts any more. Next: netcontrol verify, then netcontrol run."
)


def backup(
    path: Annotated[Path, typer.Argument(help="The archive to write, or a folder, in which it is named by the time.")],
    config: ConfigFile = CONFIG,
) -> None:
    """Write one archive of the store, the keys and the accounts, as of one moment; the program may run meanwhile.

    It holds secrets, keys and contact details: keep it as you keep the database. It is whole or it is not there.
    """
    from bot.archive.backup import Source
    from bot.archive.backup import backup as make
    from bot.config.model import load
    from bot.operations.signing import place

    with told():
        settings = load(config, os.environ)
        made = make(Source(settings, config, place(settings)), path, at=datetime.now(UTC), program=version())
        typer.echo(f"{made.path}: {made.size:,} bytes, {made.files:,} files.")


def restore(
    path: Annotated[Path, typer.Argument(help="An archive that netcontrol backup has written.")],
    config: ConfigFile = CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before what is there is put aside.")] = False,
) -> None:
    """Put an archive back: store, keys, accounts. What is there already is shown, asked about, and put aside.

    It is read as a whole first: one that is damaged, or of a newer program, changes nothing. Where the configuration
    file is missing, the archive's own is written.
    """
    from bot.archive.take_back import possible, put_back, read, there
    from bot.config.model import load
    from bot.operations.signing import place

    with told():
        archive = read(path)
        _config_too(archive, config)
        settings = load(config, os.environ)
        named = ", ".join(archive.incidents) or "no incident"
        typer.echo(f"{path}: made {archive.made:%Y-%m-%d %H:%MZ} by netcontrol {archive.program}; {named}.")
        possible(archive, settings)
        if (found := there(settings)) and not yes:
            _ask(found)
        put_back(archive, settings, place(settings), datetime.now(UTC), typer.echo)
        typer.echo(f"Restored to {settings.bot.data_dir}. {MAY_REPEAT.format(made=archive.made)}")


def _config_too(archive: "Archive", config: Path) -> None:
    from bot.archive.take_back import config_of
    from bot.runtime.private_files import write

    if not config.exists() and (content := config_of(archive)) is not None:
        write(config, content)
        typer.echo(f"{config} was not there: the archive's own was written. Look at data_dir and [database] in it.")


def _ask(found: list[str]) -> None:
    for line in found:
        typer.echo(f"There already: {line}.")
    if not sys.stdin.isatty():
        fail("Nothing was changed: say --yes to have it put aside and replaced.")
    if not typer.confirm("Put it aside and restore?"):
        fail("Nothing was changed.")
