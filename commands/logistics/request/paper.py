"""What is decided about a request: approve, send back, edit, deny, cancel, close."""

from dataclasses import replace
from typing import Annotated, Any

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.logistics.request_rules import goes_on, may_sign, missing, signable, signers
from commands.domain.logistics.requests import (
    AWAITED,
    PAPER,
    Approval,
    Paper,
    Priority,
    Request,
    touches_spectrum,
    what_key,
)
from commands.domain.messages import Reply
from commands.domain.moves import step
from commands.domain.organisation.roles import IC
from commands.line.converters import Count, Div, Long, Moment
from commands.line.signature import Hint, Key, Rest, Verbatim
from commands.logistics.request.asking import own_approval
from commands.logistics.request.ids import EITHER_LETTERED, Either, Number, also_alone, the_line, the_request
from commands.logistics.request.keeping import after_lines, move_line, move_paper, sign, staffed, watch
from commands.logistics.request.words import awaited_from, choices, describe, may_decide, require, tell_asker, written
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import told


@command()
@also_alone()
def approve(call: Call, id: Number) -> tuple[Reply, ...]:
    """Approve a request: the section chief's signature, Finance's where a cost is set, the COML's for spectrum.

    approve R-3
    """
    one = the_request(call, id)
    step(PAPER, one.state, "approve", one.shown)
    before = call.store.signatures(one.id)
    for what in _signed_now(call, one):
        sign(call, one, what, _as(call, signers(one, what)))
    given = call.store.signatures(one.id)
    state = Paper.APPROVED if one.state is Paper.ASKED and goes_on(one, given) else one.state
    marks = ", ".join(f"{mark.what.value} {mark.shown}" for mark in given[len(before) :])
    after = move_paper(call, one, "approve", marks, to=state)
    text = f"{one.shown} ({one.item}) approved: {marks}.{_then(call, one, after)}"
    return (*told(call, after, text, choices=choices(after)), *tell_asker(call, after, text))


@command()
@also_alone()
def change(
    call: Call, id: Number, words: Annotated[Long, Verbatim(), Hint("what is to be different")]
) -> tuple[Reply, ...]:
    """Send a request back to the asker, with what is to be changed; the asker edits it, and it is asked anew.

    change R-3 state the band
    """
    one = the_request(call, id)
    require(one, call, "change", may_decide(one))
    said = written(words)
    if one.filled and one.state is Paper.APPROVED:
        raise Refused(f"{one.shown} has fill lines already; nothing was changed. Write a note, or cancel it.")
    after = move_paper(call, one, "change", said)
    how = f"{call.prefix} request edit {one.shown} …"
    return (
        *told(call, after, f"{one.shown} ({one.item}) sent back to {one.asked_by}: {said}. The asker says it: {how}"),
        *tell_asker(call, after, f"{one.shown} ({one.item}) came back to you: {said}\nSay it anew: {how}"),
    )


@command()
def edit(
    call: Call,
    id: Number,
    what: Annotated[Long, Rest(), Hint("the new description")] = "",
    *,
    quantity: Annotated[Count | None, Key("qty")] = None,
    kind: str | None = None,
    type: str | None = None,
    div: Div | None = None,
    place: Annotated[str | None, Key("at")] = None,
    needed: Annotated[Moment | None, Key("by")] = None,
    priority: Priority | None = None,
    substitutes: str | None = None,
    cost: str | None = None,
    spectrum: bool | None = None,
) -> tuple[Reply, ...]:
    """Change what you asked for, as long as nothing is ordered; approvals are then asked for anew.

    request edit R-3 VHF portables, 136 to 174 MHz qty:15
    """
    one = the_request(call, id)
    _own(call, one, "edit")
    said: dict[str, Any] = {
        "quantity": quantity,
        "kind": kind,
        "type": type,
        "div": div,
        "place": place,
        "needed": needed,
    }
    said |= {"priority": priority, "substitutes": substitutes, "cost": cost, "spectrum": spectrum}
    given = {key: value for key, value in said.items() if value is not None and value != getattr(one, key)}
    if what and written(what) != one.what:
        item = written(what)
        given |= {
            "what": item,
            "what_key": what_key(item),
            "spectrum": given.get("spectrum", one.spectrum or touches_spectrum(item)),
        }
    if not given:
        raise Refused(
            f"Nothing is different from {one.shown} as it stands: {describe(one, call)}. Nothing was changed."
        )
    if one.filled:
        raise Refused(
            f"{one.shown} has fill lines already; nothing was changed. Cancel it and ask anew, or write a note."
        )
    changed = replace(one, **given, edition=one.edition + 1, late=False)
    after = own_approval(call, move_paper(call, changed, "edit", describe(changed, call)))
    watch(call, after.number, needed)
    waits = awaited_from(after, call)
    text = (
        f"{one.shown} changed by the asker: {describe(after, call)}.{f' Approval: {waits}.' if waits else ' Approved.'}"
    )
    return told(call, after, text, loud=after.priority is Priority.URGENT, choices=choices(after))


@command()
@also_alone()
def deny(call: Call, id: Number, why: Annotated[Long, Verbatim(), Hint("the reason")]) -> tuple[Reply, ...]:
    """Deny a request, with the reason; the asker is told.

    deny R-3 the cache is at the other camp
    """
    one = the_request(call, id)
    require(one, call, "deny", may_decide(one))
    said = written(why)
    after = move_paper(call, one, "deny", said)
    text = f"{one.shown} ({one.item}) denied: {said}"
    return (*told(call, after, text), *tell_asker(call, after, text))


