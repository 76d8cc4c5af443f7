"""Undoing one's own slips, where that is harmless: struck through, never deleted."""

import re
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.documentation.log import one_entry
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import SERIES, WRITTEN, Entry, Origin
from commands.domain.log.traffic import MESSAGE, PASSING, TRAFFIC, GeneralMessage
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.line.converters import Converter, Long
from commands.line.signature import Rest
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import in_person, reads, told
from commands.shared.entering import enter

INSTEAD = {
    "M": "an emergency has no undo; “emergency clear” ends it",
    "MIR": "a medical report has no undo; correct it by a new one",
    "P": "a roll call has no undo; “par stop” ends it, and a new count replaces one",
    "R": "“request cancel” takes a request back",
    "SR": "a new report replaces it",
    "H": "“role withdraw” takes a hand-over back",
    "A": "“announce close” ends an announcement; say the right thing in a new one",
    "T": "“action drop” takes an action off the list",
    "W": "“watch end” ends a watch",
    "D": "“demob” itself takes it back, as long as it is not released",
}
"""What is never voided here, and what would do instead."""


def _read(text: str, _: Call) -> tuple[str, int]:
    found = re.fullmatch(r"([a-z]{1,4})\s*-?\s*(\d{1,9})", text.strip(), re.IGNORECASE)
    if not found or not int(found[2]):
        raise ValueError("it is not the number of anything")
    return found[1].upper(), int(found[2])


Thing = Annotated[tuple[str, int], Converter(read=_read, hint="what is wrong: L-9, TR-4 or MSG-2", most=2)]


@command(closed=True)
def void(call: Call, id: Thing, reason: Annotated[Long, Rest()]) -> tuple[Reply, ...]:
    """Strike through a line of the log, a row of traffic or a message of your own; it stays readable as void.

    void L-9 wrong division. Emergencies, roll calls, channel moves and approvals are never voided.
    """
    series, number = id
    if series == SERIES:
        return _entry(call, one_entry(call, number), reason)
    if series == TRAFFIC:
        return _traffic(call, number, reason)
    if series == MESSAGE:
        return _message(call, number, reason)
    instead = INSTEAD.get(series, f"only {SERIES}-, {TRAFFIC}- and {MESSAGE}-numbers can be voided")
    raise Refused(f"{series}-{number} is not voided here: {instead}. Nothing was changed.")


def _entry(call: Call, entry: Entry, reason: str) -> tuple[Reply, ...]:
    if entry.origin not in WRITTEN:
        raise Refused(f"{entry.shown} was noted by the system and stands: undo the thing itself. Nothing was changed.")
    _own(call, entry.shown, entry.by or entry.author, entry.by_name or entry.author_name)
    if before := _struck(call, entry.shown):
        return (before,)
    _strike(call, entry.shown, entry.group, reason)
    text = f"{entry.shown} void: {reason}. It read: {entry.words[:200]}"
    if call.store.log_about(call.here.id, (entry.shown,), Origin.SIGNIFICANT) and entry.group == MAIN:
        return (Reply(text=f"SIGNIFICANT {text}", audience=Audience.INCIDENT),)
    return told(call, entry, text)


def _traffic(call: Call, number: int, reason: str) -> tuple[Reply, ...]:
    row = call.store.traffic_row(call.here.id, number)
    if row is None or not reads(call, row):
        raise Refused(
            f"There is no {TRAFFIC}-{number} here; nothing was changed. {call.prefix} traffic list shows them."
        )
    _own(call, row.shown, row.operator, row.operator_name)
    if before := _struck(call, row.shown):
        return (before,)
    _strike(call, row.shown, row.group, reason)
    return told(call, row, f"{row.shown} void: {reason}. It read: {row.gist[:200]}")


def _message(call: Call, number: int, reason: str) -> tuple[Reply, ...]:
    one = call.store.general_message(call.here.id, number)
    if one is None or not (reads(call, one) or one.by == call.who.key):
        raise Refused(
            f"There is no {MESSAGE}-{number} here; nothing was changed. {call.prefix} message list shows them."
        )
    _own(call, one.shown, one.by, one.by_name)
    if before := _struck(call, one.shown):
        return (before,)
    call.store.save(replace(one, state=step(PASSING, one.state, "void", one.shown)))
    _strike(call, one.shown, one.group, reason)
    text = f"{one.shown} to {one.to} void: {reason}"
    return (*told(call, one, text), *in_person(_holders(call, one), f"{text}. It read: {one.words[:300]}"))


def _holders(call: Call, one: GeneralMessage) -> list[str]:
    position = one.to.split()[0]
    return [held.person for held in call.store.holders(call.here.id, (position,)) if held.seat.shown == one.to]


def _own(call: Call, what: str, key: str, name: str) -> None:
    """Refused for what is somebody else's, unless the speaker keeps the record."""
    if key not in call.store.same_person(call.who.key) and not rights.may_do("void", call):
        raise Refused(
            f"{what} is {name}'s own: they can void it, or it is {rights.whose(rights.allowed('void'), call)} "
            "Nothing was changed."
        )


def _struck(call: Call, what: str) -> Reply | None:
    """The answer where it is void already."""
    before = call.store.log_about(call.here.id, (what,), Origin.VOID).get(what)
    if before is None:
        return None
    return Reply(text=f"{what} is void already, since {shown(before.at, call.zone)} ({before.author_name}).")


def _strike(call: Call, what: str, group: str, reason: str) -> None:
    enter(call, Origin.VOID, reason, group=group, about=what, noun="void", source=f"void/{what}")
