"""What a line about an asset takes: ports, minutes, miles, days, and the things that only one kind has."""

import re
from datetime import datetime, timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.assets.places import MILE
from commands.line import times
from commands.line.converters import Converter, read_text

MOST_PORTS = 16
_MILES = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)\s*(mi|miles?|km)?", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CUT = re.compile(r"\s*[;,|/\n]\s*")


def read_ports(text: str, call: Call) -> tuple[str, ...]:
    """``VHF; 800``, ``VHF:analog|P25:SYS-ADA``: one text for each port. ValueError for none and for too many."""
    ports = tuple(read_text(one, call) for one in re.split(r"\s*[;|,]\s*", text) if one.strip())
    if not ports:
        raise ValueError("it names no port")
    if len(ports) > MOST_PORTS:
        raise ValueError(f"at most {MOST_PORTS} ports")
    return ports


def read_minutes(text: str, _: Call) -> int:
    """Whole minutes of ``50m``, ``1h30m`` or ``50``. ValueError over 60 days."""
    said = text.strip()
    return (
        0
        if said in {"0", "0m"}
        else int(times.read_duration(f"{said}m" if said.isdecimal() else said).total_seconds()) // 60
    )


def read_miles(text: str, _: Call) -> float:
    """Metres of ``60mi``, ``60`` (miles) or ``100km``. ValueError for all else and for none."""
    found = _MILES.fullmatch(text.strip())
    if not found or not float(found[1]):
        raise ValueError("it is no distance")
    return float(found[1]) * (1000 if (found[2] or "").casefold() == "km" else MILE)


def read_day(text: str, call: Call) -> datetime:
    """A moment to come; ``Friday`` is the end of the next one, ``1 Dec`` the end of that day."""
    said = " ".join(text.casefold().split()).rstrip(".,")
    named = [at for at, day in enumerate(_DAYS) if len(said) >= 3 and day.startswith(said)]
    if len(named) == 1:
        today = call.at.astimezone(call.zone)
        ahead = (named[0] - today.weekday()) % 7
        return (today.replace(hour=23, minute=59, second=0, microsecond=0) + timedelta(days=ahead)).astimezone(
            call.at.tzinfo
        )
    if re.fullmatch(r"\d{1,2}\.?\s+[a-z]{3,9}(\s+\d{4})?", said):
        return times.read_moment(f"{said} 2359", call)
    return times.read_moment(text, call)


def read_several(text: str, call: Call) -> tuple[str, ...]:
    """Names with commas or semicolons between them."""
    return tuple(one for part in _CUT.split(text) if (one := read_text(part.strip('"“”'), call)))


Ports = Annotated[tuple[str, ...], Converter(read=read_ports, hint='its ports, such as "VHF; 800"', blanks=True)]
Minutes = Annotated[int, Converter(read=read_minutes, hint="minutes with the road, such as 50m", most=2)]
Miles = Annotated[float, Converter(read=read_miles, hint="a distance such as 60mi", most=2)]
Day = Annotated[
    datetime, Converter(read=read_day, hint="a day such as Friday, or a time such as tomorrow 0600", most=4)
]
Several = Annotated[tuple[str, ...], Converter(read=read_several, hint="agencies with commas between", blanks=True)]
