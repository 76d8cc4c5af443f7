"""Weather, hazards, evacuations and figures: said once, their newest words stand everywhere until they are over."""

import pytest

from commands.domain.messages import Audience
from commands.paper.later import fulfilled
from tests.commands.conversation import BEN
from tests.commands.holding import hold


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("weather RH 12, wind W 20 G35", "SR-1 Weather: RH 12, wind W 20 G35"),
        ("weather forecast NW 25 G40 at 1500", "SR-1 Forecast: NW 25 G40 at 1500"),
        ("weather warning red flag until 2000", "SR-1 WEATHER WARNING: red flag until 2000"),
        (
            "hazard power line down at DP 12",
            "SR-1 Hazard 1: power line down at DP 12. When it is over: !net hazard over",
        ),
        (
            'hazard lces routes:"line east" zones:"the black"',
            "SR-1 LCES: escape routes: line east; safety zones: the black",
        ),
        ("evac BOI-12 order by Hill Road", "SR-1 Evacuation BOI-12 ORDER: since Sun 22 Nov 0600 MST; by Hill Road"),
        ("evac BOI-12 level 2 since:0510", "SR-1 Evacuation BOI-12 WARNING: since Sun 22 Nov 0510 MST"),
        ('figures size:"1,200 ac" contained:15', "SR-1 Size: 1,200 ac; SR-2 Contained: 15%"),
    ],
)
def test_what_was_understood_is_read_back_and_stands_in_the_report(say, line, told):
    assert say(line).startswith(told)
    gist = told.partition(" ")[2].removeprefix("Evacuation ").partition(";")[0].partition(". When")[0]
    assert f"{gist} (0600 MST)" in say("sitrep full") or gist in say("sitrep full")
    assert gist[:40] in say("sitrep brief")
    assert gist[:40] in say("board")


def test_the_newest_words_stand_and_the_others_stay(say):
    say('figures size:"800 ac" contained:5')
    say('figures size:"1,200 ac"')
    shown = say("figures")
    assert "Size: 1,200 ac" in shown
    assert "Contained: 5%" in shown
    assert "800 ac" not in shown


def test_what_is_over_stands_no_longer(say):
    say("hazard power line down at DP 12")
    say("evac BOI-12 order")
    say("weather warning red flag")
    assert say("hazard over SR-1").startswith("SR-4 Hazard 1 ENDED: power line down")
    assert say("evac BOI-12 lifted").startswith("SR-5 Evacuation BOI-12 LIFTED")
    assert say("weather over").startswith("SR-6 WEATHER WARNING ENDED")
    assert "power line" not in say("sitrep brief")
    assert say("hazard").startswith("Bear Creek Fire: nothing is said of hazards yet")
    assert say("again weather over").startswith("Refused: No weather warning stands")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("evac BOI-12", "How far is it? !net evac BOI-12 order"),
        ("evac BOI-12 level:7", "it is none of order, warning, ready, shelter, lifted, nor level 1, 2 or 3"),
        ("hazard lces", "Nothing was said, so nothing was recorded"),
        ("hazard over SR-9", "There is no SR-9 here"),
        ("weather forecast", "words"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(say, line, told):
    before = say.rows()
    assert told in say(line)
    assert say.rows() == before


def test_a_report_of_something_else_is_no_hazard(say):
    say("weather RH 12")
    assert say("hazard over SR-1").startswith("Refused: SR-1 is no hazard")


def test_a_hazard_and_a_warning_are_loud_and_an_observation_is_not(say):
    (hazard, *_) = say.replies("hazard snag at DP 3")
    (order, *_) = say.replies("evac Z1 order", BEN)
    (weather, *_) = say.replies("weather RH 12")
    assert [one.loud for one in (hazard, order, weather)] == [True, True, False]
    assert hazard.audience is Audience.INCIDENT


def content(say, reply):
    """What the one document of an answer is filled with, when it is printed."""
    (document,) = reply.documents
    return fulfilled(document, say.store, say.now).data


def test_the_forms_carry_what_stands(say):
    hold(say, BEN, "SITL")
    say('figures size:"1,200 ac" contained:15 structures:"2 destroyed"')
    say("weather RH 12")
    say("evac BOI-12 order")
    say("hazard snag at DP 3")
    (status,) = say.replies("form 209", BEN)
    blocks = {one["number"]: one["lines"] for one in content(say, status)["blocks"]}
    assert (blocks[7], blocks[8], blocks[30]) == (["1,200 ac"], ["15%"], ["2 destroyed"])
    assert blocks[35][0].startswith("Weather: RH 12 (")
    assert blocks[34][0].startswith("BOI-12 ORDER: since ")
    assert blocks[29][0].startswith("Hazard 1: snag at DP 3 (")
    (briefing,) = say.replies("form 201", BEN)
    assert any("Size: 1,200 ac" in line for line in content(say, briefing)["summary"])
