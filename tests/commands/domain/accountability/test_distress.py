"""Distress is read in any spelling, and what only sounds like it is not."""

from pathlib import Path

import pytest

from commands.domain.accountability.distress import MOST, ends, in_distress

_FILE = Path(__file__).parent / "distress_words.txt"
ROWS = [line.split(" ", 1) for line in _FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_the_table_is_long_enough():
    assert len(ROWS) >= 300
    assert len({said for _, said in ROWS}) > len(ROWS) - 5


@pytest.mark.parametrize("said", [said for answer, said in ROWS if answer == "raise"])
def test_it_reads_as_distress(said):
    assert in_distress(said)


@pytest.mark.parametrize("said", [said for answer, said in ROWS if answer == "talk"])
def test_it_only_sounds_like_it(said):
    assert not in_distress(said)


@pytest.mark.parametrize("said", [said for answer, said in ROWS if answer == "end"])
def test_it_says_that_there_is_none(said):
    assert ends(said)


@pytest.mark.parametrize(
    "said",
    [
        "E12 trapped",
        "this is not a false alarm",
        "do not cancel",
        "dont cancel the mayday",
        "E12 no longer answers",
        "no longer responding",
        "not over yet",
    ],
)
def test_it_is_no_end(said):
    assert not ends(said)


@pytest.mark.parametrize(
    "said", ["a" * 1_000_000, "may " * 200_000, "!" * 500_000, "m a y " * 100_000, "no longer " * 9_999]
)
def test_it_reads_no_more_than_the_beginning(said):
    assert len(said) > MOST
    in_distress(said)
    ends(said)
