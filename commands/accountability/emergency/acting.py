"""What is done about an emergency: acknowledged, cleared, told false, taken back; and how those that are open stand."""

from dataclasses import replace

from commands.accountability.emergency.telling import (
    LONGEST,
    NAMED,
    EmergencyId,
    Note,
    each,
    loud,
    meant,
    name_of,
    noted,
    seen_by,
    update_post,
    updates,
    which,
    words_of,
)
from commands.call import Call
from commands.domain.accountability.emergencies import (
    EMERGENCY,
    MISREAD_WITHIN,
    SILENCED,
    Emergency,
    EmergencyUpdate,
    Emergent,
    Told,
)
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import clock, shown, span
from commands.domain.moves import step
from commands.registry import command
from commands.shared.folding import told_together


@command(also=("acknowledge",), closed=True)
def ack(call: Call, id: EmergencyId | None = None, note: Note = "") -> Reply:
    """Acknowledge an emergency by your name: you have it, and you act on it.

    emergency ack M-1. emergency ack M-1 E14 is on the way. It counts from whoever is checked in or holds a position.
    """
    one = _one(call, id, "ack")
    if isinstance(one, Reply):
        return one
    after = step(EMERGENCY, one.state, "ack", one.shown)
    if note and (one.acknowledged_by or not counts(call)):
        return updated(call, one, note)
    if one.state is Emergent.ACKNOWLEDGED:
        at = clock(one.acknowledged_at, call.zone) if one.acknowledged_at else ""
        return Reply(text=f"{one.shown} was acknowledged by {one.acknowledged_by}, {at}.")
    if not counts(call):
        return _seen(call, one)
    call.store.save(replace(one, state=after, acknowledged_by=name_of(call), acknowledged_at=call.at))
    text = f"EMERGENCY {one.shown} acknowledged by {name_of(call)}, {clock(call.at, call.zone)}: {words_of(one)}"
    return loud(one, f"{text}{noted(note)}")


@command(needs="emergency clear", closed=True)
def clear(call: Call, id: EmergencyId | None = None, note: Note = "") -> Reply | tuple[Reply, ...]:
    """End an emergency; what waited meanwhile is posted now.

    emergency clear M-1. emergency clear M-1 all out.
    """
    one = _one(call, id, "clear")
    if isinstance(one, Reply):
        return one
    after = step(EMERGENCY, one.state, "clear", one.shown)
    call.store.save(replace(one, state=after, cleared_by=name_of(call), cleared_at=call.at))
    lasted = span(call.at - one.at)
    by = f"{name_of(call)}, {clock(call.at, call.zone)}"
    told = loud(one, f"EMERGENCY {one.shown} CLEARED by {by}, after {lasted}.{noted(note)}")
    return _released(call, told)


@command(verb="false", needs="emergency false", closed=True)
def false_one(call: Call, id: EmergencyId | None = None, note: Note = "") -> Reply | tuple[Reply, ...]:
    """End all emergencies of whoever raised this one: it was false. They raise none by themselves for half an hour.

    emergency false M-1. What they say meanwhile is told quietly, and others can raise it.
    """
    one = _one(call, id, "false")
    if isinstance(one, Reply):
        return one
    keys = call.store.same_person(one.by)
    all_of_them = [other for other in call.store.emergencies(one.incident) if other.by in keys]
    for other in all_of_them:
        after = step(EMERGENCY, other.state, "false", other.shown)
        call.store.save(replace(other, state=after, cleared_by=name_of(call), cleared_at=call.at))
    names, until = ", ".join(other.shown for other in all_of_them), clock(call.at + SILENCED, call.zone)
    by = f"{name_of(call)}, {clock(call.at, call.zone)}"
    told = loud(
        one,
        f"EMERGENCY {names} by {one.by_name} WAS FALSE, says {by}.{noted(note)} Until {until} what {one.by_name} says "
        "as an emergency is told quietly.",
    )
    text = (
        f"{by} told your emergency {names} false. Until {until} you raise none here by yourself; what you say is told "
        "quietly, and the desk, OSC and IC can raise it. If you need help, CALL IT ON THE RADIO."
    )
    return (*_released(call, told), Reply(text=text, audience=Audience.PRIVATE, to=(one.by,), loud=True))


