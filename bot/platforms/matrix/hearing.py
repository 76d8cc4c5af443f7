"""Events of joined rooms → the messages of one batch: own joins found, encrypted ones opened, bad ones set aside."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot.platforms import Ears
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.patience import patiently
from bot.platforms.matrix.pending import Pending
from bot.platforms.matrix.rooms import RoomView
from bot.platforms.matrix.translate import Scene, translate
from bot.platforms.matrix.vault import Undecryptable
from commands.domain.messages import Kind, Message

Event = Mapping[str, Any]

AHEAD = 300.0
"""Seconds that another server's clock may be ahead."""

STALE = 60.0
"""Seconds after which what is found at a reconnection counts as recovered, not live."""


class Hearing:
    """Gathers messages until they are committed."""

    def __init__(self, account: Account, ears: Ears, pending: Pending, bridges: Sequence[str] = ()) -> None:
        self._account = account
        self._bridges = tuple(bridges)
        self._ears = ears
        self._pending = pending
        self._reconnected = False
        self._batch: list[Message] = []
        self._opened: list[str] = []
        self._told = False  # something was set aside, of which people are told

    def start(self, *, reconnected: bool) -> None:
        """Begin a batch; what was gathered and not committed is heard again from the cursor."""
        self._batch, self._opened, self._told, self._reconnected = [], [], False, reconnected

    @property
    def nothing(self) -> bool:
        """Nothing was gathered or set aside, and nothing that was pending has opened."""
        return not (self._batch or self._opened or self._told)

    def gathered(self) -> list[Message]:
        """The messages heard since ``start``, in the timelines' order, to be committed with the sync's cursor."""
        return self._batch

    def committed(self) -> None:
        """The batch is in the store: nothing of it is pending any more."""
        self._pending.drop(self._opened)
        self._batch, self._opened = [], []

    def meet(self, room: str, event: Event) -> None:
        """Learn a member's name from a page's state, where the sync has not told it."""
        view = self._account.rooms.joined.get(room)
        if view and event.get("type") == "m.room.member" and event.get("state_key") not in view.names:
            view.take(event)

    async def hear(self, room: str, events: Sequence[Event], *, recovered: bool = False) -> None:
        """Add what was said to the batch, in the timeline's order, from our own joining on."""
        view = self._account.rooms.joined.get(room)
        if view is None:
            return
        for event in events[joined_at(events, self._account.user_id) :]:
            await self._one(view, event, recovered=recovered or self._late(event))

    async def unlocked(self) -> None:
        """Add what could not be decrypted before and now can."""
        for room, event in self._pending.all():
            view = self._account.rooms.joined.get(room)
            try:
                clear = self._account.vault.decrypt(room, event)
            except (Undecryptable, KeyError):
                continue
            self._opened.append(event["event_id"])
            if view:
                await self._translated(view, clear, recovered=True, order=int(event["origin_server_ts"]) * 1000)

    async def _one(self, view: RoomView, event: Event, *, recovered: bool) -> None:
        event = dated(event, time.time())
        if event.get("sender") == self._account.user_id or (recovered and "state_key" in event):
            return
        exposed = view.encrypted
        if event.get("type") == "m.room.encrypted" and "redacted_because" not in event.get("unsigned", {}):
            opened = await self._opened_now(view, event)
            if opened is None:
                return
            event, exposed = opened, False
        await self._translated(view, event, recovered=recovered, exposed=exposed)

    async def _opened_now(self, view: RoomView, event: Event) -> Event | None:
        try:
            return self._account.vault.decrypt(view.id, event)
        except Undecryptable:
            if not self._pending.has(event["event_id"]):
                await self._set_aside(view, event, Undecryptable(f"no key for a message of {event.get('sender')}"))
                self._pending.add(view.id, event)
                await self._account.cabinet.flush()
                await self._account.vault.ask_for_key(view.id, event)
        except Exception as fault:  # noqa: BLE001  (anything may be written into an event)
            await self._set_aside(view, event, fault)
        return None

    async def _translated(
        self, view: RoomView, event: Event, *, recovered: bool, order: int | None = None, exposed: bool = False
    ) -> None:
        try:
            message = translate(event, await self._scene(view, event, recovered=recovered))
        except Exception as fault:  # noqa: BLE001  (anything may be written into an event)
            await self._set_aside(view, event, fault)
            return
        if message:
            placed = view.next_order(int(event["origin_server_ts"])) if order is None else order
            if message.kind is Kind.EDITED:  # the server's clock tells no two edits of one millisecond apart
                message = message.but(revision=message.revision + placed % 1000)
            self._batch.append(message.but(order=placed, exposed=exposed))

    async def _scene(self, view: RoomView, event: Event, *, recovered: bool) -> Scene:
        return Scene(
            room=self._account.room(view.id),
            own_id=self._account.user_id,
            label=self._account.label,
            bridges=self._bridges,
            name=lambda user: view.names.get(user, ""),
            direct=await self._direct(view, str(event.get("sender"))),
            recovered=recovered,
        )

    async def _direct(self, view: RoomView, sender: str) -> bool:
        """True in a room of two, unless it is one of the linked rooms, where one person may be alone as well."""
        if view.members > 2 or (view.name and view.id not in self._account.rooms.direct.get(sender, [])):
            return False
        linked = await patiently(lambda: self._ears.rooms(self._account.source))
        return self._account.room(view.id) not in linked

    def _late(self, event: Event) -> bool:
        if not self._reconnected:
            return False
        age = (event.get("unsigned") or {}).get("age")
        seconds = age / 1000 if isinstance(age, int) else time.time() - int(event.get("origin_server_ts", 0)) / 1000
        return seconds > STALE

    async def _set_aside(self, view: RoomView, event: Event, fault: BaseException) -> None:
        room = self._account.room(view.id)
        self._told = True  # heard again it would be told again
        await patiently(lambda: self._ears.poison(room, self._account.source, dict(event), fault))


def dated(event: Event, now: float) -> Event:
    """The event, said now (seconds since 1970) at the latest: its sender's server writes its time as it likes.

    A time to come would stand before all that is really said later, in the record as in the order of a lane.
    """
    stamp = event.get("origin_server_ts")
    if isinstance(stamp, int) and 0 <= stamp <= (now + AHEAD) * 1000:
        return event
    return {**event, "origin_server_ts": int(now * 1000)}


def joined_at(events: Sequence[Event], own_id: str) -> int:
    """The place after our own latest joining: what was said before it was not said to us."""
    for place in range(len(events) - 1, -1, -1):
        event = events[place]
        if event.get("type") == "m.room.member" and event.get("state_key") == own_id:
            before = (event.get("unsigned") or {}).get("prev_content") or {}
            if (event.get("content") or {}).get("membership") == "join" and before.get("membership") != "join":
                return place + 1
    return 0
