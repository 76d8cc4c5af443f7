"""The Platform protocol: all that is asked of a chat system. A platform is one folder beside this file.

A folder holds a module ``client`` with a function ``connect(name, settings, data_dir) -> Platform``.
Rendering is pure and is done in the transaction that fixes a post; sending touches the network and nothing else.
"""

from __future__ import annotations  # so that the values' modules are not read where only their names are wanted

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from commands.domain.messages import Card, Choice, File, Message, Person, Reply, Room
    from commands.domain.text import Text


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One copy as the destination room is to read it, before the platform renders it.

    ``author`` is None where the bot itself speaks; ``thread``, ``quote`` and ``mentions`` are already ids of
    the destination room. ``said`` is shown in the text when the copy arrives late.
    """

    text: Text
    author: str | None = None
    author_key: str = ""  # stable over a person's copies: the per-message profile's id
    said: str = ""  # "0214", where the time must be shown
    note: str = ""  # "CORRECTION", "possible repeat", … put before the text
    thread: str | None = None
    quote: str = ""  # "<name>: first words" of what is answered outside a thread
    broadcast: bool = False
    emote: bool = False
    files: tuple[File, ...] = ()
    mentions: dict[str, str] = field(default_factory=dict)  # person key → user id of this account, for real mentions
    card: Card | None = None
    choices: tuple[Choice, ...] = ()
    notify: bool = False  # ring everybody's device, where the room allows it
    exercise: bool = False  # each post that is made of it begins with the mark of an exercise


Payload = dict[str, Any]
"""What the platform's API is called with; JSON, kept in the store, opaque outside the platform's folder.

