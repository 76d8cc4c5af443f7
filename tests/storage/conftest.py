"""Every storage test runs on SQLite (in memory and in a file) and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from storage.migrate import migrate
from storage.store import Database


@pytest.fixture(params=["memory", "file", "postgres"])
def empty(request, tmp_path) -> Iterator[Database]:
    """A database without any table."""
    urls = {"memory": lambda: "sqlite://", "file": lambda: f"sqlite:///{tmp_path}/net.db"}
    url = urls[request.param]() if request.param in urls else request.getfixturevalue("postgres")
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def migrated(empty) -> Database:
    migrate(empty)
    return empty


@pytest.fixture
def work(migrated):
    """One transaction that lasts as long as the test."""
    with migrated.work() as work:
        yield work
