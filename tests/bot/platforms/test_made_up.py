"""A platform is one folder: whatever stands on the platforms' path is read, checked, brought in, heard and posted to.

The folder here is tests/data/platforms/pigeon; nothing else of the program has heard of pigeons.
"""

import ast
import asyncio
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bot.platforms
from bot.app import App
from bot.config.faults import ConfigFaults
from bot.config.model import Config, load
from bot.operations.accounts import configured
from bot.platforms import registry
from tests.helpers import eventually
from tests.imports import ROOT

BOT = Path(bot.platforms.__file__).parents[1]
LOFTS = ROOT / "tests" / "data" / "platforms"
TWO_LOFTS = """
[pigeon.north]
loft = "barn"
[pigeon.south]
loft = "tower"
[incident.fire]
rooms = ["pigeon.north/p1", "pigeon.south/p2"]
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.setattr(bot.platforms, "__path__", [*bot.platforms.__path__, str(LOFTS)])

    def read(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load(path, {})

    yield read
    for module in [name for name in sys.modules if name.startswith("bot.platforms.pigeon")]:
        del sys.modules[module]


def netcontrol(*arguments):
    """The command line as a process of its own, with the folder on the path from its start."""
    start = (
        f"import bot.platforms; bot.platforms.__path__.append({str(LOFTS)!r}); from bot.__main__ import main; main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", start, *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_its_accounts_are_read(read):
    config = read('[pigeon.north]\nloft = "barn"\n[incident.fire]\nrooms = ["pigeon.north/p1"]')
    assert [(source, one.label, one.loft) for source, one in configured(config)] == [("pigeon.north", "north", "barn")]


def test_its_own_rules_find_its_faults(read):
    with pytest.raises(ConfigFaults) as caught:
        read('[pigeon.north]\nloft = "cat"\n[incident.fire]\nrooms = ["pigeon.north/x"]')
    assert list(map(str, caught.value.faults)) == [
        "incident.fire.rooms[0]: p, digits",
        "pigeon.north.loft: no cats",
    ]


async def test_its_rooms_speak_and_hear(read):
    app, stop = App(read(TWO_LOFTS)), asyncio.Event()
    lofts = importlib.import_module("bot.platforms.pigeon.client").LOFTS
    north, south = lofts["pigeon.north"], lofts["pigeon.south"]
    running = asyncio.create_task(app.run(stop))
    await south.hears.wait()

    await north.hear("p1", "ana", "Bridge is out", app.hub.now())
    await south.hear("p2", "ben", "Copy, bridge is out", app.hub.now())
    await north.hear("p1", "ana", "!roster", app.hub.now())

    await eventually(lambda: "ana (north): Bridge is out" in south.posted("p2"), told=lambda: south.said)
    await eventually(lambda: "ben (south): Copy, bridge is out" in north.posted("p1"), told=lambda: north.said)
    await eventually(lambda: "checked in" in north.posted("p1").casefold(), told=lambda: north.said)
    stop.set()
    await running


def test_check_asks_it(tmp_path):
    (tmp_path / "config.toml").write_text(TWO_LOFTS)

    told = netcontrol("check", "--config", str(tmp_path / "config.toml"))

    assert "ok    pigeon.north: the birds of barn are home" in told
    assert "ok    pigeon.south: the birds of tower are home" in told


def test_account_add_brings_it_in(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(TWO_LOFTS)

    told = netcontrol("account", "add", "pigeon", "west", "--loft", "mill", "--config", str(config))

    assert "ok    pigeon.west: the birds of mill are home" in told
    assert "Next: feed the birds of mill." in told
    assert 'loft = "mill"' in (tmp_path / "data" / "accounts" / "pigeon.west.toml").read_text()


@pytest.mark.parametrize("section", Config.model_fields)
def test_one_that_is_called_like_a_section_is_refused(read, monkeypatch, tmp_path, section):
    shutil.copytree(LOFTS / "pigeon", tmp_path / "platforms" / section)
    monkeypatch.setattr(bot.platforms, "__path__", [*bot.platforms.__path__, str(tmp_path / "platforms")])

    with pytest.raises(ValueError, match=rf"^bot/platforms/{section}: the configuration has a section \[{section}\]"):
        read(TWO_LOFTS)
    del sys.modules[f"bot.platforms.{section}"], sys.modules[f"bot.platforms.{section}.settings"]


@pytest.mark.parametrize("platform", registry.names())
def test_what_is_read_at_every_start_brings_no_library_in(platform):
    """The settings may use what stands beside them and what ``bot.platforms.settings`` uses itself."""
    look = f"""
import sys
import bot.platforms.settings
before = {{name.partition(".")[0] for name in sys.modules}}
import bot.platforms.{platform}.settings
print(*({{name.partition(".")[0] for name in sys.modules}} - before - set(sys.stdlib_module_names)))
"""
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.split() == []


def names_in(source):
    """What names a platform in a file's code: imports, names, attributes, texts; but not where it is explained."""
    tree = ast.parse(source)
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        said = [getattr(node, key, None) for key in ("module", "name", "attr", "id", "arg")]
        if isinstance(node, ast.Constant) and id(node) not in explained:
            said.append(node.value)
        for one in said:
            if isinstance(one, str) and re.search(rf"({'|'.join(registry.names())})", one, re.IGNORECASE):
                yield one


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('"""As on Slack."""\ndef f():\n    """Slack\'s."""\nX = 1\n"""Of Slack alone."""', []),
        ("from bot.platforms.slack import client", ["bot.platforms.slack"]),
        ("from bot.platforms import slack as other", ["slack"]),
        ("config.matrix", ["matrix"]),
        ("def f(slack_token): return slack_token", ["slack_token", "slack_token"]),
        ('if platform == "matrix": pass', ["matrix"]),
        ('X = """\nSay it on Slack.\n"""', ["\nSay it on Slack.\n"]),
    ],
)
def test_what_counts_as_naming_a_platform(source, named):
    assert list(names_in(source)) == named


def test_nothing_outside_a_folder_names_a_platform():
    """But that the command line prints Slack's manifest, by a command of its own."""
    named = {}
    for path in sorted(BOT.rglob("*.py")):
        place = path.relative_to(BOT)
        if place.parts[0] != "sandbox" and place.parts[:2] not in [("platforms", name) for name in registry.names()]:
            named[str(place)] = list(names_in(path.read_text(encoding="utf-8")))
    printed = named.pop("__main__.py")
    assert {place: names for place, names in named.items() if names} == {}
    assert set(printed) == {"bot.platforms.slack.manifest", "slack_manifest"}
