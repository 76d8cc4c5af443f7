"""The way out: one post is one call with the post's id as its transaction, so that a repeat makes nothing new."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms import Post, Posted, Rejected, RoomLost, SendFault, Unknown
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Json, Refusal, part
from bot.platforms.matrix.direct import direct_room
from bot.platforms.matrix.markup import Body, pill
from bot.platforms.matrix.render import MARKER
from commands.domain.messages import account_of

SERVER_REMEMBERS = timedelta(hours=12)
"""Synapse forgets a transaction after 24 hours; well before that a repeat is looked for first."""


class Sender:
    """Carries out the posts of one account; each call raises SendFaults only."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._verbs: dict[str, Callable[[Post], Awaitable[Posted]]] = {
            "post": self._post,
            "edit": self._edit,
            "remove": self._remove,
            "react": self._react,
            "unreact": self._unreact,
            "whisper": self._whisper,
            "direct": self._direct,
            "pin": self._pin,
        }

    async def send(self, post: Post) -> Posted:
        """Carry out one post. Raises TryLater before the first sync, and the SendFault that a refusal stands for."""
        await self._account.ready()
        try:
            return await self._verbs[post.verb](post)
        except Refusal as refusal:
            raise explained(refusal, post, in_room=post.room.id in self._account.rooms.joined) from None

    def idempotent(self, post: Post) -> bool:
        """True while the homeserver remembers the transaction of an earlier attempt, made by this same device."""
        if post.attempted is None or post.verb in {"edit", "remove", "react", "unreact", "pin"}:
            return True
        device = self._account.devices.stored()  # asked before the first login, too
        return device is not None and post.attempted > max(datetime.now(UTC) - SERVER_REMEMBERS, device.made)

    async def event(self, post: Post, content: dict[str, Any], kind: str = "m.room.message", room: str = "") -> Posted:
        """Send one event under the post's id, encrypted where the room is; ``room`` goes before the post's.

        Raises RoomLost where the account is not in it, Unknown where the answer did not come.
        """
        room = room or post.room.id
        stems = {"of": post.payload["of"]} if post.payload.get("of") else {}
        marked = {**content, MARKER: {"id": post.id, **stems}}
        view = self._account.rooms.joined.get(room)
        if (view and view.encrypted) or self._account.vault.known_encrypted(room):
            if kind != "m.reaction":  # reactions are sent in clear by all clients
                kind, marked = await self._account.vault.encrypt(room, kind, marked)
        elif view is None:
            raise RoomLost(f"{self._account.user_id} is not in the room: invite it")
        path = f"/client/v3/rooms/{part(room)}/send/{part(kind)}/{part(post.id)}"
        found = await self._account.api.call("PUT", path, marked, unsure=Unknown)
        return Posted(_event_id(found))

    async def _post(self, post: Post) -> Posted:
        content = post.payload["content"]
        return await self.event(post, repeated(content) if post.payload.get("possible_repeat") else content)

    async def _edit(self, post: Post) -> Posted:
        return await self.event(post, edited(post.payload["content"], _target(post)))

    async def _remove(self, post: Post) -> Posted:
        """Take a post back, and its edits, which would keep the words."""
        edits = [event async for event in self._related(post, "m.replace")]
        posted = await self._redact(post, _target(post), post.id)
        for edit in edits:
            await self._redact(post, str(edit["event_id"]), f"{post.id}{edit['event_id']}")
        return posted

    async def _pin(self, post: Post) -> Posted:
        """Add a post to what the room has pinned; what others have pinned stays."""
        path = f"/client/v3/rooms/{part(post.room.id)}/state/m.room.pinned_events/"
        try:
            pinned = (await self._account.api.call("GET", path)).get("pinned")
        except Refusal as refusal:
            if refusal.code != "M_NOT_FOUND":
                raise
            pinned = None
        known = [one for one in pinned if isinstance(one, str)] if isinstance(pinned, list) else []
        if _target(post) not in known:
            await self._account.api.call("PUT", path, {"pinned": [*known, _target(post)]})
        return Posted()

    async def _redact(self, post: Post, target: str, transaction: str) -> Posted:
        path = f"/client/v3/rooms/{part(post.room.id)}/redact/{part(target)}/{part(transaction)}"
        try:
            found = await self._account.api.call("PUT", path, {})
        except Refusal as refusal:
            if refusal.code == "M_NOT_FOUND":
                return Posted()  # it is gone already
            raise
        return Posted(_event_id(found))

    async def _react(self, post: Post) -> Posted:
        relation = {"rel_type": "m.annotation", "event_id": _target(post), "key": str(post.payload["emoji"])}
        try:
            return await self.event(post, {"m.relates_to": relation}, "m.reaction")
        except Refusal as refusal:
            if refusal.code == "M_DUPLICATE_ANNOTATION":
                return Posted(await self._own_reaction(post) or "")
            raise

    async def _unreact(self, post: Post) -> Posted:
        reaction = str(post.payload.get("event") or "") or await self._own_reaction(post)
        return await self._redact(post, reaction, post.id) if reaction else Posted()

    async def _own_reaction(self, post: Post) -> str | None:
        """Our reaction with this emoji, asked of the homeserver."""
        async for event in self._related(post, "m.annotation/m.reaction"):
            if ((event.get("content") or {}).get("m.relates_to") or {}).get("key") == post.payload["emoji"]:
                return str(event["event_id"])
        return None

    async def _related(self, post: Post, kind: str) -> AsyncIterator[Json]:
        """Our own events that relate to the post's target in this way."""
        path = f"/client/v1/rooms/{part(post.room.id)}/relations/{part(_target(post))}/{kind}"
        query: dict[str, str] | None = {"limit": "100"}
        while query is not None:
            try:
                page = await self._account.api.call("GET", path, query=query)
            except Refusal as refusal:
                if refusal.code == "M_NOT_FOUND":
                    return
                raise
            for event in page.get("chunk", []):
                if event.get("sender") == self._account.user_id:
                    yield event
            query = {"limit": "100", "from": str(page["next_batch"])} if page.get("next_batch") else None

    async def _whisper(self, post: Post) -> Posted:
        """Nobody can whisper in a Matrix room: a notice that names the asker, and notifies nobody else."""
        user = account_of(_target(post))
        view = self._account.rooms.joined.get(post.room.id)
        face = pill(user, view.names.get(user, "") if view else "")
        return await self.event(post, addressed(post.payload["content"], user, face))

    async def _direct(self, post: Post) -> Posted:
        room = await direct_room(self._account, _target(post), like=post.room.id)
        return await self.event(post, post.payload["content"], room=room)


