"""What one heard thing means, decided and stored in one transaction. One function for each kind of Message.

Everything here runs on the clerk's thread, may run again after a Stale, and touches nothing but the open Work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.directory import catch_up as recovery
from bot.directory import out_of_order as early
from bot.directory import upgrades as succession
from bot.directory.mentions import with_names
from bot.documents import payload as documents
from bot.inbound import echoes
from bot.inbound import reactions as reacting
from bot.inbound import room_events as happenings
from bot.platforms import Heard
from commands.domain.bridging import RANKS, LinkedRoom, Rank, Verb, listeners
from commands.domain.correction import correction
from commands.domain.incidents import Incident
from commands.domain.messages import CLOCK, Audience, Kind, Message, Reply, Room
from commands.domain.text import words
from storage.bridge.outbox import CopyState
from storage.bridge.talk import Said
from storage.packed import pack_reply
from storage.store import Work

log = structlog.get_logger()


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
    link: Callable[[Room, str], str] = lambda _room, _id: ""  # the address of a message
    early: set[str] = field(default_factory=set)  # kept until what it is about is known
    no_desks: set[Room] = field(default_factory=set)  # rooms known to be no radio desks, until a command is decided


@dataclass
class Hearing:
    """One heard message on its way through a transaction, and what has come of it so far."""

    work: Work
    scene: Scene
    message: Message
    decide: Callable[["Hearing", str], None]
    recognise: Callable[["Hearing"], str | None]  # the command line in a talk message; hints are queued by it
    write_down: Callable[["Hearing"], None] = lambda _: None  # talk in a room that is a radio desk
    lanes: set[Room] = field(default_factory=set)
    urgent: dict[Room, int] = field(default_factory=dict)  # lanes with something that goes before talk: its rank
    answers: list[Reply] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    rooms_changed: bool = False
    decided: bool = False  # a command was decided

    @property
    def heard(self) -> Heard:
        return Heard(tuple(self.answers), dict(self.faults))

    @property
    def here(self) -> LinkedRoom | None:
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
            sort=_micros(self.scene.at) if sort is None else sort,
            rank=rank,
            at=self.scene.at,
            held=held,
        )
        self.lanes.add(room)
        if rank < Rank.TALK:
            self.urgent[room] = min(rank, self.urgent.get(room, rank))

    def tell(self, room: Room, reply: Reply, *, held: bool = False) -> None:
        """Queue the bot's own words for everybody in a room, or keep them back until they are released."""
        rank = Rank.EMERGENCY if reply.loud else Rank.ANSWER
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
            self.queue(room, Verb.FILE, payload=documents.payload(document, thread, to), rank=rank, held=held)

    def send_to(self, person: str, room: Room, reply: Reply) -> None:
        """Queue a direct message for one person, by the account that ``room`` is on."""
        rank = Rank.EMERGENCY if reply.loud else Rank.ANSWER
        payload: dict[str, object] = {"reply": pack_reply(replace(reply, documents=())), "to": person, "alone": True}
        self.queue(room, Verb.DIRECT, payload=payload, rank=rank)
        self._attach(room, reply, rank=rank, to=person)

    def whisper(self, reply: Reply) -> None:
        """Answer the speaker alone, in the source's acknowledgement where that can carry it.

        Documents are posted where it was asked: no platform shows a file to one person of a room. A private answer's
        follow it by direct message.
        """
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


def hear(hearing: Hearing) -> None:
    """Hear one thing. What was heard before changes nothing; so does what the bot itself said."""
    message = hearing.message
    if message.who.key in hearing.scene.own and message.kind is not Kind.REMOVED:
        return
    if not hearing.work.talk.first_time(heard_key(message), hearing.scene.at):
        return
    if message.origin and message.kind is Kind.NEW:
        if echoes.came_back(hearing):
            return
        hearing.message = message = message.but(bot=True)  # another Net Control's copy: nobody says it here
    _HEARERS[message.kind](hearing)


def heard_key(message: Message) -> str:
    """The key under which a message counts as heard; the clock speaks in whichever room stands for the incident."""
    return message.key if message.who.key == CLOCK.key else f"{message.room.source}/{message.key}"


