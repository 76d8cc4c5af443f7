"""``netcontrol token``: what other programs read the record with."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.options import CONFIG, ConfigFile, Quick, fail

if TYPE_CHECKING:
    from storage.store import Work

T = TypeVar("T")

token = typer.Typer(cls=Quick, help="Tokens with which other programs read /api/v1.", no_args_is_help=True)


@token.command()
def make(
    incident: Annotated[str, typer.Option(help="The incident's short name, as in bear-creek.")],
    scope: Annotated[str, typer.Option(help="What it may: read, log, alerts, with commas between.")] = "read",
    name: Annotated[str, typer.Option(help="The source that it stands for, as in “county GIS”.")] = "program",
    config: ConfigFile = CONFIG,
) -> None:
    """Make a token for one incident, good for 90 days, and say it: once, for it is kept nowhere."""
    from commands.domain.incidents import Incident
    from commands.domain.situation.programs import ApiScope

    wanted = {one.strip() for one in scope.split(",") if one.strip()}
    known = [one.value for one in ApiScope]
    if strange := sorted(wanted - {*known}):
        fail(f"there is no scope {', '.join(strange)}: it is made of {', '.join(known)}")
    if not wanted:
        fail(f"a token needs a scope: {', '.join(known)}")
    if not name.strip() or len(name) > 80:
        fail("a name has 1 to 80 characters")

    def job(work: "Work") -> str:
        if work.record.get(Incident, incident) is None:
            there = ", ".join(one.id for one in work.record.every_incident()) or "none"
            return fail(f"there is no incident {incident[:80]}; on record: {there}")
        made, secret = work.tokens.make(name.strip(), incident, wanted, datetime.now(UTC))
        typer.echo(f"{_shown(made.id, made.name, incident, made.scope)}, good until {_at(made.until)}", err=True)
        if ApiScope.ALERTS in wanted:
            typer.echo("alerts is kept with it, and opens no address of this version.", err=True)
        return secret

    typer.echo(_with(config, job))


@token.command("list")
def list_(config: ConfigFile = CONFIG) -> None:
    """List the tokens, those that are over among them."""
    at = datetime.now(UTC)
    for one in _with(config, lambda work: work.tokens.every()):
        state = "revoked" if one.ended else "good until" if one.good(at) else "ended"
        typer.echo(f"{_shown(one.id, one.name, one.incident, one.scope)}, {state} {_at(one.ended or one.until)}")


@token.command()
def revoke(
    number: Annotated[int, typer.Argument(help="The token's number, as “token list” says it.")],
    config: ConfigFile = CONFIG,
) -> None:
    """End a token at once."""
    if not _with(config, lambda work: work.tokens.end(number, datetime.now(UTC))):
        fail(f"there is no token {number} that is not revoked; “netcontrol token list” says which there are")
    typer.echo(f"token {number} is revoked")


def _with(config: Path, job: "Callable[[Work], T]") -> T:
    from bot.config.faults import ConfigFaults
    from bot.config.model import load
    from storage.migrate import NewerDatabase, behind
    from storage.store import Database, DatabaseAway

    try:
        database = Database(load(config, os.environ).database.url.get_secret_value())
        if behind(database):
            fail("The database is not at this program's step yet: start it once, or run netcontrol migrate.")
        with database.work() as work:
            return job(work)
    except (ConfigFaults, NewerDatabase) as fault:
        fail(str(fault))
    except DatabaseAway as fault:
        fail(f"The database cannot be reached: {fault}")


def _shown(number: int, name: str, incident: str, scope: frozenset[str]) -> str:
    return f"token {number}  {name}  {incident}  {', '.join(sorted(scope))}"


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
