"""From queued copies to a fixed post: what exactly goes out, decided and stored in one transaction.

Runs on the clerk's thread. The answer is a post to attempt, the people whose names must be fetched first, or nothing.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import documents
from bot.known import Known
from bot.platforms import Draft, Payload, Platform
from commands.domain.bridging import Rank, Verb, block_shown, next_up
from commands.domain.exercises import stamped
from commands.domain.incidents import Incident
from commands.domain.messages import File, Person, Reply, Room
from commands.domain.text import Inline, Mention, Text, mapped, mentions, plain, words
from storage.outbox import CopyState, FixedPost, QueuedCopy
from storage.packed import unpack_reply
from storage.store import Work
from storage.talk import Said

LATE = timedelta(seconds=60)
"""A message this old when it is posted carries the time at which it was said."""


LEFT_OUT = plain("(…)")
"""Stands for the words of an edit that do not fit into a combined post; they are said in a line of their own."""


@dataclass(frozen=True)
class NeedNames:
    """These people's names are not known yet, or not the file's; the post is fixed when they are."""

    keys: frozenset[str]
    file: "Unknown | None" = None


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A file of which no more than its id was told: its name and type belong into the post."""

    said: int
    number: int
    source: str  # of the account that knows it
    file: File


Next = FixedPost | NeedNames | None


