"""One stay in a workspace: join the rooms, open the sockets, catch up, and watch that what is said really arrives.

The times from which a room is caught up are read before a socket opens: what is heard live must not hide what was
missed. After a connection broke, the look back begins before its last sign of life, since Slack gives an event to one
connection only; what comes twice has one key and counts once. For each room the account's cursor holds where it stood
when it was linked (earlier talk is not relayed) and, while it is being caught up, from where: a crash in the middle
must not let the newer things heard live hide the older ones that were not fetched yet.
"""

import asyncio
import contextlib
import json
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

import structlog

from bot.platforms import Ears
from bot.platforms.slack.api import TOKEN_FAULTS, Api, Fault, Known
from bot.platforms.slack.catchup import CatchUp
from bot.platforms.slack.inlet import Inlet
from bot.platforms.slack.names import micros
from bot.platforms.slack.rooms import enter
from bot.platforms.slack.translate import Account
from bot.platforms.slack.wire import Wire
from commands.domain.messages import Room

Json = dict[str, Any]
log = structlog.get_logger("slack.session")

ROUND = 10.0  # seconds between looks at the list of rooms
PROBE = 6  # rounds between tests of delivery
DEAF_AFTER = 20.0  # seconds after which a message in the history should have been heard
PATIENCE = 3  # rounds after which a person is told that a room could not be caught up
OVERLAP = 15 * 60 * 1_000_000  # microseconds before the last message heard: events may come minutes late, out of order
WITHHELD = 61.0  # seconds from the begin of a minute until its events are all said
NEVER = "0.000000"
REVOKED = "the token was revoked: install the app again"
CONNECTING = "connecting"


