"""The command line as a whole: quick, complete, and the same with and without an installation."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cli import manual
from bot.cli.options import EXIT_CODES
from bot.cli.version import version
from tests.imports import ROOT

HEAVY = {"aiohttp", "alembic", "asyncio", "commands", "nio", "rich", "slack_sdk", "sqlalchemy", "storage", "structlog"}
HELPS = """
import contextlib, io, json, sys
import typer
from bot.__main__ import cli
said = {}
for words in json.loads(sys.argv[1]):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        typer.main.get_command(cli).main([*words, "--help"], prog_name="netcontrol", standalone_mode=False)
    said[" ".join(words)] = out.getvalue()
print(json.dumps([said, sorted(sys.modules)]))
"""


def every(command, words=()):
    yield words
    for name, each in getattr(command, "commands", {}).items():
        yield from every(each, (*words, name))


ALL = sorted(every(typer.main.get_command(cli)))


def helped(*commands):
    done = subprocess.run(
        [sys.executable, "-c", HELPS, json.dumps(commands)],
        cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "PYDANTIC_DISABLE_PLUGINS": "__all__"},
    )  # fmt: skip
    said, modules = json.loads(done.stdout)
    return said, {one.partition(".")[0] for one in modules}


def called(*words, cwd=ROOT, **environment):
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_whoever_asks_for_help_waits_for_no_library():
    said, modules = helped(*[words for words in ALL if words[:2] != ("account", "add")])

    assert all(text.startswith(f"Usage: netcontrol {words}".rstrip()) for words, text in said.items()), said
    assert len(said) > 15
    assert modules & (HEAVY | {"pydantic"}) == set()


def test_the_platforms_are_read_only_where_an_account_is_added_and_without_their_libraries():
    said, modules = helped(("account", "add"), ("account", "add", "slack"), ("account", "add", "matrix"))

    assert "--homeserver" in said["account add matrix"]
    assert "slack" in said["account add"]
    assert modules & (HEAVY - {"commands"}) == set()


def test_the_version_is_told_from_a_checkout_that_is_not_installed():
    done = [called(words, cwd="/") for words in ("--version", "version")]

    assert [one.stdout for one in done] == [f"netcontrol {version()}\n"] * 2


def test_the_exit_codes_are_documented_and_true(tmp_path):
    assert EXIT_CODES in " ".join(CliRunner().invoke(cli, ["--help"]).output.split())

    assert CliRunner().invoke(cli, ["version"]).exit_code == 0
    assert CliRunner().invoke(cli, ["check", "--config", str(tmp_path / "none.toml")]).exit_code == 1
    assert CliRunner().invoke(cli, ["chekc"]).exit_code == 2


@pytest.mark.parametrize("words", [["--help"], ["chekc"]])
def test_no_color_has_the_last_word(words):
    done = called(*words, NO_COLOR="1", FORCE_COLOR="1")

    assert "\x1b" not in done.stdout + done.stderr
    assert done.stdout + done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_takes_its_completion(shell, tmp_path):
    script = CliRunner().invoke(cli, ["completion", shell]).output
    assert "_NETCONTROL_COMPLETE" in script
    if shutil.which(shell):
        (tmp_path / "script").write_text(script)
        assert subprocess.run([shell, "-n", tmp_path / "script"], check=False).returncode == 0


def test_a_shell_that_is_not_known_is_told_those_that_are():
    wrong = CliRunner().invoke(cli, ["completion", "tcsh"])

    assert wrong.exit_code == 2
    assert "bash" in wrong.output


def completed(typed, cwd):
    done = called(
        cwd=cwd, _NETCONTROL_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split(" ")) - 1)
    )
    return done.stdout.split()


def test_incidents_and_forms_are_completed(tmp_path):
    (tmp_path / "config.toml").write_text('[incident.bear-creek]\nname = "Bear"\n[incident.other]\n')

    assert completed("netcontrol form 214 --incident be", tmp_path) == ["bear-creek"]
    assert "214" in completed("netcontrol form 21", tmp_path)
    assert completed("netcontrol che", tmp_path) == ["check"]


def test_where_nothing_can_be_read_nothing_is_completed(tmp_path):
    (tmp_path / "config.toml").write_text("[incident")

    assert completed("netcontrol verify --incident be", tmp_path) == []


def test_there_is_a_manual_page_for_each_command_that_says_what_its_help_says(tmp_path):
    done = CliRunner().invoke(cli, ["man", str(tmp_path / "man1")])

    pages = {path.name for path in (tmp_path / "man1").iterdir()}
    assert done.exit_code == 0
    assert pages == {f"{'-'.join(('netcontrol', *words))}.1" for words in ALL}
    assert "--standby" in (tmp_path / "man1" / "netcontrol-run.1").read_text().replace("\\-", "-")
    if shutil.which("groff"):
        for path in sorted((tmp_path / "man1").iterdir()):
            made = subprocess.run(
                ["groff", "-man", "-Kutf8", "-Tutf8", "-ww", path], capture_output=True, text=True, check=True
            )
            assert made.stderr == "", path


def test_what_roff_would_take_for_its_own_is_escaped(tmp_path):
    odd = typer.Typer()
    odd.command("odd")(lambda: None)
    command = typer.main.get_command(odd)
    command.help = ".hidden \\ line"

    assert "\\&.hidden \\e line" in manual.page(("odd",), command, "1")


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    done = CliRunner().invoke(cli, ["man", str(tmp_path / "file")])

    assert done.exit_code == 1
    assert str(tmp_path / "file") in done.output
