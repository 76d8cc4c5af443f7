"""Resource requests (ICS 213RR): asking for one, and notes to it."""

import re
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.history import Thing
from commands.domain.logistics.request_rules import chief_for, goes_on, named_position, settled, signable
from commands.domain.logistics.requests import Paper, Priority, Request, touches_spectrum, what_key
from commands.domain.messages import Reply
from commands.line.converters import Count, Div, Long, Moment
from commands.line.signature import AtEnd, Hint, Key, Rest, Verbatim
from commands.line.times import is_meant
from commands.logistics.request.ids import Number, the_request
from commands.logistics.request.keeping import save, sign, staffed, watch
from commands.logistics.request.words import awaited_from, choices, describe, tell_asker, written
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import Happening, home, keep, speaker, told

_URGENT = re.compile(r"(.*?\w)[,:]?\s+(?:priority\s+)?urgent[!.]*", re.IGNORECASE | re.DOTALL)

LINKS = frozenset({"at", "for", "in", "to"})
"""People put one of these before a place that is named by its key."""


@command(creates=True)
def request(
    call: Call,
    quantity: Annotated[Count, Hint("how many")],
    what: Annotated[Long, Rest(), Hint("what it is: vital characteristics, brand, size, experience")],
    *,
    kind: str = "",
    type: str = "",
    div: Div = "",
    place: Annotated[str, Key("at"), Hint("where it is to go, or to report")] = "",
    needed: Annotated[Moment | None, Key("by"), AtEnd(is_meant), Hint("when it is to be there")] = None,
    priority: Priority = Priority.ROUTINE,
    substitutes: Annotated[str, Hint("suitable substitutes, or suggested sources")] = "",
    cost: Annotated[str, Hint("estimate; Finance then reviews it")] = "",
    spectrum: Annotated[bool | None, Hint("needs a frequency: the COML then approves it too")] = None,
    asker: Annotated[str, Key("for"), Hint("who asks, where you type it for somebody: DIVS A")] = "",
) -> tuple[Reply, ...]:
    """Ask for a resource (ICS 213RR): how many of what, for where, by when; it goes to your own section chief.

    request 20 VHF portables div A at:"Camp Ridge" by:0600 priority:urgent
    request 1 generator 5 kW type:3 cost:"1,200 USD": Finance reviews it as well.
    """
    what, priority = _without_priority(what, priority)
    item = written(_without_link(what) if div or place else what)
    asked = Request(
        incident=call.here.id,
        group=home(call),
        number=call.store.next_number(call.here.id, "R"),
        quantity=quantity,
        what=item,
        what_key=what_key(item),
        kind=kind,
        type=type,
        div=div,
        place=place,
        needed=needed,
        priority=priority,
        substitutes=substitutes,
        cost=cost,
        spectrum=touches_spectrum(item) if spectrum is None else spectrum,
        chief=_chief(call, asker, div),
        asker=asker,
        at=call.at,
        by=call.who.key,
        by_name=speaker(call),
    )
    return ask(call, asked)


def ask(call: Call, asked: Request) -> tuple[Reply, ...]:
    """Keep a new request; whoever may approve it and asks for it has approved it with that."""
    kept = call.store.add(settled(asked, (), (), call.at))
    happened = Happening(verb="ask", now=kept.state, quantity=kept.quantity, words=describe(kept, call))
    keep(call, Thing.REQUEST, kept, kept.number, happened)
    kept = own_approval(call, kept)
    watch(call, kept.number, kept.needed)
    same = call.store.alike(kept)
    lines = [
        f"{kept.shown}: {describe(kept, call)}. Asked by {kept.asked_by}. {_next(call, kept)}",
        *_alike(call, same),
    ]
    public = told(call, kept, "\n".join(lines), loud=kept.priority is Priority.URGENT, choices=choices(kept))
    return (*public, *(reply for one in same for reply in _other_asker(call, one, kept)))


@command(noun="roster", verb="request")
def resource_request(call: Call, words: Annotated[Long, Verbatim()] = "") -> tuple[Reply, ...]:
    """The same as "request": said as "resource request", with everything that goes behind it.

    resource request 20 VHF portables div A by:0600
    """
    return decide(f"request {words}".strip(), call)


@command()
def note(call: Call, id: Number, words: Annotated[Long, Verbatim()]) -> tuple[Reply, ...]:
    """Write a note to a request: a supplier's word, a question, an answer; it stays in its history.

    request note R-3 State cache calls back at 0900
    """
    one = the_request(call, id)
    said = written(words)
    happened = Happening(verb="note", was=one.state, now=one.state, quantity=one.quantity, words=said)
    keep(call, Thing.REQUEST, one, one.number, happened)
    return (*told(call, one, f"{one.shown} note: {said}"), *tell_asker(call, one, f"{one.shown} ({one.item}): {said}"))


def _chief(call: Call, asker: str, div: str) -> str:
    """The section chief over whoever asks: by the position named, else by those that the speaker holds."""
    if position := named_position(asker):
        return chief_for((position,), "")
    held = call.store.held_by(call.here.id, call.store.same_person(call.who.key)) if not asker else ()
    return chief_for((one.position for one in held), div)


def own_approval(call: Call, one: Request) -> Request:
    """Whoever asks and is the section chief has approved it by that."""
    mine = rights.positions(call)
    if call.by_clock or one.asker or one.chief not in mine:
        return one
    for what in signable(one, (), mine=mine & {one.chief}, staffed=staffed(call), keys=()):
        sign(call, one, what, one.chief)
    given = call.store.signatures(one.id)
    after = save(call, replace(one, state=Paper.APPROVED) if goes_on(one, given) else one)
    happened = Happening(verb="approve", was=one.state, now=after.state, quantity=one.quantity, words="by asking")
    keep(call, Thing.REQUEST, one, one.number, happened)
    return after


def _next(call: Call, one: Request) -> str:
    """What it waits for."""
    waits = awaited_from(one, call)
    if one.state is Paper.ASKED:
        return f"Approval: {waits}."
    return f"Approved; Logistics orders.{f' Approval owed: {waits}.' if waits else ''}"


def _alike(call: Call, same: tuple[Request, ...]) -> list[str]:
    return [
        f"Looks like {one.shown} ({describe(one, call)}; {one.state.value}), asked by {one.asked_by}. Is it the same?"
        for one in same
    ]


def _other_asker(call: Call, other: Request, new: Request) -> tuple[Reply, ...]:
    text = (
        f"{new.shown} ({describe(new, call)}), asked by {new.asked_by}, looks like your {other.shown} ({other.item}). "
        f"If it is the same, one of the two is cancelled: {call.prefix} cancel {new.shown}"
    )
    return tell_asker(call, other, text)


def _without_priority(what: str, priority: Priority) -> tuple[str, Priority]:
    """``2 engines urgent``: whoever says so at the end means its priority, and it is told to everybody."""
    found = _URGENT.fullmatch(what) if priority is Priority.ROUTINE else None
    return (found[1], Priority.URGENT) if found else (what, priority)


def _without_link(what: str) -> str:
    """``2 engines for div A``: the word before the place is no part of what is asked for."""
    head, _, last = what.rpartition(" ")
    return head if head and last.casefold() in LINKS else what
