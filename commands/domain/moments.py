"""Times as they are read: in full, with the zone, never dependent on the system's language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """``Sun 22 Nov 0600 MST``."""
    local = moment.astimezone(zone)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {clock(moment, zone)}"


def dated(moment: datetime) -> str:
    """``22 Nov 2026``: the day as it stands on the moment's own calendar."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """``0600 MST``."""
    return f"{moment.astimezone(zone):%H%M %Z}"


def near(moment: datetime, at: datetime, zone: ZoneInfo) -> str:
    """The time alone where it is of the same day as ``at``, else with its day."""
    same = moment.astimezone(zone).date() == at.astimezone(zone).date()
    return clock(moment, zone) if same else shown(moment, zone)


def span(time: timedelta) -> str:
    """``42 min``, ``3 h 05 min``, ``2 d 4 h``: as exact as a person needs; below a minute ``0 min``."""
    minutes = int(time.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"
