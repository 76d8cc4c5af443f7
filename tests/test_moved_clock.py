"""The tool that moves the clock for a run of the tests."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.moved_clock import CHANGE, library, main, moved

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def test_two_years_are_so_many_days():
    assert moved(["years", "2"], NOW) == {"FAKETIME": "+730d"}


def test_the_change_of_clocks_is_half_a_minute_away():
    values = moved(["change"], NOW)

    assert values["TZ"] == "America/Boise"
    assert int(values["FAKETIME"].rstrip("s")) == (CHANGE - NOW).total_seconds() - 30


@pytest.mark.parametrize("wrong", [[], ["years"], ["years", "two", "--", "date"], ["change"], ["change", "--"]])
def test_anything_else_is_told_how(wrong):
    with pytest.raises(SystemExit, match="usage: moved_clock"):
        main(wrong)


@pytest.mark.skipif(not library(), reason="libfaketime is not installed; `make check` installs it or says so")
def test_a_command_and_what_it_starts_see_the_moved_clock():
    shown = 'import time; print(time.strftime("%Y-%m-%d %H:%M %Z"))'
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {shown!r}], check=True)"
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/moved_clock.py"), "change", "--", sys.executable, "-c", child],
        capture_output=True, text=True, check=True, timeout=50, env=os.environ,
    )  # fmt: skip

    assert done.stdout.strip() == "2028-11-05 01:59 MDT"
