"""What an account keeps over restarts: its device, events that wait for their keys, the rows of its key store.

In files of its folder; or in the shared store, from which the next process takes it over, whatever machine that is on.
"""

import json
from pathlib import Path
from typing import Any

import structlog

from bot.platforms import Rejected
from bot.platforms.keeping import Keeper
from bot.platforms.matrix.key_rows import rows_of
from bot.platforms.matrix.private import read_json, write_json

log = structlog.get_logger(__name__)

DEVICE = "device.json"
PENDING = "undecrypted.json"
CROSS_SIGNING = "cross_signing.json"
STORE = "keys.db"
DOCUMENTS = (DEVICE, PENDING, CROSS_SIGNING)
KEYS = "keys/"
"""How the names of the key store's rows begin."""
MOVED = ".moved-to-the-store"


class Cabinet:
    """Small JSON documents by name, as files; ``open`` and ``flush`` are there for the kind that is kept elsewhere."""

    shared = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def open(self) -> None:
        """Make what is kept ready to be read. Raises a SendFault."""

    def read(self, name: str) -> Any:
        """A document; None where there is none. Raises ValueError for a damaged one."""
        return read_json(self.folder / name)

    def write(self, name: str, value: Any) -> None:
        """Put a document in the place of the one that is there; kept for sure after ``flush``."""
        write_json(self.folder / name, value)

    async def flush(self) -> None:
        """Return once everything that was written is kept. Raises a SendFault."""


class SharedCabinet(Cabinet):
    """The same in the store: read whole when it is opened, written by ``flush``."""

    shared = True

    def __init__(self, folder: Path, keeper: Keeper) -> None:
        super().__init__(folder)
        self._keeper = keeper
        self._rows: dict[str, bytes] | None = None
        self._changed: dict[str, bytes | None] = {}

    async def open(self) -> None:
        """Read all of it, once; what an earlier version left in the folder is taken over. Raises a SendFault."""
        if self._rows is None:
            rows = await self._keeper.load()
            self._rows = await self._taken_over(rows)

    async def _taken_over(self, rows: dict[str, bytes]) -> dict[str, bytes]:
        """Raises Rejected where there is a second key store in the folder: a person must say which one counts."""
        left = _left_in(self.folder)
        if not left:
            return rows
        if not rows:
            await self._keeper.save(left)
            rows = left
        elif {name: rows.get(name) for name in left} != left:
            raise Rejected(
                f"the account's device and keys are in the store and, others, in {self.folder} as well:"
                " those in the store are used; move the folder's away"
            )
        for name in (*DOCUMENTS, STORE):
            if (self.folder / name).exists():
                (self.folder / name).replace(self.folder / f"{name}{MOVED}")
        log.info("matrix.keys_taken_over", folder=str(self.folder))
        return rows

    @property
    def rows(self) -> dict[str, bytes]:
        """The key store's rows as they were read, by table and number."""
        return {name.removeprefix(KEYS): value for name, value in (self._rows or {}).items() if name.startswith(KEYS)}

    def change_rows(self, changes: dict[str, bytes | None]) -> None:
        """Rows of the key store have changed; kept after ``flush``."""
        for name, value in changes.items():
            self._set(KEYS + name, value)

    def read(self, name: str) -> Any:
        """A document; None where there is none, and before the cabinet was opened."""
        found = (self._rows or {}).get(name)
        return None if found is None else json.loads(found)

    def write(self, name: str, value: Any) -> None:
        """Put a document in the place of the one that is there; kept after ``flush``."""
        self._set(name, json.dumps(value).encode())

    def _set(self, name: str, value: bytes | None) -> None:
        if self._rows is not None:
            if value is None:
                self._rows.pop(name, None)
            else:
                self._rows[name] = value
        self._changed[name] = value

    async def flush(self) -> None:
        """Have the store keep what has changed. Raises TryLater; it is then kept by the next one."""
        while self._changed:
            changes, self._changed = self._changed, {}
            try:
                await self._keeper.save(changes)
            except BaseException:
                self._changed = changes | self._changed
                raise


def _left_in(folder: Path) -> dict[str, bytes]:
    """What an account kept in its folder, as the store's rows."""
    left: dict[str, bytes] = {}
    for name in DOCUMENTS:
        if (folder / name).exists():
            left[name] = json.dumps(read_json(folder / name)).encode()
    if DEVICE in left and (folder / STORE).exists():
        left |= {KEYS + name: value for name, value in rows_of(folder / STORE).items()}
    return left if DEVICE in left else {}
