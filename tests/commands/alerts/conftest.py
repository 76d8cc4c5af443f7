"""A conversation that begins with nothing."""

import pytest

from tests.commands.conversation import after


@pytest.fixture
def said():
    with after() as say:
        yield say
