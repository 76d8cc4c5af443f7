"""Emergency traffic. Whoever says it is heard at once, in every room; the radio comes first all the same."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from commands.accountability.emergency import acting
from commands.accountability.emergency.telling import (
    LONGEST,
    RADIO,
    EmergencyId,
    Note,
    cry,
    line_of,
    meant,
    name_of,
    silenced_until,
    which,
)
from commands.call import Call
from commands.domain.accountability.distress import ends, plays
from commands.domain.accountability.emergencies import (
    ELAPSED,
    LEADS,
    MISREAD_WITHIN,
    POSTED_WITHIN,
    THIRD,
    THIRD_WITHIN,
    Emergency,
    Lead,
    lead,
    repeat_after,
)
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Choice, Reply
from commands.domain.moments import span
from commands.domain.schedules import Timer
from commands.line.converters import Long
from commands.line.signature import Verbatim
from commands.registry import command
from commands.shared import rights


@command(also=("mayday",), anywhere=True, at_once=True)
def emergency(call: Call, text: Annotated[Long, Verbatim()] = "") -> tuple[Reply, ...]:
    """Raise an emergency: at once, by anybody, in every room of the incident; it cannot be undone. Use the radio too.

    emergency. mayday E12 two persons trapped, Div A. What you say further about it is an update of it.
    emergency ack RIT is E14, emergency clear both out: the one that is open. IC or OSC say "emergency clear".
    """
    if call.incident is None:
        raise Refused(f"{RADIO}. This room belongs to no incident, so nobody was told here. Nothing was recorded.")
    words = text[:LONGEST]
    found = call.store.emergencies(call.here.id)
    if found and not call.again and (told := _directed(call, words, found)):
        return told
    if not call.again and (ends(words) or (plays(words) and not call.here.exercise)):
        return _ended(call, words, found)
    if about := _about(call, words, found):
        return about
    if until := silenced_until(call):
        return _silenced(call, words, until)
    if not call.again and _many(call):
        return _asked(call, words)
    return _raised(call, words)


@command()
def update(call: Call, id: EmergencyId, words: Note = "") -> tuple[Reply, ...]:
    """Tell more about an emergency: who, where, how many, what is done.

    emergency update M-1 second floor, low air.
    """
    return (acting.updated(call, meant(call, id), words),)


@command()
def read(call: Call, text: Annotated[Long, Verbatim()] = "") -> tuple[Reply, ...]:
    """Raise what reads as an emergency though it was typed otherwise ("!maday E12"): you can take it back at once."""
    told = emergency(call, text)
    one = next((one for one in call.store.emergencies(call.here.id) if one.at == call.at), None)
    if one is None or one.by != call.who.key:
        return told
    asked = Reply(
        text=f"Read as an emergency: {one.shown} is raised. False alarm? Press within {span(MISREAD_WITHIN)}.",
        choices=(Choice("False alarm", f"emergency misread {one.shown}", "✖️"),),
    )
    return (*told, asked)


def _directed(call: Call, words: str, found: Sequence[Emergency]) -> tuple[Reply, ...]:
    """What begins with ack, clear or status means the one that is open; of several it is asked, and told meanwhile."""
    means, rest = lead(words)
    if means is None:
        return ()
    if means is Lead.UPDATE:
        return (acting.updated(call, _nearest(call, found), rest or words),)
    verb = LEADS[means]
    may = means is not Lead.CLEAR or rights.may_do("emergency clear", call)
    if len(found) > 1:
        told = acting.updated(call, _nearest(call, found), words, " Which one is asked.") if rest else None
        asked = which(found, verb if may else "update", rest if may else words)
        return (told, asked) if told else (asked,)
    (one,) = found
    if means is Lead.ACK and rest and (one.acknowledged_by or not acting.counts(call)):
        return (acting.updated(call, one, words),)
    if not may:
        return (acting.updated(call, one, words, " Not cleared by that: IC or OSC clear it."),)
    acted = acting.ack(call, one.number, rest) if means is Lead.ACK else acting.clear(call, one.number, rest)
    return acted if isinstance(acted, tuple) else (acted,)


def _ended(call: Call, words: str, found: Sequence[Emergency]) -> tuple[Reply, ...]:
    """“cancelled”, “false alarm”, “no longer” raise none; whose word ends one has the button for it."""
    raise_it = Choice("It is one: raise it", f"again emergency {words}", "🆘")
    if not found:
        return (Reply(text=f"“{words}” reads as none, or as the end of one: none was raised.", choices=(raise_it,)),)
    one = _nearest(call, found)
    told = acting.updated(call, one, words, " It stays open until IC or OSC clear it.")
    clear = Choice(f"Clear {one.shown}", f"emergency clear {one.shown}", "✅")
    return (
        replace(told, choices=(*told.choices, clear)),
        Reply(text=f"Told as an update of {one.shown}.", choices=(raise_it,)),
    )


def _about(call: Call, words: str, found: Sequence[Emergency]) -> tuple[Reply, ...]:
    """Further words by who raised one are about it; so are those of people in positions, who are asked meanwhile."""
    keys = call.store.same_person(call.who.key)
    if own := next((one for one in found if one.by in keys), None):
        told = acting.updated(call, own, words)
        return told, Reply(text=f"{RADIO}. {own.shown} is yours: what you say is queued for every room as its update.")
    if call.again or not found or not _in_charge(call):
        return ()
    one = _nearest(call, found)
    new = Choice("A new emergency: raise it", f"again emergency {words}", "🆘")
    others = [Choice(f"About {o.shown}", f"emergency update {o.shown} {words}") for o in found if o.id != one.id]
    asked = Reply(
        text=f"{RADIO}. It is queued for every room as an update of {one.shown}. Is it a new one?",
        choices=(new, Choice(f"It is about {one.shown}", "emergency status", "✅"), *others[:3]),
    )
    return acting.updated(call, one, words), asked


def _in_charge(call: Call) -> bool:
    """Who holds a position, administers the incident, or has acknowledged one speaks of it; others raise their own."""
    held = call.store.held_by(call.here.id, call.store.same_person(call.who.key))
    return (
        call.admin
        or bool(held)
        or any(one.acknowledged_by == name_of(call) for one in call.store.emergencies(call.here.id))
    )


def _nearest(call: Call, found: Sequence[Emergency]) -> Emergency:
    """The speaker's own, the one that the speaker has acknowledged, else the newest."""
    keys, name = call.store.same_person(call.who.key), name_of(call)
    own = next((one for one in found if one.by in keys), None)
    return own or next((one for one in found if one.acknowledged_by == name), found[-1])


