"""PAR, the personnel accountability report: a roll call of everybody who is checked in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from commands.accountability.par.clock import begin, wanted
from commands.accountability.par.meaning import (
    CountOf,
    Listed,
    ParId,
    added,
    meant,
    numbered,
    open_by_id,
    open_numbered,
    taking_answers,
)
from commands.accountability.par.rollcall import Said, Voice, complete, record, record_all, reported_of, tap, voice
from commands.accountability.par.telling import buttons, closing, fewer_form, named, names_of
from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.accountability.par import ANSWER, ROLL, WITHIN, Answer, Par, ParLine, Roll
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.folding import agency_key, unit_key
from commands.domain.messages import Audience, Card, Colour, Reply, Table
from commands.domain.moments import shown, span
from commands.domain.moves import step
from commands.line.converters import Agency, Div, Duration, Long, Names, id_of
from commands.line.signature import Hint, Key, Rest
from commands.registry import IN_INCIDENT, command
from commands.shared.speaker import own_name
from commands.shared.still_open import PEOPLE, tells_what_is_open


@tells_what_is_open(PEOPLE)
def _open_ones(call: Call) -> Iterator[str]:
    for one in call.store.pars(call.here.id):
        yield f"{one.of}: {call.store.par_tally(one.id).shown}"


@command(where=IN_INCIDENT)
def par(
    call: Call,
    name: Listed | None = None,
    count: CountOf | None = None,
    *,
    missing: Annotated[Names, Hint("names; read by a few only, so use the form")] = (),
    note: str = "",
    agency: Agency | None = None,
    roll: Annotated[int | None, Key("in"), id_of("P")] = None,
) -> Reply | tuple[Reply, ...]:
    """Answer a roll call for a crew as a count: who is there, of how many; alone, ask how it stands.

    par E12 4: all four are there. par E12 3 of 4: one is missing, told to all at once. par E12 all.
    A crew is answered for by its own people, its supervisor, the radio desk or the IC; what others say is shown as
    reported. Who is short or missing is told from whomever it comes.
    """
    if name is None:
        return status(call)
    one, line = meant(call, name, agency, roll)
    if count is None:
        form = fewer_form(one, (line.name,))
        return Reply(text=f"{line.name}: how many are there? {call.prefix} par {line.name} {line.expected}", form=form)
    missing = tuple(name for name in missing if name.casefold() not in {"none", "nobody", "no one"})
    total = line.expected if count.count is None else count.count
    return record(call, one, line, Said(count=total, of=count.of, missing=missing, words=note))


@command(needs="par start", where=IN_INCIDENT)
def start(
    call: Call,
    *,
    div: Div = "",
    within: Annotated[Duration | None, Hint("the time there is to answer")] = None,
    every: Annotated[Duration | None, Hint("how often another one starts")] = None,
) -> tuple[Reply, ...]:
    """Start a roll call of everybody on the roster, or of one division.

    par start. par start div A within:5m every:20m: again every 20 minutes, never over an open one.
    """
    return begin(call, wanted(call, div, within or WITHIN, every))


@command(verb="tap", where=IN_INCIDENT)
def press(call: Call, line: Annotated[int, Hint("the line of the button")]) -> tuple[Reply, ...]:
    """What a roll call's button says: everybody of this crew is there; from a member it counts for that member."""
    found_line = call.store.get(ParLine, line)
    if found_line is None or found_line.incident != call.here.id:
        raise Refused("That button belongs to no roll call here; nothing was recorded.")
    one = open_by_id(call, found_line.par)
    return record(call, one, found_line, Said(count=found_line.expected))


@command(where=IN_INCIDENT)
def here(call: Call, *, roll: Annotated[int | None, Key("in"), id_of("P")] = None) -> tuple[Reply, ...]:
    """Answer a roll call for yourself alone; your crew is answered for by its leader.

    par here.
    """
    pars = taking_answers(call, roll)
    keys = call.store.same_person(call.who.key)
    me = unit_key(own_name(call))
    for one in pars:
        if own := call.store.par_own(one.id, keys):
            return record(call, one, own[0], Said(count=1), own=True)
        for line in call.store.par_of(one.id, keys):
            return _for_oneself(call, one, line)
    for one in pars:
        for line in (*call.store.par_named(one.id, me), *call.store.par_crews(one.id, own_name(call))):
            if _names_me(line, call):
                return _by_name(call, one, line)
    return record_all(call, pars[0], added(pars[0], own_name(call), call.who.label, 1, person=call.who.key))


def _by_name(call: Call, one: Par, line: ParLine) -> tuple[Reply, ...]:
    """A name is no proof: it counts where the speaker answers for the line anyway."""
    if voice(call, line) is not Voice.CREW:
        return reported_of(call, one, line, "1 of 1" if line.single else "one of it")
    return _for_oneself(call, one, line)


def _for_oneself(call: Call, one: Par, line: ParLine) -> tuple[Reply, ...]:
    """A leader too answers for one person by this, not for the crew."""
    return record(call, one, line, Said(count=1), own=True) if line.single else tap(call, one, line, of_it=True)


def _names_me(line: ParLine, call: Call) -> bool:
    """Somebody of the speaker's name is meant by this; which is no proof that it is the speaker."""
    if line.single:
        return not line.person and (not line.agency or agency_key(line.agency) == agency_key(call.who.label))
    return unit_key(own_name(call)) in {unit_key(name) for name in (line.leader, *line.crew)}


