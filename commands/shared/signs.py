"""A call sign behind an agency: ``checkin BOI E12 4`` is E12 of BOI, or else the person is asked."""

import re
from dataclasses import dataclass
from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.folding import agency_key
from commands.line.converters import COUNT, Converter, read_count
from commands.shared.finding import found

KINDS = {
    *("ambulance", "battalion", "brush", "crew", "division", "dozer", "engine", "group", "handcrew", "helicopter"),
    *("ladder", "medic", "module", "patrol", "rescue", "squad", "tanker", "team", "tender", "truck", "unit"),
}
"""Words that say what something is, not which one: ``Engine 14`` is a name, not an engine of fourteen."""

_SIGN = re.compile(r"([A-Za-z]{1,12}-?[0-9][A-Za-z0-9-]{0,12})(?:\s+(\S+))?")


_COUNTED = re.compile(
    r"\(?([\d,]+|[a-z]{3,9}(?:[ -][a-z]{3,5})?)\)?\s*(?:persons?|people|pax|souls|pers|p)[.,;]?", re.IGNORECASE
)
"""``4 persons`` and ``4p``: the word says only what is counted."""


@dataclass(frozen=True)
class Signed:
    """A call sign where a number of persons was expected, and the number behind it."""

    sign: str
    count: int | None


def _read(text: str, call: Call) -> int | Signed:
    if counted := _COUNTED.fullmatch(text.strip()):
        return read_count(counted[1], call)
    if behind := _SIGN.fullmatch(text.strip()):
        return Signed(behind[1], read_count(behind[2], call) if behind[2] else None)
    return read_count(text, call)


Persons = Annotated[int | Signed, Converter(read=_read, hint=COUNT.hint, most=2)]


def resolved(call: Call, before: str | None, said: Signed, agency: str | None) -> tuple[str, int | None, str | None]:
    """Name, number of persons and agency of what was called ``BOI E12``; Refused where BOI may be anything."""
    if not before:
        raise Refused(f"persons “{said.sign}”: it is not a whole number. Expected {COUNT.hint}.")
    if any(map(str.isdigit, before)):
        raise Refused(
            f"{before} or {said.sign}? Each is checked in by a line of its own, with its number of persons: "
            f"{call.prefix} checkin {said.sign} {said.count or 4}. Nothing was recorded."
        )
    whole = f"{before} {said.sign}"
    if agency is None and found(call, whole):
        return whole, said.count, None
    known = {agency_key(one): one for one in (*call.store.agencies(call.here.id), call.who.label)}
    meant = known.get(agency_key(before))
    if meant and agency_key(agency or meant) == agency_key(meant):
        return said.sign, said.count, meant
    raise Refused(_which(call, before, said))


def _which(call: Call, before: str, said: Signed) -> str:
    key = "kind" if before.rsplit(maxsplit=1)[-1].casefold() in KINDS else "agency"
    value = f'"{before}"' if " " in before else before
    line, count = f"{call.prefix} checkin", said.count or 4
    asked = "" if said.count else f" How many persons are in it? Write the number, such as {count}."
    return (
        f"{said.sign} or {before} {said.sign}: which is its name?{asked}\n"
        f"{line} {said.sign} {count} {key}:{value}: its name is {said.sign}, its {key} {before}.\n"
        f'{line} "{before} {said.sign}" {count}: its name is {before} {said.sign}.\nNothing was recorded.'
    )
