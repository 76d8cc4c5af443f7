"""A board for each test; stores of both kinds where it says so."""

import pytest

from tests.bot.web.stage import Stage


@pytest.fixture
async def stage(tmp_path):
    one = Stage(tmp_path)
    await one.start()
    yield one
    await one.stop()
