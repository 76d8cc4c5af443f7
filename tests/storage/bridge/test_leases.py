"""The lease: by the store's own clock, with an epoch that grows with each change of hands."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from storage.store import Database
from storage.tables.bridge import leases

LENGTH = timedelta(seconds=6)


def take(work, holder, **options):
    return work.leases.take("accounts", holder, LENGTH, **options)


def let_pass(work, time):
    """The lease is by so much nearer to its end, or past it."""
    until = work.leases.get("accounts").until - time
    work.connection.execute(update(leases).values(until=until))


def test_the_first_one_gets_the_lease_by_the_stores_clock(work):
    before = work.leases.now()
    mine = take(work, "one")

    assert (mine.holder, mine.epoch) == ("one", 1)
    assert before + LENGTH <= mine.until <= work.leases.now() + LENGTH
    assert work.leases.get("accounts") == mine


def test_a_lease_is_renewed_by_its_holder_in_its_epoch(work):
    mine = take(work, "one")
    let_pass(work, timedelta(seconds=4))

    renewed = work.leases.renew("accounts", mine, LENGTH)
    assert (renewed.holder, renewed.epoch) == ("one", 1)
    assert renewed.until >= mine.until


def test_another_one_does_not_get_a_lease_that_runs(work):
    take(work, "one")
    let_pass(work, timedelta(seconds=5))

    assert take(work, "two").holder == "one"
    assert work.leases.get("accounts").holder == "one"


def test_a_lease_that_has_run_out_is_taken_over_in_a_new_epoch_and_its_former_holder_is_known_as_such(work):
    former = take(work, "one")
    let_pass(work, LENGTH)
    mine = take(work, "two")

    assert (mine.holder, mine.epoch) == ("two", 2)
    assert work.leases.renew("accounts", former, LENGTH) == mine
    assert not work.leases.holds("accounts", former.holder, former.epoch)
    assert work.leases.holds("accounts", mine.holder, mine.epoch)


def test_a_holder_that_comes_back_under_its_own_name_is_another_one(work):
    former = take(work, "one")
    let_pass(work, LENGTH)
    take(work, "one")

    assert not work.leases.holds("accounts", former.holder, former.epoch)


@pytest.mark.parametrize(("passed", "taken"), [(1.0, False), (2.4, False), (2.6, True)])
def test_a_holder_that_is_known_to_be_dead_is_succeeded_once_it_has_missed_a_renewal(work, passed, taken):
    take(work, "one")
    let_pass(work, timedelta(seconds=passed))

    found = take(work, "two", silent=timedelta(seconds=2.5))
    assert (found.holder == "two") == taken


def test_a_lease_that_was_given_up_is_free_at_once(work):
    work.leases.drop("accounts", take(work, "one"))

    assert take(work, "two").holder == "two"


def test_nobody_gives_up_the_lease_of_another(work):
    former = take(work, "one")
    let_pass(work, LENGTH)
    take(work, "two")
    work.leases.drop("accounts", former)

    assert take(work, "three").holder == "two"


def test_a_lease_that_somebody_deleted_is_nobodys(work):
    mine = take(work, "one")
    work.connection.execute(leases.delete())

    assert work.leases.renew("accounts", mine, LENGTH) is None
    assert not work.leases.holds("accounts", mine.holder, mine.epoch)


def test_only_the_living_hold_the_lock_of_a_connection(postgres):
    one, two = Database(postgres), Database(postgres)
    first, second = one.presence(7), two.presence(7)

    assert first.announce()
    assert first.announce()
    assert not second.announce()
    first.leave()
    assert second.announce()
    second.leave()
    for database in (one, two):
        database.close()


def test_a_file_has_no_such_lock(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/net.db")
    assert database.presence(7) is None
    database.close()
