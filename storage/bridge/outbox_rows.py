"""The rows of the outbox as values, and the statements that every post needs.

These are built once: SQLAlchemy takes longer to build a statement than SQLite takes to run it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select, update

from commands.domain.bridging import Copy, Verb
from commands.domain.messages import Room
from storage.tables.bridge import copies, members, posts, said


class CopyState(StrEnum):
    """What became of a copy: *held* by an emergency or a paused room, *queued* in its lane, *fixed* in a post,
    *posted*, *dropped* (nothing left to do) or *refused* (a person is told).
    """

    HELD = "held"
    QUEUED = "queued"
    FIXED = "fixed"
    POSTED = "posted"
    DROPPED = "dropped"
    REFUSED = "refused"


class PostState(StrEnum):
    """How far a post has come; what is *sending* may stand in its room or not, and is looked for before it is sent
    again.
    """

    FIXED = "fixed"  # not attempted, or surely not applied
    SENDING = "sending"  # an attempt began; after a crash or a timeout its outcome is unknown
    POSTED = "posted"
    REFUSED = "refused"
    GONE = "gone"  # removed again


@dataclass(frozen=True, kw_only=True)
class QueuedCopy:
    """A copy that waits, with its room, its payload (JSON), when it was queued (UTC) and the room that its original was
    said in.
    """

    copy: Copy
    room: Room
    payload: dict[str, Any]
    queued_at: datetime
    source: str = ""  # the room of its original
    recovered: bool = False  # its original was fetched after the fact


@dataclass(frozen=True, kw_only=True)
class FixedPost:
    """A post with its rendered payload and the number and time of its attempts; ``native`` is the platform's id of it,
    None until it is known.
    """

    id: str
    room: Room
    verb: str
    target: str | None
    payload: dict[str, Any]
    fixed_at: datetime
    state: PostState = PostState.FIXED
    attempts: int = 0
    attempted_at: datetime | None = None
    native: str | None = None
    stamp: str = ""
    progress: dict[str, Any] = field(default_factory=dict)
    carries: tuple[int, ...] = ()  # the copies in it, where it was just fixed; otherwise the store knows them


OF_THE_AUTHOR = frozenset({Verb.SAY, Verb.FILE, Verb.EDIT, Verb.REMOVE})
"""What the author of an original did; a reaction to it is somebody else's."""

LANE = (
    select(copies, said.c.who, said.c.thread, said.c.room.label("said_room"), said.c.recovered)
    .outerjoin(said, said.c.id == copies.c.said_id)
    .where(copies.c.state == CopyState.QUEUED.value)
)


HEAD = (
    LANE.where(copies.c.room == bindparam("lane"))
    .order_by(copies.c.rank, copies.c.sort, copies.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_OPEN = posts.c.state.in_((PostState.FIXED.value, PostState.SENDING.value))
UNFINISHED = select(posts).where(posts.c.room == bindparam("lane"), _OPEN).order_by(posts.c.seq).limit(1)
POSTED = (
    update(posts)
    .where(posts.c.id == bindparam("post"))
    .values(
        state=PostState.POSTED.value,
        native=bindparam("native"),
        stamp=bindparam("stamp"),
        posted_at=bindparam("posted_at"),
        reason="",
    )
)
COPY_POSTED = (
    update(copies)
    .where(copies.c.id == bindparam("copy"), copies.c.state == CopyState.FIXED.value)
    .values(state=CopyState.POSTED.value, reason="")
)
_CARRIED = select(members.c.copy_id).where(members.c.post_id == bindparam("post"))
COPIES_POSTED = (  # a copy in several parts is posted when no part of it is still to be sent
    update(copies)
    .where(
        copies.c.id.in_(_CARRIED),
        copies.c.state == CopyState.FIXED.value,
        copies.c.id.not_in(
            select(members.c.copy_id)
            .join(posts, posts.c.id == members.c.post_id)
            .where(members.c.copy_id.in_(_CARRIED), members.c.post_id != bindparam("post"), _OPEN)
        ),
    )
    .values(state=CopyState.POSTED.value, reason="")
)


def queued_of(row: Row[Any]) -> QueuedCopy:
    """A row of copies, joined with its original, as a value. Raises ValueError where it names no room or verb that this
    program knows.
    """
    payload = row.payload
    thread = payload.get("thread") or (f"{row.said_room}/{row.thread}" if row.thread else None)
    return QueuedCopy(
        copy=Copy(
            id=row.id,
            verb=Verb(row.verb),
            rank=row.rank,
            sort=row.sort,
            said=row.said_id,
            author=(row.who or "") if Verb(row.verb) in OF_THE_AUTHOR else "",
            thread=thread,
            alone=bool(payload.get("alone")),
        ),
        room=Room.parse(row.room),
        payload=payload,
        queued_at=row.queued_at,
        source=row.said_room or "",
        recovered=bool(row.recovered),
    )


def fixed_of(row: Row[Any]) -> FixedPost:
    """A row of posts as a value; its times are UTC."""
    return FixedPost(
        id=row.id,
        room=Room.parse(row.room),
        verb=row.verb,
        target=row.target,
        payload=row.payload,
        state=PostState(row.state),
        attempts=row.attempts,
        attempted_at=row.attempted_at,
        native=row.native,
        stamp=row.stamp,
        progress=row.progress,
        fixed_at=row.fixed_at,
    )
