"""Emergency traffic. Whoever says it is heard at once, in every room; the radio comes first all the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.emergencies import (
    EMERGENCY,
    NOBODY_AFTER,
    POSTED_WITHIN,
    SAME_WITHIN,
    Emergency,
    Emergent,
)
from commands.domain.errors import Refused
from commands.domain.messages import FACES, Audience, Choice, Reply
from commands.domain.moments import clock, shown, span
from commands.domain.moves import step
from commands.domain.schedules import Timer
from commands.line.converters import Long, id_of
from commands.line.signature import Verbatim
from commands.registry import command
from commands.shared.folding import told_together
from commands.shared.still_open import DANGER, tells_what_is_open

RADIO = "CALL IT ON THE RADIO NOW"
LONGEST = 1_000

EmergencyId = Annotated[int, id_of("M")]
Note = Annotated[Long, Verbatim()]


@command(also=("mayday",), anywhere=True, at_once=True)
def emergency(call: Call, text: Annotated[Long, Verbatim()] = "") -> tuple[Reply, ...]:
    """Raise an emergency: at once, by anybody, in every room of the incident; it cannot be undone. Use the radio too.

    emergency. mayday E12 two persons trapped, Div A. IC or OSC say "emergency clear" when it is over.
    """
    if call.incident is None:
        raise Refused(f"{RADIO}. This room belongs to no incident, so nobody was told here. Nothing was recorded.")
    words = text[:LONGEST]
    one = _same(call, words) or _raised(call, words)
    call.store.add(Timer(incident=one.incident, at=call.at + POSTED_WITHIN, command=f"emergency posted {one.shown}"))
    answer = (
        f"{RADIO}. {one.shown} is queued for every room of {call.here.shown}; you are told if it is not posted within "
        f"{POSTED_WITHIN.seconds} s, and as long as nobody has acknowledged."
    )
    return _cry(call, one), Reply(text=answer)


@command(also=("acknowledge",), closed=True)
def ack(call: Call, id: EmergencyId | None = None, note: Note = "") -> Reply:
    """Acknowledge an emergency by your name: you have it, and you act on it.

    emergency ack M-1. emergency ack M-1 E14 is on the way.
    """
    one = _not_cleared(call, _one(call, id))
    after = step(EMERGENCY, one.state, "ack", one.shown)
    if one.state is Emergent.ACKNOWLEDGED:
        at = clock(one.acknowledged_at, call.zone) if one.acknowledged_at else ""
        return Reply(text=f"{one.shown} was acknowledged by {one.acknowledged_by}, {at}.")
    call.store.save(replace(one, state=after, acknowledged_by=_name(call), acknowledged_at=call.at))
    text = f"EMERGENCY {one.shown} acknowledged by {_name(call)}, {clock(call.at, call.zone)}: {_words(one)}"
    return _loud(one, f"{text}{_noted(note)}")


@command(needs="emergency clear", closed=True)
def clear(call: Call, id: EmergencyId | None = None, note: Note = "") -> tuple[Reply, ...]:
    """End an emergency; what waited meanwhile is posted now.

    emergency clear M-1. emergency clear M-1 all out.
    """
    one = _not_cleared(call, _one(call, id))
    after = step(EMERGENCY, one.state, "clear", one.shown)
    call.store.save(replace(one, state=after, cleared_by=_name(call), cleared_at=call.at))
    lasted = span(call.at - one.at)
    by = f"{_name(call)}, {clock(call.at, call.zone)}"
    told = _loud(one, f"EMERGENCY {one.shown} CLEARED by {by}, after {lasted}.{_noted(note)}")
    if still := call.store.emergencies(one.incident):
        names = ", ".join(other.shown for other in still)
        return (replace(told, text=f"{told.text} Still open: {names}. Keep the channel clear."),)
    call.store.release(one.incident)
    return (told, *told_together(call))


@command(also=("list",), closed=True)
def status(call: Call) -> Reply:
    """List the emergencies that are open, and who has acknowledged them; only you see the answer."""
    found = call.store.emergencies(call.here.id)
    if not found:
        return Reply(text=f"{call.here.shown}: no emergency is open.")
    lines = [f"{one.shown} {_words(one)} {_state(call, one)}" for one in found]
    return Reply(text="\n".join(lines), choices=tuple(_each(found)))


@command(needs="clock")
def nobody(call: Call, id: EmergencyId) -> tuple[Reply, ...]:
    """Say again that nobody has acknowledged, until a named person does."""
    one = _one(call, id)
    if one.state is not Emergent.OPEN:
        return ()
    _ask_again(call, one)
    since = span(call.at - one.at)
    text = f"NOBODY has acknowledged, {since}: EMERGENCY {one.shown} by {one.by_name}: {_words(one)} {RADIO}."
    return (replace(_loud(one, text), notify=True, choices=(_ack(one),)),)


@command(needs="clock")
def posted(call: Call, id: EmergencyId) -> tuple[Reply, ...]:
    """Tell the sender in which rooms an emergency is not posted yet."""
    one = _one(call, id)
    missing = call.store.not_posted(one.incident, one.said_at)
    if not missing:
        return ()
    where = "; ".join(f"{room} ({why})" for room, why in missing)
    text = f"EMERGENCY {one.shown} is NOT POSTED in: {where}. {one.by_name}, tell them by radio."
    return (_loud(one, text), Reply(text=text, audience=Audience.PRIVATE, to=(one.by,), loud=True))


def _noted(note: str) -> str:
    return f" “{note[:LONGEST]}”" if note else ""


def _same(call: Call, words: str) -> Emergency | None:
    """The same words again from the same person a moment later: a second press, not a second emergency."""
    for one in call.store.emergencies(call.here.id):
        if (one.by, one.words) == (call.who.key, words) and call.at - one.said_at < SAME_WITHIN:
            return call.store.save(replace(one, state=step(EMERGENCY, one.state, "repeat", one.shown), said_at=call.at))
    return None


def _raised(call: Call, words: str) -> Emergency:
    one = call.store.add(
        Emergency(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, "emergency"),
            words=words,
            room=str(call.room),
            at=call.at,
            said_at=call.at,
            by=call.who.key,
            by_name=_name(call),
        )
    )
    _ask_again(call, one)
    return one


def _ask_again(call: Call, one: Emergency) -> None:
    call.store.add(Timer(incident=one.incident, at=call.at + NOBODY_AFTER, command=f"emergency nobody {one.shown}"))


def _cry(call: Call, one: Emergency) -> Reply:
    found_late = call.recovered and call.late.total_seconds() >= 60
    late = f", LATE: said {span(call.late)} before it was found" if found_late else ""
    text = (
        f"EMERGENCY {one.shown}: {_words(one)} {one.by_name}, {clock(call.at, call.zone)}{late}. "
        "Keep the channel clear. Whoever has it acknowledges by name."
    )
    return replace(_loud(one, text), notify=True, choices=(_ack(one),))


def _loud(one: Emergency, text: str) -> Reply:
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=one.shown)


@tells_what_is_open(DANGER)
def _open_ones(call: Call) -> Iterator[str]:
    for one in call.store.emergencies(call.here.id):
        yield f"EMERGENCY {one.shown}, not cleared: {_words(one).rstrip('.')}"


def _ack(one: Emergency) -> Choice:
    return Choice(f"I acknowledge {one.shown}", f"emergency ack {one.shown}", "✋")


def _each(found: Sequence[Emergency]) -> Iterator[Choice]:
    """A button for each that nobody has: two alike could not be told apart where buttons are emoji."""
    waiting = [one for one in found if one.state is Emergent.OPEN]
    for one, face in zip(waiting, FACES[:5], strict=False):
        yield replace(_ack(one), emoji=face) if len(waiting) > 1 else _ack(one)


def _one(call: Call, number: int | None) -> Emergency:
    """The one that is meant: by its number, or the only one that is open."""
    if number is not None:
        one = call.store.numbered(Emergency, call.here.id, number)
        if one is None:
            raise Refused(f"There is no M-{number} here; nothing was changed.")
        return one
    found = call.store.emergencies(call.here.id)
    if len(found) != 1:
        names = " or ".join(one.shown for one in found)
        raise Refused(f"Which one, {names}?" if found else "No emergency is open; nothing was changed.")
    return found[0]


def _not_cleared(call: Call, one: Emergency) -> Emergency:
    if one.cleared_at is None:
        return one
    at = shown(one.cleared_at, call.zone)
    raise Refused(f"{one.shown} was cleared by {one.cleared_by}, {at}; nothing was changed.")


def _words(one: Emergency) -> str:
    return f"“{one.words}”." if one.words else "no words were given."


def _state(call: Call, one: Emergency) -> str:
    if one.state is Emergent.ACKNOWLEDGED and one.acknowledged_at:
        return f"Acknowledged by {one.acknowledged_by}, {shown(one.acknowledged_at, call.zone)}."
    return f"NOBODY has acknowledged since {shown(one.at, call.zone)}."


def _name(call: Call) -> str:
    """The speaker's name and agency as everybody reads it."""
    return call.who.shown
