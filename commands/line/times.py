"""Times as people write them, and as they are read back: in full, with the zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.call import Call
from commands.domain.moments import shown

MOMENT_HINT = "a time such as 0600, 1430Z, in 2h, tomorrow 0600 or 200600ZNOV26"
DURATION_HINT = "a time span such as 30m, 4h or 1h30m"
LONGEST = timedelta(days=60)
LONGEST_SPAN = 30
YEARS = range(2000, 2100)
"""As in a date-time group, whose year has two digits."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = "mon|tue|wed|thu|fri|sat|sun"
_DURATION = re.compile(
    r"(?:(\d{1,4})\s?d(?:ays?)?)?\s?(?:(\d{1,5})\s?h(?:(?:ou)?rs?)?)?\s?"
    r"(?:(\d{1,6})\s?m(?:in(?:ute)?s?)?)?\s?(?:(\d{1,7})\s?s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)
_CLOCK = r"(?P<hour>\d{1,2}):?(?P<minute>\d{2})\s?(?P<zulu>z?)"
_TIME = re.compile(
    rf"(?:(?P<word>today|tomorrow)\s+|(?:(?:{_DAYS})[a-z]*\.?,?\s+)?(?P<day>\d{{1,2}})\.?\s+(?P<month>[a-z]{{3}})[a-z]*"
    rf"\s+(?:(?P<year>\d{{4}})\s+)?)?{_CLOCK}(?:\s+(?P<zone>[a-z]{{2,5}}))?",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})z\s?(?P<month>[a-z]{3})\s?(?P<year>\d{2})", re.IGNORECASE
)


_DAY_BEHIND = re.compile(r"^(\d.*?),? (today|tomorrow)$")
_TWELVE = re.compile(r"\b(\d{1,2})(?::?(\d{2}))?\s?([ap])\.?m\b\.?")


def _hour(found: re.Match[str]) -> str:
    """``6:30 pm`` is 1830; it is read back as that."""
    hour = int(found[1])
    if not 1 <= hour <= 12:
        return found[0]
    return f"{hour % 12 + (12 if found[3] == 'p' else 0):02}{found[2] or '00'}"


def is_meant(text: str) -> bool:
    """Do these words mean a time or a time span, be it past or shown by no clock? ``ICP`` and ``40 ft`` do not."""
    said = of_24_hours(text)
    if said == "now" or _is_span(said.removeprefix("in ")) or _GROUP.fullmatch(said):
        return True
    found = _TIME.fullmatch(said)
    return bool(found and re.fullmatch(r"|utc|[a-z]{2,3}t", found["zone"] or ""))


def of_24_hours(text: str) -> str:
    """The text's beginning in one line of small letters, with ``6:30 pm`` as 1830, and the day before the time."""
    said = _TWELVE.sub(_hour, " ".join(text[:60].casefold().split()))
    return _DAY_BEHIND.sub(r"\2 \1", said)


def _is_span(said: str) -> bool:
    found = _DURATION.fullmatch(said)
    return bool(found and any(found.groups()))


def read_duration(text: str) -> timedelta:
    """``30m``, ``4h``, ``1h30m``, ``2d``, ``30 minutes``; ValueError for anything else, none, and over 60 days."""
    if len(text) > LONGEST_SPAN:
        raise ValueError(f"it is not a time span, which has at most {LONGEST_SPAN} characters")
    found = _DURATION.fullmatch(" ".join(text.split()))
    if not found or not any(found.groups()):
        minutes = f"; {text} minutes are {text}m" if re.fullmatch(r"[0-9]{1,4}", text) else ""
        raise ValueError(f"it is not a time span{minutes}")
    parts = (int(part or 0) for part in found.groups())
    span = timedelta(**dict(zip(("days", "hours", "minutes", "seconds"), parts, strict=True)))
    if not timedelta(0) < span <= LONGEST:
        raise ValueError(f"it is not between 1 second and {LONGEST.days} days")
    return span


def read_moment(text: str, call: Call) -> datetime:
    """A moment that is still to come, in UTC. ValueError asks when it is past, or doubled by a clock change."""
    moment = read_any(text, call)
    if moment < call.at - timedelta(minutes=1):
        raise ValueError(f"{shown(moment, call.zone)} is past; say the day, such as tomorrow 0600")
    if moment > call.at + timedelta(days=730):
        raise ValueError(f"{shown(moment, call.zone)} is more than two years away")
    return moment


def read_any(text: str, call: Call) -> datetime:
    """A moment in UTC, past or to come; a time without a day is today's."""
    said = of_24_hours(text)
    if said == "now":
        return call.at
    if said.startswith("in ") or _is_span(said):
        return call.at + read_duration(said.removeprefix("in "))
    if found := _GROUP.fullmatch(said):
        day = _date(found["day"], found["month"], 2000 + int(found["year"]))
        return datetime.combine(day, _clock(found), UTC)
    if found := _TIME.fullmatch(said):
        return _on(found, call)
    raise ValueError("it is not a time")


def _on(found: re.Match[str], call: Call) -> datetime:
    zone = UTC if found["zulu"] else call.zone
    today = call.at.astimezone(zone).date()
    if found["day"]:
        year = int(found["year"] or _year(found["month"], today))
        if year not in YEARS:
            raise ValueError(f"the year {year} is too far away; years are {YEARS.start} to {YEARS.stop - 1}")
        day = _date(found["day"], found["month"], year)
    else:
        day = today + timedelta(days=found["word"] == "tomorrow")
    moment = datetime.combine(day, _clock(found), zone)
    if zone is not UTC:
        _stands_once(moment, call.zone)
        if found["zone"] and found["zone"].upper() != moment.tzname():
            raise ValueError(f"times here are {moment.tzname()}; write them so, or with Z")
    return moment.astimezone(UTC)


def _stands_once(moment: datetime, zone: ZoneInfo) -> None:
    """Refuse wall-clock times that a clock change leaves out or doubles."""
    first, second = moment.replace(fold=0).astimezone(UTC), moment.replace(fold=1).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValueError(f"clocks are put forward then: there is no {moment:%H%M} on that day")
    if first != second:
        raise ValueError(f"clocks are put back then: {moment:%H%M} comes twice; write {first:%H%M}Z or {second:%H%M}Z")


def _clock(found: re.Match[str]) -> time:
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise ValueError("no clock shows that time (0000 to 2359)") from None


def _date(day: str, month: str, year: int) -> date:
    try:
        return date(year, _MONTHS.index(month) + 1, int(day))
    except ValueError:
        raise ValueError("there is no such day") from None


def _year(month: str, today: date) -> int:
    """The year in which a day without one lies: the next, when its month is long over."""
    behind = today.month - (_MONTHS.index(month) + 1) if month in _MONTHS else 0
    return today.year + (behind > 6) - (behind < -6)
