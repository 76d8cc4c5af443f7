"""What a room is to read, before its platform renders it: whose words, when, in answer to what, and in an exercise?

Every draft of the program is made here, so that what all of them must carry is put on in one place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.identities import Identities
from bot.documents import payload
from bot.outbound import threads
from bot.platforms import Draft
from commands.domain.bridging import block_shown
from commands.domain.exercises import stamped
from commands.domain.messages import Document, File, Person, Reply, Room
from commands.domain.names import headed, visible
from commands.domain.text import LARGEST_NAME, Text, mentions, named, nameless, plain, words
from storage.bridge.outbox import PostState
from storage.bridge.talk import Said
from storage.store import Work

LATE = timedelta(seconds=60)
"""A message this old when it is posted carries the time at which it was said."""


@dataclass
class Drafter:
    """Makes the drafts for one room."""

    room: Room
    zone: ZoneInfo
    labels: Mapping[str, str]  # source → the account's label
    names: dict[str, str]  # what is known so far; filled from the store
    begun: datetime  # what platforms told before may have changed while nobody heard: it is asked for once more
    unnamed: set[str] = field(default_factory=set)  # those whom the platform could not name: shown by their id
    undescribed: set[tuple[int, int]] = field(default_factory=set)  # files that stay unknown: shown by their id
    known: Identities = field(default_factory=Identities)  # shared with the other lanes
    outlived: bool = True  # does a thread go on here when its root was removed?
    newest: dict[str, int] = field(
        default_factory=dict
    )  # source room → sort of the newest posted: a straggler is marked

    # what people said

    def talk(self, work: Work, said: Said, at: datetime, note: str = "") -> Draft:
        """The copy of something said, as it is posted at ``at``."""
        straggler = said.late and said.sort < self.newest.get(str(said.room), 0)
        late = straggler or said.recovered or at - said.at > LATE
        block = self._block(work, said)
        thread = self.place(work, said.room, said.thread) if said.thread and not block else None
        answered = said.reply_to
        if said.thread and thread is None and not block and self._is_removed(work, said.room, said.thread):
            answered = answered or said.thread  # nothing stands below it here: said in the room, with a quote
        elif said.thread and thread is None:
            thread, note = self._below_ours(work, said, note or f"in reply to {block or 'an earlier message'}")
        return Draft(
            text=named(said.text, self.names),
            author=self._author(work, said),
            author_key=said.who,
            said=self._time(said.at) if late else "",
            note=note,
            thread=thread,
            quote=self._quoted(work, said.room, answered) if answered else "",
            broadcast=said.broadcast,
            emote=said.emote,
            mentions=self._really(work, said.text),
            exercise=self.known.exercise(work, said.incident),
        )

    def timed(self, draft: Draft, said: Said) -> Draft:
        """In a post that several share, each carries its time."""
        return replace(draft, said=self._time(said.at))

    def file(self, work: Work, said: Said, file: File, at: datetime) -> Draft:
        """One file of something said, in a post of its own; what it answers stands with the words, if there are any."""
        whole = self.talk(work, said, at)
        bare = replace(whole, text=(), broadcast=False, emote=False, mentions={}, files=(file,))
        return replace(bare, note="", quote="") if said.text else bare

    def correction(self, work: Work, said: Said, change: str) -> Draft:
        """A change in a line of its own, in the thread of what it corrects and in the room."""
        line = f"CORRECTION to {self._author(work, said)} {self._time(said.at)}: {change}"
        thread = self.place(work, said.room, said.thread or said.native)
        exercise = self.known.exercise(work, said.incident)
        return Draft(text=plain(line), thread=thread, broadcast=bool(thread), exercise=exercise)

    def reaction(self, work: Work, said: Said, emoji: str) -> Draft:
        """A reaction that the room cannot show, in words below what it is to; without words where nobody holds it."""
        people = sorted(who for room, who in work.talk.who_holds(said.id, emoji) if room != str(self.room))
        known = work.people.names(people)
        called = [self._person(work, who, known.get(who, ""), said.incident) for who in people]
        shown = visible(emoji[: 2 * LARGEST_NAME])[:LARGEST_NAME]
        thread = self.place(work, said.room, said.thread or said.native)
        return Draft(
            text=plain(f"{', '.join(called)} reacted {shown}") if called else (),
            thread=thread,
            quote="" if thread and not said.thread else self._quoted(work, said.room, said.native),
            exercise=self.known.exercise(work, said.incident),
        )

    def unknown(self, work: Work, saids: Sequence[Said]) -> set[str]:
        """The people whose names the drafts of these would need and that are not known yet."""
        wanted = {said.who for said in saids if not said.who_name}
        wanted = wanted.union(*(nameless(said.text) for said in saids))
        wanted -= self.names.keys()
        wanted -= self.unnamed
        self.names.update(work.people.names(wanted, since=self.begun))
        return wanted - self.names.keys()

    def place(self, work: Work, source: Room, native: str) -> str | None:
        """Where a message of the source room stands in this room."""
        for original in work.talk.behind(source, native):
            if original.removed_at and not self.outlived:
                return None
            if original.room == self.room:
                return original.thread or original.native
            parts = work.outbox.parts(original.id, self.room)
            shown = next((part.native for part in parts if part.native), None)
            if shown:
                return shown
        return None

    def _is_removed(self, work: Work, room: Room, native: str) -> bool:
        return any(one.removed_at for one in work.talk.behind(room, native))

    def _below_ours(self, work: Work, said: Said, note: str) -> tuple[str | None, str]:
        """The thread here of the thing that a post of ours told there, or the note of an answer without a thread."""
        thread, about = threads.place(work, (said.room, said.thread or ""), self.room)
        return thread, "" if thread else f"about {about}" if about else note

    def unsettled(self, work: Work, said: Said, heard: datetime) -> bool:
        """Does it answer something unknown, while a post of ours that was made before has no name yet?"""
        answered = said.thread or said.reply_to
        if not answered or work.talk.behind(said.room, answered):
            return False
        post = work.outbox.unfinished(said.room)
        return post is not None and post.state is PostState.SENDING and post.fixed_at <= heard

    def _block(self, work: Work, said: Said) -> str:
        """What a reply to a combined post is a reply to: all of it; empty for a reply to one message."""
        answered = work.talk.behind(said.room, said.thread) if said.thread else []
        return block_shown([one.at for one in answered], self.zone) if len(answered) > 1 else ""

    def _author(self, work: Work, said: Said) -> str:
        """``Ana Ruiz (Ada County)``; who holds a position is shown with it: ``Ana Ruiz (DIVS A, Ada County)``; where
        two people of an account are called alike, each is shown with the account: ``Ana Ruiz (Ada County, U123)``.
        """
        return self._person(work, said.who, said.who_name, said.incident, said.who_label)

    def _person(self, work: Work, key: str, name: str, incident: str, label: str = "") -> str:
        name = name or self.names.get(key, "")
        person = Person(key, name, label or self.labels.get(key.partition("/")[0], ""))
        title = self.known.title(work, incident, key)
        account = self.known.account(work, key, name) if name else ""
        return headed(person.called, (title, person.label, account))

    def _time(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%H%M")

    def _quoted(self, work: Work, room: Room, native: str) -> str:
        answered = work.talk.behind(room, native)
        if len(answered) > 1:
            return block_shown([one.at for one in answered], self.zone)
        first = next(iter(answered), None)
        if first is None or first.removed_at:
            return "an earlier message"
        self.unknown(work, [first])  # what the store knows; nobody is asked for a quote
        start = " ".join(words(named(first.text, self.names)).split())
        return f"{self._author(work, first)}: {start[:80] + '…' if len(start) > 80 else start}"

    def _really(self, work: Work, text: Text) -> dict[str, str]:
        """Mentions of people who have an account here, paired or their only one: they are really mentioned."""
        here = f"{self.room.source}/"
        found = {}
        for mention in mentions(text):
            keys = self.known.same(work, mention.who) if mention.who and not mention.is_channel else ()
            if mine := next((key for key in keys if key.startswith(here)), None):
                found[mention.who] = mine.removeprefix(here)
        return found

    # the bot's own words

    def own(self, work: Work, reply: Reply, thread: str | None = None, quoting: str = "") -> Draft:
        """What the bot says; in an exercise it says so and rings nobody's device, whoever had it posted."""
        exercise = self._in_exercise(work)
        reply = stamped(reply) if exercise else reply
        return Draft(
            text=() if reply.card else reply.words,  # a card's words are its own fallback
            thread=thread,
            card=reply.card,
            choices=reply.choices,
            quote=quoting,
            notify=reply.notify,
            exercise=exercise,
        )

    def document(self, work: Work, document: Document, thread: str | None) -> Draft:
        """A document of the bot's own, as a file."""
        return replace(payload.draft(document, thread), exercise=self._in_exercise(work))

    def _in_exercise(self, work: Work) -> bool:
        linked = work.rooms.get(self.room)
        return linked is not None and self.known.exercise(work, linked.incident)
