from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from storage.base import metadata
from tests.commands.conversation import Conversation


@pytest.fixture
def say() -> Iterator[Conversation]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    with engine.connect() as connection:
        yield Conversation(connection)
    engine.dispose()
