"""Conversations: what is said, by whom, when, and what is answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.errors import Refused
from commands.domain.incidents import Incident
from commands.domain.messages import CLOCK, Audience, Person, Reply, Room
from storage.store import Database, Work
from tests.blank import fill, rows

BOISE = ZoneInfo("America/Boise")
HERE = Room("slack", "county", "C1")
START = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
"""Sun 22 Nov 0600 MST."""

ANA = Person("slack.county/U1", "Ana Ruiz", "Ada County")
BEN = Person("matrix.state/@ben:state.example", "Ben Ito", "State EOC")


INSIDE = {"member": True, "belongs_to": lambda _incident: True, "moderates": True, "may_open": True}
"""What is true of whoever speaks, unless a test says otherwise."""


class Conversation:
    """One incident's room on a real store. Call it with a line; it answers with the text that a person reads."""

    def __init__(self, connection: Connection, *, begun: bool = False, work: Work | None = None) -> None:
        self.connection = connection
        self.work = work or Work(connection)
        self.store = self.work.record
        self.now = START
        fire = Incident(id="bear-creek", name="Bear Creek Fire", opened=START, timezone="America/Boise")
        self.incident: Incident | None = self.store.get(Incident, fire.id) if begun else self.store.add(fire)

    def __call__(self, line: str, who: Person = ANA, **call) -> str:
        """All answers' texts; a refusal's words behind ``Refused: ``."""
        try:
            return "\n".join(reply.text for reply in self.replies(line, who, **call))
        except Refused as refusal:
            return f"Refused: {refusal.words}"

    def replies(self, line: str, who: Person = ANA, **call) -> tuple[Reply, ...]:
        if self.incident is not None:
            self.incident = self.store.get(Incident, self.incident.id)
        moment = {"at": self.now, "zone": BOISE, "incident": self.incident, "room": HERE, **INSIDE} | call
        with self.work.nested():
            return decide(line, Call(who=who, store=self.store, **moment))

    def clock(self, line: str, due: datetime) -> str:
        return self(line, CLOCK, due=due)

    def audience(self, line: str, who: Person = ANA) -> Audience:
        (reply,) = self.replies(line, who)
        return reply.audience

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def state(self) -> bytes:
        """The whole store, byte for byte: the same before and after what changes nothing."""
        return self.connection.connection.driver_connection.serialize()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that is kept, as it is stored, to compare."""
        return rows(self.connection)


@contextmanager
def after(*tales: Callable[[Conversation], object]) -> Iterator[Conversation]:
    """A conversation behind these tales: told once for all tests that ask for them in this order, then copied."""
    made, now = _told(tales)
    database = fill(Database("sqlite://"), made)
    with database.engine.connect() as connection:
        say = Conversation(connection, begun=True)
        say.now = now
        yield say
    database.close()


@cache
def _told(tales: tuple[Callable[[Conversation], object], ...]) -> tuple[bytes, datetime]:
    database = fill(Database("sqlite://"))
    with database.engine.connect() as connection:
        say = Conversation(connection)
        for tell in tales:
            tell(say)
        connection.commit()
        told = say.state(), say.now
    database.close()
    return told
