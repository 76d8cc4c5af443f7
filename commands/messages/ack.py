"""Acknowledging by the number alone: an emergency, an announcement, a message or a page, told apart by its letters."""

import re
from collections.abc import Iterator
from typing import Annotated

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.accountability.emergencies import Emergent
from commands.domain.errors import Refused
from commands.domain.log.traffic import MESSAGE
from commands.domain.messages import FACES, Choice, Reply
from commands.domain.notification.pages import SERIES as PAGE
from commands.line.converters import Long
from commands.line.signature import Hint, Verbatim
from commands.messages.announce.audience import mine
from commands.messages.message.notes import holds
from commands.registry import command
from commands.shared.belonging import readable

NOUNS = {"M": "emergency", "A": "announce", MESSAGE: "message", PAGE: "page"}
"""By the letters before a number: the noun whose records have it."""

MOST = 5
"""Buttons below one answer."""

_NUMBERED = re.compile(rf"({'|'.join(NOUNS)})\s?[-#]?\s?(\d{{1,9}})(?![\w-])[.,:;]?\s*", re.IGNORECASE)


def _names_one(behind: str) -> bool:
    """“!ack your traffic” is talk."""
    return bool(_NUMBERED.match(behind) or behind.isdecimal())


@command(also=("acknowledge",), alone=_names_one, closed=True)
def ack(
    call: Call, which: Annotated[Long, Verbatim(), Hint("M-1, A-1, MSG-1 or PG-1; empty to see what waits")] = ""
) -> Reply | tuple[Reply, ...]:
    """Acknowledge an emergency, an announcement, a message or a page by its number; alone, what waits for you is shown.

    ack M-1: the same as emergency ack M-1. ack A-1: an announcement. ack MSG-1: a message. ack PG-1: a page.
    """
    if not which:
        return _waiting(call)
    found = _NUMBERED.match(which)
    if found is None:
        raise Refused(
            f"Acknowledge which? An emergency is M-1, an announcement A-1, a message {MESSAGE}-1, a page {PAGE}-1: "
            f"{call.prefix} ack M-1. Nothing was recorded."
        )
    series = found[1].upper()
    return decide(f"{NOUNS[series]} ack {series}-{found[2]} {which[found.end() :]}".strip(), call)


def _waiting(call: Call) -> Reply:
    """Nothing is acknowledged by a word alone: it might be meant for something else."""
    found = [*waits(call)]
    if not found:
        return Reply(text="Nothing here waits for your acknowledgement. Nothing was recorded.")
    lines = [f"{shown}: {words[:200]}" for _, shown, words in found]
    choices = tuple(
        Choice(f"I acknowledge {id}", f"{noun} ack {id}", face)
        for (noun, id, _), face in zip(found[:MOST], FACES, strict=False)
    )
    return Reply(text="\n".join(["Acknowledge which? Nothing was recorded yet.", *lines]), choices=choices)


def waits(call: Call) -> Iterator[tuple[str, str, str]]:
    """(noun, id, words) of each thing that waits for the speaker, emergencies first."""
    here, store = call.here.id, call.store
    keys = {*store.same_person(call.who.key)}
    for emergency in store.emergencies(here):
        if emergency.state is Emergent.OPEN:
            yield NOUNS["M"], emergency.shown, f"EMERGENCY by {emergency.by_name}. {emergency.words}".strip()
    for page in store.pages(here):
        if any(step.reached and step.person in keys for step in store.page_steps(page.id)):
            yield NOUNS[PAGE], page.shown, page.words
    for announcement in store.announcements(here):
        if any(line.at is None for line in mine(call, announcement)):
            yield NOUNS["A"], announcement.shown, announcement.words
    for message in store.general_messages(here, readable(call)):
        if holds(call, message):
            yield NOUNS[MESSAGE], message.shown, f"to {message.to}: {message.gist}"
