"""What CONTRIBUTING.md says of the files that a new thing takes is true: each is made from just these files.

Each thing is made in a copy of the program and asked for by a process of its own.
"""

import inspect
import os
import re
import shutil
import subprocess
import sys

import pytest

from commands.registry import families
from tests.bot.documents.forms.test_every_form import OBJECTIVES
from tests.imports import ROOT

PIGEON = ROOT / "tests" / "data" / "platforms" / "pigeon"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMES = {"family": "logistics", "noun": "pump", "form": "ics216", "platform": "pigeon", "kind": "pumps"}
STEP = "0099_pumps_at_work"

COMMAND = '''
"""Pumps."""

from commands.call import Call
from commands.domain.messages import Reply
from commands.registry import command


@command()
def pump(call: Call) -> Reply:
    """Say that it pumps."""
    return Reply(text="it pumps")
'''

VALUE = '''
"""Pumps at work."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pump:
    """One pump; ``litres`` are those of a minute."""

    incident: str
    group: str = "main"
    litres: int
    id: int = 0
'''

TABLE = '''

pumps = Table(
    "pump", metadata, _id(), _incident(), _group(), Column("litres", Integer, nullable=False),
    Index("ix_pump_incident", "incident"),
)
'''  # fmt: skip

IMPORT = "from commands.domain.logistics.pumps import Pump\n"


def put(text, *changes):
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def in_page(text):
    return put(
        text, ("from commands.domain.radio", IMPORT + "from commands.domain.radio"), ("| Patch\n", "| Patch | Pump\n")
    )


def in_record(text):
    return put(
        text,
        ("from commands.domain.radio", IMPORT + "from commands.domain.radio"),
        ("    patches,\n", "    patches,\n    pumps,\n"),
        ("    Patch: patches,\n", "    Patch: patches,\n    Pump: pumps,\n"),
    )


def in_tables(text):
    return text + TABLE


TOOLS = """
import runpy, sys
for tool in {}:
    sys.argv = [*tool]
    runpy.run_path(sys.argv[0], run_name="__main__")
"""
STEPS = ("tools/new_migration.py", STEP[:4], "Pumps at work")
SCHEMA = ("tools/record_schema.py",)

MADE = {
    "a command": {"commands/logistics/pump.py": lambda _: COMMAND},
    "a form": {"commands/paper/forms/ics216.py": lambda _: OBJECTIVES},
    "a platform": {
        f"bot/platforms/pigeon/{name}": lambda _, name=name: (PIGEON / name).read_text(encoding="utf-8")
        for name in ("__init__.py", "settings.py", "client.py")
    },
    "a record kind": {
        "commands/domain/logistics/pumps.py": lambda _: VALUE,
        "commands/domain/stores/logistics.py": in_page,
        "storage/tables/logistics.py": in_tables,
        "storage/record/logistics.py": in_record,
        f"storage/migrations/versions/{STEP}.py": STEPS,
        "docs/record.schema.json": SCHEMA,
    },
    "a table": {"storage/tables/logistics.py": in_tables, f"storage/migrations/versions/{STEP}.py": STEPS},
}
"""What is written into each file, given what stands in it; or the tool that writes it."""

ASKED = {
    "a command": """
        from commands.dispatch.subjects import OTHER, by_subject
        assert [noun.summary for noun in by_subject()[OTHER]] == ["Say that it pumps."]
    """,
    "a form": """
        from commands.paper.sheets import sheets
        from commands.registry import nouns
        assert sheets()["216"].title == "Incident Objectives"
        assert "216" in nouns()["form"].default.help
    """,
    "a platform": """
        import pathlib, typer.main
        from bot.cli.accounts import account
        from bot.config.model import load
        pathlib.Path("config.toml").write_text('[pigeon.north]\\nloft = "barn"')
        assert load(pathlib.Path("config.toml"), {}).pigeon["north"].loft == "barn"
        assert "pigeon" in typer.main.get_command(account).commands["add"].commands
        pathlib.Path("config.toml").unlink()
    """,
    "a record kind": """
        from datetime import datetime, UTC
        from typing import get_args
        from commands.domain.incidents import Incident
        from commands.domain.logistics.pumps import Pump
        from commands.domain.store import Record
        from storage import whole
        from storage.migrate import migrate
        from storage.store import Database
        migrate(database := Database("sqlite://"))
        with database.work() as work:
            work.record.add(Incident(id="fire", name="Fire", opened=datetime(2026, 11, 22, tzinfo=UTC)))
            kept = work.record.add(Pump(incident="fire", litres=900))
        with database.engine.connect() as connection:
            assert [*whole.read(connection, "fire", "pump")] == [kept]
        assert kept == Pump(incident="fire", litres=900, id=1)
        assert Pump in get_args(Record.__bound__)
    """,
    "a table": """
        from sqlalchemy import inspect
        from storage.migrate import migrate
        from storage.store import Database
        migrate(database := Database("sqlite://"))
        assert {"litres", "group"} < {one["name"] for one in inspect(database.engine).get_columns("pump")}
    """,
}
"""What the program answers when the thing is there."""


def named():
    """Each thing of CONTRIBUTING's table, and its files with the placeholders filled in."""
    rows = re.findall(r"^\| (an? [a-z ]+) \| (.*) \|$", TEXT, re.MULTILINE)
    filled = {**NAMES, "step": STEP}
    return {
        thing: {re.sub(r"<(\w+)>", lambda found: filled[found[1]], path) for path in re.findall(r"`([^`]+)`", files)}
        for thing, files in rows
    }


def files_of(tree):
    return {
        str(path.relative_to(tree)): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture
def tree(tmp_path):
    for folder in ("bot", "commands", "storage", "tools"):
        left = shutil.ignore_patterns("sandbox", "*.ttf")  # what is compiled already goes along, and stays valid
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=left)
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "record.schema.json", tmp_path / "docs")
    return tmp_path


def run(tree, script):
    environ = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tree, env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_each_thing_of_the_table_is_made():
    assert named() == {thing: set(files) for thing, files in MADE.items()}


@pytest.mark.parametrize("thing", MADE)
def test_a_thing_takes_just_the_files_that_are_named(tree, thing):
    before = files_of(tree)
    for path, content in MADE[thing].items():
        if callable(content):
            (tree / path).parent.mkdir(exist_ok=True)
            (tree / path).write_text(content(before.get(path, b"").decode()))
    tools = [content for content in MADE[thing].values() if not callable(content)]

    run(tree, "\n".join([TOOLS.format(tools), inspect.cleandoc(ASKED[thing])]))

    after = files_of(tree)
    assert {path for path in after if after[path] != before.get(path)} == named()[thing]


def test_every_place_that_is_named_exists():
    places = [one for one in re.findall(r"`([\w./]+)`", TEXT) if "/" in one and " " not in one]
    assert "commands/dispatch/subjects.py" in places
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_the_families_are_all_named():
    assert set(families()) == set(re.findall(r"`(\w+)`", TEXT.partition("A family is")[2].partition("These are")[0]))
