"""The check-in list: who is here (ICS 211), and how that changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from commands.domain.folding import SHORT_DIV
from commands.domain.moments import shown
from commands.domain.moves import Table


class Status(StrEnum):
    """What a resource does now, in the words of ICS 210, block 4; resting is out of service (O/S Rest), not away."""

    AVAILABLE = "available"
    ASSIGNED = "assigned"
    MECH = "oos mech"
    REST = "oos rest"
    PERS = "oos pers"

    @property
    def shown(self) -> str:
        """The status as a public line and ICS 210 word it: ``out of service (rest)`` and the like."""
        return _STATUS[self]


_STATUS = {
    Status.AVAILABLE: "available",
    Status.ASSIGNED: "assigned",
    Status.MECH: "out of service (mechanical)",
    Status.REST: "out of service (rest)",
    Status.PERS: "out of service (personnel)",
}

STATUS: Table[Status] = {one: {other.value: other for other in Status} for one in Status}
"""Any status may follow any: the radio tells what is, not what was allowed."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One line of the check-in list (ICS 211, a row of blocks 5 to 15): a person, or a named resource with ``persons``
    in it.

    ``name_key`` is the name without case, blanks and marks, by which it is found. ``person`` is the key of whoever
    checked in for themselves; ``leader`` (block 8) and ``crew`` are among ``persons`` (block 9), ``leader_account`` and
    ``crew_accounts`` (in the order of ``crew``) the keys of those who are bound to these names, empty where nobody is
    yet. ``call`` is the radio identifier, ``until`` how long the status lasts, ``etr`` when it is expected back in
    service. ``contact`` (block 10) is how to reach it: for the Communications Unit and a few others, never for a room.
    """

    id: int = 0
    incident: str
    name: str
    name_key: str
    persons: int
    agency: str = ""
    div: str = ""
    leader: str = ""
    crew: tuple[str, ...] = ()
    leader_account: str = ""
    crew_accounts: tuple[str, ...] = ()
    kind: str = ""
    type: str = ""
    home: str = ""
    location: str = ""  # where the check-in took place: Base, Staging, ICP, Helibase
    order: str = ""  # order request number
    qual: str = ""
    travel: str = ""
    eta: datetime | None = None
    departs: str = ""  # departure point, date and time, as told
    call: str = ""
    call_key: str = ""
    contact: str = ""
    status: Status = Status.AVAILABLE
    until: datetime | None = None
    etr: datetime | None = None
    reported: str = ""  # what was said of it by somebody whose word does not change it, and by whom
    person: str = ""
    checked_in: datetime
    checked_in_by: str
    checked_out: datetime | None = None
    checked_out_by: str = ""
    version: int = 0

    @property
    def accounts(self) -> frozenset[str]:
        """The keys of everybody who is known to be of it."""
        return frozenset({self.person, self.leader_account, *self.crew_accounts} - {""})

    @property
    def shown(self) -> str:
        """What a public line says behind the name: ``4 persons, Crescent FD, Div A``."""
        place = f"at {self.location}" if self.location else ""
        return ", ".join(part for part in (people(self.persons), self.agency, division(self.div), place) if part)


class Happened(StrEnum):
    """What became of a line of the check-in list."""

    IN = "in"
    CHANGED = "changed"
    OUT = "out"


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One change of the check-in list; never altered afterwards. ``words`` says what, ``by`` is a person's key."""

    id: int = 0
    incident: str
    resource: int
    name: str
    agency: str = ""
    what: Happened
    words: str
    at: datetime
    by: str
    was: str = ""  # status and assignment before and after, where that is what changed (ICS 210)
    now: str = ""


@dataclass(frozen=True)
class Strength:
    """How many lines of the check-in list (ICS 211) there are, and the persons of block 9 added up."""

    resources: int
    persons: int

    @property
    def shown(self) -> str:
        """``3 resources, 14 persons``: the form in which every report gives a strength."""
        return f"{counted(self.resources, 'resource')}, {people(self.persons)}"


@dataclass(frozen=True)
class Strengths:
    """How many are checked in, by agency (in alphabetical order), by kind and by status."""

    agencies: Mapping[str, Strength]
    kinds: Mapping[str, Strength]
    statuses: Mapping[Status, Strength]


def counted(number: int, noun: str) -> str:
    """A number with thousands parted and its noun: ``1 resource``, ``1,204 resources``. The plural takes an ``s``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def people(number: int) -> str:
    """A head count in words: ``1 person``, ``14 persons``."""
    return counted(number, "person")


def division(div: str) -> str:
    """A place in the organisation as it is read: ``A`` is ``Div A``, ``Structure Group`` stays."""
    return f"Div {div}" if 0 < len(div) <= SHORT_DIV else div


def standing(one: Resource) -> str:
    """Assignment and status as ICS 210, blocks 5 and 6, have them: ``assigned, Div A``."""
    return ", ".join(part for part in (one.status.shown, division(one.div)) if part)


def changed(before: Resource, after: Resource, zone: ZoneInfo) -> str:
    """What is different between two versions of a line, in words: ``3 persons (was 4), Div B (was Div A)``; empty when
    nothing is. Times are those of ``zone``.
    """
    return ", ".join(_difference(before, after, zone))


def _difference(before: Resource, after: Resource, zone: ZoneInfo) -> Iterable[str]:
    if before.persons != after.persons:
        yield f"{people(after.persons)} (was {before.persons:,})"
    if before.agency != after.agency:
        yield f"{after.agency or 'no agency'} (was {before.agency or 'none'})"
    if before.div != after.div:
        yield f"{division(after.div) or 'no div'} (was {division(before.div) or 'none'})"
    if before.contact != after.contact:
        yield "contact details changed" if after.contact else "contact details cleared"
    told = {"persons", "agency", "div", "id", "version", "name", "name_key", "call_key", "contact"}
    told |= {"leader_account", "crew_accounts"}
    for field in fields(Resource):
        if field.name not in told and getattr(before, field.name) != getattr(after, field.name):
            yield f"{_LABELS.get(field.name, field.name)} {_value(getattr(after, field.name), zone)}"


_LABELS = {"location": "at", "checked_in": "since", "etr": "ETR", "eta": "ETA"}


def _value(value: object, zone: ZoneInfo) -> str:
    if value is None:
        return "cleared"
    if isinstance(value, tuple):
        return " / ".join(value) or "cleared"
    if isinstance(value, datetime):
        return shown(value, zone)
    if isinstance(value, Status):
        return value.shown
    return str(value) or "cleared"


def total(strengths: Iterable[Strength]) -> Strength:
    """The resources, and the persons, of several strengths added up; nothing gives zero of each."""
    all_of = [*strengths]
    return Strength(sum(one.resources for one in all_of), sum(one.persons for one in all_of))
