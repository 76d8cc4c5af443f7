"""What people say about alerts: what stands, the area, who has one, what is muted."""

from datetime import timedelta

import pytest

from commands.domain.alerts.alerts import Alert, AlertSource, AlertWatch
from commands.domain.paper.forms_status import Status, ics_209
from commands.domain.paper.paper import Top
from tests.commands.conversation import BOISE

AREA = ("zone:IDZ401",)


@pytest.fixture
def fire(said):
    said.store.add(AlertWatch(incident="bear-creek", sources=("nws",), area=AREA, at=said.now))
    said.store.add(AlertSource(name="nws", asked=said.now, heard=said.now, listed=3, every=timedelta(minutes=1)))
    one = Alert(
        incident="bear-creek", number=1, key="KBOI.FW.W.0001.2026", event="Red Flag Warning", rank=2, told=2,
        severity="Severe", urgency="Expected", certainty="Likely", instruction="No burning.", sender="NWS Boise",
        source="nws", how="UGC IDZ401 (Lower Treasure Valley)", zones=("IDZ401",), sent=said.now, at=said.now,
        until=said.now + timedelta(hours=8),
    )  # fmt: skip
    said.store.add(one)
    return said


def test_without_a_source_it_says_so_and_that_this_is_no_all_clear(said):
    told = said("alert")
    assert "No source of alerts is configured" in told
    assert "This is not an all-clear." in told


def test_what_stands_is_listed_with_the_age_of_its_source(fire):
    fire.wait(minutes=2)
    told = fire("alert")
    assert "AL-1 Red Flag Warning (Severe); until 1400 MST; UGC IDZ401 (Lower Treasure Valley)" in told
    assert "nws answered 2 min ago, lists 3" in told
    fire.wait(minutes=2)
    assert "nws does NOT ANSWER since 0600 MST: this is not an all-clear" in fire("alert sources")


def test_somebody_has_it_and_everybody_is_told(fire):
    assert fire("alert have AL-1") == "Ana Ruiz has AL-1 Red Flag Warning."
    assert fire("alert have 1") == "You have AL-1 already. Nothing was changed."
    assert "Ana Ruiz has it" in fire("alert")


def test_it_becomes_an_announcement(fire):
    told = fire("alert tell AL-1", admin=True)
    assert told.startswith("ANNOUNCEMENT A-1 by Ana Ruiz: “AL-1 Red Flag Warning, until 1400 MST. No burning.”")


def test_reports_the_board_and_ics_209_know_it(fire):
    assert "ALERTS: 1 stand: AL-1 Red Flag Warning (Severe) until 1400 MST" in fire("sitrep")
    assert "Alerts: AL-1 Red Flag Warning (Severe) until 1400 MST" in fire("board")
    made = ics_209(Status(alerts=fire.store.alerts("bear-creek")), Top(incident=fire.incident, at=fire.now, zone=BOISE))
    (block,) = [one for one in made["blocks"] if one["number"] == 35]
    assert block["lines"] == ["AL-1 Red Flag Warning (Severe), NWS Boise, until 11/22 1400"]


def test_it_is_muted_with_a_reason(fire):
    assert "is muted by Ana Ruiz: not in our canyon." in fire("alert mute AL-1 not in our canyon", admin=True)
    assert "muted by Ana Ruiz: not in our canyon" in fire("alert")
    assert "Refused" in fire("alert mute AL-1 because")


def test_a_test_says_that_it_is_one(fire):
    assert fire("alert test", admin=True).startswith("TEST, NO ALERT")


@pytest.mark.parametrize("line", ["alert show AL-9", "alert have AL-9", "alert mute AL-9 x", "alert tell AL-9"])
def test_an_unknown_number_is_answered(fire, line):
    assert "There is no AL-9 here; nothing was changed. !net alert lists what stands." in fire(line, admin=True)


AREAS = [
    ("43.80,-115.90 20km", "circle:43.80,-115.90 20km"),
    ("43.80,-115.90 12 mi", "circle:43.80,-115.90 12 mi"),
    ("IDZ402 IDC015", "zone:IDZ402, zone:IDC015"),
    ("016015", "same:016015"),
    ("same:016015 zone:idz402 circle:43.80,-115.90 20km", "same:016015, zone:IDZ402, circle:43.80,-115.90 20km"),
    ("43.8,-116.0 43.9,-116.0 43.9,-115.8", "polygon:43.8,-116.0 43.9,-116.0 43.9,-115.8"),
]


@pytest.mark.parametrize(("typed", "kept"), AREAS)
def test_an_area_is_set_as_people_write_it(fire, typed, kept):
    told = fire(f"alert area {typed}", admin=True)
    assert told == f"Alerts are told for {kept}, set by Ana Ruiz; watched in nws."
    assert kept in fire("alert area")


REFUSED = [
    ("43.80,-115.90 20km IDZ401", "that is an area of two forms: mark each"),
    ("-115.90,43.80 20km", "latitude comes first, so write 43.80,-115.90"),
    ("43.80,-115.90", "is a place without a radius"),
    ("XXZ401", "there is no state XX in zone XXZ401"),
    ("same:1", "is no SAME code"),
    ("099015", "there is no state 99"),
    ("Ada County", "is no area"),
    ("43.80,-115.90 9000km", "is not between 0 and 500 km"),
    ("polygon:43.8,-116.0 43.9,-115.8 43.8,-115.8 43.9,-116.0", "the polygon crosses itself"),
    ("polygon:-116.0,43.8 -116.0,43.9 -115.8,43.9", "latitude comes first"),
]


@pytest.mark.parametrize(("typed", "told"), REFUSED)
def test_an_area_that_is_none_is_answered_with_what_would_be(fire, typed, told):
    answer = fire(f"alert area {typed}", admin=True)
    assert told in answer
    assert "Nothing was changed." in answer
    assert "zone:IDZ401" in fire("alert area")


def test_only_some_may_set_it(fire):
    assert "Setting the area of alerts is for IC" in fire("alert area IDZ402")
