"""The changes of what a workspace holds: each change is kept, then told to the app as an event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from . import events
from .channel import Channel
from .model import JSON, Edited, Ephemeral, Kind, Message, Reaction, User
from .sockets import SocketHub
from .state import State, Who
from .text import EVERYONE, mentioned

T = TypeVar("T")
SAID = (None, "thread_broadcast", "file_share")


class Memory(State):
    """One workspace's state with the primitive changes of it that people's deeds and API calls are made of."""

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.sockets = SocketHub(self.habits, self.app_id, self.ids, self.note_change)
        self._waiters: set[asyncio.Future[None]] = set()

    def dm(self, who: Who) -> Channel:
        """The direct conversation of the app with a member, opened if it is not."""
        user = self.user(who)
        for channel in self.channels.values():
            if channel.kind is Kind.DIRECT and user.id in channel.members:
                return channel
        return self._open(Channel(
            id=self.ids("D"), name="", kind=Kind.DIRECT, creator=self.bot.id, created=int(self.now()),
            members=dict.fromkeys([self.bot.id, user.id]),
        ))  # fmt: skip

    # Setting up (nothing of this is told to the app)

    def add_user(
        self,
        name: str,
        *,
        real_name: str = "",
        display_name: str = "",
        id: str | None = None,
        tz: str = "America/Denver",
        **standing: Any,
    ) -> User:
        """A new member; `standing` says that it is an admin, a guest, or of another `team`."""
        return self._enrol(User(
            id=id or self.ids("U"), name=name, real_name=real_name or name.title(), display_name=display_name, tz=tz,
            **standing,
        ))  # fmt: skip

    def add_channel(
        self, name: str, *members: Who, private: bool = False, bot: bool = True, id: str | None = None
    ) -> Channel:
        """A new channel with these members, and with the bot unless `bot=False`."""
        inside = [self.user(member).id for member in members] + [self.bot.id] * bot
        return self._open(Channel(
            id=id or self.ids("C"), name=name, kind=Kind.PRIVATE if private else Kind.PUBLIC,
            creator=inside[0] if inside else self.bot.id, created=int(self.now()), members=dict.fromkeys(inside),
        ))  # fmt: skip

    def _enrol(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def _open(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    # Changes: kept, then told

    def post(self, channel: Channel, *, told: bool = True, **fields: Any) -> Message:
        """Keeps a new message and tells the app of it. `fields` are those of Message, without channel and ts."""
        message = Message(channel=channel.id, ts=channel.next_ts(self.now()), **fields)
        message = channel.put(replace(message, notified=self.notified(channel, message)))
        if told:
            self.tell_message(channel, events.posted(self, message))
            self._tell_mention(channel, message)
        self.note_change()
        return message

    def change(self, channel: Channel, message: Message, *, editor: str | None, **fields: Any) -> Message:
        """Keeps a changed message: edited by someone or, without an editor, changed by Slack itself (unfurling)."""
        at = channel.next_ts(self.now())
        edited = Edited(editor, at) if editor else message.edited
        new = replace(message, **fields, edited=edited)
        new = channel.put(replace(new, notified=message.notified | self.notified(channel, new)))
        self.tell_message(channel, events.changed(self, message, new, at))
        self.note_change()
        return new

    def remove(self, channel: Channel, message: Message) -> None:
        """Takes a message away; one with replies leaves a placeholder."""
        at = channel.next_ts(self.now())
        if channel.has_replies(message.ts) and not message.is_reply:
            stone = channel.put(_tombstone(message))
            self.tell_message(channel, events.changed(self, message, stone, at))
        else:
            payload = events.deleted(self, message, at)
            channel.drop(message)
            self.tell_message(channel, payload)
        self.note_change()

    def react(self, channel: Channel, message: Message, user: str, name: str, *, gone: bool = False) -> Message:
        """Adds or takes away one member's reaction; the caller has looked whether it is there."""
        new = channel.put(replace(message, reactions=_reacted(message.reactions, user, name, gone)))
        kind = "reaction_removed" if gone else "reaction_added"
        self.tell(kind, events.reaction(self, kind, new, user, name, channel.next_ts(self.now())), channel)
        self.note_change()
        return new

    def enter(self, channel: Channel, user: str, *, inviter: str | None = None) -> None:
        """Makes a member of the channel of someone, with Slack's message about it."""
        channel.members[user] = None
        extra = {"inviter": inviter} if inviter else {}
        self.post(channel, user=user, subtype="channel_join", text=f"<@{user}> has joined the channel", extra=extra)
        self._tell_member("member_joined_channel", channel, user, inviter)

    def exit(self, channel: Channel, user: str, *, actor: str | None = None) -> None:
        """Takes someone out of a channel, with Slack's message about it. The bot is told in its own way."""
        if user not in channel.members:
            return
        del channel.members[user]
        if user == self.bot.id:
            prefix = "group" if channel.kind is Kind.PRIVATE else "channel"
            self.tell(f"{prefix}_left", events.left(channel, prefix, actor or user, channel.next_ts(self.now())), None)
            self.note_change()
            return
        self.post(channel, user=user, subtype="channel_leave", text=f"<@{user}> has left the channel")
        self._tell_member("member_left_channel", channel, user, None)

    def show(self, ephemeral: Ephemeral) -> Ephemeral:
        """Shows something to one member alone."""
        self.shown.append(ephemeral)
        self.note_change()
        return ephemeral

    def notified(self, channel: Channel, message: Message) -> frozenset[str]:
        """The members of the channel, other than its author, whom a message mentions."""
        names = mentioned(message.text, message.blocks, message.attachments)
        found = set(channel.members) if names & EVERYONE else names & set(channel.members)
        return frozenset(found - {message.user or self.bot.id})

    # Telling the app

    def tell(self, kind: str, event: JSON, channel: Channel | None) -> None:
        """Sends an event if the app is subscribed to it and, where it belongs to a channel, is a member there."""
        if self.revoked or not self.manifest.hears(kind):
            return
        if channel is not None and self.bot.id not in channel.members:
            return
        self.sockets.send("events_api", events.callback(self, event))

    def tell_message(self, channel: Channel, event: JSON) -> None:
        """Sends a message event under the subscription for its kind of channel."""
        names = {Kind.PUBLIC: "message.channels", Kind.PRIVATE: "message.groups", Kind.DIRECT: "message.im"}
        self.tell(names[channel.kind], event, channel)

    def _tell_member(self, kind: str, channel: Channel, user: str, inviter: str | None) -> None:
        self.tell(kind, events.member(self, kind, channel, user, inviter), channel)

    def _tell_mention(self, channel: Channel, message: Message) -> None:
        if message.user in (None, self.bot.id) or message.subtype not in SAID:
            return
        if channel.kind is not Kind.DIRECT and self.bot.id in mentioned(message.text):
            self.tell("app_mention", events.posted(self, message) | {"type": "app_mention"}, channel)

    # Waiting

    def note_change(self) -> None:
        """Wakes whoever waits for a change."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def changed(self) -> None:
        """Returns at the next change of anything in the workspace."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        await waiter

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 10.0) -> T:
        """The predicate's first true value, asked after each change. Raises TimeoutError after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while not (value := predicate()):
                    await self.changed()
        except TimeoutError:
            raise TimeoutError(f"not within {timeout} s in the workspace {self.name}") from None
        return value


def _tombstone(message: Message) -> Message:
    return Message(
        channel=message.channel, ts=message.ts, user="USLACKBOT", subtype="tombstone",
        text="This message was deleted.", extra={"hidden": True},
    )  # fmt: skip


def _reacted(reactions: tuple[Reaction, ...], user: str, name: str, gone: bool) -> tuple[Reaction, ...]:
    users = {reaction.name: list(reaction.users) for reaction in reactions}
    if gone:
        users[name].remove(user)
    else:
        users.setdefault(name, []).append(user)
    return tuple(Reaction(key, tuple(given)) for key, given in users.items() if given)
