"""ICS 213RR Resource Request Message: one sheet for each source of supply, with what the record knows of each block."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import division
from commands.domain.logistics.requests import Approval, Coming, FillLine, Order, Paper, Priority, Request, Signature
from commands.domain.paper.paper import Row, Top, date_time, joined, short, signed

COLUMNS = (
    "Qty.", "Kind", "Type", "Detailed Item Description", "Arrival Date/Time Requested", "Arrival Date/Time Estimated",
    "Cost",
)  # fmt: skip

PLACERS = ("SPUL", "PROC")
"""The boxes of block 16."""


def ics_213rr(
    one: Request, signatures: Iterable[Signature], orders: Sequence[Order], lines: Sequence[FillLine], top: Top
) -> dict[str, object]:
    """ICS 213RR, Resource Request Message, of one request with its orders and fill lines (source: FEMA 502-2).
    Signatures of an earlier edition do not count.
    """
    given = {mark.what: mark for mark in signatures if mark.edition == one.edition}
    chief, finance, spectrum = (given.get(what) for what in (Approval.SECTION, Approval.FINANCE, Approval.SPECTRUM))
    zone = top.zone
    stands = joined(
        f"State: {one.state.value}",
        "ordered verbally" if one.verbal else "",
        "APPROVAL OWED" if one.owed else "",
        f"spectrum approved: {signed(spectrum.shown, spectrum.at, zone)}" if spectrum else "",
        "spectrum: COML's approval needed" if one.spectrum and not spectrum else "",
    )
    return {
        "id": one.shown,
        "asked": date_time(one.at, zone),
        "columns": list(COLUMNS),
        "place": joined(one.place, division(one.div)),
        "substitutes": one.substitutes,
        "requested_by": one.asked_by,
        "priorities": [[level.value.capitalize(), level is one.priority] for level in Priority],
        "chief": signed(chief.shown, chief.at, zone) if chief else "",
        "chief_position": one.chief,
        "finance": signed(finance.shown, finance.at, zone) if finance else "",
        "finance_needed": bool(one.cost),
        "stands": stands,
        "struck": one.state in (Paper.CANCELLED, Paper.DENIED),
        "sheets": _sheets(one, orders, lines, zone),
    }


def _sheets(
    one: Request, orders: Sequence[Order], lines: Sequence[FillLine], zone: ZoneInfo
) -> list[dict[str, object]]:
    """By supplier. What is promised without an order, or asked from nobody yet, stands on a sheet without one."""
    sources: dict[tuple[str, str], tuple[list[Order], list[FillLine]]] = {}
    for order in orders:
        sources.setdefault((order.supplier, order.their_number), ([], []))[0].append(order)
    for line in lines:
        sources.setdefault((line.source, line.their_number), ([], []))[1].append(line)
    if one.unfilled > 0 and not any(key == ("", "") for key in sources) and not orders:
        sources[("", "")] = ([], [])
    return [_sheet(one, key, *found, zone) for key, found in (sources or {("", ""): ([], [])}).items()]


def _sheet(
    one: Request, key: tuple[str, str], orders: list[Order], lines: list[FillLine], zone: ZoneInfo
) -> dict[str, object]:
    supplier, number = key
    ordered = sum(order.quantity for order in orders) or sum(line.quantity for line in lines) or one.unfilled
    known = any(name for name in key) or orders or lines
    latest = max((line.eta for line in lines if line.eta), default=None)
    placed = orders[-1] if orders else None
    row: Row = [
        f"{ordered if known else one.quantity:,}",
        one.kind,
        one.type,
        one.what,
        short(one.needed, zone),
        short(latest, zone),
        one.cost,
    ]
    return {
        "rows": [row],
        "number": number,
        "supplier": supplier,
        "notes": "; ".join([*(_told(order, zone) for order in orders), *(_coming(line, zone) for line in lines)]),
        "placed_by": placed.by_name if placed else "",
        "placed_at": date_time(placed.at, zone) if placed else "",
        "placers": [[box, placed is not None and box in placed.by_name] for box in PLACERS],
    }


def _told(order: Order, zone: ZoneInfo) -> str:
    back = f", back {short(order.back, zone)}" if order.back else ""
    return (
        f"{order.quantity:,} ordered{f' by {order.how}' if order.how else ''}{', on loan' if order.loan else ''}{back}"
    )


def _coming(line: FillLine, zone: ZoneInfo) -> str:
    eta = f", ETA {short(line.eta, zone)}" if line.eta and line.state in (Coming.PROMISED, Coming.EN_ROUTE) else ""
    names = f" ({', '.join(line.resources)})" if line.resources else ""
    return f"{line.shown}: {line.quantity:,} {line.state.value}{names}{eta}"
