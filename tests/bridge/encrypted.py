"""A person with a Matrix client that encrypts: a matrix-nio client of its own, with its own keys."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent, RoomSendResponse

from bot.sandbox.matrix_person import Login
from tests.bridge.places import MatrixPlace


class EncryptedPlace(MatrixPlace):
    """A Matrix room whose person reads and writes through `client`."""

    client: AsyncClient
    unread: list[MegolmEvent]

    @asynccontextmanager
    async def entered(self, login: Login, folder: Path) -> AsyncIterator[None]:
        """Log in as a new device, join, and follow the room while the block runs."""
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
        self.client = AsyncClient(login.homeserver, login.user_id, store_path=str(folder), config=config)
        self.unread = []
        self.client.add_event_callback(self._heard, Event)
        await self.client.login(login.password, device_name="a person's client")
        await self.client.join(self.room_id)
        following = asyncio.create_task(self.client.sync_forever(timeout=5_000, full_state=True))
        try:
            yield
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
            await self.client.close()

    async def _heard(self, _room: Any, event: Event) -> None:
        if isinstance(event, MegolmEvent):
            self.unread.append(event)
        else:
            self._take(event.source)

    async def look(self) -> None:
        """The client follows the room by itself."""

    async def say(self, text: str, thread: str | None = None, **more: Any) -> str:
        content: dict[str, Any] = {"msgtype": "m.text", "body": text, **more}
        if thread:
            content["m.relates_to"] = {
                "rel_type": "m.thread",
                "event_id": thread,
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": thread},
            }
        return await self._send("m.room.message", content)

    async def edit(self, native: str, text: str) -> None:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": native}
        await self._send("m.room.message", {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation})

    async def delete(self, native: str) -> None:
        await self.client.room_redact(self.room_id, native)

    async def react(self, native: str, emoji: str) -> None:
        relation = {"rel_type": "m.annotation", "event_id": native, "key": emoji}
        self._reactions[native, emoji] = await self._send("m.reaction", {"m.relates_to": relation})

    async def unreact(self, native: str, emoji: str) -> None:
        await self.client.room_redact(self.room_id, self._reactions.pop((native, emoji)))

    async def _send(self, kind: str, content: dict[str, Any]) -> str:
        sent = await self.client.room_send(self.room_id, kind, content, ignore_unverified_devices=True)
        assert isinstance(sent, RoomSendResponse), sent
        return sent.event_id
