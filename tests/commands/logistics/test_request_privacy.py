"""What a group beside the main one holds appears in no other room, list, report or message."""

import pytest

from commands.domain.messages import Audience, Person
from tests.commands.conversation import ANA, BEN, after
from tests.commands.holding import hold
from tests.commands.ticking import tick

LOGISTICS = Person("slack.county/U3", "Lee Low", "Ada County")
APART = {"group": "medical"}
OTHERS = ({"group": "main"}, {"group": "law"}, {"direct": True}, {"direct": True, "group": "medical"})
SECRET = "quinine"


def tell(say):
    """One of each kind in the group “medical”, all of them about quinine, and late or owed where that can be."""
    hold(say, LOGISTICS, "LSC")
    hold(say, ANA, "FSC")
    hold(say, BEN, "IC")
    for line in (
        f"request 20 {SECRET} vials div A by:0900 priority:urgent cost:{SECRET}",
        "order R-1 from:quininecache by:phone back:1000",
        "fill R-1 8 eta:1000",
        "request arrived R-1.1 5",
        f'report can conditions:{SECRET} needs:"2 {SECRET}" unit:{SECRET}',
        f"report system {SECRET} down",
        f"report psap {SECRET} down",
        f"report lifeline health red {SECRET}",
        "report every 4h SITL",
        f"patch {SECRET}1 to {SECRET}2 until:1000",
    ):
        answer = say(line, BEN, **APART)
        assert not answer.startswith("Refused"), answer


@pytest.fixture
def held():
    with after(tell) as say:
        yield say


ASKING = (
    "request list",
    "request list late",
    "request list owed",
    "request list all",
    "request list mine",
    "request loans",
    "request show R-1",
    "request note R-1 x",
    "approve R-1",
    "change R-1 x",
    "deny R-1 x",
    "cancel R-1",
    "cancel R-1.1",
    "order R-1 from:x",
    "fill R-1 1",
    "request close R-1 x",
    "request edit R-1 qty:1",
    "request eta R-1.2 1100",
    "request en route R-1.2",
    "request arrived R-1.2",
    "request checkin R-1.2",
    "request returned R-1.1",
    "report list",
    "report list system",
    "report list psap",
    "report list can",
    "report list lifeline",
    "report lifelines",
    "report show SR-1",
    "report request SR-1 1",
    "report due",
    "report snooze SITL 30m",
    "report stop SITL",
    "report every 2h SITL",
    "patch list",
    "patch show PT-1",
    "patch end PT-1",
    "patch extend PT-1 1800",
    "incident status",
)


@pytest.mark.parametrize("line", ASKING)
def test_nobody_reads_or_changes_it_from_elsewhere(held, line):
    rows = held.rows()
    for where in OTHERS:
        answer = held(line, BEN, **where)
        said = answer.replace("There is no R-1 here", "").replace("There is no SR-1 here", "")
        assert SECRET not in said.casefold(), where
        assert "R-1 " not in said, where
        assert "20 " not in said, where
    assert held.rows() == rows


@pytest.mark.parametrize("line", [line for line in ASKING if "list" in line or "show" in line or "due" in line])
def test_in_its_own_group_it_is_read(held, line):
    answer = held(line, BEN, **APART)
    assert not answer.startswith("Refused")
    assert SECRET in answer or "SITL" in answer or "R-1" in answer


def test_somebody_else_s_open_request_is_no_hint(held):
    assert "Looks like" not in held(f"request 5 {SECRET} vials div A", BEN, group="law")


def test_every_public_answer_stays_in_the_group(held):
    for line in ("request en route R-1.2", "request arrived R-1.2", "request note R-1 x", "patch end PT-1"):
        for reply in held.replies(line, BEN, **APART):
            assert (reply.audience, reply.group) == (Audience.ROOM, "medical") or reply.audience is Audience.PRIVATE


def test_what_the_clock_says_of_it_stays_in_the_group(held):
    said = tick(held, hours=6)
    assert len([reply for reply in said if reply.audience is Audience.ROOM]) > 3
    for reply in said:
        if reply.audience is not Audience.PRIVATE:
            assert (reply.audience, reply.group) == (Audience.ROOM, "medical")
        else:
            assert {*reply.to} <= {BEN.key}


def test_an_open_one_of_another_group_is_not_pointed_out(held):
    said = held.replies(f"request 9 {SECRET} vials div A", ANA)
    assert all("Looks like" not in reply.text for reply in said)
    assert all(not reply.to for reply in said)


def test_what_the_main_group_holds_may_be_read_in_the_others(say):
    say("request 5 pumps")
    assert "5 pumps" in say("request list", BEN, **APART)
    assert say.replies("request note R-1 x", BEN, **APART)[0].audience is Audience.MAIN
