"""What the log, traffic, messages and the search ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.log.logbook import Entry, Head, Origin
from commands.domain.log.seals import RecordHead
from commands.domain.log.searching import Findable
from commands.domain.log.traffic import GeneralMessage, RadioDesk, Traffic
from commands.domain.messages import Room


@dataclass(frozen=True)
class Written:
    """How much of the record this transaction has changed so far, and how many entries of the log it has made.

    ``incident`` is the one whose record was changed last.
    """

    changes: int
    entries: int
    incident: str


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A message of a room, as it may be added to the log. ``name`` is the author's, as far as it is known."""

    id: int
    incident: str
    group: str
    room: Room
    native: str
    who: str
    name: str
    label: str
    at: datetime
    words: str
    removed: bool


RECORDS: TypeAlias = Traffic | RadioDesk | GeneralMessage
"""The kinds of records that are kept for it."""


class LogStore(Protocol):
    """Lists take the groups that may be read; what belongs to another group is not in them."""

    def written(self) -> Written:
        """What was written so far in this transaction."""

    def speaks(self, who: str, at: datetime) -> None:
        """Whose the changes are that follow in this transaction: the seals name them."""

    def record_head(self, incident: str, at: datetime) -> RecordHead | None:
        """Sign the record as it stands, for the rooms to keep; None where the program has no key."""

    def append(self, entry: Entry) -> Entry:
        """Add an entry to its incident's log; the answer carries its number and digest."""

    def log_head(self, incident: str) -> Head | None:
        """The newest entry's number and digest."""

    def log_count(self, incident: str) -> int:
        """How many entries were ever recorded."""

    def log_page(self, incident: str, after: int, most: int) -> tuple[Entry, ...]:
        """The next entries above a number, of all groups, in their order."""

    def log_entry(self, incident: str, number: int) -> Entry | None:
        """The entry of that number, of whichever group."""

    def log_entries(
        self,
        incident: str,
        groups: Collection[str],
        origins: Collection[Origin],
        *,
        authors: Collection[str] | None = None,
        since: datetime | None = None,
        most: int = 30,
    ) -> tuple[Entry, ...]:
        """The newest entries, oldest of them first; by these authors (None: by all), recorded since a time."""

    def log_about(self, incident: str, things: Collection[str], origin: Origin) -> dict[str, Entry]:
        """The newest entry of that kind about each of these things ("L-9", "TR-4")."""

    def log_source(self, incident: str, source: str) -> Entry | None:
        """The entry that a message was added as."""

    def said_here(self, room: Room, native: str) -> Sequence[Spoken]:
        """The original messages that a message of a room shows: itself, or those that a post of ours carries."""

    def traffic_row(self, incident: str, number: int) -> Traffic | None:
        """The row of that number, of whichever group."""

    def traffic_rows(
        self,
        incident: str,
        groups: Collection[str],
        *,
        channels: Collection[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        most: int = 30,
    ) -> tuple[Traffic, ...]:
        """The newest rows, oldest of them first; on channels of these keys, written since a time, heard before one."""

    def radio_desk(self, room: str) -> RadioDesk | None:
        """Whether a room is, or was, a radio desk."""

    def general_message(self, incident: str, number: int) -> GeneralMessage | None:
        """The message of that number, of whichever group."""

    def general_messages(
        self, incident: str, groups: Collection[str], *, open_only: bool = True, most: int = 30
    ) -> tuple[GeneralMessage, ...]:
        """The newest messages (or those without an acknowledgement), oldest of them first."""

    def find(
        self, incident: str, groups: Collection[str], words: Sequence[str], most: int = 20
    ) -> tuple[Findable, ...]:
        """What has all of these words, or words that begin so; the newest first."""
