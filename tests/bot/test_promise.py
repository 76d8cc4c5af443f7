"""The promise, played at random: four rooms talk, edit, remove, answer and react while sends fail and the program dies.

In the end each room must hold exactly what was said in the others: once each, in order, in the newest wording, what was
removed gone. A play is made from its seed alone, so a failure is repeated by its number.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest

from bot.platforms import Pace
from bot.runtime.turns import OWN
from commands.domain.messages import Kind, Message, Room
from storage.store import Database
from tests.bot.far_end import Account, Afterwards, Server, Shown
from tests.bot.world import InlineClerk, World

ROOMS = tuple(
    Room.parse(name) for name in ("slack.county/C1", "slack.city/C2", "matrix.state/!s:state", "matrix.feds/!f:feds")
)
PEOPLE = ("al", "bo", "cy")
EMOJI = ("👍", "🔥")
PACE = Pace(room_rate=2000, room_burst=1, account_rate=2000, account_burst=1)
MEMORY = "sqlite://"
"""A store that outlives the program all the same: it is closed when the play is over."""
TOKEN = re.compile(r"m(\d+)\.(\d+)\.(\d+)")


class Crash(BaseException):
    """The process dies here."""


class Fate:
    """What goes wrong, drawn from one seed; ``kind`` puts an end to it."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.kind = False

    def of_send(self, _post):
        if self.kind or self.dice.random() < 0.7:
            return "ok"
        return self.dice.choice(["later", "lost call", "lost answer", Crash(), Afterwards(Crash())])

    def of_look(self) -> bool:
        return not self.kind and self.dice.random() < 0.3

    def strikes(self) -> bool:
        return not self.kind and self.dice.random() < 0.02


class MortalClerk(InlineClerk):
    """Dies now and then, just before a transaction or just after its commit."""

    fate: Fate

    async def do(self, job, turn=OWN):
        if self.fate.strikes():
            raise Crash
        done = await super().do(job, turn)
        if self.fate.strikes():
            raise Crash
        return done


@dataclass
class Said:
    """What a person said, as it must be shown in the end."""

    number: int
    message: Message
    revision: int = 0
    size: int = 1
    removed: bool = False
    holders: set[tuple[str, str, Room]] = field(default_factory=set)  # (emoji, person, room)

    @property
    def text(self) -> str:
        return " ".join(f"m{self.number}.{self.revision}.{word}" for word in range(self.size))


