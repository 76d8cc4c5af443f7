"""The many ways in which a day and a time are written become one: ``23 nov 2026 1400``, ``mon 0600``, ``1430z``.

Source: the ICS forms (FEMA 502-2: month/day/year and 24 hours), date-time groups of radio traffic, ISO 8601.
"""

import re
from collections.abc import Callable

LONGEST = 80
"""Characters of a text in which a time, or two of them, are looked for."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})[a-z]*\.?"
_DATE = r"\d{1,2} [a-z]{3}(?: \d{4})?"
_DAY = rf"(?:today|tomorrow|yesterday|{_WEEKDAY},? {_DATE}|{_WEEKDAY}|{_DATE})"
_ENDS = r"(?:hours?|hrs?|h|local|lcl|lt|l)\b\.?(?:\s?(?:local|l)\b)?"


def _twelve(found: re.Match[str]) -> str:
    """``6:30 pm`` is 1830; it is read back as that."""
    hour = int(found[1])
    if not 1 <= hour <= 12:
        return found[0]
    return f"{hour % 12 + (12 if found[3] == 'p' else 0):02}{found[2] or '00'}"


def _numbered(found: re.Match[str]) -> str:
    """``11/23/2026`` is month, day, year, as the forms have it; one that no calendar has so stays as it stands."""
    month, year = int(found[1]), found[3] or ""
    if not 1 <= month <= 12:
        return found[0]
    full = year if len(year) == 4 else f"20{year}" if year else ""
    return f"{int(found[2])} {MONTHS[month - 1]} {full}"


def _iso(found: re.Match[str]) -> str:
    month = int(found[2])
    return f"{int(found[3])} {MONTHS[month - 1]} {found[1]} " if 1 <= month <= 12 else found[0]


def _month_first(found: re.Match[str]) -> str:
    return " ".join(part for part in (found["day"], found["month"], found["year"]) if part)


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\d{1,2})(?::?(\d{2}))?\s?([ap])\.?m\b\.?"), _twelve),
    (re.compile(r"\b(?:12 )?noon\b"), "1200"),
    (re.compile(r"\b(?:12 )?midnight\b"), "2400"),
    (re.compile(r"\btonight\b"), "today"),
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:t|\s|$)"), _iso),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?\b"), _numbered),
    (re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b"), r"\1"),
    (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})\b(?!:),?(?: (?P<year>\d{{4}})(?=,? (?:at )?\d))?"), _month_first),
    (re.compile(rf"\b(?P<day>\d{{1,2}})[. -]\s?{_MONTH}(?=[\s,-]|$)-?"), r"\g<day> \g<month> "),
    (re.compile(r"\b(\d{1,2}:?\d{2})(?::\d{2})?\s?(?:z|utc|gmt|zulu)\b"), r"\1z"),
    (re.compile(rf"\b(\d{{4}}|\d{{2}}:\d{{2}})(?::\d{{2}})?\s?{_ENDS}"), r"\1"),
    (re.compile(r"(?<=[a-z0-9]),? (?:at |@ ?)(?=\d)"), " "),
    (re.compile(r"^(?:at |on |@ ?)(?=[\da-z])"), ""),
    (re.compile(rf"^(\d{{1,2}}:?\d{{2}}\b.*?),? (?:on )?({_DAY})$"), r"\2 \1"),
)


def in_one_way(text: str) -> str:
    """The text's beginning in one line of small letters, each day and time in it in the one way, the day before the
    time; words that are neither stay.
    """
    said = " ".join(text[:LONGEST].casefold().split())
    for pattern, instead in _RULES:
        said = " ".join(pattern.sub(instead, said).split())
    return said
