"""What was said while nobody listened, in the order in which it was said.

Slack lists a channel's history without replies and without what was removed. Of the last day it lists every parent,
with the time of its newest reply, of its last edit and with its reactions: from those the rest is found. What was
heard and is listed no longer was removed, or was taken back. What bots change in place has no mark: it is told as an
edit, which is none where nothing is another. The edit of an old reply leaves no trace in its parent:
after an outage that is longer than Slack's redeliveries every thread of the last day is read, but those without a
newer reply after all that is new, so that nobody waits for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.platforms import Ears
from bot.platforms.slack import translate
from bot.platforms.slack.api import Api, Fault, Known
from bot.platforms.slack.names import micros
from commands.domain.messages import Message, Room

Json = dict[str, Any]
Standing = dict[str, str | None]
"""Ids of what was heard and not removed, each with its thread's root."""

Holding = Sequence[tuple[tuple[str, ...], str, str]]
"""Reactions that were heard: ids of the messages that show what it is to (several where that was split), emoji, who."""

BACK = timedelta(hours=24)
"""How old a parent may be whose replies, edits and reactions are looked for."""

RETAINED = timedelta(hours=20)
"""How old a message may be to count as removed when it is not listed: a retention rule may take it after a day."""

REDELIVERED = timedelta(minutes=4)
"""What is younger comes again by itself: Slack repeats what is not acknowledged, the last time after 5 minutes."""

ANYBODY = "*"
PAGE = 999
BATCH = 50


@dataclass(frozen=True)
class Missed:
    """What a room is caught up from, and what stood when that began: live events must not look like removals."""

    room: Room
    since: str
    back: str
    standing: Standing
    holding: Holding
    long: bool  # longer than Slack's redeliveries
    quiet: list[str] = field(default_factory=list)  # threads of the last day without a newer reply