class Play:
    """One play: people who act, a program that dies, and what must come of it."""

    def __init__(self, seed: int, url: str) -> None:
        self.dice = Random(seed)
        self.fate = Fate(self.dice)
        self.server = Server()
        self.accounts = {room.source: self._account(room) for room in ROOMS}
        clerk = type("SeededClerk", (MortalClerk,), {"fate": self.fate})
        kind = type("MortalWorld", (World,), {"clerk_kind": clerk})
        self.world = kind(url, rooms=ROOMS, accounts=self.accounts, server=self.server)
        self.said: list[Said] = []
        self.told: list[Message] = []
        self.deaths = 0

    def _account(self, room: Room) -> Account:
        fate = self.fate
        return Account(
            self.server,
            room.source,
            habit=room.platform,
            pace=PACE,
            part_words=3,
            together=4,
            outcome=fate.of_send,
            look_fails=fate.of_look,
        )

    async def run(self, deeds: int) -> None:
        await self.start()
        for _ in range(deeds):
            await self.deliver(list(self.deed()))
            for _ in range(self.dice.randrange(12)):
                await asyncio.sleep(0)
            await self.revive()
        self.fate.kind = True
        await self.revive(always=True)
        await self.settle()
        await self.world.stop()

    async def settle(self) -> None:
        await self.world.settled(timeout=30)

    async def start(self) -> None:
        while True:
            try:
                return await self.world.start()
            except Crash:
                self.deaths += 1

    async def revive(self, always: bool = False) -> None:
        """Start again what has died, with nothing but the store."""
        task = self.world._task
        if not (always or task is None or task.done()):
            return
        self.deaths += 1
        if task and not task.done():
            task.cancel()
        if task:
            await asyncio.wait([task])
            if not task.cancelled():
                died_of(task.exception())
        self.world.clerk.die()  # with what it was to note soon
        if self.world.url != MEMORY:
            self.world.database.close()
            self.world.database = Database(self.world.url)
        self.world.build()
        await self.start()

    async def deliver(self, messages: list[Message]) -> None:
        """Each is told to the program until it has acknowledged it, and sometimes again, at once or much later."""
        self.told += messages
        if self.told and self.dice.random() < 0.2:
            messages = [*messages, self.dice.choice([*messages, *self.told])]
        while messages:
            try:
                if messages[0].room.platform == "matrix" and self.dice.random() < 0.5:
                    await self.tell(
                        lambda: self.world.hub.heard_all(messages, messages[0].room.source, f"s{messages[-1].order}")
                    )
                    return
                await self.tell(lambda: self.world.hub.heard(messages[0]))
            except Crash:
                await self.revive(always=True)
                continue
            del messages[0]

    async def tell(self, call):
        await call()

    # what people do

    def deed(self) -> Iterator[Message]:
        alive = [said for said in self.said if not said.removed]
        what = self.dice.choices(["say", "edit", "remove", "react", "overtake"], [8, 3, 1, 3, 1])[0]
        if what == "say" or not alive:
            yield self.say().message
        elif what == "edit":
            yield self.edit(self.dice.choice(alive))
        elif what == "remove":
            yield self.remove(self.dice.choice(alive))
        elif what == "react":
            yield from self.react(self.dice.choice(alive))
        else:  # a change is heard before what it changes
            said = self.say()
            change = self.edit(said) if self.dice.random() < 0.6 else self.remove(said)
            yield from (change, said.message)

    def say(self, room: Room | None = None) -> Said:
        room = room or self.dice.choice(ROOMS)
        roots = [one for one in self.said if one.message.room == room and one.message.thread is None]
        thread = self.dice.choice(roots).message.id if roots and self.dice.random() < 0.25 else None
        said = Said(len(self.said), self.world.message(room, "", self.dice.choice(PEOPLE), thread=thread))
        said.size = self.dice.randint(1, 7)
        said.message = said.message.but(id=f"o{said.number}", key=f"{room.id}/o{said.number}")
        said.message = self._worded(said.message, said)
        self.server.room(room)[said.message.id] = Shown(said.message.id, said.text, "")
        self.said.append(said)
        return said

    def _worded(self, message: Message, said: Said) -> Message:
        return self.world.message(message.room, said.text).but(
            **{name: getattr(message, name) for name in vars(message) if name != "text"}
        )

    def edit(self, said: Said) -> Message:
        said.revision += 1
        said.size = self.dice.randint(1, 7)
        return self._worded(self.world.later(said.message, Kind.EDITED, revision=said.revision), said)

    def remove(self, said: Said) -> Message:
        said.removed = True
        self.server.room(said.message.room).pop(said.message.id)
        return self.world.later(said.message, Kind.REMOVED)

    def react(self, said: Said) -> Iterator[Message]:
        """Somebody reacts to the original or to a copy that shows it alone; or takes it back."""
        room = self.dice.choice(ROOMS)
        id = said.message.id if room == said.message.room else self._copy(said, room)
        if id is None:
            return
        held = (self.dice.choice(EMOJI), self.dice.choice(PEOPLE), room)
        kind = Kind.UNREACTED if held in said.holders else Kind.REACTED
        said.holders ^= {held}
        number = next(self.world._ids)
        yield self.world.message(
            room, "", held[1], kind=kind, id=id, key=f"{room.id}/{id}/{kind}/{number}", emoji=held[0]
        )

    def _copy(self, said: Said, room: Room) -> str | None:
        """The id of a copy that shows this original alone, if it is noted already."""
        with self.world.database.work() as work:
            for part in work.outbox.parts(self._id(work, said), room) if self._id(work, said) else ():
                if part.native and len(work.outbox.carried(part.id)) == 1:
                    return part.native
        return None

    def _id(self, work, said: Said) -> int | None:
        found = work.talk.find(said.message.room, said.message.id)
        return found.id if found else None

    # what must come of it

    def check(self) -> None:
        for room in ROOMS:
            posts = [shown for shown in self.server.room(room).values() if shown.post]
            self._check_words(room, posts)
            self._check_threads(room, posts)
            self._check_reactions(room)
        with self.world.database.work() as work:
            assert work.keeping.troubles() == 0

    def _check_words(self, room: Room, posts: list[Shown]) -> None:
        shown = defaultdict(list)
        for number, revision, word in (found for post in posts for found in TOKEN.findall(post.text)):
            shown[int(number)].append((int(revision), int(word)))
        expected = {
            said.number: [(said.revision, word) for word in range(said.size)]
            for said in self.said
            if said.message.room != room and not said.removed
        }
        assert dict(shown) == expected, room
        for source in ROOMS:
            order = [number for number in shown if self.said[number].message.room == source]
            assert order == sorted(order), (room, source)

    def _check_threads(self, room: Room, posts: list[Shown]) -> None:
        with self.world.database.work() as work:
            for post in posts:
                for number in {int(found[0]) for found in TOKEN.findall(post.text)}:
                    thread = self.said[number].message.thread
                    assert thread is not None or post.thread is None
                    if thread is not None and post.thread is not None:
                        source = self.said[number].message.room
                        root = work.talk.find(source, thread).id
                        assert root in [said.id for said in self._ever_shown(work, room, post.thread)]
                    elif thread is not None:
                        assert "an earlier message" in post.text

    def _ever_shown(self, work, room: Room, native: str):
        return work.talk.behind(room, native)

    def _check_reactions(self, room: Room) -> None:
        by_native = {(said.message.room, said.message.id): said for said in self.said}
        with self.world.database.work() as work:
            for shown in self.server.room(room).values():
                behind = [by_native[said.room, said.native] for said in work.talk.behind(room, shown.id)]
                first = all(self._first_part(work, said, room) in (None, shown.id) for said in behind)
                if behind and first and not any(said.removed for said in behind):
                    expected = {emoji for said in behind for emoji, _, where in said.holders if where != room}
                    assert shown.reactions == expected, (room, shown)

    def _first_part(self, work, said: Said, room: Room) -> str | None:
        parts = work.outbox.parts(self._id(work, said), room)
        return parts[0].native if parts else None


