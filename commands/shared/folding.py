"""Routine lines go to the main group one by one; when they come thick, and while an emergency is open, together."""

from commands.call import Call
from commands.domain.messages import Audience, Reply
from commands.domain.moments import clock
from commands.domain.routine import THICK, WINDOW, Routine, folded
from commands.domain.schedules import Timer

SAY = "roster fold"
"""What the clock says when it is time to tell what was folded."""


def routine(call: Call, what: str, short: str, words: str) -> Reply:
    """The answer to a routine change: ``what`` happened to whom in ``short``, and the whole line in ``words``."""
    store, here = call.store, call.here.id
    waiting = bool(store.untold(here))
    emergency = store.emergencies(here)
    apart = not waiting and not emergency and store.routine_since(here, call.at - WINDOW) < THICK
    store.add(Routine(incident=here, what=what, short=short, at=call.at, told=apart))
    if apart:
        return Reply(text=words, audience=Audience.MAIN)
    if emergency:
        return Reply(text=f"{words}. It is told to all when emergency {emergency[0].shown} is cleared.", log=words)
    if not waiting:
        store.add(Timer(incident=here, at=call.at + WINDOW, command=SAY))
    return Reply(text=f"{words}. It is told to all within a minute, together with the others.", log=words)


def told_together(call: Call) -> tuple[Reply, ...]:
    """Everything that was folded, in one line; nothing where nothing was, or where an emergency is still open."""
    lines = call.store.untold(call.here.id)
    if not lines or call.store.emergencies(call.here.id):
        return ()
    call.store.all_told(call.here.id)
    return (Reply(text=f"{clock(lines[0].at, call.zone)}: {folded(lines)}", audience=Audience.MAIN),)
