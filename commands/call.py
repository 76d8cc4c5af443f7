"""The moment in which a command is said: who, where, when, and the open store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commands.domain.errors import Refused
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import CLOCK, Person, Room
from commands.domain.store import Store


@dataclass(frozen=True, kw_only=True)
class Call:
    """Everything that a decision may know. ``at`` is the only clock (UTC); ``zone`` is how times are read and shown.

    ``due`` is set when the clock speaks: the time at which it should have. ``prefix`` is how a command is written
    where this one was said (``/net`` or ``!net``). ``admin`` is true for the incident's administrators.
    """

    who: Person
    room: Room
    at: datetime
    store: Store
    zone: ZoneInfo
    incident: Incident | None = None
    group: str = MAIN
    admin: bool = False
    prefix: str = "!net"
    direct: bool = False  # said to the bot alone
    recovered: bool = False  # fetched after the fact, not heard live
    late: timedelta = timedelta(0)  # how long after it was said it is decided
    due: datetime | None = None
    message_id: str = ""

    @property
    def here(self) -> Incident:
        """The room's incident; refused where there is none."""
        if self.incident is None:
            raise Refused(
                "This room belongs to no incident, so nothing was recorded. "
                "An administrator links a room to an incident in the configuration; then say it again."
            )
        return self.incident

    @property
    def by_clock(self) -> bool:
        return self.who.key == CLOCK.key
