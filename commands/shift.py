"""The shifts of the communications desk: a clock of its own, beside the operational period's."""

import re
from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.converters import Converter
from commands.domain.checkins import counted
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown
from commands.domain.roles import COMU, Rank
from commands.domain.schedules import Schedule, Source
from commands.registry import command
from commands.schedules import next_due

TURN = "shift turn"
MOST = 6


def _read_clocks(text: str, _: Call) -> tuple[str, ...]:
    """Times of day, ``0600``, in the order of the day."""
    said = [part for part in re.split(r"[,;\s]+|\band\b", text) if part]
    found = [re.fullmatch(r"(\d{1,2}):?(\d{2})", part) for part in said]
    if not found or not all(one and int(one[1]) < 24 and int(one[2]) < 60 for one in found):
        raise ValueError("it is not one or more times of day")
    clocks = sorted({f"{int(one[1]):02}{one[2]}" for one in found if one})
    if len(clocks) > MOST:
        raise ValueError(f"a day has at most {MOST} shifts")
    return tuple(clocks)


Clocks = Annotated[tuple[str, ...], Converter(read=_read_clocks, hint="times such as 0600,1800", blanks=True)]


@command(also=("shifts",), closed=True)
def shift(call: Call) -> Reply:
    """Show who is on the communications desk, and when its shift changes next; only you see the answer."""
    return Reply(text="\n".join([f"{call.here.shown}: communications desk", *_on_it(call), _next(call)]))


@command(needs="shift at")
def at(call: Call, times: Clocks) -> Reply:
    """Set when the shift of the communications desk changes, every day, in the incident's time.

    shift at 0600,1800. The clock then says so in the main group, with who is on the desk and which hand-overs wait.
    """
    wanted = {_cron(one) for one in times}
    known = _schedules(call)
    if {one.cron for one in known} == wanted:
        return Reply(text=f"The shift changes at {', '.join(times)} already. Nothing was changed.")
    for one in known:
        if one.cron not in wanted:
            call.store.remove(one)
    for cron in sorted(wanted - {one.cron for one in known}):
        call.store.add(Schedule(incident=call.here.id, command=TURN, anchor=call.at, cron=cron, source=Source.COMMAND))
    words = f"The shift of the communications desk changes at {', '.join(times)}, set by {call.who.name}. {_next(call)}"
    return Reply(text=words, audience=Audience.MAIN)


@command(needs="shift at")
def stop(call: Call) -> Reply:
    """Let the clock say nothing more of the desk's shifts."""
    known = _schedules(call)
    if not known:
        raise Refused(f"No times are set; nothing was changed. {call.prefix} shift at 0600,1800 sets them.")
    for one in known:
        call.store.remove(one)
    return Reply(text=f"The desk's shift times are taken away by {call.who.name}.", audience=Audience.MAIN)


@command(needs="clock")
def turn(call: Call) -> Reply:
    """Say that the shift of the communications desk changes, who is on it, and which hand-overs wait."""
    waiting = [one for one in call.store.handovers(call.here.id) if one.position in COMU]
    owed = f"{counted(len(waiting), 'hand-over')} wait: {', '.join(one.shown for one in waiting)}" if waiting else ""
    title = f"{call.here.shown}: SHIFT CHANGE of the communications desk, {shown(call.due or call.at, call.zone)}"
    held = "Each position is held until relieved."
    return Reply(text="\n".join(filter(None, [title, *_on_it(call), owed, held])), audience=Audience.MAIN)


def _on_it(call: Call) -> list[str]:
    held = [one for one in call.store.holders(call.here.id, tuple(COMU)) if one.rank is not Rank.TRAINEE]
    lines = [f"{one.seat.shown}: {one.who}, since {shown(one.since, call.zone)}" for one in held]
    return lines or ["Nobody holds a position of the Communications Unit."]


def _next(call: Call) -> str:
    times = [next_due(one, call.at, call.zone) for one in _schedules(call)]
    soon: datetime | None = min((one for one in times if one is not None), default=None)
    if soon is None:
        return f"No shift times are set: {call.prefix} shift at 0600,1800"
    return f"Next shift change: {shown(soon, call.zone)}"


def _schedules(call: Call) -> tuple[Schedule, ...]:
    return tuple(one for one in call.store.schedules(call.here.id) if one.command == TURN)


def _cron(clock: str) -> str:
    return f"{int(clock[2:])} {int(clock[:2])} * * *"
