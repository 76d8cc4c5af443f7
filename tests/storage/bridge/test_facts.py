"""The error register and single facts."""

from datetime import UTC, datetime

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


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
