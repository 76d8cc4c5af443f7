"""A room and a person in it, on Slack or on Matrix, with the same deeds on both."""

import itertools
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

from bot.sandbox.matrix_person import CLIENT, Event, MatrixPerson
from bot.sandbox.slack import Channel, User, Workspace
from tests.bridge.shown import Shown, joined, on_matrix, on_slack

SLACK_EMOJI = {"👍": "+1", "👀": "eyes", "✅": "white_check_mark", "❤️": "heart", "🚒": "fire_engine"}


class Place(Protocol):
    """A linked room, and the person who talks there."""

    name: str  # of the account: "county"
    label: str
    author: str  # how the person's copies are signed elsewhere
    room: str  # as config.toml writes it

    async def say(self, text: str, thread: str | None = None) -> str: ...
    async def edit(self, native: str, text: str) -> None: ...
    async def delete(self, native: str) -> None: ...
    async def react(self, native: str, emoji: str) -> None: ...
    async def unreact(self, native: str, emoji: str) -> None: ...
    async def look(self) -> None:
        """Learn what has happened in the room since the last look."""

    def shown(self) -> list[Shown]:
        """What the bot's posts show, in the order of the room."""

    def held(self) -> dict[str, set[str]]:
        """The emoji that the bot holds, by message."""


@dataclass
class SlackPlace:
    name: str
    label: str
    workspace: Workspace
    channel: Channel
    user: User

    @property
    def author(self) -> str:
        return f"{self.user.shown} ({self.label})"

    @property
    def room(self) -> str:
        return f"slack.{self.name}/{self.channel.id}"

    async def say(self, text: str, thread: str | None = None, **more: Any) -> str:
        typed = self.workspace.typed(text)
        return (await self.workspace.say(self.user, self.channel, typed, thread_ts=thread, **more)).ts

    async def edit(self, native: str, text: str) -> None:
        await self.workspace.edit(self.user, self._message(native), self.workspace.typed(text))

    async def delete(self, native: str) -> None:
        await self.workspace.delete(self.user, self._message(native))

    async def react(self, native: str, emoji: str) -> None:
        await self.workspace.add_reaction(self.user, self._message(native), SLACK_EMOJI[emoji])

    async def unreact(self, native: str, emoji: str) -> None:
        await self.workspace.remove_reaction(self.user, self._message(native), SLACK_EMOJI[emoji])

    async def look(self) -> None:
        """The sandbox is in this process: nothing is to be fetched."""

    def shown(self) -> list[Shown]:
        ours = [message for message in self.channel.messages if message.bot_id == self.workspace.bot_id]
        return joined([shown for message in ours for shown in on_slack(message)])

    def held(self) -> dict[str, set[str]]:
        names = {name: emoji for emoji, name in SLACK_EMOJI.items()}
        bot = self.workspace.bot.id
        return {
            message.ts: {names.get(each.name, each.name) for each in message.reactions if bot in each.users}
            for message in self.channel.messages
        }

    def _message(self, native: str) -> Any:
        message = self.channel.find(native)
        assert message is not None, f"{native} is not in {self.room}"
        return message


@dataclass
class MatrixPlace:
    name: str
    label: str
    person: MatrixPerson
    shown_name: str
    room_id: str
    bot: str  # its user id
    events: dict[str, Event] = field(default_factory=dict)
    _edits: dict[str, Event] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _reactions: dict[tuple[str, str], str] = field(default_factory=dict)  # (message, emoji) → own reaction's event
    _from: str | None = None

    @property
    def author(self) -> str:
        return f"{self.shown_name} ({self.label})"

    @property
    def room(self) -> str:
        return f"matrix.{self.name}/{self.room_id}"

    async def say(self, text: str, thread: str | None = None, **more: Any) -> str:
        return await self.person.send(self.room_id, text, thread=thread, **more)

    async def edit(self, native: str, text: str) -> None:
        await self.person.edit(self.room_id, native, text)

    async def delete(self, native: str) -> None:
        await self.person.redact(self.room_id, native)

    async def react(self, native: str, emoji: str) -> None:
        self._reactions[native, emoji] = await self.person.react(self.room_id, native, emoji)

    async def unreact(self, native: str, emoji: str) -> None:
        await self.person.redact(self.room_id, self._reactions.pop((native, emoji)))

    async def look(self) -> None:
        path = f"{CLIENT}/rooms/{quote(self.room_id, safe='')}/messages"
        while True:
            start = {"from": self._from} if self._from else {}
            page = await self.person.call("GET", path, dir="f", limit=500, **start)
            for event in page["chunk"]:
                self._take(event)
            if not page.get("end") or not page["chunk"]:
                return
            self._from = page["end"]

    def _take(self, event: Event) -> None:
        self.events[event["event_id"]] = event
        relation = event["content"].get("m.relates_to") or {}
        if event["type"] == "m.room.redaction":
            self._gone.add(event.get("redacts") or event["content"]["redacts"])
        elif relation.get("rel_type") == "m.replace" and event["sender"] == self.bot:
            self._edits[relation["event_id"]] = event["content"]["m.new_content"]

    def shown(self) -> list[Shown]:
        return joined(list(itertools.chain.from_iterable(map(self._shown, self.events.values()))))

    def _shown(self, event: Event) -> list[Shown]:
        relation = event["content"].get("m.relates_to") or {}
        gone = event["event_id"] in self._gone or "redacted_because" in event.get("unsigned", {})
        if event["type"] != "m.room.message" or event["sender"] != self.bot or gone:
            return []
        if relation.get("rel_type") == "m.replace":
            return []
        return list(on_matrix(event, self._edits.get(event["event_id"], event["content"])))

    def held(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for event in self.events.values():
            relation = event["content"].get("m.relates_to") or {}
            ours = event["type"] == "m.reaction" and event["sender"] == self.bot
            if ours and event["event_id"] not in self._gone:
                found.setdefault(relation["event_id"], set()).add(relation["key"])
        return found
