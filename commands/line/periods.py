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
from commands.line.spellings import in_one_way

_BETWEEN = re.compile(r"\s*[-–—]\s*|\s+(?:to|until|till)\s+")
_RANGE = re.compile(r".{0,30}?\d{1,2}:?\d{2}\s?z?\s*(?:[-–—]|to|until|till)\s*\d{1,2}:?\d{2}")


@dataclass(frozen=True)
class Times:
    """From when to when, in UTC."""

    start: datetime
    end: datetime


def read_times(text: str, call: Call) -> Times:
    """``0600-1800``, ``tomorrow 0600 to 1800``; an end before the start is the next day's. ValueError otherwise."""
    said = in_one_way(text)
    if " objective" in said and _RANGE.match(said):
        raise ValueError('objectives stand behind a colon: 1800-0600 objectives:"…"')
    first, last = _two_times(said)
    start = times.read_any(first, call)
    local = start.astimezone(call.zone)
    if not times.without_day(last):
        end = times.read_any(last, call)
    else:
        end = times.read_any(f"{dated(local)} {last}", call)
        if end <= start:
            end = times.read_any(f"{dated(local + timedelta(days=1))} {last}", call)
    if not SHORTEST <= end - start <= LONGEST:
        raise ValueError("an operational period has 1 to 96 hours")
    if end <= call.at:
        raise ValueError(f"it is over since {shown(end, call.zone)}; say the day, such as tomorrow 0600-1800")
    return Times(start, end)


def _two_times(said: str) -> tuple[str, str]:
    """What stands on the two sides of the dash that parts them: a date may have dashes, too."""
    for dash in _BETWEEN.finditer(said):
        first, last = said[: dash.start()], said[dash.end() :]
        if times.of_clock(first) and times.of_clock(last):
            return first, last
    raise ValueError("it is not two times of day with a dash between")


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
