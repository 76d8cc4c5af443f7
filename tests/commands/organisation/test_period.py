"""Operational periods, objectives, and the desk's own shifts."""

from datetime import timedelta

import pytest


@pytest.fixture
def led(say):
    say("role take IC", admin=True)
    return say


def test_a_period_is_set_and_shown(led):
    assert led("period 0600-1800") == (
        "Operational period 1, Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST is set by Ana Ruiz."
    )
    assert led("period").splitlines()[0] == (
        "Bear Creek Fire: Operational period 1, Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST"
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("0600-1800", "Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST"),
        ("06:00 – 18:00", "Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST"),
        ("1800-0600", "Sun 22 Nov 1800 MST to Mon 23 Nov 0600 MST"),
        ("tomorrow 0600 to 1800", "Mon 23 Nov 0600 MST to Mon 23 Nov 1800 MST"),
        ("24 Nov 0600 - 1800", "Tue 24 Nov 0600 MST to Tue 24 Nov 1800 MST"),
        ("0600-0600", "Sun 22 Nov 0600 MST to Mon 23 Nov 0600 MST"),
    ],
)
def test_times_are_read_as_people_write_them(led, said, shown):
    assert shown in led(f"period {said}")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("0600", "it is not two times of day with a dash between"),
        ("0600-0630", "an operational period has 1 to 96 hours"),
        ("0600-2500", "no clock shows that time"),
        ("21 Nov 0600-1800", "it is over since Sat 21 Nov 1800 MST; say the day"),
        ("tonight-ish", "it is not two times of day"),
    ],
)
def test_bad_times_change_nothing(led, said, told):
    before = led.rows()
    assert told in led(f"period {said}")
    assert led.rows() == before


def test_the_same_period_with_other_times_is_changed_not_doubled(led):
    led("period 0600-1800")
    assert led("period 0600-1800").endswith("is set already. Nothing was changed.")
    assert "(was Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST)" in led("period 0600-2000")
    assert led("period 1800-0600").endswith("is set by Ana Ruiz. Period 1 ends Sun 22 Nov 1800 MST.")


def test_periods_begin_and_end_by_themselves(led):
    led("period 0600-1800")
    led("period 1800-0600")
    led("period objectives Hold the line; nobody hurt")
    led.wait(hours=12)
    said = [led.clock(timer.command, timer.at) for timer in led.store.timers(led.now)]
    assert [line for line in said if line] == [
        "Bear Creek Fire: Operational period 2, Sun 22 Nov 1800 MST to Mon 23 Nov 0600 MST begins.\n"
        "O-1: Hold the line\nO-2: nobody hurt"
    ]
    led.wait(hours=12)
    said = [led.clock(timer.command, timer.at) for timer in led.store.timers(led.now)]
    assert [line for line in said if line] == [
        "Operational period 2 is over. No next one is set: !net period 1800-0600."
    ]


def test_a_period_is_closed_by_hand(led):
    assert led("period close").startswith("Refused: No operational period runs now")
    led("period 0600-1800")
    assert led("period close") == (
        "Operational period 1 is closed by Ana Ruiz, Sun 22 Nov 0600 MST. No next one is set."
    )
    assert led.clock("period over 1", led.now + timedelta(hours=12)) == ""


def test_objectives_are_added_and_struck_one_by_one(led):
    assert led("period objectives") == "Bear Creek Fire\nNo objectives are set."
    assert led("period objectives Hold the line; nobody hurt") == "O-1: Hold the line\nO-2: nobody hurt"
    led.wait(minutes=2)
    assert led("period objectives hold the LINE\nKeep the road") == "O-3: Keep the road"
    assert led("period strike 1 crossed at 0900") == "O-1 is struck by Ana Ruiz (crossed at 0900): Hold the line"
    assert led("period strike O-1").startswith("O-1 was struck already, Sun 22 Nov")
    assert led("period strike O-9").startswith("Refused: There is no objective O-9")
    assert led("period objectives").splitlines()[1:] == ["O-2: nobody hurt", "O-3: Keep the road"]


