"""What was said while nobody listened, in the order in which it was said.

Slack lists a channel's history without replies and without what was removed. Of the last day it lists every parent,
with the time of its newest reply, of its last edit and with its reactions: from those the rest is found. What was
heard and is listed no longer was removed. A reaction taken back and the edit of an old reply leave no trace.
"""

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain
from typing import Any

from bot.platforms import Ears
from bot.platforms.slack import translate
from bot.platforms.slack.api import Api
from bot.platforms.slack.names import micros
from commands.domain.messages import Message, Room

Json = dict[str, Any]
Standing = dict[str, str | None]
"""Ids of what was heard and not removed, each with its thread's root."""

BACK = timedelta(hours=24)
"""How old a parent may be whose replies, edits and reactions are looked for."""

RETAINED = timedelta(hours=20)
"""How old a message may be to count as removed when it is not listed: a retention rule may take it after a day."""

REDELIVERED = timedelta(minutes=4)
"""What is younger comes again by itself: Slack repeats what is not acknowledged, the last time after 5 minutes."""

PAGE = 999
BATCH = 50


class CatchUp:
    """Catches up for one account."""

    def __init__(self, api: Api, account: translate.Account, ears: Ears) -> None:
        self._api, self._account, self._ears = api, account, ears

    async def room(self, room: Room, since: str) -> str:
        """Hand over what was said after ``since`` (a Slack timestamp); returns the newest timestamp that was seen.

        Raises Fault if Slack does not tell. An exception of the ears is passed on: nothing is committed then.
        """
        back = f"{max(micros(since) / 1_000_000 - BACK.total_seconds(), 0):.6f}"
        standing = await self._standing(room, back)
        parents = await self._history(room.id, back)
        read = [parent for parent in parents if _has_changed(parent, since, standing)]
        threads = [await self._thread(room.id, str(parent["ts"]), back) for parent in read]
        said = [*parents, *chain.from_iterable(threads)]
        messages = await self._translated(room, said, since, standing)
        messages += self._gone(room, standing, said, {str(parent["ts"]) for parent in read})
        for at in range(0, len(messages), BATCH):
            await self._ears.heard_all(messages[at : at + BATCH], self._account.source, None)
        return max((str(message["ts"]) for message in said), key=micros, default=since)

    async def _standing(self, room: Room, back: str) -> Standing:
        """What was heard and would still be listed: neither too old to be asked for nor taken by a retention rule."""
        retained = f"{(self._api.now() - RETAINED).timestamp():.6f}"
        return await self._ears.standing(room, max(back, retained, key=micros))

    def _gone(self, room: Room, standing: Standing, said: Iterable[Json], read: set[str]) -> Iterable[Message]:
        """The end of each message that was heard and is not listed, of replies only where their thread was read."""
        listed = {str(message["ts"]) for message in said}
        now = f"{self._api.now().timestamp():.6f}"
        for id, root in standing.items():
            if id not in listed and (root is None or root in read):
                before: Json = {"thread_ts": root} if root else {}
                event = {"channel": room.id, "event_ts": now}
                yield translate.removed(event, before, id, self._account).but(recovered=True)

    async def _history(self, channel: str, back: str) -> list[Json]:
        """Parents from that time on, oldest first."""
        arguments: Json = {"channel": channel, "oldest": back, "include_all_metadata": True, "limit": PAGE}
        found = [message async for message in self._api.pages("conversations.history", "messages", **arguments)]
        return [{**message, "channel": channel} for message in reversed(found)]

    async def _thread(self, channel: str, root: str, back: str) -> list[Json]:
        arguments: Json = {"channel": channel, "ts": root, "oldest": back, "include_all_metadata": True, "limit": PAGE}
        replies = self._api.pages("conversations.replies", "messages", **arguments)
        return [{**reply, "channel": channel} async for reply in replies if reply["ts"] != root]

    async def _translated(self, room: Room, said: Iterable[Json], since: str, standing: Standing) -> list[Message]:
        found: dict[str, Message] = {}
        for raw in said:
            try:
                messages = list(self._recovered(raw, since, standing))
            except Exception as fault:  # noqa: BLE001 - one message must not hold up the others
                await self._ears.poison(room, self._account.source, raw, fault)
                continue
            found.update((message.key, message) for message in messages)
        return sorted(found.values(), key=lambda message: message.order)

    def _recovered(self, raw: Json, since: str, standing: Standing) -> Iterable[Message]:
        ts, after = str(raw["ts"]), micros(since)
        is_new = micros(ts) > after
        if is_new or raw.get("subtype") == "tombstone":
            message = translate.message(raw, self._account, recovered=True)
            if message:
                yield message
        edited = str((raw.get("edited") or {}).get("ts") or "")
        own = self._account.is_own(raw)
        heard = not is_new or ts in standing  # what was not heard is new in its newest wording
        if heard and not own and micros(edited) > after and raw.get("subtype") in translate.SAID:
            yield translate.edit(raw, str(raw["channel"]), self._account).but(recovered=True)
        if self._api.now() - translate.time_of(since) > REDELIVERED:
            yield from self._reactions(raw, ts, since)

    def _reactions(self, raw: Json, ts: str, since: str) -> Iterable[Message]:
        """Who reacts now. Slack does not tell since when: the time is that of the catching up."""
        when = max(ts, since, key=micros)
        for reaction in raw.get("reactions") or []:
            for user in reaction.get("users") or []:
                if user != self._account.user_id:
                    said = translate.reacted(
                        self._account, str(raw["channel"]), ts, str(user), str(reaction["name"]), when
                    )
                    yield said.but(recovered=True, key=f"{said.key}/recovered")


def _has_changed(parent: Json, since: str, standing: Standing) -> bool:
    """Whether a thread has newer replies than were heard, or fewer."""
    heard = sum(root == parent["ts"] for root in standing.values())
    newer = micros(str(parent.get("latest_reply") or "")) > micros(since)
    return newer or heard > int(parent.get("reply_count") or 0)