def edited(content: Mapping[str, Any], target: str) -> dict[str, Any]:
    """The event that replaces ``target`` by ``content``; it notifies nobody again."""
    new = {key: value for key, value in content.items() if key != "m.relates_to"}
    return {
        **new,
        "body": f"* {content['body']}",
        "formatted_body": f"* {content['formatted_body']}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


def repeated(content: Mapping[str, Any]) -> dict[str, Any]:
    """``content`` with the remark that it may have been posted before."""
    remark = "[possible repeat] "
    return {
        **content,
        "body": f"{remark}{content['body']}",
        "formatted_body": f"{remark}{content['formatted_body']}",
    }


def addressed(content: Mapping[str, Any], user: str, face: Body) -> dict[str, Any]:
    """``content`` said to one person of the room: mentioned, and named before the first word."""
    return {
        **content,
        "msgtype": "m.notice",
        "body": f"{face.plain}: {content['body']}",
        "formatted_body": f"{face.html}: {content['formatted_body']}",
        "m.mentions": {"user_ids": [user]},
    }


def _event_id(found: Json) -> str:
    if "event_id" not in found:
        raise Unknown("the homeserver's answer is not what Matrix promises")
    return str(found["event_id"])


def _target(post: Post) -> str:
    if not post.target:
        raise Rejected(f"a post of verb {post.verb} names no target")
    return post.target


def explained(refusal: Refusal, post: Post, *, in_room: bool) -> SendFault:
    """What a refusal means for this post, and what a person can do about it."""
    if refusal.code == "M_FORBIDDEN":
        if not in_room:
            return RoomLost("the bot is not in the room any more: invite it again")
        if post.verb in {"post", "edit", "whisper", "file"} and not (post.verb == "file" and post.target):
            return RoomLost("the bot may not post in the room: give it the power level for messages")
        return Rejected("the bot's power level in the room does not allow it")
    if refusal.code == "M_TOO_LARGE":
        return Rejected("the message is larger than the homeserver takes")
    if refusal.code == "M_NOT_FOUND" and not in_room:
        return RoomLost("the homeserver does not know the room any more")
    return refusal
