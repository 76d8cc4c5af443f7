"""What stands while one thing is heard, and what has come of it so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.members import Members
from bot.documents.payload import payload as file_payload
from bot.platforms import Heard
from commands.domain.bridging import RANKS, LinkedRoom, Rank, Verb
from commands.domain.incidents import Incident
from commands.domain.messages import BOARD, Audience, Kind, Message, Reply, Room, carried
from commands.domain.notification.ways import Carrying
from storage.packed import pack_reply
from storage.store import Work

NOT_PRIVATE = (
    "The answer is private, and you speak here by another bridge's account, which others share: ask by an account of "
    "your own."
)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What stands while one thing is heard: the rooms, our own people, the settings."""

    rooms: Mapping[Room, LinkedRoom]
    own: frozenset[str]  # keys of the bot's own users on all accounts
    prefix: str  # of a typed command, without the mark: "net"
    zone: ZoneInfo
    correction_after: timedelta
    command_late_after: timedelta
    at: datetime
    admins: Mapping[str, frozenset[str]] = field(default_factory=dict)  # incident → keys of its administrators
    members: Members = field(default_factory=Members)  # who is in which room
    openers: str | frozenset[str] = "moderators"  # who may open incidents: a word for them, or their keys
    carrying: Carrying = field(default_factory=Carrying)
    link: Callable[[Room, str], str] = lambda _room, _id: ""  # the address of a message
    board: str = ""  # the address of the live board
    early: set[str] = field(default_factory=set)  # kept until what it is about is known
    no_desks: set[Room] = field(default_factory=set)  # rooms known to be no radio desks, until a command is decided


@dataclass
class Hearing:
    """One heard message on its way through a transaction, and what has come of it so far."""

    work: Work
    scene: Scene
    message: Message
    lanes: set[Room] = field(default_factory=set)
    urgent: dict[Room, int] = field(default_factory=dict)  # lanes with something that goes before talk: its rank
    answers: list[Reply] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    rooms_changed: bool = False
    decided: bool = False  # a command was decided

    @property
    def heard(self) -> Heard:
        """What goes back to the source in its own acknowledgement."""
        return Heard(tuple(self.answers), dict(self.faults))

    @property
    def here(self) -> LinkedRoom | None:
        """The room in which it was said, where that is linked and heard; else None."""
        found = self.scene.rooms.get(self.message.room)
        return found if found and found.heard else None

    def zone(self, here: LinkedRoom) -> ZoneInfo:
        """The time zone of a room's incident."""
        incident = self.work.record.get(Incident, here.incident)
        return ZoneInfo(incident.timezone) if incident and incident.timezone else self.scene.zone

    def queue(
        self,
        room: Room,
        verb: Verb,
        *,
        said: int | None = None,
        payload: dict[str, object] | None = None,
        sort: int | None = None,
        rank: int | None = None,
        held: bool = False,
    ) -> None:
        """Queue a copy and remember which lane to wake."""
        rank = RANKS[verb] if rank is None else rank
        self.work.outbox.queue(
            room,
            verb,
            said_id=said,
            payload=payload,
            sort=micros(self.scene.at) if sort is None else sort,
            rank=rank,
            at=self.scene.at,
            held=held,
        )
        self.lanes.add(room)
        if rank < Rank.TALK:
            self.urgent[room] = min(rank, self.urgent.get(room, rank))

    def tell(self, room: Room, reply: Reply, *, held: bool = False) -> None:
        """Queue the bot's own words for everybody in a room, or keep them back until they are released."""
        rank = (Rank.CRY if reply.cry else Rank.EMERGENCY) if reply.loud else Rank.ANSWER
        payload: dict[str, object] = {"reply": pack_reply(replace(reply, documents=())), "alone": True}
        if reply.about and room == self.message.room and self.message.kind is Kind.NEW and not self.message.thread:
            payload["answers"] = True  # whoever typed it in the room looks for the answer there
        self.queue(room, Verb.TELL, payload=payload, rank=rank, held=held)
        self._attach(room, reply, rank=rank, held=held)

    def _attach(
        self, room: Room, reply: Reply, *, rank: int, held: bool = False, thread: str | None = None, to: str = ""
    ) -> None:
        """Queue the reply's documents behind it, for everybody in the room or directly for one person."""
        for document in reply.documents:
            self.queue(room, Verb.FILE, payload=file_payload(document, thread, to), rank=rank, held=held)

    def send_to(self, person: str, room: Room, reply: Reply) -> None:
        """Queue a direct message for one person, by the account that ``room`` is on; nothing for somebody whom another
        bridge carries, with whom nobody is alone.
        """
        if carried(person):
            return
        rank = Rank.EMERGENCY if reply.loud else Rank.ANSWER
        payload: dict[str, object] = {"reply": pack_reply(replace(reply, documents=())), "to": person, "alone": True}
        self.queue(room, Verb.DIRECT, payload=payload, rank=rank)
        self._attach(room, reply, rank=rank, to=person)

    def whisper(self, reply: Reply) -> None:
        """Answer the speaker alone, in the source's acknowledgement where that can carry it.

        Documents are posted where it was asked: no platform shows a file to one person of a room. A private answer's
        follow it by direct message.
        """
        if self.message.room.platform == BOARD:
            self._on_page(reply)
            return
        if reply.audience is Audience.PRIVATE and carried(self.message.who.key):
            reply = Reply(text=NOT_PRIVATE)
        whole, reply = reply, replace(reply, documents=())
        if reply.audience is not Audience.PRIVATE:
            self._attach(self.message.room, whole, rank=Rank.ANSWER, thread=self.message.thread)
        if self.message.answerable and reply.audience is not Audience.PRIVATE:
            self.answers.append(reply)
            return
        verb = Verb.DIRECT if reply.audience is Audience.PRIVATE else Verb.WHISPER
        payload: dict[str, object] = {
            "reply": pack_reply(reply),
            "to": self.message.who.key,
            "about": self.message.id,
            "thread": self.message.thread,
            "alone": True,
        }
        self.queue(self.message.room, verb, payload=payload)
        if verb is Verb.DIRECT:
            self._attach(self.message.room, whole, rank=Rank.ANSWER, to=self.message.who.key)

    def _on_page(self, reply: Reply) -> None:
        """A page is its reader's alone: it bears private answers too; files come by direct message."""
        self.answers.append(replace(reply, documents=()))
        key = self.message.who.key
        mine = sorted(room for room, one in self.scene.rooms.items() if one.open and key.startswith(f"{room.source}/"))
        if mine:
            self._attach(mine[0], reply, rank=Rank.ANSWER, to=key)


def micros(at: datetime) -> int:
    """Microseconds since 1970: how moments are ordered in a lane."""
    return int(at.timestamp() * 1_000_000)
