"""Who is in which room, as its platform says now: what decides who belongs to an incident.

Whoever can speak in a room is in it, so ordinary talk is never looked up. Everything else (direct messages, slash
commands, buttons, forms, reactions where a platform lets outsiders give them) is asked about before its transaction,
for a bounded time, where the view is too old. What is not known then is treated as if the person were no member.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.platforms import Platform, SendFault
from commands.domain.bridging import LinkedRoom
from commands.domain.messages import CLOCK, Kind, Message, Room
from commands.domain.text import words
from commands.registry import nouns
from storage.store import Work

T = TypeVar("T")
log = structlog.get_logger()

FRESH = timedelta(minutes=1)
"""What is private is told by a view no older than this."""
LASTING = timedelta(minutes=10)
"""In a linked room itself the view holds longer: joins and leaves are heard there."""
WITHIN = 0.7
"""Seconds that an answer waits for the platforms: Slack's acknowledgement is due within one."""
MOST = 20_000
"""Single comings and goings that are remembered; beyond them the oldest are forgotten."""

ACTS = frozenset({Kind.COMMAND, Kind.PRESSED, Kind.SUBMITTED, Kind.REACTED})
LEFT = frozenset({"left", "removed"})


@dataclass
class Members:
    """The view. The clerk's thread reads it; the loop's writes each entry whole."""

    lists: dict[Room, tuple[frozenset[str], datetime]] = field(default_factory=dict)
    came: dict[tuple[Room, str], datetime] = field(default_factory=dict)  # joined, or spoke
    went: dict[tuple[Room, str], datetime] = field(default_factory=dict)
    administer: dict[tuple[Room, str], tuple[bool, datetime]] = field(default_factory=dict)
    asked: dict[object, "asyncio.Task[None]"] = field(default_factory=dict)

    def is_in(self, room: Room, key: str, at: datetime, within: timedelta = FRESH) -> bool | None:
        """Is this person in the room? None where what is known is older than ``within``."""
        went = self.went.get((room, key))
        came = self.came.get((room, key))
        if came and at - came < within and not (went and went >= came):
            return True
        listed = self.lists.get(room)
        if listed and at - listed[1] < within:
            return key in listed[0] and not (went and went >= listed[1])
        return False if went and at - went < within else None

    def moderates(self, room: Room, key: str, at: datetime) -> bool | None:
        """Does this person administer the room? None where that is not known any more."""
        found = self.administer.get((room, key))
        return found[0] if found and at - found[1] < FRESH else None

    def note(self, messages: Iterable[Message], rooms: Mapping[Room, LinkedRoom], at: datetime) -> None:
        """Learn from what is heard: who speaks is in the room, who joins or leaves says so."""
        for one in messages:
            if one.room not in rooms or one.recovered or one.bot or one.who.key == CLOCK.key or at - one.at > FRESH:
                continue
            if one.kind is Kind.HAPPENED and one.action in LEFT:
                _put(self.went, (one.room, one.who.key), at)
            elif one.inside:
                _put(self.came, (one.room, one.who.key), at)


