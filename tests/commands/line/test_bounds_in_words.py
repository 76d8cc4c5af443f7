"""A number, a date, a name or an interval beyond all measure is answered in words, and raises nothing else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Room
from commands.line import converters, daily, grammar, past, periods, stretches, times
from commands.radio import words as radio
from tests.commands.conversation import ANA, BOISE, START

GREAT = "1" + "0" * 30
HUGE = "9" * 5_000  # Python itself reads no number of more than 4,300 digits
LONG = "n" * 4_000


def at(zone=BOISE):
    return Call(who=ANA, room=Room("slack", "county", "C1"), at=START, store=None, zone=zone)  # type: ignore[arg-type]


def refusal(read, *words):
    with pytest.raises((ValueError, Refused)) as caught:
        read(*words)
    assert type(caught.value) in (ValueError, Refused)
    return str(caught.value)


@pytest.mark.parametrize(
    ("read", "said", "answer"),
    [
        (converters.read_count, GREAT, "it is not between 1 and 10,000"),
        (converters.read_count, HUGE, "it is not between 1 and 10,000"),
        (converters.read_count, "1,000,000,000,000", "it is not between 1 and 10,000"),
        (converters.read_count, "-1", "it is not a whole number"),
        (converters.read_count, "٣", "it is not a whole number"),
        (converters.read_name, LONG, "it has 4,000 characters, at most 200 are kept"),
        (converters.read_div, LONG, "it has 4,000 characters, at most 200 are kept"),
        (converters.read_names, LONG, "it has 4,000 characters, at most 200 are kept"),
        (converters.id_of("R").read, GREAT, "it is no number of that kind (R-12, or just 12)"),
        (converters.id_of("R").read, f"R-{HUGE}", "it is no number of that kind (R-12, or just 12)"),
        (times.read_moment, "1 Jan 9999 0000", "the year 9999 is too far away; years are 2000 to 2099"),
        (times.read_moment, "31 Dec 9999 2359", "the year 9999 is too far away; years are 2000 to 2099"),
        (times.read_any, "1 Jan 0001 0000", "the year 1 is too far away; years are 2000 to 2099"),
        (times.read_moment, "1 Jan 2099 0000", "Thu 1 Jan 0000 MST is more than two years away"),
        (times.read_any, GREAT, "it is not a time"),
        (past.read_past, "31 Dec 9999 2359", "the year 9999 is too far away; years are 2000 to 2099"),
        (past.read_past, f"{GREAT}h", "it is not a time"),
        (periods.read_times, "31 Dec 9999 0600-1800", "the year 9999 is too far away; years are 2000 to 2099"),
        (stretches.read_stretches, f"{GREAT} 4", "it is not one or two numbers of shifts or periods"),
        (daily.read_clocks, ",".join(["0600"] * 3_000 + ["2500"]), "it is not one or more times of day"),
        (daily.read_clocks, ",".join(f"{hour:02}00" for hour in range(24)), "a day has at most 12 of them"),
    ],
)
def test_what_is_beyond_all_measure_is_answered_in_words(read, said, answer):
    assert refusal(read, said, at()) == answer


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Boise", "UTC"])
@pytest.mark.parametrize("year", ["0000", "0001", "1999", "2100", "9999"])
def test_no_year_is_beyond_the_calendar_in_any_zone(zone, year):
    for day in ("1 Jan", "31 Dec"):
        for clock in ("0000", "2359"):
            assert "years are 2000 to 2099" in refusal(times.read_any, f"{day} {year} {clock}", at(ZoneInfo(zone)))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("9999999s", "it is not between 1 second and 60 days"),
        ("9999d", "it is not between 1 second and 60 days"),
        (f"{GREAT}h", "it is not a time span, which has at most 30 characters"),
        (f"{HUGE}m", "it is not a time span, which has at most 30 characters"),
        ("0m", "it is not between 1 second and 60 days"),
    ],
)
def test_an_interval_has_bounds(said, answer):
    assert refusal(times.read_duration, said) == answer


@pytest.mark.parametrize("read", [radio.hertz, radio.tone, radio.tones, radio.emission, radio.width, radio.mode])
@pytest.mark.parametrize("said", [GREAT + "0" * 20, HUGE, f"{HUGE}.5", f"${'F' * 5_000}", f"{HUGE}M", LONG])
def test_no_radio_setting_is_longer_than_one(read, said):
    answer = refusal(read, said)
    assert len(answer) < 300
    assert "integer string" not in answer


def test_a_cell_has_only_so_many_settings():
    assert refusal(radio.tones, "/".join(["156.7"] * 9)) == "it has 9 settings, a cell has at most 8"


def test_a_command_has_only_so_many_words():
    answer = refusal(grammar.split, "a " * 3_001)
    assert answer == "A command has at most 3,000 words, and this one has more. Nothing was recorded."
    assert len(grammar.split("a " * 3_000)) == 3_000


def test_blanks_beyond_any_use_are_left_out_and_lines_stay():
    assert grammar.clean(f"a{' ' * 12_000}b\n\nc") == f"a{' ' * 40}b\n\nc"
    assert times.read_any("now", at()) == datetime(2026, 11, 22, 13, tzinfo=UTC)
