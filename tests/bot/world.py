"""The program between far ends: hub, courier and store, without any network, to be killed and started again."""

import asyncio
import itertools
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.inbound.hub import Hub
from bot.outbound.courier import Courier
from bot.runtime.clerk import Clerk
from bot.runtime.turns import OWN
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import plain
from tests.blank import opened
from tests.bot.far_end import Account, Server
from tests.helpers import eventually

COUNTY = Room.parse("slack.county/C1")
STATE = Room.parse("matrix.state/!s:state.example")
FIRE = "bear-creek"
BEGUN = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
"""When a world begins, whatever the machine's date; from then on its clock runs as the machine's does."""


class InlineClerk(Clerk):
    """The clerk without its thread, so that what happens has one order."""

    async def do(self, job, turn=OWN):
        await asyncio.sleep(0)
        return self._run(job)

    def soon(self, job):
        if not self._soon:
            asyncio.get_running_loop().call_later(0.005, self._by_themselves)
        self._soon.append(job)

    def die(self):
        """What was to be noted soon is forgotten."""
        self._soon.clear()


class World:
    """``rooms`` are linked in one group; each gets an account of its own unless it is in ``accounts``."""

    clerk_kind = InlineClerk

    def __init__(self, url="sqlite://", rooms=(COUNTY, STATE), accounts=None, server=None, admins=()):
        self.server = server or Server()
        self.rooms = rooms
        self.accounts = accounts or {
            room.source: Account(self.server, room.source, habit=room.platform) for room in rooms
        }
        self.url = url
        self.admins = frozenset(admins)
        self.database = opened(url)
        self.ahead, self.begun = timedelta(), time.monotonic()
        self._ids = itertools.count(1)
        self._task = None
        self._link()
        self.build()

    def _link(self):
        with self.database.work() as work:
            if work.record.get(Incident, FIRE):
                return
            work.record.add(Incident(id=FIRE, name="Bear Creek Fire", opened=self.now(), timezone="America/Boise"))
            for room in self.rooms:
                linked = LinkedRoom(room=room, incident=FIRE, group="main", state=RoomState.LINKED)
                work.rooms.put(linked.__class__(**{**vars(linked), "linked_at": self.now()}))
                work.keeping.set_fact(f"announced/{room}", "long ago")

    def build(self):
        """Hub and courier as a fresh process makes them."""
        self.clerk = self.clerk_kind(self.database)
        names = {}
        self.hub = Hub(
            clerk=self.clerk,
            wake=lambda rooms: self.courier.wake(rooms),  # noqa: PLW0108  the courier is made after the hub
            hurry=lambda ranks: self.courier.hurry(ranks),  # noqa: PLW0108
            head_start=lambda rooms: self.courier.head_start(rooms),  # noqa: PLW0108
            prefix="net",
            zone=ZoneInfo("America/Denver"),
            labels={source: account.label for source, account in self.accounts.items()},
            platforms=self.accounts,
            names=names,
            correction_after=timedelta(minutes=2),
            command_late_after=timedelta(minutes=2),
            admins={FIRE: self.admins},
            now=self.now,
        )
        self.courier = Courier(
            clerk=self.clerk,
            platforms=self.accounts,
            zone_of=lambda _: ZoneInfo("America/Boise"),
            still_ours=lambda _: None,
            lost=self.hub.lost,
            back=self.hub.back,
            known_late=self.hub.known_late,
            held=self.hub.held,
            names=names,
            now=self.now,
            sleep=lambda _: asyncio.sleep(0),
        )

    def now(self):
        return BEGUN + timedelta(seconds=time.monotonic() - self.begun) + self.ahead

    async def start(self):
        await self.hub.load()
        self._task = asyncio.create_task(self.courier.run())

    async def stop(self):
        """Drop everything in memory, as a kill does."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
            if not self._task.cancelled() and self._task.exception():
                raise self._task.exception()
            self._task = None
        self.clerk.die()

    async def restart(self):
        await self.stop()
        self.build()
        await self.start()

    async def settled(self, timeout=10):
        """Nothing is queued or unfinished any more."""

        def idle():
            with self.database.work() as work:
                return not work.outbox.lanes()

        if self._task is None:
            await self.start()
        failing = asyncio.ensure_future(asyncio.shield(self._task))
        waiting = asyncio.ensure_future(eventually(idle, timeout, told=lambda: self.server.rooms))
        await asyncio.wait({failing, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            failing.cancel()
            waiting.result()
        else:
            waiting.cancel()
            failing.result()

    # what people do

    def message(self, room, text="", who="al", **values):
        number = next(self._ids)
        id = values.pop("id", f"m{number}")
        at = values.pop("at", self.now())
        known = {
            "kind": Kind.NEW,
            "room": room,
            "key": f"{room.id}/{id}",
            "id": id,
            "who": Person(f"{room.source}/{who}", who.title(), self.accounts[room.source].label),
            "at": at,
            "order": int(at.timestamp() * 1_000_000) + number,
            "text": plain(text),
            "inside": values.get("kind", Kind.NEW) in (Kind.NEW, Kind.EDITED) or room.platform == "matrix",
        }
        return Message(**(known | values))

    async def say(self, room, text, who="al", **values):
        """Somebody says something; returns the message and what came back in the acknowledgement."""
        message = self.message(room, text, who, **values)
        return message, await self.hub.heard(message)

    def later(self, message, kind, text="", revision=0, **values):
        """A change of a message; its end names files only where these alone are to go."""
        number = next(self._ids)
        values = ({"files": ()} if kind is Kind.REMOVED else {}) | values
        return message.but(
            kind=kind,
            key=f"{message.key}/{kind}/{number}",
            text=plain(text),
            revision=revision,
            at=self.now(),
            order=int(self.now().timestamp() * 1_000_000) + number,
            **values,
        )

    async def edit(self, message, text, revision=1):
        edited = self.later(message, Kind.EDITED, text, revision)
        return await self.hub.heard(edited)

    async def remove(self, message):
        return await self.hub.heard(self.later(message, Kind.REMOVED))

    async def react_late(self, room, id, emoji, late, who="bo"):
        """A reaction that is found after a while."""
        at = self.now() - late
        key = f"{room.id}/{id}/found/{next(self._ids)}"
        return await self.hub.heard(
            self.message(room, "", who, kind=Kind.REACTED, id=id, key=key, emoji=emoji, at=at, recovered=True)
        )

    async def react(self, room, id, emoji, who="bo", kind=Kind.REACTED):
        number = next(self._ids)
        return await self.hub.heard(
            self.message(room, "", who, kind=kind, id=id, key=f"{room.id}/{id}/{kind}/{number}", emoji=emoji)
        )
