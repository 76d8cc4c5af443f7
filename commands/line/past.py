"""Times that have been: when something was heard, and since when something is listed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.moments import shown
from commands.line import times
from commands.line.converters import LONGEST_TIME, Converter

HINT = "a time that has been, such as 0213, 0913Z or 19 Nov 2130; or how long ago, such as 2h"

SLACK = timedelta(minutes=2)
"""Clocks of people differ by so much; what is later than this by the clock was yesterday."""


def read_past(text: str, call: Call) -> datetime:
    """A moment that has been, in UTC; a time of day that is still to come today was yesterday's, and one of a day of
    the week was last week's.
    """
    ago = re.sub(r"\s+ago$", "", text[:40].casefold())
    if times.is_span(ago):
        return call.at - times.read_duration(ago)
    moment = times.read_any(text, call)
    if moment <= call.at + SLACK:
        return min(moment, call.at)
    days = 1 if times.without_day(text) else 7 if times.of_weekday(text) else 0
    if days and moment - timedelta(days=days) <= call.at:
        return times.read_any(text, replace(call, at=call.at - timedelta(days=days)))
    raise ValueError(f"{shown(moment, call.zone)} is still to come")


Past = Annotated[datetime, Converter(read=read_past, hint=HINT, most=LONGEST_TIME)]
