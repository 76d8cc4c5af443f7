"""Which request is meant: its id, its fill line's id, and the verbs that are said without the noun as well."""

import functools
import re
from collections.abc import Callable
from typing import Annotated, Any

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.logistics.requests import SERIES, FillLine, Request
from commands.domain.messages import Reply
from commands.line.converters import Converter, id_of
from commands.registry import Run, command
from commands.shared.belonging import reads

_NAMED = re.compile(rf"(?:id\s*:\s*)?{SERIES}\s?[-#]?\s?\d{{1,9}}(?![\w-])", re.IGNORECASE)
"""A request's number in front of a line, as people write it: R-3, r3, R 3, R-3.1; a form puts ``id:`` before it."""

Number = Annotated[int, id_of(SERIES)]


def _lettered(text: str, call: Call) -> int:
    if not re.match(SERIES, text.strip(), re.IGNORECASE):
        raise ValueError(f"the number of a request is needed, with its letter: {SERIES}-{text.strip(' #')[:9]}")
    return int(id_of(SERIES).read(text, call))


LETTERED = Converter(read=_lettered, hint=f"the number of a request, such as {SERIES}-12", most=2)

LineId = tuple[int, int]
"""(request, line): R-3.1 is (3, 1)."""


def _line(text: str, _: Call) -> LineId:
    found = re.fullmatch(rf"(?:{SERIES}\s*[-#]?|#)?\s*(\d{{1,9}})\.(\d{{1,6}})", text.strip(" .,:;"), re.IGNORECASE)
    if not found or not int(found[1]) or not int(found[2]):
        raise ValueError(f"it is no fill line ({SERIES}-3.1 is the first line of {SERIES}-3)")
    return int(found[1]), int(found[2])


def _either(text: str, call: Call) -> LineId:
    return _line(text, call) if "." in text.rstrip(".") else (int(id_of(SERIES).read(text, call)), 0)


def _either_lettered(text: str, call: Call) -> LineId:
    return _line(text, call) if "." in text.rstrip(".") else (_lettered(text, call), 0)


LineNumber = Annotated[LineId, Converter(read=_line, hint=f"a fill line, such as {SERIES}-3.1", most=2)]
_EITHER = f"a request such as {SERIES}-3, or a line such as {SERIES}-3.1"
Either = Annotated[LineId, Converter(read=_either, hint=_EITHER, most=2)]
EITHER_LETTERED = Converter(read=_either_lettered, hint=_EITHER, most=2)


def _names_one(behind: str) -> bool:
    """``R-3 8`` names a request, and a number alone was to; “3 of the buses” and “the burnout” are talk."""
    return bool(_NAMED.match(behind) or re.fullmatch(r"[\d.,\s#]+", behind))


def also_alone(*, needs: str = "", id: Converter = LETTERED) -> Callable[[Run], Run]:
    """Let a verb of requests be said without its noun as well (``fill R-3 8``); the id then needs its letter."""

    def declare(run: Run) -> Run:
        @functools.wraps(run)
        def alone(call: Call, **values: Any) -> Reply | tuple[Reply, ...]:
            return run(call, **values)

        alone.__annotations__ = {**run.__annotations__, "id": Annotated[int, id]}
        command(noun=run.__name__.strip("_"), needs=needs, alone=_names_one)(alone)
        return run

    return declare


def the_request(call: Call, number: int) -> Request:
    """The request of that number; refused where there is none that may be read here."""
    found = call.store.request(call.here.id, number)
    if found is None or not reads(call, found):
        raise Refused(
            f"There is no {SERIES}-{number} here; nothing was changed. {call.prefix} request list shows what is open."
        )
    return found


def the_line(call: Call, id: LineId) -> tuple[Request, FillLine]:
    """The fill line and its request; refused where there is none."""
    request = the_request(call, id[0])
    found = call.store.fill_line(call.here.id, *id)
    if found is None:
        there = ", ".join(line.shown for line in call.store.fill_lines((request.id,))) or "none yet"
        raise Refused(f"{request.shown} has no line {id[1]}; nothing was changed. Its lines: {there}.")
    return request, found
