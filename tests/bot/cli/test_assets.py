"""A region's survey in and out by the command line, and its plan on paper."""

import hashlib
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from bot.__main__ import cli
from tests.commands.region_story import TABLES

CONFIG = """
[bot]
timezone = "America/Boise"

[region.idaho-south]
name = "Idaho South"

[incident.bear-creek]
name = "Bear Creek Fire"
regions = ["idaho-south"]
"""


@pytest.fixture
def netcontrol(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    return lambda *words: CliRunner().invoke(cli, [*map(str, words), "--config", str(config)])


def test_tables_come_in_once_and_go_out_as_they_came(netcontrol, tmp_path):
    dry = netcontrol("assets", "import", TABLES, "--region", "idaho-south", "--dry-run")
    assert "gateways.csv: 5 new, 0 changed, 0 same, 0 refused" in dry.stdout
    assert "Nothing was kept" in dry.stdout
    first = netcontrol("assets", "import", TABLES, "--region", "idaho-south")
    assert "gateways.csv: 5 new" in first.stdout
    again = netcontrol("assets", "import", TABLES, "--region", "idaho-south")
    assert "gateways.csv: 0 new, 0 changed, 5 same" in again.stdout
    out = tmp_path / "out"
    assert netcontrol("assets", "export", out, "--region", "idaho-south").exit_code == 0
    manifest = json.loads((out / "manifest.json").read_text())
    for one in manifest["files"]:
        data = (out / one["path"]).read_bytes()
        assert data == (TABLES / one["path"]).read_bytes()
        assert one["sha256"] == hashlib.sha256(data).hexdigest()
    assert "is not empty" in netcontrol("assets", "export", out, "--region", "idaho-south").stderr


def test_the_plan_on_paper_holds_nothing_that_is_private(netcontrol, tmp_path):
    netcontrol("assets", "import", TABLES, "--region", "idaho-south")
    made = netcontrol("form", "TICP", "--incident", "idaho-south", "-o", tmp_path)
    pages = PdfReader(Path(made.stdout.split()[-1])).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "County console" in text
    assert "SO van" in text
    assert "GW-5" not in text
    assert "Guard gateway" not in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", TABLES, "--region", "idaho-north"), "There is no region idaho-north."),
        (("import", TABLES.parent, "--region", "idaho-south"), "holds none of these files: agencies.csv"),
        (("export", "out", "--region", "idaho-south"), "The store has no region idaho-south"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(netcontrol, words, told):
    netcontrol("assets", "import", TABLES, "--region", "idaho-south", "--dry-run")
    answer = netcontrol("assets", *words)
    assert answer.exit_code == 1
    assert told in answer.stderr
