"""Processes on one store: who runs, who stands by, and which do not go together."""

import pytest

from bot.runtime.clerk import Clerk
from bot.runtime.lease import Tenancy
from bot.runtime.node import Self, Unfit
from storage.store import Database
from tests.blank import migrated

ALIKE = ("slack.county", "matrix.state")


@pytest.fixture(params=["file", "postgres"])
def node(request, tmp_path):
    """Makes processes on one store, each with a data folder of its own."""
    url = f"sqlite:///{tmp_path}/net.db"
    if request.param == "file":
        migrated(url).close()
    else:
        url = request.getfixturevalue("postgres_migrated")
    made, numbers = [], iter(range(9))

    def make(name, accounts=ALIKE, config="one"):
        database = Database(url)
        clerk = Clerk(database)
        folder = tmp_path / f"machine-{next(numbers)}"
        tenancy = Tenancy(
            clerk, folder, presence=database.presence(7), node=lambda: Self(name, tuple(accounts), config)
        )
        tenancy.living = lambda: clerk.do(lambda work: [(one.name, one.runs) for one in work.nodes.living()])
        made.append((tenancy, clerk, database))
        return tenancy

    yield make
    for tenancy, clerk, database in made:
        if tenancy._presence:
            tenancy._presence.leave()
        tenancy._lock.close()
        clerk.close()
        database.close()


async def test_each_is_seen_and_whoever_stops_is_not(node):
    a, b = node("a"), node("b")
    await a.take(wait=False)
    assert await b._try() is not None

    assert await b.living() == [("a", True), ("b", False)]
    await a.give_up()
    assert await b.living() == [("b", False)]
    assert await b._try() is None
    assert await b.living() == [("b", True)]


async def test_two_of_one_name_are_not_let_in_and_the_first_goes_on(node):
    a, twin = node("a"), node("a")
    await a.take(wait=False)
    with pytest.raises(Unfit, match=r"a process called a runs already.*its own .bot. node"):
        await twin.take(wait=True)
    await a.confirm()
    assert await a.living() == [("a", True)]


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        (("slack.county",), "only a has matrix.state"),
        ((*ALIKE, "slack.city"), "only b has slack.city"),
        (ALIKE, "other settings"),
    ],
)
async def test_a_standby_that_is_configured_otherwise_does_not_stand_by(node, accounts, said):
    a, b = node("a"), node("b", accounts, "two")
    await a.take(wait=False)
    with pytest.raises(Unfit, match=said):
        await b.take(wait=True)
    assert await a.living() == [("a", True)]