def _put(noted: dict[tuple[Room, str], datetime], key: tuple[Room, str], at: datetime) -> None:
    noted.pop(key, None)
    noted[key] = at
    while len(noted) > MOST:
        del noted[next(iter(noted))]


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What looking up needs of the directory."""

    members: Members
    platforms: Mapping[str, Platform]
    rooms: Callable[[], Mapping[Room, LinkedRoom]]
    read: Callable[[Callable[[Work], tuple[str, ...]]], Awaitable[tuple[str, ...]]]
    now: Callable[[], datetime]

    async def verified(self, messages: Sequence[Message], within: float = WITHIN) -> None:
        """Ask who is in, for those among these messages that need it, and wait for the answers; not for long."""
        needed = [one for one in messages if self.is_needed(one)]
        if tasks := [task for one in needed for task in await self._questions(one)]:
            await asyncio.wait(tasks, timeout=within)

    async def of_person(self, key: str, within: float) -> None:
        """Ask in which rooms somebody is, with all accounts, and wait for the answers."""
        if tasks := [*self._everywhere(await self._same(key))]:
            await asyncio.wait(tasks, timeout=within)

    def is_needed(self, message: Message) -> bool:
        """Is there something to be asked before this is heard? Talk and most commands of a room need nothing."""
        if not _acts(message):
            return False
        return not self._is_linked(message) or bool(self._looked_for(message)) or self._is_of_rooms(message)

    def _is_linked(self, message: Message) -> bool:
        here = self.rooms().get(message.room)
        return bool(here and here.open and not message.direct)

    def _looked_for(self, message: Message) -> list[Room]:
        """The rooms of the incident of which it is not known whether whoever says this in one of them is in it."""
        key, at, rooms = message.who.key, self.now(), self.rooms()
        if message.inside or self.members.is_in(message.room, key, at, LASTING):
            return []
        of = {one.room for one in rooms.values() if one.open and one.incident == rooms[message.room].incident}
        mine = (room for room in of if room.source == message.room.source)
        return [room for room in mine if self.members.is_in(room, key, at, LASTING) is None]

    def _is_of_rooms(self, message: Message) -> bool:
        return _concerns_rooms(message) and self._stands(message) is None

    def _stands(self, message: Message) -> bool | None:
        return self.members.moderates(message.room, message.who.key, self.now())

    async def _questions(self, message: Message) -> list["asyncio.Task[None]"]:
        if self._is_linked(message):
            found = [self._list(room) for room in self._looked_for(message)]
            return [*found, *([self._standing(message)] if self._is_of_rooms(message) else [])]
        found = [*self._everywhere(await self._same(message.who.key))]
        # Whoever writes directly is looked up in any case: the answer takes as long where there is no incident.
        return [*found, *([self._standing(message)] if self._stands(message) is None else [])]

    async def _same(self, key: str) -> tuple[str, ...]:
        return await self.read(lambda work: work.record.same_person(key))

    def _everywhere(self, keys: Sequence[str]) -> Iterator["asyncio.Task[None]"]:
        """A question for each linked room on these accounts of which it is not known whether the person is in it."""
        at = self.now()
        for room, linked in self.rooms().items():
            mine = [key for key in keys if key.partition("/")[0] == room.source]
            if linked.open and mine and any(self.members.is_in(room, key, at) is None for key in mine):
                yield self._list(room)

    def _list(self, room: Room) -> "asyncio.Task[None]":
        async def ask() -> None:
            begun = self.now()
            if (keys := await _answer(self.platforms, room, lambda there: there.members(room))) is not None:
                self.members.lists[room] = keys, begun

        return self._once(room, ask)

    def _standing(self, message: Message) -> "asyncio.Task[None]":
        room, key = message.room, message.who.key
        user = key.partition("/")[2]

        async def ask() -> None:
            found = await _answer(self.platforms, room, lambda there: there.moderates(room, user))
            if found is not None:
                _forget_old(self.members.administer)
                self.members.administer[room, key] = found, self.now()

        return self._once((room, key), ask)

    def _once(self, what: object, ask: Callable[[], Awaitable[None]]) -> "asyncio.Task[None]":
        """One question at a time about one thing, however many want the answer."""
        if (running := self.members.asked.get(what)) is None:
            running = self.members.asked[what] = asyncio.ensure_future(ask())
            running.add_done_callback(lambda _: self.members.asked.pop(what, None))
        return running


def _forget_old(known: dict[tuple[Room, str], tuple[bool, datetime]]) -> None:
    while len(known) >= MOST:
        del known[next(iter(known))]


async def _answer(platforms: Mapping[str, Platform], room: Room, ask: Callable[[Platform], Awaitable[T]]) -> T | None:
    platform = platforms.get(room.source)
    if platform is None:
        return None
    try:
        return await ask(platform)
    except SendFault as fault:
        log.warning("membership not known", room=str(room), why=fault.reason)
    return None


def _acts(message: Message) -> bool:
    """May this be a command? Talk in a linked room never waits."""
    if message.bot or message.who.key == CLOCK.key:
        return False
    if message.kind is Kind.NEW:
        return words(message.text).lstrip().startswith("!")
    return message.kind in ACTS


def _concerns_rooms(message: Message) -> bool:
    """Is it perhaps one of the commands that the room's own administration lets be said?"""
    said = words(message.text) if message.kind in (Kind.NEW, Kind.COMMAND) else message.action
    return not _by_room().isdisjoint(re.findall(r"\w+", said[:200].casefold()))


def _by_room() -> frozenset[str]:
    """The words with which such a command begins."""
    verbs = {verb for noun in nouns().values() for verb in noun.verbs.values() if verb.by_room}
    named = {word for verb in verbs for word in (verb.name or verb.noun, *verb.also)}
    return frozenset(named | {"unlink", "leave"})
