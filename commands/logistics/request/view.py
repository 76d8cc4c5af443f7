"""How requests are listed and shown."""

from collections.abc import Iterator
from enum import StrEnum

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words as words_of
from commands.domain.history import Change, Thing
from commands.domain.logistics.requests import FillLine, Order, Request
from commands.domain.messages import Card, Colour, Reply, Table
from commands.domain.moments import shown
from commands.logistics.request.ids import Number, the_request
from commands.logistics.request.words import awaited_from, choices, describe, late_words, standing
from commands.registry import command
from commands.shared.belonging import readable
from commands.shared.still_open import THINGS, some, tells_what_is_open

MOST_ROWS = 50
MOST_HISTORY = 100


class Which(StrEnum):
    """What is listed."""

    OPEN = "open"
    LATE = "late"
    MINE = "mine"
    OWED = "owed"
    ALL = "all"


@command(verb="list", closed=True)
def list_(call: Call, which: Which = Which.OPEN) -> Reply:
    """List requests: open (the most urgent first), late, mine, owed (without all approvals) or all; for you alone.

    request list late: what is past its time or will come after it.
    """
    found = _listed(call, which)
    if not found:
        return Reply(text=f"{call.here.shown}: {_NONE[which]}")
    lines = call.store.fill_lines([one.id for one in found])
    card = Card(
        title=f"{call.here.shown}: {_title(call, which, len(found))}",
        table=Table(
            _HEADER, tuple(_row(call, one, [line for line in lines if line.of == one.number]) for one in found)
        ),
        footer=f"as of {shown(call.at, call.zone)}; {call.prefix} request show R-… tells all of one",
        colour=Colour.RED if which is Which.LATE else None,
    )
    return Reply(text=words_of(card), card=card)


@command(closed=True)
def show(call: Call, id: Number) -> Reply:
    """Show a request with its approvals, its orders, its fill lines and its whole history; only you see the answer.

    request show R-3
    """
    one = the_request(call, id)
    lines = call.store.fill_lines((one.id,))
    history = call.store.history(one.incident, Thing.REQUEST, one.number, MOST_HISTORY)
    card = Card(
        title=f"{call.here.shown}: {one.shown} {one.item}",
        fields=tuple(_fields(call, one, lines)),
        table=Table(_LINE_HEADER, tuple(_line_row(call, line) for line in lines)) if lines else None,
        lines=(*_orders(call, one), "History:", *(_told(call, change) for change in history)),
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.RED if late_words(one, lines, call) else None,
    )
    return Reply(text=words_of(card), card=card, choices=choices(one))


@command(closed=True)
def loans(call: Call) -> Reply:
    """List what is here on loan, from whom, and when it goes back; only you see the answer.

    request loans
    """
    found = call.store.loans(call.here.id, readable(call))
    if not found:
        return Reply(text=f"{call.here.shown}: nothing is here on loan.")
    card = Card(
        title=f"{call.here.shown}: on loan",
        table=Table(
            ("Line", "How many", "From", "Their number", "Goes back"), tuple(_loan(call, one) for one in found)
        ),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words_of(card), card=card)


@tells_what_is_open(THINGS)
def waiting(call: Call) -> Iterator[str]:
    """Requests that are open, approvals that are owed, and what is here on loan."""
    store, here, groups = call.store, call.here.id, readable(call)
    if open_ := store.open_requests(here, groups):
        yield counted(open_, "open request")
    if owed := store.requests(here, groups, open_only=False, owed=True, most=MOST_ROWS):
        yield f"approval owed for {some(one.shown for one in owed)}"
    if lent := store.loans(here, groups, MOST_ROWS):
        yield f"on loan, not returned: {some(_lent(call, one) for one in lent)}"


_NONE = {
    Which.OPEN: "no request is open.",
    Which.LATE: "no request is late.",
    Which.MINE: "you have asked for nothing.",
    Which.OWED: "no approval is owed.",
    Which.ALL: "there are no requests.",
}


