"""How a request is filled: ordered, promised, on its way, here, checked in, gone back."""

from dataclasses import replace
from typing import Annotated, Any

from commands.accountability.checkin import checkin as checked_in
from commands.call import Call
from commands.dispatch.again import AGAIN
from commands.domain.errors import Refused
from commands.domain.logistics.request_rules import SPOKEN_WAYS, goes_on
from commands.domain.logistics.requests import (
    COMING,
    PAPER,
    Coming,
    FillLine,
    Order,
    Paper,
    Priority,
    Request,
    open_quantity,
)
from commands.domain.messages import Reply
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.line.converters import Agency, Count, Long, Moment, Name
from commands.line.signature import Hint, Key, Verbatim
from commands.logistics.request.clock import late_now
from commands.logistics.request.ids import LineNumber, Number, also_alone, the_line, the_request
from commands.logistics.request.keeping import after_lines, move_line, move_paper, note_line, save, watch
from commands.logistics.request.words import awaited_from, choices, tell_asker
from commands.registry import command
from commands.shared.belonging import speaker, told


@command(needs="request order")
@also_alone(needs="request order")
def order(
    call: Call,
    id: Number,
    quantity: Annotated[Count | None, Hint("all that are open where it is empty")] = None,
    *,
    source: Annotated[str, Key("from"), Hint("supplier, or the agency that helps out")],
    number: Annotated[str, Hint("their order number")] = "",
    how: Annotated[str, Key("by"), Hint("phone, radio, email …")] = "",
    loan: Annotated[bool | None, Hint("it goes back")] = None,
    back: Annotated[Moment | None, Hint("when it goes back")] = None,
) -> tuple[Reply, ...]:
    """Place the order for a request: with whom, their number, by which way, and when a loan goes back.

    order R-3 from:"State cache" number:E-41 by:phone
    What is ordered by phone or radio may be approved afterwards: it is then listed as owed.
    """
    one = the_request(call, id)
    owed = not goes_on(one, call.store.signatures(one.id))
    spoken = how.casefold() in SPOKEN_WAYS
    if owed and one.state is Paper.ASKED and not spoken:
        raise Refused(
            f"{one.shown} is not approved: {awaited_from(one, call)}. Nothing was ordered. What was ordered by word "
            f"already is recorded with by:phone or by:radio; its approval is then owed."
        )
    verb = "order by phone" if one.state is Paper.ASKED else "order"
    step(PAPER, one.state, verb, one.shown)
    count = open_quantity(one, quantity, "ordered")
    if not call.again and (before := _ordered_before(call, one, count)):
        return (before,)
    placed = call.store.add(
        Order(
            incident=one.incident,
            request=one.id,
            quantity=count,
            supplier=source,
            their_number=number,
            how=how,
            loan=bool(loan) or back is not None,
            back=back,
            at=call.at,
            by=call.who.key,
            by_name=speaker(call),
        )
    )
    after = move_paper(call, replace(one, verbal=one.verbal or owed), verb, f"{count:,} from {placed.shown}")
    text = f"{one.shown}: {count:,} {one.what} {_ordered(call, placed, after)}"
    return (*told(call, after, text, choices=choices(after)), *tell_asker(call, after, text))


def _ordered_before(call: Call, one: Request, count: int) -> Reply | None:
    """The question, where with this order more would be on its way than was asked for: somebody else was faster."""
    orders = call.store.orders(one.id)
    failed = sum(line.quantity for line in call.store.fill_lines((one.id,)) if line.state is Coming.CANCELLED)
    if not orders or sum(order.quantity for order in orders) - failed + count <= one.quantity:
        return None
    last = orders[-1]
    return Reply(
        text=f"{one.shown} is for {one.quantity:,} {one.what}, and {last.quantity:,} were ordered from {last.shown} by "
        f"{last.by_name}, {shown(last.at, call.zone)}. Nothing was ordered. To order {count:,} more, write "
        f"“again” before it: {call.prefix} {AGAIN} request order {one.shown} …"
    )


