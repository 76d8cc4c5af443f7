"""The Slack side of the demo: what its people see, and what they do, through the sandbox's workspace."""

import asyncio
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.slack import Channel, Ephemeral, Message, NotPossible, User, View, Workspace
from bot.sandbox.slack.interactions import Deed

from .emojis import name_of, unicode_of
from .forms import form
from .rich_text import blocks, edited
from .shown import Form, Given, Impossible, Part, Shown
from .slack_html import mrkdwn, parts

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
SLASH = re.compile(r"(/[a-z][\w-]*)(?:\s+(.*))?", re.DOTALL)
DIRECT = "direct-"
HOME_WAITS = 60  # of 0.05 s
OWN_WORDS = ("channel_join", "channel_leave", "channel_topic", "channel_name", "channel_archive", "channel_unarchive")


class SlackSide:
    """One channel and the people who speak in it. Persons are named by their user ids, messages by their timestamps."""

    def __init__(self, workspace: Workspace, channel: Channel, people: list[User], label: str) -> None:
        self.workspace, self.channel, self.people, self.label = workspace, channel, people, label

    async def follow(self, changed: Callable[[], None]) -> None:
        """Tell of every change, for ever."""
        while True:
            await self.workspace.changed()
            changed()

    # What is seen

    def shown(self) -> Iterator[Shown]:
        """Everything in the channel, what its people alone see there, and what they are told directly."""
        for message in self.channel.messages:
            yield self._message(message)
        for ephemeral in self.workspace.shown:
            if ephemeral.channel == self.channel.id:
                yield self._ephemeral(ephemeral)
        for person in self.people:
            for message in self.workspace.dms(person):
                at = f"{DIRECT}{person.id}-{message.ts}"
                yield replace(self._message(message), id=at, only=person.id, direct=True, by="")

    def forms(self) -> Iterator[Form]:
        """The form that each person has open."""
        for person in self.people:
            if view := self.workspace.modal(person):
                yield form(view, self.name)

    def name(self, id: str) -> str:
        """What a user or a channel is called."""
        if id in self.workspace.users:
            return self.workspace.users[id].shown
        return self.workspace.channels[id].name if id in self.workspace.channels else id

    def _message(self, message: Message) -> Shown:
        app = message.bot_id is not None
        return Shown(
            id=message.ts,
            sort=float(message.ts),
            author=message.username or (self.name(message.user) if message.user else self.workspace.manifest.name),
            parts=tuple(self._parts(message)),
            by="" if app else message.user or "",
            source=self._source(message.text),
            bot=app and not message.username,
            relayed=app and bool(message.username),
            note=message.subtype in OWN_WORDS,
            removed=message.subtype == "tombstone",
            edited=message.edited is not None,
            thread=(message.thread_ts or "") if message.is_reply else "",
            reactions=tuple(self._given(message)),
        )

    def _ephemeral(self, ephemeral: Ephemeral) -> Shown:
        return Shown(
            id=f"only-{ephemeral.ts}",
            sort=float(ephemeral.ts),
            author="Slackbot" if ephemeral.via == "client" else self.workspace.manifest.name,
            parts=tuple(self._parts(ephemeral)),
            bot=True,
            only=ephemeral.user,
            thread=ephemeral.thread_ts or "",
        )

    def _parts(self, message: Message | Ephemeral) -> Iterator[Part]:
        if any(block.get("type") != "rich_text" for block in message.blocks):
            yield from parts(message.blocks, self.name)
        elif message.text:
            yield Part(html=mrkdwn(message.text, self.name))
        for id in message.files if isinstance(message, Message) else ():
            if file := self.workspace.files.get(id):
                yield Part(file=f"files/slack/{id}", name=file.name, picture=file.mimetype in PICTURES)

    def _given(self, message: Message) -> Iterator[Given]:
        for reaction in message.reactions:
            names = tuple(map(self.name, reaction.users))
            yield Given(emoji=unicode_of(reaction.name), by=reaction.users, names=names)

    def _source(self, text: str) -> str:
        users = self.workspace.users
        text = re.sub(r"<@(\w+)>", lambda who: f"@{users[who[1]].name}" if who[1] in users else who[0], text)
        return html.unescape(re.sub(r"<([^|>]+)(?:\|[^>]*)?>", r"\1", text))

    # What is done

    async def say(self, by: str, text: str, thread: str = "") -> None:
        """Type a line and press return: talk, or a slash command."""
        if found := SLASH.fullmatch(text.strip()):
            command, words = found[1], self._live(found[2] or "")
            self._told(await self.workspace.slash(by, self.channel, command, words, thread_ts=thread or None), thread)
            return
        typed = self._typed(text)
        with _possible():
            await self.workspace.say(by, self.channel, typed, thread_ts=thread or None, blocks=blocks(typed))

    async def edit(self, by: str, id: str, text: str) -> None:
        """Change one's own message."""
        typed = self._typed(text)
        with _possible():
            await self.workspace.edit(by, self._there(id), typed, blocks=blocks(typed))

    async def remove(self, by: str, id: str) -> None:
        """Delete one's own message."""
        with _possible():
            await self.workspace.delete(by, self._there(id))

    async def react(self, by: str, id: str, emoji: str) -> None:
        """Give a reaction, or take it back."""
        message = self._there(id)
        given = next((one for one in message.reactions if unicode_of(one.name) == emoji), None)
        with _possible():
            if given and by in given.users:
                await self.workspace.remove_reaction(by, message, given.name)
            else:
                await self.workspace.add_reaction(by, message, given.name if given else name_of(emoji))

    async def press(self, by: str, id: str, action: str, value: str | None = None) -> None:
        """Press a button, or choose a value from a list."""
        where: Message | Ephemeral | None = self.channel.find(id)
        where = where or next((one for one in self.workspace.ephemerals(by) if id == f"only-{one.ts}"), None)
        where = where or self.workspace.dm(by).find(id.removeprefix(f"{DIRECT}{by}-"))
        if where is None:
            raise Impossible("The message is not there any more.")
        with _possible():
            self._told(await self.workspace.press(by, where, action, value))

    async def submit(self, by: str, id: str, values: Mapping[str, Any]) -> dict[str, str]:
        """Send a form; what is wrong in it, by field."""
        with _possible():
            given = {key: text or None for key, text in values.items()}
            deed = await self.workspace.submit_view(by, self._form(by, id), given)
        self._told(deed)
        return deed.errors

    async def dismiss(self, by: str, id: str) -> None:
        """Close a form without sending it."""
        with _possible():
            await self.workspace.close_view(by, self._form(by, id))

    async def home(self, by: str) -> list[str]:
        """Open the app's Home tab; what stands there, as safe HTML."""
        before = self.workspace.home(by)
        await self.workspace.open_home(by)
        for _ in range(HOME_WAITS):
            if (view := self.workspace.home(by)) is not None and view is not before:
                return [part.html for part in parts(view.body["blocks"], self.name) if part.html]
            await asyncio.sleep(0.05)
        raise Impossible("The Home tab shows nothing yet: Net Control is not running.")

    async def upload(self, by: str, name: str, mimetype: str, content: bytes) -> None:
        """Share a file."""
        with _possible():
            await self.workspace.say(by, self.channel, "", files=[(name, content)])

    async def file(self, id: str) -> tuple[str, str, bytes]:
        """(name, media type, content) of a file. Raises Impossible."""
        if id not in self.workspace.files:
            raise Impossible("There is no such file.")
        file = self.workspace.files[id]
        return file.name, file.mimetype, file.content

    def _typed(self, text: str) -> str:
        """What Slack's editor makes of it."""
        return self.workspace.typed(edited(text))

    def _live(self, words: str) -> str:
        """What a slash command brings where its manifest asks for live mentions: ids, each with its name."""
        names = {id: user.shown for id, user in self.workspace.users.items()}
        live = self.workspace.typed(words)
        return re.sub(r"<@(\w+)>", lambda who: f"<@{who[1]}|{names[who[1]]}>" if who[1] in names else who[0], live)

    def _told(self, deed: Deed, thread: str = "") -> None:
        """What Slack itself says to the person when a deed came to nothing."""
        if deed.error:
            self.workspace.show(Ephemeral(
                user=deed.user, channel=self.channel.id, ts=self.channel.next_ts(self.workspace.now()), text=deed.error,
                via="client", thread_ts=thread or None,
            ))  # fmt: skip

    def _there(self, id: str) -> Message:
        if (message := self.channel.find(id)) is None:
            raise Impossible("The message is not there any more.")
        return message

    def _form(self, by: str, id: str) -> View:
        view = self.workspace.modal(by)
        if view is None or view.id != id:
            raise Impossible("The form is not open any more.")
        return view


class _possible:  # noqa: N801 - reads as a word of the sentence
    """What Slack's client forbids is told to the person."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        if isinstance(fault, NotPossible):
            raise Impossible(str(fault)) from fault
