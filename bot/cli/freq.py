"""The part of the ``netcontrol`` command line that reads files of channels."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.opened import opened, told
from bot.cli.options import CONFIG, ConfigFile, Quick
from bot.cli.record import IncidentName

LARGEST = 1_000_000
"""Bytes of a file of channels."""

freq = typer.Typer(cls=Quick, help="The radio desk's files.", no_args_is_help=True)
freq.callback()(lambda: None)  # one command alone would lose its name


@freq.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table of channels: our own CSV, CHIRP's, an ICS 217A, or an export.")],
    incident: IncidentName,
    config: ConfigFile = CONFIG,
) -> None:
    """Take a file of channels into an incident, as the command "freq import" does with pasted rows, of any length.

    Every row that is refused is named with why, and every column of which nothing is kept. The program may run
    meanwhile; nothing is posted.
    """
    from bot.documents.from_record import call_for
    from commands.radio.taking import take_in

    with told() as fail, opened(config, writes=True) as (settings, database):
        if file.stat().st_size > LARGEST:
            fail(f"{file} has more than {LARGEST:,} bytes: that is no table of channels. Nothing was taken in.")
        text = _text(file.read_bytes())
        with database.work() as work:
            typer.echo(take_in(call_for(work, incident, datetime.now(UTC), settings.bot.timezone), text).text)


def _text(written: bytes) -> str:
    """As spreadsheets write it: UTF-8, UTF-16 with its mark, or else the letters of Windows."""
    for encoding in ("utf-16",) if written[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("the file is no text; save it as CSV")
