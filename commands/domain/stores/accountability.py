"""What accountability asks of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.claims import Claim
from commands.domain.accountability.demobs import Demob, Signed
from commands.domain.accountability.emergencies import Emergency, EmergencyUpdate
from commands.domain.accountability.medical import MedicalReport
from commands.domain.accountability.owed import Action, Addressee, Announcement, Watch
from commands.domain.accountability.par import NAMED, OWED, Answer, DivisionTally, Owed, Par, ParLine, ParTap, Tally
from commands.domain.routine import Routine

RECORDS: TypeAlias = (
    Par
    | ParLine
    | ParTap
    | Emergency
    | EmergencyUpdate
    | MedicalReport
    | Demob
    | Signed
    | Routine
    | Announcement
    | Addressee
    | Watch
    | Action
    | Claim
)
"""The kinds of records that are kept for it."""


class AccountabilityStore(Protocol):
    """Roll calls, emergencies, demobilization, routine lines, and what is owed."""

    def by_call(self, incident: str, call_key: str) -> tuple[Resource, ...]:
        """What is checked in under this radio identifier."""

    def crews(self, incident: str, agency: str) -> tuple[Resource, ...]:
        """What is checked in of an agency with names of persons in it."""

    def with_contact(self, incident: str, most: int) -> tuple[Resource, ...]:
        """What contact details are kept of, by name."""

    def led_by(self, incident: str, keys: Collection[str]) -> tuple[Resource, ...]:
        """What these keys are, lead by an account of theirs, or brought without naming a leader."""

    def claims(self, incident: str) -> tuple[Claim, ...]:
        """The claims that wait for a word."""

    def divisions(self, incident: str) -> tuple[str, ...]:
        """The divisions and groups to which something is checked in."""

    def leaving(self, incident: str) -> tuple[Demob, ...]:
        """The demobilizations that are neither released nor cancelled."""

    def leaving_of(self, resource: int) -> Demob | None:
        """The open demobilization of a resource."""

    def signed(self, demob: int) -> tuple[Signed, ...]:
        """What is signed of a demobilization."""

    def pars(self, incident: str, *, open_only: bool = True, most: int = 10) -> tuple[Par, ...]:
        """The roll calls, the newest first."""

    def series(self, incident: str) -> tuple[Par, ...]:
        """The roll calls after which another one is to start."""

    def list_par(self, par: Par) -> None:
        """Put all that is checked in (in the roll call's division) on its list."""

    def par_tally(self, par: int) -> Tally:
        """How many are on the list, and how many of them are accounted for."""

    def par_divisions(self, par: int) -> tuple[DivisionTally, ...]:
        """How each division stands, by name."""

    def par_named(self, par: int, name_key: str) -> tuple[ParLine, ...]:
        """The lines of that name."""

    def par_own(self, par: int, keys: Collection[str]) -> tuple[ParLine, ...]:
        """The lines of persons who checked in for themselves."""

    def par_of(self, par: int, keys: Collection[str]) -> tuple[ParLine, ...]:
        """The lines of those who are bound under one of these keys, as leader, as one of a crew or as the person."""

    def par_crews(self, par: int, name: str) -> tuple[ParLine, ...]:
        """The lines that may have this name in them, as leader or in the crew."""

    def par_owed(
        self, par: int, states: Sequence[Answer] = OWED, most: int | None = None, *, agency: str | None = None
    ) -> tuple[ParLine, ...]:
        """The lines in these states, by name; of all agencies or of one."""

    def par_owing(self, par: int, states: Sequence[Answer] = OWED, most: int = NAMED) -> Owed:
        """Who is in these states, as a room may read it; so many resources by name."""

    def par_divs(self, par: int) -> frozenset[str]:
        """The divisions (in lower case) of those who are not accounted for."""

    def par_alone(self, par: int, most: int) -> tuple[str, ...]:
        """The keys of persons who checked in for themselves and have not answered."""

    def par_owes(self, resource: int) -> Par | None:
        """The open roll call in which a resource is not accounted for."""

    def taps(self, line: int) -> tuple[ParTap, ...]:
        """Who of a crew answered for themselves."""

    def emergencies(self, incident: str) -> tuple[Emergency, ...]:
        """The emergencies that are not cleared, the oldest first."""

    def raised_by(self, incident: str, keys: Collection[str], since: datetime) -> tuple[Emergency, ...]:
        """The emergencies that this person raised after a time, cleared and false ones among them, the oldest first."""

    def emergency_updates(self, emergency: int) -> tuple[EmergencyUpdate, ...]:
        """The further words about an emergency, the oldest first."""

    def not_posted(self, incident: str, at: datetime) -> tuple[tuple[str, str], ...]:
        """(room, why) of the loud posts queued at exactly this moment that are not posted yet."""

    def release(self, incident: str) -> int:
        """Queue what was kept back while an emergency was open; how many posts that are."""

    def routine_since(self, incident: str, since: datetime) -> int:
        """How many routine lines there were after a time."""

    def untold(self, incident: str) -> tuple[Routine, ...]:
        """The routine lines that no room has read yet."""

    def all_told(self, incident: str) -> None:
        """The rooms have read them all."""

    def announcements(self, incident: str) -> tuple[Announcement, ...]:
        """The announcements that are still to be acknowledged."""

    def addressees(self, announcement: int, *, owed: bool = False, most: int | None = None) -> tuple[Addressee, ...]:
        """Who is to acknowledge; ``owed``: and has not."""

    def asked(self, announcement: int, wanted: Mapping[str, Collection[str]]) -> tuple[Addressee, ...]:
        """Those among who is to acknowledge whose key (in lower case) is wanted, by kind."""

    def owes(self, announcement: int) -> tuple[int, int]:
        """How many have acknowledged, of how many."""

    def address_roster(self, announcement: Announcement) -> None:
        """Every resource on the roster is to acknowledge."""

    def watches(self, incident: str) -> tuple[Watch, ...]:
        """The watches that are not ended, by when they are due."""

    def actions(self, incident: str, most: int | None = None) -> tuple[Action, ...]:
        """The open actions, by when they are due."""

    def open_actions(self, incident: str) -> int:
        """How many actions are open."""
