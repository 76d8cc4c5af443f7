"""Keeps the boards: in each room of an incident that has them one pinned message, changed in place.

A board is posted once, pinned once, and edited when what it says has changed, behind everything else in the room's
lane. Which post it is and what it says is a fact in the store, so that a restart goes on with the same one.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.directory.state import Directory
from bot.documents.from_record import call_for
from commands.domain.bridging import LinkedRoom, Verb
from commands.domain.cards import words
from commands.domain.incidents import MAIN
from commands.domain.messages import Card, Reply, Room
from commands.domain.moments import shown
from commands.domain.situation.board import Board, Standing, card, content, ended
from commands.situation.board import standing
from storage.bridge.outbox import CopyState, PostState
from storage.packed import pack_reply
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

LOOKS_EVERY = 10.0
AT_MOST_EVERY = timedelta(minutes=1)
_ON_ITS_WAY = (CopyState.HELD, CopyState.QUEUED, CopyState.FIXED)


@dataclass
class Boards:
    """Looks on while the others work, as the watch does."""

    directory: Directory
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: dict[str, tuple[object, datetime]] = field(default_factory=dict)  # incident → (board and rooms, looked at)

    def look_again(self) -> None:
        """A command may have switched a board on or off."""
        self._wanted.set()

    async def run(self) -> None:
        """Keep the boards until cancelled."""
        while True:
            try:
                await self.look(self.directory.now())
            except DatabaseAway:
                log.warning("the boards wait: the database is away")
            except Exception:
                log.exception("the boards stumbled")
            try:
                async with asyncio.timeout(LOOKS_EVERY):
                    await self._wanted.wait()
            except TimeoutError:
                continue
            self._wanted.clear()

    async def look(self, at: datetime) -> None:
        """Bring every board to what is known now; each incident in a transaction of its own."""
        for board in await self.directory.clerk.do(lambda work: work.record.boards()):
            rooms = [one for one in self.directory.known.values() if _takes_boards(one, board.incident)]
            now = (board.version, frozenset(one.room for one in rooms))
            seen, looked = self._seen.get(board.incident, (None, at))
            if seen == now and at - looked < AT_MOST_EVERY:
                continue
            job = partial(_bring_up_to_date, board=board, rooms=rooms, at=at, zone=str(self.directory.zone))
            lanes, settled = await self.directory.clerk.do(job)
            if settled:
                self._seen[board.incident] = (now, at)
            self.directory.wake(lanes)


def _takes_boards(linked: LinkedRoom, incident: str) -> bool:
    return linked.incident == incident and linked.reached


def _bring_up_to_date(
    work: Work, board: Board, rooms: list[LinkedRoom], at: datetime, zone: str
) -> tuple[set[Room], bool]:
    """The lanes to wake; False where a board is to appear yet, or is still on its way."""
    call = call_for(work, board.incident, at, zone)
    if work.record.emergencies(board.incident):
        return set(), True
    lanes: set[Room] = set()
    settled = True
    for group in sorted({one.group for one in rooms}):
        found = standing(call, dict.fromkeys((MAIN, group)))
        now = card(found) if board.on else ended(found.facts, f"switched off {shown(board.at, call.zone)}")
        for linked in (one for one in rooms if one.group == group):
            new = _Post(work, linked.room, at)
            settled &= new.bring(found, now, first=board.on and not call.here.closed)
            lanes |= {linked.room} if new.queued else set()
    return lanes, settled


class _Post:
    """The board's post in one room."""

    def __init__(self, work: Work, room: Room, at: datetime) -> None:
        self._work, self._room, self._at = work, room, at
        self._key = f"board/{room}"
        self.queued = False

    def bring(self, found: Standing, now: Card, *, first: bool) -> bool:
        """Post, pin or change it where that is due; False where it is to be looked at again soon.

        ``first``: it may be posted where there is none.
        """
        kept: dict[str, Any] = self._work.keeping.fact(self._key) or {}
        said = hashlib.sha256(content(now).encode()).hexdigest()
        if not kept:
            if first and not found.empty:
                self._post(now, said)
            return not first  # one that is still to appear does so as soon as there is something to say
        state, native = self._outcome(kept["copy"])
        last, _ = self._outcome(kept["last"])
        if last in _ON_ITS_WAY or state in _ON_ITS_WAY:
            return False
        if not native or last is CopyState.REFUSED:  # removed by somebody, or refused: made anew with its next change
            if first and said != kept["said"]:
                self._post(now, said)
            return True
        if not kept["pinned"]:
            self._queue(Verb.PIN, {"target": native})
            kept = {**kept, "pinned": True}
            self._keep(kept)
        if said != kept["said"]:
            if self._at - datetime.fromisoformat(kept["at"]) < AT_MOST_EVERY:
                return False
            copy = self._queue(Verb.BOARD, {"reply": _packed(now), "target": native})
            self._keep({**kept, "last": copy, "said": said, "at": self._at.isoformat()})
        return True

    def _outcome(self, copy: int) -> tuple[CopyState, str | None]:
        state, native, post = self._work.outbox.outcome(copy)
        return state, native if post is PostState.POSTED else None

    def _post(self, now: Card, said: str) -> None:
        copy = self._queue(Verb.BOARD, {"reply": _packed(now)})
        self._keep({"copy": copy, "last": copy, "pinned": False, "said": said, "at": self._at.isoformat()})

    def _keep(self, kept: dict[str, Any]) -> None:
        self._work.keeping.set_fact(self._key, kept)

    def _queue(self, verb: Verb, payload: dict[str, Any]) -> int:
        self.queued = True
        sort = int(self._at.timestamp() * 1_000_000)
        return self._work.outbox.queue(self._room, verb, payload={**payload, "alone": True}, sort=sort, at=self._at)


def _packed(now: Card) -> Any:
    return pack_reply(Reply(text=words(now), card=now))
