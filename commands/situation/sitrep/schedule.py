"""Situation reports on schedule: set, shown, taken away."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown, span
from commands.domain.schedules import Schedule, Source
from commands.facts.sitrep_clock import RIGHT, SHORTEST, SITREP, keep, own, settings, timed
from commands.line import times
from commands.line.converters import Converter
from commands.line.daily import HINT, cron, read_clocks, soonest
from commands.registry import IN_INCIDENT, command

FORMS = ("brief", "full", "plain")
LONGEST = timedelta(days=7)


@dataclass(frozen=True)
class Interval:
    """So often, in this form."""

    every: timedelta
    form: str


@dataclass(frozen=True)
class Daily:
    """At these times of day, in this form."""

    clocks: tuple[str, ...]
    form: str


def _split(text: str) -> tuple[str, str]:
    """The words before the form, and the form; without one, everything is posted."""
    *before, last = text.split()
    return (" ".join(before), last.casefold()) if last.casefold() in FORMS else (text, "full")


def _read_interval(text: str, _: Call) -> Interval:
    said, form = _split(text)
    every = times.read_duration(said)
    if not SHORTEST <= every <= LONGEST:
        raise ValueError("it is not between 10 minutes and 7 days")
    return Interval(every, form)


def _read_daily(text: str, call: Call) -> Daily:
    said, form = _split(text)
    return Daily(read_clocks(said, call), form)


EVERY = Converter(read=_read_interval, hint="a time span such as 4h, and brief or full", blanks=True)
AT = Converter(read=_read_daily, hint=f"{HINT}, and brief or full", blanks=True)


@command(needs=RIGHT, where=IN_INCIDENT)
def every(call: Call, span_: Annotated[Interval, EVERY]) -> Reply:
    """Have a situation report posted every so often, counted from now; with PDF and picture, or brief.

    sitrep every 4h. sitrep every 2h brief. It takes the place of another interval, not of times of day.
    """
    line = _line(span_.form)
    known = [one for one in _mine(call) if one.every]
    if [(one.every, one.command) for one in known] == [(span_.every, line)]:
        return Reply(text=f"A situation report is made every {span(span_.every)} already. Nothing was changed.")
    for one in known:
        call.store.remove(one)
    _add(call, line, every=span_.every)
    return _told(call, f"A situation report is made every {span(span_.every)}")


@command(needs=RIGHT, where=IN_INCIDENT)
def at(call: Call, times: Annotated[Daily, AT]) -> Reply:
    """Have a situation report posted at times of day, in the incident's time; with PDF and picture, or brief.

    sitrep at 0600,1200,1800. It takes the place of other times of day, not of an interval.
    """
    line = _line(times.form)
    wanted = {cron(one) for one in times.clocks}
    known = [one for one in _mine(call) if one.cron]
    if {(one.cron, one.command) for one in known} == {(one, line) for one in wanted}:
        return Reply(text=f"A situation report is made at {', '.join(times.clocks)} already. Nothing was changed.")
    for one in known:
        call.store.remove(one)
    for time in sorted(wanted):
        _add(call, line, cron=time)
    return _told(call, f"A situation report is made at {', '.join(times.clocks)}")


@command(closed=True, where=IN_INCIDENT)
def schedule(call: Call) -> Reply:
    """Show when situation reports are made by themselves; only you see the answer."""
    lines = [f"· {timed(one)}" for one in sorted(own(call), key=timed)]
    if before := settings(call).before_end:
        lines.append(f"· {span(before)} before each operational period ends")
    if not lines:
        return Reply(text=f"{call.here.shown}: no schedule is set: {call.prefix} sitrep every 4h")
    apart = "Within half an hour of a shift summary none is made: it says the same."
    return Reply(text="\n".join([f"{call.here.shown}: situation reports", *lines, _next(call), apart]))


@command(needs=RIGHT, where=IN_INCIDENT)
def stop(call: Call) -> Reply:
    """Have no situation reports made by themselves any more."""
    known, before = _mine(call), settings(call)
    if not known and before.before_end is None:
        fixed = " What the configuration file sets is changed there." if own(call) else ""
        raise Refused(f"No schedule was set here; nothing was changed.{fixed}")
    for one in known:
        call.store.remove(one)
    if before.before_end is not None:
        keep(call, replace(before, before_end=None, form=""))
    left = " What the configuration file sets goes on." if own(call) else ""
    return Reply(text=f"Situation reports are made by hand only, set by {call.who.name}.{left}", audience=Audience.MAIN)


def _mine(call: Call) -> list[Schedule]:
    """What was set by command; what the file sets is the file's."""
    return [one for one in own(call) if one.source is Source.COMMAND]


def _line(form: str) -> str:
    return SITREP if form == "plain" else f"{SITREP} {form}"


def _add(call: Call, line: str, *, cron: str = "", every: timedelta | None = None) -> None:
    call.store.add(
        Schedule(incident=call.here.id, command=line, anchor=call.at, cron=cron, every=every, source=Source.COMMAND)
    )


def _told(call: Call, text: str) -> Reply:
    return Reply(text=f"{text}, set by {call.who.name}. {_next(call)}", audience=Audience.MAIN)


def _next(call: Call) -> str:
    soon = soonest(own(call), call)
    return f"Next: {shown(soon, call.zone)}." if soon else "Next: before the period ends."
