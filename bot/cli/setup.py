"""``netcontrol setup``: from nothing to the first message that crosses, from a file of answers or by asking."""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from bot.cli.opened import told
from bot.cli.options import fail


def setup(answers: Path | None, config: Path, app: Callable[..., Any], *, yes: bool) -> None:
    """Ask or read, try, show what changes, write, and have a message cross; ``app`` makes the program."""
    with told():
        if answers is None and not sys.stdin.isatty():
            fail(
                "There is no terminal to ask on: name a file of answers, as in netcontrol setup --answers answers.toml."
            )
        text, source = (_read(answers), str(answers)) if answers else (_asked(config), "your answers")
        _try(text, config, source)
        _write(text, config, yes=yes)
        _cross(config, app)


def _read(answers: Path) -> str:
    from bot.cli.answers import read_answers

    return read_answers(answers)


def _try(text: str, config: Path, source: str) -> None:
    import asyncio

    from bot.cli.answers import candidate, tried

    with candidate(text, config, source) as settings:
        if not asyncio.run(tried(settings, typer.echo, datetime.now(UTC))):
            fail(f"Nothing was written to {config}: mend what is WRONG, then run setup again.")


def _write(text: str, config: Path, *, yes: bool) -> None:
    from bot.cli.answers import difference, put

    old = config.read_text(encoding="utf-8") if config.exists() else None
    if old == text:
        typer.echo(f"{config} says so already.")
        return
    if old is not None:
        typer.echo(difference(old, text, config.name))
        if not yes and not sys.stdin.isatty():
            fail(f"{config} is there and would change as shown: say --yes to have it written. Nothing was changed.")
        if not yes and not typer.confirm(f"Change {config} so?"):
            fail("Nothing was changed.")
    put(text, config)
    typer.echo(f"Written: {config}")


def _cross(config: Path, app: Callable[..., Any]) -> None:
    import asyncio

    from bot.cli.crossing import NotCrossed, between, cross
    from bot.config.model import load
    from bot.operations.shared import share
    from bot.runtime import logs
    from bot.runtime.lease import Taken
    from bot.runtime.reload import is_run
    from storage.migrate import NewerDatabase

    settings = load(config, os.environ)
    incident, rooms = between(settings)
    if not rooms:
        typer.echo(
            "No incident has two rooms that hear each other yet: name them, and run setup again to see one cross."
        )
        return
    if is_run(settings.bot.data_dir):
        typer.echo("Net Control runs on this data already: netcontrol reload has it take up the file.")
        return
    logs.set_up("text", level="critical")
    try:
        share(settings)
        asyncio.run(cross(app(settings), incident, rooms, typer.echo))
    except (NotCrossed, Taken, NewerDatabase, TimeoutError) as fault:
        fail(f"No message has crossed: {fault}. {config} is written; run setup again when that is mended.")
    typer.echo("A message has crossed. Next: netcontrol run, and keep it up as docs/running.md says.")


def _asked(config: Path) -> str:
    """Ask for what is needed and nothing else; a file that is there is tried as it stands."""
    if config.exists():
        typer.echo(
            f"{config} is there: it is tried as it stands. Change it, or add accounts by netcontrol account add."
        )
        return config.read_text(encoding="utf-8")
    typer.echo("An empty answer takes what stands in brackets; Ctrl-C ends it, and nothing is written until the end.")
    bot = {"data_dir": typer.prompt("Folder for the store and the keys", default="data"), "timezone": _zone()}
    url = typer.prompt("Database", default=f"sqlite:///{bot['data_dir']}/netcontrol.db")
    tables: dict[str, Mapping[str, object]] = {"bot": bot, "database": {"url": url}}
    rooms: list[str] = []
    while platform := _platform(more=len(tables) > 3):
        name, settings, found = _account(platform)
        tables[f"{platform}.{name}"] = settings
        rooms += found
    slug = typer.prompt("Short name of the incident (a to z, 0 to 9 and -)", default="first")
    tables[f"incident.{slug}"] = {"name": typer.prompt("Its name for people", default=slug), "rooms": rooms}
    from bot.cli.answers import as_toml

    return as_toml(tables)


def _zone() -> str:
    from zoneinfo import available_timezones

    from bot.config.faults import nearest

    while True:
        said = str(typer.prompt("Time zone", default="UTC"))
        if said in available_timezones():
            return said
        typer.echo(f"There is no time zone {said}{nearest(said, available_timezones())}")


def _platform(*, more: bool) -> str:
    """Which chat system comes next; empty when all are in."""
    from bot.config.faults import nearest
    from bot.platforms import registry

    known = list(registry.shown())
    while True:
        default = "none" if more else known[0]
        said = str(typer.prompt(f"Add an account of {' or '.join(known)} (none: no more)", default=default)).strip()
        if said in {*known, "none"}:
            return "" if said == "none" else said
        typer.echo(f"There is no {said}{nearest(said, known)}")


def _account(platform: str) -> tuple[str, dict[str, object], list[str]]:
    """One account: its name, its settings, and its rooms. A secret is not shown, and goes into the file (0600)."""
    from bot.platforms import registry
    from bot.platforms.settings import Option

    kind = registry.kinds()[platform]
    if kind.first:
        typer.echo(kind.first)
    name = str(typer.prompt("A short name for it (a to z, 0 to 9 and -)"))
    settings: dict[str, object] = {"label": typer.prompt("How people on the other side see it", default=name)}
    for option in kind.options:
        if isinstance(option, Option):
            said = typer.prompt(option.help, default=None if option.required else "", show_default=False)
        else:
            said = typer.prompt(f"{option.what} (or env:NAME)", hide_input=True)
        if said:
            settings[option.key] = str(said).strip()
    example = kind.example.partition("/")[2]
    said = typer.prompt(f"Ids of its rooms, separated by blanks (as {example})", default="", show_default=False)
    return name, settings, [f"{platform}.{name}/{room}" for room in str(said).split()]
