"""Times of day that come again every day, as people write them: ``0600,1800``."""

import re
from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.domain.schedules import Schedule
from commands.line.converters import Converter
from commands.line.spellings import in_one_way
from commands.schedules import next_due

MOST = 12
LONGEST = 200
"""Characters in which they are looked for."""
HINT = "times such as 0600,1800"


def read_clocks(text: str, _: Call) -> tuple[str, ...]:
    """Times of day in the order of the day; ValueError for anything else."""
    if len(text) > LONGEST:
        raise ValueError("it is not one or more times of day")
    said = [part for part in re.split(r"[,;] ?| and | (?=[0-9])", " ".join(text.split())) if part]
    found = [re.fullmatch(r"(\d{1,2}):?(\d{2})", "0000" if one == "2400" else one) for one in map(in_one_way, said)]
    if not found or not all(one and int(one[1]) < 24 and int(one[2]) < 60 for one in found):
        raise ValueError("it is not one or more times of day")
    clocks = sorted({f"{int(one[1]):02}{one[2]}" for one in found if one})
    if len(clocks) > MOST:
        raise ValueError(f"a day has at most {MOST} of them")
    return tuple(clocks)


Clocks = Annotated[tuple[str, ...], Converter(read=read_clocks, hint=HINT, blanks=True)]


def cron(clock: str) -> str:
    """The five fields for a time of day."""
    return f"{int(clock[2:])} {int(clock[:2])} * * *"


def clock_of(cron: str) -> str:
    """The time of day of such five fields."""
    minute, hour = cron.split()[:2]
    return f"{int(hour):02}{int(minute):02}"


def soonest(schedules: tuple[Schedule, ...], call: Call) -> datetime | None:
    """When one of them is due next."""
    times = (next_due(one, call.at, call.zone) for one in schedules)
    return min((at for at in times if at is not None), default=None)
