"""What was heard: the keys of everything heard before, and the originals with their wordings and reactions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from commands.domain.log.searching import Source
from commands.domain.messages import File, Message, Room
from commands.domain.text import Text, words
from storage import search
from storage.packed import pack_files, pack_text, unpack_files, unpack_text
from storage.sealing.chain import Sealing
from storage.tables.bridge import copies, heard, members, posts, reactions, revisions, said


@dataclass(frozen=True, kw_only=True)
class Said:
    """An original as it stands now."""

    id: int
    room: Room
    native: str
    incident: str
    group: str
    who: str
    who_name: str
    who_label: str
    at: datetime
    sort: int
    text: Text
    files: tuple[File, ...]
    revision: int
    edited_at: datetime | None
    removed_at: datetime | None
    thread: str | None
    reply_to: str | None
    broadcast: bool
    emote: bool
    recovered: bool
    late: bool


_ONCE = {
    "sqlite": sqlite.insert(heard).on_conflict_do_nothing().returning(heard.c.key),
    "postgresql": postgresql.insert(heard).on_conflict_do_nothing().returning(heard.c.key),
}
_KNOWN = select(heard.c.key).where(heard.c.key == bindparam("key"))
_ADD = {
    "sqlite": sqlite.insert(said).on_conflict_do_nothing().returning(said.c.id),
    "postgresql": postgresql.insert(said).on_conflict_do_nothing().returning(said.c.id),
}
_ONE = select(said).where(said.c.id == bindparam("one"))
_MANY = select(said).where(said.c.id.in_(bindparam("ids", expanding=True)))
_FOUND = select(said).where(said.c.room == bindparam("room"), said.c.native == bindparam("native"))


class Talk:
    """The originals. One row each, found by room and the platform's id."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._db = connection
        self._sealing = sealing
        self._added: dict[int, Said] = {}  # in this transaction, and not changed since

    def first_time(self, key: str, at: datetime) -> bool:
        """True the first time that this key is heard; it is remembered for ever."""
        once = _ONCE[self._db.dialect.name]
        return self._db.execute(once, {"key": key, "at": at}).first() is not None

    def was_heard(self, key: str) -> bool:
        """True where this key was heard before, however long ago: live, redelivered or fetched."""
        return self._db.execute(_KNOWN, {"key": key}).first() is not None

    def add(self, message: Message, *, incident: str, group: str, sort: int, late: bool) -> int | None:
        """Store an original; returns its id, or None where the room's message of this name is known already."""
        row = {
            "room": str(message.room),
            "native": message.id,
            "incident": incident,
            "group_name": group,
            "who": message.who.key,
            "who_name": message.who.name,
            "who_label": message.who.belongs,
            "at": message.at,
            "sort": sort,
            "text": pack_text(message.text),
            "files": pack_files(message.files),
            "revision": message.revision,
            "thread": message.thread,
            "reply_to": message.reply_to,
            "broadcast": message.broadcast,
            "emote": message.emote,
            "recovered": message.recovered,
            "late": late,
        }
        id: int | None = self._db.execute(_ADD[self._db.dialect.name], row).scalar()
        if id is not None:
            self._sealing.heard(id, row)
            self._added[id] = _as_added(id, message, incident=incident, group=group, sort=sort, late=late)
        return id

    def get(self, id: int) -> Said:
        """The original of this id as it stands now. Raises NoResultFound where there is none."""
        if id in self._added:
            return self._added[id]
        return _said(self._db.execute(_ONE, {"one": id}).one())

    def many(self, ids: list[int]) -> dict[int, Said]:
        """Originals by id, in one query; ids that there are not are left out."""
        if all(id in self._added for id in ids):
            return {id: self._added[id] for id in ids}
        if len(ids) == 1:  # a list as a parameter has the statement written anew
            return {row.id: _said(row) for row in self._db.execute(_ONE, {"one": ids[0]})}
        return {row.id: _said(row) for row in self._db.execute(_MANY, {"ids": ids})}

    def find(self, room: Room, native: str) -> Said | None:
        """The original that the platform calls ``native`` in this room."""
        row = self._db.execute(_FOUND, {"room": str(room), "native": native}).first()
        return _said(row) if row else None

    def standing(self, room: Room, since: str) -> dict[str, str | None]:
        """Ids beyond ``since``, as text, of what was said in a room and not removed, each with its thread's root."""
        here = select(said.c.native, said.c.thread).where(
            said.c.room == str(room), said.c.native > since, said.c.removed_at.is_(None)
        )
        return {row.native: row.thread for row in self._db.execute(here)}

    def behind(self, room: Room, native: str) -> list[Said]:
        """The originals that a message of a room shows: itself, or those that one of our posts carries."""
        itself = self.find(room, native)
        if itself:
            return [itself]
        shown = (  # an edit of a post goes by the post's own name on Slack: it is no second post
            select(copies.c.said_id)
            .join(members, members.c.copy_id == copies.c.id)
            .join(posts, posts.c.id == members.c.post_id)
            .where(posts.c.room == str(room), posts.c.native == native, posts.c.verb.in_(("post", "file")))
        )
        carried = select(said).where(said.c.id.in_(shown)).order_by(said.c.sort)
        return [_said(row) for row in self._db.execute(carried)]

    def reword(self, original: Said, *, text: Text, revision: int, at: datetime) -> bool:
        """Give an original a newer wording; False where it has this one or a newer one already."""
        if revision <= original.revision or original.removed_at:
            return False
        self._added.pop(original.id, None)
        earlier = {
            "said_id": original.id,
            "revision": original.revision,
            "text": pack_text(original.text),
            "until": at,
        }
        self._db.execute(insert(revisions).values(earlier))
        self._sealing.added(revisions, earlier)
        self._change(original.id, {"text": pack_text(text), "revision": revision, "edited_at": at})
        search.reword(self._db, Source.TALK, original.id, words(text))
        return True

    def index(self) -> bool:
        """Let some of what was said lately be found by its words; True where more is left."""
        return search.index_talk(self._db)

    def seal(self) -> bool:
        """Put what was said lately, and lists that were made at once, under seal; True where more is left."""
        self._sealing.flush_talk()
        return self._sealing.settle()

    def add_files(self, id: int, files: Sequence[File]) -> None:
        """Files that came to an original by an edit; the places of the earlier ones stay."""
        known = self.get(id).files
        self._added.pop(id, None)
        self._change(id, {"files": pack_files((*known, *files))})

    def describe(self, id: int, number: int, file: File) -> None:
        """Note what a file of an original is (``number`` counts from 0), where no more than its id was heard."""
        files = list(self.get(id).files)
        self._added.pop(id, None)
        files[number] = replace(file, sha256=file.sha256 or files[number].sha256)
        self._change(id, {"files": pack_files(tuple(files))})

    def read_through(self, id: int, number: int, *, size: int, sha256: str) -> None:
        """Note what the bytes of a file are, once they were read from first to last; the first reading stands."""
        files = list(self.get(id).files)
        if not files[number].sha256:
            self._added.pop(id, None)
            files[number] = replace(files[number], size=size, sha256=sha256)
            self._change(id, {"files": pack_files(tuple(files))})

    def remove(self, original: Said, at: datetime) -> bool:
        """Mark an original as removed by its author at ``at`` (UTC); its words stay in the record. False where it was
        before.
        """
        if original.removed_at:
            return False
        self._added.pop(original.id, None)
        self._change(original.id, {"removed_at": at})
        search.drop(self._db, Source.TALK, original.id)
        return True

    def react(self, id: int, *, emoji: str, who: str, room: Room, event: str) -> bool:
        """Note that a person (a key) holds an emoji on an original, by the platform's ``event`` there; False where it
        is known.
        """
        values = {"said_id": id, "emoji": emoji, "who": who, "room": str(room), "event": event}
        try:
            with self._db.begin_nested():
                self._db.execute(insert(reactions).values(values))
        except IntegrityError:
            return False
        self._sealing.added(reactions, values)
        return True

    def _change(self, id: int, values: dict[str, Any]) -> None:
        before = self._sealing.before(said, id=id)
        self._db.execute(update(said).where(said.c.id == id).values(values))
        self._sealing.changed(said, before, values)

    def unreact(self, id: int, *, emoji: str, who: str) -> bool:
        """Take somebody's emoji from an original; False where they did not hold it."""
        self._sealing.removed(reactions, self._sealing.before(reactions, said_id=id, emoji=emoji, who=who))
        gone = delete(reactions).where(reactions.c.said_id == id, reactions.c.emoji == emoji, reactions.c.who == who)
        return self._db.execute(gone).rowcount > 0

    def holders(self, id: int, emoji: str) -> list[str]:
        """The rooms from which people hold this emoji, one entry a person."""
        found = self._db.execute(select(reactions.c.room).where(reactions.c.said_id == id, reactions.c.emoji == emoji))
        return [row.room for row in found]

    def who_holds(self, id: int, emoji: str) -> list[tuple[str, str]]:
        """(room, key) of the people who hold this emoji on an original."""
        here = select(reactions.c.room, reactions.c.who).where(reactions.c.said_id == id, reactions.c.emoji == emoji)
        return [(row.room, row.who) for row in self._db.execute(here)]

    def holding(self, room: Room, since: str) -> list[tuple[tuple[str, ...], str, str]]:
        """(ids there beyond ``since``, emoji, person) of what is held in a room; several ids where that was split."""
        here = reactions.c.room == str(room)
        itself = (
            select(said.c.native, reactions)
            .join(said, said.c.id == reactions.c.said_id)
            .where(here, said.c.room == str(room), said.c.native > since, said.c.removed_at.is_(None))
        )
        ours = (
            select(posts.c.native, reactions)
            .join(copies, copies.c.said_id == reactions.c.said_id)
            .join(members, members.c.copy_id == copies.c.id)
            .join(posts, posts.c.id == members.c.post_id)
            .where(here, posts.c.room == str(room), posts.c.native > since, posts.c.verb.in_(("post", "file")))
            .where(posts.c.state == "posted")
        )
        found: dict[tuple[int, str, str], list[str]] = {}
        for row in [*self._db.execute(itself), *self._db.execute(ours)]:
            found.setdefault((row.said_id, row.emoji, row.who), []).append(row.native)
        return [(tuple(dict.fromkeys(ids)), emoji, who) for (_, emoji, who), ids in found.items()]

    def reaction(self, room: Room, event: str) -> tuple[int, str, str] | None:
        """(original, emoji, who) of the reaction that the platform calls ``event``."""
        row = self._db.execute(
            select(reactions).where(reactions.c.room == str(room), reactions.c.event == event)
        ).first()
        return (row.said_id, row.emoji, row.who) if row else None