@dataclass
class Composer:
    """Fixes the next post of one lane."""

    room: Room
    platform: Platform
    zone: ZoneInfo
    labels: Mapping[str, str]  # source → the account's label
    names: dict[str, str]  # what is known so far; filled from the store
    unnamed: set[str] = field(default_factory=set)  # those whom the platform could not name: shown by their id
    undescribed: set[tuple[int, int]] = field(default_factory=set)  # files that stay unknown: shown by their id
    known: Known = field(default_factory=Known)  # shared with the other lanes
    held: dict[str, int] = field(default_factory=dict)  # rooms that are catching up, shared with the hub
    newest: dict[str, int] = field(
        default_factory=dict
    )  # source room → sort of the newest posted: a straggler is marked

    made: list[FixedPost] = field(default_factory=list)  # by the latest call of ``next``
    left: bool = False  # more was waiting than what that call made
    clean: bool = False  # no post of the lane is fixed and unfinished: surely so, without asking the store

    def next(self, work: Work, at: datetime, behind: Callable[[int], bool] = lambda _: False) -> Next:
        """The lane's next post, noted as being attempted; None where nothing is left to do.

        ``behind`` is asked whether so many waiting copies are to be combined.
        """
        self.made = []
        self.left = True
        for _ in range(100):  # copies that need no post any more are settled on the way
            unfinished = None if self.clean else work.outbox.unfinished(self.room)
            if unfinished:
                work.outbox.attempt(unfinished.id, at)
                return unfinished  # as it was before: one that was being sent has an unknown outcome
            waiting = self.eligible(work.outbox.waiting(self.room))
            if not waiting:
                return None
            self.left = len(waiting) > 1
            self.clean = False
            missing = self._fix(work, waiting, at, combine=len(waiting) > 1 and behind(len(waiting)))
            if missing or self.made:
                return missing or self.made[0]
        return NeedNames(frozenset())  # more is to be settled, in the next transaction

    def finished(self) -> None:
        """The post that ``next`` returned is out, and that is in the store."""
        self.clean = len(self.made) == 1
        self.left = self.left or len(self.made) > 1

    def unfit(self, work: Work, at: datetime) -> FixedPost | None:
        """An empty post for the head of the queue, which could not be rendered: it is to be refused, never sent."""
        waiting = self.eligible(work.outbox.waiting(self.room))
        head = next_up([queued.copy for queued in waiting], combine=False)
        if not head:
            return None
        return work.outbox.fix(uuid.uuid4().hex, self.room, "post", {}, target=None, at=at, carries={head[0].id: 0})

    def eligible(self, waiting: Sequence[QueuedCopy]) -> list[QueuedCopy]:
        """What may go out now: live talk and reactions of a room that catches up wait until what was missed is in."""
        return [queued for queued in waiting if queued.recovered or not self._waits(queued)]

    def _waits(self, queued: QueuedCopy) -> bool:
        heard_up_to = self.held.get(queued.source)
        waits = queued.copy.rank in (Rank.TALK, Rank.REACTION)
        return heard_up_to is not None and waits and queued.copy.sort > heard_up_to

    def _fix(self, work: Work, waiting: Sequence[QueuedCopy], at: datetime, *, combine: bool) -> NeedNames | None:
        by_id = {queued.copy.id: queued for queued in waiting}
        block = [by_id[copy.id] for copy in next_up([queued.copy for queued in waiting], combine=combine)]
        if block[0].copy.verb is Verb.SAY:
            return self._fix_talk(work, block, at)
        return _FIXERS[block[0].copy.verb](self, work, block[0], at)

    # what people said

    def _fix_talk(self, work: Work, block: list[QueuedCopy], at: datetime) -> NeedNames | None:
        originals = work.talk.many([queued.copy.said or 0 for queued in block])
        alive = [queued for queued in block if not originals[queued.copy.said or 0].removed_at]
        dead = [queued.copy.id for queued in block if originals[queued.copy.said or 0].removed_at]
        work.outbox.settle(dead, CopyState.DROPPED, "removed by its author before it was posted")
        if not alive:
            return None
        saids = [originals[queued.copy.said or 0] for queued in alive]
        missing = self._unknown(work, saids)
        if missing:
            return NeedNames(frozenset(missing))
        drafts = [self._draft(work, said, at) for said in saids]
        payload, count = self._together([self._timed(draft, said) for draft, said in zip(drafts, saids, strict=True)])
        if payload is not None and count > 1:
            carries = [(queued.copy.id, part) for part, queued in enumerate(alive[:count])]
            self._commit(work, "post", payload, carries=carries, at=at)
        else:
            count = 1
            self._commit_parts(work, self.platform.render(drafts[0]), alive[0], at)
        for said in saids[:count]:
            self.newest[str(said.room)] = max(said.sort, self.newest.get(str(said.room), 0))
        return None

    def _together(self, drafts: list[Draft]) -> tuple[Payload | None, int]:
        """The longest run from the start that fits in one post."""
        low, high, best = 2, len(drafts), (None, 1)
        while low <= high:
            middle = (low + high + 1) // 2
            payload = self.platform.combine(drafts[:middle])
            if payload is None:
                high = middle - 1
            else:
                best, low = (payload, middle), middle + 1  # type: ignore[assignment]
        return best

    def _draft(self, work: Work, said: Said, at: datetime, note: str = "") -> Draft:
        straggler = said.late and said.sort < self.newest.get(str(said.room), 0)
        late = straggler or said.recovered or at - said.at > LATE
        block = self._block(work, said)
        thread = self._place(work, said.room, said.thread) if said.thread and not block else None
        if said.thread and thread is None:
            note = note or f"in reply to {block or 'an earlier message'}"
        return Draft(
            text=self._named(said.text),
            author=self._author(work, said),
            author_key=said.who,
            said=self._time(said.at) if late else "",
            note=note,
            thread=thread,
            quote=self._quoted(work, said) if said.reply_to and not said.thread else "",
            broadcast=said.broadcast,
            emote=said.emote,
            mentions=self._really(work, said.text),
        )

    def _block(self, work: Work, said: Said) -> str:
        """What a reply to a combined post is a reply to: all of it; empty for a reply to one message."""
        answered = work.talk.behind(said.room, said.thread) if said.thread else []
        return block_shown([one.at for one in answered], self.zone) if len(answered) > 1 else ""

    def _timed(self, draft: Draft, said: Said) -> Draft:
        """In a post that several share, each carries its time."""
        return replace(draft, said=self._time(said.at))

    def _author(self, work: Work, said: Said) -> str:
        """``Ana Ruiz (Ada County)``; who holds a position is shown with it: ``Ana Ruiz, DIVS A, Ada County``."""
        name = said.who_name or self.names.get(said.who, "")
        person = Person(said.who, name, said.who_label or self.labels.get(said.room.source, ""))
        title = self.known.title(work, said.incident, said.who)
        return (
            ", ".join(filter(None, (replace(person, label="").shown, title, person.label))) if title else person.shown
        )

    def _time(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%H%M")

    def _quoted(self, work: Work, said: Said) -> str:
        answered = work.talk.behind(said.room, said.reply_to or "")
        if len(answered) > 1:
            return block_shown([one.at for one in answered], self.zone)
        first = next(iter(answered), None)
        if first is None or first.removed_at:
            return "an earlier message"
        start = " ".join(words(first.text).split())
        return f"{self._author(work, first)}: {start[:80] + '…' if len(start) > 80 else start}"

    def _place(self, work: Work, source: Room, native: str) -> str | None:
        """Where a message of the source room stands in this lane's room."""
        for original in work.talk.behind(source, native):
            if original.room == self.room:
                return original.thread or original.native
            parts = work.outbox.parts(original.id, self.room)
            shown = next((part.native for part in parts if part.native), None)
            if shown:
                return shown
        return None

    def _unknown(self, work: Work, saids: Sequence[Said]) -> set[str]:
        wanted = {said.who for said in saids if not said.who_name}
        wanted |= {m.who for said in saids for m in mentions(said.text) if m.who and not m.name}
        wanted -= self.names.keys()
        wanted -= self.unnamed
        self.names.update(work.people.names(wanted))
        return wanted - self.names.keys()

    def _really(self, work: Work, text: Text) -> dict[str, str]:
        """Mentions of people who have an account here, paired or their only one: they are really mentioned."""
        here = f"{self.room.source}/"
        found = {}
        for mention in mentions(text):
            keys = self.known.same(work, mention.who) if mention.who else ()
            if mine := next((key for key in keys if key.startswith(here)), None):
                found[mention.who] = mine.removeprefix(here)
        return found

    def _named(self, text: Text) -> Text:
        return mapped(text, self._name_of)

    def _name_of(self, inline: Inline) -> Inline:
        if isinstance(inline, Mention) and inline.who and not inline.name:
            return Mention(self.names.get(inline.who) or inline.who.partition("/")[2], inline.who)
        return inline

    # changes of what people said

    def fix_edit(self, work: Work, queued: QueuedCopy, at: datetime) -> NeedNames | None:
        said = work.talk.get(queued.copy.said or 0)
        parts = [part for part in work.outbox.parts(said.id, self.room) if part.verb == "post"]
        if said.removed_at or not parts:
            work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to edit")
            return None
        missing = self._unknown(work, [said])
        if missing:
            return NeedNames(frozenset(missing))
        if len(work.outbox.carried(parts[0].id)) > 1:
            return self._fix_block(work, queued, parts[0], at)
        payloads = self.platform.render(self._draft(work, said, parts[0].fixed_at))
        shared = min(len(parts), len(payloads))
        for part, payload in zip(parts[:shared], payloads[:shared], strict=True):
            self._commit(work, "edit", payload, target=part.native, carries=[(queued.copy.id, 0)], at=at)
        for payload in payloads[shared:]:
            # the further parts show the original too: they belong to the copy that first said it
            self._commit(work, "post", payload, carries=[*self._says(work, parts[0]), (queued.copy.id, 0)], at=at)
        for part in parts[shared:]:
            self._commit(work, "remove", {}, target=part.native, carries=[(queued.copy.id, 0)], at=at)
        return None

    def _says(self, work: Work, part: FixedPost) -> list[tuple[int, int]]:
        return [(copy, 0) for copy, _ in work.outbox.members(part.id)]

    def _fix_block(self, work: Work, queued: QueuedCopy, block: FixedPost, at: datetime) -> NeedNames | None:
        """Bring a combined post to the newest wording of all that it carries."""
        ids = work.outbox.carried(block.id)
        saids = [said for said in (work.talk.many(ids)[id] for id in ids) if not said.removed_at]
        missing = self._unknown(work, saids)
        if missing:
            return NeedNames(frozenset(missing))
        carries = [(queued.copy.id, 0)]
        if not saids:
            self._commit(work, "remove", {}, target=block.native, carries=carries, at=at)
            return None
        drafts = [self._timed(self._draft(work, said, block.fixed_at), said) for said in saids]
        payload = self.platform.combine(drafts, edited=True)
        self._commit(work, "edit", payload or self._shortened(drafts), target=block.native, carries=carries, at=at)
        if payload is None and queued.copy.verb is Verb.EDIT:
            said = work.talk.get(queued.copy.said or 0)
            self._correct(work, said, words(said.text), carries=[], at=at)
        return None

    def _shortened(self, drafts: list[Draft]) -> Payload:
        """A combined post that has grown too long: the longest words in it give way until the rest fits."""
        drafts = list(drafts)
        while True:
            longest = max(range(len(drafts)), key=lambda number: len(words(drafts[number].text)))
            if drafts[longest].text == LEFT_OUT:
                raise ValueError("a combined post without words is too long")
            drafts[longest] = replace(drafts[longest], text=LEFT_OUT)
            payload = self.platform.combine(drafts, edited=True)
            if payload is not None:
                return payload

    def fix_remove(self, work: Work, queued: QueuedCopy, at: datetime) -> NeedNames | None:
        parts = work.outbox.parts(queued.copy.said or 0, self.room)
        carries = [(queued.copy.id, 0)]
        if not parts:
            work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to remove")
            return None
        if len(work.outbox.carried(parts[0].id)) > 1:
            return self._fix_block(work, queued, parts[0], at)
        for part in parts:
            if part.native:
                self._commit(work, "remove", {}, target=part.native, carries=carries, at=at)
        return None

    def fix_reaction(self, work: Work, queued: QueuedCopy, at: datetime) -> NeedNames | None:
        emoji = str(queued.payload["emoji"])
        target = str(queued.payload.get("target") or "") or self._native(work, queued.copy.said or 0)
        if not target:
            work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to react to")
            return None
        held = work.outbox.held_reaction(self.room, target, emoji)
        # what is to be is asked now: a combined post shows one emoji for all that it carries
        react = queued.copy.verb is Verb.REACT if "target" in queued.payload else self._elsewhere(work, target, emoji)
        if react == bool(held):
            work.outbox.settle([queued.copy.id], CopyState.DROPPED, "as it should be already")
            return None
        payload: Payload = {"emoji": emoji}
        if held and held.native:
            payload["event"] = held.native
        verb = Verb.REACT if react else Verb.UNREACT
        self._commit(work, verb.value, payload, target=target, carries=[(queued.copy.id, 0)], at=at)
        return None

    def _elsewhere(self, work: Work, target: str, emoji: str) -> bool:
        """Does anybody in another room hold this emoji on what the target shows?"""
        shown = work.talk.behind(self.room, target)
        return any(room != str(self.room) for said in shown for room in work.talk.holders(said.id, emoji))

    def _native(self, work: Work, said_id: int) -> str | None:
        said = work.talk.get(said_id)
        if said.room == self.room:
            return said.native
        return next((part.native for part in work.outbox.parts(said_id, self.room) if part.native), None)

    def fix_file(self, work: Work, queued: QueuedCopy, at: datetime) -> NeedNames | None:
        if document := documents.held(queued.payload):
            payload = self.platform.render(documents.draft(document, queued.payload.get("thread")))[0]
            self._commit(work, "file", payload, carries=[(queued.copy.id, 0)], at=at)
            return None
        said = work.talk.get(queued.copy.said or 0)
        if said.removed_at:
            work.outbox.settle([queued.copy.id], CopyState.DROPPED, "removed by its author before it was posted")
            return None
        missing = self._unknown(work, [said])
        if missing:
            return NeedNames(frozenset(missing))
        number = int(queued.payload["file"])
        draft = self._draft(work, said, at)
        file = said.files[number]
        if not file.details and (said.id, number) not in self.undescribed:
            unknown = Unknown(said=said.id, number=number, source=said.room.source, file=file)
            return NeedNames(frozenset(), file=unknown)
        alone = Draft(
            text=(),
            author=draft.author,
            author_key=draft.author_key,
            said=draft.said,
            thread=draft.thread,
            files=(file,),
        )
        payload = self.platform.render(alone)[0] | _stems(queued)
        self._commit(work, "file", payload, carries=[(queued.copy.id, number)], at=at)
        return None

    # the bot's own words

    def fix_own(self, work: Work, queued: QueuedCopy, at: datetime) -> NeedNames | None:
        carries = [(queued.copy.id, 0)]
        if "correction" in queued.payload:
            said = work.talk.get(int(queued.payload["of"]))
            missing = self._unknown(work, [said])
            if missing:
                return NeedNames(frozenset(missing))
            self._correct(work, said, str(queued.payload["correction"]), carries=carries, at=at)
            return None
        reply = self._marked(work, unpack_reply(queued.payload["reply"]))
        verb = {Verb.WHISPER: "whisper", Verb.DIRECT: "direct"}.get(queued.copy.verb, "post")
        target = str(queued.payload.get("to", "")).partition("/")[2] or None
        thread = queued.payload.get("thread") if verb != "direct" else None
        payloads = self.platform.render(_own_draft(reply, thread, quoting=str(queued.payload.get("quote", ""))))
        for payload in payloads:
            self._commit(work, verb, payload, target=target, carries=carries, at=at)
        return None

    def fix_board(self, work: Work, queued: QueuedCopy, at: datetime) -> None:
        """The board is short enough for one part, so that there is one message to pin and to change."""
        reply = self._marked(work, unpack_reply(queued.payload["reply"]))
        target = queued.payload.get("target")
        payload = self.platform.render(_own_draft(reply, None))[0]
        self._commit(work, "edit" if target else "post", payload, target=target, carries=[(queued.copy.id, 0)], at=at)

    def fix_pin(self, work: Work, queued: QueuedCopy, at: datetime) -> None:
        self._commit(work, "pin", {}, target=str(queued.payload["target"]), carries=[(queued.copy.id, 0)], at=at)

    def _marked(self, work: Work, reply: Reply) -> Reply:
        """Whatever the bot itself posts in an exercise says so, whichever part of the program had it posted."""
        linked = work.rooms.get(self.room)
        incident = work.record.get(Incident, linked.incident) if linked else None
        return stamped(reply) if incident and incident.exercise else reply

    def _correct(
        self, work: Work, said: Said, change: str, *, carries: Sequence[tuple[int, int]], at: datetime
    ) -> None:
        """A change in a line of its own, in the thread of what it corrects and in the room."""
        line = f"CORRECTION to {self._author(work, said)} {self._time(said.at)}: {change}"
        thread = self._place(work, said.room, said.thread or said.native)
        for payload in self.platform.render(Draft(text=plain(line), thread=thread, broadcast=bool(thread))):
            self._commit(work, "post", payload, carries=carries, at=at)

    # storing

    def _commit_parts(self, work: Work, payloads: list[Payload], queued: QueuedCopy, at: datetime) -> None:
        for number, payload in enumerate(payloads):
            self._commit(work, "post", payload | _stems(queued), carries=[(queued.copy.id, number)], at=at)

    def _commit(
        self,
        work: Work,
        verb: str,
        payload: Payload,
        *,
        carries: Sequence[tuple[int, int]],
        at: datetime,
        target: str | None = None,
    ) -> None:
        first = not self.made  # it is attempted as soon as this is committed
        post = work.outbox.fix(
            uuid.uuid4().hex, self.room, verb, payload, target=target, at=at, carries=dict(carries), attempted=first
        )
        self.made.append(post)


_FIXERS: dict[Verb, Callable[[Composer, Work, QueuedCopy, datetime], NeedNames | None]] = {
    Verb.EDIT: Composer.fix_edit,
    Verb.REMOVE: Composer.fix_remove,
    Verb.REACT: Composer.fix_reaction,
    Verb.UNREACT: Composer.fix_reaction,
    Verb.FILE: Composer.fix_file,
    Verb.TELL: Composer.fix_own,
    Verb.WHISPER: Composer.fix_own,
    Verb.DIRECT: Composer.fix_own,
    Verb.BOARD: Composer.fix_board,
    Verb.PIN: Composer.fix_pin,
}


def _stems(queued: QueuedCopy) -> Payload:
    """What the marker of a copy of another Net Control's copy tells besides its own id."""
    return {"of": queued.payload["of"]} if queued.payload.get("of") else {}


def _own_draft(reply: Reply, thread: str | None, quoting: str = "") -> Draft:
    text = () if reply.card else reply.words  # a card's words are its own fallback
    return Draft(text=text, thread=thread, card=reply.card, choices=reply.choices, quote=quoting, notify=reply.notify)
