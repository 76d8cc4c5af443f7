"""The courier: a lane for each room that has something to be posted, and one budget for each account."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.directory.identities import Identities
from bot.directory.mentions import with_names
from bot.documents.payload import held
from bot.documents.printer import Printer
from bot.outbound.composer import Composer
from bot.outbound.drafter import Drafter
from bot.outbound.fast_path import HeadStart, head_start
from bot.outbound.lane import Lane
from bot.outbound.rate_limit import Bucket, Turnstile
from bot.platforms import Platform
from bot.runtime.clerk import Clerk
from commands.domain.bridging import Rank, Verb
from commands.domain.messages import Reply, Room
from commands.domain.text import words
from storage.bridge.outbox import FixedPost
from storage.packed import pack_reply
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

_DONE = {"post": "posted", "edit": "edited (a correction was posted)", "remove": "removed", "file": "posted"}
"""The posts whose refusal somebody must hear of, in words; a reaction that is refused is not worth a message."""


@dataclass
class Courier:
    """Wakes lanes; each lane runs as a task of its own."""

    clerk: Clerk
    platforms: dict[str, Platform]
    zone_of: Callable[[Room], ZoneInfo]
    still_ours: Callable[[Work], None]
    lost: Callable[[Room, str], Any]
    back: Callable[[Room], Any] = lambda _room: asyncio.sleep(0)
    known_late: Callable[[Work, str, FixedPost], set[Room]] = lambda _work, _id, _post: set()
    before_sending: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(0)
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    held: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    known: Identities = field(default_factory=Identities)
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    begun: datetime = field(init=False)
    lanes: dict[Room, Lane] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    press: Printer | None = None
    opened: Callable[[str], str] = str
    _tasks: asyncio.TaskGroup | None = None
    _running: dict[Room, asyncio.Task[None]] = field(default_factory=dict)
    _retired: set[str] = field(default_factory=set)  # accounts that are closed, or about to be
    _accounts: dict[str, Turnstile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begun = self.now()

    async def run(self) -> None:
        """Run the lanes until cancelled; whatever the store holds is taken up again."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                self.wake(await self._waiting())
                await asyncio.Event().wait()
        finally:
            self._tasks = None

    async def _waiting(self) -> list[Room]:
        while True:
            try:
                return await self.clerk.do(lambda work: work.outbox.lanes())
            except DatabaseAway:
                await self.sleep(1.0)

    async def finish(self, within: float) -> None:
        """Let every lane bring out what it has in hand; what takes longer is found and continued at the next start."""
        if self.lanes:
            await asyncio.wait([asyncio.ensure_future(lane.finish()) for lane in self.lanes.values()], timeout=within)

    def wake(self, rooms: Iterable[Room]) -> None:
        """Something was queued for these rooms."""
        for room in rooms:
            if room.source not in self.platforms or room.source in self._retired or self._tasks is None:
                continue  # its account is not configured (any more), or the courier takes it up at its start
            if room not in self.lanes:
                self.lanes[room] = self._lane(room)
                self._begin(self._tasks, self.lanes[room])
            self.lanes[room].call()

    def hurry(self, ranks: Mapping[Room, int]) -> None:
        """Something of such a rank was queued for these rooms."""
        for room, rank in ranks.items():
            if lane := self.lanes.get(room):
                lane.hurry(rank)

    def head_start(self, rooms: Iterable[Room]) -> AbstractContextManager[HeadStart]:
        """Keep the quiet ones of these rooms' lanes for what is being heard."""
        return head_start([self.lanes[room] for room in rooms if room in self.lanes and self._tasks])

    def look_again(self) -> None:
        """A command may have changed positions or pairings, or had a post sent again."""
        self.known.forget()
        for lane in self.lanes.values():
            lane.composer.doubt()

    async def retire(self, source: str, within: float) -> None:
        """End the lanes of an account that is being closed; what they have in hand is brought out first."""
        self._retired.add(source)
        gone = [room for room in self.lanes if room.source == source]
        lanes = [self.lanes.pop(room) for room in gone]
        self._accounts.pop(source, None)
        if lanes:
            await asyncio.wait([asyncio.ensure_future(lane.finish()) for lane in lanes], timeout=within)
        for running in [self._running.pop(room) for room in gone if room in self._running]:
            running.cancel()

    def admit(self, source: str) -> None:
        """The account may have lanes again; they begin when they are woken."""
        self._retired.discard(source)

    def _begin(self, tasks: asyncio.TaskGroup, lane: Lane) -> None:
        running = lane.run()
        try:
            self._running[lane.room] = tasks.create_task(running, name=f"lane {lane.room}")
        except RuntimeError:  # the courier is ending: what is queued is taken up at the next start
            running.close()

    def _lane(self, room: Room) -> Lane:
        platform = self.platforms[room.source]
        pace, begun = platform.pace, self.monotonic()
        account = self._accounts.setdefault(
            room.source,
            Turnstile(Bucket(pace.account_rate, pace.account_burst, begun, trusting=pace.trusting), self.monotonic),
        )
        return Lane(
            room=room,
            platform=platform,
            clerk=self.clerk,
            composer=Composer(self._drafter(room), platform, self.held),
            account=account,
            own=Turnstile(Bucket(pace.room_rate, pace.room_burst, begun, trusting=pace.trusting), self.monotonic),
            refused=self._refused,
            lost=self.lost,
            wake_others=self.wake,
            source_of=self.platforms.__getitem__,
            still_ours=self.still_ours,
            before_sending=self.before_sending,
            monotonic=self.monotonic,
            now=self.now,
            press=self.press or Printer(self.clerk, now=self.now),
            back=self.back,
            known_late=self.known_late,
            opened=self.opened,
            sleep=self.sleep,
        )

    def _drafter(self, room: Room) -> Drafter:
        return Drafter(
            room=room,
            zone=self.zone_of(room),
            labels=self.labels or {source: other.label for source, other in self.platforms.items()},
            names=self.names,
            begun=self.begun,
            known=self.known,
            outlived=self.platforms[room.source].outlived,
        )

    def _refused(self, work: Work, post: FixedPost, reason: str) -> set[Room]:
        """Mark the sources of a refused post and say why, in the room where they were said."""
        if post.verb not in (*_DONE, "direct") or work.outbox.part_refused(post):
            return set()  # nobody misses it, or they were told of another part of it
        at = self.now()
        sort = int(at.timestamp() * 1_000_000)
        if post.verb == "direct" or (post.verb == "file" and post.target):
            unsent = _unsent(post, reason)
            work.outbox.queue(post.room, Verb.WHISPER, payload=unsent, sort=sort, at=at, rank=Rank.ANSWER)
            return {post.room}
        lanes = set()
        edits = work.outbox.edits_carried(post.id) if post.verb == "edit" else []
        if edits and not any(work.outbox.corrected(post.room, said, heard) for said, heard in edits):
            self._instead(work, post, sort, at)
            lanes.add(post.room)
        if instead := _unposted_document(work, post, reason) or self._unposted_file(work, post, reason):
            work.outbox.queue(post.room, Verb.TELL, payload=instead, sort=sort, at=at, rank=Rank.ANSWER)
            lanes.add(post.room)
        for original in work.talk.many(work.outbox.carried(post.id)).values():
            label = self.platforms[post.room.source].label
            told = f"Not {_DONE[post.verb]} in {label} ({post.room}): {reason}"
            mark = {"emoji": "⚠️", "target": original.native, "alone": True}
            work.outbox.queue(original.room, Verb.REACT, said_id=original.id, payload=mark, sort=sort, at=at)
            payload = {
                "reply": pack_reply(Reply(text=told)),
                "thread": original.thread or original.native,
                "to": original.who,
                "alone": True,
            }
            work.outbox.queue(original.room, Verb.TELL, payload=payload, sort=sort, at=at, rank=Rank.ANSWER)
            lanes.add(original.room)
        return lanes

    def _unposted_file(self, work: Work, post: FixedPost, reason: str) -> dict[str, Any]:
        """What the room reads where somebody's file could not be copied: whose, which, how large, and why not."""
        originals = work.talk.many(work.outbox.carried(post.id)) if post.verb == "file" else {}
        for original in originals.values():
            file = original.files[int(work.outbox.members(post.id)[0][1]["file"])]
            size = f", {file.size / 1_000_000:.1f} MB" if file.size else ""
            name = original.who_name or self.names.get(original.who, original.who.partition("/")[2])
            words = f"{name} sent the file {file.name}{size}; it could not be copied: {reason}"
            return {"reply": pack_reply(Reply(text=words)), "alone": True}
        return {}

    def _instead(self, work: Work, post: FixedPost, sort: int, at: datetime) -> None:
        """An edit that cannot be made arrives as a correction, in a line of its own."""
        for original in work.talk.many(work.outbox.carried(post.id)).values():
            if original.removed_at is None:
                payload = {"correction": words(with_names(work, original.text)), "of": original.id, "alone": True}
                work.outbox.queue(post.room, Verb.TELL, payload=payload, sort=sort, at=at, rank=Rank.TALK)


def _unsent(post: FixedPost, reason: str) -> dict[str, Any]:
    """What somebody reads, where others may read it too, whom a private answer could not be sent: nothing of it."""
    what = "A file for you" if post.verb == "file" else "A private answer for you"
    words = f"{what} could not be sent by direct message: {reason}. Write to me directly, and ask there once more."
    return {"reply": pack_reply(Reply(text=words)), "to": f"{post.room.source}/{post.target}", "alone": True}


def _unposted_document(work: Work, post: FixedPost, reason: str) -> dict[str, Any]:
    """What the room reads where a document of our own could not be posted there; empty for everything else."""
    carried = work.outbox.members(post.id) if post.verb == "file" else []
    document = held(carried[0][1]) if carried else None
    if document is None:
        return {}
    return {"reply": pack_reply(Reply(text=f"{document.filename} could not be posted: {reason}")), "alone": True}
