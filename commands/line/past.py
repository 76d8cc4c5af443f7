"""Times that have been: when something was heard, and since when something is listed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.moments import shown
from commands.line import times
from commands.line.converters import Converter

HINT = "a time that has been, such as 0213, 0913Z or 19 Nov 2130; or how long ago, such as 2h"

SLACK = timedelta(minutes=2)
"""Clocks of people differ by so much; what is later than this by the clock was yesterday."""


def read_past(text: str, call: Call) -> datetime:
    """A moment that has been, in UTC; a time of day that is still to come today was yesterday's."""
    try:
        return call.at - times.read_duration(text)
    except ValueError:
        moment = times.read_any(text, call)
    if moment <= call.at + SLACK:
        return min(moment, call.at)
    if len(text.split()) == 1 and moment - timedelta(days=1) <= call.at:
        return times.read_any(text, _yesterday(call))
    raise ValueError(f"{shown(moment, call.zone)} is still to come")


def _yesterday(call: Call) -> Call:
    return replace(call, at=call.at - timedelta(days=1))


Past = Annotated[datetime, Converter(read=read_past, hint=HINT, most=3)]
