"""A Slack account that runs against the local Slack, and ears that note what it hears."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from bot.platforms import Heard, Post
from bot.platforms.slack import wire
from bot.platforms.slack.client import Slack, connect
from bot.sandbox.slack import Channel, Habits, SlackSandbox, User, Workspace
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import words
from tests.helpers import eventually


class RecordingEars:
    """Takes the hub's place: keeps what is heard, under its key, and can be told to fail."""

    def __init__(self, *rooms: Room) -> None:
        self.linked = list(rooms)
        self.all: list[Message] = []
        self.keys: set[str] = set()
        self.poisoned: list[Any] = []
        self.names: dict[Room, str] = {}
        self.called: dict[str, str] = {}
        self.lost_rooms: dict[Room, str] = {}
        self.gaps: list[tuple[Room, str, str]] = []
        self.states: list[str] = []
        self.lasting: list[str] = []  # outages that only a person can mend
        self.cursors: dict[str, str] = {}
        self.failing = 0
        self.answer: Callable[[Message], Heard] = lambda message: Heard()

    async def heard(self, message: Message) -> Heard:
        if self.failing > 0:
            self.failing -= 1
            raise RuntimeError("the store is away")
        if message.key not in self.keys:
            self.keys.add(message.key)
            self.all.append(message)
        return self.answer(message)

    async def heard_all(self, messages: Any, source: str, cursor: str | None) -> None:
        for message in messages:
            await self.heard(message)
        if cursor is not None:
            self.cursors[source] = cursor

    async def poison(self, room: Any, source: str, raw: Any, fault: BaseException) -> None:
        self.poisoned.append((raw, fault))

    async def rooms(self, source: str) -> list[Room]:
        return list(self.linked)

    async def ready(self, room: Room, *, name: str, encrypted: bool = False, members: int | None = None) -> None:
        self.names[room] = name
        self.lost_rooms.pop(room, None)

    async def lost(self, room: Room, why: str) -> None:
        self.lost_rooms[room] = why

    async def invited(self, room: Room, by: str, words: str) -> bool | None:
        raise AssertionError("Slack invites nobody who is asked first")

    async def moved(self, room: Room, successor: Room) -> None:
        raise AssertionError("Slack moves no rooms")

    async def named(self, person: Person) -> None:
        self.called[person.key] = person.name

    async def connected(self, source: str, user_id: str) -> None:
        self.states.append("connected")

    async def disconnected(self, source: str, why: str, *, lasting: bool = False) -> None:
        self.states.append(why)
        self.lasting += [why] if lasting else []

    async def cursor(self, source: str) -> str | None:
        return self.cursors.get(source)

    async def last_heard(self, room: Room) -> str | None:
        return max((one.id for one in self.all if one.room == room and one.kind is Kind.NEW), default=None)

    async def standing(self, room: Room, since: str) -> dict[str, str | None]:
        removed = {one.id for one in self.of(Kind.REMOVED)}
        return {one.id: one.thread for one in self.of(Kind.NEW) if one.id > since and one.id not in removed}

    async def holding(self, room: Room, since: str) -> list[tuple[tuple[str, ...], str, str]]:
        held: dict[tuple[str, str, str], None] = {}
        for one in self.all:
            mark = (one.id, one.emoji, one.who.key)
            if one.kind is Kind.REACTED:
                held[mark] = None
            elif one.kind is Kind.UNREACTED:
                held.pop(mark, None)
        return [((id,), emoji, who) for id, emoji, who in held if id > since]

    async def catching_up(self, source: str) -> None:
        self.states.append("catching up")

    async def caught_up(self, source: str) -> None:
        self.states.append("caught up")

    async def gap(self, room: Room, since: str, until: str) -> None:
        self.gaps.append((room, since, until))

    @property
    def said(self) -> list[str]:
        return [words(message.text) for message in self.all if message.kind is Kind.NEW]

    @property
    def wordings(self) -> list[str]:
        """What was said, in Slack's order, each in its newest wording."""
        changes = sorted(self.of(Kind.NEW) + self.of(Kind.EDITED), key=lambda one: one.revision)
        newest = {one.id: words(one.text) for one in changes}
        return [newest[id] for id in sorted(newest)]

    async def hears(self, count: int, kind: Kind = Kind.NEW) -> Message:
        """The newest of so many messages of a kind, when they have come."""
        await eventually(
            lambda: len(self.of(kind)) >= count, told=lambda: f"heard {[(m.kind, words(m.text)) for m in self.all]}"
        )
        return self.of(kind)[-1]

    def of(self, kind: Kind) -> list[Message]:
        return [message for message in self.all if message.kind is kind]


@pytest.fixture(autouse=True)
def haste(monkeypatch) -> None:
    """The second connection follows at once."""
    monkeypatch.setattr(wire, "STAGGER", 0.01)


@pytest.fixture
def habits() -> Habits:
    return Habits(limited=False, ack_timeout=0.5, retry_delays=(0, 0.05, 0.1, 0.2), file_delay=0.01, warning_time=0.1)


@pytest.fixture
async def slack(habits) -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(habits=habits) as slack:
        yield slack


@pytest.fixture
def county(slack) -> Workspace:
    return slack.add_workspace("county")


@pytest.fixture
def amy(county) -> User:
    return county.add_user("amy", real_name="Amy Pond")


@pytest.fixture
def bob(county) -> User:
    return county.add_user("bob", real_name="Bob Miller")


@pytest.fixture
def ops(county, amy, bob) -> Channel:
    return county.add_channel("ops", amy, bob)


@pytest.fixture
def room(ops) -> Room:
    return Room("slack", "county", ops.id)


@pytest.fixture
def ears(room) -> RecordingEars:
    return RecordingEars(room)


def account(slack: SlackSandbox, workspace: Workspace) -> Slack:
    settings = SimpleNamespace(
        label="Ada County",
        bot_token=SecretStr(workspace.bot_token),
        app_token=SecretStr(workspace.app_token),
        base_url=slack.base_url,
    )
    made = connect("county", settings, Path())
    assert isinstance(made, Slack)
    return made


@pytest.fixture
async def platform(slack, county) -> AsyncIterator[Slack]:
    """The account, not connected."""
    made = account(slack, county)
    yield made
    await made.close()


@contextlib.asynccontextmanager
async def running(platform: Slack, ears: RecordingEars, county: Workspace) -> AsyncIterator[None]:
    """The account runs within the block, both of its connections open."""
    before = len(ears.states)
    task = asyncio.create_task(platform.run(ears))
    try:
        await eventually(lambda: task.done() or ("caught up" in ears.states[before:] and county.sockets.open >= 2))
        if task.done():
            task.result()
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
async def live(platform, ears, county) -> AsyncIterator[Slack]:
    """The account, connected and hearing."""
    async with running(platform, ears, county):
        yield platform


@pytest.fixture
def post(room) -> Callable[..., Post]:
    def post(verb: str = "post", text: str = "hello", id: str = "p1", **fields: Any) -> Post:
        payload = fields.pop("payload", {"text": text})
        return Post(id=id, room=fields.pop("room", room), verb=verb, payload=payload, **fields)

    return post
