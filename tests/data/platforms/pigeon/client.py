"""Lofts in memory: what a test says in a perch is heard, what is posted there stands in ``said``."""

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.platforms import Draft, Ears, Finding, Keep, Pace, Payload, Post, Posted
from commands.domain.messages import File, Kind, Message, Person, Room
from commands.domain.text import plain, words

LOFTS: dict[str, "Loft"] = {}
"""The accounts that were connected, by their source."""


class Loft:
    """One account: answers the Platform protocol."""

    pace = Pace(room_rate=math.inf, room_burst=1, account_rate=math.inf, account_burst=1)
    seeds_choices = False
    outlived = False
    threads_things = False

    def __init__(self, name: str, settings: Any) -> None:
        self.source, self.label, self.place = f"pigeon.{name}", settings.label, settings.loft
        self.said: list[tuple[str, str]] = []
        self.ears: Ears | None = None
        self.hears = asyncio.Event()
        LOFTS[self.source] = self

    async def run(self, ears: Ears) -> None:
        await ears.connected(self.source, "h0")
        for room in await ears.rooms(self.source):
            await ears.ready(room, name=room.id)
        self.ears = ears
        self.hears.set()
        await asyncio.Event().wait()

    async def hear(self, perch: str, who: str, text: str, at: datetime) -> None:
        """Somebody says something on a perch; returns after its commit."""
        await self.hears.wait()
        order = int(at.timestamp() * 1_000_000)
        person = Person(f"{self.source}/{who}", who, self.label)
        room = Room.parse(f"{self.source}/{perch}")
        key = f"{perch}/{order}"
        await self.ears.heard(
            Message(
                kind=Kind.NEW,
                room=room,
                key=key,
                id=str(order),
                who=person,
                at=at,
                order=order,
                text=plain(text),
                inside=True,
            )
        )

    def posted(self, perch: str) -> str:
        """All that was posted on a perch."""
        return "\n".join(text for where, text in self.said if where == perch)

    def render(self, draft: Draft) -> list[Payload]:
        title = draft.card.title if draft.card else ""
        return [{"text": f"{draft.author or 'the net'}: {words(draft.text) or title}"}]

    def combine(self, drafts: Sequence[Draft], *, edited: bool = False) -> Payload | None:
        return {"text": "\n".join(each["text"] for draft in drafts for each in self.render(draft))}

    async def send(self, post: Post) -> Posted:
        self.said.append((post.room.id, post.payload.get("text", "")))
        return Posted(f"n{len(self.said)}")

    async def send_file(self, post: Post, file: File, chunks: AsyncIterator[bytes], keep: Keep) -> Posted:
        return await self.send(post)

    async def describe(self, file: File) -> File:
        return file

    async def open(self, file: File) -> AsyncIterator[bytes]:
        yield b""

    def link(self, room: Room, id: str) -> str:
        return ""

    def idempotent(self, post: Post) -> bool:
        return post.attempted is None

    async def look(self, post: Post) -> Posted | None:
        return None

    async def person(self, user_id: str) -> Person:
        return Person(f"{self.source}/{user_id}", user_id, self.label)

    async def members(self, room: Room) -> frozenset[str]:
        return frozenset()

    async def moderates(self, room: Room, user_id: str) -> bool:
        return False

    def rooms_changed(self) -> None: ...

    async def check(self, rooms: Sequence[Room]) -> list[Finding]:
        return [Finding(self.source, ok=True, what=f"the birds of {self.place} are home")]

    async def close(self) -> None: ...


def connect(name: str, settings: Any, data_dir: Path) -> Loft:
    """The account, not yet connected."""
    return Loft(name, settings)
