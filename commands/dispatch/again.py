"""The identical creating command from the same person within a minute asks before it makes a second one.

A thumb with a glove on presses twice, and a slow network makes people say it once more.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from commands.call import Call
from commands.domain.messages import Audience, Choice, Reply
from commands.registry import Verb

AGAIN = "again"
"""Before a command: it is meant once more."""

APART = "the answer was sent directly."
"""What stands for an answer that no room was to read."""

WITHIN = timedelta(seconds=60)


def asked_again(verb: Verb, arguments: Mapping[str, Any], behind: str, call: Call) -> Reply | None:
    """The question, where the speaker said the same within the last minute; None where it may be done."""
    if call.by_clock or call.again:
        return None
    before = call.store.said_since(_key(verb, arguments, call), call.at - WITHIN)
    if before is None:
        return None
    at, answer = before
    seconds = max(int((call.at - at).total_seconds()), 0)
    line = f"{AGAIN} {verb.spoken} {behind}".strip()
    return Reply(
        text=f"You said the same {seconds} s ago: {answer}\nNothing was made a second time. "
        f"If it is meant once more: {call.prefix} {line}",
        choices=(Choice("Once more", line, "➕"),),
    )


def note(verb: Verb, arguments: Mapping[str, Any], answers: Sequence[Reply], call: Call) -> None:
    """Keep what was answered, for a minute; of what was told to somebody alone, only that it was."""
    if not call.by_clock and answers:
        first = APART if _apart(answers[0]) else answers[0].text.partition("\n")[0][:200]
        call.store.note_said(_key(verb, arguments, call), call.at, first, call.at - WITHIN)


def _apart(reply: Reply) -> bool:
    """A quiet answer stands in the room on some platforms: it must not repeat what was not said there."""
    return reply.audience is Audience.PRIVATE or bool(reply.to or reply.rooms)


def _key(verb: Verb, arguments: Mapping[str, Any], call: Call) -> str:
    where = call.incident.id if call.incident else str(call.room)
    said = repr((where, call.who.key, verb.spoken, sorted((name, str(value)) for name, value in arguments.items())))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
