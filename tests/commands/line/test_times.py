from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.call import Call
from commands.domain.messages import Room
from commands.domain.moments import clock, dated, shown, span
from commands.domain.paper.paper import date_time, short
from commands.line.past import read_past
from commands.line.times import read_any, read_duration, read_moment
from commands.line.zones import read_zone
from tests.commands.conversation import ANA, BOISE, START


def at(moment=START, zone=BOISE):
    return Call(who=ANA, room=Room("slack", "county", "C1"), at=moment, store=None, zone=zone)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("0600", "Sun 22 Nov 0600 MST"),
        ("06:30", "Sun 22 Nov 0630 MST"),
        ("6:30", "Sun 22 Nov 0630 MST"),
        ("1430Z", "Sun 22 Nov 0730 MST"),
        ("14:30z", "Sun 22 Nov 0730 MST"),
        ("in 2h", "Sun 22 Nov 0800 MST"),
        ("IN 1h30m", "Sun 22 Nov 0730 MST"),
        ("now", "Sun 22 Nov 0600 MST"),
        ("8h", "Sun 22 Nov 1400 MST"),
        ("2 hours", "Sun 22 Nov 0800 MST"),
        ("in 30 minutes", "Sun 22 Nov 0630 MST"),
        ("0600 tomorrow", "Mon 23 Nov 0600 MST"),
        ("6 pm today", "Sun 22 Nov 1800 MST"),
        ("tomorrow 0600", "Mon 23 Nov 0600 MST"),
        ("Today 1800", "Sun 22 Nov 1800 MST"),
        ("6pm", "Sun 22 Nov 1800 MST"),
        ("tomorrow 6:30 a.m.", "Mon 23 Nov 0630 MST"),
        ("tomorrow 12 AM", "Mon 23 Nov 0000 MST"),
        ("250600ZNOV26", "Tue 24 Nov 2300 MST"),
        ("250600Z NOV 26", "Tue 24 Nov 2300 MST"),
        ("24 Nov 0600", "Tue 24 Nov 0600 MST"),
        ("Tue 24 Nov 0600 MST", "Tue 24 Nov 0600 MST"),
        ("Tuesday, 24 November 0600", "Tue 24 Nov 0600 MST"),
        ("3 Jan 0600", "Sun 3 Jan 0600 MST"),
        ("24 Nov 2027 0600", "Wed 24 Nov 0600 MST"),
        ("1400 hrs", "Sun 22 Nov 1400 MST"),
        ("1400h", "Sun 22 Nov 1400 MST"),
        ("14:00 h", "Sun 22 Nov 1400 MST"),
        ("2130 hours", "Sun 22 Nov 2130 MST"),
        ("1400L", "Sun 22 Nov 1400 MST"),
        ("1400 local", "Sun 22 Nov 1400 MST"),
        ("1400 hrs MST", "Sun 22 Nov 1400 MST"),
        ("1400 MT", "Sun 22 Nov 1400 MST"),
        ("1400 UTC", "Sun 22 Nov 0700 MST"),
        ("1400 hrs Z", "Sun 22 Nov 0700 MST"),
        ("2400", "Mon 23 Nov 0000 MST"),
        ("2400 hrs", "Mon 23 Nov 0000 MST"),
        ("noon", "Sun 22 Nov 1200 MST"),
        ("12 noon", "Sun 22 Nov 1200 MST"),
        ("midnight", "Mon 23 Nov 0000 MST"),
        ("tomorrow noon", "Mon 23 Nov 1200 MST"),
        ("noon tomorrow", "Mon 23 Nov 1200 MST"),
        ("tomorrow at 0600", "Mon 23 Nov 0600 MST"),
        ("at 0730", "Sun 22 Nov 0730 MST"),
        ("Mon 0600", "Mon 23 Nov 0600 MST"),
        ("Monday at 0600 hrs", "Mon 23 Nov 0600 MST"),
        ("0600 Monday", "Mon 23 Nov 0600 MST"),
        ("Sun 1800", "Sun 22 Nov 1800 MST"),
        ("Sun 0200", "Sun 29 Nov 0200 MST"),
        ("Sat 0600", "Sat 28 Nov 0600 MST"),
        ("11/23/2026 0600", "Mon 23 Nov 0600 MST"),
        ("11/23/2026 0600 MST", "Mon 23 Nov 0600 MST"),
        ("11/23 0600", "Mon 23 Nov 0600 MST"),
        ("0600 11/23", "Mon 23 Nov 0600 MST"),
        ("11/23/26 0600 hrs", "Mon 23 Nov 0600 MST"),
        ("2026-11-23 0600", "Mon 23 Nov 0600 MST"),
        ("2026-11-23T13:00Z", "Mon 23 Nov 0600 MST"),
        ("2026-11-23T13:00:00Z", "Mon 23 Nov 0600 MST"),
        ("23 Nov 0600", "Mon 23 Nov 0600 MST"),
        ("23-Nov-2026 0600", "Mon 23 Nov 0600 MST"),
        ("Nov 23 0600", "Mon 23 Nov 0600 MST"),
        ("November 23rd, 2026 at 0600", "Mon 23 Nov 0600 MST"),
        ("0600 23 Nov", "Mon 23 Nov 0600 MST"),
        ("23 Nov 2400", "Tue 24 Nov 0000 MST"),
        ("240600LNOV26", "Tue 24 Nov 0600 MST"),
        ("0200", "Mon 23 Nov 0200 MST"),
        ("0359", "Mon 23 Nov 0359 MST"),
    ],
)
def test_times_are_read_as_people_write_them_and_said_back_in_full(said, read):
    assert shown(read_moment(said, at()), BOISE) == read


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("0500", "Sun 22 Nov 0500 MST is past"),
        ("1200Z", "is past, by 1 h 00 min; say the day: did you mean tomorrow 0500"),
        ("0401", "did you mean tomorrow 0401"),
        ("1400 hrs PST", "did you mean 1400 MST"),
        ("23/11/2026 0600", "month/day/year"),
        ("0600h30", "not a time"),
        ("600h", "did you mean 0600, or 25d0h"),
        ("21 Nov 0600", "is past"),
        ("200600ZNOV26", "is past"),
        ("2460", "no clock"),
        ("14pm", "it is not a time"),
        ("9900", "no clock"),
        ("30 Feb 0600", "no such day"),
        ("320600ZNOV26", "no such day"),
        ("990000ZXXX99", "no such day"),
        ("24 Nov 0600 PST", "times here are MST"),
        ("24 Nov 2040 0600", "more than two years away"),
        ("in 2 fortnights", "not a time span"),
        ("in 9999999h", "not a time span"),
        ("in 99999h", "not between"),
        ("soon", "not a time"),
        ("", "not a time"),
        ("6", "not a time"),
        ("\u0660\u0666\u0660\u0660x", "not a time"),
        ("0" * 100_000, "not a time"),
    ],
)
def test_impossible_times_are_refused_with_a_reason(said, fault):
    with pytest.raises(ValueError, match=fault):
        read_moment(said, at())


