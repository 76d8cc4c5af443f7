from enum import StrEnum

import pytest

from commands.domain.errors import Refused
from commands.domain.moves import step


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


TABLE = {
    Door.OPEN: {"close": Door.SHUT, "remove": Door.GONE},
    Door.SHUT: {"open": Door.OPEN},
    Door.GONE: {},
}


@pytest.mark.parametrize("state", Door)
@pytest.mark.parametrize("verb", ["open", "close", "remove", "paint"])
def test_every_verb_moves_or_is_refused(state, verb):
    if verb in TABLE[state]:
        assert step(TABLE, state, verb) is TABLE[state][verb]
    else:
        with pytest.raises(Refused, match=f"It is {state.value}"):
            step(TABLE, state, verb)


def test_a_refusal_lists_what_is_possible():
    with pytest.raises(Refused) as refused:
        step(TABLE, Door.OPEN, "paint", "Door 3")
    assert refused.value.words == "Door 3 is open: paint is not possible now. Possible: close, remove."


def test_at_the_end_nothing_is_possible():
    with pytest.raises(Refused) as refused:
        step(TABLE, Door.GONE, "open", "Door 3")
    assert refused.value.words == "Door 3 is gone; nothing more can be done with it."
