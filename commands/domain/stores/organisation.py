"""What positions, periods, rooms, codes and people ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.accountability.checkins import Resource
from commands.domain.bridging import LinkedRoom
from commands.domain.incidents import Incident
from commands.domain.messages import Room
from commands.domain.organisation.links import Code, Group, Identity
from commands.domain.organisation.periods import Objective, Period
from commands.domain.organisation.roles import Handover, Holding, Motion

RECORDS: TypeAlias = Holding | Handover | Motion | Period | Objective | Group | Code | Identity
"""The kinds of records that are kept for it."""


class OrganisationStore(Protocol):
    """Who holds what, which rooms there are, and who is who."""

    def named(self, name: str) -> tuple[Incident, ...]:
        """The incidents of that name that are not closed; case does not matter."""

    def incidents_on(self, sources: Collection[str], most: int = 100) -> tuple[Incident, ...]:
        """The incidents, closed ones last, that have a room on one of these accounts."""

    def holders(self, incident: str, positions: Collection[str] | None = None) -> tuple[Holding, ...]:
        """Who holds these positions now (None: any position), by position and place."""

    def held_by(self, incident: str, keys: Collection[str]) -> tuple[Holding, ...]:
        """What these persons hold now."""

    def held_before(self, incident: str, position: str = "", most: int = 50) -> tuple[Holding, ...]:
        """Who held a position (or any), oldest first, those who hold it now among them; of too many the newest."""

    def handover(self, incident: str, number: int) -> Handover | None:
        """The hand-over of that number."""

    def handovers(self, incident: str) -> tuple[Handover, ...]:
        """The hand-overs that are not settled."""

    def motions(self, incident: str, since: datetime | None = None) -> tuple[Motion, ...]:
        """Emergency takes of command and reliefs by two voices that stand; with ``since`` all that were moved later."""

    def periods(self, incident: str, most: int = 20) -> tuple[Period, ...]:
        """The newest operational periods, in their order."""

    def objectives(self, incident: str) -> tuple[Objective, ...]:
        """The objectives, struck ones among them."""

    def link_room(self, room: LinkedRoom) -> None:
        """Bring a room into a group of an incident, or keep what is known of it now."""

    def pause_room(self, room: Room, why: str, at: datetime) -> None:
        """Keep back what people say in a room and for it, also what still waits."""

    def resume_room(self, room: Room, at: datetime) -> int:
        """Let what was kept back go out; how many messages that are."""

    def events_shown(self, incident: str, group: str) -> bool:
        """Are joins, leaves and topics of the group's rooms told in its other rooms?"""

    def show_events(self, incident: str, group: str, *, on: bool) -> None:
        """Tell them, or not."""

    def unlink_room(self, room: Room, why: str) -> int:
        """Take a room out of its incident; how many messages were kept back for it, or said in it, and never go out."""

    def linked(self, room: Room) -> LinkedRoom | None:
        """How a room stands, also an unlinked one; None where it never was in an incident."""

    def rooms_of(self, incident: str) -> tuple[LinkedRoom, ...]:
        """The rooms of the incident, by group."""

    def groups(self, incident: str) -> tuple[str, ...]:
        """The names of the groups, the main group first."""

    def fresh_digits(self) -> str:
        """Ten digits that no open code has."""

    def fresh_letters(self, letters: str, size: int) -> str:
        """A random code of so many of these letters that no unused code has."""

    def code(self, digits: str) -> Code | None:
        """The newest unused code of these digits; it may have run out."""

    def newest_code(self, incident: str, by: str) -> Code | None:
        """The newest code of an incident that this person was given, used or not."""

    def guessed(self, who: str, since: datetime) -> int:
        """How many wrong codes this person tried since a time; nobody is locked out by another's guesses."""

    def note_guess(self, who: str, at: datetime) -> None:
        """Count a wrong code."""

    def same_person(self, key: str) -> tuple[str, ...]:
        """The keys of all accounts that are this person, the given one among them."""

    def pairing(self, who: str, since: datetime) -> tuple[Code, ...]:
        """The pairings with this account that began after a time and are neither done nor declined."""

    def pairings(self, incident: str) -> tuple[dict[str, str], ...]:
        """Each of the incident's people who has paired accounts: the name of each account, by its key."""

    def people(self, incident: str, like: str) -> dict[str, str]:
        """The names on the incident's accounts that hold these characters, by the person's key; or that one key's."""

    def persons_by_name(self, incident: str, like: str) -> tuple[Resource, ...]:
        """Who is checked in as a single person by somebody else (not on chat), with these characters in the name."""

    def said_since(self, key: str, since: datetime) -> tuple[datetime, str] | None:
        """When a creating command was said last, and what was answered; None where that is longer ago."""

    def note_said(self, key: str, at: datetime, answer: str, since: datetime) -> None:
        """Keep what was answered to a creating command; what was said before ``since`` is forgotten."""
