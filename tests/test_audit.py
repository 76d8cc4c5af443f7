"""What the audit makes of pip-audit's answers."""

import json

import pytest

from tools import audit


def answer(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


CLEAN = {"name": "yarl", "version": "1.2", "vulns": []}
WEAK = {"name": "nio", "version": "0.1", "vulns": [{"id": "PYSEC-1"}, {"id": "CVE-2"}]}
SKIPPED = {"name": "own", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("output", "errors", "line", "found"),
    [
        (answer(CLEAN), "", "1 packages, no known weakness", False),
        (answer(CLEAN, WEAK), "", "nio 0.1: PYSEC-1, CVE-2", True),
        (answer(CLEAN, SKIPPED), "", "1 packages, no known weakness; 1 could not be looked up", False),
        (answer(SKIPPED, SKIPPED), "", "not looked up: the index of this machine tells nothing", False),
        ("", "Traceback\nConnectionError: no way out", "not looked up: ConnectionError: no way out", False),
        ("", "", "not looked up: it said nothing", False),
    ],
)
def test_what_was_found_fails_and_what_could_not_be_looked_up_says_why(output, errors, line, found):
    audited = audit.read(output, errors)
    assert audited.lines[0].startswith(line)
    assert audited.found is found
