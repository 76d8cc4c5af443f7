"""How the bridge stands, read from rooms, copies and posts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from commands.domain.bridging import RoomState
from commands.domain.health import RoomHealth, Unposted
from storage.bridge.facts import Keeping
from storage.bridge.outbox import CopyState, PostState
from storage.bridge.outbox_kept import REPEATS
from storage.tables.bridge import copies, members, posts, rooms, said

TWICE = "posted, perhaps twice: it could not be looked for"
OURS = "Net Control"
"""Who says what nobody else said."""
KEPT = "its room, or this one, is paused"
LISTED = timedelta(days=1)
"""For so long a post that may stand there twice is listed."""

_OPEN = (CopyState.QUEUED.value, CopyState.FIXED.value)
_TALK = ("say", "edit", "remove", "file")
_TOLD = (*_TALK, "tell")
"""What somebody has to know of where it was refused: a reaction is not worth that."""
_GIVEN_UP = (copies.c.state == CopyState.REFUSED.value) & copies.c.verb.in_(_TOLD)
_KEPT = (copies.c.state == CopyState.HELD.value) & copies.c.verb.in_(_TALK)  # by a paused room


class HealthRecords:
    """The part of the Store protocol that tells how the bridge stands."""

    _db: Connection

    def room_health(self, incident: str) -> tuple[RoomHealth, ...]:
        """Each linked room by group: how it stands, what waits for it since when (UTC), and what was refused. Three
        queries, whatever the number of rooms, and one for each room's newest post.
        """
        open_ = {row.room: row for row in self._db.execute(self._counted(incident, copies.c.state.in_(_OPEN) | _KEPT))}
        refused = {row.room: row for row in self._db.execute(self._counted(incident, _GIVEN_UP))}
        linked = (rooms.c.incident == incident) & (rooms.c.state != RoomState.UNLINKED.value)
        return tuple(
            RoomHealth(
                room=row.room,
                name=row.name,
                state=row.state,
                why=row.why,
                last_heard=row.last_heard_at,
                last_posted=self._last_posted(row.room),
                waiting=open_[row.room].number if row.room in open_ else 0,
                oldest=open_[row.room].oldest if row.room in open_ else None,
                refused=refused[row.room].number if row.room in refused else 0,
            )
            for row in self._db.execute(select(rooms).where(linked).order_by(rooms.c.group_name, rooms.c.room))
        )

    def _last_posted(self, room: str) -> datetime | None:
        there = (posts.c.room == room) & (posts.c.state == PostState.POSTED.value)
        newest = select(posts.c.posted_at).where(there).order_by(posts.c.seq.desc()).limit(1)
        at: datetime | None = self._db.execute(newest).scalar()
        return at

    def _counted(self, incident: str, which: ColumnElement[bool]):  # type: ignore[no-untyped-def]  # noqa: ANN202  SQLAlchemy's own
        return (
            select(copies.c.room, func.count().label("number"), func.min(copies.c.queued_at).label("oldest"))
            .join(rooms, rooms.c.room == copies.c.room)
            .where(rooms.c.incident == incident, which)
            .group_by(copies.c.room)
        )

    def unposted(self, incident: str, before: datetime, limit: int = 40) -> tuple[Unposted, ...]:
        """At most so many copies that were refused, still wait since before a time (UTC), or may stand in their room
        twice; the oldest first.
        """
        repeats = self._repeats(before - LISTED)
        query = (
            select(copies, said.c.who, said.c.who_name, said.c.at)
            .join(rooms, rooms.c.room == copies.c.room)
            .outerjoin(said, said.c.id == copies.c.said_id)
            .where(
                rooms.c.incident == incident,
                _GIVEN_UP
                | copies.c.verb.in_(_TALK)
                & (copies.c.id.in_(repeats) | ((copies.c.state.in_(_OPEN) | _KEPT) & (copies.c.queued_at < before))),
            )
            .order_by(func.coalesce(said.c.sort, copies.c.sort), copies.c.id)
            .limit(limit)
        )
        return tuple(_unposted(row, row.id in repeats) for row in self._db.execute(query))

    def _repeats(self, since: datetime) -> list[int]:
        """The copies that were sent again unseen since a time."""
        return [copy for copy, at in Keeping(self._db).fact(REPEATS) or [] if datetime.fromisoformat(at) > since]

    def requeue(self, incident: str, copy: int | None) -> int:
        """Queue a refused copy of the incident again, or all of them (None), parts of split posts too; returns how
        many.
        """
        mine = select(rooms.c.room).where(rooms.c.incident == incident)
        wanted = _GIVEN_UP & copies.c.room.in_(mine)
        if copy is not None:
            wanted &= copies.c.id == copy
        again = self._missing_parts(list(self._db.execute(select(copies.c.id).where(wanted)).scalars()))
        changed = self._db.execute(update(copies).where(wanted).values(state=CopyState.QUEUED.value, reason=""))
        return int(changed.rowcount) + again

    def _missing_parts(self, refused: Sequence[int]) -> int:
        """Have the missing parts of messages sent again of which other parts are there; how many messages these are."""
        parts = (
            select(members.c.copy_id, posts.c.id, posts.c.state)
            .join(posts, posts.c.id == members.c.post_id)
            .where(members.c.copy_id.in_(refused), posts.c.verb == "post")
        )
        rows = list(self._db.execute(parts))
        there = {row.copy_id for row in rows if row.state == PostState.POSTED.value}
        missing = [row.id for row in rows if row.copy_id in there and row.state == PostState.REFUSED.value]
        again = {"state": PostState.FIXED.value, "reason": "", "attempted_at": None}
        self._db.execute(update(posts).where(posts.c.id.in_(missing)).values(**again))
        fixed = update(copies).where(copies.c.id.in_(there)).values(state=CopyState.FIXED.value, reason="")
        return int(self._db.execute(fixed).rowcount)


def _unposted(row: Row[tuple[object, ...]], repeated: bool) -> Unposted:
    posted = repeated and row.state == CopyState.POSTED.value
    return Unposted(
        id=row.id,
        room=row.room,
        author=(row.who_name or row.who.partition("/")[2]) if row.who else OURS,
        said=row.at or row.queued_at,
        reason=TWICE if posted else KEPT if row.state == CopyState.HELD.value else row.reason,
        refused=row.state == CopyState.REFUSED.value,
    )
