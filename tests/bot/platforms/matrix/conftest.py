"""An account on the real homeserver, and ears that note what they were told."""

import asyncio
import contextlib
import itertools
import uuid
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from bot.platforms import Heard, Post, TryLater
from bot.platforms.matrix.client import connect
from commands.domain.messages import Kind, Room
from commands.domain.text import words
from tests.helpers import eventually

_names = (f"{word}-{uuid.uuid4().hex[:6]}" for word in itertools.repeat("bot"))


class Ears:
    """The way in of a program that only listens; ``broken`` makes its store be away."""

    def __init__(self) -> None:
        self.messages = []
        self.cursors = []
        self.linked = []
        self.told = []
        self.poisoned = []
        self.broken = False
        self.kept = None
        self.welcome = True  # whoever invites is somebody from whom invitations are taken

    def _store(self):
        if self.broken:
            raise RuntimeError("the database is away")

    async def heard(self, message):
        self._store()
        self.messages.append(message)
        return Heard()

    @property
    def said(self):
        """What was said, without who came and went."""
        return [message for message in self.messages if message.kind is not Kind.HAPPENED]

    async def heard_all(self, messages, source, cursor):
        self._store()
        keys = {message.key for message in self.messages}
        self.messages += [message for message in messages if message.key not in keys]
        self.cursors.append(cursor)
        self.kept = cursor or self.kept

    async def poison(self, room, source, raw, fault):
        self.poisoned.append((room, raw, fault))

    async def rooms(self, source):
        return list(self.linked)

    async def ready(self, room, *, name, encrypted=False, members=None):
        self.told.append(("ready", room.id, name))

    async def lost(self, room, why):
        self.told.append(("lost", room.id, why))

    async def invited(self, room, by, words):
        self.told.append(("invited", room.id, by, words))
        return room in self.linked or self.welcome

    async def moved(self, room, successor):
        self.told.append(("moved", room.id, successor.id))
        self.linked = [successor if each == room else each for each in self.linked]

    async def connected(self, source, user_id):
        self.told.append(("connected", source, user_id))

    async def disconnected(self, source, why, *, lasting=False):
        self.told.append(("disconnected", source, why))
        if lasting:
            self.told.append(("lasting", source, why))

    async def cursor(self, source):
        return self.kept

    async def last_heard(self, room):
        return None

    async def catching_up(self, source):
        self.told.append(("catching up", source))

    async def caught_up(self, source):
        self.told.append(("caught up", source))

    async def gap(self, room, since, until):
        self.told.append(("gap", room.id, since))

    def words(self):
        return [words(message.text) for message in self.said]

    def was_told(self, what):
        return [each for each in self.told if each[0] == what]


class Bot:
    """One account of the bot, run and stopped by the test."""

    def __init__(self, homeserver, login, folder, name="state"):
        self.homeserver, self.login, self.folder, self.name = homeserver, login, folder, name
        self.ears = Ears()
        self.platform = None
        self.keeper = None
        self._task = None

    @property
    def user_id(self):
        return self.login.user_id

    def room(self, id):
        return Room("matrix", self.name, id)

    def link(self, *ids):
        self.ears.linked += [self.room(id) for id in ids]

    def settings(self, **changes):
        given = {
            "label": "State EOC",
            "homeserver": self.homeserver.url,
            "user_id": self.login.user_id,
            "password": SecretStr(self.login.password),
            "access_token": None,
            "device_id": None,
        }
        return SimpleNamespace(**({"bridges": ()} | given | changes))

    async def start(self, **changes):
        self.platform = connect(self.name, self.settings(**changes), self.folder)
        if self.keeper:
            self.platform.keep_in(self.keeper)
        before = len(self.ears.was_told("connected"))
        self._task = asyncio.create_task(self.platform.run(self.ears))
        await eventually(lambda: self._died() or len(self.ears.was_told("connected")) > before)
        return self.platform

    def _died(self):
        if self._task.done():
            self._task.result()
        return False

    async def stop(self):
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            await self.platform.close()
            self._task = None

    def post(self, room, verb="post", payload=None, **more):
        return Post(id=more.pop("id", uuid.uuid4().hex), room=self.room(room), verb=verb, payload=payload or {}, **more)

    async def until_sent(self, post):
        """Send as the courier does: again while it may help."""

        async def sent():
            try:
                return await self.platform.send(post)
            except TryLater:
                return None

        return await eventually(sent)

    async def say(self, room, draft, verb="post", **more):
        [payload] = self.platform.render(draft)
        return await self.platform.send(self.post(room, verb, payload, **more))


@pytest.fixture
async def bot(homeserver, tmp_path):
    made = Bot(homeserver, await homeserver.register(next(_names), displayname="Net Control"), tmp_path)
    yield made
    await made.stop()


@pytest.fixture
async def other(homeserver, tmp_path):
    """A second account with a device of its own, where somebody is needed who can encrypt."""
    made = Bot(homeserver, await homeserver.register(next(_names), displayname="Other"), tmp_path, "other")
    yield made
    await made.stop()


@pytest.fixture
async def ann(homeserver):
    async with homeserver.person(f"ann-{uuid.uuid4().hex[:6]}", "Ann Lee") as person:
        yield person


@pytest.fixture
async def bob(homeserver):
    async with homeserver.person(f"bob-{uuid.uuid4().hex[:6]}", "Bob Ray") as person:
        yield person
