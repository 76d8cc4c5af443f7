"""The shifts of the communications desk: a clock of its own, and the hand-over from one to the next."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import clock, shown, span
from commands.domain.organisation.roles import IC, Rank
from commands.domain.organisation.shifts import ShiftPart
from commands.domain.schedules import Schedule, Source, Timer
from commands.domain.situation.shift_summary import compose
from commands.domain.situation.situation_faces import card
from commands.facts.sitrep_clock import TURN, overtaken, settings
from commands.line.converters import Converter, Duration
from commands.line.daily import Clocks, cron
from commands.line.signature import Hint, Key
from commands.line.stretches import HINT, Numbers, meant, read_stretches
from commands.line.who import Where
from commands.organisation.role import handing
from commands.organisation.shift import changing
from commands.organisation.shift.changing import desk_lines, mine, next_turn, turns
from commands.registry import IN_INCIDENT, command
from commands.shared.belonging import in_person, name_of


@command(also=("shifts",), closed=True, where=IN_INCIDENT)
def shift(call: Call) -> Reply:
    """Show who is on the communications desk, and when its shift changes next; only you see the answer."""
    return Reply(text="\n".join([f"{call.here.shown}: communications desk", *desk_lines(call), _next(call)]))


@command(needs="shift at", where=IN_INCIDENT)
def at(
    call: Call,
    times: Clocks,
    *,
    within: Annotated[Duration | None, Key("accept"), Hint("how long the incoming holders have to accept")] = None,
) -> Reply:
    """Set when the shift of the communications desk changes, every day, in the incident's time.

    shift at 0600,1800. Sixty minutes before, the incoming holders get a draft of the summary; at the change it is
    posted in the main group, and they accept it. accept:20m: who has not by then is told to the outgoing holder and IC.
    """
    known = turns(call)
    wanted = {cron(one) for one in times}
    if {one.cron for one in known} == wanted and within is None:
        return Reply(text=f"The shift changes at {', '.join(times)} already. Nothing was changed.")
    _schedule(call, known, wanted)
    if within is not None:
        changing.accept_within(call, within)
    changing.first_shift(call)
    changing.wake_for_draft(call)
    text = f"The shift of the communications desk changes at {', '.join(times)}, set by {call.who.name}. {_next(call)}"
    return Reply(text=text, audience=Audience.MAIN)


@command(needs="shift at", where=IN_INCIDENT)
def stop(call: Call) -> Reply:
    """Let the clock say nothing more of the desk's shifts."""
    known = turns(call)
    if not known:
        raise Refused(f"No times are set; nothing was changed. {call.prefix} shift at 0600,1800 sets them.")
    for one in known:
        call.store.remove(one)
    return Reply(text=f"The desk's shift times are taken away by {call.who.name}.", audience=Audience.MAIN)


@command(closed=True, where=IN_INCIDENT)
def brief(call: Call) -> Reply:
    """Show what became of everything since the shift began, your own part first; only you see the answer."""
    running = call.store.shift(call.here.id)
    since = running.start if running else call.here.opened
    title = f"Shift {running.number} so far" if running else "So far"
    found = card(compose(title, changing.difference(call, since), mine(call)))
    return Reply(text=words(found), card=found)


@command(closed=True, also=("difference", "between"), where=IN_INCIDENT)
def diff(call: Call, which: Annotated[Numbers, Converter(read=read_stretches, hint=HINT, blanks=True)]) -> Reply:
    """Show what changed from the beginning of one shift, or period, to the end of another; only you see the answer.

    shift diff 3 4: from the beginning of shift 3 to the end of shift 4. shift diff periods 1 2. shift diff 3: that one.
    Of a stretch that is over, what was open at its end is told as it was then.
    """
    stretch = meant(call, which)
    found = card(compose(stretch.name, changing.difference(call, stretch.since, stretch.until)))
    return Reply(text=words(found), card=found)


