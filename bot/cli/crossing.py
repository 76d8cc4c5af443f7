"""The end of ``netcontrol setup``: the program runs, and a message crosses between two rooms, each way."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.config.model import Config, IncidentConfig
from bot.directory.state import Directory
from commands.domain.bridging import RoomState
from commands.domain.health import RoomHealth
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import plain

CONNECTED_WITHIN = 120.0
"""Seconds in which every account has to be connected and every room of the incident to be joined."""
CROSSED_WITHIN = 60.0
LOOKS_EVERY = 0.2
NAME = "Net Control set-up"


@dataclass(frozen=True)
class NotCrossed(Exception):
    """No message came through; the words say which room, and what a person does about it."""

    words: str

    def __str__(self) -> str:
        return self.words


def between(config: Config) -> tuple[str, list[Room]]:
    """The first incident in which two rooms hear each other, and those rooms; none where there is no such."""
    for slug, incident in config.incident.items():
        for rooms in (incident.rooms, *_groups(incident)):
            if len(rooms) > 1:
                return slug, [Room.parse(room) for room in rooms]
    return "", []


def _groups(incident: IncidentConfig) -> list[tuple[str, ...]]:
    return [group.rooms for group in incident.group.values()]


async def cross(app: Any, incident: str, rooms: list[Room], say: Callable[[str], None]) -> None:
    """Run the program until a message of each room stands in the others. Raises NotCrossed, and what run raises."""
    stop = asyncio.Event()
    running = asyncio.create_task(app.run(stop))
    trying = asyncio.create_task(_try(app.hub, incident, rooms, say))
    try:
        await asyncio.wait({running, trying}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
            raise NotCrossed("the program ended before a message had crossed")
        trying.result()
    finally:
        stop.set()
        trying.cancel()
        await asyncio.gather(running, trying, return_exceptions=True)


async def _try(hub: Any, incident: str, rooms: list[Room], say: Callable[[str], None]) -> None:
    await _until(lambda: _joined(hub, rooms), CONNECTED_WITHIN, lambda: _why_not_joined(hub, rooms))
    await _posted(hub, incident, rooms, {})  # what is said at the linking is through
    for room in rooms:
        before = await _health(hub, incident)
        await hub.heard(_message(hub, room))
        others = [one for one in rooms if one != room]
        await _posted(hub, incident, others, before)
        names = ", ".join(_name(hub, one) for one in others)
        say(f"crossed {_name(hub, room)} → {names}: the message is posted there")


def _joined(hub: Directory, rooms: list[Room]) -> bool:
    online = all(hub.online.get(room.source) for room in rooms)
    return online and all(room in hub.known and hub.known[room].state is RoomState.LINKED for room in rooms)


def _why_not_joined(hub: Directory, rooms: list[Room]) -> str:
    told = []
    for room in rooms:
        linked = hub.known.get(room)
        if not hub.online.get(room.source):
            away = hub.away.get(room.source)
            told.append(f"{room.source} is not connected{f': {away.why}' if away and away.why else ''}")
        elif linked is None or linked.state is not RoomState.LINKED:
            why = (linked.why if linked else "") or "invite the bot into it, and see that the id is right"
            told.append(f"{room} is not joined: {why}")
    return "; ".join(dict.fromkeys(told))


async def _posted(hub: Any, incident: str, rooms: list[Room], before: Mapping[str, RoomHealth]) -> None:
    """Wait until nothing waits for these rooms and each has a post that it had not before."""
    async with asyncio.timeout(CROSSED_WITHIN * 2):
        begun = asyncio.get_running_loop().time()
        while True:
            now = await _health(hub, incident)
            waiting = [room for room in rooms if not _is_through(now.get(str(room)), before.get(str(room)))]
            refused = [room for room in rooms if _refused(now, room) > _refused(before, room)]
            if refused and before:
                raise NotCrossed(
                    f"{refused[0]} refused it: say “undelivered” in a room of the incident, or run netcontrol check"
                )
            if not waiting:
                return
            if asyncio.get_running_loop().time() - begun > CROSSED_WITHIN:
                raise NotCrossed(
                    f"it waits for {', '.join(map(str, waiting))} since {CROSSED_WITHIN:.0f} s: run netcontrol check"
                )
            await asyncio.sleep(LOOKS_EVERY)


def _is_through(now: RoomHealth | None, before: RoomHealth | None) -> bool:
    if now is None or now.waiting:
        return False
    return before is None or (now.last_posted is not None and now.last_posted != before.last_posted)


def _refused(health: Mapping[str, RoomHealth], room: Room) -> int:
    found = health.get(str(room))
    return found.refused if found else 0


async def _health(hub: Any, incident: str) -> dict[str, RoomHealth]:
    found: tuple[RoomHealth, ...] = await hub.clerk.do(lambda work: tuple(work.record.room_health(incident)))
    return {one.room: one for one in found}


def _message(hub: Directory, room: Room) -> Message:
    """Said by set-up itself: its order is before all others, so that no room counts as read up to it."""
    id = f"setup-{secrets.token_hex(6)}"
    who = Person(f"{room.source}/netcontrol-setup", NAME)
    words = (
        f"This is a test of the bridge from {hub.labels.get(room.source, room.source)}: you can read it, so it works."
    )
    return Message(kind=Kind.NEW, room=room, key=id, id=id, who=who, at=hub.now(), text=plain(words))


def _name(hub: Directory, room: Room) -> str:
    linked = hub.known.get(room)
    return f"{(linked.name if linked else '') or room.id} ({hub.labels.get(room.source, room.source)})"


async def _until(true: Callable[[], bool], within: float, why: Callable[[], str]) -> None:
    end = asyncio.get_running_loop().time() + within
    while not true():
        if asyncio.get_running_loop().time() > end:
            raise NotCrossed(why())
        await asyncio.sleep(LOOKS_EVERY)
