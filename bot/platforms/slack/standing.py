"""How people stand in a channel, as Slack says now: who is in it, and who administers it."""

import asyncio
from collections.abc import Mapping
from typing import Any, NoReturn

from bot.platforms import Rejected, TryLater
from bot.platforms.slack.api import Api, Fault, Known
from bot.platforms.slack.translate import Account
from commands.domain.messages import Room

MEMBERS = 1000
"""Ids on one page, the most that conversations.members gives."""

GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted", "is_bot")
ADMINISTERS = ("is_admin", "is_owner", "is_primary_owner")


async def members(api: Api, account: Account, room: Room) -> frozenset[str]:
    """The keys of those who are in a channel. Raises a SendFault, also where the app is not in it itself."""
    found: set[str] = set()
    cursor = ""
    try:
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = await api.get("conversations.members", channel=room.id, limit=MEMBERS, **more)
            found.update(f"{account.source}/{user}" for user in page.get("members") or ())
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)
    except Fault as fault:
        _raise(fault)


async def moderates(api: Api, account: Account, room: Room, user_id: str) -> bool:
    """Does this person administer the channel? A guest, or somebody of another workspace, never. Raises a SendFault."""
    try:
        if room.id.startswith("D"):
            await api.get("users.info", user=user_id)
            return False
        asked = (api.get("users.info", user=user_id), api.get("conversations.info", channel=room.id))
        user, channel = (found for found in await asyncio.gather(*asked))
    except Fault as fault:
        _raise(fault)
    return _is_own(user["user"], account) and _administers(user["user"], channel["channel"])


def _is_own(user: Mapping[str, Any], account: Account) -> bool:
    """A full member of this workspace: in an organisation of several it stands among the person's."""
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    return account.team_id in teams and not any(user.get(mark) for mark in GUEST)


def _administers(user: Mapping[str, Any], channel: Mapping[str, Any]) -> bool:
    return any(user.get(mark) for mark in ADMINISTERS) or channel.get("creator") == user.get("id")


def _raise(fault: Fault) -> NoReturn:
    if fault.known is Known.REFUSED:
        raise Rejected(fault.code) from None
    raise TryLater(fault.code, after=fault.after) from None
