from collections.abc import Iterator

import pytest

from storage.store import Database
from tests.blank import fill
from tests.commands.conversation import Conversation


@pytest.fixture
def say() -> Iterator[Conversation]:
    database = fill(Database("sqlite://"))
    with database.engine.connect() as connection:
        yield Conversation(connection)
    database.close()
