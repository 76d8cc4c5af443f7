"""The keeper of an account's secrets: rows of the store, encrypted, written by whoever holds the lease alone."""

from collections.abc import Callable, Mapping

from bot.platforms import TryLater
from bot.runtime.clerk import Clerk
from storage.secret_box import Box
from storage.store import DatabaseAway, Work


class StoreBox:
    """The box of a store, made when it is first asked for: deriving its key takes a tenth of a second."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._box: Box | None = None

    def of(self, work: Work) -> Box:
        """The box, of the store that this work is in. Raises WrongSecretKey."""
        if self._box is None:
            self._box = work.secrets.box(self._words)
        return self._box


class StoreKeeper:
    """One account's (``owner``) part of the store's secrets; see bot.platforms.keeping.Keeper."""

    def __init__(self, clerk: Clerk, box: StoreBox, owner: str, fence: Callable[[Work], None]) -> None:
        """``fence`` is called within each transaction that writes; raises where the accounts are not ours any more."""
        self._clerk = clerk
        self._box = box
        self._owner = owner
        self._fence = fence

    async def load(self) -> dict[str, bytes]:
        """Every value, by name. Raises TryLater while the store is away."""
        try:
            return await self._clerk.do(lambda work: work.secrets.all(self._box.of(work), self._owner))
        except DatabaseAway:
            raise TryLater("the store with the account's keys is away") from None

    async def save(self, changes: Mapping[str, bytes | None]) -> None:
        """Change values, all or none. Raises TryLater while the store is away, LeaseLost where it is not ours."""

        def job(work: Work) -> None:
            self._fence(work)
            work.secrets.save(self._box.of(work), self._owner, changes)

        try:
            await self._clerk.do(job)
        except DatabaseAway:
            raise TryLater("the store with the account's keys is away") from None
