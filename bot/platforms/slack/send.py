"""One post → calls of the Web API, and the search for a post whose outcome is unknown."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms import Payload, Post, Posted, Rejected, TryLater, UnknownEmoji
from bot.platforms.slack.api import TIMEOUT, Api, Fault
from bot.platforms.slack.blocks import BLOCKS, section
from bot.platforms.slack.emojis import names_of
from bot.platforms.slack.faults import REJECTIONS, is_done, send_fault
from bot.platforms.slack.names import ORIGIN_EVENT
from commands.domain.messages import Room
from commands.domain.text import LARGEST_NAME

Json = dict[str, Any]

MARGIN = timedelta(seconds=60)
"""How far before its attempt a post is looked for: Slack's clock is known to a second or two."""

CONTENT = ("text", "blocks", "username", "thread_ts", "reply_broadcast")
POSSIBLE_REPEAT = "[possible repeat] "
IN_REPLY = "[in reply to an earlier message] "
UNTAKEN = ("invalid_name", "too_many_emoji", "too_many_reactions")
"""Refusals of a reaction that leave its message as it is."""
ROOTLESS = ("thread_not_found", "cannot_reply_to_message")
"""Refusals of a reply whose root was removed: nothing is to be found below it."""
UNCHANGEABLE = ("username", "thread_ts", "reply_broadcast")


