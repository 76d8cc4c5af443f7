"""The far end of the Platform protocol: a chat server in memory that outlives the program, and an account on it.

An account of habit "slack" knows no repeat and can be looked into; one of habit "matrix" knows a post by its id. What a
send comes to is scripted: "ok", "later" (surely not applied), "lost call" and "lost answer" (nobody knows), "refused",
"room lost"; or an exception to raise, before the post is applied or (as ``Afterwards``) when it is.
"""

import itertools
import math
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from bot.platforms import Draft, Keep, Pace, Payload, Post, Posted, Rejected, RoomLost, TryLater, Unknown
from commands.domain.messages import File, Person, Room
from commands.domain.text import words

NO_LIMIT = Pace(room_rate=math.inf, room_burst=1, account_rate=math.inf, account_burst=1)


@dataclass
class Shown:
    """A message as people see it."""

    id: str
    text: str
    post: str
    thread: str | None = None
    reactions: set[str] = field(default_factory=set)


@dataclass
class Afterwards:
    """The post is applied, and then this happens."""

    fault: BaseException


class Server:
    """What everybody sees: rooms, each an ordered list of messages; and what was privately said."""

    def __init__(self) -> None:
        self.rooms: dict[str, dict[str, Shown]] = {}
        self.whispers: list[tuple[str, str]] = []
        self.direct: set[str] = set()
        self.notices: dict[str, Shown] = {}
        self.transactions: dict[str, Posted] = {}
        self.calls: list[Post] = []
        self._ids = itertools.count(1)

    def room(self, room: Room) -> dict[str, Shown]:
        return self.rooms.setdefault(str(room), {})

    def texts(self, room: Room) -> list[str]:
        return [shown.text for shown in self.room(room).values()]

    def apply(self, post: Post) -> Posted:
        """Do what a post asks for."""
        here = self.room(post.room)
        target = here.get(post.target or "") or self.notices.get(post.target or "")
        if post.verb == "post":
            mark = "[possible repeat] " if post.payload.get("possible_repeat") else ""
            shown = Shown(f"n{next(self._ids)}", mark + post.payload["text"], post.id, post.payload.get("thread"))
            here[shown.id] = shown
            return Posted(shown.id, shown.id)
        if post.verb in ("whisper", "direct"):
            mark = "[possible repeat] " if post.payload.get("possible_repeat") else ""
            self.whispers.append((post.target or "", mark + post.payload["text"]))
            self.direct |= {post.id} if post.verb == "direct" else set()
            if post.room.platform == "matrix":  # a notice in the room, or an event in a room for two
                shown = Shown(f"w{next(self._ids)}", mark + post.payload["text"], post.id)
                self.notices[shown.id] = shown
                return Posted(shown.id, shown.id)
        elif post.verb == "remove":
            here.pop(post.target or "", None)
        elif target is None:
            raise Rejected("message_not_found")
        elif post.verb == "edit":
            target.text = post.payload["text"]
        elif post.verb == "react":
            target.reactions.add(post.payload["emoji"])
        elif post.verb == "unreact":
            target.reactions.discard(post.payload["emoji"])
        return Posted()


class Everybody(frozenset[str]):
    """Whoever there is, without these strangers."""

    def __contains__(self, key: object) -> bool:
        return not super().__contains__(key)


