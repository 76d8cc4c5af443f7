"""From queued copies to a fixed post: what exactly goes out, decided and stored in one transaction.

Runs on the clerk's thread. The answer is a post to attempt, the people whose names must be fetched first, or nothing.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.outbound.fixing import Fixer, Missing, NeedNames, Next
from bot.outbound.verbs import FIXES, stems
from bot.platforms import Draft, Payload
from commands.domain.bridging import Rank, Verb, next_up
from storage.bridge.outbox import CopyState, FixedPost, PostState, QueuedCopy
from storage.bridge.talk import Said
from storage.store import Work

HEAD, LONG = 60, 5000
"""So many copies of a lane are looked at, and so many where none of these may go out while a room catches up."""


@dataclass
class Composer(Fixer):
    """Decides which copies of one lane go next, and together, and has them fixed."""

    held: dict[str, int] = field(default_factory=dict)  # rooms that are catching up, shared with the hub

    since: datetime | None = None  # when the oldest was queued that goes out with that call's first post
    left: bool = False  # more was waiting than what that call made
    clean: bool = False  # no post of the lane is fixed and unfinished: surely so, without asking the store
    doubted: bool = False  # somebody else may have made a post unfinished since the store was asked

    def next(self, work: Work, at: datetime, behind: Callable[[int], bool] = lambda _: False) -> Next:
        """The lane's next post, noted as being attempted; None where nothing is left to do.

        ``behind`` is asked whether so many waiting copies are to be combined.
        """
        self.made, self.since = [], None
        self.left = True
        for _ in range(100):  # copies that need no post any more are settled on the way
            unfinished = self._unfinished(work)
            if unfinished:
                work.outbox.attempt(unfinished.id, at)
                return self._as_it_was(unfinished)
            waiting = self.waiting(work)
            if not waiting:
                return None
            self.left = len(waiting) > 1
            self.clean = False
            try:
                self._fix(work, waiting, at, combine=len(waiting) > 1 and behind(len(waiting)))
            except Missing as missing:
                return missing.need
            if self.made:
                return self.made[0]
        return NeedNames(frozenset())  # more is to be settled, in the next transaction

    def _unfinished(self, work: Work) -> FixedPost | None:
        if self.clean:
            return None
        self.doubted = False
        return work.outbox.unfinished(self.room)

    def _as_it_was(self, unfinished: FixedPost) -> FixedPost:
        """As it was before: one that was being sent has an unknown outcome, unless it never came to that."""
        if unfinished.id == self.untried:
            return replace(unfinished, state=PostState.FIXED)
        if unfinished.state is PostState.FIXED:
            self.untried = unfinished.id
        return unfinished

    def doubt(self) -> None:
        """A post of the lane may have to be sent again: the store is asked before the next one is made."""
        self.clean, self.doubted = False, True

    def finished(self) -> None:
        """The post that ``next`` returned is out, and that is in the store or will be before the store is asked."""
        self.clean = len(self.made) == 1 and not self.doubted
        self.left = self.left or len(self.made) > 1

    def unfit(self, work: Work, at: datetime) -> FixedPost | None:
        """An empty post for the head of the queue, which could not be rendered: it is to be refused, never sent."""
        waiting = self.waiting(work)
        head = next_up([queued.copy for queued in waiting], combine=False)
        if not head:
            return None
        return work.outbox.fix(uuid.uuid4().hex, self.room, "post", {}, target=None, at=at, carries={head[0].id: 0})

    def waiting(self, work: Work) -> list[QueuedCopy]:
        """The head of the queue, as far as it may go out now; what may not does not stand in the way of what may."""
        head = work.outbox.waiting(self.room, HEAD)
        found = self.eligible(head)
        return found if found or len(head) < HEAD else self.eligible(work.outbox.waiting(self.room, LONG))

    def eligible(self, waiting: Sequence[QueuedCopy]) -> list[QueuedCopy]:
        """What may go out now: live talk and reactions of a room that catches up wait until what was missed is in.

        What was missed comes in its order. So where something later of the same room was recovered, after a death, say,
        all before that is in, and what was heard live goes out ahead of it.
        """
        if not self.held:
            return list(waiting)
        in_up_to: dict[str, int] = {}
        for queued in waiting:
            if queued.recovered and queued.copy.rank == Rank.TALK:
                in_up_to[queued.source] = max(queued.copy.sort, in_up_to.get(queued.source, 0))
        return [
            queued
            for queued in waiting
            if queued.recovered or queued.copy.sort < in_up_to.get(queued.source, 0) or not self._waits(queued)
        ]

    def _waits(self, queued: QueuedCopy) -> bool:
        heard_up_to = self.held.get(queued.source)
        waits = queued.copy.rank in (Rank.TALK, Rank.REACTION)
        return heard_up_to is not None and waits and queued.copy.sort > heard_up_to

    def _fix(self, work: Work, waiting: Sequence[QueuedCopy], at: datetime, *, combine: bool) -> None:
        by_id = {queued.copy.id: queued for queued in waiting}
        block = [by_id[copy.id] for copy in next_up([queued.copy for queued in waiting], combine=combine)]
        self.since = block[0].queued_at
        if block[0].copy.verb is Verb.SAY:
            self._fix_talk(work, block, at)
        else:
            FIXES[block[0].copy.verb](self, work, block[0], at)

    def _fix_talk(self, work: Work, block: list[QueuedCopy], at: datetime) -> None:
        originals = work.talk.many([queued.copy.said or 0 for queued in block])
        alive = [queued for queued in block if _is_said(originals[queued.copy.said or 0])]
        dead = [queued.copy.id for queued in block if not _is_said(originals[queued.copy.said or 0])]
        work.outbox.settle(dead, CopyState.DROPPED, "removed by its author before it was posted")
        if not alive:
            return
        saids = [originals[queued.copy.said or 0] for queued in alive]
        saids = self.placed(work, alive, saids, at)
        self.need_names(work, saids)
        drafts = [self.drafter.talk(work, said, at) for said in saids]
        timed = [self.drafter.timed(draft, said) for draft, said in zip(drafts, saids, strict=True)]
        payload, count = self._together(timed)
        if payload is not None and count > 1:
            carries = [(queued.copy.id, part) for part, queued in enumerate(alive[:count])]
            self.commit(work, "post", payload, carries=carries, at=at)
        else:
            count = 1
            for number, part in enumerate(self.platform.render(drafts[0])):
                self.commit(work, "post", part | stems(alive[0]), carries=[(alive[0].copy.id, number)], at=at)
        newest = self.drafter.newest
        for said in saids[:count]:
            newest[str(said.room)] = max(said.sort, newest.get(str(said.room), 0))

    def _together(self, drafts: list[Draft]) -> tuple[Payload | None, int]:
        """The longest run from the start that fits in one post."""
        low, high, best = 2, len(drafts), (None, 1)
        while low <= high:
            middle = (low + high + 1) // 2
            payload = self.platform.combine(drafts[:middle])
            if payload is None:
                high = middle - 1
            else:
                best, low = (payload, middle), middle + 1  # type: ignore[assignment]
        return best


def _is_said(said: Said) -> bool:
    """Is there still something to post of it?"""
    return bool(said.text) and not said.removed_at
