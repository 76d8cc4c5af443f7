"""The Matrix platform: one account, joined from its parts."""

import math
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog

from bot.platforms import Draft, Ears, Finding, Keep, Pace, Payload, Platform, Post, Posted, SendFault
from bot.platforms.keeping import Keeper
from bot.platforms.matrix import files, render, standing
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import LoggedOut, Refusal, part
from bot.platforms.matrix.check import check
from bot.platforms.matrix.hearing import Hearing
from bot.platforms.matrix.look import look
from bot.platforms.matrix.membership import Membership
from bot.platforms.matrix.patience import Backoff, patiently
from bot.platforms.matrix.pending import Pending
from bot.platforms.matrix.send import Sender
from bot.platforms.matrix.sync import Listener
from commands.domain.messages import File, Person, Room, account_of
from commands.domain.names import person_name

log = structlog.get_logger(__name__)


class MatrixPlatform:
    """One bot user on one homeserver; see bot.platforms.Platform for what each method promises."""

    seeds_choices = True
    outlived = True
    threads_things = True
    # Whether the homeserver's admin has lifted the bot's limit cannot be asked: the courier learns it from the 429s.
    pace = Pace(room_rate=math.inf, room_burst=10, account_rate=math.inf, account_burst=10, account_wide=True)

    def __init__(self, name: str, settings: Any, data_dir: Path) -> None:
        self._account = Account(name, settings, data_dir)
        self._sender = Sender(self._account)
        self._membership: Membership | None = None
        self.source = self._account.source
        self.label = self._account.label

    def keep_in(self, keeper: Keeper) -> None:
        """Keep device and keys in the store, and not in a folder; called before the account is used."""
        self._account.keep_in(keeper)

    async def run(self, ears: Ears) -> None:
        """Connect and hear until cancelled; after a fault again, with growing pauses. A token that is not valid any
        more is renewed by password where there is one.
        """
        hearing = Hearing(self._account, ears, Pending(self._account.cabinet), self._account.settings.bridges)
        membership = self._membership = Membership(self._account, ears)
        backoff, anew = Backoff(), False
        told: bool | None = None  # whether the outage that was told is a lasting one; None while connected

        async def connected() -> None:
            nonlocal told
            told = None
            backoff.reset()
            await patiently(lambda: ears.connected(self.source, self._account.user_id))

        while True:
            try:
                await self._account.open(anew=anew)
                anew = False
                await Listener(self._account, ears, hearing, membership).listen(connected)
            except SendFault as fault:
                anew = isinstance(fault, LoggedOut) and self._account.settings.password is not None
                lasting = isinstance(fault, LoggedOut) and not anew
                log.warning("matrix.disconnected", source=self.source, fault=fault.reason)
                if told is None or lasting > told:
                    told, say = lasting, partial(ears.disconnected, self.source, fault.reason, lasting=lasting)
                    await patiently(say)
                await backoff.pause(at_least=fault.after)

    def render(self, draft: Draft) -> list[Payload]:
        """The payloads of one copy: events, as their JSON content, of a size that a homeserver takes."""
        return render.render(draft)

    def combine(self, drafts: Sequence[Draft], *, edited: bool = False) -> Payload | None:
        """Several copies as lines of one event under the bot's own name, or None where they do not fit."""
        return render.combine(drafts, edited=edited)

    async def send(self, post: Post) -> Posted:
        """Carry out one post, by a transaction id that the server recognises again. Raises a SendFault."""
        return await self._sender.send(post)

    async def send_file(self, post: Post, file: File, chunks: AsyncIterator[bytes], keep: Keep) -> Posted:
        """Upload a file, encrypted where the room is, and show it; ``keep`` notes the upload. Raises a SendFault."""
        return await files.send_file(self._account, self._sender, post, file, chunks, keep)

    async def describe(self, file: File) -> File:
        """A Matrix event tells all about its file."""
        return file

    def open(self, file: File) -> AsyncIterator[bytes]:
        """The bytes of a file, decrypted where it was encrypted. Raises a SendFault, also for one that was tampered
        with.
        """
        return files.open_file(self._account, file)

    async def look(self, post: Post) -> Posted | None:
        """The post where it stands in its room, None where it surely does not. Raises TryLater."""
        return await look(self._account, post)

    def link(self, room: Room, id: str) -> str:
        """The message by the ecosystem's own way, which opens in whichever client a person has."""
        return f"https://matrix.to/#/{quote(room.id, safe='!:')}/{quote(id, safe='$:')}"

    def idempotent(self, post: Post) -> bool:
        """True while the homeserver remembers the transaction of an earlier attempt by this device."""
        return self._sender.idempotent(post)

    async def person(self, user_id: str) -> Person:
        """Name and label of a user; the name is empty where the homeserver knows none."""
        user_id = account_of(user_id)
        try:
            found = await self._account.api.call("GET", f"/client/v3/profile/{part(user_id)}")
        except Refusal:
            found = {}
        home, own = user_id.partition(":")[2], self._account.user_id.partition(":")[2]
        name = person_name(str(found.get("displayname") or ""))
        return Person(f"{self.source}/{user_id}", name, self.label, "" if home == own else home)

    async def members(self, room: Room) -> frozenset[str]:
        """Who is joined to a room now, as the homeserver says. Raises a SendFault."""
        return await standing.members(self._account, room)

    async def moderates(self, room: Room, user_id: str) -> bool:
        """Has this person the power of a moderator in the room? Raises a SendFault."""
        return await standing.moderates(self._account, room, user_id)

    def rooms_changed(self) -> None:
        """Join what is to be heard now, and announce where the account is already."""
        if self._membership:
            self._membership.look_again()

    async def check(self, rooms: Sequence[Room]) -> list[Finding]:
        """Findings of login, device, keys and the rooms' power levels. Raises nothing that a homeserver can cause."""
        return await check(self._account, rooms)

    async def close(self) -> None:
        """Let go of connections and key store."""
        await self._account.close()


def connect(name: str, settings: Any, data_dir: Path) -> Platform:
    """The account ``name`` of the configuration; it connects when it is run."""
    return MatrixPlatform(name, settings, data_dir)
