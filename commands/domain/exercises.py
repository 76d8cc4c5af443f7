"""The mark that every post of an exercise carries. Source: HSEEP practice, marked transmissions and products."""

from dataclasses import replace

from commands.domain.incidents import EXERCISE
from commands.domain.messages import Reply

_NEAR_THE_TOP = 80
"""Characters in which the mark is looked for before it is put there."""


def stamped(reply: Reply) -> Reply:
    """The reply as an exercise may post it: never taken for the real thing, and ringing nobody's device."""
    text = _marked(reply.text) if reply.text else ""
    card = replace(reply.card, title=_marked(reply.card.title)) if reply.card else None
    return replace(reply, text=text, card=card, notify=False)


def _marked(text: str) -> str:
    return text if EXERCISE in text[:_NEAR_THE_TOP] else f"{EXERCISE}: {text}"