class Sender:
    """Sends and looks for one account. ``refused`` is told of the code of every refusal."""

    def __init__(self, api: Api, refused: Callable[[Room, Fault], None]) -> None:
        self._api, self._refused = api, refused
        self._started = datetime.now(UTC)
        self._attempts: dict[str, datetime] = {}  # post id → when this process last tried it
        self._verbs: dict[str, Callable[[Post], Awaitable[Posted]]] = {
            "post": self._post,
            "direct": self._direct,
            "whisper": self._whisper,
            "edit": self._edit,
            "remove": self._remove,
            "react": self._react,
            "unreact": self._unreact,
            "pin": self._pin,
        }

    async def send(self, post: Post) -> Posted:
        """Carry out a post of any verb but "file"; raises a SendFault."""
        self.begin(post)
        try:
            posted = await self._verbs[post.verb](post)
        except Fault as fault:
            posted = self.settled(post, fault)
        self._attempts.pop(post.id, None)
        return posted

    def begin(self, post: Post) -> None:
        """Note by our clock when an attempt at this post begins: a search for it starts there."""
        self._attempts[post.id] = datetime.now(UTC)

    def settled(self, post: Post, fault: Fault) -> Posted:
        """The result of a call that was refused because all is done; raises a SendFault for any other fault."""
        if is_done(fault, post.verb):
            return Posted()
        self._refused(post.room, fault)
        raise send_fault(fault, post.verb) from None

    def too_early(self, post: Post) -> float:
        """Seconds until a call of this post that is still on its way must have arrived or failed."""
        latest = self._attempts.get(post.id)
        if latest is None and post.attempted is not None:
            # An earlier process began it, and may have tried it again up to its end.
            alone = self._started - post.attempted < timedelta(seconds=TIMEOUT)
            latest = post.attempted if alone else self._started
        waited = (datetime.now(UTC) - latest).total_seconds() if latest else TIMEOUT
        return max(0.0, TIMEOUT - waited)

    async def look(self, post: Post) -> Posted | None:
        """Is the post there? Raises TryLater while that cannot be told."""
        if post.verb not in ("post", "direct"):
            return None  # repeatable
        if (early := self.too_early(post)) > 0:
            raise TryLater("the call may still be on its way", after=early)
        try:
            channel = await self.channel(post) if post.verb == "direct" else post.room.id
            return await self._found(post, channel)
        except Fault as fault:
            raise TryLater(
                f"cannot look for it: {send_fault(fault, 'edit').reason}", after=max(fault.after, 1.0)
            ) from None

    async def _found(self, post: Post, channel: str) -> Posted | None:
        since = self.slack_time(post.attempted) - MARGIN if post.attempted else self._api.now() - timedelta(hours=1)
        listed: Json = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "include_all_metadata": True}
        thread = post.payload.get("thread_ts")
        if thread:
            found = await self._search("conversations.replies", post.id, {**listed, "ts": thread})
            if found:
                return found
        return await self._search("conversations.history", post.id, listed)

    async def _search(self, method: str, id: str, arguments: Json) -> Posted | None:
        try:
            async for message in self._api.pages(method, "messages", **arguments):
                metadata = message.get("metadata") or {}
                if metadata.get("event_type") == ORIGIN_EVENT and (metadata.get("event_payload") or {}).get("id") == id:
                    return Posted(str(message["ts"]), str(message["ts"]))
        except Fault as fault:
            if fault.code != "thread_not_found":
                raise
        return None

    def slack_time(self, local: datetime) -> datetime:
        """A moment of our clock by Slack's clock."""
        return local + (self._api.now() - datetime.now(UTC))

    async def _post(self, post: Post) -> Posted:
        return await self._say(post, post.room.id)

    async def _direct(self, post: Post) -> Posted:
        return await self._say(post, await self.channel(post))

    async def _say(self, post: Post, channel: str) -> Posted:
        call = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **_content(post), **_marker(post)}
        try:
            answer = await self._api.write("chat.postMessage", **call)
        except Fault as fault:
            if fault.code in ROOTLESS and "thread_ts" in call:
                call = _in_the_channel(call)
            elif fault.code != "not_in_channel" or not await self._joined(channel):
                raise
            answer = await self._api.write("chat.postMessage", **call)
        return Posted(str(answer["ts"]), str(answer["ts"]))

    async def _joined(self, channel: str) -> bool:
        """Whether the app could join the channel by itself: it may join public ones."""
        try:
            await self._api.write("conversations.join", channel=channel)
        except Fault:
            return False
        return True

    async def channel(self, post: Post) -> str:
        """The channel of the direct conversation with the target; the post's room where it has none."""
        if not post.target:
            return post.room.id
        answer = await self._api.write("conversations.open", users=post.target)
        return str(answer["channel"]["id"])

    async def _whisper(self, post: Post) -> Posted:
        await self._api.write("chat.postEphemeral", channel=post.room.id, user=_target(post), **_content(post))
        return Posted()

    async def _edit(self, post: Post) -> Posted:
        content = {key: value for key, value in _content(post).items() if key not in UNCHANGEABLE}
        answer = await self._api.write(
            "chat.update", channel=post.room.id, ts=_target(post), **content, **_marker(post)
        )
        return Posted(str(answer.get("ts") or ""))

    async def _remove(self, post: Post) -> Posted:
        await self._api.write("chat.delete", channel=post.room.id, ts=_target(post))
        return Posted()

    async def _react(self, post: Post) -> Posted:
        try:
            return await self._mark("reactions.add", post)
        except Fault as fault:
            if fault.code not in UNTAKEN:
                raise
            raise UnknownEmoji(REJECTIONS[fault.code]) from None

    async def _unreact(self, post: Post) -> Posted:
        return await self._mark("reactions.remove", post)

    async def _pin(self, post: Post) -> Posted:
        await self._api.write("pins.add", channel=post.room.id, timestamp=_target(post))
        return Posted()

    async def _mark(self, method: str, post: Post) -> Posted:
        """Set or take away a reaction by the first of its names that Slack knows."""
        shown = str(post.payload["emoji"])
        names = names_of(shown)
        for number, name in enumerate(names, 1):
            try:
                await self._api.write(method, channel=post.room.id, timestamp=_target(post), name=name)
                return Posted()
            except Fault as fault:
                if fault.code != "invalid_name" or number == len(names):
                    raise
        raise UnknownEmoji(f"Slack has no name for the emoji {shown[:LARGEST_NAME]}")


def _in_the_channel(call: Json) -> Json:
    """A thread's reply whose root is gone, said in the channel as what it is."""
    kept = {key: value for key, value in call.items() if key not in ("thread_ts", "reply_broadcast")}
    if "blocks" in kept:
        kept["blocks"] = [section(IN_REPLY.strip()), *kept["blocks"]][:BLOCKS]
    return {**kept, "text": f"{IN_REPLY}{kept.get('text', '')}"}


def _target(post: Post) -> str:
    if not post.target:
        raise Rejected(f"a post of verb {post.verb!r} needs a target")
    return post.target


def _content(post: Post) -> Payload:
    content = {key: value for key, value in post.payload.items() if key in CONTENT}
    if post.payload.get("possible_repeat"):
        content["text"] = f"{POSSIBLE_REPEAT}{content['text']}"
        if "blocks" in content:  # people see these and not the text
            content["blocks"] = [section(POSSIBLE_REPEAT.strip()), *content["blocks"]][:BLOCKS]
    return content


def _marker(post: Post) -> Payload:
    stems = {"of": post.payload["of"]} if post.payload.get("of") else {}
    return {"metadata": {"event_type": ORIGIN_EVENT, "event_payload": {"id": post.id, **stems}}}
