"""The ``netcontrol`` command line.

What the program is made of is imported within each command: whoever asks for help waits for none of it.
"""

import os
import signal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli import completion as shells
from bot.cli.accounts import account, reload
from bot.cli.assets import assets
from bot.cli.backup import backup, restore
from bot.cli.care import bundle, doctor
from bot.cli.freq import freq
from bot.cli.keys import key
from bot.cli.nodes import migrate_, nodes
from bot.cli.options import CONFIG, EXIT_CODES, ConfigFile, Quick, fail
from bot.cli.record import aar, export, form, import_, verify
from bot.cli.token import token
from bot.cli.version import version as number

if TYPE_CHECKING:
    from bot.app import App
    from bot.config.model import Config

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them reads every installed package
if os.environ.get("NO_COLOR"):
    os.environ.pop("FORCE_COLOR", None)  # whoever asks for none has the last word


cli = typer.Typer(
    name="netcontrol",
    cls=Quick,
    help="Net Control bridges the chat rooms of an incident and keeps its record. Start with: netcontrol demo",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain text: half the time, and as readable aloud
    pretty_exceptions_show_locals=False,
)


class Form(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


def _say_version(asked: bool | None) -> None:
    if asked:
        typer.echo(f"netcontrol {number()}")
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[
        bool | None, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version.")
    ] = None,
) -> None:
    """What stands before the command."""


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
    from bot.config.faults import ConfigFaults
    from bot.platforms import registry
    from bot.runtime import logs
    from bot.runtime.lease import Taken
    from bot.runtime.node import Unfit
    from storage.migrate import NewerDatabase
    from storage.sealing.keys import KeyFault
    from storage.secret_box import WrongSecretKey
    from storage.store import DatabaseAway

    noisy = [name for kind in registry.kinds().values() for name in kind.loggers]
    logs.set_up(log_format.value, level=log_level, noisy=noisy)
    try:
        while not _ran(config, standby=standby):
            pass
    except (ConfigFaults, KeyFault, Taken, Unfit, NewerDatabase, WrongSecretKey) as fault:
        fail(str(fault))
    except DatabaseAway as fault:
        fail(f"the database cannot be reached: {fault}")


def _ran(config: Path, *, standby: bool) -> bool:
    """Run to the end; False where accounts came or went while it stood by, and it has to begin anew."""
    import asyncio

    from bot.app import App, Changed
    from bot.config.model import load
    from bot.operations.shared import share

    share(load(config, os.environ))
    app = App(load(config, os.environ), lambda: load(config, os.environ), file=config)
    app.version = number()
    try:
        asyncio.run(_until_told(app, standby=standby))
    except Changed:
        return False
    return True


async def _until_told(app: "App", *, standby: bool) -> None:
    import asyncio

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
    from bot.config.faults import ConfigFaults
    from bot.config.model import load
    from bot.runtime import logs
    from bot.web.beside import BoardFault
    from bot.web.server import serve

    logs.set_up(log_format.value)
    try:
        serve(load(config, os.environ), beside=beside)
    except (ConfigFaults, BoardFault) as fault:
        fail(str(fault))


@cli.command()
def check(config: ConfigFile = CONFIG) -> None:
    """Say, account by account and room by room, whether everything is as needed, and how to mend what is not."""
    import asyncio

    from bot.cli.check import report
    from bot.config.faults import ConfigFaults
    from bot.config.model import load

    try:
        amiss = asyncio.run(report(load(config, os.environ), typer.echo))
    except ConfigFaults as fault:
        fail(str(fault))
    raise typer.Exit(1 if amiss else 0)


@cli.command()
def manifest(config: ConfigFile = CONFIG) -> None:
    """Print the Slack app manifest, to paste into "create an app from a manifest"."""
    from bot.config.faults import ConfigFaults
    from bot.config.model import load
    from bot.platforms.slack.manifest import manifest as slack_manifest

    command = "net"
    if config.exists():
        try:
            command = load(config, os.environ).bot.command
        except ConfigFaults as fault:
            fail(str(fault))
    typer.echo(slack_manifest(command))


cli.add_typer(account, name="account")
cli.add_typer(key, name="key")
cli.add_typer(token, name="token")
cli.add_typer(assets, name="assets")
cli.add_typer(freq, name="freq")
cli.command()(reload)
cli.command()(form)
cli.command()(nodes)
cli.command("migrate")(migrate_)
cli.command()(aar)
cli.command()(export)
cli.command("import")(import_)
cli.command()(verify)
cli.command()(backup)
cli.command()(restore)
cli.command()(doctor)
cli.command()(bundle)


@cli.command()
def setup(
    answers: Annotated[
        Path | None, typer.Option("--answers", help="A file of answers in the form of config.toml; else it asks.")
    ] = None,
    config: ConfigFile = CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before a file that is there is changed.")] = False,
) -> None:
    """Set up: ask for what is needed, try it against the real servers, write it, and have a message cross two rooms.

    A file of answers has the form of config.toml, its secrets as env:NAME. Nothing is written while anything is wrong,
    and nothing is overwritten before the difference was shown.
    """
    from bot.cli.setup import setup as set_up

    def app(settings: "Config") -> "App":
        from bot.app import App

        return App(settings)

    set_up(answers, config, app, yes=yes)


@cli.command()
def demo(
    script: Annotated[
        bool, typer.Option("--script", help="Play a short incident and compare what the rooms hold.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Start a local homeserver and a local Slack workspace, bridge a room of each, and show both on one page."""
    from bot.sandbox.demo import demo as play  # the sandbox is an extra: a production install is without

    raise typer.Exit(play(script=script, browser=browser))


@cli.command()
def completion(
    shell: Annotated[Literal["bash", "zsh", "fish"], typer.Argument(help="The shell that is to complete.")],
) -> None:
    """Print what a shell reads to complete commands, options, incidents and forms.

    As in: source <(netcontrol completion bash), or netcontrol completion fish | source.
    """
    typer.echo(shells.script(shell))


@cli.command("man")
def manual_pages(
    folder: Annotated[Path, typer.Argument(help="Where they are written, as in ~/.local/share/man/man1.")],
) -> None:
    """Write the manual pages: one for each command."""
    from bot.cli import manual

    try:
        for path in manual.write(typer.main.get_command(cli), folder, number()):
            typer.echo(str(path))
    except OSError as fault:
        fail(f"{fault.filename}: {fault.strerror}")


@cli.command()
def version() -> None:
    """Print the version."""
    _say_version(True)


def main() -> None:
    """The console script's entry."""
    from bot.runtime.private_files import keep_to_owner

    keep_to_owner()
    cli(prog_name="netcontrol")


if __name__ == "__main__":
    main()
