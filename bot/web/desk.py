"""The board's desk in the program: hears what was said by a press on a page, and notes in which rooms its readers are.

The board is a process of its own and writes nothing but rows of ``web_spoken``; they walk the same corridor as what is
typed in a room, under a key that was made when the page was shown.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.directory.members import LASTING
from bot.inbound.hub import Hub
from commands.domain.messages import Kind, Message, Person, Reply, Room
from storage.bridge.web import Spoken, SpokenState
from storage.packed import pack_reply
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

LOOKS_EVERY = 0.15
"""Seconds between two looks at what was said on pages."""
READERS_EVERY = 0.5
ASKED_EVERY = timedelta(seconds=15)
ASKED_WITHIN = 2.0
"""Seconds for which it is asked in which rooms somebody is."""


@dataclass
class Desk:
    """Looks on while the others work."""

    hub: Hub
    _asked: dict[str, datetime] = field(default_factory=dict)  # when it was asked last where somebody is
    _readers_at: float = 0.0
    _asking: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def run(self) -> None:
        """Look until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                for spoken in await self.hub.clerk.aside(lambda work: work.web.asked()):
                    await self.hear(spoken)
                if loop.time() - self._readers_at > READERS_EVERY:
                    self._readers_at = loop.time()
                    await self.note_readers(self.hub.now())
            except DatabaseAway:
                log.warning("the board's desk waits: the database is away")
            except Exception:
                log.exception("the board's desk stumbled")
            await asyncio.sleep(LOOKS_EVERY)

    async def hear(self, spoken: Spoken) -> None:
        """Hear one press; what was withdrawn meanwhile is not heard. Said twice under one key, it counts once."""
        if spoken.state is SpokenState.ASKED and not await self.hub.clerk.do(
            lambda work: work.web.move(spoken.key, SpokenState.ASKED, SpokenState.TAKEN)
        ):
            return
        heard = await self.hub.heard(self._message(spoken))
        answers = heard.answers
        if not answers and not heard.faults and spoken.state is SpokenState.TAKEN:
            answers = (Reply(text="It was heard before the program was started again: the pages show what it did."),)
        packed = [pack_reply(replace(one, documents=())) for one in answers]
        await self.hub.clerk.do(lambda work: work.web.answer(spoken.key, packed, heard.faults))

    def _message(self, spoken: Spoken) -> Message:
        source = spoken.person.partition("/")[0]
        name = self.hub.names.get(spoken.person) or spoken.name
        who = Person(spoken.person, name, self.hub.labels.get(source, ""), spoken.server)
        at = self.hub.now()
        return Message(
            kind=Kind.SUBMITTED,
            room=Room.parse(spoken.place),
            key=spoken.key,
            id=spoken.key,
            who=who,
            at=min(at, spoken.at),
            action=spoken.line,
            values=dict(spoken.fields),
            answerable=True,
        )

    async def note_readers(self, at: datetime) -> None:
        """Note in which rooms the board's readers are, where that has changed; whose account is gone is signed out."""
        lookers = await self.hub.clerk.aside(lambda work: _lookers(work, at))
        gone = [person for person in lookers if person.partition("/")[0] not in self.hub.platforms]
        if gone:
            await self.hub.clerk.do(lambda work: _sign_out(work, gone, at))
        for person, (known, same) in lookers.items():
            if person not in gone:
                self._ask(person, at)
                await self._note(person, known, same, at)

    def _ask(self, person: str, at: datetime) -> None:
        """Beside it all, and not too often: nobody waits for a platform here."""
        if person in self._asked and at - self._asked[person] < ASKED_EVERY:
            return
        self._asked[person] = at
        task = asyncio.ensure_future(self.hub.asking.of_person(person, ASKED_WITHIN))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _note(self, person: str, known: tuple[str, ...] | None, same: tuple[str, ...], at: datetime) -> None:
        members = self.hub.members
        rooms = tuple(
            sorted(
                str(room)
                for room, linked in self.hub.known.items()
                if linked.open and any(members.is_in(room, key, at, LASTING) for key in _of(room, same))
            )
        )
        if rooms == known:
            return
        await self.hub.clerk.do(lambda work: work.web.note_rooms(person, rooms, at))


def _of(room: Room, keys: tuple[str, ...]) -> list[str]:
    return [key for key in keys if key.partition("/")[0] == room.source]


def _lookers(work: Work, at: datetime) -> dict[str, tuple[tuple[str, ...] | None, tuple[str, ...]]]:
    """Each reader with the rooms that are noted, and the keys of all their accounts."""
    return {one: (rooms, work.record.same_person(one)) for one, rooms in work.web.lookers(at).items()}


def _sign_out(work: Work, persons: list[str], at: datetime) -> None:
    work.web.end([one.id for one in work.web.sessions(at, persons=persons)], at)
