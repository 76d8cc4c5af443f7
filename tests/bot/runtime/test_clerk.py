"""The clerk: one job after the other, again where another was faster, never where the database is away."""

import asyncio

import pytest
from sqlalchemy.exc import DataError

from bot.runtime.clerk import SOON, TRIES, Clerk, ToTheEnd
from commands.domain.errors import Stale
from storage.store import Database, DatabaseAway
from tests.blank import fill
from tests.helpers import eventually


@pytest.fixture
def clerk():
    database = fill(Database("sqlite://"))
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


async def test_what_the_database_does_not_take_fails_as_a_note_and_never_what_is_asked(clerk):
    def refused(work):
        raise DataError("update", {}, ValueError("too long"))

    clerk.soon(refused)
    clerk.soon(lambda work: work.keeping.set_fact("n", 1))

    assert await clerk.do(lambda work: work.keeping.fact("n")) == 1


async def test_a_note_that_was_overtaken_is_made_again(clerk):
    tries = []

    def note(work):
        tries.append(1)
        if len(tries) < 4:
            raise Stale
        work.keeping.set_fact("n", 1)

    clerk.soon(note)

    assert await clerk.do(lambda work: work.keeping.fact("n")) == 1


async def test_while_the_database_is_away_notes_ask_for_it_one_at_a_time(clerk):
    clerk._asked, there = Asked(), clerk._asked
    clerk.soon(lambda _work: None)
    await eventually(lambda: clerk._asked.jobs)
    clerk.soon(lambda _work: None)
    later = asyncio.Event()
    asyncio.get_running_loop().call_later(2 * SOON, later.set)
    await later.wait()

    assert len(clerk._asked.jobs) == 1
    clerk._asked.jobs[0].settle(None, DatabaseAway())
    await eventually(lambda: len(clerk._asked.jobs) == 2)
    clerk._asked = there


class Asked:
    """What was asked for, which nobody does."""

    def __init__(self):
        self.jobs = []

    def put(self, job):
        self.jobs.append(job)


async def test_what_follows_a_commit_runs_to_its_end_though_nobody_waits_any_more():
    to_the_end, go, ended = ToTheEnd(), asyncio.Event(), asyncio.Event()

    async def following():
        await go.wait()
        ended.set()

    waiting = asyncio.ensure_future(to_the_end(following()))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    go.set()

    await asyncio.wait_for(ended.wait(), 10)
