"""The lease, the error register and single facts."""

from datetime import UTC, datetime, timedelta

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
LENGTH = timedelta(seconds=15)


def take(work, holder, at=AT, **options):
    return work.keeping.take_lease("accounts", holder, at, LENGTH, **options)


def test_the_first_one_gets_the_lease(work):
    assert take(work, "one").holder == "one"
    assert work.keeping.lease("accounts").until == AT + LENGTH


def test_a_lease_is_renewed_by_its_holder(work):
    take(work, "one")

    assert take(work, "one", AT + timedelta(seconds=4)).until == AT + timedelta(seconds=19)


def test_another_one_does_not_get_a_lease_that_runs(work):
    take(work, "one")

    assert take(work, "two", AT + timedelta(seconds=14)).holder == "one"
    assert work.keeping.lease("accounts").holder == "one"


def test_a_lease_that_has_run_out_is_taken_over(work):
    take(work, "one")

    assert take(work, "two", AT + LENGTH).holder == "two"


def test_a_lease_of_the_dead_is_taken_over_at_once(work):
    take(work, "one")

    assert take(work, "two", AT, from_dead="one").holder == "two"


def test_a_lease_is_not_taken_from_the_living_because_somebody_else_died(work):
    take(work, "one")

    assert take(work, "two", AT, from_dead="three").holder == "one"


def test_a_lease_that_was_given_up_is_free_at_once(work):
    take(work, "one")
    work.keeping.drop_lease("accounts", "one", AT + timedelta(seconds=1))

    assert take(work, "two", AT + timedelta(seconds=1)).holder == "two"


def test_nobody_gives_up_the_lease_of_another(work):
    take(work, "one")
    work.keeping.drop_lease("accounts", "two", AT)

    assert take(work, "two", AT).holder == "one"


def test_trouble_is_kept_under_its_number(work):
    assert work.keeping.troubles() == 0

    work.keeping.trouble("3f9a1c", source="slack.county", room=None, raw="{}", fault="KeyError", at=AT)

    assert work.keeping.troubles() == 1


def test_a_fact_is_replaced_by_its_newest_value(work):
    assert work.keeping.fact("config/digest") is None

    work.keeping.set_fact("config/digest", "a")
    work.keeping.set_fact("config/digest", {"b": [1, None]})

    assert work.keeping.fact("config/digest") == {"b": [1, None]}


def test_a_fact_can_be_set_to_nothing(work):
    work.keeping.set_fact("announced", "2026")
    work.keeping.set_fact("announced", None)

    assert work.keeping.fact("announced") is None
