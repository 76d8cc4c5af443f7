"""The part of the ``netcontrol`` command line by which accounts come and go while the program runs.

A secret is never an argument, which every user of the machine could read: it comes from the environment, from a file,
or is asked for without being shown.
"""

import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import CONFIG, ConfigFile, Quick, fail

if TYPE_CHECKING:
    from bot.config.model import Config
    from bot.platforms.settings import AccountKind, SecretOption

Name = Annotated[str, typer.Argument(help="A name of your choice: a to z, 0 to 9 and -.")]
Label = Annotated[str, typer.Option(help="How people on the other side see it; the name if left out.")]


class Adders(Quick):
    """``account add``: a command for each platform's folder, read only when somebody asks for it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The platforms."""
        return list(self.commands)

    @property  # type: ignore[override]
    def commands(self) -> dict[str, Any]:
        """By the platform's name."""
        return _adders()

    @commands.setter
    def commands(self, _none: dict[str, Any]) -> None:
        pass

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """With what can be brought in."""
        self.help = _what_comes()
        super().format_help(ctx, formatter)


@cache
def _adders() -> dict[str, Any]:
    from bot.platforms import registry

    found = typer.Typer(rich_markup_mode=None)
    found.callback()(lambda: None)
    for platform, kind in registry.shown().items():
        found.command(platform)(_adder(platform, kind))
    return typer.main.get_group(found).commands  # type: ignore[return-value]


def _what_comes() -> str:
    """``Bring in a …, a … or a ….``"""
    from bot.platforms import registry

    *first, last = [kind.brings_in for kind in registry.shown().values()]
    return f"Bring in {' or '.join([', '.join(first), last]) if first else last}."


account = typer.Typer(
    cls=Quick, help="Bring accounts in, list them, take them away: without a restart.", no_args_is_help=True
)
add = typer.Typer(cls=Adders, help="Bring in an account of a chat system.", no_args_is_help=True)
account.add_typer(add, name="add")


def _adder(platform: str, kind: "AccountKind") -> Callable[..., None]:
    """The function behind ``account add <platform>``; its parameters are what the folder's options say."""
    from bot.platforms.settings import SecretOption

    def bring_in(name: str, label: str, config: Path, **given: Any) -> None:
        settings = {"label": label}
        for option in kind.options:
            if isinstance(option, SecretOption):
                settings[option.key] = _secret(option, given[f"{option.key}_file"])
            else:
                settings[option.key] = given[option.key]
        _bring_in(config, f"{platform}.{name}", settings)
        typer.echo(f"Next: {kind.next_step.format_map(given)}")

    bring_in.__doc__ = kind.help
    bring_in.__signature__ = Signature(list(_parameters(kind)))  # type: ignore[attr-defined]
    return bring_in


def _parameters(kind: "AccountKind") -> Iterator[Parameter]:
    """What is required comes first."""
    from bot.platforms.settings import Option, SecretOption

    required = [option for option in kind.options if isinstance(option, Option) and option.required]
    yield _parameter("name", Name)
    for option in required:
        yield _parameter(option.key, Annotated[str, typer.Option(help=option.help)])
    yield _parameter("label", Label, "")
    for each in kind.options:
        if isinstance(each, SecretOption):
            words = f"Holds {each.holds}; or {each.variable}."
            yield _parameter(f"{each.key}_file", Annotated[Path | None, typer.Option(help=words)], None)
        elif not each.required:
            yield _parameter(each.key, Annotated[str, typer.Option(help=each.help)], "")
    yield _parameter("config", ConfigFile, CONFIG)


