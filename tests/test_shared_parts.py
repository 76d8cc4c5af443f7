"""What the tests stand on."""

import asyncio

import pytest
from sqlalchemy import create_engine, text

from tests.helpers import eventually


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_a_postgresql_database_of_its_own(postgres, turn):
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (turn int)"))
        assert connection.execute(text("SELECT version()")).scalar_one().startswith("PostgreSQL")
    engine.dispose()


async def test_each_test_gets_a_slack_of_its_own(slack):
    assert slack.workspaces == []
    assert slack.base_url.endswith("/api/")


async def test_eventually_returns_the_first_true_answer():
    answers = iter([None, 0, "yes", "no"])
    assert await eventually(lambda: next(answers)) == "yes"


async def test_eventually_asks_coroutines_too():
    done = asyncio.Event()
    asyncio.get_running_loop().call_soon(done.set)

    async def asked():
        return done.is_set()

    assert await eventually(asked)


async def test_eventually_fails_with_what_it_waited_for():
    with pytest.raises(AssertionError, match="the queue is still 3 long"):
        await eventually(lambda: False, timeout=0.02, told=lambda: "the queue is still 3 long")


async def test_eventually_raises_the_assertion_that_never_came_true():
    def asked():
        assert "heard" == "said"
        return True

    with pytest.raises(AssertionError, match="heard"):
        await eventually(asked, timeout=0.02)
