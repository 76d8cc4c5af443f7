"""What was said while nobody listened, in the order in which it was said.

Slack lists a channel's history without replies and without what was removed. Of the last day it lists every parent,
with the time of its newest reply, of its last edit and with its reactions: from those the rest is found. What left no
trace (a removed message, a taken back reaction, an edit of an old reply) cannot be seen.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.platforms import Ears
from bot.platforms.slack import translate
from bot.platforms.slack.api import Api
from bot.platforms.slack.names import micros
from commands.domain.messages import Message, Room

Json = dict[str, Any]

BACK = timedelta(hours=24)
"""How old a parent may be whose replies, edits and reactions are looked for."""

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
        parents = await self._history(room.id, since)
        said = parents + await self._replies(room.id, parents, since)
        messages = await self._translated(room, said, since)
        for at in range(0, len(messages), BATCH):
            await self._ears.heard_all(messages[at : at + BATCH], self._account.source, None)
        return max((str(message["ts"]) for message in said), key=micros, default=since)

    async def _history(self, channel: str, since: str) -> list[Json]:
        """Parents of the last day before ``since`` and everything after it, oldest first."""
        back = micros(since) / 1_000_000 - BACK.total_seconds()
        arguments: Json = {
            "channel": channel,
            "oldest": f"{max(back, 0):.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
        }
        found = [message async for message in self._api.pages("conversations.history", "messages", **arguments)]
        return [{**message, "channel": channel} for message in reversed(found)]

    async def _replies(self, channel: str, parents: Iterable[Json], since: str) -> list[Json]:
        found: list[Json] = []
        for parent in parents:
            if micros(str(parent.get("latest_reply") or "")) > micros(since):
                found += await self._thread(channel, str(parent["ts"]), since)
        return found

    async def _thread(self, channel: str, root: str, since: str) -> list[Json]:
        arguments: Json = {"channel": channel, "ts": root, "oldest": since, "include_all_metadata": True, "limit": PAGE}
        replies = self._api.pages("conversations.replies", "messages", **arguments)
        return [{**reply, "channel": channel} async for reply in replies if reply["ts"] != root]

    async def _translated(self, room: Room, said: Iterable[Json], since: str) -> list[Message]:
        found: dict[str, Message] = {}
        for raw in said:
            try:
                messages = list(self._recovered(raw, since))
            except Exception as fault:  # noqa: BLE001 - one message must not hold up the others
                await self._ears.poison(room, self._account.source, raw, fault)
                continue
            found.update((message.key, message) for message in messages)
        return sorted(found.values(), key=lambda message: message.order)

    def _recovered(self, raw: Json, since: str) -> Iterable[Message]:
        ts, after = str(raw["ts"]), micros(since)
        is_new = micros(ts) > after
        if is_new or raw.get("subtype") == "tombstone":
            message = translate.message(raw, self._account, recovered=True)
            if message:
                yield message
        edited = str((raw.get("edited") or {}).get("ts") or "")
        own = self._account.is_own(raw)
        if not is_new and not own and micros(edited) > after and raw.get("subtype") in translate.SAID:
            yield translate.edit(raw, str(raw["channel"]), self._account).but(recovered=True)
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
