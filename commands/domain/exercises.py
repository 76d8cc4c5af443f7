"""The mark that every post of an exercise carries. Source: HSEEP practice, marked transmissions and products."""

from dataclasses import replace

from commands.domain.incidents import EXERCISE
from commands.domain.messages import Reply

_NEAR_THE_TOP = 80
"""Characters in which the mark is looked for before it is put there."""


def stamped(reply: Reply) -> Reply:
    """The reply as an exercise may give it: never taken for the real thing, and ringing nobody's device."""
    text = marked(reply.text) if reply.text else ""
    card = replace(reply.card, title=marked(reply.card.title)) if reply.card else None
    form = replace(reply.form, title=marked(reply.form.title)) if reply.form else None
    return replace(reply, text=text, card=card, form=form, notify=False)


def marked(text: str) -> str:
    """The text with EXERCISE before it, unless it has it there already: products of an exercise carry a banner (HSEEP
    practice).
    """
    return text if is_marked(text) else f"{EXERCISE}: {text}"


def is_marked(text: str) -> bool:
    """True where EXERCISE stands within the first 80 characters, where nobody reads past it."""
    return EXERCISE in text[:_NEAR_THE_TOP]
