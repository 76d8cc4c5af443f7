"""Every storage test runs on SQLite (in memory and in a file) and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from storage.store import Database
from tests import blank

WHERE = ["memory", "file", "postgres"]


def _url(request, kind: str, postgres: str) -> str:
    if kind == "postgres":
        return str(request.getfixturevalue(postgres))
    return "sqlite://" if kind == "memory" else f"sqlite:///{request.getfixturevalue('tmp_path')}/net.db"


@pytest.fixture(params=WHERE)
def empty(request) -> Iterator[Database]:
    """A database without any table."""
    database = blank.sharing(Database(_url(request, request.param, "postgres")))
    yield database
    database.close()


@pytest.fixture(params=WHERE)
def migrated(request) -> Iterator[Database]:
    """A database as the first start leaves it: a copy of one that was migrated; test_migrate runs the steps."""
    url = _url(request, request.param, "postgres_migrated")
    database = blank.sharing(Database(url)) if request.param == "postgres" else blank.migrated(url)
    yield database
    database.close()


@pytest.fixture
def work(migrated):
    """One transaction that lasts as long as the test."""
    with migrated.work() as work:
        yield work
