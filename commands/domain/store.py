"""All that the commands ask of memory, on one page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from commands.domain.board import Board
from commands.domain.board_store import BoardStore
from commands.domain.bridging import LinkedRoom
from commands.domain.briefing_store import BriefingStore
from commands.domain.checkins import Movement, Resource, Strength
from commands.domain.demobs import Demob, Signed
from commands.domain.emergencies import Emergency
from commands.domain.health import RoomHealth, Unposted
from commands.domain.history import Change
from commands.domain.incidents import Incident
from commands.domain.interference import Interference
from commands.domain.links import Code, Group, Identity
from commands.domain.log_store import LogStore
from commands.domain.medical import MedicalReport
from commands.domain.messages import Room
from commands.domain.owed import Action, Addressee, Announcement, Watch
from commands.domain.packets import Packet
from commands.domain.paper_store import PaperStore
from commands.domain.par import NAMED, OWED, Answer, Owed, Par, ParLine, ParTap, Tally
from commands.domain.patches import Patch
from commands.domain.periods import Objective, Period
from commands.domain.radio_cache import CacheIssue, CacheRadio
from commands.domain.radio_records import (
    AreaRelation,
    DeskSettings,
    Outage,
    OwnChannel,
    PlanAcceptance,
    PlanCheck,
    PlanNote,
    PlanRevision,
    PlanRow,
    RadioLoad,
    RadioNet,
    RadioPlan,
    RevisionMark,
)
from commands.domain.reports import Duty, Need, Report
from commands.domain.request_store import RequestStore
from commands.domain.requests import FillLine, Order, Request, Signature
from commands.domain.roles import Handover, Holding
from commands.domain.routine import Routine
from commands.domain.schedules import Schedule, Timer
from commands.domain.shifts import Shift, ShiftPart
from commands.domain.sitrep import BriefingTimes, Sitrep
from commands.domain.traffic import GeneralMessage, RadioDesk, Traffic

Record = TypeVar(
    "Record",
    bound=Traffic
    | Board
    | Packet
    | Shift
    | ShiftPart
    | BriefingTimes
    | RadioDesk
    | GeneralMessage
    | Request
    | Signature
    | Order
    | FillLine
    | Change
    | Report
    | Need
    | Duty
    | Patch
    | OwnChannel
    | RadioPlan
    | PlanRow
    | PlanRevision
    | RadioLoad
    | PlanNote
    | AreaRelation
    | PlanAcceptance
    | DeskSettings
    | PlanCheck
    | RadioNet
    | Outage
    | Interference
    | CacheRadio
    | CacheIssue
    | Holding
    | Handover
    | Period
    | Objective
    | Group
    | Code
    | Identity
    | Incident
    | Resource
    | Movement
    | Sitrep
    | Schedule
    | Timer
    | Par
    | ParLine
    | ParTap
    | Emergency
    | MedicalReport
    | Demob
    | Signed
    | Routine
    | Announcement
    | Addressee
    | Watch
    | Action,
)


class Store(RequestStore, LogStore, BriefingStore, PaperStore, BoardStore, Protocol):
    """One transaction's view of the record. Times are UTC; lists are in the order in which they are read aloud."""

    def get(self, kind: type[Record], id: str | int) -> Record | None:
        """The record of that kind and id."""

    def add(self, record: Record) -> Record:
        """Keep a new record; the answer carries its id and version."""

    def save(self, record: Record) -> Record:
        """Keep what changed. Raises Stale when another was faster; the answer carries the new version."""

    def next_number(self, incident: str, series: str) -> int:
        """1, 2, 3 … within one incident and series; a number is given once, and comes free if the work is undone."""

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents that are not closed, by name."""

    def roster(
        self, incident: str, *, agencies: Collection[str] | None = None, div: str = "", most: int | None = None
    ) -> tuple[Resource, ...]:
        """What is checked in, by agency and name: of these agencies (None: of all), of one div, at most so many."""

    def agencies(self, incident: str, div: str = "") -> dict[str, Strength]:
        """How many of each agency are checked in, in alphabetical order."""

    def names(self, incident: str) -> tuple[str, ...]:
        """The names of everything checked in."""

    def strength(self, incident: str) -> Strength:
        """How many are checked in."""

    def checked_in(self, incident: str, name_key: str) -> tuple[Resource, ...]:
        """What is checked in under this name, by agency."""

    def own_checkin(self, incident: str, person: str) -> Resource | None:
        """The person's own line, while checked in."""

    def movements(self, incident: str, after: int = 0, most: int | None = None) -> tuple[Movement, ...]:
        """Changes of the check-in list with an id above ``after``, oldest first; of too many the newest ones."""

    def last_sitrep(self, incident: str) -> Sitrep | None:
        """The newest situation report."""

    def schedules(self, incident: str | None = None) -> tuple[Schedule, ...]:
        """What the clock says in this incident, or in all."""

    def timers(self, until: datetime, limit: int = 100, also_closed: Sequence[str] = ()) -> tuple[Timer, ...]:
        """What the clock has to say once, up to a time; the longest overdue first.

        What is due in a closed incident waits for it to be reopened, but for commands that begin with ``also_closed``.
        """

    def next_timer(self, also_closed: Sequence[str] = ()) -> datetime | None:
        """When the clock has to say something once, the next time; what waits in a closed incident left out."""

    def remove(self, record: Schedule | Timer | AreaRelation | PlanCheck) -> None:
        """Forget a setting: nothing is said any more. History is never removed."""

    # the bridge

    def room_health(self, incident: str) -> tuple[RoomHealth, ...]:
        """Every linked room of the incident and how it stands."""

    def unposted(self, incident: str, before: datetime, limit: int = 40) -> tuple[Unposted, ...]:
        """What was refused, or was queued before a time and is still waiting; oldest first."""

    def requeue(self, incident: str, copy: int | None) -> int:
        """Queue again one refused copy, or all of them; how many that were."""

    # organisation

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
        """Six digits that no open code has."""

    def code(self, digits: str) -> Code | None:
        """The newest unused code of these digits; it may have run out."""

    def newest_code(self, incident: str, by: str) -> Code | None:
        """The newest code of an incident that this person was given, used or not."""

    def guessed(self, who: str, since: datetime) -> tuple[int, int]:
        """How many wrong codes this person, and everybody together, tried since a time."""

    def note_guess(self, who: str, at: datetime) -> None:
        """Count a wrong code."""

    def same_person(self, key: str) -> tuple[str, ...]:
        """The keys of all accounts that are this person, the given one among them."""

    def people(self, incident: str, like: str) -> dict[str, str]:
        """The names on the incident's accounts that hold these characters, by the person's key; or that one key's."""

    def persons_by_name(self, incident: str, like: str) -> tuple[Resource, ...]:
        """Who is checked in as a single person by somebody else (not on chat), with these characters in the name."""

    def said_since(self, key: str, since: datetime) -> tuple[datetime, str] | None:
        """When a creating command was said last, and what was answered; None where that is longer ago."""

    def note_said(self, key: str, at: datetime, answer: str, since: datetime) -> None:
        """Keep what was answered to a creating command; what was said before ``since`` is forgotten."""

    # frequencies

    def own_channels(self, incident: str, *, returned: bool = False) -> tuple[OwnChannel, ...]:
        """The incident's own channels by name; ``returned``: those given back among them."""

    def own_channel(self, incident: str, name_key: str) -> OwnChannel | None:
        """The incident's own channel of this name, also when it was given back."""

    def radio_plan(self, incident: str, period: str = "") -> RadioPlan | None:
        """The plan of that period; without one the newest."""

    def radio_plans(self, incident: str, most: int = 50) -> tuple[RadioPlan, ...]:
        """The newest plans, oldest of them first."""

    def plan_rows(self, plan: int) -> tuple[PlanRow, ...]:
        """The rows of a plan that are not released, by number."""

    def plan_row_count(self, plan: int) -> int:
        """How many rows a plan has."""

    def revision(self, incident: str, number: int) -> PlanRevision | None:
        """The published revision of that number."""

    def last_revision(
        self, incident: str, *, plan: int | None = None, before: int | None = None
    ) -> PlanRevision | None:
        """The newest published revision of the incident or of one plan; ``before`` one of that number."""

    def revision_marks(self, incident: str, most: int = 50) -> tuple[RevisionMark, ...]:
        """The newest revisions without their rows, oldest of them first."""

    def radio_loads(self, incident: str) -> tuple[RadioLoad, ...]:
        """Everything that was ever put into radios by a published plan, oldest first."""

    def keep_loads(self, loads: Sequence[RadioLoad]) -> None:
        """Remember what a published plan puts into radios."""

    def copy_rows(self, plan: int, into: int) -> None:
        """Copy the rows of one plan into another, with their numbers."""

    def plan_notes(self, incident: str, *, name_key: str = "", row: str = "", most: int = 30) -> tuple[PlanNote, ...]:
        """The newest lines of the desk's history about a channel, a net or a row; oldest of them first."""

    def area_relations(self, incident: str) -> tuple[AreaRelation, ...]:
        """How areas lie to each other, as far as somebody has said."""

    def acceptances(self, plan: int) -> tuple[PlanAcceptance, ...]:
        """The findings of a plan that were accepted."""

    def desk_settings(self, incident: str) -> DeskSettings | None:
        """What the checks take for granted here."""

    def plan_check(self, plan: int, plan_version: int) -> PlanCheck | None:
        """The check of a plan as it stood at a version, asked for or done."""

    def last_check(self, plan: int, *, before: int) -> PlanCheck | None:
        """The newest check that is done, of a version below that one."""

    def wanted_checks(self, most: int = 10) -> tuple[PlanCheck, ...]:
        """The checks that somebody waits for, oldest first, of all incidents."""

    def radio_nets(self, incident: str) -> tuple[RadioNet, ...]:
        """The nets of the incident by name."""

    def outages(self, incident: str) -> tuple[Outage, ...]:
        """The channels that do not work, oldest first."""

    def interferences(self, incident: str, *, closed: bool = False, most: int = 50) -> tuple[Interference, ...]:
        """The newest reports that are open (or all), oldest of them first."""

    def interference(self, incident: str, number: int) -> Interference | None:
        """The report of that number."""

    def cache_radio(self, incident: str, serial_key: str) -> CacheRadio | None:
        """The radio of that serial number."""

    def cache_serials(self, incident: str, most: int = 5_000) -> tuple[str, ...]:
        """The serial numbers of the cache."""

    def cache_count(self, incident: str) -> tuple[int, int]:
        """How many radios there are, and how many of them are out."""

    def cache_issues(self, incident: str, *, radio: int | None = None, most: int = 100) -> Sequence[CacheIssue]:
        """The issues of one radio, oldest first; or what is out now, the longest overdue first."""

    # accountability

    def numbered(self, kind: type[Record], incident: str, number: int) -> Record | None:
        """The record of that kind by its number within an incident: P-3, M-1, D-2, A-4, W-5, T-6, MIR-1."""

    def by_call(self, incident: str, call_key: str) -> tuple[Resource, ...]:
        """What is checked in under this radio identifier."""

    def crews(self, incident: str, agency: str) -> tuple[Resource, ...]:
        """What is checked in of an agency with names of persons in it."""

    def with_contact(self, incident: str, most: int) -> tuple[Resource, ...]:
        """What contact details are kept of, by name."""

    def led_by(self, incident: str, keys: Collection[str], leader: str) -> tuple[Resource, ...]:
        """What these keys are, or brought without naming a leader; and what is led by the person of that name."""

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

    def par_named(self, par: int, name_key: str) -> tuple[ParLine, ...]:
        """The lines of that name."""

    def par_own(self, par: int, keys: Collection[str]) -> tuple[ParLine, ...]:
        """The lines of persons who checked in for themselves."""

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
