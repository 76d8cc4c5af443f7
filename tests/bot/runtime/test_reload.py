"""Somebody asks the running program to read its configuration again, and reads what came of it."""

import asyncio
import contextlib
import fcntl

import pytest

from bot.runtime import reload
from bot.runtime.lease import LOCK
from bot.runtime.reload import Outcome, Reloading, ask
from tests.helpers import eventually


@contextlib.asynccontextmanager
async def running(folder, reread):
    """A program that holds the data folder, as far as anybody outside can see."""
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        one = Reloading(folder, reread)
        task = asyncio.create_task(one.run())
        try:
            yield one
        finally:
            task.cancel()
            await asyncio.wait({task})


async def test_whoever_asks_reads_what_came_of_it_and_nothing_is_left_behind(tmp_path):
    outcomes = iter([Outcome(True, ("slack.tribal: opened",)), Outcome(False, ("slack: is no table", "as before"))])

    async def reread():
        return next(outcomes)

    async with running(tmp_path, reread):
        assert await ask(tmp_path) == Outcome(True, ("slack.tribal: opened",))
        assert await ask(tmp_path) == Outcome(False, ("slack: is no table", "as before"))
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


async def test_two_who_ask_at_once_are_both_answered(tmp_path):
    async def reread():
        return Outcome(True, ("nothing has changed",))

    async with running(tmp_path, reread):
        assert await asyncio.gather(ask(tmp_path), ask(tmp_path)) == [Outcome(True, ("nothing has changed",))] * 2


async def test_a_signal_needs_no_file(tmp_path):
    read = []

    async def reread():
        read.append(1)
        return Outcome(True, ())

    async with running(tmp_path, reread) as one:
        one.now()
        await eventually(lambda: read)
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


async def test_where_nothing_runs_nobody_is_asked(tmp_path):
    assert await ask(tmp_path) is None
    (tmp_path / LOCK).touch()
    assert await ask(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


async def test_a_program_that_does_not_answer_is_given_up_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(reload, "ANSWERS_WITHIN", 0.2)
    with (tmp_path / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(TimeoutError):
            await ask(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]
