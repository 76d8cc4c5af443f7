"""Files on their way: fetched from the account where they were said, which may be away while the destination is not.

A file that cannot be fetched holds up its lane for a minute only; then it is refused, and people are told.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.platforms import Rejected, SendFault, TryLater

T = TypeVar("T")

FETCH_FOR = 60.0
"""Seconds for which a file is tried to be fetched."""


class Unfetched(TryLater):
    """The source does not give the file out just now: no fault of the destination."""


Noted = Callable[[int, str], Awaitable[None]]
"""Told the size and the SHA-256 of a file that was read from its first byte to its last."""


async def read_through(chunks: AsyncIterator[bytes], noted: Noted) -> AsyncIterator[bytes]:
    """The same bytes; what they were is noted before their reader learns that there are no more."""
    digest, size = hashlib.sha256(), 0
    async for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    await noted(size, digest.hexdigest())


@dataclass
class Fetching:
    """How long the files of one lane have been failing to come, by post or by original and number."""

    monotonic: Callable[[], float]
    _since: dict[object, float] = field(default_factory=dict)

    async def asked(self, key: object, answer: Awaitable[T]) -> T:
        """What the source tells of a file. Raises Unfetched, and Rejected when it has failed for too long."""
        try:
            return await answer
        except TryLater as fault:
            raise self._failed(key, fault) from None

    async def fetched(self, key: object, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The bytes of a file. Raises as ``asked`` does."""
        try:
            async for chunk in chunks:
                yield chunk
        except TryLater as fault:
            raise self._failed(key, fault) from None
        self._since.pop(key, None)

    def _failed(self, key: object, fault: TryLater) -> SendFault:
        now = self.monotonic()
        if now - self._since.setdefault(key, now) < FETCH_FOR:
            return Unfetched(fault.reason, after=fault.after)
        del self._since[key]
        return Rejected(fault.reason)
