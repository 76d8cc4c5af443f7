"""How an emergency is told: to every room at once, to who is next in line, and with its buttons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.emergencies import (
    SILENCED,
    THIRD_WITHIN,
    Emergency,
    EmergencyUpdate,
    Emergent,
    Told,
)
from commands.domain.errors import Refused
from commands.domain.messages import FACES, Audience, Choice, Reply
from commands.domain.moments import clock, shown, span
from commands.domain.organisation.roles import LINE, Rank
from commands.line.converters import Long, id_of
from commands.line.signature import Verbatim
from commands.line.who import OFF_CHAT
from commands.shared.still_open import DANGER, tells_what_is_open

RADIO = "CALL IT ON THE RADIO NOW"
LONGEST = 1_000
UPDATES_LOUD = 10
"""Further words of one person about one emergency that are loud within ten minutes; more of them are told quietly."""

NAMED = 10
"""Names of those who have seen it, and further words, that are shown."""

EmergencyId = Annotated[int, id_of("M")]
Note = Annotated[Long, Verbatim()]


@tells_what_is_open(DANGER)
def _open_ones(call: Call) -> Iterator[str]:
    for one in call.store.emergencies(call.here.id):
        yield f"EMERGENCY {one.shown}, not cleared: {words_of(one).rstrip('.')}"


def cry(call: Call, one: Emergency) -> Reply:
    """The emergency itself: every device rings."""
    found_late = call.recovered and call.late.total_seconds() >= 60
    late = f", LATE: said {span(call.late)} before it was found" if found_late else ""
    text = (
        f"EMERGENCY {one.shown}: {words_of(one)} {one.by_name}, {clock(call.at, call.zone)}{late}. "
        "Keep the channel clear. Whoever has it acknowledges by name."
    )
    roll = () if call.here.closed else (Choice("PAR now", "par start", "🧮"),)
    return replace(loud(one, text), cry=True, notify=True, choices=(ack_button(one), *roll))


def update_post(call: Call, one: Emergency, said: EmergencyUpdate, behind: str = "") -> Reply:
    """A further word about it, shown as such; loud, unless the same person has said very many."""
    words = f"“{said.words}”" if said.words else "said again"
    text = (
        f"EMERGENCY {one.shown} UPDATE by {said.by_name}, {clock(said.at, call.zone)}: {words}. "
        f"{one.shown} is: {words_of(one)}{behind}"
    )
    recent = sum(
        1 for other in updates(call, one) if other.by == said.by and other.at > call.at - THIRD_WITHIN
    )  # the one that is told is among them
    choices = (ack_button(one),) if one.state is Emergent.OPEN else ()
    return replace(loud(one, text), loud=recent <= UPDATES_LOUD, choices=choices)


def loud(one: Emergency, text: str) -> Reply:
    """What is told of an emergency in every room of its incident, ringing where rooms allow it."""
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=one.shown)


def noted(note: str) -> str:
    """A note in quotes behind what it is added to; empty where there is none."""
    return f" “{note[:LONGEST]}”" if note else ""


def words_of(one: Emergency) -> str:
    """What was cried, in quotes, as a sentence's end."""
    return f"“{one.words}”." if one.words else "no words were given."


def ack_button(one: Emergency) -> Choice:
    """The press by which somebody takes an emergency on."""
    return Choice(f"I acknowledge {one.shown}", f"emergency ack {one.shown}", "✋")


def each(found: Sequence[Emergency], verb: str = "ack", behind: str = "") -> Iterator[Choice]:
    """A button for each, with its words; one that somebody has is marked. Two alike could not be told apart where
    buttons are emoji.
    """
    waiting = [one for one in found if verb != "ack" or behind or one.state is Emergent.OPEN]
    for one, face in zip(waiting, FACES, strict=False):
        has = f" (acknowledged by {one.acknowledged_by})" if one.state is Emergent.ACKNOWLEDGED else ""
        words = f"{verb.capitalize()} {one.shown} “{one.words[:30]}”{has}"[:75]
        yield Choice(words, f"emergency {verb} {one.shown} {behind}".rstrip(), face if len(waiting) > 1 else "✋")


def which(found: Sequence[Emergency], verb: str, behind: str = "") -> Reply:
    """The question which of several is meant, with a button for each."""
    names = " or ".join(one.shown for one in found)
    lines = "\n".join(f"{one.shown} {words_of(one)} {_has(one)}".rstrip() for one in found)
    return Reply(text=f"Which one, {names}?\n{lines}", choices=tuple(each(found, verb, behind)))


def _has(one: Emergency) -> str:
    return f"Acknowledged by {one.acknowledged_by}." if one.state is Emergent.ACKNOWLEDGED else ""


def meant(call: Call, number: int) -> Emergency:
    """The emergency of that number; Refused where there is none, or it is over."""
    one = call.store.numbered(Emergency, call.here.id, number)
    if one is None:
        raise Refused(f"There is no M-{number} here; nothing was changed.")
    if one.cleared_at is None:
        return one
    how = "was told false" if one.state is Emergent.FALSE else "was cleared"
    at = shown(one.cleared_at, call.zone)
    raise Refused(f"{one.shown} {how} by {one.cleared_by}, {at}; nothing was changed.")


def updates(call: Call, one: Emergency) -> tuple[EmergencyUpdate, ...]:
    """What was said of an emergency since it was raised, in its order; acknowledgements and the like aside."""
    return tuple(said for said in call.store.emergency_updates(one.id) if said.kind is Told.UPDATE)


def seen_by(call: Call, one: Emergency) -> str:
    """Who pressed without a place in the incident: `` Seen by A, B.``"""
    names = [said.by_name for said in call.store.emergency_updates(one.id) if said.kind is Told.SEEN]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f" Seen by {', '.join(names[:NAMED])}{more}." if names else ""


def silenced_until(call: Call) -> str:
    """Until when the speaker raises none by themselves, as a time of day; empty where they do."""
    keys = call.store.same_person(call.who.key)
    for one in reversed(call.store.raised_by(call.here.id, keys, call.at - 48 * SILENCED)):
        if one.state is Emergent.FALSE and one.cleared_at and call.at < one.cleared_at + SILENCED:
            return clock(one.cleared_at + SILENCED, call.zone)
    return ""


def line_of(call: Call) -> list[tuple[str, ...]]:
    """Who is asked one after the other, by their keys: the desk, OSC, IC, Safety; where nobody is, nobody."""
    steps = (on_chat(call, positions) for positions in LINE)
    return [step for step in steps if step]


def on_chat(call: Call, positions: Iterable[str]) -> tuple[str, ...]:
    """The keys of those who hold one of these positions and can be written to."""
    held = call.store.holders(call.here.id, tuple(sorted(positions)))
    keys = (one.person for one in held if one.rank is not Rank.TRAINEE and not one.person.startswith(OFF_CHAT))
    return tuple(dict.fromkeys(keys))


def name_of(call: Call) -> str:
    """The speaker's name and agency as everybody reads it."""
    return call.who.shown
