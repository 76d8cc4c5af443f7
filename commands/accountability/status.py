"""What a resource does now, in the words of ICS 210. The radio desk says it; nothing here takes off the roster."""

import contextlib
import re
from dataclasses import replace
from typing import Annotated, Any

from commands.accountability.checkin import change, checked_in_for, spoken_name
from commands.call import Call
from commands.domain.accountability.checkins import STATUS, Resource, Status, standing
from commands.domain.errors import Refused
from commands.domain.messages import Choice, Reply
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.line.converters import Agency, Converter, Moment
from commands.line.signature import Hint
from commands.registry import command
from commands.shared import rights
from commands.shared.finding import Known, found, required
from commands.shared.heard import heard
from commands.shared.speaker import myself

_OUT = r"(?:oos|o/s|out[ -]of[ -]service)[\s:/(-]*"
_WORDS: dict[Status, str] = {
    Status.AVAILABLE: r"available|avail|av|ready",
    Status.ASSIGNED: r"assigned|assign|as|working",
    Status.MECH: rf"{_OUT}(?:mech|mechanical)\)?|mech|mechanical",
    Status.REST: rf"{_OUT}(?:rest|resting)\)?|rest|resting",
    Status.PERS: rf"{_OUT}(?:pers|personnel)\)?|pers|personnel",
}
OWN = frozenset({"me", "myself"})
HINT = "one of available, assigned, oos mech, oos rest, oos pers"


def _read(text: str, _: Call) -> Status:
    said = " ".join(text.casefold().split()).rstrip(".,!")
    for status, words in _WORDS.items():
        if re.fullmatch(words, said):
            return status
    if re.fullmatch(_OUT, said + " "):
        raise ValueError("out of service for what: mech, rest or pers?")
    raise ValueError("it is no status of ICS 210")


New = Annotated[Status, Converter(read=_read, hint=HINT, most=4, options=tuple(one.value for one in Status))]


@command()
def status(
    call: Call,
    name: Known,
    state: New | None = None,
    *,
    until: Annotated[Moment | None, Hint("how long it rests")] = None,
    etr: Annotated[Moment | None, Hint("when it is expected back in service")] = None,
    agency: Agency | None = None,
) -> Reply:
    """Say what a resource does now: assigned, available, or out of service (mech, rest, pers); alone, it is asked.

    status E12 oos mech etr:1400. status "Crew 7" rest until:0600: resting is not leaving. status E12: how it stands.
    status rest: your own.
    """
    one, state = _meant(call, name, state, agency)
    if state is None and until is None and etr is None:
        return _standing(call, one)
    if not checked_in_for(call, one):
        rights.require("status others", call, f"the status of {one.name}")
    after = step(STATUS, one.status, (state or one.status).value, one.name)
    given: dict[str, Any] = {"status": after, "until": until, "etr": etr}
    if replace(one, **given) == one:
        return Reply(text=f"{one.name} is {after.shown} already; nothing was changed.")
    heard(call, (one.name,), call.at)  # whoever says it has heard of them
    return change(call, one, given)


def _meant(call: Call, name: str, state: Status | None, agency: str | None) -> tuple[Resource, Status | None]:
    """What is checked in under that name; “me” is the speaker, and so is a status without a name before it."""
    if found(call, name):
        return required(call, name, agency), state
    own = myself(call)
    if name.casefold() in OWN:
        if own is None:
            raise Refused(f"You are not checked in; nothing was changed. {call.prefix} checkin")
        return own, state
    if own is not None and state is None:
        with contextlib.suppress(ValueError):
            return own, _read(name, call)
    return required(call, name, agency), state


def _standing(call: Call, one: Resource) -> Reply:
    times = [f"{word} {shown(at, call.zone)}" for word, at in (("until", one.until), ("ETR", one.etr)) if at]
    told = f" {one.reported}." if one.reported else ""
    text = f"{one.name}: {', '.join([standing(one), *times])}; {one.shown}.{told}"
    choices = tuple(
        Choice(other.shown.capitalize(), f"status {spoken_name(one)} state:{other.value}")
        for other in Status
        if other is not one.status
    )
    return Reply(text=text, choices=choices)
