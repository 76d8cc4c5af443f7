"""The part of the ``netcontrol`` command line that writes the record to files, and reads it back."""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.archive.attachments import FOLDER, Fetch, Fetched
from bot.archive.export import export as write_all
from bot.archive.restore import bring_in
from bot.config.faults import ConfigFaults
from bot.config.model import Config, load
from bot.documents.forms.render import NotRendered
from bot.documents.from_record import Maker, write
from bot.operations.accounts import connect_all
from bot.operations.shared import keeping_aside
from bot.operations.signing import at_start
from commands.call import Call
from commands.documentation.form import read_period
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.line.who import read_person, read_seat
from commands.paper.after import documents as after_action
from commands.paper.papers import Asked
from commands.paper.sheets import documents as papers
from commands.paper.sheets import sheets
from commands.radio.documents import Form as Export
from commands.radio.documents import Paper, Wanted
from storage.sealing.keys import KeyFault
from storage.store import Database, DatabaseAway
from storage.whole import Attached

ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration file.", show_default=True)]
CONFIG = Path("config.toml")
IncidentName = Annotated[str, typer.Option(help="The incident's short name in the configuration.")]

NAMES = (*(one.name for one in sheets().values()), *(one.value for one in Export if one.value not in sheets()))
_NAMED = ", ".join(one.name for one in sheets().values() if one.of and not one.private)
_NARROWED = " ".join(f"Of {one.name}: {one.narrowed}." for one in sheets().values() if one.narrowed and not one.plan)


def form(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    incident: IncidentName,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file, or a folder.")] = None,
    of: Annotated[str, typer.Option(help=f"Of {_NAMED}: which one (R-5). {_NARROWED}")] = "",
    period: Annotated[str, typer.Option(help="An operational period's number, or all; now's without it.")] = "",
    role: Annotated[str, typer.Option(help="Of 214: whoever holds this position.")] = "",
    by: Annotated[str, typer.Option(help="Of 214 and 309: one person.")] = "",
    net: Annotated[str, typer.Option(help="Of 309: one net.")] = "",
    group: Annotated[list[str] | None, typer.Option(help="A restricted group, printed as well.")] = None,
    rev: Annotated[int | None, typer.Option(help="Of the radio forms: a published revision.")] = None,
    unit: Annotated[str, typer.Option(help="Of ICS 204: one division.")] = "",
    paper: Annotated[Paper, typer.Option(help="letter or a4.")] = Paper.LETTER,
    config: ConfigFile = CONFIG,
) -> None:
    """Write a form of an incident to a file, as the commands "form" and "freq export" post it."""
    said = name.casefold().removeprefix("ics").strip(" -")
    with told() as fail, opened(config) as (settings, database):
        if said not in {one.casefold() for one in NAMES}:
            fail(f"There is no form {name}. There is: {', '.join(NAMES)}.")
        wanted: Wanted | Maker
        if said in {*Export}:
            wanted = Wanted(form=Export(said), period=period, revision=rev, unit=unit or of, paper=paper)
        else:
            asked = Asked(sheet=said, of=of, net=net, paper=paper, groups=(MAIN, *(group or ())))
            wanted = _maker(asked, period, role, by)
        paths = write(database, incident, wanted, output, at=datetime.now(UTC), zone=settings.bot.timezone)
        for path in paths:
            typer.echo(str(path))


def _maker(asked: Asked, period: str, role: str, by: str) -> Maker:
    """The words of the shell are read as those of the room."""

    def make(call: Call):  # type: ignore[no-untyped-def]  # noqa: ANN202  a Maker
        more = {
            "period": read_period(period, call) if period else "",
            "seat": read_seat(role, call) if role else None,
            "person": read_person(by, call).key if by else "",
        }
        return papers(call, replace(asked, **more))  # type: ignore[arg-type]

    return make


def aar(
    incident: IncidentName,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A folder.")] = None,
    paper: Annotated[Paper, typer.Option(help="letter or a4.")] = Paper.LETTER,
    config: ConfigFile = CONFIG,
) -> None:
    """Draft the after-action report of an incident as PDF and Markdown, as the command "aar" posts it."""
    with told(), opened(config) as (settings, database):
        at, zone = datetime.now(UTC), settings.bot.timezone
        for path in write(database, incident, lambda call: (after_action(call, paper), ()), output, at=at, zone=zone):
            typer.echo(str(path))


def export(
    incident: IncidentName,
    output: Annotated[Path, typer.Option("-o", "--output", help="A folder that is new or empty.")],
    forms: Annotated[bool, typer.Option(help="All forms as PDF; many requests take their time.")] = True,
    attachments: Annotated[bool, typer.Option(help="The files that people have said, where they still are.")] = True,
    paper: Annotated[Paper, typer.Option(help="letter or a4.")] = Paper.LETTER,
    config: ConfigFile = CONFIG,
) -> None:
    """Write all of an incident to a folder: forms, JSON, CSV, the conversation, attachments, the log, a manifest.

    It holds every group and all contact details: keep it as you keep the database. The program may run meanwhile.
    """
    with told(), opened(config) as (settings, database):
        made = write_all(
            database,
            incident,
            output,
            at=datetime.now(UTC),
            zone=settings.bot.timezone,
            paper=paper,
            forms=forms,
            fetch=partial(_fetch, settings) if attachments else None,
            say=_aside,
        )
        typer.echo(str(made))


def _fetch(settings: Config, wanted: Sequence[Attached], folder: Path) -> Fetched:
    """Connected for as long as it takes; nothing is heard or posted."""

    async def fetched() -> Fetched:
        with keeping_aside(settings) as furnish:
            platforms = connect_all(settings, settings.bot.data_dir, furnish)
            try:
                return await Fetch(platforms, settings.bot.data_dir / FOLDER, _aside).all(wanted, folder)
            finally:
                for platform in platforms.values():
                    await platform.close()

    return asyncio.run(fetched())


def _aside(words: str) -> None:
    """How far it is; what is asked for goes to standard output alone."""
    typer.echo(words, err=True)


def import_(
    folder: Annotated[Path, typer.Argument(help="A folder that netcontrol export has written.")],
    config: ConfigFile = CONFIG,
) -> None:
    """Read an exported incident back into an empty database, and prove it equal; its rooms are not linked."""
    with told(), opened(config, writes=True) as (settings, database):
        bring_in(database, folder, typer.echo, keep=settings.bot.data_dir / FOLDER)


@contextmanager
def opened(config: Path, *, writes: bool = False) -> Iterator[tuple[Config, Database]]:
    """The settings and the database of a configuration file; with a key where it is written."""
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

    def fail(words: str) -> NoReturn:
        typer.echo(words, err=True)
        raise typer.Exit(1)

    try:
        yield fail
    except Refused as refusal:
        fail(refusal.words)
    except (ConfigFaults, DatabaseAway, KeyFault, NotRendered, ValueError) as fault:
        fail(str(fault))
    except OSError as fault:
        fail(f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault))