def test_a_time_that_clocks_leave_out_or_double_is_asked_about():
    spring, autumn = at(datetime(2026, 3, 8, 7, tzinfo=UTC)), at(datetime(2026, 11, 1, 6, tzinfo=UTC))
    with pytest.raises(ValueError, match="clocks are put forward then: there is no 0230 on that day"):
        read_moment("0230", spring)
    with pytest.raises(ValueError, match="0130 comes twice; write 0730Z or 0830Z"):
        read_moment("0130", autumn)
    assert read_moment("0830Z", autumn) == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("30m", timedelta(minutes=30)),
        ("30 minutes", timedelta(minutes=30)),
        ("1 hour 30 min", timedelta(minutes=90)),
        ("2 hrs", timedelta(hours=2)),
        ("30 min", timedelta(minutes=30)),
        ("4h", timedelta(hours=4)),
        ("1H30M", timedelta(hours=1, minutes=30)),
        ("2d", timedelta(days=2)),
        ("90s", timedelta(seconds=90)),
    ],
)
def test_spans_are_read(said, span):
    assert read_duration(said) == span


@pytest.mark.parametrize("said", ["", "h", "30", "4 30m", "-5m", "0m", "61d", "99999h", "1m1h", "1e3s", "m" * 100_000])
def test_impossible_spans_are_refused(said):
    with pytest.raises(ValueError, match="it is not"):
        read_duration(said)


@pytest.mark.parametrize("said", ["1400h", "1400 hrs", "0030 hours", "14:00 h", "0600hr"])
def test_four_digits_are_a_time_of_day_and_never_a_span(said):
    with pytest.raises(ValueError, match="it is not a time span, but a time of day: did you mean"):
        read_duration(said)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("0513", "Sun 22 Nov 0513 MST"),
        ("0213 hrs", "Sun 22 Nov 0213 MST"),
        ("2130 hours", "Sat 21 Nov 2130 MST"),
        ("1400L", "Sat 21 Nov 1400 MST"),
        ("yesterday 0900", "Sat 21 Nov 0900 MST"),
        ("Fri 0600", "Fri 20 Nov 0600 MST"),
        ("11/19/2026 2130", "Thu 19 Nov 2130 MST"),
        ("2h", "Sun 22 Nov 0400 MST"),
        ("20 min ago", "Sun 22 Nov 0540 MST"),
    ],
)
def test_what_has_been_is_read_backwards(said, read):
    assert shown(read_past(said, at()), BOISE) == read


@given(st.integers(min_value=1, max_value=140_000))
def test_whatever_our_forms_print_can_be_typed(minutes):
    moment = START + timedelta(minutes=minutes)
    for printed in (
        shown(moment, BOISE),
        date_time(moment, BOISE),
        short(moment, BOISE),
        f"{dated(moment.astimezone(BOISE))} {clock(moment, BOISE)}",
        moment.strftime("%Y-%m-%dT%H:%MZ"),
        moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    ):
        assert read_moment(printed, at()) == moment, printed


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("EST", "America/New_York"),
        ("MST", "America/Denver"),
        ("HST", "Pacific/Honolulu"),
        ("PST", "America/Los_Angeles"),
        ("EDT", "America/New_York"),
        ("cdt", "America/Chicago"),
        ("EST5EDT", "America/New_York"),
        ("Pacific time", "America/Los_Angeles"),
        ("US/Pacific", ""),
        ("America/Boise", ""),
        ("Denver", "America/Denver"),
        ("Etc/GMT+7", "America|it is no time zone"),
    ],
)
def test_a_zone_is_the_clock_of_a_region(said, meant):
    if not meant:
        assert read_zone(said, at()) == said
        return
    with pytest.raises(ValueError, match=meant):
        read_zone(said, at())


def test_spans_are_told_as_exactly_as_a_person_needs():
    told = [span(timedelta(minutes=minutes)) for minutes in (0, 42, 60, 185, 24 * 60, 28 * 60 + 5)]
    assert told == ["0 min", "42 min", "1 h 00 min", "3 h 05 min", "1 d 0 h", "1 d 4 h"]


@given(st.text(max_size=80))
def test_any_text_is_a_time_or_no_time(said):
    try:
        moment = read_any(said, at(zone=ZoneInfo("Asia/Kathmandu")))
    except ValueError:
        return
    assert moment.utcoffset() == timedelta(0)
