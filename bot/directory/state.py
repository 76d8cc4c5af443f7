"""Which rooms, accounts and people there are, as they stand now: read by everybody, changed by hub and room links.

The store remembers; this is the view of it that one process keeps between two transactions. A change of a room counts
from its transaction on: whoever hears before the view shows it reads the rooms in the transaction (``unseen``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.directory import catch_up, out_of_order
from bot.directory.members import Members
from bot.platforms import Platform
from bot.runtime.clerk import Clerk
from commands.domain.bridging import LinkedRoom, RoomState, Verb
from commands.domain.incidents import Incident
from commands.domain.messages import Reply, Room
from storage.packed import pack_reply
from storage.store import Work


@dataclass(frozen=True)
class Away:
    """Since when an account is not connected, and why; ``lasting``: only a person can mend it."""

    since: datetime
    why: str = ""
    lasting: bool = False


@dataclass(kw_only=True)
class Directory:
    """The rooms, accounts and people as of now."""

    clerk: Clerk
    wake: Callable[[set[Room]], None]
    zone: ZoneInfo
    labels: dict[str, str]
    hurry: Callable[[Mapping[Room, int]], None] = lambda _ranks: None
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # person's key → name, shared with the courier
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    known: dict[Room, LinkedRoom] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)  # source → key of the bot's own user
    online: dict[str, bool] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)  # rooms that catch up → from which order on their talk waits
    progress: dict[str, datetime] = field(default_factory=dict)  # source → when its catching up last went on
    away: dict[str, Away] = field(default_factory=dict)  # accounts that are not connected
    members: Members = field(default_factory=Members)  # who is in which room
    early: set[str] = field(default_factory=set)  # keys of what was heard about what is not known yet
    unseen: set[object] = field(default_factory=set)  # changes of rooms that ``known`` may not show yet

    async def load(self) -> None:
        """Read the rooms, our own users and, at the start, what waits for a catching up from the store."""
        seen: set[object] = set()

        def read(work: Work) -> tuple[list[LinkedRoom], dict[str, str], dict[str, int], set[str]]:
            seen.update(self.unseen)
            held = catch_up.held(work, tuple(self.labels))
            return work.rooms.all(), work.accounts.user_ids(), held, out_of_order.keys(work)

        rooms, users, held, kept = await self.clerk.do(read)
        self.unseen -= seen
        self.early |= kept
        if not self.known:
            self.held.update(held)
        before = set(filter(self._is_wanted, self.known))
        self.known = {linked.room: linked for linked in rooms}
        self.own = {source: f"{source}/{user}" for source, user in users.items()}
        for source in {room.source for room in before ^ set(filter(self._is_wanted, self.known))}:
            if platform := self.platforms.get(source):
                platform.rooms_changed()

    def _is_wanted(self, room: Room) -> bool:
        return _wanted(self.known[room])

    def know(self, linked: LinkedRoom) -> None:
        """Note how a room stands now. The view is replaced whole: the clerk's thread may be reading the old one."""
        self.known = {**self.known, linked.room: linked}

    async def rooms(self, source: str) -> list[Room]:
        """The rooms of an account that are to be heard."""
        return [room for room, linked in self.known.items() if room.source == source and _wanted(linked)]

    def link(self, room: Room, id: str) -> str:
        """The address of a message, where its account has one for it."""
        platform = self.platforms.get(room.source)
        return platform.link(room, id) if platform else ""

    def say(self, work: Work, rooms: Sequence[Room], reply: Reply, at: datetime) -> set[Room]:
        """Queue the bot's own words in those of these rooms that are linked; returns the lanes to wake."""
        linked = [room for room in rooms if room in self.known and _wanted(self.known[room])]
        for room in linked:
            work.outbox.queue(
                room,
                Verb.TELL,
                payload={"reply": pack_reply(reply), "alone": True},
                sort=int(at.timestamp() * 1_000_000),
                at=at,
            )
        return set(linked)

    def _zone_of(self, work: Work, incident: str) -> ZoneInfo:
        found = work.record.get(Incident, incident)
        return ZoneInfo(found.timezone) if found and found.timezone else self.zone


def _wanted(linked: LinkedRoom) -> bool:
    return linked.state is not RoomState.UNLINKED
