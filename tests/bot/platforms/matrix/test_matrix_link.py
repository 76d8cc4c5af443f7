"""The address of a message on Matrix opens in whichever client a person has."""

import pytest

from bot.platforms.matrix.client import MatrixPlatform
from commands.domain.messages import Room


@pytest.mark.parametrize(
    ("room", "event", "address"),
    [
        ("!abc:state.example", "$x_Y-z", "https://matrix.to/#/!abc:state.example/$x_Y-z"),
        ("!abc:state.example", "$old:state.example", "https://matrix.to/#/!abc:state.example/$old:state.example"),
        ("!a/b:state.example", "$a/b?c", "https://matrix.to/#/!a%2Fb:state.example/$a%2Fb%3Fc"),
    ],
)
def test_a_message_has_an_address(room, event, address):
    assert MatrixPlatform.link(None, Room("matrix", "state", room), event) == address