def _many(call: Call) -> bool:
    keys = call.store.same_person(call.who.key)
    return len(call.store.raised_by(call.here.id, keys, call.at - THIRD_WITHIN)) + 1 >= THIRD


def _asked(call: Call, words: str) -> tuple[Reply, ...]:
    """The third within ten minutes: one quiet line, a question, and those who could raise it know of it."""
    within = span(THIRD_WITHIN)
    asked = Reply(
        text=f"{RADIO}. It would be your emergency number {THIRD} within {within}, so it was told quietly. Is it one?",
        audience=Audience.PRIVATE,
        choices=(Choice("It is one: raise it", f"again emergency {words}", "🆘"),),
    )
    line = f"{name_of(call)}: “{words}” ({_th(THIRD)} emergency by the same person within {within}; they are asked)"
    return (Reply(text=line, audience=Audience.INCIDENT), asked, *_for_others(call, words))


def _silenced(call: Call, words: str, until: str) -> tuple[Reply, ...]:
    answer = Reply(
        text=f"{RADIO}. An emergency of yours was told false, so until {until} you raise none here by yourself. Your "
        "words were told quietly, and the radio desk, OSC and IC can raise them.",
        audience=Audience.PRIVATE,
    )
    line = f"{name_of(call)} (raises no emergency until {until}): “{words}”"
    return (Reply(text=line, audience=Audience.INCIDENT), answer, *_for_others(call, words))


def _for_others(call: Call, words: str) -> tuple[Reply, ...]:
    """Nothing is only kept quiet: who is in charge raises it with one press."""
    keys = tuple(dict.fromkeys(key for keys in line_of(call) for key in keys if key != call.who.key))
    text = f"{name_of(call)} says: “{words}”. It is not raised; is it an emergency?"
    choices = (Choice("Raise it", f"again emergency {name_of(call)}: {words}"[:LONGEST], "🆘"),)
    return (Reply(text=text, audience=Audience.PRIVATE, to=keys, loud=True, choices=choices),) if keys else ()


def _raised(call: Call, words: str) -> tuple[Reply, ...]:
    one = call.store.add(
        Emergency(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, "emergency"),
            words=words,
            room=str(call.room),
            at=call.at,
            said_at=call.at,
            by=call.who.key,
            by_name=name_of(call),
        )
    )
    for at, verb in (
        (repeat_after(one.at, one.at), "nobody"),
        (one.at + ELAPSED, "elapsed"),
        (one.at + POSTED_WITHIN, "posted"),
    ):
        call.store.add(Timer(incident=one.incident, at=at, command=f"emergency {verb} {one.shown}"))
    answer = (
        f"{RADIO}. {one.shown} is queued for every room of {call.here.shown}; you are told if it is not posted within "
        f"{POSTED_WITHIN.seconds} s, and as long as nobody has acknowledged."
    )
    return cry(call, one), Reply(text=answer)


def _th(number: int) -> str:
    return {3: "third"}.get(number, f"{number}th")
