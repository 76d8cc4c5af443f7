"""The part of the ``netcontrol`` command line by which accounts come and go while the program runs.

A secret is never an argument, which every user of the machine could read: it comes from the environment, from a file,
or is asked for without being shown.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.cli.check import report_account
from bot.config import account_files
from bot.config.faults import ConfigFaults, nearest
from bot.config.model import Config, load
from bot.operations.accounts import configured
from bot.runtime.reload import ask

ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration file.", show_default=True)]
CONFIG = Path("config.toml")
Name = Annotated[str, typer.Argument(help="A name of your choice: a to z, 0 to 9 and -.")]
Label = Annotated[str, typer.Option(help="How people on the other side see it; the name if left out.")]
BOT_TOKEN, APP_TOKEN, PASSWORD = "NETCONTROL_BOT_TOKEN", "NETCONTROL_APP_TOKEN", "NETCONTROL_PASSWORD"

account = typer.Typer(help="Bring accounts in, list them, take them away: without a restart.", no_args_is_help=True)
add = typer.Typer(help="Bring in a Slack workspace or a Matrix homeserver.", no_args_is_help=True)
account.add_typer(add, name="add")


@add.command()
def slack(
    name: Name,
    label: Label = "",
    bot_token_file: Annotated[Path | None, typer.Option(help=f"Holds the xoxb-… token; or {BOT_TOKEN}.")] = None,
    app_token_file: Annotated[Path | None, typer.Option(help=f"Holds the xapp-… token; or {APP_TOKEN}.")] = None,
    base_url: Annotated[str, typer.Option(help="Of the Web API, where it is not Slack's own.")] = "",
    config: ConfigFile = CONFIG,
) -> None:
    """Bring in a Slack workspace: its app's two tokens are taken from the environment, from files, or asked for."""
    settings = {
        "label": label,
        "bot_token": _secret("Bot token (xoxb-…)", BOT_TOKEN, bot_token_file),
        "app_token": _secret("App-level token (xapp-…)", APP_TOKEN, app_token_file),
        "base_url": base_url,
    }
    _bring_in(config, f"slack.{name}", settings)
    typer.echo("Next: in a channel there say /invite @Net Control, then the /net join with the code of /net link here.")


@add.command()
def matrix(
    name: Name,
    homeserver: Annotated[str, typer.Option(help="Its address: https://…")],
    user_id: Annotated[str, typer.Option(help="The bot's own user there: @name:server.")],
    label: Label = "",
    password_file: Annotated[Path | None, typer.Option(help=f"Holds the password; or {PASSWORD}.")] = None,
    config: ConfigFile = CONFIG,
) -> None:
    """Bring in a Matrix homeserver: the password is taken from the environment, from a file, or asked for."""
    settings = {
        "label": label,
        "homeserver": homeserver,
        "user_id": user_id,
        "password": _secret("Password", PASSWORD, password_file),
    }
    _bring_in(config, f"matrix.{name}", settings)
    typer.echo(f"Next: invite {user_id} to a room there, then say !join with the code of /net link here.")


@account.command("list")
def list_accounts(config: ConfigFile = CONFIG) -> None:
    """List the accounts, with the file in which each stands."""
    settings = _loaded(config)
    for source, one in configured(settings):
        own = account_files.place(settings.bot.data_dir, source)
        typer.echo(f"{source}  {one.label}  {own if own.exists() else config}")


@account.command()
def remove(
    source: Annotated[str, typer.Argument(help="The account, as in slack.tribal.")], config: ConfigFile = CONFIG
) -> None:
    """Take an account away that was brought in by command; its rooms leave, and the others are told."""
    settings = _loaded(config)
    file = account_files.place(settings.bot.data_dir, source)
    known = [one for one, _ in configured(settings)]
    if source not in known:
        _fail(f"There is no account {source}{nearest(source, known)}. Nothing was changed.")
    if not file.exists():
        _fail(f"[{source}] stands in {config}: take it out there, then say netcontrol reload. Nothing was changed.")
    try:
        load(config, os.environ, without=source)
    except ConfigFaults as faults:
        _fail(f"Without {source} the configuration would be faulty; nothing was changed.\n{faults}")
    file.unlink()
    typer.echo(f"Taken away: {source}")
    _tell(settings)


def reload(config: ConfigFile = CONFIG) -> None:
    """Have the running program read its configuration again, and say what came of it; SIGHUP does the same."""
    _tell(_loaded(config))


def _secret(what: str, variable: str, file: Path | None) -> str:
    if file:
        try:
            found = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            _fail(f"{file} cannot be read: {fault}")
        return found or _fail(f"{file} is empty.")
    if os.environ.get(variable):
        return os.environ[variable].strip()
    if not sys.stdin.isatty():
        _fail(f"{what} is missing: name a file that holds it, or set {variable}.")
    return str(typer.prompt(what, hide_input=True)).strip()


def _bring_in(config: Path, source: str, given: dict[str, str]) -> None:
    """Check the account against its server, keep it, and tell the running program."""
    platform, _, name = source.partition(".")
    settings: dict[str, Any] = {key: value for key, value in given.items() if value}
    try:
        whole = load(config, os.environ, adding={platform: {name: settings}})
    except ConfigFaults as faults:
        _fail(f"{faults}\nNothing was changed.")
    if asyncio.run(report_account(whole, source, typer.echo)):
        _fail("Nothing was changed: mend what is amiss, then say it again.")
    try:
        kept = account_files.write(whole.bot.data_dir, source, settings)
    except OSError as fault:
        _fail(f"The account could not be kept: {fault}. Nothing was changed.")
    typer.echo(f"Kept in {kept}")
    _tell(whole)


def _tell(config: Config) -> None:
    try:
        outcome = asyncio.run(ask(config.bot.data_dir))
    except TimeoutError:
        _fail("The running program does not answer; send it SIGHUP, or look into its log.")
    if outcome is None:
        typer.echo("Nothing runs on this data now; what has changed counts when it is started.")
        return
    for line in outcome.lines:
        typer.echo(line, err=not outcome.well)
    if not outcome.well:
        raise typer.Exit(1)


def _loaded(config: Path) -> Config:
    try:
        return load(config, os.environ)
    except ConfigFaults as faults:
        _fail(str(faults))


def _fail(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(1)