def _parameter(name: str, annotation: Any, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


@account.command("list")
def list_accounts(config: ConfigFile = CONFIG) -> None:
    """List the accounts, with the file in which each stands."""
    from bot.config import account_files
    from bot.operations.accounts import configured

    settings = _loaded(config)
    for source, one in configured(settings):
        own = account_files.place(settings.bot.data_dir, source)
        typer.echo(f"{source}  {one.label}  {own if own.exists() else config}")


@account.command()
def remove(
    source: Annotated[str, typer.Argument(help="The account, as account list shows it: PLATFORM.NAME.")],
    config: ConfigFile = CONFIG,
) -> None:
    """Take an account away that was brought in by command; its rooms leave, and the others are told."""
    from bot.config import account_files
    from bot.config.faults import ConfigFaults, nearest
    from bot.config.model import load
    from bot.operations.accounts import configured

    settings = _loaded(config)
    file = account_files.place(settings.bot.data_dir, source)
    known = [one for one, _ in configured(settings)]
    if source not in known:
        fail(f"There is no account {source}{nearest(source, known)}. Nothing was changed.")
    if not file.exists():
        fail(f"[{source}] stands in {config}: take it out there, then say netcontrol reload. Nothing was changed.")
    try:
        load(config, os.environ, without=source)
    except ConfigFaults as faults:
        fail(f"Without {source} the configuration would be faulty; nothing was changed.\n{faults}")
    file.unlink()
    _keep_in_store(settings, source)
    typer.echo(f"Taken away: {source}")
    _tell(settings)


def reload(config: ConfigFile = CONFIG) -> None:
    """Have the running program read its configuration again, and say what came of it; SIGHUP does the same."""
    _tell(_loaded(config))


def _secret(option: "SecretOption", file: Path | None) -> str:
    if file:
        try:
            found = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            fail(f"{file} cannot be read: {fault}")
        return found or fail(f"{file} is empty.")
    if os.environ.get(option.variable):
        return os.environ[option.variable].strip()
    if not sys.stdin.isatty():
        fail(f"{option.what} is missing: name a file that holds it, or set {option.variable}.")
    return str(typer.prompt(option.what, hide_input=True)).strip()


def _bring_in(config: Path, source: str, given: dict[str, str]) -> None:
    """Check the account against its server, keep it, and tell the running program."""
    import asyncio

    from bot.cli.check import report_account
    from bot.config import account_files
    from bot.config.faults import ConfigFaults
    from bot.config.model import load

    platform, _, name = source.partition(".")
    settings: dict[str, Any] = {key: value for key, value in given.items() if value}
    try:
        whole = load(config, os.environ, adding={platform: {name: settings}})
    except ConfigFaults as faults:
        fail(f"{faults}\nNothing was changed.")
    if asyncio.run(report_account(whole, source, typer.echo)):
        fail("Nothing was changed: mend what is amiss, then say it again.")
    try:
        kept = account_files.write(whole.bot.data_dir, source, settings)
    except OSError as fault:
        fail(f"The account could not be kept: {fault}. Nothing was changed.")
    typer.echo(f"Kept in {kept}")
    _keep_in_store(whole, source)
    _tell(whole)


def _keep_in_store(config: "Config", source: str) -> None:
    """Other processes on the store have it from there."""
    from bot.operations.shared import keep_account
    from storage.migrate import NewerDatabase
    from storage.secret_box import WrongSecretKey
    from storage.store import DatabaseAway

    try:
        keep_account(config, source)
    except (DatabaseAway, NewerDatabase, WrongSecretKey) as fault:
        fail(f"The store could not be told, so other processes do not know: {fault}. Say it again.")


def _tell(config: "Config") -> None:
    import asyncio

    from bot.runtime.reload import ask

    try:
        outcome = asyncio.run(ask(config.bot.data_dir))
    except TimeoutError:
        fail("The running program does not answer; send it SIGHUP, or look into its log.")
    if outcome is None:
        typer.echo("Nothing runs on this data now; what has changed counts when it is started.")
        return
    for line in outcome.lines:
        typer.echo(line, err=not outcome.well)
    if not outcome.well:
        raise typer.Exit(1)


def _loaded(config: Path) -> "Config":
    from bot.config.faults import ConfigFaults
    from bot.config.model import load

    try:
        return load(config, os.environ)
    except ConfigFaults as faults:
        fail(str(faults))
