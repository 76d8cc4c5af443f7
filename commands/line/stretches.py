"""Which stretch of time is meant: a shift or an operational period by its number, or two of them."""

import re
from dataclasses import dataclass
from datetime import datetime

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.organisation.shifts import Shift

HINT = "two shifts (3 4) or two operational periods (periods 3 4)"

_KIND = r"s|p|shifts?|periods?|ops?"
_WORDS = re.compile(
    rf"(?P<kind>{_KIND})?[ -]*(?P<one>\d{{1,5}})"
    rf"(?:(?: ?(?:-|–|,|to|and) ?| )(?P<kind2>{_KIND})?[ -]*(?P<two>\d{{1,5}}))?"
)


@dataclass(frozen=True)
class Stretch:
    """From the beginning of the first to the end of the second; ``until`` is None where that still runs."""

    name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Numbers:
    """Two numbers of the same kind, the smaller first."""

    periods: bool
    one: int
    two: int


def read_stretches(text: str, _: Call) -> Numbers:
    """``3 4``, ``S3 S4``, ``periods 3 4``, ``P3``; ValueError for anything else."""
    found = _WORDS.fullmatch(" ".join(text.casefold().split()))
    if not found:
        raise ValueError("it is not one or two numbers of shifts or periods")
    kinds = {(found[name] or "")[:1].replace("o", "p") for name in ("kind", "kind2") if found[name]}
    if len(kinds) > 1:
        raise ValueError("a shift and a period are not compared; name two shifts or two periods")
    one, two = int(found["one"]), int(found["two"] or found["one"])
    return Numbers("p" in kinds, min(one, two), max(one, two))


def meant(call: Call, numbers: Numbers) -> Stretch:
    """The stretch of these numbers; Refused where one of them is not known."""
    return _periods(call, numbers) if numbers.periods else _shifts(call, numbers)


def _shifts(call: Call, numbers: Numbers) -> Stretch:
    first, last = _shift(call, numbers.one), _shift(call, numbers.two)
    return Stretch(_named("Shift", numbers), first.start, last.ended)


def _shift(call: Call, number: int) -> Shift:
    found = call.store.shift(call.here.id, number)
    if found is None:
        newest = call.store.shift(call.here.id)
        known = f"The newest is {newest.number}." if newest else f"None has begun: {call.prefix} shift at 0600,1800"
        raise Refused(f"There is no shift {number}. {known}")
    return found


def _periods(call: Call, numbers: Numbers) -> Stretch:
    known = {one.number: one for one in call.store.periods(call.here.id, most=500)}
    for number in (numbers.one, numbers.two):
        if number not in known:
            told = ", ".join(str(one) for one in [*known][-8:]) or "none yet"
            raise Refused(f"There is no operational period {number}. There is: {told}.")
        if known[number].start > call.at:
            raise Refused(f"Operational period {number} has not begun.")
    end = min(known[numbers.two].closed or known[numbers.two].end, known[numbers.two].end)
    return Stretch(_named("Period", numbers), known[numbers.one].start, end if end <= call.at else None)


def _named(kind: str, numbers: Numbers) -> str:
    return f"{kind} {numbers.one}" if numbers.one == numbers.two else f"{kind}s {numbers.one} to {numbers.two}"
