"""What is asked of the record on paper, and what all of its sheets share: names of files, the time they cover.

Every document is made from the store alone, so that the room, the command line and a test get the same one. Only what
belongs to the groups in ``Asked.groups`` is in it; contact details are in ICS 205A alone. Which forms there are says
``commands.paper.sheets``.
"""

import re
from dataclasses import dataclass

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.messages import Document
from commands.domain.moments import shown
from commands.domain.organisation.periods import Period
from commands.domain.organisation.positions import POSITIONS
from commands.domain.organisation.roles import Rank, Seat
from commands.domain.paper.paper import Top, Window
from commands.radio.documents import Paper

MOST_RESOURCES = 10_000
"""Lines of the roster that are looked at for one form."""

EVERYTHING = "all"
"""Instead of a period: from the incident's beginning until now."""

SIZES = {Paper.LETTER: "us-letter", Paper.A4: "a4"}
"""The sizes of paper by Typst's names for them."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``sheet`` is the form's number as it is registered ("205a"); ``period`` is a number, "all", or empty.

    ``of`` names one thing (R-5, MSG-3, D-2, MIR-1, a unit, a division). ``seat`` and ``person`` (a key) narrow ICS 214,
    ``net`` and ``person`` ICS 309. ``groups`` may be read.
    """

    sheet: str
    of: str = ""
    period: str = ""
    seat: Seat | None = None
    person: str = ""
    net: str = ""
    paper: Paper = Paper.LETTER
    groups: tuple[str, ...] = (MAIN,)


def top(call: Call, paper: Paper, *, period: str = "", prepared_by: tuple[str, ...] = ()) -> Top:
    """What stands on every sheet: the period asked for, else the one that runs; and who prepares it.

    ``prepared_by`` are ids of positions: the first that somebody holds signs. Refused where there is no such period.
    """
    prepared, position = _preparing(call, prepared_by)
    return Top(
        incident=call.here,
        at=call.at,
        zone=call.zone,
        window=window_of(call, period),
        head=call.store.log_head(call.here.id),
        prepared=prepared,
        position=position,
        paper=SIZES[paper],
    )


def window_of(call: Call, period: str) -> Window:
    """The times of a period by its number; without one, of the period that runs now; else all of the incident."""
    everything = Window(start=call.here.opened, end=None, whole=True)
    if period == EVERYTHING:
        return everything
    known = call.store.periods(call.here.id, 500)
    if not period:
        now = next((one for one in known if one.runs(call.at)), None)
        return _window(now) if now else everything
    found = next((one for one in known if str(one.number) == period), None)
    if found is None:
        there = ", ".join(str(one.number) for one in known) or "none is set yet"
        raise Refused(f"There is no operational period {period}. There is: {there}; or say period:all.")
    return _window(found)


def _window(one: Period) -> Window:
    return Window(label=str(one.number), start=one.start, end=one.end)


def _preparing(call: Call, positions: tuple[str, ...]) -> tuple[str, str]:
    """(name, position) of who signs; the position alone where nobody holds it."""
    held = call.store.holders(call.here.id, positions) if positions else ()
    for position in positions:
        one = next((one for one in held if one.position == position and one.rank is not Rank.TRAINEE), None)
        if one:
            return one.who, POSITIONS[position].name
    return "", POSITIONS[positions[0]].name if positions else ""


def file_name(call: Call, what: str, mark: str = "", ending: str = "pdf") -> str:
    """``EXERCISE-bear-creek-ICS-211-OP-3-20261122-1300Z.pdf``."""
    words = "-".join(filter(None, (call.here.id, what, mark, f"{call.at:%Y%m%d-%H%M}Z")))
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", words).strip("-")[:120]
    return f"{'EXERCISE-' if call.here.exercise else ''}{slug}.{ending}"


def number_of(asked: Asked, series: str, example: str) -> int:
    """The number that ``asked.of`` names, with or without the letters of its ``series``: ``R-5``, ``r5``, ``5``.

    Refused with ``example`` ("form 213RR R-5") where it names none.
    """
    found = re.fullmatch(rf"(?:{series}\s*-?\s*)?(\d{{1,9}})", asked.of.strip(), re.IGNORECASE)
    if not found:
        raise Refused(f"Say which one: {example}. Nothing was printed.")
    return int(found[1])


def posted(made: tuple[Document, ...], call: Call) -> str:
    """What is said beside the files."""
    return f"{made[0].title}, as of {shown(call.at, call.zone)}: {', '.join(one.filename for one in made)}"
