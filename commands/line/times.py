"""Times as people write them, and as they are read back: in full, with the zone."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from commands.call import Call
from commands.domain.moments import shown, span
from commands.line.spellings import MONTHS, WEEKDAYS, in_one_way

MOMENT_HINT = "a time such as 0600, 1430Z, Mon 0600, in 2h, tomorrow 0600, 11/23/2026 0600 or 200600ZNOV26"
DURATION_HINT = "a time span such as 30m, 4h or 1h30m"
LONGEST = timedelta(days=60)
LONGEST_SPAN = 30
YEARS = range(2000, 2100)
"""As in a date-time group, whose year has two digits."""

JUST_OVER = timedelta(hours=2)
"""A time of day that is over for longer than this can only mean the next one; before that, the person is asked."""

_DURATION = re.compile(
    r"(?:(\d{1,4})\s?d(?:ays?)?)?\s?(?:(\d{1,5})\s?h(?:(?:ou)?rs?)?)?\s?"
    r"(?:(\d{1,6})\s?m(?:in(?:ute)?s?)?)?\s?(?:(\d{1,7})\s?s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)
_OF_A_CLOCK = re.compile(r"(\d{2}):?(\d{2})\s?h(?:(?:ou)?rs?)?", re.IGNORECASE)
_EITHER = re.compile(r"(\d)([0-5]\d)\s?h(?:(?:ou)?rs?)?", re.IGNORECASE)
_TIME = re.compile(
    rf"(?:(?P<word>today|tomorrow|yesterday)\s+"
    rf"|(?:(?:{'|'.join(WEEKDAYS)})[a-z]*\.?,?\s+)?(?P<day>\d{{1,2}})\.?\s+(?P<month>[a-z]{{3}})[a-z]*\s+(?:(?P<year>\d{{4}})\s+)?"
    rf"|(?P<weekday>{'|'.join(WEEKDAYS)})[a-z]*\.?,?\s+)?"
    r"(?P<hour>\d{1,2}):?(?P<minute>\d{2})\s?(?P<zulu>z?)(?:\s*(?P<zone>[a-z]{2,5}))?",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})\s?(?P<zulu>[zl])\s?(?P<month>[a-z]{3})\s?(?P<year>\d{2})",
    re.IGNORECASE,
)


def is_meant(text: str) -> bool:
    """Do these words mean a time or a time span, be it past or shown by no clock? ``ICP`` and ``40 ft`` do not."""
    said = in_one_way(text)
    if said == "now" or is_span(said.removeprefix("in ")) or _GROUP.fullmatch(_packed(text)):
        return True
    found = _TIME.fullmatch(said)
    return bool(found and re.fullmatch(r"|utc|[a-z]{1,3}t", found["zone"] or ""))


def of_clock(text: str) -> bool:
    """Is this a time of day, with its day or without one?"""
    return bool(_TIME.fullmatch(in_one_way(text)) or _GROUP.fullmatch(_packed(text)))


def without_day(text: str) -> bool:
    """Is this a time of day, of whichever day?"""
    found = _TIME.fullmatch(in_one_way(text))
    return bool(found and not (found["word"] or found["day"] or found["weekday"]))


def of_weekday(text: str) -> bool:
    """Is this a time of a day of the week, of whichever week?"""
    found = _TIME.fullmatch(in_one_way(text))
    return bool(found and found["weekday"])


def _packed(text: str) -> str:
    return " ".join(text[:40].casefold().split())


def is_span(said: str) -> bool:
    """Is this how long something lasts, such as ``1h30m``? Four digits before ``h`` are not."""
    found = _DURATION.fullmatch(said)
    return bool(found and any(found.groups()) and not _OF_A_CLOCK.fullmatch(said))


def read_duration(text: str) -> timedelta:
    """``30m``, ``4h``, ``1h30m``, ``2d``, ``30 minutes``; ValueError for anything else, none, and over 60 days.

    Four digits before ``hrs`` are a time of day, and never a span; of three the person is asked.
    """
    if len(text) > LONGEST_SPAN:
        raise ValueError(f"it is not a time span, which has at most {LONGEST_SPAN} characters")
    said = " ".join(text.split())
    if of_clock := _OF_A_CLOCK.fullmatch(said):
        raise ValueError(f"it is not a time span, but a time of day: did you mean {of_clock[1]}{of_clock[2]}?")
    if either := _EITHER.fullmatch(said):
        day, hours = f"0{either[1]}{either[2]}", int(either[1] + either[2])
        raise ValueError(f"it is not clear: did you mean {day}, or {hours // 24}d{hours % 24}h?")
    found = _DURATION.fullmatch(said)
    if not found or not any(found.groups()):
        minutes = f"; {text} minutes are {text}m" if re.fullmatch(r"[0-9]{1,4}", text) else ""
        raise ValueError(f"it is not a time span{minutes}")
    parts = (int(part or 0) for part in found.groups())
    length = timedelta(**dict(zip(("days", "hours", "minutes", "seconds"), parts, strict=True)))
    if not timedelta(0) < length <= LONGEST:
        raise ValueError(f"it is not between 1 second and {LONGEST.days} days")
    return length


def read_moment(text: str, call: Call) -> datetime:
    """A moment that is still to come, in UTC. A time of day that is over for more than two hours is that of the next
    day. ValueError asks when it is past otherwise, or doubled by a clock change.
    """
    moment = read_any(text, call)
    if moment < call.at - timedelta(minutes=1):
        moment = _next(text, moment, call)
    if moment > call.at + timedelta(days=730):
        raise ValueError(f"{shown(moment, call.zone)} is more than two years away")
    return moment


def _next(text: str, moment: datetime, call: Call) -> datetime:
    """What is meant by a time that is over: its next coming, where that is plain."""
    over, past = call.at - moment, f"{shown(moment, call.zone)} is past"
    days = 1 if without_day(text) else 7 if of_weekday(text) else 0
    if not days:
        raise ValueError(f"{past}; say the day, such as tomorrow 0600")
    ahead = read_any(text, replace(call, at=call.at + timedelta(days=days)))
    if over > JUST_OVER:
        return ahead
    day = "tomorrow" if days == 1 else f"{ahead.astimezone(call.zone):%d %b}"
    meant = f"{day} {moment.astimezone(call.zone):%H%M}"
    raise ValueError(f"{past}, by {span(over)}; say the day: did you mean {meant}?")


def read_any(text: str, call: Call) -> datetime:
    """A moment in UTC, past or to come; a time without a day is today's, one of a weekday the next such day's."""
    said = in_one_way(text)
    if said == "now":
        return call.at
    if said.startswith("in ") or is_span(said):
        return call.at + read_duration(said.removeprefix("in "))
    if found := _GROUP.fullmatch(_packed(text)):
        day = _date(found["day"], found["month"], 2000 + int(found["year"]))
        return _placed(found, day, UTC if found["zulu"].casefold() == "z" else call.zone, call)
    if found := _TIME.fullmatch(said):
        zone = UTC if found["zulu"] else call.zone
        return _placed(found, _day(found, call.at.astimezone(zone).date()), zone, call)
    if re.match(r"\d{1,2}/\d{1,2}", said):
        raise ValueError("there is no such day: dates are month/day/year here, as the forms have them")
    raise ValueError("it is not a time")


def _day(found: re.Match[str], today: date) -> date:
    if found["day"]:
        year = int(found["year"] or _year(found["month"], today))
        if year not in YEARS:
            raise ValueError(f"the year {year} is too far away; years are {YEARS.start} to {YEARS.stop - 1}")
        return _date(found["day"], found["month"], year)
    if found["weekday"]:
        return today + timedelta(days=(WEEKDAYS.index(found["weekday"]) - today.weekday()) % 7)
    return today + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(found["word"] or "", 0))


def _placed(found: re.Match[str], day: date, zone: tzinfo, call: Call) -> datetime:
    """The time of day on that day, in UTC; 2400 is the end of it."""
    if (found["hour"], found["minute"]) == ("24", "00"):
        day, clock = day + timedelta(days=1), time(0)
    else:
        clock = _clock(found)
    moment = datetime.combine(day, clock, zone)
    if zone is not UTC:
        _stands_once(moment, call.zone)
        _of_this_zone(found.groupdict().get("zone") or "", moment)
    return moment.astimezone(UTC)


def _of_this_zone(said: str, moment: datetime) -> None:
    """``MST`` and ``MT`` where that is the time here; whatever else is asked."""
    here = moment.tzname() or ""
    if said and said.upper() not in (here, f"{here[:1]}T"):
        there = f"{moment:%H%M} {here}"
        raise ValueError(f"times here are {here}; did you mean {there}? Write it so, or with Z")


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
        raise ValueError("no clock shows that time (0000 to 2400)") from None


def _date(day: str, month: str, year: int) -> date:
    try:
        return date(year, MONTHS.index(month) + 1, int(day))
    except ValueError:
        raise ValueError("there is no such day") from None


def _year(month: str, today: date) -> int:
    """The year in which a day without one lies: the next, when its month is long over."""
    behind = today.month - (MONTHS.index(month) + 1) if month in MONTHS else 0
    return today.year + (behind > 6) - (behind < -6)
