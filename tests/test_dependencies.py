"""What pyproject.toml asks for is what the program imports; what only the demo needs is asked for by the demo."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.imports import OURS, ROOT, files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SANDBOX = ROOT / "bot" / "sandbox"
UNSEEN = {"tzdata"}  # time zones: nobody imports them


def named(requirements):
    """The names of distributions, as they are compared."""
    return {re.match(r"[\w.-]+", one)[0].lower().replace("_", "-") for one in requirements}


def imported(path):
    """The packages that a file imports, wherever in the file it does; its own neighbours aside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def distributions(paths):
    """Which distributions the files import, for each the first file that does."""
    homes, found = packages_distributions(), {}
    for path in paths:
        for top in imported(path):
            if top not in sys.stdlib_module_names and top not in OURS:
                for home in homes[top]:
                    found.setdefault(home.lower().replace("_", "-"), path)
    return found


@pytest.fixture(scope="module")
def used():
    return distributions(path for folder in sorted(OURS) for path in files(folder) if SANDBOX not in path.parents)


def test_the_program_imports_what_it_depends_on_and_nothing_else(used):
    asked = named(PROJECT["dependencies"])

    assert {name: str(path) for name, path in used.items() if name not in asked} == {}
    assert asked - used.keys() - UNSEEN == set()


def test_the_demo_imports_what_it_and_the_program_depend_on():
    asked = named(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["sandbox"])
    found = distributions(files("bot/sandbox"))

    assert {name: str(path) for name, path in found.items() if name not in asked} == {}


def test_an_import_that_nobody_asked_for_would_be_seen(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("def late():\n    import hypothesis\n")

    assert distributions([bad]).keys() == {"hypothesis"}
