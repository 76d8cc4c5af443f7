"""`netcontrol setup`: what is wrong is said before anything is written, and nothing is overwritten unseen."""

import os
import pty
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cli.answers import as_toml, difference, masked
from bot.config.model import load
from tests.imports import ROOT

WELL = '[bot]\ntimezone = "America/Boise"\n'


@pytest.fixture
def files(tmp_path):
    return tmp_path / "answers.toml", tmp_path / "config.toml"


def said(files, *words):
    answers, config = files
    result = CliRunner().invoke(cli, ["setup", "--answers", str(answers), "--config", str(config), *words])
    return result.exit_code, result.output


def test_answers_without_rooms_are_written_and_the_rest_is_said(files):
    files[0].write_text(WELL)

    code, output = said(files)

    assert code == 0, output
    assert files[1].read_text() == WELL
    assert "No incident has two rooms" in output
    assert said(files)[1].count("says so already") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[bot]\ntimezon = "UTC"\n', 'did you mean "timezone"?'),
        ('[bot]\ntimezone = "America/Bosie"\n', 'did you mean "America/Boise"?'),
        ("[bot\n", "is not TOML"),
        ('[slack.a]\nbot_token = "env:NOT_SET"\napp_token = "xapp-1"\n', "NOT_SET"),
        ('[slack.a]\nbot_token = "xapp-1"\napp_token = "xoxb-1"\n', "xoxb-"),
        ('[slack.a]\nbot_token = "xoxb-1"\napp_token = "xapp-1"\nbase_url = "http://127.0.0.1:1/"\n', "WRONG slack.a"),
        (
            '[matrix.a]\nhomeserver = "http://127.0.0.1:1"\nuser_id = "@b:a.example"\npassword = "x"\n',
            "WRONG matrix.a: login",
        ),
        ('[database]\nurl = "postgresql://nobody@127.0.0.1:1/none"\n', "WRONG database: connection"),
        ('[incident.a]\nrooms = ["slack.nowhere/C0123ABCD"]\n', "nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_the_answers_own_terms_and_nothing_is_written(files, text, words):
    files[0].write_text(text)

    code, output = said(files)

    assert code == 1
    assert words in output
    assert ".setup-" not in output
    assert not files[1].exists()


def test_answers_that_are_not_there_or_no_text_are_told(files):
    assert "No such file" in said(files)[1]
    files[0].write_bytes(b"\xff\xfe\x00")
    assert "it is no text" in said(files)[1]


def test_a_folder_that_is_not_there_is_told(files, tmp_path):
    files[0].write_text(WELL)

    code, output = said((files[0], tmp_path / "none" / "config.toml"))

    assert code == 1
    assert "make it first" in output


def test_a_file_that_is_there_changes_only_after_the_difference_was_shown(files):
    files[1].write_text('[database]\nurl = "sqlite:///old-secret.db"\n')
    files[0].write_text(WELL)

    code, output = said(files)
    assert code == 1
    assert '+timezone = "America/Boise"' in output
    assert "-[database]" in output
    assert "old-secret" not in output
    assert "old-secret" in files[1].read_text()

    assert said(files, "--yes")[0] == 0
    assert files[1].read_text() == WELL


def test_no_secret_is_shown_in_a_difference():
    old = 'bot_token = "xoxb-old"\napp_token="env:APP"\n  password   = \'hush\'\nsecret_key = "k"\n'
    new = old.replace("old", "new") + 'url = "postgresql://u:pw@h/n"\n"access_token" = "syt_x"\n'

    told = difference(old, new, "config.toml")

    assert "env:APP" in masked(old)
    assert not [secret for secret in ("xoxb", "hush", '"k"', "pw", "syt_x") if secret in told + masked(new)]


def test_without_a_terminal_it_asks_nothing(files):
    result = CliRunner().invoke(cli, ["setup", "--config", str(files[1])])

    assert result.exit_code == 1
    assert "--answers" in result.output


ANSWERS = ["data", "Amercia/Boise", "America/Boise", "", "none", "bear", "Bear Creek"]


def asked(files, answers):
    """The program on a terminal of its own, with these lines typed; a Ctrl-C behind them."""
    here, there = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    words = [sys.executable, "-m", "bot", "setup", "--config", str(files[1])]
    process = subprocess.Popen(words, stdin=there, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True)
    os.close(there)
    os.write(here, "".join(f"{line}\n" for line in answers).encode())
    os.write(here, b"\x04")
    output = process.communicate(timeout=50)[0]
    os.close(here)
    return process.returncode, output


@pytest.mark.harsh
def test_on_a_terminal_it_asks_and_corrects_and_writes(files):
    code, output = asked(files, ANSWERS)

    assert code == 0, output
    assert 'did you mean "America/Boise"?' in output
    assert load(files[1], {}).incident["bear"].name == "Bear Creek"


@pytest.mark.harsh
@pytest.mark.parametrize("count", range(len(ANSWERS)))
def test_whoever_leaves_in_the_middle_has_written_nothing(files, count):
    code, output = asked(files, ANSWERS[:count])

    assert code == 1, output
    assert not files[1].exists()


def test_answers_become_toml_that_reads_back(tmp_path):
    (tmp_path / "config.toml").write_text(
        as_toml({"bot": {"timezone": "UTC"}, "incident.bear": {"name": 'Bear "B"', "rooms": []}, "database": {}})
    )

    assert load(tmp_path / "config.toml", {}).incident["bear"].name == 'Bear "B"'
