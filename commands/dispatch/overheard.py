"""Distress that was not said as an emergency: raised where it was typed as a command, else asked about with one press.

It is never only refused, and never only talk.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from commands.call import Call
from commands.domain.accountability.distress import MOST, in_distress
from commands.domain.messages import Audience, Choice, Reply
from commands.domain.organisation.roles import LINE, Rank
from commands.line.who import OFF_CHAT
from commands.registry import Verb, spoken

EMERGENCY = "emergency"
QUIET_NOUNS = frozenset({"find", "medical", "help", "home", "void", "form", "again"})
"""Behind these, words of distress are searched for, filled in or said once more; they are no cry."""

ONCE = timedelta(seconds=60)
"""So often at most others are asked about what one person says."""


def worth_reading(line: str, call: Call) -> bool:
    """True where a command line reads as distress, and is neither the emergency itself nor a page of the help."""
    if call.by_clock or call.incident is None:
        return False
    words = line.casefold().split(maxsplit=2)[:2]
    first = words[0].strip("!,.:;?") if words else ""
    noun = spoken().get(first)
    if noun is not None and noun.default is not None and noun.default.at_once:
        return False
    if first == "help" and (
        len(words) == 1 or line.casefold().split() == ["help", "me"] or words[1].strip(",.:;!?") in spoken()
    ):
        return False
    return (first == "help" or first not in QUIET_NOUNS) and in_distress(line.replace("emergency:", " "))


def cries_for_help(line: str) -> bool:
    """True for a line that begins as the help does; whether it is distress was asked before."""
    return line.casefold().lstrip("!").split(maxsplit=1)[0] == "help"


def reads() -> Verb:
    """The verb that raises what reads as an emergency."""
    return spoken()[EMERGENCY].verbs["read"]


def offered(call: Call, words: str, told: str = "It is posted as talk, and nobody's device rang.") -> tuple[Reply, ...]:
    """What reads as distress and is none yet: its author, and who is in charge, raise it with one press."""
    words = " ".join(words[:MOST].split())
    own = Reply(
        text=f"That reads as an emergency. {told} Raise it? On the radio first.",
        choices=(Choice("Raise it", f"again {EMERGENCY} {words}", "🆘"),),
    )
    to = tuple(key for key in _in_charge(call) if key != call.who.key)
    if not to or _asked_already(call):
        return (own,)
    text = f"{call.who.shown} says: “{words}”. It reads as an emergency and is not raised."
    choices = (Choice("Raise it", f"again {EMERGENCY} {call.who.shown}: {words}"[:MOST], "🆘"),)
    return (own, Reply(text=text, audience=Audience.PRIVATE, to=to, loud=True, choices=choices))


def _in_charge(call: Call) -> Iterable[str]:
    positions = tuple(sorted(frozenset().union(*LINE)))
    held = call.store.holders(call.here.id, positions)
    return dict.fromkeys(
        one.person for one in held if one.rank is not Rank.TRAINEE and not one.person.startswith(OFF_CHAT)
    )


def _asked_already(call: Call) -> bool:
    key = hashlib.sha256(repr(("distress", call.here.id, call.who.key)).encode("utf-8", "replace")).hexdigest()
    if call.store.said_since(key, call.at - ONCE):
        return True
    call.store.note_said(key, call.at, "", call.at - ONCE)
    return False
