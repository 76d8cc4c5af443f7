"""How an account's budget is shared out: by rank, within the pace, whatever the platform says in between."""

import asyncio
import math

import pytest

from bot.outbound.rate_limit import Bucket, Turnstile


class Hand:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_goes_at_once_and_then_one_by_one():
    bucket = Bucket(rate=2, burst=3, now=0)
    waits = []
    for _ in range(5):
        waits.append(bucket.ready_in(0))
        bucket.take(0)

    assert waits == [0, 0, 0, 0.5, 1.0]


def test_tokens_come_back_but_never_more_than_the_burst():
    bucket = Bucket(rate=2, burst=3, now=0)
    for _ in range(3):
        bucket.take(0)

    assert bucket.ready_in(0.5) == 0
    assert not bucket.tight(1000, 3)
    assert bucket.tight(1000, 4)


def test_what_was_not_used_is_given_back():
    bucket = Bucket(rate=1, burst=1, now=0)
    taken = bucket.take(0)
    bucket.give_back(taken)
    bucket.give_back(taken)

    assert bucket.ready_in(0) == 0
    bucket.take(0)
    assert bucket.ready_in(0) == 1


def test_a_token_from_before_a_pause_is_not_given_back_after_it():
    bucket = Bucket(rate=0.25, burst=10, now=0)
    before = bucket.take(0)
    bucket.pause(0, 2)
    bucket.give_back(before)

    assert bucket.ready_in(2) == 2  # only what came back since, half a token
    after = bucket.take(4)
    bucket.give_back(after)
    assert bucket.ready_in(4) == 0


async def test_a_lane_that_waited_while_its_account_was_told_to_slow_down_gives_back_no_token():
    clock = Hand()
    made = Turnstile(Bucket(rate=0.2, burst=10, now=0), clock)
    waiting, sending = object(), object()
    assert made.enter_at_once(waiting)
    await made.enter(2, sending)
    made.pause(4)
    made.give_back(waiting)
    clock.now = 4.5

    assert not made.enter_at_once(sending)


def test_what_the_platform_says_counts_more_than_the_rate():
    bucket = Bucket(rate=math.inf, burst=1, now=0)
    assert bucket.ready_in(0) == 0
    assert not bucket.tight(0, 100)

    bucket.pause(0, 7)
    bucket.pause(0, 3)  # a shorter pause does not end a longer one

    assert bucket.ready_in(2) == 5
    assert bucket.tight(2, 1)
    assert bucket.ready_in(7) == 0
    assert not bucket.tight(60, 1)


@pytest.fixture
def turnstile():
    clock = Hand()
    made = Turnstile(Bucket(rate=1, burst=1, now=0), clock)
    made.clock = clock
    return made


def pass_time(turnstile):
    turnstile.clock.now += 1
    turnstile._serve()


async def test_the_most_urgent_goes_first_and_equals_as_they_came(turnstile):
    gone = []

    async def enter(name, rank):
        await turnstile.enter(rank)
        gone.append(name)

    tasks = [asyncio.ensure_future(enter(*who)) for who in (("first", 2), ("a", 2), ("b", 2), ("mayday", 0))]
    await asyncio.sleep(0)
    assert gone == ["first"]
    for task in tasks[1:]:
        pass_time(turnstile)
        await asyncio.sleep(0)
        del task
    await asyncio.gather(*tasks)

    assert gone == ["first", "mayday", "a", "b"]


async def test_who_is_hurried_goes_before_those_who_were_as_urgent_before(turnstile):
    gone = []

    async def enter(name, rank):
        gone.append((name, await turnstile.enter(rank, name)))

    tasks = [asyncio.ensure_future(enter(*who)) for who in (("first", 2), ("a", 2), ("b", 2), ("c", 2))]
    await asyncio.sleep(0)
    turnstile.hurry("c", 0)
    turnstile.hurry("c", 1)  # less urgent than what it has
    turnstile.hurry("who does not wait", 0)
    for _ in tasks:
        pass_time(turnstile)
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)

    assert gone == [("first", 2), ("c", 0), ("a", 2), ("b", 2)]
    turnstile.clock.now += 5
    await asyncio.wait_for(turnstile.enter(2, "c"), 1)
    assert turnstile._ranks == {}


async def test_nobody_slips_past_those_who_wait(turnstile):
    await turnstile.enter(2)
    waiting = asyncio.ensure_future(turnstile.enter(2))
    await asyncio.sleep(0)
    turnstile.clock.now += 1

    assert not turnstile.enter_at_once()
    turnstile._serve()
    await waiting


async def test_who_is_cancelled_takes_no_token(turnstile):
    await turnstile.enter(2)
    gone, stays = (asyncio.ensure_future(turnstile.enter(rank)) for rank in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    pass_time(turnstile)

    await asyncio.wait_for(stays, 1)
