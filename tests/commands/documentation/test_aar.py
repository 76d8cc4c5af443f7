"""The after-action report: measured from the record, under the four key functions, and no further."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.domain.incidents import Incident
from commands.domain.messages import Audience
from commands.paper.later import fulfilled
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.paper_story import KIM, PHONE, SECRET, play

FUNCTIONS = (
    "## Reporting and Requests for Assistance",
    "## Incident Coordination and Response",
    "## Alerts, Warnings, and Notifications",
    "## Public Interaction",
)


@pytest.fixture
def ended(say):
    """A day in which most things went wrong, an hour at a time."""
    play(say)
    say("par start within:10m")
    say.wait(minutes=30)
    for line in ("par E12 4", 'par "Crew 7" 20', 'par "Strike 2131C" 22'):
        say(line)
    say("par here", BEN)
    say('announce "Weather at 1500" to:divs ack by:15m')
    say("emergency tree down on E12", KIM)
    say.wait(minutes=4)
    say("emergency ack", ANA)
    say("request 2 pumps by:0700 priority:urgent")
    say.wait(hours=3)
    say("freq assign VTAC14 as:tactical", BEN)
    say('freq down VTAC14 reason:"generator out of fuel"', BEN)
    say.wait(hours=1)
    say("freq up VTAC14", BEN)
    say("significant L-16")
    return say


def text(say, who=ANA, **call):
    (reply,) = say.replies("aar", who, **call)
    pdf, markdown = (fulfilled(one, say.store, say.now) for one in reply.documents)
    return reply, pdf, str(markdown.data["text"])


def test_the_draft_stands_under_the_four_key_functions(ended):
    reply, pdf, said = text(ended)

    assert reply.audience is Audience.ROOM
    assert [one.filename.rpartition(".")[2] for one in reply.documents] == ["pdf", "md"]
    places = [said.index(heading) for heading in FUNCTIONS]
    assert places == sorted(places)
    for heading in ("## Overview", "## Timeline", "## Response times", "### Channel problems", "## Improvement items"):
        assert heading in said
    assert said.count("**What went well:**") == 4
    assert "DRAFT, made from the record alone" in said
    assert [one["title"] for one in pdf.data["sections"]][:3] == ["Overview", "Timeline", "Response times"]


def test_response_times_are_measured_with_the_longest_named(ended):
    _, _, said = text(ended)

    assert "| Request: asked to approved | 2 | 0 min | 0 min (R-1) |" in said
    assert "| PAR: opened to complete | 1 | 30 min | 30 min (P-1) |" in said
    assert "| Emergency: raised to acknowledged | 1 | 4 min | 4 min (M-1) |" in said
    assert "| General message: sent to acknowledged | 1 | 0 min | 0 min (MSG-1) |" in said


def test_what_was_late_and_what_failed_is_named_with_its_evidence(ended):
    _, _, said = text(ended)

    assert "R-2 2 pumps: needed Sun 22 Nov 0700 MST, never complete" in said
    assert "PAR P-1: closed 20 min after its time, complete" in said
    assert "T-1 refuel Rptr 4 generator: due Sun 22 Nov 0900 MST, not done" in said
    assert "A-1: never acknowledged by" in said
    assert "M-1: nobody acknowledged for 4 min" in said
    assert "VTAC14 down: generator out of fuel | up after 1 h 00 min |" in said
    items = said.partition("## Improvement items")[2]
    assert "| I-1 | Reporting and Requests for Assistance | Review how requests are approved and ordered" in items
    assert "VTAC14 (generator out of fuel)" in items
    assert "nobody held the position | no holder of PIO in the record" in items


def test_the_same_record_at_the_same_time_gives_the_same_words(ended):
    first, second = (text(ended)[1].data["sections"] for _ in range(2))
    assert first == second


def test_neither_a_restricted_group_nor_a_contact_detail_is_in_it(ended):
    ended(f'request 3 safes by:0900 substitutes:"{SECRET}"', BEN, group="finance")
    ended(f"traffic DIVA COMM {SECRET}", BEN, group="finance")
    ended(f"message IC {SECRET}", BEN, group="finance")

    for call in ({}, {"group": "finance"}, {"direct": True}):
        _, pdf, said = text(ended, BEN, **call)
        for secret in (SECRET, "safes", PHONE):
            assert secret not in said
            assert secret not in str(pdf.data)


def test_an_empty_incident_measures_nothing_and_invents_nothing(say):
    _, _, said = text(say)

    assert "Nothing was measured." in said
    assert "No outage, interference or overdue patch is in the record." in said
    assert said.count("Nothing was late in the record.") == 4


def test_a_closed_incident_can_still_be_reported(say):
    hold(say, ANA, "PIO")
    say.wait(hours=2)
    say.store.save(replace(say.store.get(Incident, "bear-creek"), closed=say.now, closed_by=ANA.key))
    say.now += timedelta(days=3)

    _, _, said = text(say)

    assert "11/22/2026 0600 MST to 11/22/2026 0800 MST" in said
    assert "The record suggests none." in said


def test_words_of_people_are_no_markup(say):
    say("action *fix* <b>the</b> | pipe [x](http://y) by:0630")
    say.wait(hours=2)

    _, _, said = text(say)

    assert "\\*fix\\* \\<b\\>the\\</b\\> \\| pipe \\[x\\](http://y)" in said
