"""One process at a time runs the accounts, and a killed one is succeeded at once."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.runtime.clerk import Clerk
from bot.runtime.lease import LENGTH, LeaseLost, Taken, Tenancy
from storage.store import Database
from tests.blank import migrated

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
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


@pytest.fixture
def tenant(url, tmp_path):
    """Makes tenancies over one store; each on a machine of its own unless ``home`` says otherwise."""
    made, numbers = [], iter(range(9))

    def make(home=None, **clock):
        database = Database(url)
        tenancy = Tenancy(Clerk(database), tmp_path / (home or f"machine-{next(numbers)}"), **clock)
        made.append((tenancy, database))
        return tenancy

    yield make
    for tenancy, database in made:
        tenancy._lock.close()
        tenancy._clerk.close()
        database.close()


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


async def test_a_second_process_is_refused_and_told_who_holds_it(other, tenant):
    with pytest.raises(Taken, match=rf"process {other.pid} on .* runs the accounts; stop it first"):
        await tenant("here").take(wait=False)


async def test_a_killed_process_is_succeeded_at_once_on_the_same_machine(other, tenant):
    other.send_signal(signal.SIGKILL)
    other.wait()

    tenancy = tenant("here")
    await tenancy.take(wait=False)

    await tenancy._clerk.do(tenancy.check)


async def test_on_another_machine_the_lease_has_to_run_out(other, tenant):
    other.send_signal(signal.SIGKILL)
    other.wait()

    with pytest.raises(Taken):
        await tenant("elsewhere").take(wait=False)


async def test_a_standby_takes_over_when_the_holder_gives_up(tenant):
    one, two = tenant(), tenant()
    await one.take(wait=False)
    standby = asyncio.ensure_future(two.take(wait=True))
    await asyncio.sleep(0)
    assert not standby.done()

    await one.give_up()
    await standby

    await two._clerk.do(two.check)


async def test_who_slept_through_the_lease_stops_as_soon_as_another_has_it(tenant):
    times = [AT]
    one, two = tenant(now=lambda: times[0]), tenant(now=lambda: times[0])
    await one.take(wait=False)
    times[0] = AT + LENGTH + timedelta(seconds=1)
    await two.take(wait=False)

    with pytest.raises(LeaseLost, match="holds the lease"):
        await one._clerk.do(one.check)
    with pytest.raises(LeaseLost, match="took over"):
        await one._clerk.do(one._renew)


async def test_two_machines_that_look_alike_are_told_apart(tenant, monkeypatch):
    """Containers often share host name, path and process number."""
    monkeypatch.setattr("socket.gethostname", lambda: "netcontrol")
    monkeypatch.setattr("os.getpid", lambda: 1)
    one, two = tenant(), tenant()
    await one.take(wait=False)

    with pytest.raises(Taken):
        await two.take(wait=False)
