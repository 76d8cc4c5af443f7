"""Rooms with one person alone, for what nobody else may read."""

from bot.platforms import Rejected, TryLater
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Refusal, part

_ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


async def direct_room(account: Account, user: str, *, like: str) -> str:
    """Our direct room with ``user``, made if there is none; encrypted where the room ``like`` is. Raises SendFaults."""
    if found := account.rooms.direct_with(user):
        return found
    view = account.rooms.joined.get(like)
    secret = bool(view and view.encrypted)
    if secret and account.vault.fault:
        raise Rejected(f"could not open a direct message with {user}: {account.vault.fault}")
    try:
        room = await _made(account, user, secret=secret)
        await _remember(account, user, room)
    except Refusal as refusal:
        raise Rejected(f"could not open a direct message with {user}: {refusal.said or refusal.code}") from None
    if room not in account.rooms.joined:
        raise TryLater(
            "the direct room is being made", after=0.2
        )  # the sync brings it, and with it whether it is encrypted
    return room


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
