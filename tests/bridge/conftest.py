"""The stages that the tests of the bridge share."""

import pytest
import pytest_asyncio

from tests.bridge.stage import ON_POSTGRES, staged


@pytest.fixture(scope="session", autouse=True)
def _on_postgres(request):
    """With --on-postgres every stage stands on PostgreSQL."""
    if request.config.getoption("--on-postgres"):
        ON_POSTGRES.append(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def stage(homeserver, tmp_path):
    """Two workspaces and two homeserver accounts, linked, with the program running at its own pace."""
    async with staged(tmp_path, homeserver, pace="own") as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(homeserver, tmp_path_factory):
    """The same for all tests of a module; they must ask for the module's event loop."""
    async with staged(tmp_path_factory.mktemp("bridge"), homeserver, pace="brisk") as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def shared(opened):
    """A stage shared by the tests of a module, which must ask for the module's event loop."""
    await opened.anew()
    return opened
