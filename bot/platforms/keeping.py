"""Where an account keeps what its successor needs: in the store, where one is given, else in its folder."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable


class Keeper(Protocol):
    """Values of one account by name, as bytes, kept encrypted in the shared store."""

    async def load(self) -> dict[str, bytes]:
        """All of them. Raises TryLater while the store is away."""

    async def save(self, changes: Mapping[str, bytes | None]) -> None:
        """Put these in the place of those of the same names, all or none; None takes one away.

        Raises TryLater while the store is away, and where another process runs the account meanwhile.
        """


@runtime_checkable
class KeepsSecrets(Protocol):
    """A Platform that keeps something beside the configuration."""

    def keep_in(self, keeper: Keeper) -> None:
        """Keep it there, and not in a folder; called once, before the account is used."""
