"""Demobilization: the sign-offs of ICS 221, and nobody leaves before they are done."""

from commands.domain.accountability.demobs import Demob, Leaving
from commands.domain.messages import Audience, Person
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold

SUPPLY = Person("slack.county/U31", "Sup Ply", "Ada County")
COMMS = Person("slack.county/U32", "Com Ms", "Ada County")
DMOB = Person("slack.county/U33", "De Mob", "Ada County")


def leave(say):
    say("checkin E12 4 div A")
    for who, position in ((SUPPLY, "SPUL"), (COMMS, "COML"), (DMOB, "DMOB")):
        hold(say, who, position)
    return say("demob E12 needs:supply,comm etd:1400 to:Boise", DMOB)


def test_a_resource_leaves_when_all_boxes_are_signed(say):
    assert leave(say) == ("D-1: E12 is being demobilized, ETD Sun 22 Nov 1400 MST. To sign: supply, communications.")
    assert say("demob sign D-1 supply", SUPPLY).startswith("D-1: supply signed for E12 by Sup Ply; still needed: comm")
    assert say("demob release D-1", DMOB).startswith("Refused: D-1 (E12) is not released: still to sign are communi")
    assert say.store.strength("bear-creek").persons == 4
    (ready,) = say.replies('demob sign 1 communications remarks:"4 radios back"', COMMS)
    assert ready.text == "D-1: all signed for E12. It may be released."
    assert say(ready.choices[0].command, DMOB) == (
        "D-1: E12 released to Boise and off the roster: 4 persons, Ada County, Div A (0 resources, 0 persons)"
    )
    assert say("demob release D-1", DMOB).startswith("Refused: D-1 (E12) was released, Sun 22 Nov")
    assert say("demob sign D-1 supply", SUPPLY).startswith("Refused: D-1 is released")


def test_a_box_is_signed_by_its_own_unit_only(say):
    leave(say)
    assert say("demob sign D-1 communications", SUPPLY).startswith("Refused: The box communications is for")
    assert say("demob sign D-1 time", DMOB).startswith("Refused: D-1 (E12) does not need time. It needs: supply, comm")
    assert say("demob sign D-1 sauna", SUPPLY).startswith("Refused: box “sauna”: ")


def test_a_box_is_signed_once(say):
    leave(say)
    say("demob sign D-1 supply", SUPPLY)
    (again,) = say.replies("demob sign D-1 supply", SUPPLY)
    assert again.text == "Supply of D-1 was signed by Sup Ply, Sun 22 Nov 0600 MST."
    assert again.audience is Audience.QUIET


def test_without_saying_which_boxes_it_asks(say):
    say("checkin E12 4")
    before = say.rows()
    (asked,) = say.replies("demob E12", admin=True)
    assert [choice.command.partition("needs:")[2] for choice in asked.choices] == ["none", "communications", "all"]
    assert say.rows() == before
    say(asked.choices[2].command, admin=True)
    assert len(say.store.numbered(Demob, "bear-creek", 1).needs) == 8


def test_one_demobilization_of_a_resource_at_a_time(say):
    leave(say)
    assert say("demob E12 needs:all", DMOB).startswith(
        "Refused: E12 is being demobilized already: D-1, still to sign: "
    )
    assert say("demob cancel D-1", DMOB) == "D-1 cancelled: E12 stays on the roster."
    assert say("demob E12 needs:all", DMOB).startswith("D-2: E12 is being demobilized.")


def test_everybody_may_send_themselves_home_and_only_some_others(say):
    say("checkin", ANA)
    say("checkin E12 4", ANA)
    assert say("demob E12 needs:none", BEN).startswith("Refused: the demobilization of E12 is for")
    assert say("demob needs:none", ANA).startswith("D-1: Ana Ruiz released")
    assert say("demob needs:none", BEN).startswith("Refused: You are not checked in; nothing was changed.")


def test_who_is_on_the_way_home_is_listed(say):
    leave(say)
    assert "D-1 | E12 | supply, communications | Boise" in say("demob list")
    assert say.store.numbered(Demob, "bear-creek", 1).state is Leaving.OPEN


def test_what_is_not_there_is_refused(say):
    for line in ("demob sign D-7 supply", "demob release D-7", "demob cancel D-7", "demob E99 needs:none"):
        assert say(line, admin=True).startswith("Refused"), line
