"""What contrib/ holds is held to what the program is, and to what systemd says of it."""

import re
import shutil
import subprocess

import pytest

from tests.imports import ROOT

UNIT = ROOT / "contrib" / "net-control.service"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_the_unit_is_closed_as_far_as_systemd_can_close_it():
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", UNIT]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    level = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)

    assert level, done.stdout + done.stderr
    assert float(level[1]) <= 1.5, done.stdout


def test_the_unit_starts_what_there_is_and_lets_it_end():
    words = UNIT.read_text(encoding="utf-8")

    assert "Type=notify" in words
    assert "netcontrol run --config" in words
    assert int(re.search(r"TimeoutStopSec=(\d+)", words)[1]) > 10
