"""Situation reports on schedule: set in words, kept as rows, once for each due time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commands.domain.schedules import Schedule, Source
from commands.schedules import due
from tests.commands.conversation import BEN
from tests.commands.ticking import texts, tick


@pytest.fixture
def led(say):
    say("role take IC", admin=True)
    return say


def lines(say) -> set[tuple[str, str, timedelta | None]]:
    return {(one.command, one.cron, one.every) for one in say.store.schedules("bear-creek")}


def test_a_report_every_so_often_is_a_row_of_ours(led):
    assert led("sitrep every 4h") == (
        "A situation report is made every 4 h 00 min, set by Ana Ruiz. Next: Sun 22 Nov 1000 MST."
    )
    (one,) = led.store.schedules("bear-creek")
    assert (one.source, one.anchor, one.command) == (Source.COMMAND, led.now, "sitrep full")
    assert led("sitrep every 4h").endswith("already. Nothing was changed.")
    led("sitrep every 2h brief")
    assert lines(led) == {("sitrep brief", "", timedelta(hours=2))}


def test_times_of_day_are_the_incidents_and_stand_beside_an_interval(led):
    assert led("sitrep at 1800, 0600 and 1200").startswith("A situation report is made at 0600, 1200, 1800, set by Ana")
    led("sitrep every 4h")
    assert led("sitrep schedule").splitlines() == [
        "Bear Creek Fire: situation reports",
        "· at 0600 (full)",
        "· at 1200 (full)",
        "· at 1800 (full)",
        "· every 4 h 00 min (full)",
        "Next: Sun 22 Nov 1000 MST.",
        "Within half an hour of a shift summary none is made: it says the same.",
    ]
    led("sitrep at 0700 brief")
    assert lines(led) == {("sitrep brief", "0 7 * * *", None), ("sitrep full", "", timedelta(hours=4))}


def test_stop_takes_away_what_was_set_here_and_not_what_the_file_sets(led):
    led.store.add(Schedule(incident="bear-creek", command="sitrep", anchor=led.now, cron="0 9 * * *"))
    assert led("sitrep stop").startswith(
        "Refused: No schedule was set here; nothing was changed. What the configuration"
    )
    led("sitrep every 4h")
    led("sitrep 30m before period end")
    assert led("sitrep stop") == (
        "Situation reports are made by hand only, set by Ana Ruiz. What the configuration file sets goes on."
    )
    assert lines(led) == {("sitrep", "0 9 * * *", None)}
    assert "· at 0900, set in the configuration file" in led("sitrep schedule")
    assert "before each" not in led("sitrep schedule")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sitrep every 5m", "it is not between 10 minutes and 7 days"),
        ("sitrep every morning", "it is not a time span"),
        ("sitrep at midday", "it is not one or more times of day"),
        ("sitrep at 2500", "it is not one or more times of day"),
        ("sitrep 13h before period end", "it is not between 10 minutes and 12 hours before the end"),
        ("sitrep at", "0600,1800"),
    ],
)
def test_bad_times_change_nothing(led, line, told):
    before = led.rows()
    assert told in led(line)
    assert led.rows() == before


@pytest.mark.parametrize("line", ["sitrep every 4h", "sitrep at 0600", "sitrep stop", "sitrep 30m before period end"])
def test_the_schedule_is_for_those_who_lead(led, line):
    assert "is for IC (Ana Ruiz)" in led(line, BEN)


def test_a_report_before_the_period_ends_moves_with_the_period(led):
    led("period 0600-1800")
    assert "The next: Sun 22 Nov 1730 MST." in led("sitrep 30m before period end brief")
    led("period 0600-1900")
    said = [text for text in texts(tick(led, hours=14)) if text.startswith("Situation report")]
    assert [text.splitlines()[1] for text in said] == ["As of: Sun 22 Nov 1830 MST"]
    led("period 2000-2300")
    said = [text for text in texts(tick(led, hours=4)) if text.startswith("Situation report")]
    assert [text.splitlines()[1] for text in said] == ["As of: Sun 22 Nov 2230 MST"]


def test_of_several_period_ends_that_were_missed_the_last_report_is_made_and_says_so(led):
    led("sitrep 30m before period end")
    led("period 0600-1000")
    led("period 1000-1400")
    led.now += timedelta(hours=9)  # the program was down all the time
    said = []
    for timer in led.store.timers(led.now):
        said += [text for text in [led.clock(timer.command, timer.at)] if text.startswith("Situation report")]
        led.store.remove(timer)
    (only,) = said
    assert "Late: posted 1 h 30 min late, due 1330 MST" in only


def test_a_period_that_was_closed_before_has_no_report_at_its_old_end(led):
    led("sitrep 30m before period end")
    led("period 0600-1800")
    led.wait(hours=1)
    led("period close")
    assert not [text for text in texts(tick(led, hours=14)) if text.startswith("Situation report")]


def test_no_report_is_made_within_half_an_hour_of_a_shift_summary(led):
    led("role take COML")
    led("shift at 1800")
    for minutes, made in ((-31, True), (-30, True), (-29, False), (0, False), (29, False), (30, True)):
        at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        led.now = at
        assert bool(led.clock("sitrep", at)) is made, minutes


def test_by_hand_a_report_is_made_at_any_time(led):
    led("role take COML")
    led("shift at 0600")
    assert led("sitrep").startswith("Situation report 1")


BOISE = ZoneInfo("America/Boise")


@pytest.mark.parametrize(
    ("day", "cron", "wanted"),
    [
        (datetime(2026, 3, 8, tzinfo=BOISE), "30 2 * * *", ["0300 MDT"]),  # 0230 is left out
        (datetime(2026, 11, 1, tzinfo=BOISE), "30 1 * * *", ["0130 MDT"]),  # 0130 comes twice
        (datetime(2026, 3, 8, tzinfo=BOISE), "0 6 * * *", ["0600 MDT"]),
        (datetime(2026, 11, 1, tzinfo=BOISE), "0 6 * * *", ["0600 MST"]),
    ],
)
def test_on_the_days_when_clocks_change_a_time_of_day_has_one_report(led, day, cron, wanted):
    led("sitrep at 0600")
    (one,) = led.store.schedules("bear-creek")
    found = due(replace(one, cron=cron, anchor=day), day, day + timedelta(hours=23), BOISE)
    assert [f"{at.astimezone(BOISE):%H%M %Z}" for at in found] == wanted


def test_every_four_hours_stays_four_hours_when_clocks_change(led):
    led.now = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # 2200 MDT of the day before
    led("sitrep every 4h")
    (one,) = led.store.schedules("bear-creek")
    found = due(one, led.now, led.now + timedelta(hours=12), BOISE)
    assert [f"{at.astimezone(BOISE):%H%M %Z}" for at in found] == ["0100 MST", "0500 MST", "0900 MST"]
