"""End-to-end encryption: the key store, what nio has to see of each sync, decrypting and encrypting.

nio's own event handling is not used: it is given the membership of encrypted rooms and what came for this device, and
nothing else, so that the talk of plain rooms costs nothing here.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog
from nio import AsyncClient, AsyncClientConfig, ErrorResponse, MegolmEvent, SyncResponse
from nio.exceptions import EncryptionError, LocalProtocolError

from bot.platforms import Rejected, TryLater
from bot.platforms.matrix.api import ANSWER_WITHIN
from bot.platforms.matrix.cabinet import STORE, Cabinet, SharedCabinet
from bot.platforms.matrix.device import Device
from bot.platforms.matrix.key_rows import RowStore, made_of
from bot.platforms.matrix.rooms import Rooms, state_of

Event = Mapping[str, Any]
log = structlog.get_logger(__name__)
logging.getLogger("nio").setLevel(logging.CRITICAL)  # what it cannot parse it logs, message text and all

RESTORE = "restore it from a backup"
ALGORITHM = "m.megolm.v1.aes-sha2"
_SEEN = {"m.room.encryption", "m.room.member"}


class Undecryptable(Exception):
    """The key of this event is not here (yet)."""


class KeepingClient(AsyncClient):  # type: ignore[misc]
    """nio's client, which tells the server nothing of keys that are not kept yet."""

    before_telling: Callable[[], Awaitable[None]]

    async def send(self, *args: Any, **named: Any) -> Any:
        """One request. Raises TryLater where the keys that it speaks of cannot be kept."""
        await self.before_telling()
        return await super().send(*args, **named)


