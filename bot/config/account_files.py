"""Accounts that were added by ``netcontrol account add``: each a small file of its own in ``<data_dir>/accounts``.

config.toml belongs to the person who wrote it, and often cannot be written by the program's user; what the program
adds stands beside the database instead, for its user's eyes only, since a file holds the account's secrets.
"""

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.config.faults import Fault

Table = dict[str, Any]


def folder(data_dir: Path) -> Path:
    """Where the files are."""
    return data_dir / "accounts"


def place(data_dir: Path, source: str) -> Path:
    """The file of ``slack.tribal``."""
    return folder(data_dir) / f"{source}.toml"


def read_all(data_dir: Path, faults: list[Fault]) -> Iterator[tuple[str, str, Table]]:
    """(platform, name, settings) of every added account; a file that cannot be read is a fault."""
    for path in sorted(folder(data_dir).glob("[!.]*.toml")):
        platform, _, name = path.stem.partition(".")
        try:
            settings = tomllib.loads(path.read_text(encoding="utf-8"))[platform][name]
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
            faults.append(Fault(path.stem, f"{path} cannot be read: {fault}"))
        except (KeyError, TypeError):
            faults.append(Fault(path.stem, f"{path} has no table [{path.stem}]"))
        else:
            yield platform, name, settings


def write(data_dir: Path, source: str, settings: Mapping[str, str]) -> Path:
    """Keep an account, whole or not at all, readable by this user alone; returns its file."""
    path = place(data_dir, source)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    values = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items())
    words = f'# Written by "netcontrol account add"; "netcontrol account remove {source}" takes it away.\n'
    begun = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{words}[{source}]\n{values}")
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)
    return path
