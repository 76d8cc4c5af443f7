"""The Slack platform: one account, joined together from the parts beside this file."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import structlog

from bot.platforms import Draft, Ears, Finding, Keep, Pace, Payload, Platform, Post, Posted, TryLater
from bot.platforms.slack import check as checks
from bot.platforms.slack import render, standing
from bot.platforms.slack.api import LONGEST_PAUSE, TOKEN_FAULTS, Api, Fault, Known
from bot.platforms.slack.faults import ROOM_FAULTS
from bot.platforms.slack.files import Files
from bot.platforms.slack.names import COMBINED_BYTES, PART_BYTES, name_of
from bot.platforms.slack.send import Sender
from bot.platforms.slack.session import Session
from bot.platforms.slack.translate import Account
from commands.domain.messages import File, Person, Room

log = structlog.get_logger("slack")


class Slack:
    """One app in one workspace; see bot.platforms.Platform for what each method promises."""

    # About one post a second in a channel, with short bursts; "several hundred a minute" in a workspace.
    pace = Pace(room_rate=1.0, room_burst=3, account_rate=5.0, account_burst=10, trusting=True)
    seeds_choices = False
    outlived = False
    threads_things = False

    def __init__(self, name: str, label: str, bot_token: str, app_token: str, base_url: str) -> None:
        self.source = f"slack.{name}"
        self.label = label
        self._account = Account(name=name, label=label)
        self._api = Api(base_url, bot_token, app_token)
        self._sender = Sender(self._api, self._refused)
        self._files = Files(self._api, self._sender, base_url, bot_token)
        self._session: Session | None = None
        self._people: dict[str, Person] = {}
        self._asked: dict[str, asyncio.Future[Person]] = {}

    async def run(self, ears: Ears) -> None:
        """Connect and hear until cancelled. Retries with back-off whatever goes wrong on Slack's side."""
        account = await self._sign_in(ears)
        self._session = Session(self._api, account, ears, self._renamed)
        try:
            await self._session.run()
        finally:
            self._session = None

    async def _sign_in(self, ears: Ears) -> Account:
        pause, told = 0.5, ""
        while True:
            try:
                who = await self._api.write("auth.test")
                return await self._signed_in(who)
            except Fault as fault:
                why = TOKEN_FAULTS.get(fault.code, fault.code)
                if why != told:
                    log.warning("cannot sign in", account=self.source, why=why)
                    await ears.disconnected(self.source, why, lasting=fault.code in TOKEN_FAULTS)
                told = why
                await asyncio.sleep(max(pause, min(fault.after, LONGEST_PAUSE)))
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _signed_in(self, who: dict[str, Any]) -> Account:
        bot_id = str(who.get("bot_id") or "")
        self._account = Account(
            name=self._account.name,
            label=self.label,
            user_id=str(who.get("user_id") or ""),
            bot_id=bot_id,
            app_id=str(who.get("app_id") or ""),
            team_id=str(who.get("team_id") or ""),
            url=str(who.get("url") or ""),
        )
        return self._account

    def render(self, draft: Draft) -> list[Payload]:
        """The payloads of one copy, as arguments of chat.postMessage; talk is split at Slack's length."""
        return render.render(draft)

    def combine(self, drafts: Sequence[Draft], *, edited: bool = False) -> Payload | None:
        """Several copies of one thread as one payload, or None where they do not fit; a new one leaves bytes for later
        edits.
        """
        return render.combine(drafts, PART_BYTES if edited else COMBINED_BYTES)

    async def send(self, post: Post) -> Posted:
        """Carry out one post of any verb but "file". Raises a SendFault."""
        return await self._sender.send(post)

    async def send_file(self, post: Post, file: File, chunks: AsyncIterator[bytes], keep: Keep) -> Posted:
        """Upload a file and show it; ``keep`` notes the file's id, so that a crash does not upload it twice. Raises a
        SendFault.
        """
        return await self._files.send(post, file, chunks, keep)

    async def describe(self, file: File) -> File:
        """The file with name, type and size, by files.info, where an event told only its id. Raises a SendFault."""
        return await self._files.describe(file)

    def open(self, file: File) -> AsyncIterator[bytes]:
        """The bytes of a file of this workspace, streamed with the bot's token. Raises a SendFault."""
        return self._files.open(file)

    def link(self, room: Room, id: str) -> str:
        """The message in its workspace, once the account has signed in."""
        return f"{self._account.url}archives/{room.id}/p{id.replace('.', '')}" if self._account.url and id else ""

    def idempotent(self, post: Post) -> bool:
        """Slack has no memory of calls: only what sets a state may be done twice."""
        return post.verb in ("edit", "remove", "react", "unreact", "pin")

    async def look(self, post: Post) -> Posted | None:
        """The post where it stands, None where it surely does not; asks the room's history. Raises TryLater."""
        return await (self._files.look(post) if post.verb == "file" else self._sender.look(post))

    async def person(self, user_id: str) -> Person:
        """Kept for as long as the program runs; asked for once, however many lanes want it."""
        if user_id in self._people:
            return self._people[user_id]
        if user_id not in self._asked:
            self._asked[user_id] = asyncio.ensure_future(self._person(user_id))
            self._asked[user_id].add_done_callback(lambda _: self._asked.pop(user_id))
        return await asyncio.shield(self._asked[user_id])

    async def _person(self, user_id: str) -> Person:
        self._people[user_id] = Person(f"{self.source}/{user_id}", await self._name(user_id), self.label)
        return self._people[user_id]

    async def _name(self, user_id: str) -> str:
        try:
            if user_id.startswith("#"):
                return f"#{(await self._api.get('conversations.info', channel=user_id[1:]))['channel']['name']}"
            if user_id.startswith("B"):
                return str((await self._api.get("bots.info", bot=user_id))["bot"].get("name") or "")
            user = (await self._api.get("users.info", user=user_id))["user"]
        except Fault as fault:
            if fault.known is Known.REFUSED and fault.code not in TOKEN_FAULTS:
                return ""
            raise TryLater(fault.code, after=fault.after) from None
        return name_of(user)

    def _renamed(self, user_id: str) -> None:
        self._people.pop(user_id, None)

    async def members(self, room: Room) -> frozenset[str]:
        """Who is in a channel now, guests and people of other workspaces among them. Raises a SendFault."""
        return await standing.members(self._api, self._account, room)

    async def moderates(self, room: Room, user_id: str) -> bool:
        """Is this the channel's creator, or an owner or admin of the workspace? Raises a SendFault."""
        return await standing.moderates(self._api, self._account, room, user_id)

    def rooms_changed(self) -> None:
        """Look at once which rooms are to be heard; nothing happens before the account has signed in."""
        if self._session:
            self._session.look_again()

    async def check(self, rooms: Sequence[Room]) -> list[Finding]:
        """What is right and what is wrong with this account and these rooms, without connecting."""
        return await checks.check(self._api, self.source, rooms)

    def _refused(self, room: Room, fault: Fault) -> None:
        """A post met a lost room or a bad token: the rooms' state is looked at anew."""
        if self._session and (fault.code in ROOM_FAULTS or fault.code in TOKEN_FAULTS):
            self._session.doubt(room)

    async def close(self) -> None:
        """Close the connections of the Web API; the sockets end with ``run``."""
        await self._api.close()


def connect(name: str, settings: Any, data_dir: Path) -> Platform:  # noqa: ARG001 - Slack keeps nothing on disk
    """The account ``[slack.<name>]``; ``settings`` is its table of the configuration."""
    return Slack(
        name,
        settings.label,
        settings.bot_token.get_secret_value(),
        settings.app_token.get_secret_value(),
        str(settings.base_url),
    )
