"""Which rooms get which copy of what was said, in which order, and what goes out together.

Nothing here sends or stores. The hub asks ``listeners`` and ``RANKS`` when something was heard; the courier asks
``next_up`` when a lane may post.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import IntEnum, StrEnum

from commands.domain.messages import Room


class RoomState(StrEnum):
    """Where a room stands. A lost one waits for a person; what is heard from it all the same is relayed.

    A paused one waits for a person as well: what is said in it, and elsewhere for it, is kept until it is resumed; the
    bot's own words (answers, alerts, emergencies) still reach it, and its commands still run.
    """

    PENDING = "pending"
    LINKED = "linked"
    LOST = "lost"
    PAUSED = "paused"
    UNLINKED = "unlinked"


@dataclass(frozen=True, kw_only=True)
class LinkedRoom:
    """A room of an incident's group. ``origin`` says who linked it: the configuration ("file") or a command.

    ``until`` is when a guest's link ends; ``linked_by`` the key of whoever linked it by command.
    """

    room: Room
    incident: str
    group: str
    origin: str = "file"
    state: RoomState = RoomState.PENDING
    name: str = ""
    encrypted: bool = False
    why: str = ""
    linked_at: datetime | None = None
    linked_by: str = ""
    until: datetime | None = None
    last_id: str | None = None
    last_order: int = 0
    last_heard_at: datetime | None = None

    @property
    def heard(self) -> bool:
        """A room is heard from the moment it was linked; a lost one where only posting is forbidden."""
        waits = self.state in (RoomState.LOST, RoomState.PAUSED)
        return self.state is RoomState.LINKED or (waits and self.linked_at is not None)

    @property
    def open(self) -> bool:
        """It takes posts, or will."""
        return self.state is not RoomState.UNLINKED

    @property
    def paused(self) -> bool:
        """What people say in it, and for it, is kept back."""
        return self.state is RoomState.PAUSED

    @property
    def reached(self) -> bool:
        """The bot's own words reach it now."""
        return self.state in (RoomState.LINKED, RoomState.PAUSED)


class Verb(StrEnum):
    """What a copy does in its room."""

    SAY = "say"  # an original's words
    EDIT = "edit"  # bring the posts of an original to its newest wording
    REMOVE = "remove"  # take the posts of an original away
    REACT = "react"
    UNREACT = "unreact"
    FILE = "file"
    TELL = "tell"  # the bot's own words, for everybody in the room
    WHISPER = "whisper"  # for one person, where it was asked
    DIRECT = "direct"  # for one person, alone
    BOARD = "board"  # the incident's board: posted once, then changed in place
    PIN = "pin"  # keep a post of ours at the top of its room


class Rank(IntEnum):
    """What goes first within an account's budget."""

    CRY = -1  # an emergency as it is raised: before all that is said about others
    EMERGENCY = 0
    ANSWER = 1
    TALK = 2
    EDIT = 3
    REACTION = 4
    BOARD = 5


RANKS = {
    Verb.SAY: Rank.TALK,
    Verb.FILE: Rank.TALK,
    Verb.EDIT: Rank.EDIT,
    Verb.REMOVE: Rank.EDIT,
    Verb.REACT: Rank.REACTION,
    Verb.UNREACT: Rank.REACTION,
    Verb.TELL: Rank.ANSWER,
    Verb.WHISPER: Rank.ANSWER,
    Verb.DIRECT: Rank.ANSWER,
    Verb.BOARD: Rank.BOARD,
    Verb.PIN: Rank.BOARD,
}


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One thing to bring into one room, still waiting. ``thread`` and ``author`` are the original's."""

    id: int
    verb: Verb
    rank: int
    sort: int
    said: int | None = None
    author: str = ""
    thread: str | None = None
    alone: bool = False  # carries files, a card or choices: never combined


def listeners(source: Room, rooms: Iterable[LinkedRoom]) -> list[LinkedRoom]:
    """The other rooms of the source's group that hear what is said in it."""
    everyone = list(rooms)
    here = next((linked for linked in everyone if linked.room == source), None)
    if here is None or not here.heard:
        return []
    return [
        linked
        for linked in everyone
        if linked.room != source and (linked.incident, linked.group) == (here.incident, here.group) and linked.open
    ]


def next_up(waiting: Sequence[Copy], *, combine: bool) -> tuple[Copy, ...]:
    """The copies that the lane's next post carries: one, or several consecutive ones where it is behind.

    Order is by rank, then by time; but nobody's later words overtake what the same author did before.
    """
    if not waiting:
        return ()
    line = sorted(waiting, key=lambda copy: (copy.rank, copy.sort, copy.id))
    first = _nothing_of_the_author_before(line[0], waiting)
    if not combine or first.verb is not Verb.SAY or first.alone:
        return (first,)
    block = [first]
    for copy in line[line.index(first) + 1 :]:
        same = copy.verb is Verb.SAY and not copy.alone and copy.thread == first.thread and copy.rank == first.rank
        if not same or _nothing_of_the_author_before(copy, waiting, besides=block) is not copy:
            break
        block.append(copy)
    return tuple(block)


def _nothing_of_the_author_before(copy: Copy, waiting: Sequence[Copy], besides: Sequence[Copy] = ()) -> Copy:
    if not copy.author:
        return copy
    earlier = [
        other
        for other in waiting
        if other.author == copy.author and (other.sort, other.id) < (copy.sort, copy.id) and other not in besides
    ]
    return min(earlier, key=lambda other: (other.sort, other.id), default=copy)


def block_shown(times: Sequence[datetime], zone: tzinfo) -> str:
    """What a combined post is called: ``0214–0215, 6 messages``."""
    first, last = min(times).astimezone(zone), max(times).astimezone(zone)
    span = f"{first:%H%M}" if f"{first:%H%M}" == f"{last:%H%M}" else f"{first:%H%M}–{last:%H%M}"
    return f"{span}, {len(times)} messages"
