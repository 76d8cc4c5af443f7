"""The README is held to what the program really is."""

import re
import tomllib
from pathlib import Path

from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config.model import load
from tools.command_table import full, with_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_commands_is_what_the_commands_say_of_themselves():
    stale = "run: python tools/command_table.py"

    assert with_table(README) == README, stale
    assert full() == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8"), stale


def test_every_subcommand_that_the_readme_names_exists():
    named = set(re.findall(r"netcontrol (\w+)", README))
    known = {command.name or command.callback.__name__ for command in cli.registered_commands}
    known |= {group.name for group in cli.registered_groups}

    assert named <= known | {"run"}
    assert {"run", "check", "manifest"} <= named


def test_every_target_that_the_readme_names_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE))

    assert named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_every_file_that_the_readme_links_to_is_there():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]

    missing = [link for link in links if not (ROOT / link).exists()]

    assert missing == []


def test_the_example_configuration_is_valid_and_complete():
    example = ROOT / "config.example.toml"
    names = re.findall(r'"env:(\w+)"', example.read_text(encoding="utf-8"))
    secrets = {name: "xoxb-1" if "BOT" in name else "xapp-1" if "APP" in name else "secret" for name in names}

    config = load(example, secrets)

    known = {"bot", "database", "slack", "matrix", "feed", "incident"}
    assert set(tomllib.loads(example.read_text(encoding="utf-8"))) == known
    assert config.incident["bear-creek"].say[0].command == "sitrep"


def test_every_level_of_the_command_line_says_what_to_type():
    shown = CliRunner().invoke(cli, ["--help"]).output

    assert all(word in shown for word in ("run", "check", "manifest", "demo", "version"))
    for command in ("run", "check", "manifest", "demo"):
        assert "Usage" in CliRunner().invoke(cli, [command, "--help"]).output
