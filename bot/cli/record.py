"""The part of the ``netcontrol`` command line that writes the record to files, and reads it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.completion import forms as form_names
from bot.cli.completion import incidents
from bot.cli.forms import names
from bot.cli.opened import opened, told
from bot.cli.options import CONFIG, ConfigFile, fail

if TYPE_CHECKING:
    from bot.archive.attachments import Fetched
    from bot.config.model import Config
    from bot.documents.from_record import Maker
    from commands.call import Call
    from commands.paper.papers import Asked
    from storage.whole import Attached

IncidentName = Annotated[
    str, typer.Option(help="The incident's short name in the configuration.", autocompletion=incidents)
]
PaperSize = Annotated[Literal["letter", "a4"], typer.Option(help="letter or a4.")]


def _list_forms(asked: bool) -> None:
    """Each form with its title, and with what makes one of several."""
    if not asked:
        return
    from commands.paper.sheets import sheets

    known = {one.name: one for one in sheets().values()}
    for name in names():
        one = known.get(name)
        which = f"; one of several: --of {one.of}" if one and one.of and not one.private else ""
        narrowed = f"; --of: {one.narrowed}" if one and one.narrowed and not one.plan else ""
        typer.echo(f"{name}  {one.title if one else 'radio form'}{which}{narrowed}")
    raise typer.Exit


def form(
    name: Annotated[
        str, typer.Argument(help="As in 201, 214 or 309; --list tells all there are.", autocompletion=form_names)
    ],
    incident: IncidentName,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file, or a folder.")] = None,
    of: Annotated[str, typer.Option(help="Of a form of which there are several: which one (R-5); see --list.")] = "",
    period: Annotated[str, typer.Option(help="An operational period's number, or all; now's without it.")] = "",
    role: Annotated[str, typer.Option(help="Of 214: whoever holds this position.")] = "",
    by: Annotated[str, typer.Option(help="Of 214 and 309: one person.")] = "",
    net: Annotated[str, typer.Option(help="Of 309: one net.")] = "",
    group: Annotated[list[str] | None, typer.Option(help="A restricted group, printed as well.")] = None,
    rev: Annotated[int | None, typer.Option(help="Of the radio forms: a published revision.")] = None,
    unit: Annotated[str, typer.Option(help="Of ICS 204: one division.")] = "",
    paper: PaperSize = "letter",
    config: ConfigFile = CONFIG,
    _list: Annotated[
        bool, typer.Option("--list", callback=_list_forms, is_eager=True, help="List the forms and end.")
    ] = False,
) -> None:
    """Write a form of an incident to a file, as the commands "form" and "freq export" post it."""
    from bot.documents.from_record import write
    from commands.domain.incidents import MAIN
    from commands.paper.papers import Asked
    from commands.radio.documents import Form as Export
    from commands.radio.documents import Paper, Wanted

    said = name.casefold().removeprefix("ics").strip(" -")
    with told() as fail, opened(config) as (settings, database):
        if said not in {one.casefold() for one in names()}:
            fail(f"There is no form {name}. There is: {', '.join(names())}.")
        wanted: Wanted | Maker
        if said in {*Export}:
            wanted = Wanted(form=Export(said), period=period, revision=rev, unit=unit or of, paper=Paper(paper))
        else:
            asked = Asked(sheet=said, of=of, net=net, paper=Paper(paper), groups=(MAIN, *(group or ())))
            wanted = _maker(asked, period, role, by)
        paths = write(database, incident, wanted, output, at=datetime.now(UTC), zone=settings.bot.timezone)
        for path in paths:
            typer.echo(str(path))


def _maker(asked: "Asked", period: str, role: str, by: str) -> "Maker":
    """The words of the shell are read as those of the room."""
    from commands.documentation.form import read_period
    from commands.line.who import read_person, read_seat
    from commands.paper.sheets import documents as papers

    def make(call: "Call"):  # type: ignore[no-untyped-def]  # noqa: ANN202  a Maker
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
    paper: PaperSize = "letter",
    config: ConfigFile = CONFIG,
) -> None:
    """Draft the after-action report of an incident as PDF and Markdown, as the command "aar" posts it."""
    from bot.documents.from_record import write
    from commands.paper.after import documents as after_action
    from commands.radio.documents import Paper

    with told(), opened(config) as (settings, database):
        at, zone = datetime.now(UTC), settings.bot.timezone
        for path in write(
            database, incident, lambda call: (after_action(call, Paper(paper)), ()), output, at=at, zone=zone
        ):
            typer.echo(str(path))


def export(
    incident: IncidentName,
    output: Annotated[Path, typer.Option("-o", "--output", help="A folder that is new or empty.")],
    forms: Annotated[bool, typer.Option(help="All forms as PDF; many requests take their time.")] = True,
    attachments: Annotated[bool, typer.Option(help="The files that people have said, where they still are.")] = True,
    paper: PaperSize = "letter",
    config: ConfigFile = CONFIG,
) -> None:
    """Write all of an incident to a folder: forms, JSON, CSV, the conversation, attachments, the log, a manifest.

    It holds every group and all contact details: keep it as you keep the database. The program may run meanwhile.
    """
    from bot.archive.export import export as write_all
    from commands.radio.documents import Paper

    with told(), opened(config) as (settings, database):
        made = write_all(
            database,
            incident,
            output,
            at=datetime.now(UTC),
            zone=settings.bot.timezone,
            paper=Paper(paper),
            forms=forms,
            fetch=partial(_fetch, settings) if attachments else None,
            say=_aside,
        )
        typer.echo(str(made))


def _fetch(settings: "Config", wanted: "Sequence[Attached]", folder: Path) -> "Fetched":
    """Connected for as long as it takes; nothing is heard or posted."""
    import asyncio

    from bot.archive.attachments import FOLDER, Fetch
    from bot.operations.accounts import connect_all
    from bot.operations.shared import keeping_aside

    async def fetched() -> "Fetched":
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
    from bot.archive.attachments import FOLDER
    from bot.archive.restore import bring_in

    with told(), opened(config, writes=True) as (settings, database):
        bring_in(database, folder, typer.echo, keep=settings.bot.data_dir / FOLDER)


def verify(
    incident: Annotated[
        str, typer.Option(help="One incident, by its short name or its name; all without it.", autocompletion=incidents)
    ] = "",
    head: Annotated[
        list[str] | None,
        typer.Option(help='A head of the log as a sitrep or a form shows it ("L-42 9f2c-41ab-77d0-e1c3"); repeatable.'),
    ] = None,
    heads: Annotated[
        Path | None, typer.Option(help="A text file with the lines “Record head …” as they were copied from a room.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="A folder that netcontrol export wrote: is it, and the store, as it was then?")
    ] = None,
    config: ConfigFile = CONFIG,
) -> None:
    """Prove that the record is as it was written: names every row that is not, and exits with 1.

    The log and the seals are followed from the first on, every row is compared with them, and they with the signing key
    and with the heads that were posted: what was changed before one, or cut off, is found. With --export every file of
    the folder is compared with its digest, and the record in it with the store.
    """
    from bot.archive.restore import compare
    from bot.archive.verify import Asked, Unknown, read_posted
    from bot.archive.verify import verify as prove
    from bot.operations.signing import at_hand

    with told(), opened(config) as (settings, database):
        try:
            posted = read_posted(heads) if heads else ()
            unbroken = prove(database, Asked(incident, head or (), posted, at_hand(settings)), typer.echo)
        except Unknown as fault:
            fail(str(fault))
        if export:
            compare(database, export, typer.echo)
    raise typer.Exit(0 if unbroken else 1)
