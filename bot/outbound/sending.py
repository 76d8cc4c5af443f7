"""One attempt at a post: look for what an earlier attempt may have left, then send it, its file with it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.documents import payload
from bot.documents.printer import Printer
from bot.outbound.backoff import Backoff
from bot.outbound.media import Fetching, read_through
from bot.platforms import Platform, Post, Posted, Rejected, TryLater, Unknown
from commands.domain.messages import Document
from storage.bridge.outbox import FixedPost, PostState
from storage.store import Work
from storage.whole import Attached

log = structlog.get_logger()

LOOK_FOR = timedelta(minutes=2)
"""So long a post whose outcome is unknown is looked for; then it is sent again, marked."""
WHISPERS = 3
"""So often a whisper is tried of which nobody can tell whether it was shown; each repetition says that it is one."""
REPEATABLE = frozenset({"edit", "remove", "react", "unreact", "pin"})
"""Doing these twice is the same as doing them once."""


@dataclass
class Sending:
    """Sends the posts of one lane."""

    platform: Platform
    source_of: Callable[[str], Platform]
    fetching: Fetching
    press: Printer
    patience: Backoff
    opened: Callable[[str], str] = str

    async def outcome(self, fixed: FixedPost, post: Post) -> Posted:
        """Send, or find that an earlier attempt was applied. Raises SendFaults."""
        if fixed.state is PostState.SENDING and fixed.verb not in REPEATABLE:
            found = self._whispered(fixed, post) if fixed.verb == "whisper" else await self._looked(post)
            if found:
                return found
        if fixed.verb == "file":
            return await self._send_file(fixed, post)
        if fixed.verb == "direct":  # what the store may not hold is put in last
            post.payload.update(json.loads(self.opened(json.dumps(post.payload))))
        return await self.platform.send(post)

    def _whispered(self, fixed: FixedPost, post: Post) -> Posted | None:
        """Where no server tells whether a whisper was shown, it is shown again, to the same person alone."""
        if self.platform.idempotent(post):
            return None
        if fixed.attempts >= WHISPERS:
            log.warning("a whisper may not have been shown", room=str(post.room), post=post.id)
            return Posted()
        post.payload["possible_repeat"] = True
        return None

    async def _looked(self, post: Post) -> Posted | None:
        if self.platform.idempotent(post):
            return None
        until = self.patience.monotonic() + LOOK_FOR.total_seconds()
        while True:
            try:
                return await self.platform.look(post)
            except TryLater as fault:
                if self.patience.stopping:
                    raise Unknown("told to stop before it was found") from fault
                if self.patience.monotonic() > until:
                    post.payload["possible_repeat"] = True
                    log.warning("sent again unseen", room=str(post.room), post=post.id)
                    return None
                await self.patience.pause(fault.after or self.patience.back_off())

    async def _send_file(self, fixed: FixedPost, post: Post) -> Posted:
        clerk = self.patience.clerk
        described = await clerk.do(lambda work: _file_of(work, fixed))
        if described is None:
            raise Rejected("the file is no longer known")
        if isinstance(described, Document):
            file, chunks = await payload.made(described, self.press)
        else:
            source = self.source_of(described.room.source)
            file = await self.fetching.asked(post.id, source.describe(described.file))
            chunks = self.fetching.fetched(post.id, source.open(file))
            if not described.file.sha256:
                chunks = read_through(chunks, partial(self._read_through, described))

        async def keep(progress: dict[str, Any]) -> None:
            await clerk.do(lambda work: work.outbox.keep(fixed.id, progress))

        return await self.platform.send_file(post, file, chunks, keep)

    async def _read_through(self, one: Attached, size: int, sha256: str) -> None:
        await self.patience.note(lambda work: work.talk.read_through(one.said, one.number, size=size, sha256=sha256))


def as_post(fixed: FixedPost) -> Post:
    """A fixed post of the store as the platforms take it."""
    return Post(
        id=fixed.id,
        room=fixed.room,
        verb=fixed.verb,
        payload=dict(fixed.payload),
        target=fixed.target,
        attempted=fixed.attempted_at,
        progress=fixed.progress,
    )


def _file_of(work: Work, fixed: FixedPost) -> Attached | Document | None:
    """What a post of verb "file" brings: a document of our own, or a file of what somebody said."""
    said = next(iter(work.outbox.carried(fixed.id)), None)
    carried = work.outbox.members(fixed.id)
    if carried and (document := payload.held(carried[0][1])):
        return document
    if said is None or not carried:
        return None
    original, number = work.talk.get(said), int(carried[0][1]["file"])
    return Attached(said=said, number=number, room=original.room, file=original.files[number])
