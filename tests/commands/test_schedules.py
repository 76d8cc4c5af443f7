from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.schedules import Schedule
from commands.schedules import due, fault, last_due, next_due

BOISE = ZoneInfo("America/Boise")
START = datetime(2026, 1, 1, 5, 7, tzinfo=UTC)
SPRING = datetime(2026, 3, 7, 19, tzinfo=UTC)  # Sat noon; clocks go forward on Sun 8 Mar at 0200
AUTUMN = datetime(2026, 10, 31, 18, tzinfo=UTC)  # Sat noon; clocks go back on Sun 1 Nov at 0200


def cron(line):
    return Schedule(incident="bear-creek", command="sitrep", anchor=START, cron=line)


def every(**time):
    return Schedule(incident="bear-creek", command="sitrep", anchor=START, every=timedelta(**time))


def local(moments):
    return [f"{moment.astimezone(BOISE):%a %H%M %Z}" for moment in moments]


def times(schedule, since, **span):
    return local(due(schedule, since, since + timedelta(**span), BOISE))


def test_a_crontab_line_is_meant_in_the_zone_of_the_incident():
    assert times(cron("0 6,18 * * *"), datetime(2026, 7, 1, 1, tzinfo=UTC), days=1) == [
        "Wed 0600 MDT",
        "Wed 1800 MDT",
    ]


def test_sunday_is_0_and_7():
    since = datetime(2026, 7, 1, tzinfo=UTC)
    assert times(cron("0 6 * * 0"), since, days=7) == times(cron("0 6 * * 7"), since, days=7) == ["Sun 0600 MDT"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 6,18 * * *", ["Sat 1800 MST", "Sun 0600 MDT"]),
        ("30 2 * * *", ["Sun 0300 MDT"]),
        ("30 1 * * *", ["Sun 0130 MST"]),
        ("0 3 * * *", ["Sun 0300 MDT"]),
    ],
)
def test_a_wall_clock_time_fires_once_when_clocks_are_put_forward(line, expected):
    assert times(cron(line), SPRING, days=1) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 6,18 * * *", ["Sat 1800 MDT", "Sun 0600 MST"]),
        ("30 1 * * *", ["Sun 0130 MDT"]),
        ("0 1 * * *", ["Sun 0100 MDT"]),
        ("0 2 * * *", ["Sun 0200 MST"]),
    ],
)
def test_a_wall_clock_time_fires_once_when_clocks_are_put_back(line, expected):
    assert times(cron(line), AUTUMN, days=1) == expected


def test_started_within_the_doubled_hour_nothing_is_said_again():
    second_0115 = datetime(2026, 11, 1, 8, 15, tzinfo=UTC)
    assert local([next_due(cron("30 1 * * *"), second_0115, BOISE)]) == ["Mon 0130 MST"]


def test_every_half_hour_goes_on_through_both_changes():
    for start in (SPRING, AUTUMN):
        assert len(due(cron("*/30 * * * *"), start, start + timedelta(days=1), BOISE)) == 48


def test_every_is_counted_from_its_stored_start():
    assert due(every(minutes=30), START, START + timedelta(hours=1), BOISE) == [
        START + timedelta(minutes=30),
        START + timedelta(minutes=60),
    ]
    assert due(every(hours=4), START - timedelta(days=1), START + timedelta(hours=3), BOISE) == []


def test_only_the_last_missed_one_is_worth_saying():
    since = datetime(2026, 7, 1, 0, tzinfo=UTC)
    schedule = cron("0 6,18 * * *")
    assert local([last_due(schedule, since, since + timedelta(days=40, hours=1), BOISE)]) == ["Sun 1800 MDT"]
    assert last_due(schedule, since, since + timedelta(minutes=1), BOISE) is None
    assert last_due(cron("0 6 1 1 *"), START, START + timedelta(days=800), BOISE) == datetime(
        2028, 1, 1, 13, tzinfo=UTC
    )


def test_years_of_seconds_are_not_counted_one_by_one():
    assert last_due(every(seconds=1), START, START + timedelta(days=3000), BOISE) == START + timedelta(days=3000)


@given(
    st.sampled_from(["0 6,18 * * *", "*/7 * * * *", "30 1 * * *", "30 2 * * 0", "0 0 1 * *", "15 1-3 * * *"]),
    st.integers(0, 365 * 24 * 60),
    st.integers(0, 3 * 24 * 60),
    st.integers(0, 3 * 24 * 60),
)
def test_two_spans_side_by_side_have_the_due_times_of_the_whole(line, start, first, second):
    since = START + timedelta(minutes=start)
    middle, until = since + timedelta(minutes=first), since + timedelta(minutes=first + second)
    schedule = cron(line)
    whole = due(schedule, since, until, BOISE)
    assert due(schedule, since, middle, BOISE) + due(schedule, middle, until, BOISE) == whole
    assert whole == sorted(set(whole))
    assert last_due(schedule, since, until, BOISE) == (whole[-1] if whole else None)


@pytest.mark.parametrize("line", ["0 6,18 * * *", "*/30 * * * 7", "0 6 * * mon-fri"])
def test_a_crontab_line_is_kept(line):
    assert fault(line) == ""


@pytest.mark.parametrize("line", ["", "bla", "0 6 * *", "61 * * * *", "0 6 * * 8", "0 0 30 2 *", "0 0 6 * * *"])
def test_what_is_no_crontab_line_is_said(line):
    assert fault(line).startswith("it ")
