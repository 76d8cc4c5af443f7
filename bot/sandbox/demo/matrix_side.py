"""The Matrix side of the demo: what its people see, and what they do, as any other client of the homeserver."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
from markdown_it import MarkdownIt

from bot.sandbox.matrix_person import CLIENT, MatrixError, MatrixPerson

from .direct import Direct, following
from .matrix_room import RoomView
from .shown import Form, Impossible, Shown

FILTER = json.dumps({"room": {"timeline": {"limit": 100}}, "presence": {"types": []}})
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["strikethrough", "table"])
KINDS = {"image": "m.image", "audio": "m.audio", "video": "m.video"}


class MatrixSide:
    """One room and the people who speak in it. Persons are named by their user ids, messages by their event ids."""

    def __init__(self, people: list[MatrixPerson], room: str, bot: str, label: str) -> None:
        self.people, self.room, self.label = people, room, label
        self.view = RoomView(bot)
        self.direct = [Direct(person, room, bot, FILTER) for person in people]
        self._since = ""

    async def catch_up(self) -> None:
        """Read everything that is in the room."""
        answer = await self.people[0].call("GET", f"{CLIENT}/sync", timeout=0, filter=FILTER)
        self._since = str(answer["next_batch"])
        self.view.take(await self.people[0].messages(self.room))

    async def follow(self, changed: Callable[[], None]) -> None:
        """Tell of every change in the room and beside it, for ever; a homeserver that is away is tried again."""
        await asyncio.gather(following(self._step, changed), *(each.follow(changed) for each in self.direct))

    async def _step(self) -> bool:
        """One answer of the homeserver; whether anything happened in the room."""
        reader = self.people[0]
        answer = await reader.call("GET", f"{CLIENT}/sync", timeout=30_000, since=self._since, filter=FILTER)
        timeline = answer.get("rooms", {}).get("join", {}).get(self.room, {}).get("timeline", {})
        events = timeline.get("events", [])
        if timeline.get("limited"):
            events = await reader.messages(self.room)
        self.view.take(events)
        self._since = str(answer["next_batch"])
        return bool(events)

    # What is seen

    def shown(self) -> Iterator[Shown]:
        """Everything in the room, and what its people are told directly."""
        yield from self.view.shown()
        for each in self.direct:
            yield from each.shown()

    def forms(self) -> Iterator[Form]:
        """Matrix has no forms."""
        return iter(())

    # What is done

    async def say(self, by: str, text: str, thread: str = "") -> None:
        """Type a line and press return; Markdown becomes formatting."""
        sent = await self._asked(self._person(by).send(self.room, text, _html(text), thread=thread or None))
        self.view.sources[str(sent)] = text

    async def edit(self, by: str, id: str, text: str) -> None:
        """Change one's own message."""
        await self._asked(self._person(by).edit(self.room, id, text, _html(text)))
        self.view.sources[id] = text

    async def remove(self, by: str, id: str) -> None:
        """Delete one's own message."""
        await self._asked(self._person(by).redact(self.room, id))

    async def react(self, by: str, id: str, emoji: str) -> None:
        """Give a reaction, or take it back."""
        given = self.view.reaction(id, emoji, by)
        person = self._person(by)
        await self._asked(person.redact(self.room, given) if given else person.react(self.room, id, emoji))

    async def press(self, by: str, id: str, action: str, value: str | None = None) -> None:
        """On Matrix a choice is one of the reactions under the message."""
        await self.react(by, id, action)

    async def submit(self, by: str, id: str, values: Mapping[str, Any]) -> dict[str, str]:
        """Matrix has no forms."""
        raise Impossible("Matrix has no forms.")

    async def dismiss(self, by: str, id: str) -> None:
        """Matrix has no forms."""

    async def upload(self, by: str, name: str, mimetype: str, content: bytes) -> None:
        """Share a file."""
        person = self._person(by)
        url = f"{person.login.homeserver}/_matrix/media/v3/upload?filename={quote(name)}"
        headers = {"Authorization": f"Bearer {person.login.access_token}", "Content-Type": mimetype}
        async with aiohttp.ClientSession() as session, session.post(url, data=content, headers=headers) as answer:
            if answer.status >= 400:
                raise Impossible("The homeserver did not take the file.")
            uploaded = (await answer.json())["content_uri"]
        kind = KINDS.get(mimetype.partition("/")[0], "m.file")
        info = {"mimetype": mimetype, "size": len(content)}
        await self._asked(person.send(self.room, name, msgtype=kind, url=uploaded, info=info, filename=name))

    async def file(self, id: str) -> tuple[str, str, bytes]:
        """(name, media type, content) of a file that was shared here. Raises Impossible."""
        held = next((view.files[id] for view in self._views() if id in view.files), None)
        if held is None:
            raise Impossible("There is no such file.")
        name, mimetype, uri = held
        reader = self.people[0]
        url = f"{reader.login.homeserver}/_matrix/client/v1/media/download/{uri.removeprefix('mxc://')}"
        headers = {"Authorization": f"Bearer {reader.login.access_token}"}
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
            if answer.status >= 400:
                raise Impossible("The homeserver does not hold the file.")
            return name, mimetype, await answer.read()

    def _views(self) -> Iterator[RoomView]:
        yield self.view
        for each in self.direct:
            yield each.view

    def _person(self, by: str) -> MatrixPerson:
        for person in self.people:
            if person.user_id == by:
                return person
        raise Impossible("There is no such person here.")

    async def _asked(self, call: Any) -> Any:
        try:
            return await call
        except (MatrixError, aiohttp.ClientError) as fault:
            raise Impossible(str(fault)) from fault


def _html(text: str) -> str | None:
    """Markdown as Element makes it into HTML; None for plain words."""
    made = str(MARKDOWN.render(text)).strip()
    if made.count("<p>") != 1 or not (made.startswith("<p>") and made.endswith("</p>")):
        return made
    inner = made.removeprefix("<p>").removesuffix("</p>")
    return inner if "<" in inner else None
