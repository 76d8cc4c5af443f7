"""Packets on their way into the server's folder: what was posted, and the contacts beside it, for the command post.

A command leaves a ``Packet`` in the store. Here each is made anew from the record as it stands, written under a name of
its own, and noted as written; whatever dies in between, it is done again. Contact details are in a file of their own.
Folder and files can be read by the account that runs the program alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from bot.documents.forms.render import NotRendered, Rendered
from bot.documents.from_record import call_for
from bot.documents.printer import Printer
from bot.platforms import Heard
from bot.runtime import private_files
from bot.runtime.clerk import Clerk
from commands.domain.file_names import slug
from commands.domain.incidents import MAIN
from commands.domain.messages import CLOCK, Document, Kind, Message, Room
from commands.domain.paper.packets import Packet
from commands.domain.text import plain
from commands.paper import later
from commands.paper.papers import SIZES, Asked
from commands.radio.documents import Paper
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

AGAIN_AFTER = 60.0
PAPERS = {typst: paper for paper, typst in SIZES.items()}

Job = tuple[Packet, tuple[Document, ...]]


class Packets:
    """Writes what is to be written whenever it is told to look."""

    def __init__(
        self,
        clerk: Clerk,
        heard: Callable[[Message], Awaitable[Heard]],
        room_of: Callable[[str], Room | None],
        press: Printer,
        folder: Path,
        zone: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clerk = clerk
        self._heard = heard
        self._room_of = room_of
        self._press = press
        self._folder = folder
        self._zone = zone
        self._now = now
        self._wanted = asyncio.Event()

    def look(self) -> None:
        """A packet may have been made."""
        self._wanted.set()

    async def run(self) -> None:
        """Work until cancelled; what an earlier process left undone is written first."""
        self._wanted.set()
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._work_off()
            except DatabaseAway:
                log.warning("packets wait: the database is away")
                self._later()
            except (OSError, NotRendered) as fault:
                log.warning("a packet could not be written", why=str(fault))
                self._later()

    def _later(self) -> None:
        asyncio.get_running_loop().call_later(AGAIN_AFTER, self.look)

    async def _work_off(self) -> None:
        for packet in await self._clerk.do(lambda work: work.record.packets_to_write()):
            wanted = await self._clerk.do(partial(_documents, packet=packet, at=self._now(), zone=self._zone))
            try:
                for one in wanted:
                    done = await self._press.printed(one)
                    await asyncio.to_thread(_write, self._folder, packet.incident, done)
            except OSError as fault:
                await self._tell(packet, fault.strerror or type(fault).__name__)
                raise
            await self._clerk.do(partial(_written, id=packet.id, at=self._now()))

    async def _tell(self, packet: Packet, why: str) -> None:
        """Once for each packet: the key is remembered."""
        if room := self._room_of(packet.incident):
            line = f'packet unwritten {packet.number} "{why}"'
            key = f"packet/{packet.id}/unwritten"
            at = self._now()
            await self._heard(Message(kind=Kind.COMMAND, room=room, key=key, id="", who=CLOCK, at=at, text=plain(line)))


def _documents(work: Work, packet: Packet, at: datetime, zone: str) -> tuple[Document, ...]:
    """The packet as a room may read it, and the communications list: both promised, and read by whoever prints them."""
    call = call_for(work, packet.incident, at, zone)
    paper = PAPERS.get(packet.paper, Paper.LETTER)
    contacts, _ = later.form(call, Asked(sheet="205a", paper=paper))
    return (later.packet(call, packet.shown, groups=(MAIN,), contacts=False, paper=paper), *contacts)


def _write(folder: Path, incident: str, done: Rendered) -> None:
    """Into the incident's own folder, whole or not at all."""
    private_files.write(private_files.within(folder, f"{slug(incident)}/{slug(done.name)}"), done.content)


def _written(work: Work, id: int, at: datetime) -> None:
    packet = work.record.get(Packet, id)
    if packet and packet.written is None:
        work.record.save(replace(packet, written=at))
