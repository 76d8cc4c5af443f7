"""What is still open in an incident: said before it is closed, and by its status. A noun adds its own here."""

from collections.abc import Callable, Iterable, Iterator

from commands.call import Call
from commands.registry import noun_of

Tell = Callable[[Call], Iterator[str]]
_TELLERS: list[tuple[int, Tell]] = []

DANGER, PEOPLE, THINGS, OWED = range(4)
"""What is told first: who is in danger; who is missing or still here; then what has to come back; then what is owed."""

NAMED = 5
"""Things of one kind that are named; of more it is said that there are."""


def tells_what_is_open(first: int = OWED) -> Callable[[Tell], Tell]:
    """Let a function say, in a few words each, what of its noun is still open."""

    def declare(tell: Tell) -> Tell:
        _TELLERS.append((first, tell))
        return tell

    return declare


def still_open(call: Call) -> tuple[str, ...]:
    """Everything that is still open, in words: ``3 resources, 9 persons checked in``."""
    in_order = sorted(_TELLERS, key=lambda one: (one[0], noun_of(one[1].__module__)))
    return tuple(words for _, tell in in_order for words in tell(call))


def some(names: Iterable[str]) -> str:
    """``A-1, A-2, A-3, A-4, A-5 …``"""
    found = [*names]
    return f"{', '.join(found[:NAMED])}{' …' if len(found) > NAMED else ''}"