@command(needs="request order")
@also_alone(needs="request order")
def fill(
    call: Call,
    id: Number,
    quantity: Annotated[Count | None, Hint("all that are open where it is empty")] = None,
    *,
    eta: Moment | None = None,
    source: Annotated[str | None, Key("from")] = None,
    number: Annotated[str | None, Hint("their order number")] = None,
    loan: bool | None = None,
    back: Annotated[Moment | None, Hint("when a loan goes back")] = None,
) -> tuple[Reply, ...]:
    """Promise some or all of a request: they become a line of their own, R-3.1, with its own ETA and state.

    fill R-3 8 eta:1400. Then: request en route R-3.1, request arrived R-3.1, request checkin R-3.1 E12 4
    """
    one = the_request(call, id)
    step(PAPER, one.state, "fill", one.shown)
    count = open_quantity(one, quantity)
    last = next(reversed(call.store.orders(one.id)), None) if source is None else None
    line = _promise(call, one, last, count)
    said: dict[str, Any] = {"source": source, "their_number": number, "eta": eta, "back": back}
    said["loan"] = True if back is not None and loan is None else loan
    line = call.store.add(replace(line, **{key: value for key, value in said.items() if value is not None}))
    note_line(call, one, line, "fill", words=_line_words(call, line))
    after = move_paper(call, replace(one, lines=line.number), "fill", f"{count:,} as {line.shown}")
    return _coming(
        call, after, f"{line.shown}: {count:,} {one.what} {_line_words(call, line)}; {_left(after)}", (line,)
    )


@command()
def eta(call: Call, id: LineNumber, at: Moment) -> tuple[Reply, ...]:
    """Say when a fill line is expected now.

    request eta R-3.1 1500
    """
    one, line = the_line(call, id)
    after = move_line(call, one, replace(line, eta=at, told=False), "eta", f"ETA {shown(at, call.zone)}")
    return _coming(
        call, one, f"{line.shown} ({line.quantity:,} {one.what}) is expected {shown(at, call.zone)}", (after,)
    )


@command(also=("enroute",))
def en_route(call: Call, id: LineNumber, *, eta: Moment | None = None) -> tuple[Reply, ...]:
    """Say that a fill line is on its way.

    request en route R-3.1 eta:1500
    """
    one, line = the_line(call, id)
    moved = replace(line, eta=eta, told=False) if eta else line
    words = f"ETA {shown(moved.eta, call.zone)}" if moved.eta else ""
    after = move_line(call, one, moved, "en route", words)
    text = f"{line.shown} en route: {line.quantity:,} {one.what}{f', {words}' if words else ''}"
    return _coming(call, one, text, (after,))


@command()
def arrived(
    call: Call, id: LineNumber, quantity: Annotated[Count | None, Hint("all of the line where it is empty")] = None
) -> tuple[Reply, ...]:
    """Say that a fill line has arrived, or how many of it; the rest becomes a line of its own.

    request arrived R-3.1. request arrived R-3.1 5: five are here, the others still come.
    """
    one, line = the_line(call, id)
    step(COMING, line.state, "arrived", line.shown)
    one, line, rest = _split(call, one, line, quantity)
    move_line(call, one, line, "arrived")
    after = after_lines(call, one)
    more = f"; {rest.quantity:,} still come as {rest.shown}" if rest else ""
    text = f"{line.shown} arrived: {line.quantity:,} {one.what}{more}; {_left(after)}"
    return (*told(call, after, text), *tell_asker(call, after, text))


@command(also=("check-in", "check in"))
def checkin(
    call: Call,
    id: LineNumber,
    name: Annotated[Name | None, Hint("as which resource it is checked in, such as E12")] = None,
    persons: Annotated[Count | None, Hint("how many persons are in it")] = None,
    *,
    agency: Agency | None = None,
) -> tuple[Reply, ...]:
    """Check a fill line in: as a resource on the roster where a name is given, else as received.

    request checkin R-3.1 E12 4 agency:"Ada County": Engine 12 with four persons. request checkin R-3.1: goods.
    """
    one, line = the_line(call, id)
    if line.state is Coming.CHECKED_IN and (not name or len(line.resources) >= line.quantity):
        named = f" as {', '.join(line.resources)}" if line.resources else ""
        raise Refused(f"{line.shown} ({line.quantity:,} {one.what}) is checked in already{named}. Nothing was changed.")
    words = f"as {name}" if name else ""
    move_line(call, one, replace(line, resources=(*line.resources, name) if name else ()), "checkin", words)
    roster = _on_the_roster(call, one, line, name, persons, agency) if name else ()
    after = after_lines(call, one)
    text = f"{line.shown} checked in {words or 'as received'}: {line.quantity:,} {one.what}; {_left(after)}"
    return (*roster, *told(call, after, text), *tell_asker(call, after, text))