@pytest.mark.parametrize(
    "said",
    [
        'period 1800-0600 objectives:"Hold the river; no one hurt"',
        "period 1800-0600 objectives:“Hold the river; no one hurt”",
        "period 1800-0600 objectives: Hold the river; no one hurt",
        'period objectives:"Hold the river; no one hurt" 1800-0600',
    ],
)
def test_times_and_objectives_are_set_in_one_line(led, said):
    assert led(said).splitlines() == [
        "Operational period 1, Sun 22 Nov 1800 MST to Mon 23 Nov 0600 MST is set by Ana Ruiz.",
        "O-1: Hold the river",
        "O-2: no one hurt",
    ]


def test_objectives_without_their_colon_are_asked_for_with_it(led):
    before = led.rows()
    assert "objectives stand behind a colon" in led("period 1800-0600 objectives Hold the river")
    assert led.rows() == before


def test_objectives_as_a_key_alone_are_added(led):
    assert led('period objectives:"Hold the river"') == "O-1: Hold the river"


def test_a_period_that_is_set_but_has_not_begun_is_named_everywhere(led):
    led("period 1800-0600")
    next_ = "none runs now; next is 1, from Sun 22 Nov 1800 MST"
    assert f"Period: {next_}" in led("incident status")
    assert f"Period: {next_}" in led("board")
    report = led("sitrep")
    assert f"Operational period: {next_}" in report
    assert "operational period" not in report.partition("Unknown")[2]
    (full,) = led.replies("sitrep full")
    assert "No operational period runs; 1 begins Sun 22 Nov 1800 MST." in str(full.documents[0].data)


def test_the_identical_objective_is_asked_about_within_a_minute(led):
    led("period objectives Hold the line")
    assert led("period objectives Hold the line").startswith("You said the same 0 s ago: O-1: Hold the line")
    assert led("again period objectives Hold the line").startswith("These objectives are set already")
    led.wait(seconds=61)
    assert led("period objectives Hold the line").startswith("These objectives are set already")


def test_the_desk_has_a_clock_of_its_own(led):
    led("role take COML")
    assert led("shift at 1800, 0600") == (
        "The shift of the communications desk changes at 0600, 1800, set by Ana Ruiz. "
        "Next shift change: Sun 22 Nov 1800 MST"
    )
    assert led("shift at 0600,1800").startswith("The shift changes at 0600, 1800 already")
    assert {one.cron for one in led.store.schedules("bear-creek")} == {"0 6 * * *", "0 18 * * *"}
    led.wait(hours=12)
    assert led.clock("shift turn", led.now).splitlines()[:4] == [
        "SHIFT CHANGE, summary of shift 1: Bear Creek Fire",
        "From: Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST, 12 h 00 min",
        "COMMUNICATIONS DESK: Each position is held until relieved.",
        "· COML: Ana Ruiz (Ada County), since Sun 22 Nov 0600 MST",
    ]
    led("shift at 0700")
    assert {one.cron for one in led.store.schedules("bear-creek")} == {"0 7 * * *"}
    led("shift stop")
    assert led.store.schedules("bear-creek") == ()
    assert led("shift stop").startswith("Refused: No times are set")
    assert led("shift at midday").startswith("Refused: times “midday”: it is not one or more times of day")
    assert "changes at 1200" in led("shift at noon")


@pytest.mark.parametrize("said", ["6am-6pm", "6 am to 6 pm", "6:00am – 6:00 PM"])
def test_the_hours_of_twelve_are_read_back_as_those_of_twenty_four(led, said):
    assert "Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST" in led(f"period {said}")


def test_the_ic_sets_the_desks_shift_where_nobody_leads_the_communications_unit(led):
    assert "changes at 0600, 1800" in led("shift at 0600,1800")
