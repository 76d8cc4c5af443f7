"""Uploads: an address for the bytes, then a file, then, a little later, the message that shows it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import events
from .channel import Channel
from .model import File, Message

if TYPE_CHECKING:
    from .memory import Memory


class Uploads:
    """The uploads of one workspace that have not become files yet."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._open: dict[str, File] = {}
        self._received: dict[str, File] = {}

    def open(self, file: File) -> str:
        """The address to which the file's bytes are to be posted."""
        ticket = self._memory.ids.secret(32)
        self._open[ticket] = file
        return f"{self._memory.site}/upload/v1/{ticket}"

    def waits_for(self, ticket: str) -> bool:
        """Whether this is the ticket of an upload here."""
        return ticket in self._open

    def receive(self, ticket: str, content: bytes) -> None:
        """Takes the bytes in. Their number decides, whatever was announced."""
        file = self._open[ticket]
        self._received[file.id] = replace(file, content=content, size=len(content))

    def finished(self, file_id: str) -> File | None:
        """The file whose bytes have come, once; None before that and afterwards."""
        return self._received.pop(file_id, None)

    def share_later(self, files: list[File], *, channel: Channel, **fields: Any) -> None:
        """Shows the files in the channel when Slack is done with them."""
        if not self._memory.habits.files_shown:
            return
        loop = asyncio.get_running_loop()
        loop.call_later(self._memory.habits.file_delay, self._share, [file.id for file in files], channel, fields)

    def _share(self, file_ids: list[str], channel: Channel, fields: dict[str, Any]) -> None:
        share(self._memory, file_ids, channel, **fields)


def share(memory: Memory, file_ids: list[str], channel: Channel, **fields: Any) -> Message:
    """Shows files in a channel as one message, and notes with each file where it stands."""
    kept = [memory.files[file_id] for file_id in file_ids if file_id in memory.files]
    message = memory.post(channel, told=False, subtype="file_share", files=tuple(file.id for file in kept), **fields)
    for file in kept:
        memory.files[file.id] = replace(file, shares=(*file.shares, (channel.id, message.ts)))
        memory.tell("file_shared", events.file_shared(memory, file.id, file.user, channel), channel)
    memory.tell_message(channel, events.posted(memory, message))
    memory.note_change()
    return message