@command(where=IN_INCIDENT)
def accept(call: Call, position: Where | None = None) -> Reply:
    """Accept the shift that you take over; for somebody who is not on chat the desk does, with the position.

    shift accept. shift accept RADO.
    """
    running = call.store.shift(call.here.id)
    parts = call.store.shift_parts(call.here.id, running.number) if running else ()
    wanted = [one for one in parts if (one.seat == position if position else _is_mine(call, one))]
    if running is None or not wanted:
        raise Refused(_nothing_to_accept(parts))
    open_ = [one for one in wanted if one.accepted is None]
    if not open_:
        return Reply(text=f"Shift {running.number} is accepted already. Nothing was changed.")
    for one in open_:
        _accept(call, one)
    left = sum(one.accepted is None for one in parts) - len(open_)
    waits = f"{counted(left, 'position')} still to be accepted." if left else "All of it is accepted."
    seats = ", ".join(one.shown for one in open_)
    when = shown(call.at, call.zone)
    text = f"Shift {running.number} accepted by {name_of(call)}, {when}: {seats}. {waits}"
    return Reply(text=text, audience=Audience.MAIN)


@command(needs="clock", where=IN_INCIDENT)
def draft(call: Call, turn: str) -> tuple[Reply, ...]:
    """Send a draft of the summary to those who take over, an hour before the change."""
    change = next_turn(call)
    if change is None or str(int(change.timestamp())) != turn:
        return ()
    running = changing.first_shift(call)
    if running.drafted == change:
        return ()
    call.store.save(replace(running, drafted=change))
    parts = changing.incoming(call, change)
    if not parts:
        return changing.nobody_named(call, change)
    title = f"DRAFT for the shift change at {clock(change, call.zone)}"
    return changing.to_each(title, changing.difference(call, running.start), parts, accept=False)


@command(needs="clock", where=IN_INCIDENT)
def turn(call: Call) -> tuple[Reply, ...]:
    """Post the summary of the shift that ends, for those who take over, and ask them to accept it."""
    running = call.store.shift(call.here.id)
    if (call.due and running and running.due == call.due) or overtaken(call, turns(call)):
        return ()
    over, begun = changing.next_shift(call)
    changing.wake_for_draft(call)
    parts = tuple(call.store.add(one) for one in changing.incoming(call, call.due or call.at, begun.number))
    if parts:
        at = call.at + settings(call).accept_within
        call.store.add(Timer(incident=call.here.id, at=at, command=f"shift unaccepted {begun.number}"))
    return changing.final(call, over, begun, parts)


@command(needs="clock", where=IN_INCIDENT)
def unaccepted(call: Call, number: int) -> tuple[Reply, ...]:
    """Tell the outgoing holders and the IC who has not accepted the shift."""
    running = call.store.shift(call.here.id)
    parts = call.store.shift_parts(call.here.id, number)
    owed = [one for one in parts if one.accepted is None]
    if running is None or running.number != number or not owed:
        return ()
    named = "; ".join(one.shown for one in owed)
    since = span(call.at - running.start)
    commanders = [one.person for one in call.store.holders(call.here.id, (IC,)) if one.rank is Rank.HOLDER]
    text = f"SHIFT {number} NOT ACCEPTED for {since}: {named}. Who leaves stays on until it is."
    told = in_person((*(one.leaving for one in owed), *commanders), text)
    return (Reply(text=text, audience=Audience.MAIN, choices=(changing.ACCEPT,)), *told)


def _accept(call: Call, one: ShiftPart) -> None:
    if not handing.speaks_for(one.to, call):
        raise Refused(f"{one.seat.shown} is for {one.to_name} to accept; nothing was changed.")
    call.store.save(replace(one, accepted=call.at, accepted_by=name_of(call)))


def _is_mine(call: Call, one: ShiftPart) -> bool:
    return one.to in call.store.same_person(call.who.key)


def _nothing_to_accept(parts: tuple[ShiftPart, ...]) -> str:
    owed = [one.shown for one in parts if one.accepted is None]
    told = f"To be accepted: {'; '.join(owed)}." if owed else "Nothing waits to be accepted."
    return f"There is no shift for you to accept; nothing was changed. {told}"


def _schedule(call: Call, known: tuple[Schedule, ...], wanted: set[str]) -> None:
    for one in known:
        if one.cron not in wanted:
            call.store.remove(one)
    for cron_ in sorted(wanted - {one.cron for one in known}):
        call.store.add(Schedule(incident=call.here.id, command=TURN, anchor=call.at, cron=cron_, source=Source.COMMAND))


def _next(call: Call) -> str:
    soon = next_turn(call)
    if soon is None:
        return f"No shift times are set: {call.prefix} shift at 0600,1800"
    return f"Next shift change: {shown(soon, call.zone)}"
