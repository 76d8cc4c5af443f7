"""Small JSON files with secrets: only their owner may read them, and a crash leaves the old or the new one, whole."""

import json
import os
from pathlib import Path
from typing import Any


def private_folder(path: Path) -> Path:
    """The folder, made if need be, closed to everybody else. Raises OSError where that cannot be done."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def read_json(path: Path) -> Any:
    """What the file holds; None where there is no file. Raises ValueError for a damaged one."""
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return None


def write_json(path: Path, value: Any) -> None:
    """Replace the file by this value as JSON, on the disk before its name changes; its owner alone may read it."""
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
