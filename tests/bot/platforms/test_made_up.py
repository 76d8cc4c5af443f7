"""A platform is one folder: one that is put onto the path of the platforms is known to the configuration at once."""

import ast
import re
from pathlib import Path

import pytest

import bot.platforms
from bot.config.faults import ConfigFaults
from bot.config.model import load
from bot.operations.accounts import configured

BOT = Path(bot.platforms.__file__).parents[1]
SETTINGS = """
from bot.platforms.settings import AccountKind, AccountSettings, IdForm, Text

class PigeonAccount(AccountSettings):
    loft: Text

def faults(account):
    if account.get("loft") == "cat":
        yield "loft", "no cats"

ACCOUNTS = AccountKind(
    settings=PigeonAccount, brings_in="a pigeon loft", example="pigeon.loft/p1", room=IdForm("p[0-9]+", "p, digits"),
    person=IdForm("h[0-9]+", "h and a number"), identity="loft", faults=faults, help="Bring in a loft.", options=(),
    next_step="feed them.",
)
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    folder = tmp_path / "platforms" / "pigeon"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "settings.py").write_text(SETTINGS)
    monkeypatch.setattr(bot.platforms, "__path__", [*bot.platforms.__path__, str(folder.parent)])

    def read(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load(path, {})

    return read


def test_its_accounts_are_read(read):
    config = read('[pigeon.north]\nloft = "barn"\n[incident.fire]\nrooms = ["pigeon.north/p1"]')
    assert [(source, one.label, one.loft) for source, one in configured(config)] == [("pigeon.north", "north", "barn")]


def test_its_own_rules_find_its_faults(read):
    with pytest.raises(ConfigFaults) as caught:
        read('[pigeon.north]\nloft = "cat"\n[incident.fire]\nrooms = ["pigeon.north/x"]')
    assert list(map(str, caught.value.faults)) == [
        "incident.fire.rooms[0]: p, digits",
        "pigeon.north.loft: no cats",
    ]


def test_nothing_outside_a_folder_names_a_platform():
    named = set()
    for path in BOT.rglob("*.py"):
        if path.relative_to(BOT).parts[0] == "sandbox" or path.is_relative_to(BOT / "platforms"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = [getattr(node, "module", None), getattr(node, "attr", None), getattr(node, "id", None)]
            said += [node.value] if isinstance(node, ast.Constant) and "\n" not in str(node.value) else []
            if any(isinstance(one, str) and re.search(r"\b(slack|matrix)\b", one) for one in said):
                named.add(path.name)
    assert named <= {"__main__.py", "account_files.py", "faults.py", "model.py"}, named  # three by docstrings alone
