"""Operational periods, and the objectives of the incident (ICS 202)."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Reply
from commands.domain.moments import shown
from commands.domain.organisation.periods import Objective, Period
from commands.domain.schedules import Timer
from commands.facts.sitrep_clock import before_end
from commands.line.converters import Long, id_of
from commands.line.periods import Range, Times, coming, current
from commands.line.signature import Hint, Key, Rest
from commands.registry import IN_INCIDENT, command
from commands.shared import rights

LONGEST_OBJECTIVE = 500


@command(also=("op", "periods"), closed=True, where=IN_INCIDENT)
def period(
    call: Call,
    times: Annotated[Range | None, Hint("empty to show it")] = None,
    *,
    aims: Annotated[Long, Key("objectives"), Hint("one a line, or semicolons between")] = "",
) -> Reply:
    """Set the operational period, or show it with its objectives.

    period 0600-1800. period tomorrow 0600-1800: the next one, which then begins by itself.
    period 1800-0600 objectives:"Hold the river; no one hurt": its times and its objectives in one line.
    """
    if times is None and not aims:
        return show(call)
    if call.here.closed:
        raise Refused(f"{call.here.shown} is closed; nothing was changed.")
    rights.require("period set", call, "Setting the operational period")
    if times is None:
        return objectives(call, aims)
    wanted = _each(aims)
    told = _set(call, times)
    return replace(told, text="\n".join([told.text, *_added(call, wanted)])) if wanted else told


@command(closed=True, where=IN_INCIDENT)
def show(call: Call) -> Reply:
    """Show the operational period, the next one and the objectives; only you see the answer."""
    now, then = current(call), coming(call)
    card = Card(
        title=f"{call.here.shown}: {_named(now, call) if now else 'no operational period is set'}",
        fields=(("Next", _named(then, call)),) if then else (),
        lines=_listed(call),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


@command(needs="period set", where=IN_INCIDENT)
def close(call: Call) -> Reply:
    """Close the operational period before its time; the next one begins at its own."""
    now = current(call)
    if now is None:
        raise Refused(f"No operational period runs now; nothing was changed. {call.prefix} period 0600-1800 sets one.")
    call.store.save(replace(now, closed=call.at))
    then = coming(call)
    ahead = f"Next: {_named(then, call)}." if then else "No next one is set."
    return Reply(
        text=f"Operational period {now.number} is closed by {call.who.name}, {shown(call.at, call.zone)}. {ahead}",
        audience=Audience.MAIN,
    )


@command(also=("objective",), needs="period set", creates=True, where=IN_INCIDENT)
def objectives(call: Call, text: Annotated[Long, Rest(), Hint("one a line; empty to list them")] = "") -> Reply:
    """Add objectives, one a line or with semicolons between; without words they are listed.

    period objectives Keep the fire north of the river; no one hurt.
    """
    wanted = _each(text)
    if not wanted:
        return Reply(text="\n".join([call.here.shown, *(_listed(call) or ("No objectives are set.",))]))
    added = _added(call, wanted)
    if not added:
        return Reply(text="These objectives are set already. Nothing was changed.")
    return Reply(text="\n".join(added), audience=Audience.MAIN)


@command(needs="period set", where=IN_INCIDENT)
def strike(call: Call, id: Annotated[int, id_of("O")], why: str = "") -> Reply:
    """Strike an objective; it stays in the record, struck."""
    found = next((one for one in call.store.objectives(call.here.id) if one.number == id), None)
    if found is None:
        raise Refused(f"There is no objective O-{id}; nothing was changed. {call.prefix} period show lists them.")
    if found.struck:
        return Reply(text=f"O-{id} was struck already, {shown(found.struck, call.zone)}. Nothing was changed.")
    call.store.save(replace(found, struck=call.at, struck_by=call.who.key, why=why))
    because = f" ({why})" if why else ""
    return Reply(text=f"O-{id} is struck by {call.who.name}{because}: {found.words}", audience=Audience.MAIN)


@command(needs="clock", where=IN_INCIDENT)
def turn(call: Call, number: int) -> Reply | tuple[Reply, ...]:
    """Say that an operational period begins."""
    found = _numbered(call, number)
    if found is None or found.closed or found.begun or found.start > call.at:
        return ()
    call.store.save(replace(found, begun=call.at))
    text = "\n".join([f"{call.here.shown}: {_named(found, call)} begins.", *_listed(call)])
    return Reply(text=text, audience=Audience.MAIN)


@command(needs="clock", where=IN_INCIDENT)
def over(call: Call, number: int) -> Reply | tuple[Reply, ...]:
    """Say that an operational period is over, where none follows it."""
    found = _numbered(call, number)
    if found is None or found.closed or found.end > call.at:
        return ()
    call.store.save(replace(found, closed=call.at))
    if current(call):
        return ()
    then = coming(call)
    ahead = f"Next: {_named(then, call)}." if then else f"No next one is set: {call.prefix} period 1800-0600."
    return Reply(text=f"Operational period {number} is over. {ahead}", audience=Audience.MAIN)


def _set(call: Call, times: Times) -> Reply:
    """A new period, or the open one that it overlaps with other times."""
    open_ = [one for one in call.store.periods(call.here.id) if one.closed is None and one.end > call.at]
    same = next((one for one in open_ if (one.start, one.end) == (times.start, times.end)), None)
    if same is not None:
        return Reply(text=f"{_named(same, call)} is set already. Nothing was changed.")
    meant = next((one for one in open_ if _is_meant(one, times, call)), None)
    if meant is not None:
        return _moved(call, meant, times)
    cut = next((one for one in open_ if one.start < times.start < one.end), None)
    if cut is not None:
        _timed(call, call.store.save(replace(cut, end=times.start)))
    number = call.store.next_number(call.here.id, "period")
    begun = call.at if times.start <= call.at else None
    added = call.store.add(
        Period(incident=call.here.id, number=number, start=times.start, end=times.end, by=call.who.key, begun=begun)
    )
    _timed(call, added)
    ends = f" Period {cut.number} ends {shown(times.start, call.zone)}." if cut else ""
    return Reply(text=f"{_named(added, call)} is set by {call.who.name}.{ends}", audience=Audience.MAIN)


def _is_meant(one: Period, times: Times, call: Call) -> bool:
    """The same period with other times: it began, or is to begin, within the one that is there."""
    overlap = times.start < one.end and one.start < times.end
    return overlap and (times.start <= one.start or (one.start <= call.at and times.start <= call.at))


def _moved(call: Call, before: Period, times: Times) -> Reply:
    begun = before.begun or (call.at if times.start <= call.at else None)
    after = call.store.save(replace(before, start=times.start, end=times.end, begun=begun))
    _timed(call, after)
    was = f"{shown(before.start, call.zone)} to {shown(before.end, call.zone)}"
    return Reply(text=f"{_named(after, call)}, by {call.who.name} (was {was}).", audience=Audience.MAIN)


def _timed(call: Call, one: Period) -> None:
    """The clock says when it begins and when it is over; what does not fit any more by then is passed over."""
    if one.begun is None:
        call.store.add(Timer(incident=one.incident, at=one.start, command=f"period turn {one.number}"))
    call.store.add(Timer(incident=one.incident, at=one.end, command=f"period over {one.number}"))
    before_end(call, one)


def _each(text: str) -> list[str]:
    """The objectives of a text, one a line or with semicolons between. Refused where one is too long."""
    said = [" ".join(part.split()) for line in text.splitlines() for part in line.split(";")]
    wanted = [part for part in said if part]
    if max(map(len, wanted), default=0) > LONGEST_OBJECTIVE:
        raise Refused(f"An objective has at most {LONGEST_OBJECTIVE} characters; nothing was recorded.")
    return wanted


def _added(call: Call, wanted: list[str]) -> list[str]:
    """Add those that are not set already; a line for each that is new."""
    known = {one.words.casefold() for one in call.store.objectives(call.here.id) if one.struck is None}
    added = [_add(call, part) for part in wanted if part.casefold() not in known]
    return [f"O-{one.number}: {one.words}" for one in added]


def _add(call: Call, text: str) -> Objective:
    number = call.store.next_number(call.here.id, "O")
    return call.store.add(Objective(incident=call.here.id, number=number, words=text, at=call.at, by=call.who.key))


def _numbered(call: Call, number: int) -> Period | None:
    return next((one for one in call.store.periods(call.here.id) if one.number == number), None)


def _named(one: Period, call: Call) -> str:
    return f"Operational period {one.number}, {shown(one.start, call.zone)} to {shown(one.end, call.zone)}"


def _listed(call: Call) -> tuple[str, ...]:
    return tuple(f"O-{one.number}: {one.words}" for one in call.store.objectives(call.here.id) if not one.struck)
