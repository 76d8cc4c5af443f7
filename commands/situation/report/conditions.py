"""Reports of conditions, systems and PSAPs; needs that become requests."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words as words_of
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.history import Thing
from commands.domain.logistics.request_rules import chief_for, named_position
from commands.domain.logistics.requests import Request, touches_spectrum, what_key
from commands.domain.messages import FACES, Card, Choice, Colour, Field, Form, Reply, Table
from commands.domain.moments import shown
from commands.domain.situation.reports import Need, Report, Step, Subject, Working, counted_need, split_needs
from commands.line.converters import Count, Long
from commands.line.signature import Hint, Key, Rest
from commands.logistics.request.asking import ask
from commands.logistics.request.words import written as item_of
from commands.registry import command
from commands.shared.belonging import home, readable, speaker, told
from commands.situation.report.owed import given_by, settle
from commands.situation.report.words import Named, Number, add, as_of, newest, the_report, written

MOST_ROWS = 30
OFFERED = 5
"""Needs of one report that have a button; further ones are asked for by their number."""


@command(creates=True)
def can(
    call: Call,
    *,
    conditions: Annotated[Long, Hint("what you see and where it goes")],
    actions: Annotated[Long, Hint("what is being done")] = "",
    needs: Annotated[Long, Hint("what is missing, parted by semicolons; none is none")] = "",
    unit: Annotated[str, Hint("whose report it is, where you type it for somebody: E12, DIVS A")] = "",
) -> tuple[Reply, ...]:
    """Give a progress report: conditions, actions, needs; each need can become a request at the press of a button.

    report can conditions:"fire across the road" actions:"backing off to DP 12" needs:"2 water tenders; a dozer"
    """
    seats = given_by(call, unit)
    kept = add(
        call,
        Subject.CAN,
        written(unit) or speaker(call),
        position=seats[0] if seats else "",
        conditions=written(conditions),
        actions=written(actions),
        needs=written(needs),
    )
    needed = [_need(call, kept, number, words) for number, words in enumerate(split_needs(needs), 1)]
    settle(call, seats, kept)
    more = f" ({len(needed) - OFFERED} more by number)" if len(needed) > OFFERED else ""
    return told(call, kept, f"{kept.shown} {kept.gist}{more}", choices=_offers(needed, kept))


@command(creates=True)
def system(
    call: Call,
    name: Named,
    state: Working,
    words: Annotated[Long, Rest(), Hint("what is wrong, since when, who works on it")] = "",
    *,
    step: Annotated[Step | None, Key("pace"), Hint("the step of the PACE plan that its users are on now")] = None,
) -> tuple[Reply, ...]:
    """Report a system down, degraded or up, with the step of the PACE plan on which its users are now.

    report system "Repeater 4" down power out at the site pace:alternate
    """
    before = newest(call, readable(call), Subject.SYSTEM, name)
    at = step.value if step else ""
    kept = add(call, Subject.SYSTEM, name, state=state.value, words=written(words), step=at)
    settle(call, given_by(call), kept)
    return told(call, kept, f"{kept.shown} {kept.gist}{_before(before, call)}{_next_step(call, kept)}")


@command(creates=True)
def psap(
    call: Call,
    name: Named,
    state: Working,
    words: Annotated[Long, Rest(), Hint("what is wrong, since when")] = "",
    *,
    rerouted: Annotated[str, Key("to"), Hint("which PSAP takes its calls")] = "",
) -> tuple[Reply, ...]:
    """Report how a public safety answering point (911) works, and who takes its calls.

    report psap "Ada County 911" degraded no location data to:"Canyon County 911"
    """
    before = newest(call, readable(call), Subject.PSAP, name)
    kept = add(call, Subject.PSAP, name, state=state.value, words=written(words), rerouted=rerouted)
    settle(call, given_by(call), kept)
    return told(call, kept, f"{kept.shown} {kept.gist}{_before(before, call)}")


@command(verb="list", closed=True)
def list_(call: Call, subject: Subject | None = None) -> Reply:
    """List the newest reports, all or of one kind (can, system, psap, lifeline); only you see the answer.

    report list system: how every system stands now.
    """
    if subject in (Subject.SYSTEM, Subject.PSAP):
        found = call.store.newest_states(call.here.id, readable(call), subject)
    else:
        found = call.store.reports(call.here.id, readable(call), subject=subject, most=MOST_ROWS)
    if not found:
        return Reply(text=f"{call.here.shown}: there are no {f'{subject.value} ' if subject else ''}reports.")
    card = Card(
        title=f"{call.here.shown}: reports{f', {subject.value}' if subject else ''}",
        table=Table(("Id", "Time", "What", "By"), tuple(_row(one, call) for one in found)),
        lines=(f"The newest {MOST_ROWS} are shown.",) if len(found) >= MOST_ROWS else (),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words_of(card), card=card)


@command(closed=True)
def show(call: Call, id: Number) -> Reply:
    """Show a report whole, with what became of its needs; only you see the answer.

    report show SR-4
    """
    one = the_report(call, id)
    needed = call.store.report_needs(one.id)
    said = (
        ("About", f"{one.name} {one.state}".strip()),
        ("Conditions", one.conditions),
        ("Actions", one.actions),
        ("Needs", "; ".join(f"{need.number}. {need.words}{_made(need)}" for need in needed) or one.needs),
        ("Words", one.words),
        ("PACE step", one.step),
        ("Calls go to", one.rerouted),
        ("For", one.position),
    )
    history = call.store.history(one.incident, Thing.REPORT, one.number)
    card = Card(
        title=f"{call.here.shown}: {one.shown} ({one.subject.value})",
        fields=tuple((label, value) for label, value in said if value),
        lines=tuple(f"{shown(change.at, call.zone)} {change.verb}: {change.words}" for change in history[1:]),
        footer=as_of(one, call),
        colour=Colour(one.state) if one.subject is Subject.LIFELINE else None,
    )
    return Reply(text=words_of(card), card=card, choices=_offers([need for need in needed if not need.request], one))


@command()
def request(
    call: Call,
    id: Number,
    which: Annotated[Count, Hint("which of its needs: 1 is the first")] = 1,
    quantity: Annotated[Count | None, Hint("how many, where the report does not say")] = None,
) -> tuple[Reply, ...]:
    """Make a request of one of a report's needs; a need is asked for once.

    report request SR-4 2 quantity:1
    """
    one = the_report(call, id)
    needed = call.store.report_needs(one.id)
    need = next((each for each in needed if each.number == which), None)
    if need is None:
        raise Refused(f"{one.shown} has {len(needed)} needs, not {which}. Nothing was recorded.")
    if need.request:
        raise Refused(f"“{need.words}” of {one.shown} is R-{need.request} already. Nothing was recorded.")
    counted, words = counted_need(need.words)
    if not (quantity or counted):
        return (_ask_how_many(call, one, need),)
    asked = _asked(call, one, quantity or counted, item_of(words))
    replies = ask(call, asked)
    call.store.save(replace(need, request=asked.number))
    return replies


def _need(call: Call, report: Report, number: int, words: str) -> Need:
    return call.store.add(Need(incident=call.here.id, report=report.id, number=number, words=words[:300]))


def _offers(needed: list[Need], report: Report) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"Request: {need.words[:40]}", f"report request {report.shown} {need.number}", face)
        for need, face in zip(needed, FACES[:5], strict=False)
    )


def _ask_how_many(call: Call, one: Report, need: Need) -> Reply:
    line = f"report request {one.shown} {need.number}"
    field = Field(key="quantity", label="How many", required=True, value="1", hint=f"how many of: {need.words[:80]}")
    words = f"How many of “{need.words}”? {call.prefix} {line} quantity:…"
    return Reply(text=words, form=Form(title="Request", command=line, fields=(field,)))


def _asked(call: Call, one: Report, quantity: int, item: str) -> Request:
    position = named_position(one.position or one.name)
    return Request(
        incident=call.here.id,
        group=one.group,
        number=call.store.next_number(call.here.id, "R"),
        quantity=quantity,
        what=item,
        what_key=what_key(item),
        spectrum=touches_spectrum(item),
        chief=chief_for((position,) if position else (), "A" if not position else ""),
        asker="" if one.by in call.store.same_person(call.who.key) else one.name,
        report=one.number,
        at=call.at,
        by=call.who.key,
        by_name=speaker(call),
    )


def _made(need: Need) -> str:
    return f" (R-{need.request})" if need.request else ""


def _row(one: Report, call: Call) -> tuple[str, ...]:
    return (one.shown, shown(one.at, call.zone), one.gist, one.by_name)


def _before(before: Report | None, call: Call) -> str:
    return f" (was {before.state.upper()}, {shown(before.at, call.zone)})" if before else ""


def _next_step(call: Call, report: Report) -> str:
    """What the PACE plans of the nets on that system say next, where it does not work."""
    if report.state == Working.UP or home(call) != report.group:
        return ""
    nets = [one.net for one in call.store.radio_nets(call.here.id) if unit_key(one.net.channel) == report.name_key]
    steps = ((net, net.pace.after(net.channel)) for net in nets)
    told_steps = [f"{net.name}: next is {step[0].upper()} {step[1]}" for net, step in steps if step]
    return f". PACE {'; '.join(told_steps)}" if told_steps else ""
