"""Radio traffic, by net and operator (ICS 309), and general messages from position to position (ICS 213).

Traffic is what was heard on the air and is written down as it was; a general message is formal, numbered, and held
against the addressee until a named person has acknowledged it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.log.logbook import fingerprint, stamp
from commands.domain.moves import Table

TRAFFIC = "TR"
MESSAGE = "MSG"
"""Not M: that is an emergency's (mayday's) number."""

LATE = timedelta(minutes=5)
"""A row that was heard so long before it was written down is marked as a late entry."""

SILENT = timedelta(minutes=10)
"""After so long without an acknowledgement a message is to be carried by hand or by radio."""

CARRY = "NOT ACKNOWLEDGED, hand-carry or radio"


class Precedence(StrEnum):
    """How urgent something is. Says how it is handled; an emergency is called by its own command."""

    ROUTINE = "routine"
    WELFARE = "welfare"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    FLASH = "flash"


PRESSING = (Precedence.IMMEDIATE, Precedence.FLASH)


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """One row of the radio log, TR-1; never altered. ``heard`` is when it was on the air, ``at`` when it was written.

    ``sender`` and ``to`` are stations as they were called, empty where they were not caught. ``operator`` is the key
    of whoever wrote it. ``desk``: it was a line of a room that is a radio desk.
    """

    id: int = 0
    incident: str
    group: str
    number: int
    sender: str
    to: str
    words: str
    channel: str = ""
    precedence: Precedence = Precedence.ROUTINE
    heard: datetime
    at: datetime
    operator: str
    operator_name: str
    desk: bool = False

    @property
    def shown(self) -> str:
        """The row's number as it stands on the communications log (ICS 309): ``TR-4``."""
        return f"{TRAFFIC}-{self.number}"

    @property
    def late(self) -> bool:
        """True where the row was written at least five minutes after it was heard, and is marked as a late entry."""
        return self.at - self.heard >= LATE

    @property
    def stations(self) -> str:
        """``DIVA to COMM``; what was not caught is left out."""
        return " to ".join(filter(None, (self.sender, self.to))) if self.sender else f"to {self.to}" if self.to else ""

    @property
    def gist(self) -> str:
        """What was said, by whom to whom, on what: one line of words."""
        parts = [self.stations, f"on {self.channel}" if self.channel else ""]
        named = " ".join(part for part in parts if part)
        urgent = f"{self.precedence.upper()} " if self.precedence is not Precedence.ROUTINE else ""
        return f"{urgent}{named}: {self.words}" if named else f"{urgent}{self.words}"

    @property
    def seal(self) -> str:
        """The row's own digest, which its entry of the log carries."""
        values = (self.incident, self.group, self.number, self.sender, self.to, self.words, self.channel)
        more = (self.precedence.value, stamp(self.heard), stamp(self.at), self.operator, self.operator_name, self.desk)
        return fingerprint((*values, *more))


@dataclass(frozen=True, kw_only=True)
class RadioDesk:
    """A room in which every line is a row of traffic while it is ``on``; ``channel`` is the net that it listens to."""

    id: int = 0
    incident: str
    room: str
    on: bool
    channel: str = ""
    at: datetime
    by: str
    version: int = 0


class Passing(StrEnum):
    """Where a general message stands."""

    SENT = "sent"
    SILENT = "not acknowledged"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    VOID = "void"


PASSING: Table[Passing] = {
    Passing.SENT: {
        "ack": Passing.ACKNOWLEDGED,
        "reply": Passing.ANSWERED,
        "overdue": Passing.SILENT,
        "void": Passing.VOID,
    },
    Passing.SILENT: {"ack": Passing.ACKNOWLEDGED, "reply": Passing.ANSWERED, "void": Passing.VOID},
    Passing.ACKNOWLEDGED: {"reply": Passing.ANSWERED},
    Passing.ANSWERED: {},
    Passing.VOID: {},
}


@dataclass(frozen=True, kw_only=True)
class GeneralMessage:
    """One general message, MSG-1 (ICS 213). ``to`` is the position as it is shown ("DIVS A").

    ``to_name`` is who held it then, empty where nobody did. ``acked_name`` is who acknowledged, ``told_by`` who wrote
    that down where it was somebody else (by radio, by hand). ``reply`` is the answer on the same form.
    """

    id: int = 0
    incident: str
    group: str
    number: int
    to: str
    to_name: str
    subject: str = ""
    words: str
    precedence: Precedence = Precedence.ROUTINE
    state: Passing = Passing.SENT
    at: datetime
    due: datetime
    by: str
    by_name: str
    acked: datetime | None = None
    acked_by: str = ""
    acked_name: str = ""
    told_by: str = ""
    reply: str = ""
    replied: datetime | None = None
    replied_by: str = ""
    replied_name: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which a general message (ICS 213) is acknowledged and answered: ``MSG-1``."""
        return f"{MESSAGE}-{self.number}"

    @property
    def open(self) -> bool:
        """True while nobody has acknowledged it, also when that is overdue and it is to be carried by hand or radio."""
        return self.state in (Passing.SENT, Passing.SILENT)

    @property
    def gist(self) -> str:
        """The subject where there is one, else the words."""
        return self.subject or self.words

    @property
    def seal(self) -> str:
        """The digest of what was sent; what becomes of it has entries of its own."""
        values = (self.incident, self.group, self.number, self.to, self.to_name, self.subject, self.words)
        return fingerprint((*values, self.precedence.value, stamp(self.at), stamp(self.due), self.by, self.by_name))
