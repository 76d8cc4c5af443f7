"""The moment in which a command is said: who, where, when, and the open store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commands.domain.errors import Refused
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import CLOCK, Person, Room
from commands.domain.notification.ways import Carrying
from commands.domain.store import Store


@dataclass(frozen=True, kw_only=True)
class Call:
    """Everything that a decision may know. ``at`` is the only clock (UTC); ``zone`` is how times are read and shown.

    ``due`` is set when the clock speaks: the time at which it should have. ``prefix`` is how a command is written
    where this one was said (``/net`` or ``!net``). ``admin`` is true for the incident's administrators.
    ``mentions`` are the persons named in the message: the name as it stands behind the ``@`` → the person's key.

    ``member``: the speaker belongs to the incident; where none is meant, to some incident. False until it is known:
    whoever is no member gets one neutral sentence. ``unverified`` are the incidents of which it could not be found
    out just now.
    """

    who: Person
    room: Room
    at: datetime
    store: Store
    zone: ZoneInfo
    incident: Incident | None = None
    group: str = MAIN
    admin: bool = False
    member: bool = False
    belongs_to: Callable[[str], bool] = lambda _incident: False  # does the speaker belong to the incident of this id?
    unverified: tuple[str, ...] = ()
    moderates: bool = False  # the speaker administers the room itself, by its platform's own rules
    may_open: bool = False  # the configuration lets the speaker open an incident in this room
    prefix: str = "!net"
    direct: bool = False  # said to the bot alone
    overheard: bool = False  # typed into a room: others there have read the line
    recovered: bool = False  # fetched after the fact, not heard live
    late: timedelta = timedelta(0)  # how long after it was said it is decided
    due: datetime | None = None
    mentions: Mapping[str, str] = field(default_factory=dict)
    again: bool = False  # said once more on purpose
    carrying: Carrying = field(default_factory=Carrying)  # by what people outside the rooms can be reached just now
    link: Callable[[Room, str], str] = lambda _room, _id: ""  # the address of a message, where its platform has one
    board: str = ""  # the address of the live board; empty where there is none

    @property
    def here(self) -> Incident:
        """The room's incident; refused where there is none."""
        if self.incident is None:
            raise Refused(
                "This room belongs to no incident, so nothing was recorded. "
                f"“{self.prefix} incident open <name>” opens one here, “{self.prefix} join <code>” links the room."
            )
        return self.incident

    @property
    def everywhere(self) -> str:
        """How a command is written in every room, for what is told on all systems: ``!net``."""
        return f"!{self.prefix[1:]}"

    @property
    def by_clock(self) -> bool:
        """Is it said on schedule, by nobody?"""
        return self.who.key == CLOCK.key
