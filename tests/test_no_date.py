"""No test hangs on the day on which it runs: the program under test gets its clock, and tests name their dates."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ASKED = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"},
}
"""What tells the machine's date. ``monotonic`` and ``perf_counter`` measure spans and tell none."""

ALLOWED = {
    ("helpers.py", "datetime.now"): "just_now: the age of a post, for parts that run beside real servers",
}


def dates(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where a module asks for the machine's date, called or handed on: the line, and what is asked."""
    modules = {"datetime": "datetime", "date": "date", "time": "time"}
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                modules |= {one.asname: one.name for one in node.names if one.asname and one.name in ASKED}
            case ast.ImportFrom(module="datetime"):
                modules |= {one.asname: one.name for one in node.names if one.asname and one.name in ASKED}
            case ast.ImportFrom(module="time"):
                yield from ((node.lineno, f"time.{one.name}") for one in node.names if one.name in ASKED["time"])
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            kind = modules.get(owner, "")
            if node.attr in ASKED.get(kind, ()):
                yield node.lineno, f"{kind}.{node.attr}"


def shown(path: Path) -> str:
    return str(path.relative_to(HERE))


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.py")), ids=shown)
def test_no_test_asks_for_the_machines_date(path):
    for line, asked in dates(ast.parse(path.read_text(encoding="utf-8"))):
        assert (shown(path), asked) in ALLOWED, f"line {line}: {asked} — pass a clock in, or name a date"


def test_what_is_allowed_is_still_there():
    found = {(shown(path), asked) for path in HERE.rglob("*.py") for _, asked in dates(ast.parse(path.read_text()))}
    assert found >= set(ALLOWED)


@pytest.mark.parametrize(
    "wrong",
    [
        "from datetime import UTC, datetime\nat = datetime.now(UTC)",
        "import datetime\nat = datetime.datetime.now()",
        "import datetime as dt\nat = dt.date.today()",
        "from datetime import date as day\nat = day.today()",
        "import time\nclock = time.time",
        "import time as t\nat = t.localtime()",
        "from time import time_ns\nat = time_ns()",
    ],
)
def test_a_date_that_is_asked_for_would_be_seen(wrong):
    assert len(list(dates(ast.parse(wrong)))) == 1


def test_spans_may_be_measured():
    assert not list(dates(ast.parse("import time\nbegun = time.monotonic()\nhour = now.time()")))
