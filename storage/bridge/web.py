"""Links, sessions and spoken rows of the live board."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from commands.domain.situation.web import DISPLAY_LASTS, SHIFT, Looker, WebLink, WebSession
from storage.tables.web import web_links, web_sessions, web_spoken

KEPT = timedelta(days=2)
"""So long after its end a link, a session or a spoken row is forgotten."""


class SpokenState(StrEnum):
    """Where a press stands."""

    ASKED = "asked"  # nobody has heard it yet
    TAKEN = "taken"  # it is being heard
    HEARD = "heard"  # and answered
    WITHDRAWN = "withdrawn"  # not heard in time: it must not be run later


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What somebody said by a press on a page. ``fields`` are those of a form, ``answers`` what was answered."""

    key: str
    session: int
    person: str
    name: str
    server: str
    place: str
    line: str
    fields: Mapping[str, str]
    at: datetime
    state: SpokenState = SpokenState.ASKED
    answers: tuple[Mapping[str, Any], ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)


class Web:
    """Who is signed in on the board, and what they said there."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    # links

    def make_link(self, link: WebLink) -> WebLink:
        """Keep a new link under a fresh id; old links and sessions are forgotten."""
        self._db.execute(delete(web_links).where(web_links.c.until < link.at - KEPT))
        self._db.execute(delete(web_sessions).where(web_sessions.c.until < link.at - KEPT))
        made = replace(link, id=secrets.token_hex(12))
        row = {**vars(made), "kind": made.kind.value, "groups": list(made.groups), "rooms": None}
        self._db.execute(insert(web_links).values(**row))
        return made

    def link(self, id: str) -> WebLink | None:
        """The link of that id, good or not."""
        row = self._db.execute(select(web_links).where(web_links.c.id == id)).first()
        return _link(row) if row else None

    def spend(self, id: str, at: datetime) -> tuple[WebSession, str] | None:
        """Spend a good link: the session that it opens and what its cookie holds; None where it is good no more."""
        good = (web_links.c.id == id) & web_links.c.spent.is_(None) & (web_links.c.until > at)
        if not self._db.execute(update(web_links).where(good).values(spent=at)).rowcount:
            return None
        row = self._db.execute(select(web_links).where(web_links.c.id == id)).one()
        secret = secrets.token_urlsafe(32)
        lasts = DISPLAY_LASTS if row.kind == Looker.DISPLAY.value else SHIFT
        copied = {name: getattr(row, name) for name in _COPIED}
        self._db.execute(
            insert(web_sessions).values(digest=digest(secret), began=at, seen=at, until=at + lasts, **copied)
        )
        row = self._db.execute(select(web_sessions).where(web_sessions.c.digest == digest(secret))).one()
        return _session(row), secret

    # sessions

    def session(self, secret: str) -> WebSession | None:
        """The session whose cookie holds this, ended or not."""
        row = self._db.execute(select(web_sessions).where(web_sessions.c.digest == digest(secret))).first()
        return _session(row) if row else None

    def seen(self, id: int, at: datetime) -> None:
        """A session is used: a person's then lasts a shift from now on."""
        mine = web_sessions.c.id == id
        self._db.execute(update(web_sessions).where(mine).values(seen=at))
        person = mine & (web_sessions.c.kind == Looker.PERSON.value)
        self._db.execute(update(web_sessions).where(person).values(until=at + SHIFT))

    def sessions(
        self, at: datetime, *, persons: Collection[str] | None = None, incident: str = ""
    ) -> tuple[WebSession, ...]:
        """The sessions that last: of these persons, or the displays of an incident; oldest first."""
        lasting = web_sessions.c.ended.is_(None) & (web_sessions.c.until > at)
        query = select(web_sessions).where(lasting).order_by(web_sessions.c.id)
        if persons is not None:
            query = query.where(web_sessions.c.person.in_(persons), web_sessions.c.kind == Looker.PERSON.value)
        if incident:
            query = query.where(web_sessions.c.incident == incident, web_sessions.c.kind == Looker.DISPLAY.value)
        return tuple(_session(row) for row in self._db.execute(query))

    def end(self, ids: Iterable[int], at: datetime) -> int:
        """End sessions; how many that were."""
        lasting = web_sessions.c.id.in_(list(ids)) & web_sessions.c.ended.is_(None)
        return self._db.execute(update(web_sessions).where(lasting).values(ended=at)).rowcount

    # in which rooms people are

    def lookers(self, at: datetime) -> dict[str, tuple[str, ...] | None]:
        """The persons with a link or a session that is good, each with the rooms that are noted; None: none yet."""
        links = select(web_links.c.person, web_links.c.rooms).where(
            web_links.c.spent.is_(None), web_links.c.until > at, web_links.c.kind == Looker.PERSON.value
        )
        sessions = select(web_sessions.c.person, web_sessions.c.rooms).where(
            web_sessions.c.ended.is_(None), web_sessions.c.until > at, web_sessions.c.kind == Looker.PERSON.value
        )
        found: dict[str, tuple[str, ...] | None] = {}
        for row in (*self._db.execute(links), *self._db.execute(sessions)):
            rooms = None if row.rooms is None else tuple(row.rooms)
            found[row.person] = rooms if found.get(row.person, rooms) == rooms else None
        return found

    def note_rooms(self, person: str, rooms: Collection[str], at: datetime) -> None:
        """Note in which rooms a person is."""
        for table in (web_links, web_sessions):
            self._db.execute(update(table).where(table.c.person == person).values(rooms=sorted(rooms), rooms_at=at))

    # what was said

    def speak(self, spoken: Spoken) -> Spoken:
        """Keep what was said, or find it: one key is said once, and again only where it was withdrawn."""
        self._db.execute(delete(web_spoken).where(web_spoken.c.at < spoken.at - KEPT))
        found = self.spoken(spoken.key)
        if found is None:
            row = {**vars(spoken), "state": spoken.state.value, "answers": [], "faults": {}}
            self._db.execute(insert(web_spoken).values(**{**row, "fields": dict(spoken.fields)}))
            return spoken
        if found.state is SpokenState.WITHDRAWN:
            again = {
                "state": SpokenState.ASKED.value,
                "at": spoken.at,
                "line": spoken.line,
                "fields": {**spoken.fields},
            }
            self._db.execute(update(web_spoken).where(web_spoken.c.key == spoken.key).values(**again))
        return found

    def spoken(self, key: str) -> Spoken | None:
        """What was said under a key."""
        row = self._db.execute(select(web_spoken).where(web_spoken.c.key == key)).first()
        return _spoken(row) if row else None

    def asked(self) -> tuple[Spoken, ...]:
        """What waits to be heard, and what was being heard when the program ended; oldest first."""
        waiting = web_spoken.c.state.in_([SpokenState.ASKED.value, SpokenState.TAKEN.value])
        rows = self._db.execute(select(web_spoken).where(waiting).order_by(web_spoken.c.at, web_spoken.c.key).limit(50))
        return tuple(_spoken(row) for row in rows)

    def move(self, key: str, before: SpokenState, after: SpokenState) -> bool:
        """Bring a row from one state into another; False where it is in another one meanwhile."""
        mine = (web_spoken.c.key == key) & (web_spoken.c.state == before.value)
        return bool(self._db.execute(update(web_spoken).where(mine).values(state=after.value)).rowcount)

    def answer(self, key: str, answers: Iterable[Mapping[str, Any]], faults: Mapping[str, str]) -> None:
        """Note what was answered."""
        values = {"state": SpokenState.HEARD.value, "answers": [*answers], "faults": dict(faults)}
        self._db.execute(update(web_spoken).where(web_spoken.c.key == key).values(**values))


