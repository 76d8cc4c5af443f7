"""The rooms of all incidents, the accounts that see them and the names of the people in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Text, bindparam, case, insert, select, update

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import Room
from commands.domain.names import alike
from storage.sealing.chain import Sealing
from storage.tables.bridge import accounts, people, rooms

_newer = rooms.c.last_order < bindparam("order", type_=BigInteger)
_HEARD = (
    update(rooms)
    .where(rooms.c.room == bindparam("here"))
    .values(
        last_heard_at=bindparam("at"),
        last_id=case((_newer, bindparam("id", type_=Text)), else_=rooms.c.last_id),
        last_order=case((_newer, bindparam("order", type_=BigInteger)), else_=rooms.c.last_order),
    )
)
_CURSOR = update(accounts).where(accounts.c.source == bindparam("account")).values(cursor=bindparam("to"))


class Rooms:
    """Which room is in which group of which incident. A room is in one group at most."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._db = connection
        self._sealing = sealing

    def all(self) -> list[LinkedRoom]:
        """Every room ever linked, also the unlinked ones, by incident."""
        return [_linked(row) for row in self._db.execute(select(rooms).order_by(rooms.c.incident, rooms.c.room))]

    def of(self, incident: str) -> list[LinkedRoom]:
        """The rooms of one incident that are not unlinked, by group."""
        mine = (rooms.c.incident == incident) & (rooms.c.state != RoomState.UNLINKED.value)
        query = select(rooms).where(mine).order_by(rooms.c.group_name, rooms.c.room)
        return [_linked(row) for row in self._db.execute(query)]

    def get(self, room: Room) -> LinkedRoom | None:
        """What is known of a room, also when it is unlinked; None where it never was in an incident."""
        row = self._db.execute(select(rooms).where(rooms.c.room == str(room))).first()
        return _linked(row) if row else None

    def put(self, linked: LinkedRoom) -> None:
        """Add the room, or replace what is known of it."""
        values = {
            "source": linked.room.source,
            "incident": linked.incident,
            "group_name": linked.group,
            "origin": linked.origin,
            "state": linked.state.value,
            "name": linked.name,
            "encrypted": linked.encrypted,
            "why": linked.why,
            "linked_at": linked.linked_at,
            "linked_by": linked.linked_by,
            "until": linked.until,
            "last_id": linked.last_id,
            "last_order": linked.last_order,
            "last_heard_at": linked.last_heard_at,
        }
        room = str(linked.room)
        before = self._sealing.before(rooms, room=room)
        if before is None:
            self._db.execute(insert(rooms).values(room=room, **values))
            self._sealing.added(rooms, {"room": room, **values})
        else:
            self._db.execute(update(rooms).where(rooms.c.room == room).values(values))
            self._sealing.changed(rooms, before, values)

    def heard(self, room: Room, *, id: str, order: int, at: datetime) -> None:
        """Note the newest thing heard in the room; an older one changes only the time."""
        self._db.execute(_HEARD, {"here": str(room), "id": id, "order": order, "at": at})


class Accounts:
    """How far each account was read, and who the bot is there."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def cursor(self, source: str) -> str | None:
        """How far an account (``slack.county``) was read, in its platform's own words; None before the first time."""
        return self._db.execute(select(accounts.c.cursor).where(accounts.c.source == source)).scalar()

    def user_ids(self) -> dict[str, str]:
        """Source → the bot's own user id, for each account that was ever connected."""
        found = self._db.execute(select(accounts.c.source, accounts.c.user_id).where(accounts.c.user_id.is_not(None)))
        return {row.source: row.user_id for row in found}

    def set_cursor(self, source: str, cursor: str) -> None:
        """Note how far an account was read; kept in the transaction that keeps what was read."""
        if not self._db.execute(_CURSOR, {"account": source, "to": cursor}).rowcount:
            self._put(source, {"cursor": cursor})

    def set_user_id(self, source: str, user_id: str) -> None:
        """Note who the bot is on an account, by the platform's id."""
        self._put(source, {"user_id": user_id})

    def _put(self, source: str, values: dict[str, Any]) -> None:
        changed = self._db.execute(update(accounts).where(accounts.c.source == source).values(values))
        if not changed.rowcount:
            self._db.execute(insert(accounts).values(source=source, **values))


_ALIKE = select(people.c.key).where(people.c.alike == bindparam("like")).limit(50)


class People:
    """Names as the platforms last told them."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._db = connection
        self._sealing = sealing

    def names(self, keys: Iterable[str], *, since: datetime | None = None) -> dict[str, str]:
        """Names by key (``slack.county/U1``), for those keys that a name is known of.

        ``since``: of those alone that a platform has told from that time (UTC) on.
        """
        wanted = list(set(keys))
        if not wanted:
            return {}
        query = select(people).where(people.c.key.in_(wanted))
        if since is not None:
            query = query.where(people.c.fetched_at >= since)
        return {row.key: row.name for row in self._db.execute(query)}

    def alike(self, source: str, like: str) -> list[str]:
        """The keys of an account's people whose names are alike (``commands.domain.names.alike``)."""
        return [key for key in self._db.execute(_ALIKE, {"like": like}).scalars() if key.startswith(f"{source}/")]

    def remember(self, key: str, name: str, at: datetime) -> None:
        """Note what a platform calls somebody, and when it was asked (UTC); the former name is gone."""
        values = {"name": name, "fetched_at": at, "alike": alike(name)}
        before = self._sealing.before(people, key=key)
        if before is None:
            self._db.execute(insert(people).values(key=key, **values))
            self._sealing.added(people, {"key": key, **values})
        else:
            self._db.execute(update(people).where(people.c.key == key).values(values))
            self._sealing.changed(people, before, values)


def _linked(row: Row[Any]) -> LinkedRoom:
    return LinkedRoom(
        room=Room.parse(row.room),
        incident=row.incident,
        group=row.group_name,
        origin=row.origin,
        state=RoomState(row.state),
        name=row.name,
        encrypted=row.encrypted,
        why=row.why,
        linked_at=row.linked_at,
        linked_by=row.linked_by,
        until=row.until,
        last_id=row.last_id,
        last_order=row.last_order,
        last_heard_at=row.last_heard_at,
    )
