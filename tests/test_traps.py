"""The pages of platform traps and of security name tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_trap_names_tests_that_exist():
    page = (ROOT / "docs" / "platform-traps.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| What")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    known = set(re.findall(r"def (test_\w+)\(", code))

    missing = {name for row in rows for name in re.findall(r"`(test_\w+)`", row)} - known
    assert missing == set()
    assert len(rows) > 40
    assert [row for row in rows if "`test_" not in row] == []


def test_every_promise_of_security_names_tests_that_exist():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    known = set(re.findall(r"def (test_\w+)\(", code))
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| promised")]

    named = {name for row in rows for name in re.findall(r"(?:`|::)(test_\w+)`", row)}
    assert named - known == set()
    assert [row for row in rows if "test_" not in row] == []
    assert len(rows) > 40
