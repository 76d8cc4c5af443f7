import pytest

from tests.commands.conversation import ANA, BEN
from tests.commands.plan_talk import hold


@pytest.fixture
def cache(say):
    hold(say, ANA, "COML")
    say("freq assign VTAC14 as:one")
    say("freq publish")
    return say


def test_a_radio_is_signed_to_a_person_with_its_load(cache):
    answer = cache('cache issue 0042 to "Ana Ruiz, Div A" rev:1 due:tomorrow 1800')

    assert answer == "Radio 0042 issued to Ana Ruiz, Div A, revision 1, due back Mon 23 Nov 1800 MST"
    assert "0042 | Ana Ruiz, Div A | Sun 22 Nov 0600 MST | 1 | Mon 23 Nov 1800 MST" in cache("cache list")


def test_a_radio_that_is_out_is_not_issued_again(cache):
    cache("cache issue 0042 to Ana Ruiz")

    assert "Radio 0042 is out with Ana Ruiz since Sun 22 Nov 0600 MST" in cache("cache issue 0042 to Ben", BEN)


def test_an_older_load_is_said(cache):
    cache("cache issue 0042 to Ana rev:1")
    cache("freq assign VTAC12 as:two")

    assert "1 radio of the cache out with an older load" in cache("freq publish")
    assert "1 (older)" in cache("cache")
    assert "freq diff 1 says what this radio lacks" in cache("cache issue 0043 to Ben rev:1")
    assert cache("cache cloned 0042 rev:2") == "Radio 0042 has revision 2"
    assert "(older)" not in cache("cache list").splitlines()[2]


def test_what_comes_back_is_counted_and_what_does_not_is_short(cache):
    cache("cache issue 0042 to Ana due:1800")
    cache("cache issue 0043 to Ben")
    cache.wait(hours=13)

    assert "LATE" in cache("cache list")
    assert (
        cache('cache return 0042 condition:"antenna missing"')
        == "Radio 0042 back from Ana, antenna missing (1 of 2 out)"
    )
    assert cache("cache short").splitlines() == [
        "Bear Creek Fire: SHORT 1 of 2 radios",
        "0043: Ben, since Sun 22 Nov 0600 MST",
    ]
    assert "Radio 0042 is in the cache; returned by Ana" in cache("cache return 42") or "Did you mean 0042?" in cache(
        "cache return 42"
    )
    assert "returned by Ana" in cache("cache return 0042")
    cache("cache return 0043")
    assert cache("cache short") == "Bear Creek Fire: the cache is complete, 2 radios."


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("cache issue 0042 to Ana rev:9", "There is no revision 9 of the plan; the last one is 1"),
        ("cache issue 0042", "to is missing"),
        ("cache issue ??? to Ana", "it is no serial number"),
        ("cache return 0042", "The cache has no radio 0042"),
        ("cache issue 0042 to Ana rev:x", "it is no revision of a plan"),
        ("cache issue 0042 to Ana due:0500", "is past"),
    ],
)
def test_what_cannot_be_is_refused(cache, line, why):
    before = cache.rows()

    assert why in cache(line)
    assert cache.rows() == before
