"""What a post is fixed with, and what has to be learnt before it can be."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.outbound.drafter import Drafter
from bot.platforms import Payload, Platform
from commands.domain.messages import File
from storage.bridge.outbox import FixedPost, QueuedCopy
from storage.bridge.talk import Said
from storage.store import Work

ANSWER_WAITS, ASKS_AGAIN = timedelta(seconds=10), 0.25
"""So long an answer waits until it is known what it answers, while a post of ours has no name yet."""


@dataclass(frozen=True)
class NeedNames:
    """These people's names are not known yet, or not the file's; the post is fixed when they are, or after a pause."""

    keys: frozenset[str]
    file: "Unknown | None" = None
    pause: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A file of which no more than its id was told: its name and type belong into the post."""

    said: int
    number: int
    source: str  # of the account that knows it
    file: File


class Missing(Exception):
    """Something has to be learnt before the post can be fixed; nothing was fixed."""

    def __init__(self, need: NeedNames) -> None:
        super().__init__()
        self.need = need


Next = FixedPost | NeedNames | None


@dataclass
class Fixer:
    """The hands with which the copies of one lane become posts; who decides which goes next builds on it."""

    drafter: Drafter
    platform: Platform
    made: list[FixedPost] = field(default_factory=list, kw_only=True)  # since the lane last asked for its next post
    untried: str = field(default="", kw_only=True)  # to be sent next: where its commit is in doubt, its attempt is not

    def __post_init__(self) -> None:
        self.room = self.drafter.room

    def need_names(self, work: Work, saids: Sequence[Said]) -> None:
        """Go on only when everybody in these can be named."""
        if missing := self.drafter.unknown(work, saids):
            raise Missing(NeedNames(frozenset(missing)))

    def need_place(self, work: Work, queued: QueuedCopy, said: Said, at: datetime) -> None:
        """Go on only when it is known where what this answers stands, or will not be known soon."""
        self.placed(work, [queued], [said], at)

    def need_details(self, said: Said, number: int) -> None:
        """Go on only when the file's name and type are known, or are known to stay unknown."""
        file = said.files[number]
        if not file.details and (said.id, number) not in self.drafter.undescribed:
            unknown = Unknown(said=said.id, number=number, source=said.room.source, file=file)
            raise Missing(NeedNames(frozenset(), file=unknown))

    def commit(
        self,
        work: Work,
        verb: str,
        payload: Payload,
        *,
        carries: Sequence[tuple[int, int]],
        at: datetime,
        target: str | None = None,
    ) -> None:
        """Fix one post; the first one is attempted as soon as this is committed."""
        first = not self.made
        post = work.outbox.fix(
            uuid.uuid4().hex, self.room, verb, payload, target=target, at=at, carries=dict(carries), attempted=first
        )
        if first:
            self.untried = post.id
        self.made.append(post)

    def placed(self, work: Work, block: Sequence[QueuedCopy], saids: Sequence[Said], at: datetime) -> list[Said]:
        """These up to the first that has to wait for its place; where nothing goes before it, that is waited for."""
        placed: list[Said] = []
        for queued, said in zip(block, saids, strict=True):
            if at - queued.queued_at < ANSWER_WAITS and self.drafter.unsettled(work, said, queued.queued_at):
                break
            placed.append(said)
        if not placed:
            raise Missing(NeedNames(frozenset(), pause=ASKS_AGAIN))
        return placed