@command()
def returned(call: Call, id: LineNumber, words: Annotated[Long, Verbatim()] = "") -> tuple[Reply, ...]:
    """Say that what was on loan has gone back.

    request returned R-3.1 signed for by State cache
    """
    one, line = the_line(call, id)
    said = " ".join(words.split())[:300]
    move_line(call, one, line, "returned", said)
    return told(
        call, save(call, one), f"{line.shown} gone back: {line.quantity:,} {one.what} to {line.source or 'its owner'}"
    )


def _on_the_roster(
    call: Call, one: Request, line: FillLine, name: str, persons: int | None, agency: str | None
) -> tuple[Reply, ...]:
    """Check the resource in by the same rules as everywhere, under the line's number as its order request."""
    said: dict[str, Any] = {"agency": agency or line.source, "order": line.shown, "div": one.div}
    answer = checked_in(call, name, persons, **{key: value for key, value in said.items() if value})
    return answer if isinstance(answer, tuple) else (answer,)


def _promise(call: Call, one: Request, last: Order | None, count: int) -> FillLine:
    """A new line, as the last order has it."""
    return FillLine(
        incident=one.incident,
        request=one.id,
        of=one.number,
        number=one.lines + 1,
        quantity=count,
        source=last.supplier if last else "",
        their_number=last.their_number if last else "",
        loan=last.loan if last else False,
        back=last.back if last else None,
        at=call.at,
        by=call.who.key,
    )


def _split(call: Call, one: Request, line: FillLine, quantity: int | None) -> tuple[Request, FillLine, FillLine | None]:
    """The line with so many, and the rest as a line of its own; refused where more are said than it has."""
    if quantity is None or quantity == line.quantity:
        return one, line, None
    if quantity > line.quantity:
        raise Refused(f"{line.shown} has {line.quantity:,}, not {quantity:,}; nothing was changed.")
    rest = replace(line, id=0, version=0, number=one.lines + 1, quantity=line.quantity - quantity, resources=())
    kept = call.store.add(rest)
    note_line(call, one, kept, "split", words=f"from {line.shown}")
    return replace(one, lines=kept.number), replace(line, quantity=quantity), kept


def _coming(call: Call, one: Request, text: str, lines: tuple[FillLine, ...]) -> tuple[Reply, ...]:
    """Tell what is on its way; that it comes after the time is said at once, and only once."""
    for line in lines:
        watch(call, one.number, line.eta)
        watch(call, one.number, line.back)
    late = late_now(call, save(call, one), call.store.fill_lines((one.id,)))
    said = "\n".join([text, *late])
    urgent = bool(late) and one.priority is Priority.URGENT
    return (*told(call, one, said, loud=urgent), *tell_asker(call, one, said))


def _ordered(call: Call, placed: Order, after: Request) -> str:
    verbal = "ordered verbally" if after.verbal and after.owed else "ordered"
    back = f", goes back {shown(placed.back, call.zone)}" if placed.back else ""
    loan = f"; on loan{back}" if placed.loan else ""
    owed = f". APPROVAL OWED: {awaited_from(after, call)}" if after.owed else ""
    return f"{verbal} from {placed.shown}{loan}{owed}"


def _line_words(call: Call, line: FillLine) -> str:
    source = f"from {line.source}" if line.source else ""
    eta = f"ETA {shown(line.eta, call.zone)}" if line.eta else "no ETA"
    back = f"goes back {shown(line.back, call.zone)}" if line.back else ("on loan" if line.loan else "")
    return ", ".join(part for part in (line.state.value, source, eta, back) if part)


def _left(one: Request) -> str:
    if one.state is Paper.FILLED:
        return f"{one.shown} is filled"
    return f"{one.unfilled:,} of {one.quantity:,} are open"