def _listed(call: Call, which: Which) -> tuple[Request, ...]:
    store, here, groups = call.store, call.here.id, readable(call)
    if which is Which.LATE:
        return store.late_requests(here, groups, call.at, MOST_ROWS)
    if which is Which.MINE:
        return store.requests_by(here, groups, store.same_person(call.who.key), MOST_ROWS)
    return store.requests(here, groups, open_only=which is Which.OPEN, owed=which is Which.OWED, most=MOST_ROWS)


def _title(call: Call, which: Which, count: int) -> str:
    if which is Which.OPEN:
        everything = call.store.open_requests(call.here.id, readable(call))
        first = f", the first {count}" if everything > count else ""
        return f"{counted(everything, 'open request')}{first}"
    cut = f"; the first {count} are shown" if count >= MOST_ROWS else ""
    return f"requests, {which.value}{cut}"


_HEADER = ("Id", "What", "Where", "By", "Priority", "Stands", "Asked by")


def _row(call: Call, one: Request, lines: list[FillLine]) -> tuple[str, ...]:
    late = "LATE; " if one.late or late_words(one, lines, call) else ""
    when = shown(one.needed, call.zone) if one.needed else ""
    where = " at ".join(part for part in (one.div, one.place) if part)
    return (one.shown, one.item, where, when, one.priority.value, f"{late}{standing(one, lines)}", one.asked_by)


_LINE_HEADER = ("Line", "How many", "State", "From", "ETA", "Goes back", "Checked in as")


def _line_row(call: Call, line: FillLine) -> tuple[str, ...]:
    source = f"{line.source} ({line.their_number})" if line.their_number else line.source
    back = shown(line.back, call.zone) if line.back else ("on loan" if line.loan else "")
    eta = shown(line.eta, call.zone) if line.eta else ""
    return (line.shown, f"{line.quantity:,}", line.state.value, source, eta, back, ", ".join(line.resources))


def _fields(call: Call, one: Request, lines: tuple[FillLine, ...]) -> list[tuple[str, str]]:
    given = call.store.signatures(one.id)
    signed = "; ".join(
        f"{mark.what.value}: {mark.shown} {shown(mark.at, call.zone)}" for mark in given if mark.edition == one.edition
    )
    fields = (
        ("Asked", f"{describe(one, call)}"),
        ("Asked by", f"{one.asked_by}, {shown(one.at, call.zone)}"),
        ("Stands", standing(one, lines)),
        ("Late", late_words(one, lines, call).removeprefix("LATE: ")),
        ("Approved", signed),
        ("Approval missing", awaited_from(one, call) if one.open or one.owed else ""),
        ("Substitutes", one.substitutes),
    )
    return [(label, value) for label, value in fields if value]


def _orders(call: Call, one: Request) -> list[str]:
    return [_order(call, order) for order in call.store.orders(one.id)]


def _order(call: Call, order: Order) -> str:
    back = f", goes back {shown(order.back, call.zone)}" if order.back else ""
    loan = f"; on loan{back}" if order.loan else ""
    return f"Ordered {order.quantity:,} from {order.shown}{loan}; {order.by_name}, {shown(order.at, call.zone)}"


def _told(call: Call, change: Change) -> str:
    what = f"R-{change.number}.{change.line}" if change.line else f"R-{change.number}"
    step = f" → {change.now}" if change.now and change.now != change.was else ""
    words = f": {change.words}" if change.words else ""
    return f"{shown(change.at, call.zone)} {what} {change.verb}{step} ({change.quantity:,}){words}; {change.by_name}"


def _lent(call: Call, line: FillLine) -> str:
    source = f" from {line.source}" if line.source else ""
    request = call.store.request(line.incident, line.of)
    return f"{line.shown}, {line.quantity:,} {request.what if request else ''}{source}"


def _loan(call: Call, line: FillLine) -> tuple[str, ...]:
    back = shown(line.back, call.zone) if line.back else "not said"
    overdue = " OVERDUE" if line.back and line.back <= call.at else ""
    return (line.shown, f"{line.quantity:,}", line.source, line.their_number, f"{back}{overdue}")