_COPIED = ("kind", "person", "name", "server", "incident", "groups", "rooms", "rooms_at")


def digest(secret: str) -> str:
    """What the store keeps of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _rooms(row: Row[Any]) -> tuple[str, ...] | None:
    return None if row.rooms is None else tuple(row.rooms)


def _link(row: Row[Any]) -> WebLink:
    return WebLink(
        id=row.id,
        kind=Looker(row.kind),
        person=row.person,
        name=row.name,
        server=row.server,
        incident=row.incident,
        groups=tuple(row.groups),
        rooms=_rooms(row),
        at=row.at,
        until=row.until,
        spent=row.spent,
    )


def _session(row: Row[Any]) -> WebSession:
    return WebSession(
        id=row.id,
        kind=Looker(row.kind),
        person=row.person,
        name=row.name,
        server=row.server,
        incident=row.incident,
        groups=tuple(row.groups),
        rooms=_rooms(row),
        rooms_at=row.rooms_at,
        began=row.began,
        seen=row.seen,
        until=row.until,
        ended=row.ended,
    )


def _spoken(row: Row[Any]) -> Spoken:
    return Spoken(
        key=row.key,
        session=row.session,
        person=row.person,
        name=row.name,
        server=row.server,
        place=row.place,
        line=row.line,
        fields=row.fields,
        at=row.at,
        state=SpokenState(row.state),
        answers=tuple(row.answers),
        faults=row.faults,
    )
