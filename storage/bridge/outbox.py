"""What is to be posted. After a crash at any point this much holds:

- a copy is queued in the transaction in which its original was heard, so what was acknowledged is not forgotten;
- a post (its members, room and rendered content) is committed before its first attempt and never regrouped, so that
  a second attempt is the same post with the same id;
- a copy is in one of these states: *held* (kept back while an emergency is open, or a room is paused), *queued*,
  *fixed* (a post carries it), *posted*, *dropped* (nothing is left to do: removed or reworded while it waited),
  *refused* (a person is told).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from commands.domain.bridging import RANKS, Rank, Verb
from commands.domain.messages import Room
from storage.bridge.outbox_kept import KeptBack
from storage.bridge.outbox_rows import (
    COPIES_POSTED,
    COPY_POSTED,
    HEAD,
    LANE,
    OF_THE_AUTHOR,
    POSTED,
    UNFINISHED,
    CopyState,
    FixedPost,
    PostState,
    QueuedCopy,
    fixed_of,
    queued_of,
)
from storage.tables.bridge import copies, members, posts, said

__all__ = ["CopyState", "FixedPost", "Outbox", "PostState", "QueuedCopy"]


SHOWN = ("post", "file", "whisper")
"""What stands in a room and can be reacted to: where nobody can whisper, a quiet answer stands there too."""

# Statements of every message's way, made once: making one anew costs more than carrying it out.
_QUEUE = insert(copies)
_POST = insert(posts)
_CARRY = insert(members)
_SETTLE = update(copies).where(copies.c.id == bindparam("one")).values(state=bindparam("to"), reason=bindparam("why"))


class Outbox(KeptBack):
    """Copies and posts, lane by lane. A lane is a destination room."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    # copies

    def queue(
        self,
        room: Room,
        verb: Verb,
        *,
        sort: int,
        at: datetime,
        said_id: int | None = None,
        payload: dict[str, Any] | None = None,
        rank: int | None = None,
        held: bool = False,
    ) -> int:
        """Queue one copy, or keep it back until it is released; returns its id."""
        row = {
            "said_id": said_id,
            "room": str(room),
            "verb": verb.value,
            "rank": RANKS[verb] if rank is None else rank,
            "sort": sort,
            "payload": payload or {},
            "state": (CopyState.HELD if held else CopyState.QUEUED).value,
            "queued_at": at,
        }
        return int(self._db.execute(_QUEUE, row).inserted_primary_key[0])  # type: ignore[index]

    def waiting(self, room: Room, limit: int = 60) -> list[QueuedCopy]:
        """The head of a lane's queue, first things first; with it what its authors did before, whatever its rank."""
        found = [queued_of(row) for row in self._db.execute(HEAD, {"lane": str(room), "limit": limit})]
        return found if len(found) < limit else found + self._passed_over(room, found)

    def _passed_over(self, room: Room, head: Sequence[QueuedCopy]) -> list[QueuedCopy]:
        """Changes by the authors of a long queue's head that are older than it, but of a later rank."""
        older = LANE.where(
            copies.c.room == str(room),
            copies.c.rank > max(queued.copy.rank for queued in head),
            copies.c.sort < max(queued.copy.sort for queued in head),
            copies.c.verb.in_([verb.value for verb in OF_THE_AUTHOR]),
            said.c.who.in_({queued.copy.author for queued in head}),
        )
        return [queued_of(row) for row in self._db.execute(older.order_by(copies.c.sort).limit(len(head)))]

    def lanes(self) -> list[Room]:
        """The rooms that have a copy queued, or a post fixed whose outcome is not known, in no order."""
        queued = select(copies.c.room).where(copies.c.state == CopyState.QUEUED.value)
        unfinished = select(posts.c.room).where(posts.c.state.in_((PostState.FIXED.value, PostState.SENDING.value)))
        return [Room.parse(row.room) for row in self._db.execute(queued.union(unfinished))]

    def settle(self, copy_ids: Iterable[int], state: CopyState, reason: str = "") -> None:
        """Move the copies of these ids into a state, with the reason that people read where something was refused."""
        ids = list(copy_ids)
        if ids:
            rows = [{"one": id, "to": state.value, "why": reason} for id in ids]
            self._db.execute(_SETTLE, rows)

    def copies_of(self, said_id: int, verb: Verb | None = None) -> list[tuple[int, Room, Verb, CopyState]]:
        """(id, room, verb, state) of an original's copies, as they were queued; of one verb alone where it is given."""
        found = select(copies).where(copies.c.said_id == said_id).order_by(copies.c.id)
        if verb:
            found = found.where(copies.c.verb == verb.value)
        return [(row.id, Room.parse(row.room), Verb(row.verb), CopyState(row.state)) for row in self._db.execute(found)]

    def file_copies_of(self, said_id: int) -> list[tuple[int, Room, int, CopyState]]:
        """(id, room, which of its files, state) of the copies of an original's files."""
        files = select(copies).where(copies.c.said_id == said_id, copies.c.verb == Verb.FILE.value)
        return [
            (row.id, Room.parse(row.room), int(row.payload["file"]), CopyState(row.state))
            for row in self._db.execute(files.order_by(copies.c.id))
        ]

    def files_taken(self, said_id: int) -> set[int]:
        """Which of an original's files (from 0) were taken away again, or are about to be."""
        ends = select(copies.c.payload).where(copies.c.said_id == said_id, copies.c.verb == Verb.REMOVE.value)
        asked = {int(payload["file"]) for payload in self._db.execute(ends).scalars() if "file" in payload}
        states: dict[int, set[CopyState]] = {}
        for _, _, number, state in self.file_copies_of(said_id):
            states.setdefault(number, set()).add(state)
        return asked | {number for number, found in states.items() if found == {CopyState.DROPPED}}

    def settled(self, state: CopyState, incident_rooms: Sequence[Room], limit: int = 50) -> list[Row[Any]]:
        """The rows of at most ``limit`` copies in a state for some rooms, the newest first."""
        return list(
            self._db.execute(
                select(copies)
                .where(copies.c.state == state.value, copies.c.room.in_([str(room) for room in incident_rooms]))
                .order_by(copies.c.id.desc())
                .limit(limit)
            )
        )

    def backlog(self) -> dict[str, tuple[int, datetime]]:
        """Room → (copies queued or fixed, when the oldest was queued)."""
        open_states = (CopyState.QUEUED.value, CopyState.FIXED.value)
        found = (
            select(copies.c.room, func.count(), func.min(copies.c.queued_at))
            .where(copies.c.state.in_(open_states))
            .group_by(copies.c.room)
        )
        return {room: (count, oldest) for room, count, oldest in self._db.execute(found)}

    # posts

    def fix(
        self,
        post_id: str,
        room: Room,
        verb: str,
        payload: dict[str, Any],
        *,
        target: str | None,
        at: datetime,
        carries: Mapping[int, int],
        attempted: bool = False,
    ) -> FixedPost:
        """Commit to a post: ``carries`` names the part for each copy's id. ``attempted``: its first attempt begins now.

        The answer is the post as it stands before any attempt.
        """
        made = FixedPost(
            id=post_id, room=room, verb=verb, target=target, payload=payload, fixed_at=at, carries=tuple(carries)
        )
        row = {
            "id": post_id,
            "room": str(room),
            "verb": verb,
            "target": target,
            "payload": payload,
            "state": (PostState.SENDING if attempted else PostState.FIXED).value,
            "attempts": int(attempted),
            "attempted_at": at if attempted else None,
            "fixed_at": at,
            "progress": {},
        }
        self._db.execute(_POST, row)
        if carries:
            rows = [{"post_id": post_id, "copy_id": copy, "part": part} for copy, part in carries.items()]
            self._db.execute(_CARRY, rows)
            self.settle(carries, CopyState.FIXED)
        return made

    def unfinished(self, room: Room) -> FixedPost | None:
        """The lane's first post that was fixed and is neither posted nor refused."""
        row = self._db.execute(UNFINISHED, {"lane": str(room)}).first()
        return fixed_of(row) if row else None

    def attempt(self, post_id: str, at: datetime) -> None:
        """Note that an attempt begins; from here on its outcome is unknown until it is noted."""
        self._db.execute(
            update(posts)
            .where(posts.c.id == post_id)
            .values(
                state=PostState.SENDING.value,
                attempts=posts.c.attempts + 1,
                attempted_at=func.coalesce(posts.c.attempted_at, at),
            )
        )

    def not_applied(self, post_id: str, reason: str) -> None:
        """The attempt had no effect, or the server would recognise the next one: no look is needed before it."""
        self._db.execute(update(posts).where(posts.c.id == post_id).values(state=PostState.FIXED.value, reason=reason))

    def keep(self, post_id: str, progress: dict[str, Any]) -> None:
        """Note how far a post has come (parts sent, bytes read), so that another process goes on from there."""
        self._db.execute(update(posts).where(posts.c.id == post_id).values(progress=progress))

    def posted(self, post: FixedPost, *, native: str, stamp: str, at: datetime, alone: bool = False) -> None:
        """It is there: note its id, and what that means for the copies it carries.

        ``alone``: surely no other post carries any of them.
        """
        is_there = {"native": native or None, "stamp": stamp, "posted_at": at, "post": post.id}
        self._db.execute(POSTED, is_there)
        if alone and post.carries:
            self._db.execute(COPY_POSTED, [{"copy": copy} for copy in post.carries])
        else:
            self._db.execute(COPIES_POSTED, {"post": post.id})
        if post.verb == "remove":
            gone = update(posts).where(posts.c.room == str(post.room), posts.c.native == post.target)
            self._db.execute(gone.values(state=PostState.GONE.value))

    def gone(self, room: Room, native: str) -> bool:
        """Somebody removed a post of ours: nothing is edited there any more. False where it is none."""
        ours = (posts.c.room == str(room)) & (posts.c.native == native) & posts.c.verb.in_(("post", "file"))
        return self._db.execute(update(posts).where(ours).values(state=PostState.GONE.value)).rowcount > 0

    def refused(self, post_id: str, reason: str) -> None:
        """The platform will never take this post: it and every copy that it carries are refused, with the reason that
        people read.
        """
        self._db.execute(
            update(posts).where(posts.c.id == post_id).values(state=PostState.REFUSED.value, reason=reason)
        )
        carried = select(members.c.copy_id).where(members.c.post_id == post_id)
        self._db.execute(
            update(copies).where(copies.c.id.in_(carried)).values(state=CopyState.REFUSED.value, reason=reason)
        )

    def part_refused(self, post: FixedPost) -> bool:
        """Was another part of what this post carries refused? Parts are fixed together."""
        carried = select(members.c.copy_id).where(members.c.post_id == post.id)
        others = (
            select(posts.c.id)
            .join(members, members.c.post_id == posts.c.id)
            .where(
                members.c.copy_id.in_(carried),
                posts.c.id != post.id,
                posts.c.fixed_at == post.fixed_at,
                posts.c.state == PostState.REFUSED.value,
            )
        )
        return self._db.execute(others.limit(1)).first() is not None

    def edits_carried(self, post_id: str) -> list[tuple[int, datetime]]:
        """(original's id, when it was heard in UTC) of the edits that a post carries."""
        carried = select(members.c.copy_id).where(members.c.post_id == post_id)
        heard = select(copies.c.said_id, copies.c.queued_at).where(copies.c.id.in_(carried))
        return [(row.said_id, row.queued_at) for row in self._db.execute(heard)]

    def corrected(self, room: Room, said_id: int, heard_at: datetime) -> bool:
        """Was a late edit said in a line of its own as well, when it was heard? Then its words are in the room."""
        lines = select(copies.c.payload).where(
            copies.c.state.in_([state.value for state in CopyState]),
            copies.c.room == str(room),
            copies.c.rank == int(Rank.TALK),
            copies.c.sort == int(heard_at.timestamp() * 1_000_000),
            copies.c.verb == Verb.TELL.value,
        )
        return any(payload.get("of") == said_id for payload in self._db.execute(lines).scalars())

    def was_shown(self, said_id: int, room: Room) -> bool:
        """Does a post of ours show this original in a room, or did one?"""
        shown = (
            select(posts.c.id)
            .join(members, members.c.post_id == posts.c.id)
            .join(copies, copies.c.id == members.c.copy_id)
            .where(copies.c.said_id == said_id, copies.c.room == str(room), posts.c.verb.in_(("post", "file")))
            .where(posts.c.state.in_((PostState.POSTED.value, PostState.GONE.value)))
        )
        return self._db.execute(shown.limit(1)).first() is not None

    def removed_by_us(self, room: Room, native: str) -> bool:
        """Have we taken this post away ourselves, or begun to?"""
        ours = (posts.c.room == str(room)) & (posts.c.target == native) & (posts.c.verb == "remove")
        return self._db.execute(select(posts.c.id).where(ours).limit(1)).first() is not None

    def give_up(self, room: Room, reason: str) -> None:
        """Nothing that waits for this room is posted any more: copies are dropped, posts refused, with this reason."""
        waits = copies.c.state.in_((CopyState.QUEUED.value, CopyState.FIXED.value))
        self._db.execute(
            update(copies).where(copies.c.room == str(room), waits).values(state=CopyState.DROPPED.value, reason=reason)
        )
        unfinished = posts.c.state.in_((PostState.FIXED.value, PostState.SENDING.value))
        self._db.execute(
            update(posts)
            .where(posts.c.room == str(room), unfinished)
            .values(state=PostState.REFUSED.value, reason=reason)
        )

    def outcome(self, copy: int) -> tuple[CopyState, str | None, PostState | None]:
        """How a copy stands, and its first post: what the platform calls it, and how that stands."""
        found = (
            select(copies.c.state, posts.c.native, posts.c.state.label("post"))
            .outerjoin(members, members.c.copy_id == copies.c.id)
            .outerjoin(posts, posts.c.id == members.c.post_id)
            .where(copies.c.id == copy)
            .order_by(posts.c.seq)
            .limit(1)
        )
        state, native, post = self._db.execute(found).one()
        return CopyState(state), native, PostState(post) if post else None

    def get(self, post_id: str) -> FixedPost | None:
        """The post of this id as it stands, or None."""
        row = self._db.execute(select(posts).where(posts.c.id == post_id)).first()
        return fixed_of(row) if row else None

    def by_native(self, room: Room, native: str) -> FixedPost | None:
        """Our post that the platform calls ``native`` in this room, or None; only what is shown counts."""
        row = self._db.execute(
            select(posts).where(posts.c.room == str(room), posts.c.native == native, posts.c.verb.in_(SHOWN))
        ).first()
        return fixed_of(row) if row else None

    def by_native_direct(self, rooms: Iterable[Room], user_id: str, native: str) -> FixedPost | None:
        """Our direct message to somebody that the platform calls ``native``; a lane of ``rooms`` carried it."""
        mine = (posts.c.room.in_([str(room) for room in rooms]), posts.c.target == user_id, posts.c.verb == "direct")
        row = self._db.execute(select(posts).where(*mine, posts.c.native == native)).first()
        return fixed_of(row) if row else None

    def parts(self, said_id: int, room: Room) -> list[FixedPost]:
        """The posts that show an original in a room, in the order of its parts; refused and removed ones left out."""
        found = (
            select(posts)
            .join(members, members.c.post_id == posts.c.id)
            .join(copies, copies.c.id == members.c.copy_id)
            .where(
                copies.c.said_id == said_id,
                copies.c.room == str(room),
                posts.c.room == str(room),  # else it stands in the room that this one replaced
                posts.c.verb.in_(("post", "file")),
                posts.c.state.in_((PostState.FIXED.value, PostState.SENDING.value, PostState.POSTED.value)),
            )
            .order_by(posts.c.seq)
        )
        return list({row.id: fixed_of(row) for row in self._db.execute(found)}.values())

    def carried(self, post_id: str) -> list[int]:
        """The originals that a post carries, in the order of its text."""
        found = (
            select(copies.c.said_id)
            .join(members, members.c.copy_id == copies.c.id)
            .where(members.c.post_id == post_id, copies.c.said_id.is_not(None))
            .order_by(members.c.part, copies.c.sort, copies.c.id)
        )
        return list(dict.fromkeys(row.said_id for row in self._db.execute(found)))

    def members(self, post_id: str) -> list[tuple[int, dict[str, Any]]]:
        """(copy id, payload) of what a post carries."""
        found = (
            select(copies.c.id, copies.c.payload)
            .join(members, members.c.copy_id == copies.c.id)
            .where(members.c.post_id == post_id)
            .order_by(members.c.part, copies.c.id)
        )
        return [(row.id, row.payload) for row in self._db.execute(found)]

    def held_reaction(self, room: Room, target: str, emoji: str) -> FixedPost | None:
        """Our newest reaction post under a message with this emoji, where we still hold it."""
        found = (
            select(posts)
            .where(
                posts.c.room == str(room),
                posts.c.target == target,
                posts.c.verb.in_(("react", "unreact")),
                posts.c.state == PostState.POSTED.value,
            )
            .order_by(posts.c.seq.desc())
        )
        for row in self._db.execute(found):
            if row.payload.get("emoji") == emoji:
                return fixed_of(row) if row.verb == "react" else None
        return None
