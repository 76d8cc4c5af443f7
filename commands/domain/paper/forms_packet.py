"""The packet's content: roster with its PAR columns, radio plan, open requests, actions, and contacts where allowed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commands.domain.accountability.checkins import Resource, division, people
from commands.domain.accountability.owed import Action
from commands.domain.accountability.par import Par, ParLine, Tally
from commands.domain.logistics.requests import AWAITED, FillLine, Request
from commands.domain.organisation.roles import Holding
from commands.domain.paper.forms_people import COLUMNS_205A, ics_205a
from commands.domain.paper.paper import Row, Top, short

ROSTER = ("Name", "Persons", "Agency", "Div", "Status", "Leader", "Call", "Last PAR", "PAR", "PAR", "PAR")
REQUESTS = ("No.", "What", "For", "Priority", "State", "Needed by", "Here", "On its way")
ACTIONS = ("No.", "What", "Who", "Due")

NO_CONTACTS = "Contact details are not in this copy: “form 205A” in a direct message, for those who may read them."


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a packet is made of. ``radio`` is the data of ICS 205, empty where there is no plan.

    ``called`` are the newest roll calls with how they stand, the newest first, and ``lines`` what each resource last
    answered, by its id. ``contacts`` is false in every copy that a room may read.
    """

    resources: tuple[Resource, ...] = ()
    called: tuple[tuple[Par, Tally], ...] = ()
    lines: Mapping[int, ParLine] = field(default_factory=dict)
    radio: Mapping[str, object] = field(default_factory=dict)
    requests: tuple[Request, ...] = ()
    open_requests: int = 0
    coming: tuple[FillLine, ...] = ()
    actions: tuple[Action, ...] = ()
    holdings: tuple[Holding, ...] = ()
    contacts: bool = False


def packet(found: Contents, top: Top) -> dict[str, object]:
    """The packet for the hour without any network: who is here, by which channels, what is open, who to call; as the
    template ``packet`` takes it. Times are in the zone of ``top``.
    """
    persons = sum(one.persons for one in found.resources)
    more = found.open_requests - len(found.requests)
    return {
        "strength": f"{len(found.resources):,} resources, {people(persons)}; not checked in = not covered",
        "called": [f"{par.of}: {tally.shown}; {_when(par, top)}" for par, tally in found.called],
        "roster_columns": list(ROSTER),
        "roster": [_line(one, found.lines.get(one.id), top) for one in found.resources],
        "radio": dict(found.radio),
        "request_columns": list(REQUESTS),
        "requests": [_request(one, found.coming, top) for one in found.requests],
        "more_requests": f"and {more:,} more open requests" if more > 0 else "",
        "action_columns": list(ACTIONS),
        "actions": [[one.shown, one.words, one.owner_name, short(one.due, top.zone)] for one in found.actions],
        "contact_columns": list(COLUMNS_205A),
        "contacts": ics_205a(found.holdings, found.resources, details=found.contacts)["rows"],
        "contacts_note": "" if found.contacts else NO_CONTACTS,
    }


def _when(par: Par, top: Top) -> str:
    if par.closed:
        return f"{par.state.value} {short(par.closed, top.zone)}"
    return f"OPEN since {short(par.opened, top.zone)}, due {short(par.due, top.zone)}"


def _line(one: Resource, answer: ParLine | None, top: Top) -> Row:
    status = one.status.value + _until(one.until, top)
    crew = [one.leader, one.call, _answered(answer, top), "", "", ""]
    return [one.name, f"{one.persons:,}", one.agency, one.div, status, *crew]


def _until(until: datetime | None, top: Top) -> str:
    return f" until {short(until, top.zone)}" if until else ""


def _answered(answer: ParLine | None, top: Top) -> str:
    """What a crew answered. Of a single person never anything: a blank among others would name who is missing."""
    if answer is None or answer.single or answer.count is None:
        return ""
    return f"{answer.count} of {answer.expected} {short(answer.at, top.zone)}"


def _request(one: Request, coming: Iterable[FillLine], top: Top) -> Row:
    lines = [line for line in coming if line.request == one.id and line.state in AWAITED]
    way = "; ".join(_way(line, top) for line in lines)
    place = ", ".join(part for part in (division(one.div), one.place) if part)
    late = "LATE " if one.needed and one.needed <= top.at else ""
    here = f"{one.arrived:,} of {one.quantity:,}"
    return [
        one.shown,
        one.item,
        place,
        one.priority.value,
        one.state.value,
        late + short(one.needed, top.zone),
        here,
        way,
    ]


def _way(line: FillLine, top: Top) -> str:
    eta = f" ETA {short(line.eta, top.zone)}" if line.eta else ""
    return f"{line.quantity:,} {line.state.value}{eta}{f' from {line.source}' if line.source else ''}"


def last_answers(lines: Iterable[Sequence[ParLine]]) -> dict[int, ParLine]:
    """What each resource answered last; ``lines`` are those of several roll calls, the newest first."""
    found: dict[int, ParLine] = {}
    for several in lines:
        for line in several:
            if line.resource and line.count is not None:
                found.setdefault(line.resource, line)
    return found
