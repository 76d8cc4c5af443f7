"""A default test that takes too long fails the run in CI, by name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.too_slow import fault

ROOT = Path(__file__).parents[1]
CONFTEST = """
import os
from tests.too_slow import Watch

def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Watch(os.environ, limit=0.05))
"""
SLOW = """
import pytest, threading

def test_quick(): pass

{mark}
def test_waits(): threading.Event().wait(0.1)
"""
HARSH = "@pytest.mark.harsh"


def run(folder: Path, mark: str, environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_it.py").write_text(SLOW.format(mark=mark), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = harsh\n", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, str(folder)],
        cwd=folder, env={**kept, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True,
        timeout=50, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "with a worker"])
def test_in_ci_the_run_fails_and_names_it(tmp_path, options):
    done = run(tmp_path, "", {"CI": "strict"}, *options)

    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    assert "1 too slow for the default set\n" in done.stdout
    assert "test_it.py::test_waits: call took 0.1 s of at most 0.05 s: make it quicker, or mark it harsh" in done.stdout


def test_elsewhere_it_is_told_only(tmp_path):
    done = run(tmp_path, "", {})

    assert done.returncode == 0, done.stdout
    assert "1 too slow for the default set (a fault where CI=strict)" in done.stdout


def test_a_harsh_one_may_take_its_time(tmp_path):
    done = run(tmp_path, HARSH, {"CI": "strict"})

    assert done.returncode == 0, done.stdout
    assert "too slow" not in done.stdout


@pytest.mark.parametrize(("seconds", "marks", "amiss"), [(10.0, (), False), (10.1, (), True), (99, ("soak",), False)])
def test_the_limit_is_ten_seconds(seconds, marks, amiss):
    assert bool(fault("a", "setup", seconds, marks)) == amiss