Two keys are put in from outside: ``possible_repeat`` (true: the text is to say so) and ``of`` (the id of the other Net
Control's post that this is a copy of: the marker is to tell it).
"""


@dataclass(frozen=True, kw_only=True)
class Post:
    """One send, fixed before its first attempt. ``id`` is the idempotency key and the origin marker."""

    id: str
    room: Room
    verb: str  # "post", "edit", "remove", "react", "unreact", "whisper", "direct", "file", "pin"
    payload: Payload
    target: str | None = (
        None  # id of the message edited, removed, pinned or reacted to; the user id of who alone gets it
    )
    attempted: datetime | None = None  # when the first attempt began; None before it
    progress: Payload = field(default_factory=dict)  # what ``keep`` stored of an earlier attempt


@dataclass(frozen=True)
class Posted:
    """It is there. ``id`` is the platform's id of the new message ("" where none is made)."""

    id: str = ""
    stamp: str = ""  # the platform's own time of it, for later look-ups


class SendFault(Exception):
    """A send did not succeed. The subclass says what is known about it."""

    def __init__(self, reason: str, *, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason  # fit for a person; no secret, no message text
        self.after = after  # seconds to wait at least


class TryLater(SendFault):
    """Surely not applied: a refused connection, 429, 503 before the call was taken."""


class Unknown(SendFault):
    """Perhaps applied: a timeout or a lost answer. Look before sending again."""


class Rejected(SendFault):
    """Refused for good: the same call will never succeed."""


class UnknownEmoji(Rejected):
    """The room takes no such reaction: who reacted, and how, is told in words."""


class RoomLost(Rejected):
    """The room itself cannot be posted to any more: kicked, archived, gone."""


@dataclass(frozen=True)
class Heard:
    """What belongs into the source's own acknowledgement: quiet answers, a form to open, a form's faults."""

    answers: tuple[Reply, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)  # field key → what is wrong with it; "" the form as a whole


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast an account may send: posts per second and burst, for each room and for the account as a whole.

    ``math.inf`` as a rate means: no limit known. The courier slows down further when it is told to (429). With
    ``trusting`` it keeps to these rates only once it was told to.
    """

    room_rate: float
    room_burst: int
    account_rate: float
    account_burst: int
    account_wide: bool = False  # a 429 concerns the whole account, not the one room
    trusting: bool = False


class Ears(Protocol):
    """The way in: what the running program offers a platform. Each call returns after its commit.

    An exception from ``heard`` or ``heard_all`` means: not committed. Nothing is then acknowledged, no cursor moves,
    and the platform tries the same messages again.
    """

    async def heard(self, message: Message) -> Heard:
        """Commit one message and what follows from it. The answer belongs into the platform's own acknowledgement."""

    async def heard_all(self, messages: Sequence[Message], source: str, cursor: str | None) -> None:
        """Commit a batch in order and, with its last message, the account's cursor (Matrix: the sync token)."""

    async def poison(self, room: Room | None, source: str, raw: object, fault: BaseException) -> None:
        """An event that could not be translated: it is kept raw under an error number and a person is told."""

    async def rooms(self, source: str) -> list[Room]:
        """The rooms of this account that are (or are to be) linked."""

    async def ready(self, room: Room, *, name: str, encrypted: bool = False, members: int | None = None) -> None:
        """The room is joined and heard from here on; the first time it is linked and announced."""

    async def lost(self, room: Room, why: str) -> None:
        """The room cannot be heard or posted to: not joined, kicked, archived. Says what a person has to do."""

    async def invited(self, room: Room, by: str, words: str) -> bool | None:
        """May an invitation into a room be taken, by the key of the person who sent it and what they wrote with it?

        None where that cannot be said yet; it is asked again then. What is not taken is declined without joining.
        """

    async def moved(self, room: Room, successor: Room) -> None:
        """A room was replaced by another (Matrix tombstone): its links follow."""

    async def named(self, person: Person) -> None:
        """Somebody, or a channel (``#C1``), is called otherwise from here on."""

    async def connected(self, source: str, user_id: str) -> None:
        """The account is connected and hears; ``user_id`` is the bot's own."""

    async def disconnected(self, source: str, why: str, *, lasting: bool = False) -> None:
        """The account does not hear. ``lasting``: only a person can mend that, so people are told at once."""

    async def cursor(self, source: str) -> str | None:
        """The cursor last committed for an account; None at its first start."""

    async def last_heard(self, room: Room) -> str | None:
        """The id of the newest message heard in a room (Slack: its ts); None where nothing was heard yet."""

    async def standing(self, room: Room, since: str) -> dict[str, str | None]:
        """Ids beyond ``since`` of what was said in the room and still stands, each with the id of its thread's root.

        For a platform whose ids sort by time and that tells of removals only as they happen (Slack): what it no
        longer lists was removed.
        """

    async def holding(self, room: Room, since: str) -> Sequence[tuple[tuple[str, ...], str, str]]:
        """Who holds which emoji in the room: (ids beyond ``since`` that show what it is to, emoji, person's key)."""

    async def catching_up(self, source: str) -> None:
        """What was missed on this account is being fetched: live talk is heard, but waits behind it."""

    async def caught_up(self, source: str) -> None:
        """The account has nothing older to tell; always follows ``catching_up``, also when fetching failed."""

    async def gap(self, room: Room, since: str, until: str) -> None:
        """Messages between two times could not be fetched; a person is told."""


@dataclass(frozen=True)
class Finding:
    """One thing that ``netcontrol check`` looked at: ``where`` is an account, a room or the database.

    ``wrong`` and ``remedy`` (what a person does about it) are empty where all is well.
    """

    where: str
    ok: bool
    what: str
    wrong: str = ""
    remedy: str = ""


Keep = Callable[[Payload], Awaitable[None]]
"""Stores what a file post has come to (an upload's file id), so that a crash does not upload twice."""


class Platform(Protocol):
    """One account of one chat system: hears by ``run`` and posts by ``send``; ``source`` is written
    ``<platform>.<account>``.
    """

    source: str  # "<platform>.<account>"
    label: str
    pace: Pace
    seeds_choices: bool  # True where buttons are reactions that the bot itself puts under its post
    outlived: bool  # True where a thread goes on when its root was removed
    threads_things: bool  # True where the bot's further posts about one thing stand in a thread below the first

    async def run(self, ears: Ears) -> None:
        """Connect, join the rooms where that may be done, catch up, hear until cancelled. Retries with back-off."""

    def render(self, draft: Draft) -> list[Payload]:
        """The payloads of one copy: several where it must be split. Pure."""

    def combine(self, drafts: Sequence[Draft], *, edited: bool = False) -> Payload | None:
        """One payload for several copies of one thread, each with author and time; None where they do not fit. Pure.

        A new one leaves room for later edits; ``edited`` may use that room.
        """

    async def send(self, post: Post) -> Posted:
        """Carry out one post; raises a SendFault."""

    async def send_file(self, post: Post, file: File, chunks: AsyncIterator[bytes], keep: Keep) -> Posted:
        """Carry out a post of verb "file"; its payload is render()'s of a Draft with just this file."""

    async def describe(self, file: File) -> File:
        """The file with its name, type and size, where the event told only its id (Slack). Raises a SendFault."""

    def open(self, file: File) -> AsyncIterator[bytes]:
        """The bytes of a file that was said on this account, streamed; raises a SendFault."""

    def link(self, room: Room, id: str) -> str:
        """The address at which a person opens a message; "" where none is known. Pure."""

    def idempotent(self, post: Post) -> bool:
        """Is sending this post again harmless, because the server would still recognise it?"""

    async def look(self, post: Post) -> Posted | None:
        """Was this post done? None if it is surely not there; raises TryLater while looking is impossible."""

    async def person(self, user_id: str) -> Person:
        """Name and label of a user; the caller keeps it. Raises TryLater; an unknown user has an empty name.

        Where ``translate`` mentions channels by id (``#C1``), their names (``#ops``) are asked for here as well.
        """

    async def members(self, room: Room) -> frozenset[str]:
        """The keys of those who are in a room that the account is in, as of now; the account's own may be among them.

        Raises a SendFault where the platform does not say.
        """

    async def moderates(self, room: Room, user_id: str) -> bool:
        """Does this person administer the room by the platform's own rules? Guests and outsiders never do.

        Raises a SendFault where the platform does not say. It asks at least once, also about a room of two.
        """

    def rooms_changed(self) -> None:
        """The rooms that are to be heard may be others now: look at once. Before the account runs it is nothing."""

    async def check(self, rooms: Sequence[Room]) -> list[Finding]:
        """Is everything as needed (tokens, scopes, membership, power levels)? Not while the account runs."""

    async def close(self) -> None:
        """Let go of connections, files and locks; called once, after ``run`` has ended."""


class Connect(Protocol):
    """What a platform folder's ``client`` module offers under the name ``connect``."""

    def __call__(self, name: str, settings: Any, data_dir: Path) -> Platform:
        """The account, not yet connected; what it keeps on disk goes below ``data_dir``. Raises nothing that a server
        can cause.
        """