def _as_added(id: int, message: Message, *, incident: str, group: str, sort: int, late: bool) -> Said:
    """What ``_said`` would read of it."""
    return Said(
        id=id,
        room=message.room,
        native=message.id,
        incident=incident,
        group=group,
        who=message.who.key,
        who_name=message.who.name,
        who_label=message.who.belongs,
        at=message.at,
        sort=sort,
        text=message.text,
        files=message.files,
        revision=message.revision,
        edited_at=None,
        removed_at=None,
        thread=message.thread,
        reply_to=message.reply_to,
        broadcast=message.broadcast,
        emote=message.emote,
        recovered=message.recovered,
        late=late,
    )


def _said(row: Row[Any]) -> Said:
    return Said(
        id=row.id,
        room=Room.parse(row.room),
        native=row.native,
        incident=row.incident,
        group=row.group_name,
        who=row.who,
        who_name=row.who_name,
        who_label=row.who_label,
        at=row.at,
        sort=row.sort,
        text=unpack_text(row.text),
        files=unpack_files(row.files),
        revision=row.revision,
        edited_at=row.edited_at,
        removed_at=row.removed_at,
        thread=row.thread,
        reply_to=row.reply_to,
        broadcast=row.broadcast,
        emote=row.emote,
        recovered=row.recovered,
        late=row.late,
    )
