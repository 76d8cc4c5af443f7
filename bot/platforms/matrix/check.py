"""What ``netcontrol check`` looks at: login, keys, and for each room membership and power levels."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.platforms import Finding, SendFault
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Refusal, part
from commands.domain.messages import Room

_SPEAKING = {
    "m.room.message": "post messages",
    "m.room.encrypted": "post encrypted messages",
    "m.reaction": "react",
    "m.room.redaction": "remove its own messages",
}


async def check(account: Account, rooms: Sequence[Room]) -> list[Finding]:
    """Everything about one account, its own findings first. Raises nothing that a homeserver can cause."""
    try:
        await account.open()
        joined = set((await account.api.call("GET", "/client/v3/joined_rooms"))["joined_rooms"])
    except SendFault as fault:
        remedy = "check homeserver, user_id and password (or access_token and device_id)"
        return [Finding(account.source, False, "login", fault.reason, remedy)]
    found = [Finding(account.source, True, f"logged in as {account.user_id}"), *_keys(account), _pace(account)]
    return found + [await _room(account, room, joined) for room in rooms]


def _keys(account: Account) -> list[Finding]:
    source, device = account.source, account.device
    if account.vault.fault:
        wrong, _, remedy = account.vault.fault.partition(": ")
        return [Finding(source, False, "encryption", f"encrypted rooms cannot be served: {wrong}", remedy)]
    if not device.has_keys:
        return [Finding(source, True, "encryption: the keys are published at the first run")]
    store = Finding(source, True, "encryption: the key store can be read")
    if device.signed:
        return [store, Finding(source, True, f"device {device.device_id} is cross-signed")]
    remedy = f"verify device {device.device_id} from another client of {account.user_id}, or reset cross-signing there"
    wrong = "it is not cross-signed, so others may not trust it with their keys"
    return [store, Finding(source, False, f"device {device.device_id}", wrong, remedy)]


def _pace(account: Account) -> Finding:
    lift = f"POST /_synapse/admin/v1/users/{account.user_id}/override_ratelimit"
    what = (
        "posts as fast as the homeserver lets it; a Synapse allows 10 posts, then one in five seconds,"
        f' until its admin lifts the limit ({lift} with {{"messages_per_second": 0, "burst_count": 0}})'
    )
    return Finding(account.source, True, what)


async def _room(account: Account, room: Room, joined: set[str]) -> Finding:
    where = str(room)
    if room.id not in joined:
        remedy = f"invite {account.user_id} to the room; it joins when it runs (public rooms it joins by itself)"
        return Finding(where, False, "membership", "not joined", remedy)
    try:
        powers = await _state(account, room, "m.room.power_levels")
        encrypted = await _state(account, room, "m.room.encryption") is not None
        successor = (await _state(account, room, "m.room.tombstone") or {}).get("replacement_room")
    except SendFault as fault:
        return Finding(where, False, "the room's state", fault.reason, "try again")
    if successor:
        return Finding(where, False, "the room", "it was replaced", f"put {successor} into the configuration")
    if encrypted and account.vault.fault:
        wrong, _, remedy = account.vault.fault.partition(": ")
        return Finding(where, False, "encryption", f"the room is encrypted and {wrong}", remedy)
    return _powers(account, room, powers or {}, encrypted=encrypted)


async def _state(account: Account, room: Room, kind: str) -> Mapping[str, Any] | None:
    try:
        return await account.api.call("GET", f"/client/v3/rooms/{part(room.id)}/state/{part(kind)}/")
    except Refusal as refusal:
        if refusal.code == "M_NOT_FOUND":
            return None
        raise


def _powers(account: Account, room: Room, powers: Mapping[str, Any], *, encrypted: bool) -> Finding:
    own = _number((powers.get("users") or {}).get(account.user_id, powers.get("users_default", 0)))
    events, default = powers.get("events") or {}, powers.get("events_default", 0)
    wanted = {kind: why for kind, why in _SPEAKING.items() if encrypted or kind != "m.room.encrypted"}
    missing = {why: level for kind, why in wanted.items() if (level := _number(events.get(kind, default))) > own}
    if missing:
        wrong = f"level {own} does not allow it to {', '.join(missing)}"
        remedy = f"give {account.user_id} power level {max(missing.values())}"
        return Finding(str(room), False, "power level", wrong, remedy)
    everybody = _number((powers.get("notifications") or {}).get("room", 50))
    loud = "may" if own >= everybody else f"may not (it needs level {everybody})"
    kind = "encrypted" if encrypted else "not encrypted"
    to_pin = _number(events.get("m.room.pinned_events", powers.get("state_default", 50)))
    pins = "may" if own >= to_pin else f"may not (it needs level {to_pin})"
    what = f"joined, {kind}, power level {own}, {loud} notify everybody, {pins} pin the board"
    return Finding(str(room), True, what)


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