@command(where=IN_INCIDENT)
def fewer(call: Call, id: ParId) -> Reply:
    """Open the form for a crew that is not complete.

    par fewer P-3.
    """
    one = open_numbered(call, id)
    names = [line.name for line in call.store.par_owed(one.id, most=300) if not line.single]
    text = f"{one.shown}: who is missing where? {call.prefix} par E12 3 of 4"
    return Reply(text=text, form=fewer_form(one, names[:100]))


@command(where=IN_INCIDENT)
def status(call: Call, id: ParId | None = None) -> Reply:
    """Show how the roll call stands: who has not answered, who is short; only you see the answer."""
    newest = call.store.pars(call.here.id) or call.store.pars(call.here.id, open_only=False, most=1)
    one = numbered(call, id) if id else next(iter(newest), None)
    if one is None:
        return Reply(text=f"{call.here.shown}: there was no roll call yet. {call.prefix} par start begins one.")
    owed = call.store.par_owing(one.id)
    tally = call.store.par_tally(one.id)
    rows = tuple((line.name, _told(line), line.place, line.led_by) for line in owed.named)
    more = owed.resources - len(rows)
    others = ((f"{more:,} more resources",) if more else ()) + (
        (f"{counted(owed.singles, 'single person')} (names: {call.prefix} par missing)",) if owed.singles else ()
    )
    lines = (f"and {', '.join(others)}",) if others else ()
    card = Card(
        title=f"{call.here.shown}: {one.of} {one.state.value.upper()}",
        fields=(("Accounted for", tally.shown), ("Due", _due(call, one)), *_series(one)),
        table=Table(("Resource", "Answered", "Where", "Leader"), rows) if rows else None,
        lines=lines,
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.GREEN
        if not owed
        else Colour.RED
        if any(x.state is Answer.SHORT for x in owed.named)
        else Colour.YELLOW,
    )
    return Reply(text=in_words(card), card=card, choices=buttons(call, one) if one.state is Roll.OPEN else ())


@command(needs="missing names", where=IN_INCIDENT)
def missing(call: Call, id: ParId | None = None) -> Reply:
    """Send you privately the names of those who are not accounted for."""
    newest = call.store.pars(call.here.id) or call.store.pars(call.here.id, open_only=False, most=1)
    one = numbered(call, id) if id else next(iter(newest), None)
    told = names_of(call, one) if one else ""
    if not told:
        return Reply(text="Nobody is missing in the newest roll call.")
    return Reply(text=told, audience=Audience.PRIVATE)


@command(needs="IC OSC SOFR", where=IN_INCIDENT)
def settle(
    call: Call, name: Listed, why: Annotated[Long, Rest()], *, agency: Agency | None = None
) -> tuple[Reply, ...]:
    """Account for a resource otherwise, with the reason; the roll call goes on without it.

    par settle E12 went home with BC 4 before the roll call.
    """
    one, line = meant(call, name, agency, None)
    if not line.id:
        raise Refused(f"{name} is not on the list of {one.of}.")
    after = replace(
        line, state=step(ANSWER, line.state, "settle", line.open_name), count=line.expected, words=why,
        by=call.who.key, by_name=own_name(call), at=call.at,
    )  # fmt: skip
    call.store.save(after)
    one = call.store.save(replace(one, state=step(ROLL, one.state, "answer", one.shown), answered=call.at))
    text = f"{one.of}: {line.open_name} accounted for by {own_name(call)}: {why}"
    return (Reply(text=text, audience=Audience.INCIDENT, loud=True), *complete(call, one))


@command(needs="par stop", also=("end", "close", "cancel"), where=IN_INCIDENT)
def stop(call: Call, id: ParId | None = None) -> tuple[Reply, ...]:
    """Close the roll call, and its series; who is not accounted for stays named.

    par stop. par stop P-3.
    """
    series = call.store.series(call.here.id)
    pars = (numbered(call, id),) if id else call.store.pars(call.here.id)
    ended = [call.store.save(replace(one, every=None)) for one in series if not id or one.number == id]
    fresh = {one.id: one for one in ended}
    open_ = [fresh.get(one.id, one) for one in pars if one.state is Roll.OPEN]
    if not open_ and ended:
        return (Reply(text=f"No further roll call starts by itself ({ended[0].shown}).", audience=Audience.MAIN),)
    if len(open_) != 1:
        which_one = ", ".join(f"{call.prefix} par stop {one.shown}" for one in open_)
        raise Refused(f"Which one? {which_one}" if open_ else "No roll call is open; nothing was changed.")
    (one,) = open_
    done = call.store.save(
        replace(one, state=step(ROLL, one.state, "stop", one.shown), closed=call.at, closed_by=call.who.key)
    )
    owed = call.store.par_owing(one.id)
    extra = call.store.par_owing(one.id, (Answer.EXTRA,))
    told = closing(done, call.store.par_tally(one.id), owed, extra)
    return (told, *named(call, done, "NOT ACCOUNTED FOR in"))


def _told(line: ParLine) -> str:
    told = "no answer" if line.count is None else f"{line.count} of {line.expected}"
    return f"{told}; {line.reported}" if line.reported else told


def _due(call: Call, one: Par) -> str:
    late = f", OVERDUE {span(call.at - one.due)}" if one.state is Roll.OPEN and call.at > one.due else ""
    return f"{shown(one.due, call.zone)}{late}"


def _series(one: Par) -> tuple[tuple[str, str], ...]:
    return (("Again", f"every {span(one.every)}"),) if one.every else ()
