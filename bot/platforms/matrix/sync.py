"""The way in: a sync loop that moves its cursor only after the commit, and fills every gap before what is newer."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.platforms import Ears, TryLater
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Refusal, part
from bot.platforms.matrix.hearing import Hearing, joined_at
from bot.platforms.matrix.membership import Membership
from bot.platforms.matrix.patience import patiently
from bot.platforms.matrix.rooms import timeline_of
from bot.platforms.matrix.signing import cross_sign

Event = Mapping[str, Any]

POLL = 30.0
"""Seconds that the homeserver may hold a sync open."""

PAGE = 100  # events of one page, the most that Synapse gives
COMMIT = 50  # messages of one commit, so that none is long
PLACE = 10.0  # seconds for which a place may stay uncommitted where nothing was said up to it but by us
FIRST_WITHIN = 300.0  # seconds for a process's first sync, which brings the state of all rooms

_LAZY = {"lazy_load_members": True, "include_redundant_members": True}  # names of all who speak, at every sync
_NOTHING = {"not_types": ["*"]}


def sync_filter(limit: int) -> str:
    """What a sync brings: talk, state and direct rooms; no presence, typing or receipts."""
    return json.dumps(
        {
            "presence": _NOTHING,
            "account_data": {"types": ["m.direct"]},
            "room": {
                "timeline": {"limit": limit, **_LAZY},
                "state": _LAZY,
                "ephemeral": _NOTHING,
                "account_data": _NOTHING,
            },
        }
    )


class Listener:
    """One connection's worth of hearing; made anew after each failure, from the committed cursor."""

    def __init__(self, account: Account, ears: Ears, hearing: Hearing, membership: Membership) -> None:
        self._account = account
        self._ears = ears
        self._hearing = hearing
        self._membership = membership
        self._joining: asyncio.Task[None] | None = None
        self._committed = 0.0  # when a place was last committed, on the monotonic clock
        self._signing_tried = False  # once for each connection: what is in the way rarely goes away by itself

    async def listen(self, connected: Callable[[], Awaitable[None]]) -> None:
        """Hear until something fails; raises SendFaults of the network only."""
        try:
            await self._listen(connected)
        finally:
            if self._joining:
                self._joining.cancel()

    async def _listen(self, connected: Callable[[], Awaitable[None]]) -> None:
        since = await patiently(lambda: self._ears.cursor(self._account.source))
        first = True
        while True:
            try:
                found = await self._sync(since, first=first)
            except Refusal as refusal:
                if since is None or refusal.status != 400:
                    raise
                await self._start_over()
                since = None
                continue
            if since is None:
                await self._begin(found)
            else:
                await self._take(found, since, reconnected=first)
            since = str(found["next_batch"])
            if first:
                await connected()
                self._joining = asyncio.create_task(self._membership.keep_joining(), name="matrix.joining")
            first = False
            await self._keep_keys()

    async def _start_over(self) -> None:
        """The homeserver does not know our place any more: every room has a gap, and is heard from here on."""
        for room in await patiently(lambda: self._ears.rooms(self._account.source)):
            await self._tell_gap(room.id, [])

    async def _keep_keys(self) -> None:
        await self._account.vault.upkeep()
        if self._account.vault.published and not self._signing_tried:
            self._signing_tried = True
            self._account.keys_published()
            await cross_sign(self._account)

    async def _sync(self, since: str | None, *, first: bool) -> Event:
        query = {"filter": sync_filter(PAGE if since else 1), "timeout": "0" if first else str(int(POLL * 1000))}
        query |= {"since": since} if since else {}
        query |= {"full_state": "true"} if since and not self._account.synced.is_set() else {}
        within = FIRST_WITHIN if first else POLL + 20
        found = await self._account.api.call("GET", "/client/v3/sync", query=query, within=within)
        if "next_batch" not in found:
            raise TryLater("the homeserver's sync is not what Matrix promises")
        return found

    async def _begin(self, found: Event) -> None:
        """The account's very first sync: its history is neither relayed nor run."""
        await self._prepare(found)
        await patiently(lambda: self._ears.heard_all([], self._account.source, str(found["next_batch"])))
        await self._membership.after(found)

    async def _prepare(self, found: Event) -> None:
        self._account.rooms.take(found)
        await self._account.vault.take(found, self._account.rooms)
        await self._membership.before()
        self._account.synced.set()

    async def _take(self, found: Event, since: str, *, reconnected: bool) -> None:
        """Hear all that a sync brought and commit it, the cursor with its last message."""
        await self._prepare(found)
        joined_rooms = (found.get("rooms") or {}).get("join") or {}
        missed = reconnected or any((room.get("timeline") or {}).get("limited") for room in joined_rooms.values())
        if missed:
            await patiently(lambda: self._ears.catching_up(self._account.source))
        self._hearing.start(reconnected=reconnected)
        await self._hearing.unlocked()
        for room, joined in joined_rooms.items():
            timeline = joined.get("timeline") or {}
            events = timeline_of(joined)
            if timeline.get("limited") and not joined_at(events, self._account.user_id):
                await self._fill_or_tell(room, since, timeline)
            await self._hearing.hear(room, events)
        late = any(message.recovered for message in self._hearing.gathered())  # their keys came after them
        await self._commit(str(found["next_batch"]), at_once=missed)
        if missed or late:  # where fetching fails it is begun again with the next connection, and ends here
            await patiently(lambda: self._ears.caught_up(self._account.source))
        await self._membership.after(found)

    async def _fill_or_tell(self, room: str, since: str, timeline: Event) -> None:
        try:
            await self._fill(room, since, str(timeline["prev_batch"]))
        except (Refusal, KeyError):
            await self._tell_gap(room, timeline.get("events") or [])

    async def _tell_gap(self, room: str, events: Sequence[Event]) -> None:
        """Say between which times nothing could be fetched: the last heard and the first that is here."""
        view = self._account.rooms.joined.get(room)
        since = _clock(view.last_order / 1_000_000) if view and view.last_order else "an unknown time"
        until = _clock(int(events[0]["origin_server_ts"]) / 1000) if events else _clock(time.time())
        await patiently(lambda: self._ears.gap(self._account.room(room), since, until))

    async def _fill(self, room: str, since: str, until: str) -> None:
        """Page through what the sync left out, oldest first, each page committed by itself."""
        place: str | None = since
        while place:
            query = {"dir": "f", "from": place, "to": until, "limit": str(PAGE), "filter": json.dumps(_LAZY)}
            page = await self._account.api.call("GET", f"/client/v3/rooms/{part(room)}/messages", query=query)
            for event in page.get("state") or []:
                self._hearing.meet(room, event)
            await self._hearing.hear(room, page["chunk"], recovered=True)
            await self._commit(None)
            place = page.get("end") if page.get("end") != place else None

    async def _commit(self, cursor: str | None, *, at_once: bool = False) -> None:
        batch = self._hearing.gathered()
        if self._hearing.nothing and cursor and not at_once and time.monotonic() - self._committed < PLACE:
            return  # the next place will do: what we said ourselves would be heard again, as nothing
        self._committed = time.monotonic()
        parts = [batch[start : start + COMMIT] for start in range(0, len(batch), COMMIT)]
        if not parts and cursor:
            parts = [[]]
        for place, messages in enumerate(parts, 1):
            last = cursor if place == len(parts) else None
            await patiently(lambda: self._ears.heard_all(messages, self._account.source, last))  # noqa: B023  (awaited here)
        self._hearing.committed()


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