class Vault:
    """The keys of one device. ``fault`` says why they cannot be used; everything but encryption works then, too."""

    def __init__(self, homeserver: str, cabinet: Cabinet) -> None:
        self._homeserver = homeserver
        self._cabinet = cabinet
        self._path = cabinet.folder / STORE
        self._nio: AsyncClient | None = None
        self._shown: dict[str, dict[str, str]] = {}  # room → state key → event that nio has seen
        self._sharing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.fault = "not opened yet"

    @property
    def olm(self) -> Any:
        """The account's keys and sessions, nio's Olm; None while they cannot be used."""
        return self._nio.olm if self._nio else None

    def open(self, device: Device) -> None:
        """Read the key store, or make one for a new device. Raises nothing: what is wrong with it is in ``fault``."""
        if self._nio:
            self._nio.access_token = device.token
            return
        if device.has_keys and not self._there():
            self.fault = f"the key store {self._place} is missing: {RESTORE}, or delete device.json there"
            return
        try:
            self._nio = self._client(device)
        except Exception as fault:  # noqa: BLE001  (peewee, sqlite3, vodozemac: whatever it is, nothing goes out in clear)
            self.fault = f"the key store {self._place} cannot be read ({type(fault).__name__}): {RESTORE}"
            log.error("matrix.keys_unreadable", user=device.user_id, fault=type(fault).__name__)
            return
        self.fault = ""

    @property
    def _place(self) -> str:
        return "in the database" if self._cabinet.shared else str(self._path)

    def _there(self) -> bool:
        return bool(self._cabinet.rows) if isinstance(self._cabinet, SharedCabinet) else self._path.exists()

    def _client(self, device: Device) -> AsyncClient:
        shared = {"store": made_of(self._cabinet.rows)} if isinstance(self._cabinet, SharedCabinet) else {}
        config = AsyncClientConfig(
            **shared,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=ANSWER_WITHIN,
            store_sync_tokens=False,
            store_name=STORE,
        )
        client = KeepingClient(self._homeserver, device.user_id, device.device_id, str(self._path.parent), config)
        client.before_telling = self.kept
        client.restore_login(device.user_id, device.device_id, device.token)
        if not self._cabinet.shared:
            self._path.chmod(0o600)
        return client

    async def kept(self) -> None:
        """Return once every key that changed is kept. Raises TryLater where the store is away."""
        if self._nio and isinstance(self._nio.store, RowStore) and isinstance(self._cabinet, SharedCabinet):
            self._cabinet.change_rows(self._nio.store.changes())
            await self._cabinet.flush()

    async def close(self) -> None:
        """Let go of the connection and the file."""
        if self._nio:
            await self._nio.close()
            if self._nio.store:
                self._nio.store.database.close()

    def known_encrypted(self, room: str) -> bool:
        """True where this device has once seen the room encrypted, whatever the server says now."""
        return bool(self._nio and room in self._nio.encrypted_rooms)

    async def take(self, found: Event, rooms: Rooms) -> None:
        """Let nio see a sync: keys sent to us, changed devices, who is in the encrypted rooms."""
        if not self._nio:
            return
        for room in (found.get("rooms") or {}).get("leave") or {}:
            self._nio.rooms.pop(room, None)
            self._shown.pop(room, None)
            self._nio.olm.outbound_group_sessions.pop(room, None)
        seen = self._seen(found, rooms)
        if not self._matters(seen):
            return
        response = SyncResponse.from_dict(seen)
        if isinstance(response, ErrorResponse):
            raise TryLater("the homeserver's sync is not what Matrix promises")
        try:
            await self._nio.receive_response(response)
        except Exception as fault:  # noqa: BLE001  (one odd message to this device must not silence the account)
            log.error("matrix.keys_not_taken", fault=type(fault).__name__)
            await self._one_by_one(response)
        await self.kept()  # before the place in the sync is: what came for this device is not sent again

    async def _one_by_one(self, response: SyncResponse) -> None:
        """Take what came for this device again, each by itself; what nio was given before it knows again."""
        assert self._nio  # noqa: S101  (take() looked)
        for event in response.to_device_events:
            try:
                self._nio.olm.handle_to_device_event(event)
            except Exception as fault:  # noqa: BLE001
                log.error("matrix.key_not_taken", kind=event.type, fault=type(fault).__name__)
        response.to_device_events.clear()
        self._nio.next_batch = ""
        await self._nio.receive_response(response)

    def _seen(self, found: Event, rooms: Rooms) -> dict[str, Any]:
        parts = (found.get("rooms") or {}).get("join") or {}
        members = {id: self._news(id, part) for id, part in parts.items() if self._encrypted(id, rooms)}
        return {
            "next_batch": found["next_batch"],
            "to_device": found.get("to_device") or {},
            "device_lists": self._others(found.get("device_lists") or {}),
            "device_one_time_keys_count": found.get("device_one_time_keys_count") or {},
            "rooms": {"join": {id: {"state": {"events": events}} for id, events in members.items() if events}},
        }

    def _others(self, lists: dict[str, list[str]]) -> dict[str, list[str]]:
        """Whose devices changed, of those with whom keys are exchanged: Synapse names others again and again."""
        tracked = self.olm.tracked_users if self.olm else ()
        return {kind: [user for user in users if user in tracked] for kind, users in lists.items()}

    def _news(self, room: str, part: Event) -> list[Event]:
        """The memberships of an encrypted room that nio has not seen; the sync repeats them."""
        shown = self._shown.setdefault(room, {})
        events = [event for event in state_of(part) if event.get("type") in _SEEN]
        new = [event for event in events if shown.get(event["type"] + event["state_key"]) != event.get("event_id")]
        shown.update({event["type"] + event["state_key"]: str(event.get("event_id")) for event in new})
        return new

    def _matters(self, seen: dict[str, Any]) -> bool:
        """False for most syncs: nio writes to its store at each one that it sees."""
        count = seen["device_one_time_keys_count"].get("signed_curve25519")
        news = seen["to_device"].get("events") or any(seen["device_lists"].values()) or seen["rooms"]["join"]
        return bool(news) or count != self.olm.uploaded_key_count

    def _encrypted(self, room: str, rooms: Rooms) -> bool:
        view = rooms.joined.get(room)
        return bool(view and view.encrypted) or self.known_encrypted(room)

    async def upkeep(self) -> None:
        """Publish and fetch the keys that are due. Raises nothing: the next sync tries again."""
        if not self._nio:
            return
        try:
            if self._nio.should_upload_keys:
                _checked(await self._nio.keys_upload())
            if self._nio.should_query_keys:
                _checked(await self._nio.keys_query())
            if self._nio.should_claim_keys:
                _checked(await self._nio.keys_claim(self._nio.get_users_for_key_claiming()))
            await self._nio.send_to_device_messages()
            await self.kept()
        except (TryLater, LocalProtocolError, aiohttp.ClientError, TimeoutError) as fault:
            log.warning("matrix.keys_not_exchanged", fault=type(fault).__name__)

    @property
    def published(self) -> bool:
        """True once the homeserver has this device's keys."""
        return bool(self.olm and self.olm.account.shared)

    def decrypt(self, room: str, event: Event) -> Event:
        """The event as it was meant. Raises Undecryptable, or KeyError for what is no Megolm event."""
        if event["content"].get("algorithm") != ALGORITHM:
            raise Undecryptable
        megolm = MegolmEvent.from_dict(dict(event))
        megolm.room_id = room
        if not self._nio:
            raise Undecryptable
        try:
            clear = self.olm.decrypt_megolm_event(megolm).source
        except EncryptionError:
            raise Undecryptable from None
        return {**event, "type": clear["type"], "content": clear["content"]}

    async def ask_for_key(self, room: str, event: Event) -> None:
        """Ask our other devices for a missing key; once for each session. Away, it is asked again at the next start."""
        if not self._nio:
            return
        megolm = MegolmEvent.from_dict(dict(event))
        megolm.room_id = room
        try:
            await self._nio.request_room_key(megolm)
        except (LocalProtocolError, aiohttp.ClientError, TimeoutError):
            return  # asked already, or asked again at the next start

    async def encrypt(self, room: str, kind: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Type and content as they may go into an encrypted room. Raises Rejected or TryLater."""
        if not self._nio:
            raise Rejected(f"the room is encrypted and {self.fault}")
        if room not in self._nio.rooms:
            raise TryLater("the members of the encrypted room are not known yet")
        async with self._sharing[room]:
            try:
                await self._share(room)
            except (aiohttp.ClientError, TimeoutError):
                raise TryLater("the keys could not be shared with the room") from None
        return self._nio.encrypt(room, kind, content)  # type: ignore[no-any-return]

    async def _share(self, room: str) -> None:
        """Give the room's devices the key of the next messages; all that can have it must have it."""
        nio = self._nio
        assert nio  # noqa: S101  (encrypt() looked)
        if not nio.rooms[room].members_synced:
            _checked(await nio.joined_members(room))
        if nio.should_query_keys:
            _checked(await nio.keys_query())
        if not nio.olm.should_share_group_session(room):
            return
        await nio.share_group_session(room, ignore_unverified_devices=True)
        session = nio.olm.outbound_group_sessions[room]
        if missing := self._reachable(room) - session.users_shared_with - session.users_ignored:
            session.shared = False
            raise TryLater(f"the keys could not be shared with {len(missing)} devices of the room")

    def _reachable(self, room: str) -> set[tuple[str, str]]:
        """The devices of the room's members that we can talk to."""
        nio = self._nio
        assert nio  # noqa: S101
        devices = (device for user in nio.rooms[room].users for device in nio.device_store.active_user_devices(user))
        return {
            (device.user_id, device.id)
            for device in devices
            if nio.olm.session_store.get(device.curve25519) and not nio.olm.is_device_blacklisted(device)
        }


def _checked(answer: Any) -> None:
    if isinstance(answer, ErrorResponse):
        raise TryLater("the homeserver did not exchange keys", after=(answer.retry_after_ms or 0) / 1000)
