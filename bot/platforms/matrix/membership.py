"""Which rooms we are in: joining what is configured, taking up invitations, following upgrades, telling of losses."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.platforms import Ears, TryLater
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Refusal, part
from bot.platforms.matrix.patience import Backoff, patiently
from bot.platforms.matrix.rooms import RoomView, state_of

Event = Mapping[str, Any]
log = structlog.get_logger(__name__)

ASKED = 24
"""So often it is asked who somebody is that invites, at each look; then the invitation is declined."""
LONGEST_WORDS = 200

PATROL = 5.0
"""Seconds between two looks at what could not be joined."""


@dataclass(frozen=True)
class Invitation:
    """Who invited the account, what they wrote with it, and how often it was asked whether to take it."""

    by: str
    words: str = ""
    asked: int = 0


class Membership:
    """Told of each sync before its messages are committed and after."""

    def __init__(self, account: Account, ears: Ears) -> None:
        self._account = account
        self._ears = ears
        self._considered: set[str] = set()
        self._wanted: set[str] = set()  # to be joined
        self._invited: dict[str, Invitation] = {}  # not answered yet
        self._untried: set[str] = set()  # could not be joined for a reason that passes
        self._told: set[str] = set()  # somebody was told that these could not be joined
        self._news = asyncio.Event()
        self._others = True  # the rooms that are to be heard may be others than before
        self._backoff = Backoff(first=30.0, longest=600.0)

    async def before(self) -> None:
        """Announce the rooms that are heard from here on: joined and linked, whichever came last."""
        joined = self._account.rooms.joined
        heard = set(joined) & await self._linked()
        self._told -= set(joined)
        for id in sorted(heard - self._considered):
            await self._ready(joined[id])
        self._considered = heard

    async def after(self, found: Event) -> None:
        """Follow upgrades and invitations, tell of rooms that were lost."""
        rooms = found.get("rooms") or {}
        for id, left in (rooms.get("leave") or {}).items():
            await self._left(id, left)
        for id, joined in (rooms.get("join") or {}).items():
            if any(event.get("type") == "m.room.tombstone" for event in state_of(joined)):
                await self._upgraded(self._account.rooms.joined[id])
        for id, invited in (rooms.get("invite") or {}).items():
            self._invited[id] = _invitation(invited, self._account.user_id)
            self._news.set()

    def look_again(self) -> None:
        """Other rooms are to be heard now."""
        self._others = True
        self._news.set()

    async def keep_joining(self) -> None:
        """Enter the rooms that are wanted, beside the hearing: a far homeserver may take a minute for each."""
        while True:
            self._news.clear()
            if self._others:
                self._others = False
                self._wanted |= await self._linked() - set(self._account.rooms.joined)
                await self.before()
            for id in sorted(self._invited):
                await self._answer(id, self._invited.pop(id))
            for id in sorted(self._wanted):
                self._wanted.discard(id)
                await self._try(id)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), PATROL)
            if self._untried and self._backoff.due():
                self._wanted, self._untried = self._wanted | self._untried, set()

    async def _answer(self, id: str, invitation: "Invitation") -> None:
        """Take an invitation of somebody who may give one; every other is declined, and nobody is told why."""
        by = f"{self._account.source}/{invitation.by}"
        taken = await patiently(lambda: self._ears.invited(self._account.room(id), by, invitation.words))
        if taken:
            self._wanted.add(id)
        elif taken is None and invitation.asked < ASKED:
            self._invited.setdefault(id, replace(invitation, asked=invitation.asked + 1))
        else:
            await self._decline(id)

    async def _decline(self, id: str) -> None:
        try:
            await self._account.api.call("POST", f"/client/v3/rooms/{part(id)}/leave", {})
        except (Refusal, TryLater) as fault:
            log.warning("matrix.not_declined", room=id, fault=fault.reason)
        else:
            log.info("matrix.declined", room=id)

    async def _try(self, id: str) -> None:
        fault = await self._enter(id)
        if fault and id not in self._told and id in await self._linked():
            self._told.add(id)
            await self._lost(id, fault)

    async def _linked(self) -> set[str]:
        return {room.id for room in await patiently(lambda: self._ears.rooms(self._account.source))}

    async def _ready(self, view: RoomView) -> None:
        room = self._account.room(view.id)
        await patiently(
            lambda: self._ears.ready(room, name=view.shown, encrypted=view.encrypted, members=view.members or None)
        )
        if view.encrypted and self._account.vault.fault:
            await self._lost(view.id, f"the room is encrypted and {self._account.vault.fault}")

    async def _enter(self, id: str, via: str = "") -> str:
        """Join a room; the next sync brings it. What a person has to do where that is refused, else empty."""
        query = {"server_name": via or id.partition(":")[2] or self._account.user_id.partition(":")[2]}
        try:
            await self._account.api.call("POST", f"/client/v3/join/{part(id)}", {}, query=query, within=60)
        except Refusal as refusal:
            log.warning("matrix.not_joined", room=id, code=refusal.code)
            return _advice(refusal, self._account.user_id)
        except TryLater as fault:
            log.warning("matrix.not_joined", room=id, fault=fault.reason)
            self._untried.add(id)
            self._backoff.start(at_least=fault.after)
            return f"it could not be joined yet ({fault.reason}); it is tried again"
        return ""

    async def _left(self, id: str, left: Event) -> None:
        if id not in await self._linked():
            return
        own = [event for event in state_of(left) if event.get("state_key") == self._account.user_id]
        await self._lost(id, _reason(own[-1] if own else {}, self._account.user_id))

    async def _upgraded(self, view: RoomView) -> None:
        if not view.successor or view.id not in await self._linked():
            return
        fault = "" if view.successor in self._account.rooms.joined else await self._enter(view.successor)
        old, new = self._account.room(view.id), self._account.room(view.successor)
        await patiently(lambda: self._ears.moved(old, new))
        if fault:
            await self._lost(view.successor, f"the room was replaced by {view.successor}: {fault}")
        elif view.successor in self._account.rooms.joined:
            await self._ready(self._account.rooms.joined[view.successor])

    async def _lost(self, id: str, why: str) -> None:
        await patiently(lambda: self._ears.lost(self._account.room(id), why))


def _invitation(invited: Event, user_id: str) -> Invitation:
    events = (invited.get("invite_state") or {}).get("events") or []
    own = [one for one in events if one.get("type") == "m.room.member" and one.get("state_key") == user_id]
    event = own[-1] if own else {}
    content = event.get("content") or {}
    return Invitation(by=str(event.get("sender") or ""), words=str(content.get("reason") or "")[:LONGEST_WORDS])


def _advice(refusal: Refusal, user_id: str) -> str:
    if refusal.code == "M_FORBIDDEN":
        return f"{user_id} may not join by itself: invite {user_id} to the room"
    if refusal.code in {"M_NOT_FOUND", "M_UNKNOWN"}:
        return f"the homeserver does not know the room: check its id, or invite {user_id} to it"
    return f"it could not be joined ({refusal.reason}): invite {user_id} to the room"


def _reason(event: Event, user_id: str) -> str:
    content, by = event.get("content") or {}, event.get("sender")
    reason = f' ("{content["reason"]}")' if content.get("reason") else ""
    if content.get("membership") == "ban":
        return f"{by} banned {user_id}{reason}: lift the ban and invite {user_id} again"
    if by and by != user_id:
        return f"{by} removed {user_id}{reason}: invite {user_id} again"
    return f"{user_id} has left the room: invite {user_id} again"
