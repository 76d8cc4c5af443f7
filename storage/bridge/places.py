"""Where people read on: rooms that were replaced by others, and the threads in which the lives of things are told."""

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables.bridge import predecessors, successors, thread_roots


class Places:
    """Rooms are given as their text (``Room``'s)."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def succeed(self, room: str, successor: str) -> None:
        """Note that one room took the place of another; what the other had replaced is behind the new one as well."""
        if not self._db.execute(
            update(successors).where(successors.c.room == room).values(successor=successor)
        ).rowcount:
            self._db.execute(insert(successors).values(room=room, successor=successor))
        before = [one for one in (room, *self.before(room)) if one != successor]
        whole = list(dict.fromkeys([*self.before(successor), *before]))
        self._db.execute(delete(predecessors).where(predecessors.c.room == successor))
        if whole:
            rows = [{"room": successor, "before": one, "place": place} for place, one in enumerate(whole)]
            self._db.execute(insert(predecessors), rows)

    def successor(self, room: str) -> str:
        """The room that took the place of this one; empty where none did."""
        return self._db.execute(select(successors.c.successor).where(successors.c.room == room)).scalar() or ""

    def before(self, room: str) -> list[str]:
        """The rooms that this one replaced, in the order in which that was learnt."""
        found = select(predecessors.c.before).where(predecessors.c.room == room).order_by(predecessors.c.place)
        return list(self._db.execute(found).scalars())

    def root(self, incident: str, room: str, about: str) -> str:
        """The message below which a thing is told in a room (the platform's id); empty where it was not told yet."""
        here = (
            thread_roots.c.incident == incident, thread_roots.c.room == room, thread_roots.c.about == about
        )  # fmt: skip
        return self._db.execute(select(thread_roots.c.native).where(*here)).scalar() or ""

    def take_root(self, incident: str, room: str, about: str, native: str) -> None:
        """Note the first message about a thing in a room; there is none yet."""
        self._db.execute(insert(thread_roots).values(incident=incident, room=room, about=about, native=native))
