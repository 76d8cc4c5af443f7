"""Which roll call and which line of it are meant by what was said."""

import re
from dataclasses import dataclass, replace
from typing import Annotated

from commands.accountability.par.rollcall import still
from commands.call import Call
from commands.domain.accountability.checkins import division
from commands.domain.accountability.par import Answer, Par, ParLine, Roll, is_person
from commands.domain.errors import Refused
from commands.domain.folding import agency_key, alike, place_key, unit_key
from commands.domain.moments import clock
from commands.line.converters import LARGEST_COUNT, LONGEST_VALUE, Converter, id_of, read_text
from commands.line.numbers import whole
from commands.shared.finding import alike_to, found, may_be_one, present, spelled, which

EVERYBODY = frozenset({"all", "everybody", "everyone", "us", "we", "ok", "yes"})
"""What people say for everybody who is with them; no resource is called so."""

ParId = Annotated[int, id_of("P")]


@dataclass(frozen=True)
class Counted:
    """``4``, ``3 of 4`` or ``all`` (count None)."""

    count: int | None
    of: int | None = None


_ALL = re.compile(r"all(?:\s+(?:ok|okay|here|there|present|in|good|safe|accounted(?:\s+for)?))?[.!]*", re.IGNORECASE)


_NUMBER = r"([0-9,]{1,7}|[a-z-]{3,14})"
_OF = re.compile(rf"{_NUMBER}(?:\s*(?:\bof\b|/)\s*{_NUMBER})?", re.IGNORECASE)


def _read_count(text: str, _: Call) -> Counted:
    text = " ".join(text[:LONGEST_VALUE].split())
    if _ALL.fullmatch(text):
        return Counted(None)
    said = re.sub(r"^par(?: of)? ", "", text.rstrip(".,;!"), flags=re.IGNORECASE)  # as on the radio: “E12, PAR of 4”
    said = re.sub(r" ?(?:persons?|people|pax|souls)$", "", said, flags=re.IGNORECASE)
    match = _OF.fullmatch(said)
    if not match:
        raise ValueError("it is no count of persons")
    count, of = whole(match[1]), whole(match[2]) if match[2] else None
    if max(count, of or 0) > LARGEST_COUNT:
        raise ValueError(f"it is more than {LARGEST_COUNT:,}")
    if of is not None and count > of:
        raise ValueError(f"{count} is more than {of}")
    return Counted(count, of)


def _read_name(text: str, call: Call) -> str:
    name = read_text(text, call).rstrip(",:;")
    if not any(c.isalnum() for c in name):
        raise ValueError("a name has letters or digits")
    if " " in name and not spelled(call, name) and not (may_be_one(name) and _lines(call, name)):
        raise ValueError(f"nothing is listed as {name}")
    return name


CountOf = Annotated[
    Counted, Converter(read=_read_count, hint="a count such as 4, or 3 of 4", most=3, skips=frozenset("=-–:"))
]
Listed = Annotated[str, Converter(read=_read_name, hint="the name of a resource, such as E12", most=5)]


def taking_answers(call: Call, roll: int | None) -> tuple[Par, ...]:
    """The roll calls that take an answer: the open ones, else the newest where it was closed incomplete."""
    if roll is not None:
        return (open_numbered(call, roll),)
    pars = call.store.pars(call.here.id) or tuple(
        one for one in call.store.pars(call.here.id, open_only=False, most=1) if still(one)
    )
    if not pars:
        raise Refused(f"No roll call is open, so nothing was recorded. {call.prefix} par start begins one.")
    return pars


def open_numbered(call: Call, number: int) -> Par:
    """The roll call P-``number`` of the incident. Refused where there is none, or it is closed."""
    return _taking(call, numbered(call, number))


def open_by_id(call: Call, id: int) -> Par:
    """The roll call of this id in the store, as buttons name it. Refused where there is none, or it is closed."""
    one = call.store.get(Par, id)
    if one is None:
        raise Refused("That roll call is not known here; nothing was recorded.")
    return _taking(call, one)


def _taking(call: Call, one: Par) -> Par:
    if not still(one):
        if one.state is Roll.SUPERSEDED:
            now = ", ".join(other.shown for other in call.store.pars(call.here.id))
            raise Refused(f"{one.of} counts no longer: an emergency came after it. Nothing was recorded. Answer {now}.")
        at = f" at {clock(one.closed, call.zone)}" if one.closed else ""
        raise Refused(f"{one.of} was closed {one.state.value}{at}; nothing was recorded.")
    return one


