"""One room's flood holds up nobody else for longer than their own things take."""

import asyncio
import threading

import pytest

from bot.runtime.clerk import Clerk
from bot.runtime.turns import OWN, Turns
from storage.store import Database
from storage.tables.base import metadata


@pytest.fixture
def clerk():
    database = Database("sqlite://")
    metadata.create_all(database.engine)
    clerk = Clerk(database)
    yield clerk
    clerk.close()
    database.close()


async def told(clerk, asked):
    """The order in which jobs ran that all waited behind a slow one: ``asked`` are their turns."""
    begun, go, ran = asyncio.Event(), threading.Event(), []
    loop = asyncio.get_running_loop()

    def slow(_work):
        loop.call_soon_threadsafe(begun.set)
        go.wait(30)

    waits = [asyncio.ensure_future(clerk.do(slow))]
    await begun.wait()
    waits += [
        asyncio.ensure_future(clerk.do(lambda _, number=number, turn=turn: ran.append((number, turn)), turn))
        for number, turn in enumerate(asked)
    ]
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*waits)
    return ran


async def test_a_flood_in_one_room_costs_another_one_job(clerk):
    flood, other = ("slack.county", "a"), ("slack.county", "b")

    ran = await told(clerk, [flood] * 400 + [other])

    assert [turn for _, turn in ran].index(other) <= 1


async def test_an_accounts_many_rooms_cost_another_account_one_job(clerk):
    flood = [("slack.county", str(room)) for room in range(40)] * 10
    other = ("matrix.state", "b")

    ran = await told(clerk, [*flood, other, other])

    assert [place for place, (_, turn) in enumerate(ran) if turn == other] <= [1, 3]


async def test_the_order_within_a_room_stays(clerk):
    rooms = [("slack.county", "a"), ("slack.county", "b"), ("matrix.state", "c"), OWN]

    ran = await told(clerk, rooms * 20)

    for room in rooms:
        numbers = [number for number, turn in ran if turn == room]
        assert numbers == sorted(numbers)
        assert len(numbers) == 20


async def test_the_programs_own_jobs_have_every_other_turn(clerk):
    ran = await told(clerk, [("slack.county", "a")] * 100 + [OWN] * 10)

    assert max(place for place, (_, turn) in enumerate(ran) if turn == OWN) <= 20


async def test_rooms_cannot_keep_waiting_what_the_program_floods_itself_with(clerk):
    ran = await told(clerk, [OWN] * 100 + [("slack.county", "a")])

    assert [turn for _, turn in ran].index(("slack.county", "a")) <= 1


async def test_what_was_asked_is_finished_before_the_clerk_stops():
    database = Database("sqlite://")
    metadata.create_all(database.engine)
    clerk = Clerk(database)
    ran = []
    waits = [asyncio.ensure_future(clerk.do(lambda _: ran.append(1), ("a", str(room)))) for room in range(50)]
    await asyncio.sleep(0)
    clerk.close()
    await asyncio.gather(*waits)
    database.close()

    assert len(ran) == 50


def test_nothing_waits_where_nothing_was_put():
    with pytest.raises(IndexError):
        Turns().take()
