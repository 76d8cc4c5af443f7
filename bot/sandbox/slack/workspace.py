"""A workspace as people use it: they write, edit, react, run commands, press buttons and fill in forms.

Every deed is done as Slack's own client would: what the client forbids raises NotPossible, and what people type is
given as Slack keeps it (`typed` turns raw words into that).
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from . import events, payloads
from .channel import Channel
from .interactions import Deed, ResponseUrls, Triggers, answer
from .memory import Memory
from .modals import Modals, faults_in_view
from .model import JSON, Ephemeral, File, Kind, Message, NotPossible, Refusal, User, View
from .state import Where, Who
from .text import rich_text, typed
from .uploads import Uploads, share

FileGiven = tuple[str, bytes]
TROUBLE = "We had some trouble connecting. Try again?"
PREVIEWED = "https://example.org/"


class Workspace(Memory):
    """One Slack workspace with the app installed. Set-up is plain; people's deeds are awaited."""

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.emoji: dict[str, str] = {}
        self.uploads, self.modals = Uploads(self), Modals(self)
        self.triggers, self.response_urls = Triggers(self), ResponseUrls(self)
        self._tickets: set[str] = set()

    # What people say

    async def say(
        self,
        user: Who,
        channel: Where,
        text: str,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        blocks: Iterable[JSON] | None = None,
        files: Iterable[FileGiven] = (),
    ) -> Message:
        """Someone writes; `files` are (name, bytes). Without `blocks`, simple texts get the client's rich text."""
        author, where = self._present(user, channel)
        thread_ts = _root(where, thread_ts) if thread_ts else None
        simple = rich_text(text)
        shown = tuple(blocks) if blocks is not None else (simple,) if simple else ()
        fields: JSON = {"user": author.id, "text": text, "thread_ts": thread_ts, "blocks": shown}
        uploaded = [self._upload(author, name, content).id for name, content in files]
        if uploaded:
            return share(self, uploaded, where, **fields)
        subtype = "thread_broadcast" if broadcast and thread_ts else None
        fields["extra"] = {"client_msg_id": self.ids.secret(32)}
        return self.post(where, broadcast=bool(subtype), subtype=subtype, **fields)

    def typed(self, text: str) -> str:
        """What the client sends when someone types this: escaped, with `@name`, `@here` and URLs made live."""
        names = {user.name: user.id for user in self.users.values()}
        return typed(text, names.get)

    async def edit(self, user: Who, message: Message, text: str, *, blocks: Iterable[JSON] | None = None) -> Message:
        """Someone changes a message of their own."""
        author, where, message = self._own(user, message)
        simple = rich_text(text)
        shown = tuple(blocks) if blocks is not None else (simple,) if simple else ()
        return self.change(where, message, editor=author.id, text=text, blocks=shown)

    async def delete(self, user: Who, message: Message) -> None:
        """Someone deletes a message of their own."""
        _, where, message = self._own(user, message)
        self.remove(where, message)

    async def unfurl(self, message: Message, title: str = "A page") -> Message:
        """Slack itself adds a preview of a link to a message; nobody has edited it."""
        where, message = self._now(message)
        preview: JSON = {"id": 1, "title": title, "title_link": PREVIEWED, "fallback": title, "from_url": PREVIEWED}
        return self.change(where, message, editor=None, attachments=(*message.attachments, preview))

    async def add_reaction(self, user: Who, message: Message, name: str) -> Message:
        """Someone gives a reaction."""
        author, where, message = self._seen(user, message)
        if author.id in _givers(message, name):
            raise NotPossible(f"{author.name} has already reacted with {name}")
        return self.react(where, message, author.id, name)

    async def remove_reaction(self, user: Who, message: Message, name: str) -> Message:
        """Someone takes a reaction back."""
        author, where, message = self._seen(user, message)
        if author.id not in _givers(message, name):
            raise NotPossible(f"{author.name} has not reacted with {name}")
        return self.react(where, message, author.id, name, gone=True)

    # Commands, buttons and forms

    async def slash(
        self, user: Who, channel: Where, command: str, text: str = "", *, thread_ts: str | None = None
    ) -> Deed:
        """Someone runs a slash command. Returns when the app has acknowledged it, or Slack has given up."""
        author, where = self._present(user, channel)
        deed = Deed(user=author.id, channel=where.id, trigger_id=self.triggers.give(author.id))
        if thread_ts is not None:
            return self._refused(deed, f"{command} is not supported in threads. Sorry!")
        if command not in self.manifest.commands or "commands" not in self.manifest.scopes:
            return self._refused(deed, f"{command} is not a valid command.")
        url = self.response_urls.give(deed)
        return await self._ask(
            deed, "slash_commands", payloads.slash(self, author, where, command, text, deed.trigger_id, url)
        )

    async def press(self, user: Who, where: Message | Ephemeral | View, action_id: str, value: Any = None) -> Deed:
        """Someone presses a button, or chooses `value` in another element, of a message or a view."""
        person = self.user(user)
        if isinstance(where, Message):
            person, _, where = self._seen(user, where)
        channel = "" if isinstance(where, View) else where.channel
        deed = Deed(user=person.id, channel=channel, trigger_id=self.triggers.give(person.id))
        blocks = where.body["blocks"] if isinstance(where, View) else where.blocks
        action = payloads.action(self, blocks, action_id, value)
        url = "" if isinstance(where, View) else self.response_urls.give(deed, where)
        return await self._ask(deed, "interactive", payloads.press(self, person, deed.trigger_id, url, where, action))

    async def shortcut(self, user: Who, callback_id: str, message: Message | None = None) -> Deed:
        """Someone chooses a shortcut, from anywhere or from a message's menu."""
        if self.manifest.shortcuts is not None and callback_id not in self.manifest.shortcuts:
            raise NotPossible(f"the app has no shortcut {callback_id!r}")
        person = self.user(user)
        channel = message.channel if message else ""
        deed = Deed(user=person.id, channel=channel, trigger_id=self.triggers.give(person.id))
        if message is None:
            return await self._ask(deed, "interactive", payloads.shortcut(self, person, deed.trigger_id, callback_id))
        _, message = self._now(message)
        url = self.response_urls.give(deed)
        payload = payloads.message_shortcut(self, person, deed.trigger_id, callback_id, url, message)
        return await self._ask(deed, "interactive", payload)

    async def submit_view(self, user: Who, view: View, values: dict[str, Any] | None = None) -> Deed:
        """Someone sends a form. `values` go by block id or action id. The form closes unless the app finds errors."""
        person, view = self.user(user), self._open_view(user, view)
        deed = Deed(user=person.id, channel="", trigger_id=self.triggers.give(person.id))
        payload = payloads.submission(self, person, deed.trigger_id, view, values or {})
        await self._ask(deed, "interactive", payload)
        if deed.acknowledged and deed.envelope:
            self._after_submission(deed, view, deed.envelope.answer or {})
        return deed

    async def close_view(self, user: Who, view: View) -> None:
        """Someone closes a form without sending it."""
        person, view = self.user(user), self._open_view(user, view)
        self.modals.close(view)
        if view.body.get("notify_on_close"):
            self.sockets.send("interactive", payloads.closed(self, person, view))

    async def open_home(self, user: Who) -> View | None:
        """Someone opens the app's Home tab, and sees what was published for them so far."""
        person = self.user(user)
        self.tell("app_home_opened", events.home_opened(self, person.id, self.dm(person)), None)
        return self.homes.get(person.id)

    async def _ask(self, deed: Deed, kind: str, payload: JSON) -> Deed:
        deed.envelope = self.sockets.send(kind, payload, accepts_payload=True)
        if not await deed.envelope.outcome:
            name = payload.get("command", "The app")
            self._refused(deed, f"{name} failed because the app did not respond.")
        elif kind == "slash_commands" and deed.envelope.answer:
            self._show_answer(deed, payload["command"], deed.envelope.answer)
        return deed

    def _show_answer(self, deed: Deed, command: str, reply: JSON) -> None:
        try:
            answer(self, deed, reply, "acknowledgement")
        except Refusal as refusal:
            self._refused(deed, f'{command} failed with the error "{refusal.code}"')

    def _refused(self, deed: Deed, error: str) -> Deed:
        deed.error = error
        self.note_change()
        return deed

    def _after_submission(self, deed: Deed, view: View, reply: JSON) -> None:
        action = reply.get("response_action")
        if action == "errors" and _names_fields(reply.get("errors"), view):
            deed.errors = dict(reply["errors"])
        elif action in ("update", "push"):
            self._show_next(deed, view, action, reply.get("view") or {})
        elif action == "clear":
            self.modals.clear(view.user)
        elif not reply:
            self.modals.close(view)
        else:
            deed.error = TROUBLE
        self.note_change()

    def _show_next(self, deed: Deed, view: View, action: str, body: JSON) -> None:
        if faults_in_view(body, "modal"):
            deed.error = TROUBLE
        elif action == "update":
            self.modals.update(view, body)
        else:
            self.modals.open(view.user, body, over=view)

    # Channels

    async def invite(self, channel: Where, user: Who | None = None, *, by: Who | None = None) -> None:
        """Someone is brought into a channel; the bot, unless a user is named."""
        where, person = self.channel(channel), self.user(user or self.bot)
        if person.id not in where.members:
            self.enter(where, person.id, inviter=self.user(by).id if by else None)

    async def kick(self, channel: Where, user: Who | None = None, *, by: Who | None = None) -> None:
        """Someone is put out of a channel, or leaves it; the bot, unless a user is named."""
        where, person = self.channel(channel), self.user(user or self.bot)
        self.exit(where, person.id, actor=self.user(by).id if by else None)

    async def archive(self, channel: Where, by: Who | None = None, *, undo: bool = False) -> None:
        """A channel is archived, or (`undo`) opened again."""
        where, person = self.channel(channel), self.user(by or self.bot).id
        kind = "unarchive" if undo else "archive"
        where.archived = not undo
        self.post(where, user=person, subtype=f"channel_{kind}", text=f"<@{person}> {kind}d the channel")
        event = f"{'group' if where.kind is Kind.PRIVATE else 'channel'}_{kind}"
        self.tell(event, events.archived(self, event, where, person), where)

    async def rename(self, channel: Where, name: str, by: Who | None = None) -> None:
        """A channel gets another name."""
        where, person = self.channel(channel), self.user(by or self.bot).id
        before, where.name = where.name, name
        text = f'<@{person}> has renamed the channel from "{before}" to "{name}"'
        self.post(where, user=person, subtype="channel_name", text=text, extra={"old_name": before, "name": name})
        event = "group_rename" if where.kind is Kind.PRIVATE else "channel_rename"
        self.tell(event, events.renamed(self, event, where), where)

    async def call(self, who: Who, name: str) -> User:
        """A member changes the name that others see."""
        person = replace(self.user(who), display_name=name)
        self.users[person.id] = person
        self.tell("user_change", events.user_changed(self, person), None)
        return person

    async def set_topic(self, channel: Where, topic: str, by: Who | None = None) -> None:
        """A channel gets another topic."""
        where, person = self.channel(channel), self.user(by or self.bot).id
        where.topic = topic
        text = f"<@{person}> set the channel topic: {topic}"
        self.post(where, user=person, subtype="channel_topic", text=text, extra={"topic": topic})

    # The app's standing

    def revoke(self) -> None:
        """The app's tokens become worthless and its sockets are closed."""
        self.revoked = True
        self.sockets.refresh("link_disabled")
        self.note_change()

    def restore(self) -> None:
        """The app's tokens are good again."""
        self.revoked = False

    def regrant(self, *, without: Iterable[str] = (), scopes: Iterable[str] = ()) -> None:
        """Takes scopes away from the app, or gives it more."""
        kept = (self.manifest.scopes | frozenset(scopes)) - frozenset(without)
        self.manifest = replace(self.manifest, scopes=kept)

    def ticket(self) -> str:
        """The address of one Socket Mode connection."""
        ticket = self.ids.secret(32)
        self._tickets.add(ticket)
        return f"ws{self.site.removeprefix('http')}/link/?ticket={ticket}&app_id={self.app_id}"

    def admit(self, ticket: str) -> bool:
        """Whether the ticket is good; it is good once."""
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    # What people see

    def ephemerals(self, user: Who, channel: Where | None = None) -> list[Ephemeral]:
        """What was shown to a member alone, in one channel or anywhere."""
        person, where = self.user(user).id, self.channel(channel).id if channel else None
        return [seen for seen in self.shown if seen.user == person and where in (None, seen.channel)]

    def dms(self, user: Who) -> list[Message]:
        """What stands in the direct conversation of a member with the app."""
        return self.dm(user).messages

    def modal(self, user: Who) -> View | None:
        """The modal that a member has open."""
        return self.modals.top(self.user(user).id)

    def home(self, user: Who) -> View | None:
        """A member's Home tab, if it was ever published."""
        return self.homes.get(self.user(user).id)

    # Files

    def keep_file(self, file: File) -> File:
        """Puts a file where files.info, its download address and messages find it."""
        self.files[file.id] = file
        return file

    def drop_file(self, file: File) -> None:
        """Forgets a file; messages that carry it stay."""
        del self.files[file.id]
        self.note_change()

    def _upload(self, author: User, name: str, content: bytes) -> File:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self.keep_file(File(
            id=self.ids("F"), name=name, title=name, mimetype=kind, size=len(content), user=author.id,
            created=int(self.now()), content=content,
        ))  # fmt: skip

    # Who may do what

    def _present(self, user: Who, channel: Where) -> tuple[User, Channel]:
        person, where = self.user(user), self.channel(channel)
        if person.id not in where.members:
            raise NotPossible(f"{person.name} is not in #{where.name}")
        if where.archived:
            raise NotPossible(f"#{where.name} is archived")
        return person, where

    def _now(self, message: Message) -> tuple[Channel, Message]:
        where = self.channels[message.channel]
        found = where.find(message.ts)
        if found is None:
            raise NotPossible("the message is not there any more")
        return where, found

    def _seen(self, user: Who, message: Message) -> tuple[User, Channel, Message]:
        person, where = self._present(user, message.channel)
        return person, where, self._now(message)[1]

    def _own(self, user: Who, message: Message) -> tuple[User, Channel, Message]:
        person, where, message = self._seen(user, message)
        if message.user != person.id:
            raise NotPossible(f"the message is not {person.name}'s own")
        return person, where, message

    def _open_view(self, user: Who, view: View) -> View:
        found = self.modals.find(view.id)
        if found is None or not found.is_open or found.user != self.user(user).id:
            raise NotPossible("the form is not open")
        return found


def _root(where: Channel, ts: str) -> str:
    """The message that opens the thread; the client shows one thread to whoever replies to a reply."""
    message = where.find(ts)
    if message is None:
        raise NotPossible(f"there is no message {ts} to reply to")
    return message.thread_ts or message.ts


def _names_fields(errors: Any, view: View) -> bool:
    """Whether the errors are texts under the block ids of the form's inputs; Slack takes no others."""
    inputs = {block.get("block_id") for block in view.body["blocks"] if block["type"] == "input"}
    return isinstance(errors, dict) and bool(errors) and errors.keys() <= inputs


def _givers(message: Message, name: str) -> tuple[str, ...]:
    return next((reaction.users for reaction in message.reactions if reaction.name == name), ())