class CatchUp:
    """Catches up for one account."""

    def __init__(self, api: Api, account: translate.Account, ears: Ears) -> None:
        self._api, self._account, self._ears = api, account, ears
        self._later: dict[Room, Missed] = {}

    async def room(self, room: Room, since: str) -> str:
        """Hand over what was said after ``since`` (a Slack timestamp); returns the newest timestamp that was seen.

        Raises Fault if Slack does not tell. An exception of the ears is passed on: nothing is committed then.
        """
        missed = await self._missed(room, since)
        parents = await self._history(room.id, missed.back)
        read = [str(parent["ts"]) for parent in parents if _has_changed(parent, since, missed.standing)]
        if missed.long:
            threads = {str(parent["ts"]) for parent in parents if parent.get("reply_count")}
            read += sorted({root for root in missed.standing.values() if root} - {str(one["ts"]) for one in parents})
            missed.quiet.extend(sorted(threads - {*read}))
        said = await self._hand_over(missed, parents, read)
        if missed.quiet:
            self._later[room] = missed
        return max((str(message["ts"]) for message in said), key=micros, default=since)

    async def rest(self, room: Room) -> None:
        """Hand over what changed in the threads without a newer reply. Raises Fault: then it is tried again."""
        missed = self._later[room]
        try:
            while missed.quiet:
                await self._hand_over(missed, None, missed.quiet[-1:])
                missed.quiet.pop()
        except Fault as fault:
            if fault.known is not Known.REFUSED:
                raise
        del self._later[room]

    @property
    def rests(self) -> list[Room]:
        """The rooms that have such threads."""
        return list(self._later)

    async def _missed(self, room: Room, since: str) -> Missed:
        back = f"{max(micros(since) / 1_000_000 - BACK.total_seconds(), 0):.6f}"
        standing = await self._standing(room, back)
        long = self._api.now() - translate.time_of(since) > REDELIVERED
        holding = await self._ears.holding(room, back) if long else []
        return Missed(room, since, back, standing, holding, long)

    async def _hand_over(self, missed: Missed, parents: Sequence[Json] | None, roots: Sequence[str]) -> list[Json]:
        """Tell what is new, changed or gone in these threads and in the channel itself, where it was listed."""
        room, said, read = missed.room, list(parents or []), set()
        for root in roots:
            replies = await self._thread(room.id, root, missed.back)
            if replies is not None:
                read.add(root)
                said += replies
        messages = await self._translated(missed, said)
        messages += self._gone(missed, said, read, whole=parents is not None)
        messages += self._taken_back(missed, said)
        for at in range(0, len(messages), BATCH):
            await self._ears.heard_all(messages[at : at + BATCH], self._account.source, None)
        return said

    async def _standing(self, room: Room, back: str) -> Standing:
        """What was heard and would still be listed: neither too old to be asked for nor taken by a retention rule."""
        retained = f"{(self._api.now() - RETAINED).timestamp():.6f}"
        return await self._ears.standing(room, max(back, retained, key=micros))

    def _gone(self, missed: Missed, said: Iterable[Json], read: set[str], *, whole: bool) -> Iterable[Message]:
        """The end of each message that was heard and is not listed, of replies only where their thread was read.

        ``whole``: the channel's own messages were read.
        """
        listed = {str(message["ts"]) for message in said}
        now = f"{self._api.now().timestamp():.6f}"
        for id, root in missed.standing.items():
            if id not in listed and (whole if root is None else root in read):
                before: Json = {"thread_ts": root} if root else {}
                event = {"channel": missed.room.id, "event_ts": now}
                yield translate.removed(event, before, id, self._account).but(recovered=True)

    def _taken_back(self, missed: Missed, said: Iterable[Json]) -> Iterable[Message]:
        """The end of each reaction that was heard and is not shown any more, where all of it was read."""
        shown = {str(message["ts"]): _shown_reactions(message, self._account) for message in said}
        now = f"{self._api.now().timestamp():.6f}"
        for ids, emoji, who in missed.holding:
            if any(id not in shown or shown[id] & {(emoji, who), (emoji, ANYBODY)} for id in ids):
                continue
            channel, user = missed.room.id, who.partition("/")[2]
            end = translate.reacted(self._account, channel, ids[0], user, "", now, added=False)
            yield end.but(emoji=emoji, recovered=True, key=f"{channel}/{ids[0]}/-{emoji}/{user}/{now}/recovered")

    async def _history(self, channel: str, back: str) -> list[Json]:
        """Parents from that time on, oldest first."""
        arguments: Json = {"channel": channel, "oldest": back, "include_all_metadata": True, "limit": PAGE}
        found = [message async for message in self._api.pages("conversations.history", "messages", **arguments)]
        return [{**message, "channel": channel} for message in reversed(found)]

    async def _thread(self, channel: str, root: str, back: str) -> list[Json] | None:
        """A thread's replies; None where there is no such thread any more."""
        arguments: Json = {"channel": channel, "ts": root, "oldest": back, "include_all_metadata": True, "limit": PAGE}
        replies = self._api.pages("conversations.replies", "messages", **arguments)
        try:
            return [{**reply, "channel": channel} async for reply in replies if reply["ts"] != root]
        except Fault as fault:
            if fault.code != "thread_not_found":
                raise
            return None

    async def _translated(self, missed: Missed, said: Iterable[Json]) -> list[Message]:
        found: dict[str, Message] = {}
        for raw in said:
            try:
                messages = list(self._recovered(raw, missed))
            except Exception as fault:  # noqa: BLE001 - one message must not hold up the others
                await self._ears.poison(missed.room, self._account.source, raw, fault)
                continue
            found.update((message.key, message) for message in messages)
        return sorted(found.values(), key=lambda message: message.order)

    def _recovered(self, raw: Json, missed: Missed) -> Iterable[Message]:
        ts, after = str(raw["ts"]), micros(missed.since)
        is_new = micros(ts) > after
        if is_new or raw.get("subtype") == "tombstone":
            message = translate.message(raw, self._account, recovered=True)
            if message:
                yield message
        edited = str((raw.get("edited") or {}).get("ts") or "")
        own = self._account.is_own(raw)
        heard = not is_new or ts in missed.standing  # what was not heard is new in its newest wording
        now = f"{self._api.now().timestamp():.6f}"
        if heard and not own and micros(edited) > after and raw.get("subtype") in translate.SAID:
            yield translate.edit(raw, str(raw["channel"]), self._account).but(recovered=True)
        elif ts in missed.standing and not own and missed.long and _may_be_changed(raw):
            yield translate.edit({**raw, "edited": {"ts": now}}, str(raw["channel"]), self._account).but(recovered=True)
        if ts in missed.standing and not own:
            yield from (end.but(recovered=True) for end in translate.deleted_files(raw, self._account, now))
        if missed.long:
            yield from self._reactions(raw, ts, missed.since)

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


def _may_be_changed(raw: Json) -> bool:
    """Slack sets no mark on what a bot changes in place, nor on files: what was heard tells whether it is another."""
    return raw.get("subtype") in translate.SAID and bool(raw.get("bot_id") or raw.get("files"))


def _shown_reactions(raw: Json, account: translate.Account) -> set[tuple[str, str]]:
    """(emoji, person) of the reactions that a message shows; ANYBODY where Slack does not name all of them."""
    found = set()
    for reaction in raw.get("reactions") or []:
        emoji, users = translate.emoji_of(str(reaction["name"])), reaction.get("users") or []
        found |= {(emoji, account.person(str(user)).key) for user in users}
        if int(reaction.get("count") or 0) > len(users):
            found.add((emoji, ANYBODY))
    return found


def _has_changed(parent: Json, since: str, standing: Standing) -> bool:
    """Whether a thread has newer replies than were heard, or fewer."""
    heard = sum(root == parent["ts"] for root in standing.values())
    newer = micros(str(parent.get("latest_reply") or "")) > micros(since)
    return newer or heard > int(parent.get("reply_count") or 0)
