"""The clerk: one job after the other, again where another was faster, never where the database is away."""

import asyncio

import pytest

from bot.clerk import TRIES, Clerk
from commands.domain.errors import Stale
from storage.base import metadata
from storage.store import Database, DatabaseAway


@pytest.fixture
def clerk():
    database = Database("sqlite://")
    metadata.create_all(database.engine)
    clerk = Clerk(database)
    yield clerk
    clerk.close()
    database.close()


async def test_jobs_run_in_the_order_in_which_they_were_asked_for(clerk):
    ran = []
    await asyncio.gather(*(clerk.do(lambda _, number=number: ran.append(number)) for number in range(20)))

    assert ran == list(range(20))


async def test_a_decision_that_was_overtaken_is_made_again_on_what_stands_now(clerk):
    tries = []

    def job(work):
        tries.append(work.keeping.fact("n"))
        work.keeping.set_fact("n", len(tries))
        if len(tries) < 3:
            raise Stale
        return "done"

    assert await clerk.do(job) == "done"
    assert tries == [None, None, None]  # what an overtaken try wrote is undone


async def test_who_is_always_overtaken_gives_up(clerk):
    tries = []

    def job(work):
        tries.append(1)
        raise Stale

    with pytest.raises(Stale):
        await clerk.do(job)
    assert len(tries) == TRIES


async def test_a_database_that_is_away_is_for_the_caller_to_wait_out(clerk):
    tries = []

    def job(work):
        tries.append(1)
        raise DatabaseAway

    with pytest.raises(DatabaseAway):
        await clerk.do(job)
    assert tries == [1]
