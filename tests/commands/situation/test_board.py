"""The board by command, and what it says."""

import pytest

from bot.platforms import Draft
from bot.platforms.matrix.render import render as matrix
from bot.platforms.slack.render import render as slack
from commands.call import Call
from commands.domain.cards import words
from commands.domain.messages import CLOCK, Audience
from commands.domain.situation.board import SEATS, card, content
from commands.situation.board import standing
from tests.commands.conversation import ANA, BEN, BOISE, HERE
from tests.commands.holding import hold


@pytest.fixture
def desk(say):
    hold(say, ANA, "IC")
    return say


def board(say):
    return standing(
        Call(who=CLOCK, room=HERE, at=say.now, store=say.store, zone=BOISE, incident=say.incident), ("main",)
    )


def test_it_is_off_until_somebody_switches_it_on(desk):
    assert desk.store.board("bear-creek") is None
    assert desk("board on") == "Every room gets a pinned board, set by Ana Ruiz."
    assert desk("board on") == "The board is on already. Nothing was changed."
    assert desk.audience("board off") is Audience.MAIN
    assert desk.store.board("bear-creek").on is False
    assert desk("board off") == "The board is off already. Nothing was changed."


def test_who_may_switch_it_is_said(desk):
    assert desk("board on", BEN).startswith("Refused: “board on” is for")
    assert desk.store.board("bear-creek") is None


def test_it_says_who_holds_what_counts_what_is_overdue_and_the_next_report(desk):
    desk("period 0500-1800")
    desk("checkin E12 4")
    desk("request 2 pumps by:0700")
    desk("sitrep every 4h")
    desk.wait(hours=2)
    said = desk("board")
    assert said.startswith("Bear Creek Fire: board\nPeriod: 1, until Sun 22 Nov 1800 MST\nPositions: IC Ana Ruiz")
    assert "Checked in: 1 resource, 4 persons" in said
    assert "Requests: 1 open, 1 late" in said
    assert "Next report: Sun 22 Nov 1000 MST" in said
    assert "OVERDUE R-1 2 pumps" in said
    assert said.endswith("as of Sun 22 Nov 0800 MST, when it last changed")


def test_with_nothing_but_a_name_it_is_empty_and_with_a_position_it_is_not(say):
    assert board(say).empty
    hold(say, ANA, "IC")
    assert not board(say).empty


def test_time_alone_changes_nothing_until_something_falls_due(desk):
    desk("request 2 pumps by:0700")
    before = content(card(board(desk)))
    desk.wait(minutes=30)
    assert content(card(board(desk))) == before
    desk.wait(minutes=31)
    assert content(card(board(desk))) != before


def test_who_is_watched_and_missing_is_not_named(desk):
    desk('watch "Rptr 4 COMT Bo" 30m')
    desk.wait(minutes=40)
    now = words(card(board(desk)))
    assert "OVERDUE W-1" in now
    assert "Bo" not in now.replace("Board", "").replace("board", "")


def test_an_exercise_says_so_on_its_board(say):
    desk = say
    desk.incident = None
    desk("incident open Autumn Drill exercise:yes")
    desk.incident = desk.store.named("Autumn Drill")[0]
    assert desk("board").startswith("EXERCISE Autumn Drill: board")


@pytest.mark.parametrize("render", [slack, matrix])
def test_the_largest_board_is_one_message_everywhere(desk, render):
    for number in range(SEATS + 6):
        hold(desk, BEN, "DIVS", f"Structure Group {number} <{'&' * 40}>")
    for number in range(20):
        desk(f'request 2 "{"&" * 60} {number}" by:0700')
        desk.wait(seconds=1)
    desk.wait(hours=2)
    now = card(board(desk))
    assert "7 more (role list)" in words(now)
    assert "12 more overdue" in words(now)
    assert len(render(Draft(text=(), card=now))) == 1
