from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from commands.domain.accountability.checkins import Resource, Strength, changed, counted, division, people, total
from commands.domain.folding import unit_key

BOISE = ZoneInfo("America/Boise")
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


def engine(**values):
    known = {"name": "E12", "name_key": "e12", "persons": 4, "agency": "BOI", "div": "A"}
    return Resource(incident="bear-creek", checked_in=AT, checked_in_by="slack.county/U1", **(known | values))


@pytest.mark.parametrize("name", ["E12", "e12", "E-12", "e 12", "E.12", "E_12"])
def test_one_resource_has_one_key_however_it_is_written(name):
    assert unit_key(name) == "e12"


@pytest.mark.parametrize(
    ("name", "key"), [("STRASSE", "strasse"), ("Straße", "strasse"), ("🔥", "🔥"), ("Ana Ruiz", "anaruiz")]
)
def test_every_name_has_a_key(name, key):
    assert unit_key(name) == key


def test_what_is_shown_leaves_out_what_is_not_known():
    assert engine().shown == "4 persons, BOI, Div A"
    assert engine(agency="", div="", persons=1).shown == "1 person"
    assert engine(div="Structure Group", location="ICP").shown == "4 persons, BOI, Structure Group, at ICP"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ""),
        ({"persons": 3}, "3 persons (was 4)"),
        ({"agency": ""}, "no agency (was BOI)"),
        ({"div": "B", "persons": 1}, "1 person (was 4), Div B (was Div A)"),
        ({"leader": "Jo"}, "leader Jo"),
        ({"crew": ("Al", "Bo")}, "crew Al / Bo"),
        ({"location": "ICP"}, "at ICP"),
        ({"eta": AT}, "ETA Sun 22 Nov 0600 MST"),
    ],
)
def test_a_difference_is_told_with_what_it_was(values, words):
    assert changed(engine(), replace(engine(), **values), BOISE) == words


def test_what_is_cleared_is_said():
    assert changed(engine(leader="Jo"), engine(), BOISE) == "leader cleared"
    assert changed(engine(crew=("Al",)), engine(), BOISE) == "crew cleared"


def test_the_version_of_a_line_is_no_difference():
    assert changed(engine(), engine(id=7, version=3), BOISE) == ""


def test_strengths_are_summed():
    assert total([Strength(2, 6), Strength(1, 3)]) == Strength(3, 9)
    assert total([]) == Strength(0, 0)
    assert Strength(1, 1).shown == "1 resource, 1 person"


def test_counts_are_words():
    assert [counted(0, "line"), people(1), people(1200), division(""), division("A")] == [
        "0 lines",
        "1 person",
        "1,200 persons",
        "",
        "Div A",
    ]
