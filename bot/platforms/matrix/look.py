"""Was a post done? The room's history is read backwards for its marker, until before its first attempt."""

from datetime import timedelta
from typing import Any

from bot.platforms import Post, Posted, TryLater
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Refusal, part
from bot.platforms.matrix.render import MARKER
from bot.platforms.matrix.vault import Undecryptable

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the homeserver's clock may be from ours."""


async def look(account: Account, post: Post) -> Posted | None:
    """The post where it stands; None where it surely is not. Raises TryLater while that cannot be said."""
    if post.attempted is None:
        return None
    await account.ready()
    oldest = int((post.attempted - CLOCKS_DIFFER).timestamp() * 1000)
    alone = post.verb == "file" and post.target
    rooms = account.rooms.direct.get(post.target or "", []) if post.verb == "direct" or alone else [post.room.id]
    for room in rooms:
        if found := await _in_room(account, room, post.id, oldest):
            return found
    return None


async def _in_room(account: Account, room: str, id: str, oldest: int) -> Posted | None:
    query = {"dir": "b", "limit": "100"}
    while True:
        try:
            page = await account.api.call("GET", f"/client/v3/rooms/{part(room)}/messages", query=query)
        except Refusal as refusal:
            raise TryLater(f"the room's history cannot be read: {refusal.reason}") from None
        for event in page["chunk"]:
            if event.get("sender") == account.user_id and _marker(account, room, event) == id:
                return Posted(str(event["event_id"]))
        old = bool(page["chunk"]) and int(page["chunk"][-1]["origin_server_ts"]) < oldest
        if old or not page.get("end"):
            return None
        query["from"] = str(page["end"])


def _marker(account: Account, room: str, event: dict[str, Any]) -> str:
    """The post's id in an event of ours; the transaction's where the event itself cannot be read any more."""
    content = event.get("content") or {}
    if event.get("type") == "m.room.encrypted":
        try:
            content = account.vault.decrypt(room, event)["content"]
        except (Undecryptable, KeyError):
            content = {}
    marker = content.get(MARKER)
    known = marker.get("id") if isinstance(marker, dict) else None
    return str(known or (event.get("unsigned") or {}).get("transaction_id") or "")
