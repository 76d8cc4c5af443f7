"""One process at a time runs the accounts, and a killed one is succeeded at once."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.runtime.clerk import Clerk
from bot.runtime.lease import LENGTH, MARGIN, NAME, SILENT, LeaseLost, Taken, Tenancy
from storage.store import Database
from storage.tables.bridge import leases
from tests.blank import migrated

ROOT = Path(__file__).parents[3]
HOLDER = """
import asyncio, sys
from pathlib import Path
from bot.runtime.clerk import Clerk
from bot.runtime.lease import Tenancy
from storage.store import Database
from tests.blank import migrated

async def main():
    tenancy = Tenancy(Clerk(Database(sys.argv[1])), Path(sys.argv[2]))
    await tenancy.take(wait=False)
    print("held", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
def url(tmp_path):
    url = f"sqlite:///{tmp_path}/net.db"
    migrated(url).close()
    return url


@pytest.fixture(params=["file", "postgres"])
def store(request):
    """The address of a store of either kind."""
    if request.param == "file":
        return request.getfixturevalue("url")
    return request.getfixturevalue("postgres_migrated")


@pytest.fixture
def tenant(tmp_path):
    """Makes tenancies over one store; each on a machine of its own unless ``home`` says otherwise."""
    made, numbers = [], iter(range(9))

    def make(url, home=None, **options):
        database = Database(url)
        folder = tmp_path / (home or f"machine-{next(numbers)}")
        tenancy = Tenancy(Clerk(database), folder, presence=database.presence(7), **options)
        made.append((tenancy, database))
        return tenancy

    yield make
    for tenancy, database in made:
        if tenancy._presence:
            tenancy._presence.leave()
        tenancy._lock.close()
        tenancy._clerk.close()
        database.close()


async def let_pass(tenancy, time):
    """By the store's clock the lease is by so much nearer to its end, or past it."""

    def job(work):
        until = work.leases.get(NAME).until - time
        work.connection.execute(update(leases).values(until=until))

    await tenancy._clerk.do(job)


@pytest.fixture
def other(url, tmp_path):
    """Another process that holds the lease, on the machine "here"."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url, str(tmp_path / "here")], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


async def test_a_second_process_is_refused_and_told_who_holds_it(other, tenant, url):
    with pytest.raises(Taken, match=rf"process {other.pid} on .* runs the accounts; stop it first"):
        await tenant(url, "here").take(wait=False)


async def test_a_killed_process_is_succeeded_at_once_on_the_same_machine(other, tenant, url):
    other.send_signal(signal.SIGKILL)
    other.wait()

    tenancy = tenant(url, "here")
    await tenancy.take(wait=False)

    await tenancy._clerk.do(tenancy.check)


async def test_on_another_machine_the_lease_has_to_run_out(other, tenant, url):
    other.send_signal(signal.SIGKILL)
    other.wait()

    with pytest.raises(Taken):
        await tenant(url, "elsewhere").take(wait=False)


async def test_a_standby_takes_over_when_the_holder_gives_up(tenant, store):
    one, two = tenant(store), tenant(store)
    await one.take(wait=False)
    standby = asyncio.ensure_future(two.take(wait=True))
    await asyncio.sleep(0)
    assert not standby.done()

    await one.give_up()
    await standby

    await two._clerk.do(two.check)


async def test_who_slept_through_the_lease_stops_as_soon_as_another_has_it(tenant, store):
    one, two = tenant(store), tenant(store)
    await one.take(wait=False)
    await let_pass(one, LENGTH)
    await two.take(wait=False)

    with pytest.raises(LeaseLost, match="holds the lease"):
        await one._clerk.do(one.check)
    with pytest.raises(LeaseLost, match="took over"):
        await one.confirm()


async def test_a_frozen_holder_that_wakes_up_asks_before_it_sends(tenant, store):
    seconds = [100.0]
    one, two = tenant(store, clock=lambda: seconds[0]), tenant(store)
    await one.take(wait=False)
    await one._clerk.do(one.check)  # a post was fixed, and then the process stood still
    await let_pass(one, LENGTH)
    await two.take(wait=False)

    seconds[0] += LENGTH.total_seconds()
    with pytest.raises(LeaseLost, match="took over"):
        await one.before_sending()


async def test_who_is_sure_of_the_lease_asks_nobody_before_sending(tenant, url):
    seconds = [100.0]
    one = tenant(url, clock=lambda: seconds[0])
    await one.take(wait=False)
    one._clerk.do = None  # it would be called

    seconds[0] += LENGTH.total_seconds() - MARGIN - 0.1
    await one.before_sending()


async def test_the_time_that_asking_takes_does_not_make_the_lease_longer(tenant, url):
    seconds = [100.0]
    one = tenant(url, clock=lambda: seconds[0])
    await one.take(wait=False)
    do = one._clerk.do

    async def slow(job):
        found = await do(job)
        seconds[0] += 3
        return found

    one._clerk.do = slow
    await one.confirm()
    assert one._sure_until == 100.0 + LENGTH.total_seconds() - MARGIN


async def test_a_standby_whose_clock_is_wrong_takes_no_healthy_lease(tenant, store, monkeypatch):
    """No wall clock of a process counts: here the standby's is 20 seconds, and an hour, ahead."""
    one, two = tenant(store), tenant(store)
    await one.take(wait=False)
    for ahead in (20, 3600):
        monkeypatch.setattr("time.time", lambda ahead=ahead: ahead * 1e6)
        monkeypatch.setattr("bot.runtime.lease.awake", lambda ahead=ahead: ahead * 1e6)
        with pytest.raises(Taken):
            await two.take(wait=False)
    await one._clerk.do(one.check)


async def test_on_postgresql_the_dead_are_told_from_the_living_by_their_connection(tenant, postgres_migrated):
    one, two = tenant(postgres_migrated), tenant(postgres_migrated)
    await one.take(wait=False)
    await let_pass(one, SILENT)
    with pytest.raises(Taken):
        await two.take(wait=False)  # it has missed a renewal, but it lives

    one._presence.leave()  # as the server does for whoever died
    await two.take(wait=True)
    await two._clerk.do(two.check)


async def test_a_lease_that_somebody_deleted_stops_its_holder(tenant, store):
    one = tenant(store)
    await one.take(wait=False)
    await one._clerk.do(lambda work: work.connection.execute(leases.delete()))

    with pytest.raises(LeaseLost, match="nobody holds the lease"):
        await one._clerk.do(one.check)
    with pytest.raises(LeaseLost, match="gone from the store"):
        await one.confirm()


async def test_two_machines_that_look_alike_are_told_apart(tenant, url, monkeypatch):
    """Containers often share host name, path and process number."""
    monkeypatch.setattr("socket.gethostname", lambda: "netcontrol")
    monkeypatch.setattr("os.getpid", lambda: 1)
    one, two = tenant(url), tenant(url)
    await one.take(wait=False)

    with pytest.raises(Taken):
        await two.take(wait=False)
