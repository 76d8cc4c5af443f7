"""The content of forms, in every state of what they are about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commands.domain.accountability.demobs import Demob, Leaving, Signed, SignOff
from commands.domain.incidents import Incident
from commands.domain.log.traffic import GeneralMessage, Passing, Precedence, Traffic
from commands.domain.logistics.requests import Approval, Coming, FillLine, Order, Paper, Priority, Request, Signature
from commands.domain.messages import Colour
from commands.domain.paper.forms_messages import ics_213, ics_309
from commands.domain.paper.forms_packet import Contents, packet
from commands.domain.paper.forms_people import PLACES, ics_211, ics_221
from commands.domain.paper.forms_request import ics_213rr
from commands.domain.paper.forms_status import Status, ics_209
from commands.domain.paper.paper import Top
from commands.domain.situation.reports import Lifeline, Report, Subject

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
FIRE = Incident(id="fire", name="Fire", opened=AT)
TOP = Top(incident=FIRE, at=AT, zone=ZoneInfo("America/Boise"))
REQUEST = Request(
    id=1, incident="fire", group="main", number=5, quantity=20, what="portables", what_key="portable", chief="OSC",
    at=AT, by="k", by_name="Ana Ruiz, DIVS A", version=1,
)  # fmt: skip


@pytest.mark.parametrize("state", Paper)
def test_a_request_says_its_state_and_is_struck_where_nothing_comes(state):
    data = ics_213rr(replace(REQUEST, state=state), (), (), (), TOP)

    assert data["stands"].startswith(f"State: {state.value}")
    assert data["struck"] is (state in (Paper.DENIED, Paper.CANCELLED))


@pytest.mark.parametrize("priority", Priority)
def test_one_priority_is_ticked(priority):
    data = ics_213rr(replace(REQUEST, priority=priority), (), (), (), TOP)

    assert [label for label, ticked in data["priorities"] if ticked] == [priority.value.capitalize()]


@pytest.mark.parametrize("state", Coming)
def test_a_fill_line_stands_in_the_notes_of_its_supplier(state):
    order = Order(
        incident="fire",
        request=1,
        quantity=12,
        supplier="State",
        their_number="E-1",
        at=AT,
        by="k",
        by_name="Lee, SPUL",
    )
    line = FillLine(
        incident="fire", request=1, of=5, number=1, quantity=12, state=state, source="State", their_number="E-1",
        eta=AT + timedelta(hours=4), at=AT, by="k",
    )  # fmt: skip
    data = ics_213rr(REQUEST, (), (order,), (line,), TOP)
    (sheet,) = data["sheets"]

    assert f"R-5.1: 12 {state.value}" in sheet["notes"]
    assert sheet["rows"][0][5] == "11/22 1000"
    assert sheet["placers"] == [["SPUL", True], ["PROC", False]]


def test_an_approval_of_an_earlier_edition_is_not_printed():
    mark = Signature(
        incident="fire", request=1, edition=1, what=Approval.SECTION, position="OSC", at=AT, by="k", by_name="Lee"
    )

    assert ics_213rr(replace(REQUEST, edition=2), (mark,), (), (), TOP)["chief"] == ""
    assert ics_213rr(REQUEST, (mark,), (), (), TOP)["chief"] == "Lee (OSC), recorded 11/22/2026 0600 MST"


@pytest.mark.parametrize("state", Leaving)
def test_a_demobilization_says_where_it_stands(state):
    one = Demob(incident="fire", number=2, resource=1, name="E12", needs=("supply",), state=state, at=AT, by="k")
    signed = Signed(demob=1, box="supply", by="k", by_name="Lee", remarks="all back", at=AT)
    data = ics_221(one, (signed,), None, TOP)
    boxes = [box for section in data["sections"] for box in section["boxes"]]

    assert (state.value.upper() in data["remarks"]) is (state is not Leaving.OPEN)
    assert len(boxes) == len(SignOff)
    assert [(box["label"], box["name"]) for box in boxes if box["ticked"]] == [("Supply Unit", "Lee")]


@pytest.mark.parametrize("state", Passing)
def test_a_general_message_is_marked_where_it_is_void(state):
    one = GeneralMessage(
        incident="fire", group="main", number=1, to="LOFR", to_name="", words="bus", state=state, at=AT, due=AT, by="k",
        by_name="Ana",
    )  # fmt: skip

    data = ics_213(one, TOP)
    assert data["void"] is (state is Passing.VOID)
    assert data["to"] == "LOFR"


@pytest.mark.parametrize("precedence", Precedence)
def test_a_row_of_traffic_says_how_urgent_and_how_late_it_was(precedence):
    row = Traffic(
        incident="fire", group="main", number=1, sender="", to="COMM", words="spot fire", precedence=precedence,
        heard=AT, at=AT + timedelta(minutes=9), operator="k", operator_name="Lee",
    )  # fmt: skip
    (sheet,) = ics_309((row,), {}, TOP)["sheets"]

    urgent = "" if precedence is Precedence.ROUTINE else f"{precedence.upper()} "
    assert sheet["rows"] == [
        ["11/22 0600", "", "TR-1", "COMM", f"{urgent}spot fire (late entry, written 11/22 0609)", ""]
    ]


@pytest.mark.parametrize("colour", Colour)
def test_an_old_good_colour_is_unknown_on_the_worksheet(colour):
    old = Report(
        incident="fire", group="main", number=1, subject=Subject.LIFELINE, name="comms", name_key="comms",
        state=colour.value, at=AT - timedelta(hours=30), by="k", by_name="Lee",
    )  # fmt: skip
    (line,) = next(one["lines"] for one in ics_209(Status(lifelines=(old,)), TOP)["blocks"] if one["number"] == 33)

    assert line.startswith(f"{Lifeline.COMMS.full}: ")
    assert ("unknown, last said" in line) is (colour in (Colour.GREEN, Colour.BLUE))


def test_without_anything_every_form_has_its_shape_and_nothing_in_it():
    assert ics_211((), TOP)["sheets"] == [{"box": "", "other": "", "place": "", "rows": []}]
    assert ics_211((), TOP)["places"] == list(PLACES)
    assert ics_309((), {}, TOP)["sheets"] == [{"net": "", "operator": "", "rows": []}]
    assert packet(Contents(), TOP)["roster"] == []
    assert [one["number"] for one in ics_209(Status(), TOP)["blocks"] if one["lines"]] == [1, 3, 6, 13]
