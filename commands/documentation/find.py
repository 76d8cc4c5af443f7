"""Finding again what was said and recorded, by its words."""

from typing import Annotated

from commands.call import Call
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.log.logbook import Origin
from commands.domain.log.searching import Findable, terms
from commands.domain.messages import Card, Reply, Room
from commands.domain.moments import shown
from commands.line.converters import Long
from commands.line.signature import Rest
from commands.registry import command
from commands.shared.belonging import readable

MOST = 15
"""Results that are shown at once, the newest."""

LINE = 160
"""Characters of each that are shown."""


@command(also=("search",), closed=True)
def find(call: Call, words: Annotated[Long, Rest()]) -> Reply:
    """Search talk, log, traffic, messages, requests and reports of this incident; only you see the answer.

    find repeater battery: what has both words, or longer ones that begin so, the newest first. What was said in a
    group is found in that group only.
    """
    wanted = terms(words)
    if not wanted:
        raise Refused("What is to be found? A word has letters or digits.")
    found = call.store.find(call.here.id, readable(call), wanted, MOST + 1)
    if not found:
        return Reply(text=f"Nothing here has {_all_of(wanted)}.")
    struck = call.store.log_about(call.here.id, [one.shown for one in found if one.shown], Origin.VOID)
    lines = [_line(call, one, void=one.shown in struck) for one in found[:MOST]]
    if len(found) > MOST:
        lines.append("There is more, older than this: add a word to narrow it.")
    card = Card(
        title=f"{call.here.shown}: {_all_of(wanted)}",
        lines=tuple(lines),
        footer=f"newest first; as of {shown(call.at, call.zone)}",
    )
    return Reply(text=in_words(card), card=card)


def _all_of(wanted: tuple[str, ...]) -> str:
    return " and ".join(f"“{word}”" for word in wanted[:5])


def _line(call: Call, one: Findable, *, void: bool) -> str:
    words = " ".join(one.words.split())
    words = words if len(words) <= LINE else f"{words[:LINE]}…"
    name = one.shown or one.source.value
    link = call.link(Room.parse(one.room), one.native) if one.room else ""
    return f"{name} {shown(one.at, call.zone)} {one.who}: {'VOID: ' if void else ''}{words}{f' {link}' if link else ''}"