class Session:
    """Runs from sign-in until cancelled. No fault of Slack's and none of the ears' ends it."""

    def __init__(self, api: Api, account: Account, ears: Ears, renamed: Callable[[str], None]) -> None:
        """``renamed`` is told the id of whoever is called otherwise now."""
        self._api, self._account, self._ears = api, account, ears
        self._inlet = Inlet(api, account, ears, self._room_event, renamed)
        self._wire = Wire(api, self._inlet.app(), self._up, self._down, self._withheld, self._inlet.own_post)
        self._catch_up = CatchUp(api, account, ears)
        self._catching = asyncio.Lock()
        self._rooms: dict[Room, str] = {}  # room → why it is lost; "" where it is heard
        self._floor: dict[Room, str] = {}  # up to this timestamp all is heard, or was said before the room was linked
        self._due: dict[Room, str] = {}  # rooms to be caught up, from this timestamp on
        self._behind: dict[str, str] = {}  # channel → from where it was being caught up when the last run ended
        self._linked_before: set[Room] = set()  # rooms whose last heard message is not from before an unlinking
        self._failures: dict[Room, int] = {}
        self._told = CONNECTING
        self._doubted: set[Room] = set()
        self._wanted = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._rounds = 0

    async def run(self) -> None:
        """Enter the rooms, keep the sockets open and watch the rooms until cancelled; what was in flight is then let
        go.
        """
        try:
            await self._safely(self._begin)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._wire.run())
                group.create_task(self._watch())
        finally:
            for task in self._tasks:
                task.cancel()
            await self._inlet.close()

    async def _begin(self) -> None:
        kept = json.loads(await self._ears.cursor(self._account.source) or "{}")
        self._inlet.linked_at, self._behind = kept.get("linked", {}), kept.get("due", {})
        self._linked_before = set(await self._ears.rooms(self._account.source))
        await self._enter_rooms()

    def doubt(self, room: Room) -> None:
        """Look again whether the room can be heard and posted to."""
        if room in self._rooms:
            self._doubted.add(room)
        self.look_again()

    def look_again(self) -> None:
        """Look at once at the list of rooms."""
        self._wanted.set()

    async def _safely(self, work: Callable[..., Awaitable[None]], *arguments: object) -> None:
        """A step that the next round repeats if it fails."""
        try:
            await work(*arguments)
        except Exception as fault:  # noqa: BLE001 - the store may be away: that must not end the account
            place = traceback.extract_tb(fault.__traceback__)[
                -1
            ]  # not the words of the fault: they may quote a message
            where = f"{place.name}:{place.lineno}"
            log.error("step failed", account=self._account.source, fault=type(fault).__name__, where=where)

    # Rooms

    async def _enter_rooms(self) -> None:
        wanted = set(await self._ears.rooms(self._account.source))
        for gone in set(self._rooms) - wanted:
            del self._rooms[gone]
            self._floor.pop(gone, None)
            self._inlet.linked_at.pop(gone.id, None)
            self._linked_before.discard(gone)
            self._due.pop(gone, None)
        new = [room for room in wanted if self._rooms.get(room) != "" or room in self._doubted]
        self._doubted.clear()
        await asyncio.gather(*(self._safely(self._enter, room) for room in sorted(new)))

    async def _enter(self, room: Room) -> None:
        try:
            state = await enter(self._api, room.id)
            why = f"{state.why}: {state.remedy}" if state.why else ""
            if self._rooms.get(room) == why:
                return
            floor = "" if why else await self._heard_up_to(room)
        except Fault as fault:
            await self._refused(room, fault)
            return
        if why:
            await self._ears.lost(room, why)
        else:
            await self._ears.ready(room, name=state.name, members=state.members)
            self._set_due(room, floor)
            await self._keep()
        self._rooms[room] = why

    async def _keep(self) -> None:
        """Store where each room was linked, and from where those that are being caught up are."""
        due = {room.id: since for room, since in self._due.items()}
        kept = {"linked": self._inlet.linked_at, "due": self._behind | due}
        await self._ears.heard_all([], self._account.source, json.dumps(kept))

    async def _refused(self, room: Room, fault: Fault) -> None:
        log.warning("room not entered yet", room=str(room), why=fault.code)
        if fault.code in TOKEN_FAULTS:
            await self._down(TOKEN_FAULTS[fault.code])

    async def _heard_up_to(self, room: Room) -> str:
        """From where a room is to be caught up; of one in which nothing was heard yet, the last message said in it."""
        floor = None
        if room in self._linked_before:
            floor = await self._ears.last_heard(room) or self._inlet.linked_at.get(room.id)
        if not floor:
            floor = self._inlet.linked_at[room.id] = await self._newest_yet(room)
        self._linked_before.add(room)
        self._floor[room] = max(floor, self._floor.get(room, NEVER), key=micros)
        behind = self._behind.pop(room.id, floor)
        linked_at = self._inlet.linked_at.get(room.id, NEVER)
        return max(linked_at, min(behind, _before(floor), key=micros), key=micros)

    async def _newest_yet(self, room: Room) -> str:
        """The newest timestamp in a room that is being linked; where Slack does not tell it, the time."""
        try:
            return await self._newest(room) or NEVER
        except Fault as fault:
            if fault.known is not Known.REFUSED or fault.code in TOKEN_FAULTS:
                raise
            return f"{self._api.now().timestamp():.6f}"

    async def _newest(self, room: Room) -> str:
        listed = await self._api.read("conversations.history", channel=room.id, limit=1)
        return next((str(message["ts"]) for message in listed.get("messages") or []), "")

    def _room_event(self, event: Json) -> None:
        kind, channel = event.get("type"), event.get("channel")
        if kind == "tokens_revoked":
            self._start(self._down(REVOKED))
        else:
            self.doubt(self._account.room(str(channel.get("id") if isinstance(channel, dict) else channel)))

    # Connection

    async def _up(self, since: float | None) -> None:
        if self._told:
            self._told = ""
            await self._safely(self._ears.connected, self._account.source, self._account.user_id)
        if since is None:
            return
        await self._safely(self._ears.catching_up, self._account.source)
        for room, floor in self._floor.items():
            self._set_due(room, max(floor, f"{since:.6f}", key=micros) if since else floor)
        await self._safely(self._keep)
        self._start(self._catch_up_due())

    def _withheld(self, minute: float) -> None:
        """Slack kept back the events of a minute: when it is over they are fetched."""
        log.warning("Slack holds events back", account=self._account.source)
        self._start(self._after(minute))

    async def _after(self, minute: float) -> None:
        await asyncio.sleep(max(0.0, minute + WITHHELD - self._api.now().timestamp()))
        await self._up(minute)

    async def _down(self, why: str) -> None:
        if why != self._told:
            self._told = why
            lasting = why == REVOKED or why in TOKEN_FAULTS.values()
            await self._safely(partial(self._ears.disconnected, lasting=lasting), self._account.source, why)

    # Catching up

    def _set_due(self, room: Room, since: str) -> None:
        self._due[room] = min(since, self._due.get(room, since), key=micros)

    async def _catch_up_due(self) -> None:
        async with self._catching:
            for room in [room for room in sorted(self._due) if self._rooms.get(room) == ""]:
                await self._safely(self._catch_up_one, room, self._due[room])
            await self._safely(self._keep)
            await self._safely(self._ears.caught_up, self._account.source)
            rests = self._catch_up.rests
            for room in rests:
                await self._safely(self._catch_up.rest, room)
            if rests and not self._due:  # a reply that came meanwhile may have been found there first
                await self._safely(self._ears.caught_up, self._account.source)

    async def _catch_up_one(self, room: Room, since: str) -> None:
        until = f"{self._api.now().timestamp():.6f}"
        try:
            newest = await self._catch_up.room(room, since)
        except Fault as fault:
            await self._not_caught_up(room, since, until, fault)
            return
        self._done(room, since)
        if micros(newest) > micros(self._inlet.newest.get(room.id, NEVER)):
            self._inlet.newest[room.id] = newest

    async def _not_caught_up(self, room: Room, since: str, until: str, fault: Fault) -> None:
        """Try again with the next rounds; tell once that something is missing."""
        self._failures[room] = self._failures.get(room, 0) + 1
        log.warning("not caught up", room=str(room), why=fault.code, tries=self._failures[room])
        if self._failures[room] == PATIENCE or fault.known is Known.REFUSED:
            await self._ears.gap(room, since, until)
        if fault.known is Known.REFUSED:
            self._done(room, since)

    def _done(self, room: Room, since: str) -> None:
        self._failures.pop(room, None)
        if self._due.get(room) == since:
            del self._due[room]

    # Watching

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), ROUND)
            self._wanted.clear()
            self._rounds += 1
            await self._safely(self._enter_rooms)
            if self._wire.lines and (self._due or self._catch_up.rests):
                await self._catch_up_due()
            if self._wire.lines and (self._told or self._rounds % PROBE == 0):
                await self._safely(self._probe)

    async def _probe(self) -> None:
        """Is there something in a room's history that no event told of?"""
        heard = sorted(room for room, why in self._rooms.items() if not why)
        if not heard:
            return
        room = heard[(self._rounds // PROBE) % len(heard)]
        try:
            newest = await self._newest(room)
        except Fault as fault:
            await self._refused(room, fault)
            return
        if self._told:
            await self._up(None)
        known = max(self._inlet.newest.get(room.id, NEVER), self._floor[room], key=micros)
        age = self._api.now().timestamp() - micros(newest) / 1_000_000
        if micros(newest) > micros(known) and age > DEAF_AFTER:
            log.warning("connected but deaf, connecting anew", account=self._account.source)
            self._inlet.newest[room.id] = newest
            for other in heard:
                self._set_due(other, max(self._inlet.newest.get(other.id, NEVER), self._floor[other], key=micros))
            self._set_due(room, known)
            self._wire.renew()
            await self._ears.catching_up(self._account.source)
            await self._catch_up_due()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _before(ts: str) -> str:
    """A timestamp by the overlap earlier."""
    earlier = max(micros(ts) - OVERLAP, 0)
    return f"{earlier // 1_000_000}.{earlier % 1_000_000:06d}"
