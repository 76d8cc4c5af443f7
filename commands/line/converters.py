"""Words become values: what an annotation checks. A converter raises ValueError with words for the person."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from commands.call import Call
from commands.domain.folding import SHORT_DIV, agency_key, place, place_key
from commands.line import times
from commands.line.numbers import is_parted, whole

LONGEST_VALUE = 200
LARGEST_COUNT = 10_000

LONGEST_TIME = 7
"""Words in a time: ``Sun 22 Nov 2026 0400 hrs MST``."""


@dataclass(frozen=True, kw_only=True)
class Converter:
    """``read`` makes a value of the words, or raises ValueError; ``hint`` says what would have worked.

    ``most`` is how many words one value may have without quotes; ``blanks`` means: any number where it stands last.
    ``skips`` are small words before it that mean nothing ("reassign E12 to Div B").
    ``bare``: ``key value`` is understood even in the middle of free text. ``whole`` tells a value that is complete by
    itself, whatever follows. ``options`` are all that is allowed. ``ends_name``: the name before it has any number of
    words and digits, since the last word that reads as a value can be nothing else ("watch COMT Rptr 4 30m").
    ``series``: it is the number of a record, with these letters before it. ``parted``: words that may be one value
    are one, be it a right one or to be asked about (``1 000``, ``4 200``).
    """

    read: Callable[[str, Call], Any]
    hint: str
    most: int = 1
    blanks: bool = False
    bare: bool = False
    whole: Callable[[str], bool] = lambda _: False
    options: tuple[str, ...] = ()
    ends_name: bool = False
    skips: frozenset[str] = frozenset()
    series: str = ""
    parted: Callable[[str], bool] | None = None


def read_text(text: str, _: Call) -> str:
    """A short text in one line, its blanks made single. ValueError beyond LONGEST_VALUE characters."""
    if len(text) > LONGEST_VALUE:
        raise ValueError(f"it has {len(text):,} characters, at most {LONGEST_VALUE} are kept")
    return " ".join(text.split())


def read_long(text: str, _: Call) -> str:
    """A text as it was typed, with its lines."""
    return text.strip()


def read_name(text: str, call: Call) -> str:
    """The name of somebody or something, without quotes around it or a comma behind. ValueError without a letter or
    digit.
    """
    name = read_text(text, call).rstrip(",;").strip("'‘’‚ ")
    if not any(c.isalnum() for c in name):
        raise ValueError("a name has letters or digits")
    return name


def read_count(text: str, _: Call) -> int:
    """A whole number from 1 to LARGEST_COUNT: digits, thousands parted, or in words. ValueError for all else."""
    said = text[:LONGEST_VALUE].rstrip(",;")
    count = LARGEST_COUNT + 1 if re.fullmatch(r"[0-9,]{9,}", said) else whole(said)
    if not 1 <= count <= LARGEST_COUNT:
        raise ValueError(f"it is not between 1 and {LARGEST_COUNT:,}")
    return count


def read_div(text: str, call: Call) -> str:
    """The place as it is kept; a group of which somebody is a member already as it was written then."""
    said = place(read_text(text, call))
    if len(said) <= SHORT_DIV or call.incident is None:
        return said
    return next((one for one in call.store.divisions(call.incident.id) if place_key(one) == place_key(said)), said)


def read_agency(text: str, call: Call) -> str:
    """An agency as it is known here already, whatever its spelling; a new one as it is written."""
    return agency_of(read_text(text, call), call)


def agency_of(said: str, call: Call) -> str:
    """The agency by the name under which something of it is checked in, or else by the speaker's own."""
    key = agency_key(said)
    known = (*(call.store.agencies(call.incident.id) if call.incident else ()), call.who.label)
    return next((one for one in known if one and agency_key(one) == key), said)


def read_names(text: str, call: Call) -> tuple[str, ...]:
    """Names with commas, semicolons, slashes or line ends between them."""
    return tuple(name for part in re.split(r"[,;\n/]", read_long(text, call)) if (name := read_text(part, call)))


def read_yes(text: str, _: Call) -> bool:
    """Read yes or no, y or n, on or off, true or false, 1 or 0. ValueError for all else."""
    if text.casefold() in {"yes", "y", "on", "true", "1"}:
        return True
    if text.casefold() in {"no", "n", "off", "false", "0"}:
        return False
    raise ValueError("it is neither yes nor no")


def id_of(series: str) -> Converter:
    """The number of a record behind its own noun: ``R-12``, ``r12``, ``R 12`` and ``12`` are one."""

    def read(text: str, _: Call) -> int:
        said = text[:LONGEST_VALUE].strip().rstrip(".,:;")
        found = re.fullmatch(rf"(?:{re.escape(series)}\s*[-#]?|#)?\s*(\d{{1,9}})", said, re.IGNORECASE)
        if not found or not int(found[1]):
            raise ValueError(f"it is no number of that kind ({series}-12, or just 12)")
        return int(found[1])

    return Converter(read=read, hint=f"its number, such as {series}-12", most=2, series=series)


def choice(options: type[StrEnum]) -> Converter:
    """One of a few words; any beginning that only one of them has will do."""
    words = tuple(option.value for option in options)

    def read(text: str, _: Call) -> StrEnum:
        wanted = text.casefold()
        folded = {w: w.casefold() for w in words}
        same = [w for w in words if folded[w] == wanted]
        found = same or [w for w in words if wanted and folded[w].startswith(wanted)]
        if len(found) != 1:
            raise ValueError(f"it is none of {', '.join(words)}")
        return options(found[0])

    return Converter(read=read, hint=f"one of {', '.join(words)}", options=words)


TEXT = Converter(read=read_text, hint="some words", blanks=True)
COUNT = Converter(read=read_count, hint=f"a whole number from 1 to {LARGEST_COUNT:,}", most=2, parted=is_parted)
YES = Converter(read=read_yes, hint="yes or no", options=("yes", "no"))
MOMENT = Converter(read=times.read_moment, hint=times.MOMENT_HINT, most=LONGEST_TIME)
DURATION = Converter(read=lambda text, _: times.read_duration(text), hint=times.DURATION_HINT, most=2, ends_name=True)

Name = Annotated[str, Converter(read=read_name, hint="a name, in quotes if it has blanks", blanks=True)]
Long = Annotated[str, Converter(read=read_long, hint="a text", blanks=True)]
Div = Annotated[
    str,
    Converter(
        read=read_div,
        hint="a division such as A, or the name of a group",
        blanks=True,
        bare=True,
        whole=lambda text: len(text) <= SHORT_DIV,
        skips=frozenset({"to"}),
    ),
]
Agency = Annotated[str, Converter(read=read_agency, hint="an agency, in quotes if it has blanks", blanks=True)]
Count = Annotated[int, COUNT]
Names = Annotated[tuple[str, ...], Converter(read=read_names, hint="names with commas between", blanks=True)]
Moment = Annotated[datetime, MOMENT]
Duration = Annotated[timedelta, DURATION]

_BY_TYPE: dict[Any, Converter] = {str: TEXT, int: COUNT, bool: YES, datetime: MOMENT, timedelta: DURATION}


def of_type(kind: Any) -> Converter:
    """The converter of a bare type; TypeError at import when there is none."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return choice(kind)
    if kind not in _BY_TYPE:
        raise TypeError(f"no converter for {kind!r}")
    return _BY_TYPE[kind]