def _new(hearing: Hearing) -> None:
    message = hearing.message
    line = None if message.bot else hearing.recognise(hearing)
    if line is not None:
        hearing.decide(hearing, line)
    elif hearing.here:
        _talk(hearing, hearing.here)
        hearing.write_down(hearing)
    if hearing.here:
        hearing.work.rooms.heard(message.room, id=message.id, order=message.order, at=hearing.scene.at)


def _talk(hearing: Hearing, here: LinkedRoom) -> None:
    message, work = hearing.message, hearing.work
    order = message.place or message.order or _micros(message.at)
    late = order < here.last_order
    said = work.talk.add(message, incident=here.incident, group=here.group, sort=order, late=late)
    if said is None:
        return  # its edit was heard first and stands for it
    if message.recovered:
        others = listeners(message.room, hearing.scene.rooms.values())
        now = [other for other in others if not (here.paused or other.paused)]
        hearing.lanes |= recovery.note(work, message, order, now, hearing.zone(here), hearing.scene.at)
    if here.paused:
        echoes.tell_it_waits(hearing, here)
    _queue_talk(hearing, here, said, order)
    reacting.hear_early(hearing, message.id)


def _queue_talk(hearing: Hearing, here: LinkedRoom, said: int, order: int) -> None:
    """Queue the words and the files of what was said for each room that hears this one."""
    message = hearing.message
    stems: dict[str, object] = {"of": message.origin_of or message.origin, "alone": True} if message.origin else {}
    for other in listeners(message.room, hearing.scene.rooms.values()):
        held = here.paused or other.paused
        if message.text:
            hearing.queue(other.room, Verb.SAY, said=said, sort=order, payload=dict(stems), held=held)
        for number in range(len(message.files)):
            payload = {"file": number, "alone": True, **stems}
            hearing.queue(other.room, Verb.FILE, said=said, sort=order, payload=payload, held=held)


def _edited(hearing: Hearing) -> None:
    message, work = hearing.message, hearing.work
    original = work.talk.find(message.room, message.id)
    if original is None:
        _edited_unheard(hearing)
        return
    if original.who != message.who.key:
        return  # nobody changes somebody else's words
    if not work.talk.reword(original, text=message.text, revision=message.revision, at=hearing.scene.at):
        return
    _is_told_that_no_edit_runs(hearing)
    if hearing.here and not (original.text or original.files or work.outbox.copies_of(original.id)):
        _queue_talk(hearing, hearing.here, original.id, message.order)  # it had nothing to be posted before
        return
    _bring_to(hearing, original, Verb.EDIT)
    if message.text != original.text:
        before, after = with_names(work, original.text), with_names(work, message.text)
        _correct(hearing, original, correction(before, after))


def _edited_unheard(hearing: Hearing) -> None:
    """A new wording of what was not heard, or is no talk."""
    message, work = hearing.message, hearing.work
    if work.talk.was_heard(reacting.gone_key(message.room, message.id)):
        return  # it was removed before it was heard, or is a text of ours that came back
    if work.talk.was_heard(reacting.original_key(message)):
        hearing.whisper(Reply(text="An edit never runs a command. Send it again as a new message."))
    elif not _is_told_that_no_edit_runs(hearing) and hearing.here:
        _talk(hearing, hearing.here)


def _is_told_that_no_edit_runs(hearing: Hearing) -> bool:
    """Tell the author so where the new wording is a command."""
    is_command = not hearing.message.bot and hearing.recognise(hearing) is not None
    if is_command:
        hearing.whisper(Reply(text="Not recorded: an edit never runs a command. Send it as a new message."))
    return is_command


def _removed(hearing: Hearing) -> None:
    message, work = hearing.message, hearing.work
    if message.files:
        _files_removed(hearing)
        return
    held = work.talk.reaction(message.room, message.id)
    if held:
        reacting.let_go(hearing, *held)
        return
    original = work.talk.find(message.room, message.id)
    if original is None:
        if work.outbox.gone(message.room, message.id):
            if not work.outbox.removed_by_us(message.room, message.id):
                log.info("a copy was removed by somebody", room=str(message.room))  # that is this room's affair alone
        else:
            _removed_early(hearing)
        return
    if message.who.key in hearing.scene.own:
        return
    if work.talk.remove(original, hearing.scene.at):
        _bring_to(hearing, original, Verb.REMOVE)
        _correct(hearing, original, "removed")


