"""What is mine: incidents, positions, and what waits for me."""

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import Audience, Room
from tests.commands.conversation import ANA, BEN, HERE, START
from tests.commands.holding import hold


def link(say, incident="bear-creek", room=HERE):
    say.store.link_room(LinkedRoom(room=room, incident=incident, group="main", state=RoomState.LINKED))


def test_it_shows_positions_checkin_actions_and_requests_of_the_asker_alone(say):
    link(say)
    hold(say, ANA, "COML")
    say("checkin")
    say("action refuel Rptr 4 by:0900 @me")
    say("request 2 pumps by:0900")
    mine = say("home")
    assert mine.startswith("Yours\nBear Creek Fire:\n· COML since Sun 22 Nov 0600 MST\n· checked in: ")
    assert "· T-1 refuel Rptr 4, due Sun 22 Nov 0900 MST" in mine
    assert "· R-1 2 pumps: " in mine
    assert say.audience("mine") is Audience.QUIET
    link(say, room=Room("matrix", "state", "!s"))
    assert "Bear Creek Fire: nothing of yours" in say("home", BEN, room=Room("matrix", "state", "!s"))


def test_it_needs_no_incident_and_tells_of_those_of_the_account_alone(say):
    say.incident = None
    assert "There is no open incident here." in say("home", direct=True)
    say.store.add(Incident(id="lost-river", name="Lost River", opened=START))
    link(say, "lost-river", Room("matrix", "state", "!x"))
    assert "Lost River" not in say("home", direct=True)


def test_a_hand_over_that_waits_for_the_askers_word_is_shown(say):
    link(say)
    hold(say, ANA, "IC")
    say("checkin", BEN)
    say("role give IC @Ben Ito", mentions={"Ben Ito": BEN.key})
    link(say, room=Room("matrix", "state", "!s"))
    assert "H-1 waits for your word: IC to Ben Ito" in say("home", BEN, room=Room("matrix", "state", "!s"))


def test_what_is_to_be_acknowledged_and_who_is_watched_over_stands_first(say):
    link(say)
    hold(say, ANA, "IC")
    say("mayday E12 trapped", BEN)
    say('announce "Move to tac 5" to:positions')
    say("message IC Bus for 40 needed", BEN)
    say("watch COMT Rptr 4 30m")
    lines = say("home").splitlines()
    assert [line.partition(":")[0] for line in lines[2:7]] == [
        "· M-1 waits for your acknowledgement",
        "· A-1 waits for your acknowledgement",
        "· MSG-1 waits for your acknowledgement",
        "· W-1 COMT Rptr 4",
        "· IC since Sun 22 Nov 0600 MST",
    ]
    say.wait(hours=1)
    assert "W-1 COMT Rptr 4: OVERDUE, was due Sun 22 Nov 0630 MST" in say("home")
