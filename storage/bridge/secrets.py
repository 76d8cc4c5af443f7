"""What a successor of this process needs and nobody may read: devices, keys, added accounts. Encrypted, a row each."""

import os
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from storage.secret_box import SALT, Box
from storage.tables.bridge import secrets

OURS = ""
"""The owner of what belongs to the box itself: its salt, in clear, and a word by which its key is known."""
_WORD = b"net control"


class Secrets:
    """The encrypted rows of one store, within a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def any(self) -> bool:
        """Was anything ever encrypted here?"""
        return self._get(OURS, "salt") is not None

    def box(self, words: str) -> Box:
        """The box of this store, made at its first use. Raises WrongSecretKey, and changes nothing then."""
        salt = self._get(OURS, "salt")
        if salt is not None:
            box = Box(words, salt)
            box.open(OURS, "word", self._get(OURS, "word") or b"")
            return box
        salt = os.urandom(SALT)
        box = Box(words, salt)
        self._put(OURS, "salt", salt)
        self._put(OURS, "word", box.seal(OURS, "word", _WORD))
        return box

    def all(self, box: Box, owner: str) -> dict[str, bytes]:
        """Every value of one owner, by name. Raises WrongSecretKey."""
        asked = select(secrets.c.name, secrets.c.content).where(secrets.c.owner == owner)
        return {row.name: box.open(owner, row.name, row.content) for row in self._db.execute(asked)}

    def save(self, box: Box, owner: str, changes: Mapping[str, bytes | None]) -> None:
        """Put values in the place of those of the same names; None takes one away."""
        for name, value in changes.items():
            self._drop(owner, name)
            if value is not None:
                self._put(owner, name, box.seal(owner, name, value))

    def _get(self, owner: str, name: str) -> bytes | None:
        asked = select(secrets.c.content).where(secrets.c.owner == owner, secrets.c.name == name)
        found: bytes | None = self._db.execute(asked).scalar()
        return found

    def _put(self, owner: str, name: str, content: bytes) -> None:
        self._db.execute(insert(secrets).values(owner=owner, name=name, content=content))

    def _drop(self, owner: str, name: str) -> None:
        self._db.execute(delete(secrets).where(secrets.c.owner == owner, secrets.c.name == name))
