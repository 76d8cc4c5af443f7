"""The ``netcontrol`` command line."""

import asyncio
import os
import signal
from enum import StrEnum
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated

import typer

from bot.app import App, Changed
from bot.archive.restore import compare
from bot.archive.verify import Asked, Unknown, read_posted
from bot.archive.verify import verify as prove
from bot.cli.accounts import account, reload
from bot.cli.assets import assets
from bot.cli.check import report
from bot.cli.freq import freq
from bot.cli.keys import key
from bot.cli.nodes import migrate_, nodes
from bot.cli.record import aar, export, form, import_
from bot.config.faults import ConfigFaults
from bot.config.model import load
from bot.operations.shared import share
from bot.operations.signing import at_hand
from bot.platforms import registry
from bot.platforms.slack.manifest import manifest as slack_manifest
from bot.runtime import logs
from bot.runtime.lease import Taken
from bot.runtime.node import Unfit
from bot.runtime.private_files import keep_to_owner
from bot.web.beside import BoardFault
from commands.domain.errors import Refused
from storage.migrate import NewerDatabase
from storage.sealing.keys import KeyFault
from storage.secret_box import WrongSecretKey
from storage.store import Database, DatabaseAway

cli = typer.Typer(
    name="netcontrol",
    help="Net Control bridges the chat rooms of an incident and keeps its record. Start with: netcontrol demo",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)

ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration file.", show_default=True)]
CONFIG = Path("config.toml")


class Form(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


@cli.command()
def run(
    config: ConfigFile = CONFIG,
    log_format: Annotated[Form, typer.Option(help="Logs for people (text) or for machines (json).")] = Form.TEXT,
    standby: Annotated[
        bool, typer.Option(help="Wait while another process runs the accounts, then take over.")
    ] = False,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
) -> None:
    """Run until SIGTERM or Ctrl-C; then finish what is in hand and stop within 10 seconds.

    On SIGHUP the configuration is read again: accounts, incidents and rooms change without a restart.
    """
    noisy = [name for kind in registry.kinds().values() for name in kind.loggers]
    logs.set_up(log_format.value, level=log_level, noisy=noisy)
    try:
        while not _ran(config, standby=standby):
            pass
    except (ConfigFaults, KeyFault, Taken, Unfit, NewerDatabase, WrongSecretKey) as fault:
        _fail(str(fault))
    except DatabaseAway as fault:
        _fail(f"the database cannot be reached: {fault}")


def _ran(config: Path, *, standby: bool) -> bool:
    """Run to the end; False where accounts came or went while it stood by, and it has to begin anew."""
    share(load(config, os.environ))
    app = App(load(config, os.environ), lambda: load(config, os.environ), file=config)
    try:
        asyncio.run(_until_told(app, standby=standby))
    except Changed:
        return False
    return True


async def _until_told(app: App, *, standby: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    loop.add_signal_handler(signal.SIGHUP, app.reloading.now)
    await app.run(stop, standby=standby)


@cli.command()
def board(
    config: ConfigFile = CONFIG,
    log_format: Annotated[Form, typer.Option(help="Logs for people (text) or for machines (json).")] = Form.TEXT,
    beside: Annotated[bool, typer.Option("--beside", hidden=True, help="End with whoever started it.")] = False,
) -> None:
    """Serve the live board at [board] listen; “run” starts it by itself. It reads the store and says nothing itself."""
    from bot.web.server import serve  # noqa: PLC0415  whoever does not serve it does not load it

    logs.set_up(log_format.value)
    try:
        serve(load(config, os.environ), beside=beside)
    except (ConfigFaults, BoardFault) as fault:
        _fail(str(fault))


@cli.command()
def check(config: ConfigFile = CONFIG) -> None:
    """Say, account by account and room by room, whether everything is as needed, and how to mend what is not."""
    try:
        amiss = asyncio.run(report(load(config, os.environ), typer.echo))
    except ConfigFaults as fault:
        _fail(str(fault))
    raise typer.Exit(1 if amiss else 0)


@cli.command()
def manifest(config: ConfigFile = CONFIG) -> None:
    """Print the Slack app manifest, to paste into "create an app from a manifest"."""
    command = "net"
    if config.exists():
        try:
            command = load(config, os.environ).bot.command
        except ConfigFaults as fault:
            _fail(str(fault))
    typer.echo(slack_manifest(command))


cli.add_typer(account, name="account")
cli.add_typer(key, name="key")
cli.add_typer(assets, name="assets")
cli.add_typer(freq, name="freq")
cli.command()(reload)
cli.command()(form)
cli.command()(nodes)
cli.command("migrate")(migrate_)
cli.command()(aar)
cli.command()(export)
cli.command("import")(import_)


@cli.command()
def verify(
    incident: Annotated[str, typer.Option(help="One incident, by its short name or its name; all without it.")] = "",
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
    try:
        settings = load(config, os.environ)
        database = Database(settings.database.url.get_secret_value())
        posted = read_posted(heads) if heads else ()
        asked = Asked(incident=incident, heads=head or (), posted=posted, ring=at_hand(settings))
        unbroken = prove(database, asked, typer.echo)
        if export:
            compare(database, export, typer.echo)
    except Refused as refusal:
        _fail(refusal.words)
    except (ConfigFaults, DatabaseAway, KeyFault, Unknown) as fault:
        _fail(str(fault))
    raise typer.Exit(0 if unbroken else 1)


@cli.command()
def demo(
    script: Annotated[
        bool, typer.Option("--script", help="Play a short incident and compare what the rooms hold.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Start a local homeserver and a local Slack workspace, bridge a room of each, and show both on one page."""
    from bot.sandbox.demo import demo as play  # noqa: PLC0415  the sandbox is an extra: a production install is without

    raise typer.Exit(play(script=script, browser=browser))


@cli.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"netcontrol {installed('net-control')}")


def _fail(words: str) -> None:
    typer.echo(words, err=True)
    raise typer.Exit(1)


def main() -> None:
    """The console script's entry."""
    keep_to_owner()
    cli()


if __name__ == "__main__":
    main()
