"""What is kept back of a lane: talk of paused rooms, notices that grow while they wait; what goes over to another lane,
and what may stand twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, select, update

from commands.domain.bridging import Rank, RoomState, Verb
from commands.domain.messages import Room
from storage.bridge.facts import Keeping
from storage.bridge.outbox_rows import CopyState, PostState
from storage.tables.bridge import copies, members, posts, rooms, said

REPEATS = "possible repeats"
"""The fact that holds [copy, when] of the newest posts that were sent again unseen."""

MOST_REPEATS = 50

STAY = (Verb.REMOVE.value, Verb.BOARD.value, Verb.PIN.value)
"""Copies that are about posts of their room: they do not go over to another."""

_MOVE = (
    update(copies)
    .where(copies.c.id == bindparam("one"))
    .values(room=bindparam("there"), state=bindparam("now"), payload=bindparam("carries"))
)


class KeptBack:
    """A part of the outbox."""

    _db: Connection

    def waiting_notice(self, room: Room) -> tuple[int, dict[str, Any]] | None:
        """The newest of the bot's own words that wait behind everything else: what happened in other rooms."""
        queued = (copies.c.state == CopyState.QUEUED.value) & (copies.c.room == str(room))
        notice = (copies.c.verb == Verb.TELL.value) & (copies.c.rank == int(Rank.BOARD))
        newest = select(copies.c.id, copies.c.payload).where(queued & notice).order_by(copies.c.id.desc()).limit(1)
        row = self._db.execute(newest).first()
        return (row.id, row.payload) if row else None

    def reload(self, copy: int, payload: dict[str, Any]) -> None:
        """Give a copy (its id) that waits another content."""
        self._db.execute(update(copies).where(copies.c.id == copy).values(payload=payload))

    def hold_talk(self, room: Room) -> None:
        """What people said in a room, or for it, and that still waits is kept back until it is let through."""
        queued = (copies.c.state == CopyState.QUEUED.value) & copies.c.verb.in_((Verb.SAY.value, Verb.FILE.value))
        said_here = exists().where(said.c.id == copies.c.said_id, said.c.room == str(room))
        about = copies.c.said_id.is_not(None) & ((copies.c.room == str(room)) | said_here)
        self._db.execute(update(copies).where(queued & about).values(state=CopyState.HELD.value))

    def let_through(self) -> int:
        """Queue the talk that no paused room keeps back any more; returns how many messages that are."""
        paused = select(rooms.c.room).where(rooms.c.state == RoomState.PAUSED.value)
        said_there = exists().where(said.c.id == copies.c.said_id, said.c.room.in_(paused))
        return self._settle_held(copies.c.room.not_in(paused) & ~said_there, CopyState.QUEUED, "")

    def drop_held(self, room: Room, reason: str) -> int:
        """What is kept back for a room, or was said in it, is never posted; returns how many messages that are."""
        said_here = exists().where(said.c.id == copies.c.said_id, said.c.room == str(room))
        return self._settle_held((copies.c.room == str(room)) | said_here, CopyState.DROPPED, reason)

    def _settle_held(self, which: ColumnElement[bool], state: CopyState, reason: str) -> int:
        held = (copies.c.state == CopyState.HELD.value) & copies.c.said_id.is_not(None) & which
        messages = select(func.count(copies.c.said_id.distinct())).where(held)
        count = int(self._db.execute(messages).scalar_one())
        if count:
            self._db.execute(update(copies).where(held).values(state=state.value, reason=reason))
        return count

    def waiting_from(self, sources: Sequence[str]) -> int:
        """How many messages that were said in these rooms are queued."""
        queued = (copies.c.state == CopyState.QUEUED.value) & copies.c.said_id.is_not(None)
        said_there = exists().where(said.c.id == copies.c.said_id, said.c.room.in_(sources))
        messages = select(func.count(copies.c.said_id.distinct())).where(queued & said_there)
        return int(self._db.execute(messages).scalar_one())

    def move(self, room: Room, successor: Room) -> None:
        """What waits for a room that was replaced goes into its successor; what is being attempted stays where it was.

        What was fixed is fixed anew there: it may name a thread or a post of the old room. What changes such a post
        stays, but for edits, which are said in the new room.
        """
        fixed = (posts.c.room == str(room)) & (posts.c.state == PostState.FIXED.value)
        carried = select(members.c.copy_id).join(posts, posts.c.id == members.c.post_id).where(fixed)
        queued = copies.c.state.in_((CopyState.QUEUED.value, CopyState.HELD.value))
        untried = (copies.c.state == CopyState.FIXED.value) & copies.c.id.in_(carried)
        mine = (copies.c.room == str(room)) & copies.c.verb.not_in(STAY)
        rows = self._db.execute(select(copies).where(mine & (queued | untried))).all()
        if rows:
            self._db.execute(_MOVE, [_moved(row.id, row.state, row.payload, successor) for row in rows])
            there = select(copies.c.id).where(copies.c.room == str(successor))
            left = select(members.c.post_id).where(members.c.copy_id.in_(there))
            gone = {"state": PostState.REFUSED.value, "reason": f"replaced by {successor}"}
            self._db.execute(update(posts).where(fixed, posts.c.id.in_(left)).values(gone))

    def repeated(self, post_id: str, at: datetime) -> None:
        """Note that a post may stand in its room twice: it could not be looked for and was sent again."""
        carried = self._db.execute(select(members.c.copy_id).where(members.c.post_id == post_id)).scalars()
        keeping = Keeping(self._db)
        known = keeping.fact(REPEATS) or []
        keeping.set_fact(REPEATS, [*known, *([copy, at.isoformat()] for copy in carried)][-MOST_REPEATS:])


def _moved(copy: int, state: str, payload: dict[str, Any], successor: Room) -> dict[str, Any]:
    """A copy as it waits in another room, where a thread of its old one is unknown."""
    now = CopyState.QUEUED.value if state == CopyState.FIXED.value else state
    carries = {key: value for key, value in payload.items() if key != "thread"}
    return {"one": copy, "there": str(successor), "now": now, "carries": carries}
