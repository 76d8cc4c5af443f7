"""Notification's part of the record: ways of people, pages, and the notices that go out by the ways."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from commands.domain.notification.notices import Notice, NoticeState
from commands.domain.notification.pages import SERIES, Page, PageStep, Paging
from commands.domain.notification.ways import Way, WayKind
from storage.shelf import Shelf
from storage.tables.notification import notices, page_steps, pages, ways

NOTIFICATION: dict[type[Any], Any] = {Way: ways, Page: pages, PageStep: page_steps, Notice: notices}

_WAITING = (Paging.OPEN, Paging.EXHAUSTED)
_NOT_YET = (NoticeState.QUEUED, NoticeState.UNKNOWN)


class NotificationRecords:
    """Answers ``commands.domain.stores.notification.NotificationStore``, and what the carriers' lanes ask."""

    _db: Connection
    _shelf: Shelf

    def ways_of(self, incident: str, persons: Collection[str]) -> tuple[Way, ...]:
        """The ways of these persons (by key) that were not removed, by person and in their order."""
        query = self._shelf.select(Way).where(ways.c.incident == incident, ways.c.removed.is_(None))
        if len(persons) <= 500:
            query = query.where(ways.c.person.in_([*persons]))
        found = self._shelf.all(Way, query.order_by(ways.c.person, ways.c.place, ways.c.id))
        wanted = frozenset(persons)
        return tuple(one for one in found if one.person in wanted)

    def ways_at(self, address: str) -> tuple[Way, ...]:
        """Every way with this address, as it is written, of all incidents; the newest first."""
        query = self._shelf.select(Way).where(func.lower(ways.c.address) == address.lower())
        return self._shelf.all(Way, query.order_by(ways.c.id.desc()))

    def pages(self, incident: str, *, waiting: bool = True, most: int = 30) -> tuple[Page, ...]:
        """At most so many pages, the newest, oldest of them first; only those that wait, unless told otherwise."""
        query = self._shelf.select(Page).where(pages.c.incident == incident)
        if waiting:
            query = query.where(pages.c.state.in_(_WAITING))
        return self._shelf.all(Page, query.order_by(pages.c.number.desc()).limit(most))[::-1]

    def page_steps(self, page: int) -> tuple[PageStep, ...]:
        """The lines of a page, by step and in their order."""
        query = self._shelf.select(PageStep).where(page_steps.c.page == page)
        return self._shelf.all(PageStep, query.order_by(page_steps.c.step, page_steps.c.id))

    def open_codes(self) -> frozenset[str]:
        """The codes of all that waits for an answer, of all incidents."""
        query = select(pages.c.code).where(pages.c.state.in_(_WAITING))
        return frozenset(self._db.execute(query).scalars())

    def notices_of(self, incident: str, of: str) -> tuple[Notice, ...]:
        """The notices about a thing, by their id."""
        query = self._shelf.select(Notice).where(notices.c.incident == incident, notices.c.of == of)
        return self._shelf.all(Notice, query.order_by(notices.c.id))

    def notices_to(self, address: str, code: str = "", most: int = 50) -> tuple[Notice, ...]:
        """At most so many notices that can be answered, to ways with this address; the newest first."""
        here = select(ways.c.id).where(func.lower(ways.c.address) == address.lower())
        query = self._shelf.select(Notice).where(notices.c.way.in_(here), notices.c.code != "")
        if code:
            query = query.where(notices.c.code == code)
        return self._shelf.all(Notice, query.order_by(notices.c.id.desc()).limit(most))

    def drop_notices(self, incident: str, of: str, at: datetime, persons: Collection[str] | None = None) -> int:
        """Drop what is queued or being looked for; returns how many. What is with a carrier stays as it is."""
        query = self._shelf.select(Notice).where(notices.c.incident == incident, notices.c.of == of)
        found = self._shelf.all(Notice, query.where(notices.c.state.in_(_NOT_YET)).order_by(notices.c.id))
        mine = [one for one in found if persons is None or one.person in persons]
        for one in mine:
            self._shelf.save(replace(one, state=NoticeState.DROPPED, due=max(one.due, at)))
        return len(mine)

    # the carriers' lanes

    def notices_due(self, kinds: Collection[WayKind], rank: int, until: datetime, most: int) -> tuple[Notice, ...]:
        """What a lane has to send or to look for by a time (UTC), the longest due first."""
        query = self._shelf.select(Notice).where(
            notices.c.state.in_(_NOT_YET), notices.c.kind.in_([*kinds]), notices.c.rank == rank, notices.c.due <= until
        )
        return self._shelf.all(Notice, query.order_by(notices.c.due, notices.c.id).limit(most))

    def is_over(self, notice: Notice) -> bool:
        """Was what it is about ended meanwhile, so that nobody is to be asked any more?"""
        series, _, number = notice.of.partition("-")
        if series != SERIES or not number.isdecimal():
            return False
        state = select(pages.c.state).where(pages.c.incident == notice.incident, pages.c.number == int(number))
        return self._db.execute(state).scalar() not in _WAITING

    def notices_waiting(self) -> dict[tuple[WayKind, int], datetime]:
        """(kind of way, rank) → when the first of what waits there is due (UTC)."""
        query = select(notices.c.kind, notices.c.rank, func.min(notices.c.due)).where(notices.c.state.in_(_NOT_YET))
        rows = self._db.execute(query.group_by(notices.c.kind, notices.c.rank))
        return {(kind, rank): due for kind, rank, due in rows}

    def interrupted(self, kinds: Collection[WayKind]) -> tuple[Notice, ...]:
        """What was being handed over when the process died: it may have come through."""
        query = self._shelf.select(Notice).where(notices.c.state == NoticeState.TRYING, notices.c.kind.in_([*kinds]))
        return self._shelf.all(Notice, query.order_by(notices.c.id))

    def unclaimed(self, kinds: Collection[WayKind], since: datetime, most: int = 1_000) -> tuple[Notice, ...]:
        """What was handed over since a time (UTC) and of which the carrier has not said how it ended."""
        query = self._shelf.select(Notice).where(
            notices.c.state == NoticeState.HANDED, notices.c.kind.in_([*kinds]), notices.c.handed >= since,
            notices.c.provider != "", notices.c.claimed.not_in(("delivered", "read")),
        )  # fmt: skip
        return self._shelf.all(Notice, query.order_by(notices.c.id.desc()).limit(most))

    def notice_by_provider(self, id: str) -> Notice | None:
        """The notice that a carrier calls so."""
        return self._shelf.first(Notice, self._shelf.select(Notice).where(notices.c.provider == id))

    def with_provider(self, ids: Collection[str]) -> frozenset[str]:
        """Which of these ids of a carrier's belong to a notice already."""
        query = select(notices.c.provider).where(notices.c.provider.in_([*ids]))
        return frozenset(self._db.execute(query).scalars())

    def awaits_answers(self) -> bool:
        """Is anything open that people answer by text?"""
        waiting = select(pages.c.id).where(pages.c.state.in_(_WAITING)).limit(1)
        verifying = select(ways.c.id).where(ways.c.code != "", ways.c.verified.is_(None)).limit(1)
        return any(self._db.execute(query).first() for query in (waiting, verifying))