def numbered(call: Call, number: int) -> Par:
    """The roll call P-``number`` of the incident, open or closed. Refused where there is none."""
    one = call.store.numbered(Par, call.here.id, number)
    if one is None:
        raise Refused(f"There is no P-{number} here; nothing was changed.")
    return one


def _lines(call: Call, name: str) -> list[tuple[Par, ParLine]]:
    pars = call.store.pars(call.here.id) or call.store.pars(call.here.id, open_only=False, most=1)
    lines = ((one, line) for one in pars for line in call.store.par_named(one.id, unit_key(name)))
    return [(one, line) for one, line in lines if unit_key(line.name) == unit_key(name)]


def meant(call: Call, name: str, agency: str | None, roll: int | None) -> tuple[Par, ParLine]:
    """The line that is answered for; one that is not on the list is made for it."""
    pars = taking_answers(call, roll)
    lines = [(one, line) for one in pars for line in _named(call, one, name)]
    if agency is not None:
        lines = [(one, line) for one, line in lines if agency_key(line.agency) == agency_key(agency)]
    if len(lines) > 1:
        raise Refused(which(name, [(line.agency, line.name) for _, line in lines]).replace("checked in", "listed"))
    if lines:
        return lines[0]
    if name.casefold() in EVERYBODY:
        raise Refused(
            f"Nobody answers for {name}; nothing was recorded. Each crew is answered for by itself: "
            f"{call.prefix} par E12 4. For yourself alone: {call.prefix} par here"
        )
    one = present(call, name, agency)
    if one is None:
        _no_phantom(call, pars, name)
        _names_a_crew(call, name)
    into = next((par for par in pars if one and par.div and place_key(par.div) == place_key(one.div)), pars[0])
    if one is None:
        return into, added(into, name, agency or "", 0)
    line = added(into, one.name, one.agency, one.persons, person=one.person)
    return into, replace(line, resource=one.id, div=one.div, leader=one.leader, crew=one.crew)


def _no_phantom(call: Call, pars: tuple[Par, ...], name: str) -> None:
    """Refused, with both named, where it may be one of those that are listed or checked in, under another spelling."""
    listed = [
        line.name for par in pars for line in call.store.par_owed(par.id, tuple(Answer)) if alike(line.name, name)
    ]
    if call.again or not (others := dict.fromkeys((*listed, *alike_to(call, name)))):
        return
    asked = " or ".join(list(others)[:4])
    first = next(iter(others))
    raise Refused(
        f"Is {name} the same as {asked}? Nothing was recorded, so that nobody is counted twice. It is: "
        f'{call.prefix} par "{first}" 4. It is another one: {call.prefix} again par {name} 4'
    )


def _names_a_crew(call: Call, name: str) -> None:
    """Refused for what is rather a number or a division than the name of something that was forgotten on the list."""
    division_ = next((div for div in call.store.divisions(call.here.id) if place_key(div) == place_key(name)), "")
    if not (name.isdecimal() or division_):
        return
    meant = f"{division(division_)} is a division or group" if division_ else f"Nothing is listed as {name}"
    raise Refused(
        f"{meant}; nothing was recorded. Which crew is it? {call.prefix} par E12 4. "
        f"Who has not answered: {call.prefix} par status"
    )


def _named(call: Call, one: Par, name: str) -> tuple[ParLine, ...]:
    """By the name, by the radio identifier, or by agency and name."""
    if direct := call.store.par_named(one.id, unit_key(name)):
        return direct
    ids = {line.id for line in found(call, name)}
    keys = {line.name_key for line in found(call, name)}
    return tuple(line for key in keys for line in call.store.par_named(one.id, key) if line.resource in ids)


def added(one: Par, name: str, agency: str, persons: int, *, person: str = "") -> ParLine:
    """A line for somebody who is not on the list, expecting so many persons; not kept yet."""
    return ParLine(
        par=one.id, incident=one.incident, name=name, name_key=unit_key(name), agency=agency, expected=persons,
        listed=False, person=person,
        single=is_person(name, persons, person),
    )  # fmt: skip
