"""How people stand in a room, as the homeserver says now: who is joined, and who administers it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Refusal, part
from commands.domain.messages import Room

Event = Mapping[str, Any]

MODERATOR = 50
"""The power level from which on clients call somebody a moderator (Matrix: ``state_default``)."""
CREATORS_ARE_ABOVE_ALL = 12
"""From this room version on a room's creators stand above every power level and in no list of them."""


async def members(account: Account, room: Room) -> frozenset[str]:
    """The keys of those who are joined. Raises a SendFault, also where the account is not in the room itself."""
    found = await account.api.call("GET", f"/client/v3/rooms/{part(room.id)}/joined_members")
    return frozenset(f"{account.source}/{user}" for user in found.get("joined") or {})


async def moderates(account: Account, room: Room, user_id: str) -> bool:
    """Has this person at least a moderator's power in the room? Raises a SendFault."""
    levels, creation = await asyncio.gather(
        _state(account, room, "m.room.power_levels"), _state(account, room, "m.room.create")
    )
    if user_id in _creators(creation):
        return True
    if not levels:  # then, and only then, the creator has all power and nobody else has any
        return user_id == creation.get("sender")
    content = levels.get("content") or {}
    users = content.get("users")
    named = users.get(user_id) if isinstance(users, dict) else None
    return _level(content.get("users_default", 0) if named is None else named) >= MODERATOR


async def _state(account: Account, room: Room, kind: str) -> Event:
    """A state event with its sender; empty where the room has none."""
    path = f"/client/v3/rooms/{part(room.id)}/state/{kind}/"
    try:
        return await account.api.call("GET", path, query={"format": "event"})
    except Refusal as refusal:
        if refusal.code == "M_NOT_FOUND":
            return {}
        raise


def _creators(creation: Event) -> set[str]:
    """Those who created a room of a version in which that is a power of its own."""
    content = creation.get("content") or {}
    version = str(content.get("room_version", "1"))
    if not version.isdecimal() or int(version) < CREATORS_ARE_ABOVE_ALL:
        return set()
    further = content.get("additional_creators")
    return {str(creation.get("sender")), *(map(str, further) if isinstance(further, list) else ())}


def _level(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
