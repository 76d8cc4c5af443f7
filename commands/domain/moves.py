"""State machines as tables: which verb leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from commands.domain.errors import Refused

State = TypeVar("State", bound=StrEnum)

Table = Mapping[State, Mapping[str, State]]
"""For every state the verbs that are allowed there, and the state that each leads to."""


def step(table: Table[State], state: State, verb: str, what: str = "It") -> State:
    """The state after the verb. Raises Refused, which names the state and the verbs that are allowed in it.

    ``what`` is how the thing is called in the refusal (``R-12``).
    """
    allowed = table.get(state, {})
    if verb in allowed:
        return allowed[verb]
    if not allowed:
        raise Refused(f"{what} is {state.value}; nothing more can be done with it.")
    raise Refused(f"{what} is {state.value}: {verb} is not possible now. Possible: {', '.join(allowed)}.")
