"""What has to be asked for before a post can be fixed: the names of people, and what a file is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog

from bot.outbound.backoff import Backoff
from bot.outbound.drafter import Drafter
from bot.outbound.fixing import NeedNames, Unknown
from bot.outbound.media import Fetching
from bot.platforms import Platform, SendFault, TryLater
from storage.store import Work

log = structlog.get_logger()

NAME_PAUSES = (0.25, 0.5, 1.0)
LONGEST_FOR_A_NAME = 2.0
"""Seconds that the platform may ask to wait; what was said does not wait longer for its author's name."""
ASK_AGAIN = 60.0
"""Seconds after which a name is asked for again that the platform could not tell."""


@dataclass
class Lookups:
    """Asks the platforms, and keeps what they tell for all lanes and in the store."""

    drafter: Drafter
    source_of: Callable[[str], Platform]
    fetching: Fetching
    patience: Backoff
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def learn(self, needed: NeedNames) -> None:
        """Fetch what is needed; whoever cannot be named is shown by id."""
        for key in sorted(needed.keys):
            await self._learn_name(key)
        if needed.file:
            await self._describe(needed.file)
        if needed.pause:
            await self.patience.pause(needed.pause)

    async def _learn_name(self, key: str) -> None:
        name = ""
        try:
            name = await self._name(key)
        except Exception as fault:  # noqa: BLE001  whatever it is, what was said must go out
            log.info("name unknown", source=key.partition("/")[0], why=type(fault).__name__)
            asyncio.get_running_loop().call_later(ASK_AGAIN, self.drafter.unnamed.discard, key)
        if name:
            self.drafter.names[key] = name
            await self.patience.note(partial(_remember, key=key, name=name, at=self.now()))
        elif before := await self._called_before(key):
            self.drafter.names[key] = before
        else:
            self.drafter.unnamed.add(key)

    async def _called_before(self, key: str) -> str:
        """The name that was told at an earlier run: better than an id."""
        return (await self.patience.clerk.do(lambda work: work.people.names([key]))).get(key, "")

    async def _name(self, key: str) -> str:
        """A person's name, asked for a few times while the platform stumbles: a copy keeps the name that it had."""
        source, _, user_id = key.partition("/")
        for after in (*NAME_PAUSES, None):
            try:
                return (await self.source_of(source).person(user_id)).name
            except TryLater as fault:
                if after is None or fault.after > LONGEST_FOR_A_NAME:
                    raise
                await self.patience.pause(max(after, fault.after))
        raise AssertionError("unreachable")

    async def _describe(self, unknown: Unknown) -> None:
        """Ask for a file's name and type; where that is refused, so will be its bytes, and a person is told then."""
        try:
            answer = self.source_of(unknown.source).describe(unknown.file)
            file = await self.fetching.asked((unknown.said, unknown.number), answer)
        except TryLater as fault:
            await self.patience.pause(fault.after or self.patience.back_off())
        except (SendFault, KeyError):
            self.drafter.undescribed.add((unknown.said, unknown.number))
        else:
            if not file.details:
                self.drafter.undescribed.add((unknown.said, unknown.number))
            await self.patience.note(lambda work: work.talk.describe(unknown.said, unknown.number, file))


def _remember(work: Work, key: str, name: str, at: datetime) -> None:
    work.people.remember(key, name, at)
