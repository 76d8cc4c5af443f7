"""Requests for resources (ICS 213RR): what is asked for, what was ordered, and what comes, line by line.

The state of the paper is the request's; what is on its way is the state of each fill line. Priority words and the
order of the signatures are those of the form in FEMA 502-2; the states are Net Control's own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commands.domain.errors import Refused
from commands.domain.moves import Table

SERIES = "R"


class Priority(StrEnum):
    """The words of ICS 213RR, block 8."""

    URGENT = "urgent"
    ROUTINE = "routine"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is listed first."""
        return [*Priority].index(self)


class Paper(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    RETURNED = "sent back"
    APPROVED = "approved"
    ORDERED = "ordered"
    FILLED = "filled"
    CLOSED = "closed"
    DENIED = "denied"
    CANCELLED = "cancelled"


PAPER: Table[Paper] = {
    Paper.ASKED: {
        "approve": Paper.APPROVED,
        "change": Paper.RETURNED,
        "deny": Paper.DENIED,
        "cancel": Paper.CANCELLED,
        "order by phone": Paper.ORDERED,
        "edit": Paper.ASKED,
        "note": Paper.ASKED,
    },
    Paper.RETURNED: {
        "edit": Paper.ASKED,
        "deny": Paper.DENIED,
        "cancel": Paper.CANCELLED,
        "note": Paper.RETURNED,
    },
    Paper.APPROVED: {
        "approve": Paper.APPROVED,  # the second approval, where it is owed
        "order": Paper.ORDERED,
        "fill": Paper.APPROVED,
        "close": Paper.CLOSED,
        "change": Paper.RETURNED,
        "deny": Paper.DENIED,
        "cancel": Paper.CANCELLED,
        "edit": Paper.ASKED,
        "note": Paper.APPROVED,
    },
    Paper.ORDERED: {
        "approve": Paper.ORDERED,  # the approval of a verbal order comes afterwards
        "order": Paper.ORDERED,
        "fill": Paper.ORDERED,
        "close": Paper.CLOSED,
        "cancel": Paper.CANCELLED,
        "note": Paper.ORDERED,
    },
    Paper.FILLED: {"approve": Paper.FILLED, "note": Paper.FILLED},
    Paper.CLOSED: {"approve": Paper.CLOSED, "note": Paper.CLOSED},
    Paper.DENIED: {"note": Paper.DENIED},
    Paper.CANCELLED: {"note": Paper.CANCELLED},
}

COMPLETE: Table[Paper] = {one: {"complete": Paper.FILLED} for one in (Paper.APPROVED, Paper.ORDERED)}
"""What nobody says: it follows when the last of the quantity has arrived."""

OPEN = frozenset({Paper.ASKED, Paper.RETURNED, Paper.APPROVED, Paper.ORDERED})
"""Somebody still waits for something."""


@dataclass(frozen=True, kw_only=True)
class RequestCounts:
    """How many there are in each state; of the open ones how many, how many late, and their pieces asked and here."""

    states: Mapping[Paper, int]
    open: int
    asked: int
    arrived: int
    late: int


class Coming(StrEnum):
    """Where a fill line stands."""

    PROMISED = "promised"
    EN_ROUTE = "en route"
    ARRIVED = "arrived"
    CHECKED_IN = "checked in"
    BACK = "gone back"
    CANCELLED = "cancelled"


COMING: Table[Coming] = {
    Coming.PROMISED: {
        "eta": Coming.PROMISED,
        "en route": Coming.EN_ROUTE,
        "arrived": Coming.ARRIVED,
        "checkin": Coming.CHECKED_IN,
        "cancel": Coming.CANCELLED,
    },
    Coming.EN_ROUTE: {
        "eta": Coming.EN_ROUTE,
        "arrived": Coming.ARRIVED,
        "checkin": Coming.CHECKED_IN,
        "cancel": Coming.CANCELLED,
    },
    Coming.ARRIVED: {"checkin": Coming.CHECKED_IN, "returned": Coming.BACK},
    Coming.CHECKED_IN: {"checkin": Coming.CHECKED_IN, "returned": Coming.BACK},  # as several resources
    Coming.BACK: {},
    Coming.CANCELLED: {},
}

AWAITED = frozenset({Coming.PROMISED, Coming.EN_ROUTE})
HERE = frozenset({Coming.ARRIVED, Coming.CHECKED_IN, Coming.BACK})


class Approval(StrEnum):
    """Whose signatures a request needs: the section's always, the others where the words call for them."""

    SECTION = "section"
    FINANCE = "finance"
    SPECTRUM = "spectrum"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request, R-1. ``chief`` is the position that approves it first: the asker's own section chief.

    ``what_key`` finds requests for the same thing. ``needed`` is when it is to be there, ``cost`` as it was told.
    ``edition`` grows with every edit; approvals are given to one edition. ``lines`` is how many fill lines there
    were, ``filled`` how many pieces are promised or here, ``arrived`` how many are here. ``rank`` is the priority's;
    ``open`` that somebody still waits; ``owed`` that it goes on without all its approvals; ``late`` that it was told.
    ``asker`` names who asked where somebody else typed it, by name or position.
    """

    id: int = 0
    incident: str
    group: str
    number: int
    quantity: int
    what: str
    what_key: str
    kind: str = ""
    type: str = ""
    div: str = ""
    place: str = ""
    needed: datetime | None = None
    priority: Priority = Priority.ROUTINE
    rank: int = Priority.ROUTINE.rank
    substitutes: str = ""
    cost: str = ""
    spectrum: bool = False
    chief: str
    state: Paper = Paper.ASKED
    open: bool = True
    owed: bool = False
    verbal: bool = False
    late: bool = False
    edition: int = 1
    lines: int = 0
    filled: int = 0
    arrived: int = 0
    asker: str = ""
    report: int = 0
    at: datetime
    by: str
    by_name: str
    version: int = 0

    @property
    def shown(self) -> str:
        """The number of ICS 213RR, block 3, as it is said aloud: ``R-3``."""
        return f"{SERIES}-{self.number}"

    @property
    def item(self) -> str:
        """``20 VHF portables``."""
        return f"{self.quantity:,} {self.what}"

    @property
    def asked_by(self) -> str:
        """Block 7 of ICS 213RR: who asked; where somebody else typed it, both names."""
        return f"{self.asker} (typed by {self.by_name})" if self.asker else self.by_name

    @property
    def unfilled(self) -> int:
        """How many pieces are neither promised nor here."""
        return self.quantity - self.filled

    @property
    def needs(self) -> tuple[Approval, ...]:
        """The approvals that this request must have, in the order in which they are given: the section chief's (ICS
        213RR, block 9) always, Finance's (block 18) where a cost is named, the Communications Unit Leader's where it
        asks for spectrum.
        """
        asked = ((Approval.SECTION, True), (Approval.FINANCE, bool(self.cost)), (Approval.SPECTRUM, self.spectrum))
        return tuple(one for one, wanted in asked if wanted)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One approval of one edition of a request; given once. ``position`` is by which it was given."""

    id: int = 0
    incident: str
    request: int
    edition: int
    what: Approval
    position: str
    at: datetime
    by: str
    by_name: str

    @property
    def shown(self) -> str:
        """``Ana Ruiz (OSC)``."""
        return f"{self.by_name} ({self.position})" if self.position else self.by_name


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order placed for a request: with whom, under which number of theirs, by which way; never altered.

    ``loan``: it goes back, at ``back`` where that is known.
    """

    id: int = 0
    incident: str
    request: int
    quantity: int
    supplier: str
    their_number: str = ""
    how: str = ""
    loan: bool = False
    back: datetime | None = None
    at: datetime
    by: str
    by_name: str

    @property
    def shown(self) -> str:
        """``State cache, their number E-41, by phone``."""
        number = f"their number {self.their_number}" if self.their_number else ""
        how = f"by {self.how}" if self.how else ""
        return ", ".join(part for part in (self.supplier, number, how) if part)


@dataclass(frozen=True, kw_only=True)
class FillLine:
    """Some of what was asked for, on its way together: R-3.1. ``of`` is the number of its request.

    ``told``: it was announced that it is overdue; ``back_told``: that the loan is.
    """

    id: int = 0
    incident: str
    request: int
    of: int
    number: int
    quantity: int
    state: Coming = Coming.PROMISED
    source: str = ""
    their_number: str = ""
    eta: datetime | None = None
    told: bool = False
    loan: bool = False
    back: datetime | None = None
    back_told: bool = False
    resources: tuple[str, ...] = ()
    at: datetime
    by: str
    version: int = 0

    @property
    def shown(self) -> str:
        """A part of a request on its way by itself: ``R-3.1`` is the first of R-3."""
        return f"{SERIES}-{self.of}.{self.number}"


def open_quantity(request: Request, wanted: int | None, what: str = "filled") -> int:
    """How many pieces are meant: those wanted, or all that are open. Raises Refused for more than are open."""
    if not request.unfilled:
        raise Refused(f"All {request.item} of {request.shown} are promised or here: 0 are open. Nothing was {what}.")
    if wanted is not None and wanted > request.unfilled:
        raise Refused(
            f"{wanted:,} are more than are open: of {request.item} ({request.shown}) {request.filled:,} are promised "
            f"or here, {request.unfilled:,} are open. Nothing was {what}."
        )
    return request.unfilled if wanted is None else wanted


_IDLE = frozenset(
    ("a", "an", "and", "ea", "each", "for", "in", "of", "or", "radio", "set", "the", "to", "unit", "with")
)


def what_key(what: str) -> str:
    """Words that mean one thing have one key: ``VHF portables`` and ``portable radios, VHF``."""
    found = {_singular(word) for word in re.findall(r"\w+", what.casefold())}
    return " ".join(sorted(found - _IDLE) or sorted(found))[:200]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_SPECTRUM = re.compile(r"\b(frequenc(y|ies)|talk\s?groups?|spectrum|channel assignments?)\b", re.IGNORECASE)


def touches_spectrum(what: str) -> bool:
    """True where the words ask for spectrum, which the Communications Unit Leader approves too."""
    return bool(_SPECTRUM.search(what))


def by_state(lines: Iterable[FillLine]) -> dict[Coming, int]:
    """How many pieces of the fill lines are in each state, in the order of the states; empty ones left out."""
    found = dict.fromkeys(Coming, 0)
    for line in lines:
        found[line.state] += line.quantity
    return {state: count for state, count in found.items() if count}