@command()
@also_alone(id=EITHER_LETTERED)
def cancel(call: Call, id: Either, why: Annotated[Long, Verbatim(), Hint("the reason")] = "") -> tuple[Reply, ...]:
    """Cancel a request that is not needed any more, or one fill line that does not come after all.

    cancel R-3 borrowed from Division B. cancel R-3.1 the truck broke down: these are open again.
    """
    if id[1]:
        return _cancel_line(call, id, why)
    one = the_request(call, id[0])
    if one.by not in call.store.same_person(call.who.key):
        require(one, call, "cancel", may_decide(one))
    said = written(why) if why else ""
    step(PAPER, one.state, "cancel", one.shown)
    for line in call.store.fill_lines((one.id,)):
        if line.state in AWAITED:
            move_line(call, one, line, "cancel", said)
    after = move_paper(call, one, "cancel", said)
    text = f"{one.shown} ({one.item}) cancelled{f': {said}' if said else ''}.{_suppliers(call, one)}"
    return (*told(call, after, text), *tell_asker(call, after, text))


@command()
def close(
    call: Call, id: Number, why: Annotated[Long, Verbatim(), Hint("why no more are needed")]
) -> tuple[Reply, ...]:
    """Close a request with less than was asked for; what is still on its way is cancelled or awaited first.

    request close R-3 twelve are enough
    """
    one = the_request(call, id)
    if one.by not in call.store.same_person(call.who.key):
        require(one, call, "close", may_decide(one))
    coming = [line for line in call.store.fill_lines((one.id,)) if line.state in AWAITED]
    if coming:
        waiting = ", ".join(f"{line.shown} ({line.quantity:,} {line.state.value})" for line in coming)
        raise Refused(
            f"{waiting} still to come: nothing was closed. Cancel that first: {call.prefix} cancel {coming[0].shown}"
        )
    said = written(why)
    after = move_paper(call, one, "close", said)
    text = f"{one.shown} closed with {one.arrived:,} of {one.item}: {said}"
    return (*told(call, after, text), *tell_asker(call, after, text))


def _signed_now(call: Call, one: Request) -> tuple[Approval, ...]:
    """What the speaker's approval covers; refused, with whose it is, where it covers nothing."""
    given = call.store.signatures(one.id)
    owed = missing(one, given)
    if not owed:
        marks = ", ".join(f"{mark.what.value} {mark.shown}" for mark in given if mark.edition == one.edition)
        raise Refused(f"{one.shown} has all its approvals already: {marks}. Nothing was changed.")
    keys = call.store.same_person(call.who.key)
    found = signable(one, given, mine=rights.positions(call), staffed=staffed(call), keys=keys, admin=call.admin)
    if found:
        return found
    if any(mark.by in keys and mark.edition == one.edition for mark in given):
        raise Refused(
            f"You have approved {one.shown} already; the second approval is another person's: "
            f"{awaited_from(one, call)}. Nothing was changed."
        )
    wanted: frozenset[str] = frozenset().union(*(may_sign(one, what) for what in owed))
    raise Refused(f"“approve {one.shown}” is {rights.whose(wanted, call)} Nothing was changed.")


def _as(call: Call, own: tuple[str, ...]) -> str:
    """The position by which the speaker signs: the one whose signature it is, else the highest that is held."""
    mine = rights.positions(call)
    return next((one for one in (*own, IC, *sorted(mine)) if one in mine), "administrator" if call.admin else "")


def _then(call: Call, before: Request, after: Request) -> str:
    waits = awaited_from(after, call)
    if not waits:
        return " Logistics orders." if before.state is Paper.ASKED else ""
    if after.state is Paper.ASKED:
        return f" Still missing: {waits}."
    goes = "Logistics orders." if after.state is Paper.APPROVED else f"It is {after.state.value}."
    return f" {goes} APPROVAL OWED: {waits}."


def _own(call: Call, one: Request, verb: str) -> None:
    """The words of a request are the asker's to change; of one typed for somebody else, the approvers' as well."""
    if one.by in call.store.same_person(call.who.key) or call.admin or rights.has(frozenset({IC}), call):
        return
    raise Refused(
        f"{one.shown} is {one.asked_by}'s to {verb}; nothing was changed. You can send it back: "
        f"{call.prefix} change {one.shown} …, or write a note."
    )


def _suppliers(call: Call, one: Request) -> str:
    named = ", ".join(order.shown for order in call.store.orders(one.id))
    return f" Tell the supplier: {named}." if named else ""


def _cancel_line(call: Call, id: tuple[int, int], why: str) -> tuple[Reply, ...]:
    one, line = the_line(call, id)
    rights.require("request order", call, f"cancelling {line.shown}")
    said = written(why) if why else ""
    move_line(call, one, line, "cancel", said)
    after = after_lines(call, one)
    left = f"{after.unfilled:,} of {one.item} ({one.shown}) are open"
    text = f"{line.shown} cancelled ({line.quantity:,} {one.what}){f': {said}' if said else ''}; {left}."
    return (*told(call, after, text), *tell_asker(call, after, text))
