"""Files that the program writes: for its own user alone, whole or not at all, and never outside their folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

OWNER_ONLY = 0o077
"""The rights of everybody else, which nothing that is written here keeps."""


class Outside(ValueError):
    """A name leads out of the folder in which it was to be written."""


def keep_to_owner() -> None:
    """From here on the process makes nothing that another user may read: also what libraries write (SQLite, keys)."""
    os.umask(OWNER_ONLY)


def within(folder: Path, name: str) -> Path:
    """The path of a file or folder below ``folder``. Raises Outside where the name, or a link on its way, leads out."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or path.resolve() == folder.resolve():
        raise Outside(f"{name} does not lie in {folder}: nothing was written")
    return path


def private_folder(path: Path) -> Path:
    """The folder, made with those above it if need be; a new one is closed to everybody else, whatever the umask."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        one.chmod(0o700)
    return path


def private_file(path: Path) -> IO[bytes]:
    """A new or emptied binary file for its owner alone (0600), in a folder of that kind."""
    private_folder(path.parent)
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    os.fchmod(file.fileno(), 0o600)  # one that was there keeps its mode otherwise
    return file


def write(path: Path, content: bytes) -> None:
    """Replace a file: on the disk under another name first, so that a crash leaves the old one or the new one."""
    begun = path.with_name(f".{path.name}.new")
    with private_file(begun) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)


def exposed(folder: Path) -> Iterator[Path]:
    """What lies in a folder, itself among it, that somebody else than its owner may read, write or enter."""
    for path in (folder, *sorted(folder.rglob("*"))):
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue  # gone meanwhile
        if not stat.S_ISLNK(mode) and mode & OWNER_ONLY:
            yield path
