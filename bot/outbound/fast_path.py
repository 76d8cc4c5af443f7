"""A head start: what is said into a quiet room is fixed in the very transaction in which it is heard.

The lane is kept for it meanwhile, with a token of its room and of its account. So an ordinary message costs one
transaction on its way, and the post is in the store before its first attempt all the same. Where anything is in the
way (a name to fetch, a fault, a pace to keep) the lane goes its own way, as if nothing had been tried.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from bot.outbound.fixing import Next
from bot.outbound.lane import Lane
from commands.domain.messages import Room
from storage.store import Work, passing

log = structlog.get_logger()


@dataclass
class _Kept:
    """A lane that is kept, and what was fixed for it: a transaction that nobody awaits any more changes this alone."""

    lane: Lane
    post: Next = None

    def fix(self, work: Work) -> None:
        try:
            with work.part():
                self.post = self.lane.next(work)
        except Exception as fault:
            if passing(fault):
                raise
            # the lane meets it again by itself, and tells
            log.info("no head start", room=str(self.lane.room), fault=type(fault).__name__)


class HeadStart:
    """The lanes that are kept for what is being heard."""

    def __init__(self, lanes: Collection[Lane]) -> None:
        self._kept = [_Kept(lane) for lane in lanes if lane.keep()]

    def fix(self, work: Work, queued: Collection[Room]) -> None:
        """Fix what was just queued for those of these rooms whose lanes are kept; runs on the clerk's thread."""
        for one in self._kept:
            one.post = None  # of a try that was overtaken
            if one.lane.room in queued:
                one.fix(work)

    @property
    def begun(self) -> set[Room]:
        """The rooms whose lanes go on by themselves: nobody has to wake them."""
        return {one.lane.room for one in self._kept if one.post is not None}

    def end(self, *, committed: bool) -> None:
        """Let the lanes go: each with the post that was fixed for it where the transaction was committed, else without
        one.
        """
        for one in self._kept:
            one.lane.go_on(one.post if committed else None)


@contextmanager
def head_start(lanes: Collection[Lane]) -> Iterator[HeadStart]:
    """Keep those of the lanes that are quiet until what is being heard is committed, and have them go on with it."""
    start, committed = HeadStart(lanes), False
    try:
        yield start
        committed = True
    finally:
        start.end(committed=committed)
