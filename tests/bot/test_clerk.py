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


async def test_what_is_to_be_noted_soon_goes_with_what_is_asked_next_and_before_it(clerk):
    clerk.soon(lambda work: work.keeping.set_fact("n", 1))

    assert await clerk.do(lambda work: work.keeping.fact("n")) == 1


async def test_what_is_to_be_noted_soon_is_noted_where_nothing_else_is_asked(clerk):
    noted = asyncio.Event()
    loop = asyncio.get_running_loop()
    clerk.soon(lambda _work: loop.call_soon_threadsafe(noted.set))

    await asyncio.wait_for(noted.wait(), 10)


async def test_what_cannot_be_noted_harms_neither_what_is_asked_nor_the_other_notes(clerk):
    def fails(work):
        work.keeping.set_fact("half", "done")
        raise ValueError("it cannot be noted")

    clerk.soon(lambda work: work.keeping.set_fact("first", 1))
    clerk.soon(fails)
    clerk.soon(lambda work: work.keeping.set_fact("last", 2))

    def asked(work):
        return [work.keeping.fact(key) for key in ("first", "half", "last")]

    assert await clerk.do(asked) == [1, None, 2]
    assert await clerk.do(asked) == [1, None, 2]


async def test_a_job_that_fails_takes_no_note_with_it(clerk):
    def fails(_work):
        raise ValueError("no")

    clerk.soon(lambda work: work.keeping.set_fact("n", 1))
    with pytest.raises(ValueError, match="no"):
        await clerk.do(fails)

    assert await clerk.do(lambda work: work.keeping.fact("n")) == 1


async def test_notes_wait_while_the_database_is_away(clerk):
    away = [True, True]

    def note(work):
        if away:
            away.pop()
            raise DatabaseAway
        work.keeping.set_fact("n", 1)

    clerk.soon(note)
    with pytest.raises(DatabaseAway):
        await clerk.do(lambda _work: None)
    with pytest.raises(DatabaseAway):
        await clerk.do(lambda _work: None)

    assert await clerk.do(lambda work: work.keeping.fact("n")) == 1
