"""What the clock says of a roll call: the reminder, the ladder, and the next one of a series."""

from dataclasses import replace
from datetime import timedelta

from commands.accountability.par.meaning import ParId, numbered
from commands.accountability.par.rollcall import again
from commands.accountability.par.telling import LISTED, buttons, called, climb, named, overdue, reminded
from commands.call import Call
from commands.domain.accountability.par import AT_THE_TOP, LADDER, ROLL, STEP, Answer, Par, Roll, overlap, reminder
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import clock
from commands.domain.moves import step
from commands.domain.schedules import Timer
from commands.registry import command


def begin(call: Call, new: Par) -> tuple[Reply, ...]:
    """Open a roll call and set its times. One that an emergency calls for supersedes what was called before it."""
    clashes = [one for one in call.store.pars(call.here.id) if overlap(one.div, new.div)]
    before, clashes = _before_the_emergency(call, clashes)
    if clash := next(iter(clashes), None):
        tally = call.store.par_tally(clash.id)
        raise Refused(
            f"{clash.of} is open since {clock(clash.opened, call.zone)}: {tally.shown}. Nothing was started. Answers "
            f"go into it; to begin anew: {call.prefix} par stop {clash.shown}"
        )
    within = min(new.within, new.every) if new.every else new.within
    number = call.store.next_number(call.here.id, "par")
    one = call.store.add(replace(new, number=number, within=within, due=call.at + within))
    call.store.list_par(one)
    tally = call.store.par_tally(one.id)
    _supersede(call, before)
    if not tally.listed:
        raise Refused("Nobody is checked in there, so there is nobody to account for. Nothing was started.")
    for older in call.store.series(call.here.id) if one.every else ():
        if older.id != one.id and overlap(older.div, one.div):
            call.store.save(replace(older, every=None))
    for at, verb in ((reminder(one.opened, one.due), "remind"), (one.due, "overdue")):
        call.store.add(Timer(incident=one.incident, at=at, command=f"par {verb} {one.shown}"))
    first, *further = called(call, one, tally)
    if before:
        names = ", ".join(older.shown for older in before)
        text = f"EMERGENCY ROLL CALL, instead of {names}: what was answered there counts no longer. {first.text}"
        first = replace(first, text=text, notify=True)
    return (first, *further)


def _before_the_emergency(call: Call, clashes: list[Par]) -> tuple[list[Par], list[Par]]:
    """The open roll calls that began before the newest emergency that is open, and the others."""
    raised = max((one.at for one in call.store.emergencies(call.here.id)), default=None)
    if raised is None:
        return [], clashes
    return [one for one in clashes if one.opened < raised], [one for one in clashes if one.opened >= raised]


def _supersede(call: Call, before: list[Par]) -> None:
    """Both are kept; a series goes on by its times."""
    for one in before:
        state = step(ROLL, one.state, "supersede", one.shown)
        again(call, call.store.save(replace(one, state=state, closed=call.at, closed_by=call.who.key)))


def wanted(call: Call, div: str, within: timedelta, every: timedelta | None) -> Par:
    """A roll call that is still to be opened."""
    return Par(
        incident=call.here.id,
        number=0,
        div=div,
        within=within,
        every=every,
        opened=call.at,
        opened_by=call.who.key,
        due=call.at + within,
    )


@command(needs="clock")
def remind(call: Call, id: ParId) -> tuple[Reply, ...]:
    """Remind those who have not answered."""
    one = numbered(call, id)
    owed = call.store.par_owing(one.id, (Answer.WAITING,))
    if one.state is not Roll.OPEN or not owed:
        return ()
    keys = call.store.par_alone(one.id, LISTED)
    alone = Reply(
        text=f"{one.of}: are you all right? Press “I am here”, or {call.everywhere} par here.",
        audience=Audience.PRIVATE,
        to=keys,
        choices=(buttons(call, one)[-1],),
        loud=True,
    )
    public = reminded(call, one, owed)
    return (*public, alone) if keys else public


@command(verb="overdue", needs="clock")
def go_up(call: Call, id: ParId) -> tuple[Reply, ...]:
    """Carry an overdue roll call one step up the ladder."""
    one = numbered(call, id)
    owed = call.store.par_owing(one.id)
    if one.state is not Roll.OPEN or not owed:
        return ()
    rung = climb(call, one, owed)
    one = call.store.save(replace(one, rung=rung, state=step(ROLL, one.state, "call", one.shown)))
    pause = AT_THE_TOP if LADDER[rung] == "IC" else STEP
    call.store.add(Timer(incident=one.incident, at=call.at + pause, command=f"par overdue {one.shown}"))
    told = overdue(call, one, call.store.par_tally(one.id), owed)
    names = named(call, one, "NOT ACCOUNTED FOR in") if rung == 0 or LADDER[rung] == "IC" else ()
    return (told, *names)


@command(verb="again", needs="clock")
def once_more(call: Call, id: ParId) -> tuple[Reply, ...]:
    """Start the next roll call of a series, unless one is open."""
    one = numbered(call, id)
    if one.every is None:
        return ()
    if any(overlap(one.div, other.div) for other in call.store.pars(call.here.id)):
        again(call, replace(one, opened=call.at - one.every))
        return ()
    return begin(call, wanted(call, one.div, one.within, one.every))
