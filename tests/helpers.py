"""What several tests share. Tests wait for conditions with a deadline; they never sleep for a fixed time."""

import asyncio
import inspect
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

T = TypeVar("T")


async def eventually(predicate: Callable[[], T | Awaitable[T]], timeout: float = 10, *, told: Any = None) -> T:
    """Ask until the answer is true, and return it; `told` (a text, or a function that makes one) explains a failure.

    `await eventually(lambda: queue.empty())`; the predicate may be a coroutine function. An AssertionError within it
    counts as "not yet", and is raised as it is when time is up.
    """
    deadline = time.monotonic() + timeout
    pause = 0.005
    while True:
        failure: AssertionError | None = None
        answer: Any = None
        try:
            answer = predicate()
            if inspect.isawaitable(answer):
                answer = await answer
        except AssertionError as error:
            failure, answer = error, None  # not the coroutine, which would count as true
        if answer:
            return answer
        if time.monotonic() > deadline:
            if failure:
                raise failure
            words = told() if callable(told) else told
            raise AssertionError(f"not within {timeout} s: {words or inspect.getsource(predicate).strip()}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def just_now() -> datetime:
    """Now, for parts of the program that keep the machine's time because real servers do so too.

    Only for what they take the age of: how long ago it is may decide a test, the date may not (test_no_date.py).
    """
    return datetime.now(UTC)


def at_once(*jobs: Callable[[], str]) -> list[str]:
    """Run all of them, each on a thread of its own, from the same moment on; their answers, in their order."""
    start, answers = threading.Barrier(len(jobs)), [""] * len(jobs)

    def run(number: int, job: Callable[[], str]) -> None:
        start.wait(10)
        answers[number] = job()

    threads = [threading.Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert all(not thread.is_alive() for thread in threads)
    return answers
