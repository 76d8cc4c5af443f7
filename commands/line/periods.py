"""Spans of time as people write them, and which operational period it is."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.moments import dated, shown
from commands.domain.organisation.periods import LONGEST, SHORTEST, Period
from commands.line import times
from commands.line.converters import Converter

_RANGE = re.compile(
    r"(?P<start>.*?\d{1,2}:?\d{2}\s?z?)\s*(?:-|–|—|to|until|till)\s*(?P<end>\d{1,2}:?\d{2}\s?z?)", re.IGNORECASE
)


@dataclass(frozen=True)
class Times:
    """From when to when, in UTC."""

    start: datetime
    end: datetime


def read_times(text: str, call: Call) -> Times:
    """``0600-1800``, ``tomorrow 0600 to 1800``; an end before the start is the next day's. ValueError otherwise."""
    found = _RANGE.fullmatch(times.of_24_hours(text))
    if found is None and _RANGE.match(text[:60]) and " objective" in text.casefold():
        raise ValueError('objectives stand behind a colon: 1800-0600 objectives:"…"')
    if found is None:
        raise ValueError("it is not two times of day with a dash between")
    start = times.read_any(found["start"], call)
    local = start.astimezone(call.zone)
    end = times.read_any(f"{dated(local)} {found['end']}", call)
    if end <= start:
        end = times.read_any(f"{dated(local + timedelta(days=1))} {found['end']}", call)
    if not SHORTEST <= end - start <= LONGEST:
        raise ValueError("an operational period has 1 to 96 hours")
    if end <= call.at:
        raise ValueError(f"it is over since {shown(end, call.zone)}; say the day, such as tomorrow 0600-1800")
    return Times(start, end)


Range = Annotated[
    Times, Converter(read=read_times, hint="two times such as 0600-1800 or tomorrow 0600-1800", blanks=True)
]


def current(call: Call) -> Period | None:
    """The operational period that runs now."""
    return next((one for one in call.store.periods(call.here.id) if one.runs(call.at)), None)


def coming(call: Call) -> Period | None:
    """The next one that is set."""
    ahead = [one for one in call.store.periods(call.here.id) if one.closed is None and one.start > call.at]
    return min(ahead, key=lambda one: one.start, default=None)
