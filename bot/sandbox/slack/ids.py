"""Ids and tokens that look like Slack's, drawn from a seeded source so that a run can be repeated."""

from __future__ import annotations

import random
import string

_LETTERS = string.ascii_uppercase + string.digits


class Ids:
    """Makes ids, each only once."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311
        self._made: set[str] = set()

    def __call__(self, prefix: str) -> str:
        """A new id such as `C0K3M9QZ2XA`."""
        made = prefix + "0" + self._draw(_LETTERS, 9)
        return self(prefix) if made in self._made else self._keep(made)

    def secret(self, length: int = 24) -> str:
        """A new opaque word for tokens, tickets and URLs."""
        return self._keep(self._draw(string.ascii_letters + string.digits, length))

    def token(self, prefix: str) -> str:
        """A new token such as `xoxb-1234567890123-…`."""
        return f"{prefix}-{self._draw(string.digits, 13)}-{self.secret()}"

    def number(self) -> str:
        """Thirteen digits, as in trigger ids."""
        return self._draw(string.digits, 13)

    def _draw(self, letters: str, length: int) -> str:
        return "".join(self._random.choices(letters, k=length))

    def _keep(self, made: str) -> str:
        self._made.add(made)
        return made
