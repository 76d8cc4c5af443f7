"""How a request is filled, line by line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.domain.history import Thing
from commands.domain.logistics.requests import Coming
from commands.domain.messages import Audience, Person
from storage.store import Database
from tests import blank
from tests.commands.conversation import ANA, BEN, Conversation
from tests.commands.domain.logistics.replaying import replay
from tests.commands.holding import hold
from tests.commands.ticking import public, tick

LOGISTICS = Person("slack.county/U3", "Lee Low", "Ada County")
ASKED = "request 20 VHF portables div A by:0900"


@pytest.fixture
def asked(say):
    """R-1, approved: 20 VHF portables by 0900."""
    hold(say, LOGISTICS, "LSC")
    hold(say, BEN, "OSC")
    say(ASKED)
    say("approve R-1", BEN)
    return say


def fill(say, line):
    return say(f"fill {line}", LOGISTICS).splitlines()[0]


def test_quantities_add_up_and_too_many_are_refused_with_the_number_that_is_open(asked):
    assert fill(asked, "R-1 8 eta:0800 from:cache") == (
        "R-1.1: 8 VHF portables promised, from cache, ETA Sun 22 Nov 0800 MST; 12 of 20 are open"
    )
    assert fill(asked, "R-1 13") == (
        "Refused: 13 are more than are open: of 20 VHF portables (R-1) 8 are promised or here, 12 are open. "
        "Nothing was filled."
    )
    assert fill(asked, "R-1").startswith("R-1.2: 12 VHF portables promised, no ETA; 0 of 20 are open")
    assert fill(asked, "R-1 1").startswith("Refused: All 20 VHF portables of R-1 are promised or here: 0 are open.")
    assert asked("order R-1 from:cache", LOGISTICS).endswith("0 are open. Nothing was ordered.")


def test_a_line_goes_its_way_until_it_is_checked_in(asked):
    fill(asked, "R-1 20 eta:0800")
    assert asked("request en route R-1.1 eta:0815").startswith("R-1.1 en route: 20 VHF portables, ETA Sun 22 Nov 0815")
    assert asked("request eta 1.1 0830").startswith("R-1.1 (20 VHF portables) is expected Sun 22 Nov 0830 MST")
    assert asked("request arrived R-1.1").startswith("R-1.1 arrived: 20 VHF portables; R-1 is filled")
    assert asked("request arrived R-1.1") == (
        "Refused: R-1.1 is arrived: arrived is not possible now. Possible: checkin, returned."
    )
    assert asked("request checkin R-1.1").startswith("R-1.1 checked in as received")
    assert asked("request checkin R-1.1").startswith("Refused: R-1.1 (20 VHF portables) is checked in already.")
    assert asked("request list") == "Bear Creek Fire: no request is open."


def test_some_of_a_line_arrive_and_the_others_still_come(asked):
    fill(asked, "R-1 8 eta:0800")
    asked("request enroute R-1.1")
    assert asked("request arrived R-1.1 9").startswith("Refused: R-1.1 has 8, not 9; nothing was changed.")
    assert asked("request arrived R-1.1 5").startswith(
        "R-1.1 arrived: 5 VHF portables; 3 still come as R-1.2; 12 of 20 are open"
    )
    assert "3 en route, 5 arrived, 12 open" in asked("request list")


def test_a_line_is_checked_in_as_resources_on_the_roster(asked):
    asked("request 2 engines div A", ANA)
    asked("approve R-2", BEN)
    fill(asked, 'R-2 2 from:"Boise FD"')
    answer = asked("request checkin R-2.1 E12 4")
    assert answer.startswith("E12 checked in: 4 persons, Boise FD, Div A")
    assert "R-2.1 checked in as E12: 2 engines; R-2 is filled" in answer
    assert asked("request checkin R-2.1 E14 3").startswith("E14 checked in: 3 persons, Boise FD, Div A")
    assert asked("request checkin R-2.1 E15 3").startswith(
        "Refused: R-2.1 (2 engines) is checked in already as E12, E14."
    )
    assert [one.order for one in asked.store.roster("bear-creek")] == ["R-2.1", "R-2.1"]
    assert "E12, E14" in asked("request show R-2")


def test_a_resource_without_its_number_of_persons_is_not_guessed_and_nothing_is_changed(asked):
    fill(asked, "R-1 2")
    assert asked("request checkin R-1.1 E12").startswith("Refused: How many persons are in E12?")
    assert "R-1.1 | 2 | promised" in asked("request show R-1")


def test_a_line_that_does_not_come_is_open_again(asked):
    fill(asked, "R-1 20")
    assert asked("cancel R-1.1 the truck broke down", BEN).startswith("Refused: cancelling R-1.1 is for")
    assert asked("cancel R-1.1 the truck broke down", LOGISTICS).startswith(
        "R-1.1 cancelled (20 VHF portables): the truck broke down; 20 of 20 VHF portables (R-1) are open."
    )
    assert fill(asked, "R-1 20").startswith("R-1.2:")


def test_what_comes_after_the_time_is_announced_when_it_is_known_and_only_once(asked):
    said = asked("fill R-1 8 eta:1000", LOGISTICS)
    assert "R-1 (20 VHF portables) is LATE: needed by Sun 22 Nov 0900 MST, 8 come after the time" in said
    assert "LATE" not in asked("request en route R-1.1 eta:1030")
    assert "LATE; approved" in asked("request list late")
    asked("request eta R-1.1 0800")
    assert asked("request list late") == "Bear Creek Fire: no request is late."
    assert [reply.text for reply in public(tick(asked, hours=3))] == [
        "R-1.1 (8 VHF portables) is OVERDUE: expected Sun 22 Nov 0800 MST",
        "R-1 (20 VHF portables) is LATE: needed by Sun 22 Nov 0900 MST, 20 of 20 are not here",
    ]


def test_a_loan_says_from_whom_under_which_number_and_when_it_goes_back(asked):
    said = asked('order R-1 from:"Canyon County" number:M-7 by:phone back:1200', LOGISTICS)
    assert "ordered from Canyon County, their number M-7, by phone; on loan, goes back Sun 22 Nov 1200 MST" in said
    fill(asked, "R-1 20")
    assert asked("request loans") == "Bear Creek Fire: nothing is here on loan."
    asked("request arrived R-1.1")
    assert "R-1.1 | 20 | Canyon County | M-7 | Sun 22 Nov 1200 MST" in asked("request loans")
    assert "on loan, not returned: R-1.1, 20 VHF portables from Canyon County" in asked("incident status")
    (late,) = public(tick(asked, hours=8))
    assert late.text == "R-1.1 (20 VHF portables) was to go back to Canyon County Sun 22 Nov 1200 MST"
    assert "OVERDUE" in asked("request loans")
    assert public(tick(asked, hours=8)) == []
    assert asked("request returned R-1.1 signed for").startswith("R-1.1 gone back: 20 VHF portables to Canyon County")
    assert asked("request loans") == "Bear Creek Fire: nothing is here on loan."


def test_another_source_than_the_ordered_one_has_its_own_terms(asked):
    asked("order R-1 from:cache number:E-1 back:1200", LOGISTICS)
    assert "goes back" not in fill(asked, "R-1 3 from:shop")
    assert "from cache, no ETA, goes back" in fill(asked, "R-1 3")


def test_an_unapproved_request_is_not_filled(asked):
    asked("request 5 pumps", ANA)
    assert fill(asked, "R-2 5") == (
        "Refused: R-2 is asked: fill is not possible now. "
        "Possible: approve, change, deny, cancel, order by phone, edit, note."
    )


def test_the_asker_is_told_and_the_room_reads_one_line(asked):
    room, told = asked.replies("fill R-1 8", LOGISTICS)
    assert room.audience is Audience.MAIN
    assert told.to == (ANA.key,)
    assert asked.replies("request en route R-1.1", ANA)[0].audience is Audience.MAIN
    assert len(asked.replies("request arrived R-1.1", ANA)) == 1


QUANTITY = st.integers(1, 25)
LINE = st.integers(1, 6)
STEPS = st.one_of(
    st.builds("fill R-1 {}".format, QUANTITY),
    st.builds("order R-1 {} from:cache".format, QUANTITY),
    st.builds("request arrived R-1.{} {}".format, LINE, QUANTITY),
    st.builds("request arrived R-1.{}".format, LINE),
    st.builds("request en route R-1.{}".format, LINE),
    st.builds("request checkin R-1.{}".format, LINE),
    st.builds("request returned R-1.{}".format, LINE),
    st.builds("cancel R-1.{}".format, LINE),
    st.builds("request edit R-1 qty:{}".format, QUANTITY),
    st.sampled_from(
        ["approve R-1", "change R-1 it", "deny R-1 no", "cancel R-1", "request close R-1 ok", "request note R-1 x"]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=14))
def test_quantities_never_exceed_and_the_history_replays_to_the_state(steps):
    database = blank.fill(Database("sqlite://"))
    with database.engine.connect() as connection:
        say = Conversation(connection)
        say(ASKED, admin=True)
        for step in steps:
            assert "Something broke" not in say(step, admin=True)
            request = say.store.request("bear-creek", 1)
            lines = say.store.fill_lines((request.id,))
            kept = sum(one.quantity for one in lines if one.state is not Coming.CANCELLED)
            assert kept == request.filled <= request.quantity
            assert request.arrived <= request.filled
            assert request.lines == len(lines)
        replayed = replay(say.store.history("bear-creek", Thing.REQUEST, 1))
        assert (replayed.state, replayed.quantity) == (request.state, request.quantity) if steps else True
        lines = say.store.fill_lines((say.store.request("bear-creek", 1).id,))
        assert replayed.lines == {one.number: (one.state, one.quantity) for one in lines}
    database.close()


def test_what_is_ordered_already_is_not_ordered_twice_unless_it_is_meant(asked):
    asked('order R-1 12 from:"Canyon County" by:phone', LOGISTICS)
    assert "ordered" in asked('order R-1 8 from:"State cache" by:phone', LOGISTICS)
    before = asked.rows()
    answer = asked('order R-1 8 from:"NIFC" by:phone', LOGISTICS)
    assert answer.startswith("R-1 is for 20 VHF portables, and 8 were ordered from State cache, by phone by ")
    assert "Nothing was ordered. To order 8 more, write “again” before it: !net again request order R-1" in answer
    assert asked.rows() == before
    assert "8 VHF portables ordered from NIFC" in asked('again request order R-1 8 from:"NIFC" by:phone', LOGISTICS)