class Account:
    """One account on the server: answers the Platform protocol."""

    seeds_choices = False
    outlived = False
    threads_things = False

    def __init__(
        self,
        server: Server,
        source: str,
        *,
        habit: str = "matrix",
        pace: Pace = NO_LIMIT,
        part_words: int = 1000,
        together: int = 1000,
        together_characters: int = 100_000,
        outcome: Callable[[Post], str | BaseException | Afterwards] = lambda _: "ok",
        look_fails: Callable[[], bool] = lambda: False,
    ) -> None:
        self.server, self.source, self.habit, self.pace = server, source, habit, pace
        self.label = source.partition(".")[2].title()
        self.part_words, self.together, self.together_characters = part_words, together, together_characters
        self.outcome, self.look_fails = outcome, look_fails
        self.people: dict[str, str] = {}
        self.asked: list[str] = []
        self.looked = self.looked_again = 0
        self.unrenderable = ""
        self.strangers: set[str] = set()  # keys of those who are in no room; everybody else is in every one
        self.people_in: dict[Room, frozenset[str]] = {}  # of these rooms it is said who is in them
        self.plain: set[str] = set()  # keys of those who administer no room
        self.says_who = True  # False: the platform does not answer who is in a room
        self.asked_who: list[str] = []

    async def run(self, ears) -> None:
        raise NotImplementedError

    async def close(self) -> None: ...

    def rooms_changed(self) -> None:
        self.looked_again += 1

    def render(self, draft: Draft) -> list[Payload]:
        said = self._body(draft).split(" ")
        chunks = [said[at : at + self.part_words] for at in range(0, len(said), self.part_words)]
        return [{"text": self._head(draft) + " ".join(chunk), "thread": draft.thread} for chunk in chunks]

    def _head(self, draft: Draft) -> str:
        marks = (
            "EXERCISE" if draft.exercise else "",
            draft.note,
            draft.said,
            f"> {draft.quote}" if draft.quote else "",
        )
        return "".join(f"[{mark}] " for mark in marks if mark) + (f"{draft.author}: " if draft.author else "")

    def _body(self, draft: Draft) -> str:
        if self.unrenderable and self.unrenderable in words(draft.text):
            raise RuntimeError("cannot be rendered")
        return words(draft.text) or (draft.card.title if draft.card else "")

    def combine(self, drafts: Sequence[Draft], *, edited: bool = False) -> Payload | None:
        lines = [self._head(draft) + self._body(draft) for draft in drafts]
        fits = len(drafts) <= self.together and sum(map(len, lines)) <= self.together_characters
        return {"text": "\n".join(lines), "thread": drafts[0].thread} if fits else None

    async def send(self, post: Post) -> Posted:
        self.server.calls.append(post)
        outcome = self.outcome(post)
        if isinstance(outcome, BaseException):
            raise outcome
        if outcome == "later":
            raise TryLater("busy")
        if outcome == "lost call":
            raise Unknown("timeout")
        if outcome == "refused":
            raise Rejected("no such thing")
        if outcome == "room lost":
            raise RoomLost("kicked: invite the bot again.")
        posted = self._applied(post)
        if isinstance(outcome, Afterwards):
            raise outcome.fault
        if outcome == "lost answer":
            raise Unknown("connection reset")
        return posted

    def _applied(self, post: Post) -> Posted:
        if self.habit == "slack":
            return self.server.apply(post)
        if post.id not in self.server.transactions:
            self.server.transactions[post.id] = self.server.apply(post)
        return self.server.transactions[post.id]

    async def send_file(self, post: Post, file: File, chunks: AsyncIterator[bytes], keep: Keep) -> Posted:
        content = b"".join([chunk async for chunk in chunks])
        await keep({"file_id": file.id})
        text = f"{file.name}: {content.decode(errors='replace')}"
        verb = "direct" if post.target else "post"
        return await self.send(Post(id=post.id, room=post.room, verb=verb, payload={"text": text}, target=post.target))

    async def describe(self, file: File) -> File:
        return file

    async def open(self, file: File) -> AsyncIterator[bytes]:
        yield f"bytes of {file.id}".encode()

    def link(self, room, id) -> str:
        return f"https://{self.source}/{room.id}/{id}"

    def idempotent(self, post: Post) -> bool:
        return self.habit == "matrix" or post.attempted is None

    async def look(self, post: Post) -> Posted | None:
        self.looked += 1
        if self.look_fails():
            raise TryLater("cannot look")
        if post.id in self.server.direct:
            return Posted()
        found = [shown for shown in self.server.room(post.room).values() if shown.post == post.id]
        return Posted(found[0].id, found[0].id) if found else None

    async def person(self, user_id: str) -> Person:
        self.asked.append(user_id)
        name = self.people.get(user_id, "")
        return Person(f"{self.source}/{user_id}", name, self.label)

    async def members(self, room: Room) -> frozenset[str]:
        self.asked_who.append(f"members {room}")
        if not self.says_who:
            raise TryLater("busy")
        return self.people_in.get(room, Everybody(self.strangers))

    async def moderates(self, room: Room, user_id: str) -> bool:
        self.asked_who.append(f"moderates {room} {user_id}")
        if not self.says_who:
            raise TryLater("busy")
        return not {f"{self.source}/{user_id}"} & (self.plain | self.strangers)

    async def check(self, rooms) -> list:
        return []
