"""The corridor. Every message of every platform, and of the clock, walks through ``Hub.heard``.

What it promises after a crash at any point: what is heard is committed with everything that follows from it (copies,
answers, changes of the record) in one transaction, and only then is the source told that we have it. The same thing
heard again, live, redelivered or fetched, changes nothing. An event that cannot be processed is kept raw under a
number, a person is told, and the cursor moves on; a database that is away is different: nothing is acknowledged.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from bot.directory import catch_up, out_of_order
from bot.directory.members import Asking
from bot.directory.names import introduced, note_name, note_names
from bot.directory.rooms import RoomLinks
from bot.directory.state import Away, Directory
from bot.inbound import reactions
from bot.inbound.belonging import Belonging
from bot.inbound.context import Hearing, Scene
from bot.inbound.dead_letters import DeadLetter
from bot.inbound.hearing import hear
from bot.inbound.keys import heard_key
from bot.outbound.fast_path import HeadStart
from bot.platforms import Heard
from bot.runtime import counters
from bot.runtime.clerk import ToTheEnd
from bot.runtime.turns import OWN, Turn
from commands.domain.bridging import LinkedRoom, RoomState, listeners
from commands.domain.messages import CLOCK, Kind, Message, Person, Reply, Room
from commands.domain.notification.ways import Carrying
from storage.bridge.outbox import FixedPost
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

BATCH = 25
"""Messages in one transaction while catching up: more would hold up the others for over 50 ms."""
INVITATION_WITHIN = 10.0
"""Seconds for which it is asked who it is that invites; nobody waits for that."""
LOADED_AGAIN = 0.5
"""Seconds after which the rooms are read again where the database was away just after it took a change of them."""


@dataclass(kw_only=True)
class Hub(Directory):
    """What the platforms call (it is their ``Ears``): the one corridor, on the directory of the rooms as they stand."""

    head_start: Callable[[set[Room]], AbstractContextManager[HeadStart]]  # for what is being heard, into these rooms
    prefix: str
    correction_after: timedelta
    command_late_after: timedelta
    on_lasting: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(0)  # people are to be told at once
    on_decided: Callable[[], None] = lambda: None  # the clock looks again: a command may have set a timer
    admins: dict[str, frozenset[str]] = field(default_factory=dict)
    openers: str | frozenset[str] = "moderators"
    carrying: Carrying = field(default_factory=Carrying)
    board: str = ""  # the address of the live board
    no_desks: set[Room] = field(default_factory=set)  # asked at most once for each room after each command

    def __post_init__(self) -> None:
        self.room_links = RoomLinks(self)
        self.asking = Asking(
            members=self.members,
            platforms=self.platforms,
            rooms=lambda: self.known,
            read=lambda job: self.clerk.do(job),  # noqa: PLW0108  a test may have put another clerk in its place
            now=self.now,
        )
        self._to_the_end = ToTheEnd()

    # what is said

    async def heard(self, message: Message) -> Heard:
        """Hear one thing; returns after the commit. Raises DatabaseAway: then nothing may be acknowledged."""
        self._note([message])
        if self.asking.is_needed(message):
            message, _ = await asyncio.gather(introduced(self, message), self.asking.verified([message]))
        else:  # at once, so that what is said in a row is heard in it
            message = await introduced(self, message)
        hearing = await self._to_the_end(self._taken(message))
        return hearing.heard

    async def heard_with(self, message: Message, first: Callable[[Work], None]) -> Heard:
        """Hear one thing, and do ``first`` in the same transaction before it: what it speaks of is kept with it."""
        hearing = await self._to_the_end(self._taken(message, first))
        return hearing.heard

    async def heard_all(self, messages: Sequence[Message], source: str, cursor: str | None) -> None:
        """Hear a batch in order; the cursor is committed with its last message."""
        self.progress[source] = self.now()
        rest = list(messages)
        self._note(rest)
        await self.asking.verified(rest)
        while len(rest) > BATCH:
            await self._to_the_end(self._batch(rest[:BATCH], source, None))
            rest = rest[BATCH:]
        await self._to_the_end(self._batch(rest, source, cursor))

    def _note(self, messages: Sequence[Message]) -> None:
        """Learn who people are, and who is where."""
        note_names(self, messages)
        self.members.note(messages, self.known, self.now())

    async def _batch(self, messages: Sequence[Message], source: str, cursor: str | None) -> None:
        if not messages and cursor is None:
            return

        def place(work: Work) -> None:
            if cursor is not None:
                work.accounts.set_cursor(source, cursor)

        try:
            hearings = await self._together(messages, place)
        except DatabaseAway:
            raise
        except Exception:  # noqa: BLE001  one of them is poisonous: hear each by itself
            for message in messages:
                await self._taken(message)
            if cursor is not None:
                await self.clerk.do(place)
            return
        for hearing in hearings:
            await self._after(hearing)

    async def _taken(self, message: Message, first: Callable[[Work], None] = lambda _work: None) -> Hearing:
        try:
            [hearing] = await self._together([message], first=first)
        except DatabaseAway:
            raise
        except Exception as fault:  # noqa: BLE001  whatever it is (even Stale for ever), the next one must be heard
            poisoned = DeadLetter(room=message.room, source=message.room.source, raw=repr(message), fault=fault)
            await self._keep(poisoned, heard_key(message))
            return Hearing(None, self._scene(self.known), message)  # type: ignore[arg-type]
        await self._after(hearing)
        return hearing

    async def _together(
        self,
        messages: Sequence[Message],
        also: Callable[[Work], None] = lambda _work: None,
        first: Callable[[Work], None] = lambda _work: None,
    ) -> list[Hearing]:
        """Hear these, and do what goes with them, in one transaction; whoever has to do with it is called upon."""
        tried: list[Hearing] = []

        def job(work: Work) -> None:
            first(work)
            tried[:] = [self._hear(work, message) for message in messages]
            also(work)
            _begin(start, work, tried)

        try:
            with self.head_start(self._destinations(messages)) as start:
                await self.clerk.do(job, _turn(messages))
        except DatabaseAway:
            self._rouse(tried)
            raise
        except Exception:
            self.no_desks.clear()
            raise
        for hearing in tried:
            hearing.lanes -= start.begun
        self._rouse(tried)
        return tried

    def _hear(self, work: Work, message: Message) -> Hearing:
        hearing = Hearing(work, self._scene(self._rooms(work)), message)
        hear(hearing)
        if hearing.decided:
            self.no_desks.clear()
        if hearing.rooms_changed:
            self.unseen.add(object())
        return hearing

    def _rooms(self, work: Work) -> dict[Room, LinkedRoom]:
        """The rooms as they stand in this transaction."""
        return {linked.room: linked for linked in work.rooms.all()} if self.unseen else self.known

    def _destinations(self, messages: Sequence[Message]) -> set[Room]:
        """The rooms for which talk is, or where a command is answered."""
        rooms = {message.room for message in messages}
        return rooms | {heard.room for room in rooms for heard in listeners(room, self.known.values())}

    def _rouse(self, hearings: Sequence[Hearing]) -> None:
        """Call upon whoever has to do with what was heard, also where the commit may have been lost on its way back."""
        if any(hearing.decided for hearing in hearings):
            self.on_decided()
        for hearing in hearings:
            self.wake(hearing.lanes)
            if hearing.urgent:
                self.hurry(hearing.urgent)

    async def _after(self, hearing: Hearing) -> None:
        if self.unseen:
            await self._load_surely()
            self.on_decided()
        here = self.known.get(hearing.message.room)  # as it stands now: it may have been lost meanwhile
        said = hearing.message.kind is Kind.NEW
        if said and hearing.here and here and hearing.message.order > here.last_order:
            self.know(
                replace(
                    here,
                    last_id=hearing.message.id,
                    last_order=hearing.message.order,
                    last_heard_at=hearing.scene.at,
                )
            )
        room = hearing.message.room
        counters.HEARD.labels(
            room.source, counters.room_label(room) if hearing.here else ""
        ).inc()  # others may be anywhere

    async def _load_surely(self) -> None:
        while True:
            try:
                return await self.load()
            except DatabaseAway:
                await asyncio.sleep(LOADED_AGAIN)

    def _scene(self, rooms: Mapping[Room, LinkedRoom]) -> Scene:
        return Scene(
            rooms=rooms,
            own=frozenset(self.own.values()),
            prefix=self.prefix,
            zone=self.zone,
            correction_after=self.correction_after,
            command_late_after=self.command_late_after,
            at=self.now(),
            admins=self.admins,
            members=self.members,
            openers=self.openers,
            carrying=self.carrying,
            link=self.link,
            board=self.board,
            early=self.early,
            no_desks=self.no_desks,
        )

    def known_late(self, work: Work, id: str, post: FixedPost) -> set[Room]:
        """Hear what was heard about a post of ours before we knew what it is called; returns the lanes to wake."""
        if out_of_order.key(post.room, id) not in self.early:
            return set()
        about = Message(kind=Kind.NEW, room=post.room, key="", id=id, who=CLOCK, at=self.now())
        hearing = Hearing(work, self._scene(self._rooms(work)), about)
        reactions.hear_early_beside(hearing, id)
        return hearing.lanes

    # what goes wrong

    async def poison(self, room: Room | None, source: str, raw: object, fault: BaseException) -> None:
        """Keep an event that cannot be processed under a number, and tell the room."""
        await self._keep(DeadLetter(room=room, source=source, raw=raw, fault=fault))

    async def _keep(self, poisoned: DeadLetter, key: str = "") -> None:
        """``key``: the event's, where it has one; redelivered, it is not told again."""

        def job(work: Work) -> set[Room]:
            at = self.now()
            if key and not work.talk.first_time(key, at):
                return set()
            poisoned.keep(work, at)
            return self.say(work, [poisoned.room] if poisoned.room else [], poisoned.told, at)

        self.wake(await self.clerk.do(job))

    # where it is said

    async def ready(self, room: Room, *, name: str, encrypted: bool = False, members: int | None = None) -> None:
        """The room is joined: the first time it is linked and told who hears it."""
        await self.room_links.ready(room, name=name, encrypted=encrypted)

    async def lost(self, room: Room, why: str) -> None:
        """The room cannot be heard: the others of its group are told at once what a person has to do."""
        await self.room_links.lost(room, why)

    async def back(self, room: Room) -> None:
        """A room that was lost takes posts again."""
        linked = self.known.get(room)
        if linked and linked.state is RoomState.LOST:
            await self.room_links.ready(room, name=linked.name, encrypted=linked.encrypted)

    async def invited(self, room: Room, by: str, words: str) -> bool | None:
        """May an invitation be taken? By whom, and what the invitation says; None where that is not known yet."""
        linked = self.known.get(room)
        if linked is not None and linked.open:
            return True
        await self.asking.of_person(by, INVITATION_WITHIN)

        def judge(work: Work) -> bool | None:
            belonging = Belonging(work, self._scene(self._rooms(work)), by)
            if belonging.somewhere() or belonging.is_administrator or belonging.vouched(words):
                return True
            return None if belonging.doubtful() else False

        return await self.clerk.do(judge)

    async def moved(self, room: Room, successor: Room) -> None:
        """The links of a replaced room follow it."""
        await self.room_links.moved(room, successor)

    async def named(self, person: Person) -> None:
        """Somebody, or a channel that is mentioned, is called otherwise from here on."""
        if person.name:
            note_name(self, person)
        else:
            self.names.pop(person.key, None)  # it is asked for

    async def connected(self, source: str, user_id: str) -> None:
        """An account hears; its bot's own user is known."""
        self.own = {**self.own, source: f"{source}/{user_id}"}  # replaced whole: the clerk's thread reads it
        complete = all(self.online.get(one) for one in self.labels)
        self.online[source] = True
        self.away.pop(source, None)
        now_complete = not complete and all(self.online.get(one) for one in self.labels)
        await self.clerk.do(lambda work: work.accounts.set_user_id(source, user_id))
        log.info("account connected", account=source)
        if now_complete:
            log.info("every account is connected", accounts=sorted(self.labels))

    async def disconnected(self, source: str, why: str, *, lasting: bool = False) -> None:
        """An account does not hear just now; it is tried again. ``lasting``: only a person can mend it."""
        self.online[source] = False
        since = self.away[source].since if source in self.away else self.now()
        self.away[source] = Away(since, why, lasting)
        log.warning("account disconnected", account=source, why=why, lasting=lasting)
        if lasting:
            with contextlib.suppress(DatabaseAway):  # the watch tells it as soon as it can
                await self.on_lasting()

    async def cursor(self, source: str) -> str | None:
        """How far an account was read."""
        return await self.clerk.do(lambda work: work.accounts.cursor(source))

    async def last_heard(self, room: Room) -> str | None:
        """The id of the newest message heard in a room."""
        linked = await self.clerk.do(lambda work: work.rooms.get(room))
        return linked.last_id if linked else None

    async def standing(self, room: Room, since: str) -> dict[str, str | None]:
        """What was said in a room beyond an id and was not removed, with its thread."""
        return await self.clerk.do(lambda work: work.talk.standing(room, since))

    async def holding(self, room: Room, since: str) -> Sequence[tuple[tuple[str, ...], str, str]]:
        """Who holds which emoji in a room, on messages beyond an id."""
        return await self.clerk.do(lambda work: work.talk.holding(room, since))

    async def catching_up(self, source: str) -> None:
        """Hold the live talk of the account's rooms until what was missed is in; what was heard before goes out."""
        rooms = {str(room): linked for room, linked in self.known.items() if room.source == source}
        self.progress[source] = self.now()
        for room, linked in rooms.items():
            self.held.setdefault(room, linked.last_order)
        orders = {room: self.held[room] for room in rooms}
        await self.clerk.do(lambda work: catch_up.hold(work, source, orders))

    async def caught_up(self, source: str) -> None:
        """Frame what was recovered, so that nobody takes it for current, and let live talk go on."""
        rooms = [linked for room, linked in self.known.items() if room.source == source]

        def job(work: Work) -> set[Room]:
            catch_up.release(work, source)
            return catch_up.close(work, rooms, self.known, self._zone_of, self.now())

        lanes = await self.clerk.do(job)
        for linked in rooms:
            self.held.pop(str(linked.room), None)
        self.wake(lanes | set(self.known))

    async def gap(self, room: Room, since: str, until: str) -> None:
        """Tell the group that something said in a room could not be fetched."""
        counters.GAPS.labels(room.source, counters.room_label(room)).inc()
        told = Reply(text=f"GAP: what was said in {room} between {since} and {until} could not be fetched.", loud=True)
        here = self.known.get(room)
        if here is None:
            return
        group = [one.room for one in self.known.values() if one.incident == here.incident and one.group == here.group]
        self.wake(await self.clerk.do(lambda work: self.say(work, group, told, self.now())))


def _turn(messages: Sequence[Message]) -> Turn:
    """Each room has its share of the clerk, and a batch its account's; what the clock says is the program's own."""
    if not messages or messages[0].who.key == CLOCK.key:
        return OWN
    room = messages[0].room
    return room.source, str(room) if len(messages) == 1 else ""


def _begin(start: HeadStart, work: Work, hearings: Sequence[Hearing]) -> None:
    """Fix what follows from them, unless a command among them may have changed who somebody is."""
    changed = any(hearing.decided for hearing in hearings)
    start.fix(work, set() if changed else {room for hearing in hearings for room in hearing.lanes})