def _files_removed(hearing: Hearing) -> None:
    """Some files of a message were taken away, and its words stand: their copies go."""
    original = hearing.work.talk.find(hearing.message.room, hearing.message.id)
    if original is None:
        return
    gone = {file.id for file in hearing.message.files}
    numbers = {number: file.name for number, file in enumerate(original.files) if file.id in gone}
    for copy, room, number, state in hearing.work.outbox.file_copies_of(original.id):
        if number not in numbers:
            continue
        if state in (CopyState.QUEUED, CopyState.HELD):
            hearing.work.outbox.settle([copy], CopyState.DROPPED, "removed by its author before it was posted")
        elif state in (CopyState.FIXED, CopyState.POSTED):
            payload: dict[str, object] = {"file": number, "alone": True}
            hearing.queue(room, Verb.REMOVE, said=original.id, payload=payload, sort=hearing.message.order or None)
    if numbers:
        _correct(hearing, original, f"removed the file {', '.join(numbers.values())}")


def _removed_early(hearing: Hearing) -> None:
    """What is not known was removed: it is not to come any more, and a post of ours that is called so is gone."""
    message, work, at = hearing.message, hearing.work, hearing.scene.at
    work.talk.first_time(reacting.gone_key(message.room, message.id), at)
    work.talk.first_time(reacting.original_key(message), at)  # it counts as heard
    if hearing.here:
        hearing.scene.early.add(early.keep_end(work, message, at))


def _bring_to(hearing: Hearing, original: Said, verb: Verb) -> None:
    """Queue the change for each room that has a copy, or will have one that is fixed already.

    A new wording goes into the room that is read now, where the copy's was replaced; a removal goes into both.
    """
    work = hearing.work
    pending: set[Room] = set()
    if verb is Verb.EDIT:
        pending = {room for _, room, _, state in work.outbox.copies_of(original.id, verb) if state is CopyState.QUEUED}
    gone: list[int] = []
    for copy, room, what, state in work.outbox.copies_of(original.id):
        if what not in (Verb.SAY, Verb.FILE) or state in (CopyState.DROPPED, CopyState.REFUSED):
            continue
        if state in (CopyState.QUEUED, CopyState.HELD):
            if verb is Verb.REMOVE:
                gone.append(copy)
            continue  # it goes out in its newest wording
        reads = succession.now_read(work, hearing.scene.rooms, room)
        for where in sorted(({reads} if verb is Verb.EDIT else {room, reads}) - pending):
            pending.add(where)
            hearing.queue(where, verb, said=original.id, sort=hearing.message.order or None)
    work.outbox.settle(gone, CopyState.DROPPED, "removed by its author before it was posted")


def _correct(hearing: Hearing, original: Said, change: str) -> None:
    """Say a late change in a line of its own: crews may have acted on the first wording."""
    if hearing.scene.at - original.at < hearing.scene.correction_after or not change:
        return
    for room in sorted(succession.corrected_in(hearing.work, hearing.scene.rooms, original.id)):
        hearing.queue(room, Verb.TELL, payload={"correction": change, "of": original.id, "alone": True}, rank=Rank.TALK)


def _command(hearing: Hearing) -> None:
    hearing.decide(hearing, words(with_names(hearing.work, hearing.message.text)))


def _pressed(hearing: Hearing) -> None:
    hearing.decide(hearing, hearing.message.action)


def _submitted(hearing: Hearing) -> None:
    message = hearing.message
    quoted = (f'{key}:"{_unquoted(value)}"' for key, value in message.values.items() if value.strip())
    hearing.decide(hearing, " ".join([message.action, *quoted]))


def _unquoted(value: str) -> str:
    return value.translate(dict.fromkeys(map(ord, '"“”„«»'), "″"))  # any of them would end the value early


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


_HEARERS: dict[Kind, Callable[[Hearing], None]] = {
    Kind.NEW: _new,
    Kind.EDITED: _edited,
    Kind.REMOVED: _removed,
    Kind.REACTED: reacting.reacted,
    Kind.UNREACTED: reacting.unreacted,
    Kind.COMMAND: _command,
    Kind.PRESSED: _pressed,
    Kind.SUBMITTED: _submitted,
    Kind.HAPPENED: happenings.happened,
}
