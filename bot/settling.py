"""Rooms become linked, are announced, get lost, move. A room is told once who hears it and that a record is kept."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import Reply, Room
from storage.store import Work

if TYPE_CHECKING:
    from bot.hub import Hub

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds to wait for the other rooms of a group before a room is told who hears it."""


class Announcer:
    """The hub's hands for everything that happens to rooms."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._timer: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def ready(self, room: Room, *, name: str, encrypted: bool) -> None:
        """Link a pending room; welcome a lost one back."""
        linked = self._hub.known.get(room)
        if linked is None or linked.state is RoomState.UNLINKED:
            return
        back = linked.state is RoomState.LOST and linked.linked_at is not None
        at = self._hub.now()
        now_linked = replace(
            linked, state=RoomState.LINKED, name=name, encrypted=encrypted, why="", linked_at=linked.linked_at or at
        )
        if now_linked != linked:
            await self._change(now_linked)
            log.info("room linked", room=str(room))
        if back:
            await self._tell_others(now_linked, f"{_shown(now_linked, self._hub.labels)} hears this room again.")
        self._announce_soon()
        self._hub.wake({room})

    async def lost(self, room: Room, why: str) -> None:
        linked = self._hub.known.get(room)
        if linked is None or (linked.state is RoomState.LOST and linked.why == why):
            return
        log.warning("room lost", room=str(room), why=why)
        now_lost = replace(linked, state=RoomState.LOST, why=why)
        await self._change(now_lost)
        words = f"{_shown(now_lost, self._hub.labels)} does not hear this room: {why} What is said here waits for it."
        await self._tell_others(now_lost, words)
        self._announce_soon()

    async def moved(self, room: Room, successor: Room) -> None:
        linked = self._hub.known.get(room)
        if linked is None:
            return
        log.info("room moved", room=str(room), successor=str(successor))
        await self._change(replace(linked, state=RoomState.UNLINKED, why=f"replaced by {successor}"))
        await self._change(replace(linked, room=successor, last_id=None, last_order=0))

    async def _change(self, linked: LinkedRoom) -> None:
        await self._hub.clerk.do(lambda work: work.rooms.put(linked))
        self._hub.know(linked)

    async def _tell_others(self, about: LinkedRoom, words: str) -> None:
        others = [
            one.room
            for one in self._hub.known.values()
            if one.room != about.room
            and (one.incident, one.group) == (about.incident, about.group)
            and one.state is RoomState.LINKED
        ]
        hub = self._hub
        hub.wake(await hub.clerk.do(lambda work: hub.say(work, others, Reply(text=words, loud=True), hub.now())))

    def _announce_soon(self) -> None:
        """At once when no room of any group is pending, otherwise a little later."""
        if self._timer:
            self._timer.cancel()
        waiting = any(one.state is RoomState.PENDING for one in self._hub.known.values())
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(PATIENCE if waiting else 0, self._start_announcing)

    def _start_announcing(self) -> None:
        task = asyncio.get_running_loop().create_task(self._announce())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _announce(self) -> None:
        hub = self._hub
        rooms = list(hub.known.values())
        hub.wake(await hub.clerk.do(lambda work: announce(work, rooms, hub.labels, hub.say, hub.now())))


Say = Callable[[Work, list[Room], Reply, datetime], set[Room]]


def announce(work: Work, rooms: list[LinkedRoom], labels: dict[str, str], say: Say, at: datetime) -> set[Room]:
    """Tell each newly linked room who hears it, and the rooms linked before who is new. Once, whatever crashes."""
    lanes: set[Room] = set()
    linked = [one for one in rooms if one.state is RoomState.LINKED]
    new = [one for one in linked if not work.keeping.fact(f"announced/{one.room}")]
    for one in new:
        work.keeping.set_fact(f"announced/{one.room}", at.isoformat())
        lanes |= say(work, [one.room], Reply(text=_welcome(work, one, rooms, labels)), at)
    for one in linked:
        joined = [other for other in new if other != one and _same(one, other)]
        if one not in new and joined:
            names = ", ".join(_shown(other, labels) for other in joined)
            lanes |= say(work, [one.room], Reply(text=f"Also heard now in {names}."), at)
    return lanes


def _welcome(work: Work, one: LinkedRoom, rooms: list[LinkedRoom], labels: dict[str, str]) -> str:
    incident = work.record.get(Incident, one.incident)
    name = incident.shown if incident else one.incident
    others = [other for other in rooms if other != one and _same(one, other) and other.state is not RoomState.UNLINKED]
    hears = ", ".join(_shown(other, labels) for other in others) or "no other room yet"
    lines = [
        f"This room is linked to {name}{'' if one.group == 'main' else f', group {one.group}'}.",
        f"What is said here is posted in: {hears}.",
        "Net Control keeps a record of it. Voice radio comes first for life safety.",
    ]
    if one.encrypted or any(other.encrypted for other in others):
        lines.append("Encryption ends at Net Control: it reads what it copies, and rooms without encryption show it.")
    return "\n".join(lines)


def _same(one: LinkedRoom, other: LinkedRoom) -> bool:
    return (one.incident, one.group) == (other.incident, other.group)


def _shown(linked: LinkedRoom, labels: dict[str, str]) -> str:
    label = labels.get(linked.room.source, linked.room.source)
    name = linked.name or linked.room.id
    return f"{name} ({label})"
