"""Rooms with one person alone, for what nobody else may read."""

import time

from bot.platforms import Rejected, TryLater
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Refusal, part

BROUGHT_WITHIN = 30.0
"""Seconds in which the sync brings a room that was made; after them another one is made."""

_ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


async def direct_room(account: Account, user: str, *, like: str) -> str:
    """Our direct room with ``user``; encrypted where the room ``like`` is. TryLater while it is made."""
    view = account.rooms.joined.get(like)
    secret = bool(view and view.encrypted)
    if found := account.rooms.direct_with(user, secret=secret):
        return found
    if secret and account.vault.fault:
        raise Rejected(f"could not open a direct message with {user}: {account.vault.fault}")
    if time.monotonic() >= account.rooms.opening.get(user, 0.0):
        try:
            await _remember(account, user, await _made(account, user, secret=secret))
        except Refusal as refusal:
            raise Rejected(f"could not open a direct message with {user}: {refusal.said or refusal.code}") from None
        account.rooms.opening[user] = time.monotonic() + BROUGHT_WITHIN
    # The sync brings the room with its encryption and its guest: before that the guest could not read what is posted.
    raise TryLater("the direct room is being made")


async def _made(account: Account, user: str, *, secret: bool) -> str:
    wish = {
        "preset": "trusted_private_chat",
        "is_direct": True,
        "invite": [user],
        "initial_state": [_ENCRYPTION] if secret else [],
    }
    return str((await account.api.call("POST", "/client/v3/createRoom", wish))["room_id"])


async def _remember(account: Account, user: str, room: str) -> None:
    """Note the room in the account data, where other clients of the account look as well."""
    account.rooms.direct = {**account.rooms.direct, user: [*account.rooms.direct.get(user, []), room]}
    path = f"/client/v3/user/{part(account.user_id)}/account_data/m.direct"
    await account.api.call("PUT", path, account.rooms.direct)
