"""Rooms become linked, are announced, get lost, move. A room is told once who hears it and that a record is kept."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from bot.directory import upgrades
from bot.directory.state import Directory
from commands.domain.bridging import LinkedRoom, Rank, RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import Reply, Room
from storage.store import Work

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds to wait for the other rooms of a group before a room is told who hears it."""


NO_ACCOUNT = "its account is not in the configuration any more"


class RoomLinks:
    """Everything that happens to rooms: they are linked, lost, back, moved, retired, and who is told of it."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._timer: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def ready(self, room: Room, *, name: str, encrypted: bool) -> None:
        """Link a pending room; welcome a lost one back."""
        linked = self._directory.known.get(room)
        if linked is None or linked.state in (RoomState.UNLINKED, RoomState.PAUSED):
            return
        back = linked.state is RoomState.LOST and linked.linked_at is not None
        told = f"{name or room.id} ({self._label(room)}) hears this room again." if back else ""
        since = linked.linked_at or self._directory.now()
        now = {"state": RoomState.LINKED, "name": name, "encrypted": encrypted, "why": "", "linked_at": since}
        if replace(linked, **now) != linked:  # type: ignore[arg-type]
            await self._change(room, now, told)
            log.info("room linked", room=str(room))
        self._announce_soon()
        self._directory.wake({room})
        if linked.state is not RoomState.LINKED:
            self._directory.hurry({room: Rank.EMERGENCY})  # what it refused until now is tried at once

    async def lost(self, room: Room, why: str) -> None:
        """Note that the room cannot be heard or posted to; one that nobody wants any more is let be."""
        linked = self._directory.known.get(room)
        if linked is None or not linked.open or (linked.state is not RoomState.LINKED and linked.why == why):
            return
        log.warning("room lost", room=str(room), why=why)
        words = (
            f"{_shown(linked, self._directory.labels)} does not hear this room: {why} What is said here waits for it."
        )
        state = RoomState.PAUSED if linked.paused else RoomState.LOST  # whoever resumes it finds out
        await self._change(room, {"state": state, "why": why}, words)
        self._announce_soon()

    async def retired(self, source: str) -> None:
        """An account is configured no more: its rooms leave, and the others read what was not posted there."""
        directory = self._directory
        gone = [
            one for one in directory.known.values() if one.room.source == source and one.state is not RoomState.UNLINKED
        ]

        def job(work: Work) -> set[Room]:
            waiting = work.outbox.backlog()
            lanes: set[Room] = set()
            for one in gone:
                work.rooms.put(replace(one, state=RoomState.UNLINKED, why=NO_ACCOUNT))
                directory.unseen.add(job)
                work.outbox.give_up(one.room, NO_ACCOUNT)
                work.keeping.set_fact(f"announced/{one.room}", None)
                told = _gone(one, source, waiting.get(str(one.room), (0, directory.now()))[0])
                others = [other for other in self._others(one.room) if other.source != source]
                lanes |= directory.say(work, others, Reply(text=told, loud=True), directory.now())
            return lanes

        lanes = await directory.clerk.do(job)
        await directory.load()
        directory.wake(lanes)

    async def moved(self, room: Room, successor: Room) -> None:
        """The successor takes the place of the room, and what waits for the one is posted in the other."""
        directory = self._directory
        if room not in directory.known:
            return
        log.info("room moved", room=str(room), successor=str(successor))

        def job(work: Work) -> tuple[LinkedRoom, LinkedRoom] | None:
            old = work.rooms.get(room)
            if old is None or old.state is RoomState.UNLINKED:
                return None
            after = replace(old, state=RoomState.UNLINKED, why=f"replaced by {successor}")
            state = RoomState.PENDING if old.state is RoomState.LINKED else old.state  # until it is joined
            new = replace(old, room=successor, state=state, last_id=None, last_order=0)
            work.rooms.put(after)
            work.rooms.put(new)
            work.outbox.move(room, successor)
            upgrades.note(work, room, successor)
            directory.unseen.add(job)
            return after, new

        for linked in await directory.clerk.do(job) or ():
            directory.know(linked)
        directory.unseen.discard(job)
        directory.wake({successor})

    async def _change(self, room: Room, changes: dict[str, object], told: str) -> None:
        """Change what is known of a room, and tell the others of its group, in one transaction."""
        directory = self._directory

        def job(work: Work) -> tuple[LinkedRoom | None, set[Room]]:
            found = work.rooms.get(room)
            if found is None:
                return None, set()
            changed = replace(found, **changes)  # type: ignore[arg-type]
            work.rooms.put(changed)
            directory.unseen.add(job)
            reply = Reply(text=told, loud=True)
            return changed, directory.say(work, self._others(room), reply, directory.now()) if told else set()

        changed, lanes = await directory.clerk.do(job)
        if changed:
            directory.know(changed)
        directory.unseen.discard(job)
        directory.wake(lanes)

    def _others(self, room: Room) -> list[Room]:
        about = self._directory.known[room]
        everyone = self._directory.known.values()
        return [one.room for one in everyone if one != about and _same(one, about) and one.reached]

    def _label(self, room: Room) -> str:
        return self._directory.labels.get(room.source, room.source)

    def _announce_soon(self) -> None:
        """At once when no room of any group is pending, otherwise a little later."""
        if self._timer:
            self._timer.cancel()
        waiting = any(one.state is RoomState.PENDING for one in self._directory.known.values())
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(PATIENCE if waiting else 0, self._start_announcing)

    def _start_announcing(self) -> None:
        task = asyncio.get_running_loop().create_task(self._announce())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _announce(self) -> None:
        directory = self._directory
        rooms = list(directory.known.values())
        directory.wake(
            await directory.clerk.do(
                lambda work: announce(work, rooms, directory.labels, directory.say, directory.now())
            )
        )


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


def _gone(one: LinkedRoom, source: str, waiting: int) -> str:
    left = f" What waited for it ({waiting}) was not posted there." if waiting else ""
    return f"{one.name or one.room.id} ({source}) hears this room no more: {NO_ACCOUNT}.{left}"


def _same(one: LinkedRoom, other: LinkedRoom) -> bool:
    return (one.incident, one.group) == (other.incident, other.group)


def _shown(linked: LinkedRoom, labels: dict[str, str]) -> str:
    label = labels.get(linked.room.source, linked.room.source)
    name = linked.name or linked.room.id
    return f"{name} ({label})"
