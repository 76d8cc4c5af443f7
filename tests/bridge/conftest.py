"""The stages that the tests of the bridge share."""

import pytest
import pytest_asyncio

from tests.bridge.stage import staged


@pytest.fixture
async def stage(homeserver, tmp_path):
    """Two workspaces and two homeserver accounts, linked, with the program running."""
    async with staged(tmp_path, homeserver) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(homeserver, tmp_path_factory):
    """The same for all tests of a module; they must ask for the module's event loop."""
    async with staged(tmp_path_factory.mktemp("bridge"), homeserver) as made:
        yield made
