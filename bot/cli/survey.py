"""What ``netcontrol assets`` does: reads a region's survey from tables, and writes it to them."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.cli.opened import opened, told
from bot.config.model import Config
from bot.runtime.private_files import private_folder
from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN, Incident
from commands.domain.log.logbook import Entry, Origin
from commands.domain.messages import Person, Room
from commands.survey.exporting import tables
from commands.survey.importing import Importer, Outcome, read
from commands.survey.layouts import ORDER
from storage.migrate import migrate
from storage.store import Database, Work

CHUNK = 500
"""Rows of one transaction: what is relayed meanwhile waits no longer than for these."""

NAMED = 20
"""Refused rows that are named; of more the number is told."""


class _Undone(Exception):
    """A dry run keeps nothing."""


def take_in(folder: Path, region: str, config: Path, *, dry_run: bool) -> None:
    """Read the tables of a folder into a region; with ``dry_run`` nothing is kept."""
    with told() as fail, opened(config, writes=True) as (settings, database):
        files = [(table, path) for table in ORDER if (path := folder / f"{table}.csv").is_file()]
        if not files:
            fail(f"{folder} holds none of these files: {', '.join(f'{one}.csv' for one in ORDER)}.")
        migrate(database)
        outcomes: list[Outcome] = []
        if dry_run:
            try:
                with database.work() as work:
                    outcomes = [_dry(_call(work, settings, region), table, path) for table, path in files]
                    raise _Undone
            except _Undone:
                pass
        else:
            outcomes = [_take(database, settings, region, table, path) for table, path in files]
            _log(database, settings, region, outcomes)
        for outcome in outcomes:
            typer.echo(outcome.shown)
            for line in outcome.refused[:NAMED]:
                typer.echo(f"  refused: {line}")
            if len(outcome.refused) > NAMED:
                typer.echo(f"  … and {len(outcome.refused) - NAMED:,} more")
        typer.echo(
            "Nothing was kept: this was a dry run." if dry_run else "Not confirmed until their stewards confirm."
        )
        if not any(outcome.new + outcome.changed + outcome.same for outcome in outcomes):
            raise typer.Exit(1)


def _dry(call: Call, table: str, path: Path) -> Outcome:
    outcome = Outcome(table)
    Importer(call, f"file {path.name}").take(table, read(table, _text(path)), outcome)
    return outcome


def _take(database: Database, settings: Config, region: str, table: str, path: Path) -> Outcome:
    outcome = Outcome(table)
    rows = read(table, _text(path))
    while chunk := list(islice(rows, CHUNK)):
        with database.work() as work:
            Importer(_call(work, settings, region), f"file {path.name}").take(table, chunk, outcome)
    return outcome


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is no UTF-8 text; save it as “CSV UTF-8”.") from None


def _call(work: Work, settings: Config, region: str) -> Call:
    """As the region's administrator, in no room."""
    named = settings.region.get(region)
    found = work.record.get(Incident, region)
    if found is None and named is not None:
        opened_at, own = datetime.now(UTC), named.timezone or ""
        found = work.record.add(Incident(id=region, name=named.name, timezone=own, opened=opened_at, standing=True))
    if found is None or not found.standing:
        there = ", ".join(settings.region) or "none"
        raise Refused(f"There is no region {region}. The configuration has: {there}.")
    zone = ZoneInfo(found.timezone or settings.bot.timezone)
    who = Person("import", "the region's administrator")
    work.record.speaks(who.key, datetime.now(UTC))
    return Call(
        who=who,
        room=Room("", "", ""),
        at=datetime.now(UTC),
        store=work.record,
        zone=zone,
        incident=found,
        admin=True,
        member=True,
        direct=True,
        prefix=f"!{settings.bot.command}",
    )


def _log(database: Database, settings: Config, region: str, outcomes: list[Outcome]) -> None:
    with database.work() as work:
        call = _call(work, settings, region)
        words = "; ".join(outcome.shown for outcome in outcomes)
        call.store.append(
            Entry(
                incident=region,
                group=MAIN,
                origin=Origin.SYSTEM,
                noun="asset",
                words=f"Assets were read from files: {words}",
                at=call.at,
                said=call.at,
                author=call.who.key,
                author_name=call.who.name,
            )
        )


def write_out(folder: Path, region: str, config: Path) -> None:
    """Write a region's tables, and their digests, to a folder that is new or empty."""
    with told(), opened(config) as (settings, database), _region(database, settings, region) as call:
        if folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty; name a new folder.")
        private_folder(folder)
        files = []
        for name, text in tables(call):
            (folder / name).write_text(text, encoding="utf-8", newline="")
            digest = hashlib.sha256(text.encode()).hexdigest()
            files.append({"path": name, "sha256": digest, "rows": text.count("\n") - 1})
        manifest = {"region": region, "name": call.here.name, "at": call.at.isoformat(), "files": files}
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        typer.echo(str(folder))


@contextmanager
def _region(database: Database, settings: Config, region: str) -> Iterator[Call]:
    with database.snapshot() as work:
        found = work.record.get(Incident, region)
        if found is None or not found.standing:
            raise Refused(
                f"The store has no region {region}. The configuration has: {', '.join(settings.region) or 'none'}."
            )
        yield Call(
            who=Person("export"),
            room=Room("", "", ""),
            at=datetime.now(UTC),
            store=work.record,
            zone=ZoneInfo(found.timezone or settings.bot.timezone),
            incident=found,
            admin=True,
        )
