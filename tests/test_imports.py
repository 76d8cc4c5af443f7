"""Imports run one way: bot → storage → commands.domain, bot → commands → commands.domain. Nothing imports back."""

import ast
import sys

import pytest

from tests.imports import OURS, ROOT, files, imported, within


def shown(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", files("commands/domain"), ids=shown)
def test_the_domain_imports_the_standard_library_and_itself(path):
    for name in imported(path):
        assert name.partition(".")[0] in sys.stdlib_module_names or within(name, "commands.domain"), name


@pytest.mark.parametrize("path", files("commands"), ids=shown)
def test_commands_import_neither_storage_nor_bot(path):
    for name in imported(path):
        assert not within(name, "storage"), name
        assert not within(name, "bot"), name
        assert not within(name, "sqlalchemy"), name


@pytest.mark.parametrize("path", files("storage"), ids=shown)
def test_storage_imports_only_the_domain_of_ours(path):
    for name in imported(path):
        if name.partition(".")[0] in OURS:
            assert within(name, "storage") or within(name, "commands.domain"), name


@pytest.mark.parametrize("path", files("commands"), ids=shown)
def test_commands_ask_no_clock(path):
    asked = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in asked, f"line {node.lineno}: time comes in with the call"


def test_a_wrong_import_would_be_seen(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("def late():\n    from storage.tables import incident\n    import bot.inbound.hub\n")
    assert list(imported(bad)) == ["storage.tables.incident", "bot.inbound.hub"]
