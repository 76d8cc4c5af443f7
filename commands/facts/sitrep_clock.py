"""When situation reports are made by themselves: every so often, at times of day, or before a period ends.

Intervals and times of day are schedules; the end of a period moves with the period, so each period has a timer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commands.call import Call
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown, span
from commands.domain.organisation.periods import Period
from commands.domain.organisation.shifts import APART
from commands.domain.schedules import Schedule, Source, Timer
from commands.domain.situation.sitrep import BriefingTimes
from commands.line import times
from commands.line.daily import clock_of
from commands.schedules import due
from commands.shared import rights

SITREP = "sitrep"
TURN = "shift turn"
ENDING = "sitrep ending"
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=12)
RIGHT = "report every"
WHAT = "Setting when situation reports are made"

_AHEAD = re.compile(
    r"(?P<span>\S+) before (?:the )?(?:(?:operational )?period(?:'s)? )?end(?: (?P<form>brief|full|plain))?"
)


@dataclass(frozen=True)
class Ahead:
    """So long before each operational period ends, in this form."""

    before: timedelta
    form: str


def read_ahead(text: str, _: Call) -> Ahead:
    """``30m before period end``; ValueError for anything else."""
    found = _AHEAD.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError("it is neither brief nor full, nor a time before the period ends")
    before = times.read_duration(found["span"])
    if not SHORTEST <= before <= LONGEST:
        raise ValueError("it is not between 10 minutes and 12 hours before the end")
    return Ahead(before, found["form"] or "full")


def already(call: Call) -> bool:
    """One due time has one report, also where an interval and a time of day meet; of several missed ones, the last."""
    last = call.store.last_sitrep(call.here.id)
    return bool(last and last.due and last.due == call.due) or overtaken(call, own(call))


def overtaken(call: Call, schedules: Iterable[Schedule]) -> bool:
    """True where a later one was due as well by now: what was missed before is not said any more."""
    return call.due is not None and any(due(one, call.due, call.at, call.zone) for one in schedules)


def hushed(call: Call) -> bool:
    """A shift summary that was posted, or is due, within half an hour says the same."""
    last = call.store.shift(call.here.id)
    if last and last.number > 1 and abs(call.at - last.start) < APART:
        return True
    return any(_turns_near(call, at) for at in (call.at, call.due or call.at))


def _turns_near(call: Call, at: datetime) -> bool:
    turns = (one for one in call.store.schedules(call.here.id) if one.command == TURN)
    return any(abs(turn - at) < APART for one in turns for turn in due(one, at - APART, at + APART, call.zone))


def own(call: Call) -> tuple[Schedule, ...]:
    """The schedules of reports, those of the configuration file among them."""
    return tuple(one for one in call.store.schedules(call.here.id) if one.command.split(" ")[0] == SITREP)


def settings(call: Call) -> BriefingTimes:
    """When the incident's reports are made; the usual times where nobody has set any."""
    return call.store.briefing_times(call.here.id) or BriefingTimes(incident=call.here.id)


def keep(call: Call, one: BriefingTimes) -> BriefingTimes:
    """Keep when reports are made; the answer carries id and version."""
    return call.store.save(one) if one.id else call.store.add(one)


def ahead(call: Call, wanted: Ahead) -> Reply:
    """Have a report made before each period ends."""
    rights.require(RIGHT, call, WHAT)
    known = settings(call)
    if (known.before_end, known.form) == (wanted.before, wanted.form):
        return Reply(
            text=f"A report is made {span(wanted.before)} before each period ends already. Nothing was changed."
        )
    keep(call, replace(known, before_end=wanted.before, form=wanted.form))
    open_ = [one for one in call.store.periods(call.here.id) if one.closed is None and one.end > call.at]
    for one in open_:
        before_end(call, one)
    next_ = min((one.end - wanted.before for one in open_), default=None)
    told = f"The next: {shown(next_, call.zone)}." if next_ else "No operational period is set yet."
    text = f"A situation report is made {span(wanted.before)} before each operational period ends. {told}"
    return Reply(text=f"{text} Set by {call.who.name}.", audience=Audience.MAIN)


def before_end(call: Call, period: Period) -> None:
    """Set the timer of the report before this period's end, where one is wanted and its time is still to come."""
    known = call.store.briefing_times(call.here.id)
    if known and known.before_end and period.end - known.before_end >= call.at:
        at = period.end - known.before_end
        call.store.add(Timer(incident=call.here.id, at=at, command=f"{ENDING} {period.number}"))


def wanted_at_end(call: Call, number: int) -> str | None:
    """The form of the report that is due now; None where the period was moved or closed, or a later one is due too."""
    known = settings(call)
    before, periods = known.before_end, call.store.periods(call.here.id)
    mine = next((one for one in periods if one.number == number), None)
    if before is None or mine is None or mine.end - before != call.due or (mine.closed and mine.closed < mine.end):
        return None
    missed = (one for one in periods if one.end > mine.end and one.closed is None)
    return None if any(one.end - before <= call.at for one in missed) else known.form


def timed(one: Schedule) -> str:
    """When a schedule speaks, in words."""
    extent = one.command.partition(" ")[2]
    where = ", set in the configuration file" if one.source is Source.FILE else ""
    when = f"every {span(one.every)}" if one.every else f"at {clock_of(one.cron)}"
    return f"{when}{f' ({extent})' if extent else ''}{where}"
