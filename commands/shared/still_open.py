"""What is still open in an incident: said before it is closed, and by its status. A noun adds its own here."""

from collections.abc import Callable, Iterator

from commands.call import Call

Tell = Callable[[Call], Iterator[str]]
_TELLERS: list[Tell] = []


def tells_what_is_open(tell: Tell) -> Tell:
    """Let a function say, in a few words each, what of its noun is still open."""
    _TELLERS.append(tell)
    return tell


def still_open(call: Call) -> tuple[str, ...]:
    """Everything that is still open, in words: ``3 resources, 9 persons checked in``."""
    return tuple(words for tell in _TELLERS for words in tell(call))