def died_of(fault: BaseException | None) -> None:
    """Nothing but a crash may end the courier."""
    if isinstance(fault, BaseExceptionGroup):
        _, rest = fault.split(Crash)
        if rest:
            raise rest
    elif fault is not None and not isinstance(fault, Crash):
        raise fault


async def play(seed: int, deeds: int, url: str = MEMORY, kind: type[Play] = Play) -> Play:
    played = kind(seed, url)
    try:
        await played.run(deeds)
        played.check()
    finally:
        played.world.database.close()
    return played


@pytest.mark.parametrize("seed", range(6))
async def test_each_message_is_shown_once_in_order_and_in_its_newest_wording(seed):
    await play(seed, 30)


async def test_a_play_on_a_file_that_is_opened_anew_after_each_death(tmp_path):
    await play(7, 30, f"sqlite:///{tmp_path}/play.db")


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1000, 1300))
async def test_the_promise_holds_through_long_plays(seed, tmp_path):
    await play(seed, 150, f"sqlite:///{tmp_path}/play.db" if seed % 2 else MEMORY)


async def test_the_plays_do_what_they_are_for():
    """Programs die in them, messages are combined, split and looked for."""
    plays = [await play(seed, 30) for seed in range(100, 102)]

    assert sum(one.deaths for one in plays) > 5
    assert sum(account.looked for one in plays for account in one.accounts.values()) > 0
    assert any("\n" in text for one in plays for room in ROOMS for text in one.server.texts(room))
    assert any(said.size > 3 for one in plays for said in one.said)