@command()
def misread(call: Call, id: EmergencyId) -> tuple[Reply, ...]:
    """Take back your own emergency that was none, within two minutes and before anybody has acknowledged it.

    emergency misread M-1.
    """
    one = meant(call, id)
    if one.by not in call.store.same_person(call.who.key):
        raise Refused(f"{one.shown} is taken back by {one.by_name} alone; nothing was changed.")
    if one.state is not Emergent.OPEN or call.at > one.at + MISREAD_WITHIN:
        raise Refused(f"It is too late for that: IC or OSC clear {one.shown}. Nothing was changed.")
    after = step(EMERGENCY, one.state, "clear", one.shown)
    call.store.save(replace(one, state=after, cleared_by=name_of(call), cleared_at=call.at))
    told = loud(one, f"EMERGENCY {one.shown} was none, says {name_of(call)}, {clock(call.at, call.zone)}.")
    return _released(call, told)


@command(also=("list",), closed=True)
def status(call: Call) -> Reply:
    """List the emergencies that are open, and who has acknowledged them; only you see the answer."""
    found = call.store.emergencies(call.here.id)
    if not found:
        return Reply(text=f"{call.here.shown}: no emergency is open.")
    lines = []
    for one in found:
        lines.append(f"{one.shown} {words_of(one)} {_state(call, one)}{seen_by(call, one)}")
        lines += [f"  {clock(said.at, call.zone)} {said.by_name}: {said.words}" for said in updates(call, one)[-NAMED:]]
    return Reply(text="\n".join(lines), choices=tuple(each(found)))


def updated(call: Call, one: Emergency, words: str, behind: str = "") -> Reply:
    """Keep a further word about it, and tell it to all."""
    one = call.store.save(replace(one, state=step(EMERGENCY, one.state, "update", one.shown), said_at=call.at))
    said = call.store.add(
        EmergencyUpdate(
            incident=one.incident,
            emergency=one.id,
            words=words[:LONGEST],
            at=call.at,
            by=call.who.key,
            by_name=name_of(call),
        )
    )
    return update_post(call, one, said, behind)


def _released(call: Call, told: Reply) -> tuple[Reply, ...]:
    """What waited goes out, unless another one is open."""
    if still := call.store.emergencies(call.here.id):
        names = ", ".join(other.shown for other in still)
        return (replace(told, text=f"{told.text} Still open: {names}. Keep the channel clear."),)
    call.store.release(call.here.id)
    return (told, *told_together(call))


def counts(call: Call) -> bool:
    """Whose acknowledgement counts: who is checked in, holds a position, or administers the incident."""
    keys = call.store.same_person(call.who.key)
    return (
        call.admin
        or any(call.store.own_checkin(call.here.id, key) for key in keys)
        or bool(call.store.held_by(call.here.id, keys))
    )


def _seen(call: Call, one: Emergency) -> Reply:
    keys = call.store.same_person(call.who.key)
    if not any(said.by in keys and said.kind is Told.SEEN for said in call.store.emergency_updates(one.id)):
        call.store.add(
            EmergencyUpdate(
                incident=one.incident,
                emergency=one.id,
                kind=Told.SEEN,
                at=call.at,
                by=call.who.key,
                by_name=name_of(call),
            )
        )
    return Reply(
        text=f"{one.shown} is shown as seen by you; nobody has acknowledged it by that. It counts from whoever is "
        f"checked in or holds a position: {call.prefix} checkin, then acknowledge."
    )


def _one(call: Call, number: int | None, verb: str) -> Emergency | Reply:
    """The one that is meant: by its number, or the only one that is open; of several a question."""
    if number is not None:
        return meant(call, number)
    found = call.store.emergencies(call.here.id)
    if not found:
        raise Refused("No emergency is open; nothing was changed.")
    return found[0] if len(found) == 1 else which(found, verb)


def _state(call: Call, one: Emergency) -> str:
    if one.state is Emergent.ACKNOWLEDGED and one.acknowledged_at:
        return f"Acknowledged by {one.acknowledged_by}, {shown(one.acknowledged_at, call.zone)}."
    return f"NOBODY has acknowledged since {shown(one.at, call.zone)}."
