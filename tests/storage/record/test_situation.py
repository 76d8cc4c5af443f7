"""What reports ask of memory, on SQLite and on PostgreSQL alike."""

from datetime import UTC, datetime, timedelta

import pytest

from commands.domain.accountability.checkins import Happened, Movement, Resource, Status, Strength
from commands.domain.accountability.owed import Action, Doing
from commands.domain.errors import Stale
from commands.domain.history import Change, Thing
from commands.domain.incidents import Incident
from commands.domain.log.traffic import GeneralMessage, Passing, Traffic
from commands.domain.logistics.requests import Paper, Request
from commands.domain.organisation.roles import Holding
from commands.domain.organisation.shifts import Shift, ShiftPart
from commands.domain.radio.patches import Joined, Patch
from commands.domain.radio.records import Outage
from commands.domain.situation.reports import Need, Report, Subject
from commands.domain.situation.sitrep import BriefingTimes

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRE = "bear-creek"
MAIN = ("main",)


@pytest.fixture
def record(work):
    work.record.add(Incident(id=FIRE, name="Bear Creek Fire", opened=AT))
    return work.record


def resource(record, name, persons, agency, **values):
    known = {"incident": FIRE, "name_key": name.casefold(), "checked_in": AT, "checked_in_by": "U1"}
    return record.add(Resource(name=name, persons=persons, agency=agency, **(known | values)))


def moved(record, one, what, at=AT):
    return record.add(
        Movement(incident=FIRE, resource=one.id, name=one.name, agency=one.agency, what=what, words="", at=at, by="U1")
    )


def request(record, number, state=Paper.ASKED, **values):
    known = {"incident": FIRE, "group": "main", "quantity": 5, "what": "pumps", "what_key": "pump", "chief": "OSC"}
    said = {"at": AT, "by": "U1", "by_name": "Ana", "open": state not in (Paper.CLOSED, Paper.DENIED)}
    return record.add(Request(number=number, state=state, **(known | said | values)))


def report(record, number, name, **values):
    known = {
        "incident": FIRE,
        "group": "main",
        "subject": Subject.CAN,
        "name_key": name.casefold(),
        "at": AT,
        "by": "U1",
    }
    return record.add(Report(number=number, name=name, by_name="Ana", **(known | values)))


def test_people_are_counted_by_kind_and_status(record):
    resource(record, "E1", 4, "BOI", kind="Engine")
    resource(record, "E2", 3, "ADA", kind="Engine", status=Status.REST)
    resource(record, "X", 1, "BOI")
    resource(record, "gone", 9, "BOI", kind="Engine", checked_out=AT)
    resource(record, "E3", 2, "boi", kind="Crew")
    found = record.strengths(FIRE)
    assert found.kinds == {"Engine": Strength(2, 7), "Crew": Strength(1, 2), "": Strength(1, 1)}
    assert found.statuses == {Status.AVAILABLE: Strength(3, 7), Status.REST: Strength(1, 3)}
    assert found.agencies == {"ADA": Strength(1, 3), "BOI": Strength(2, 5), "boi": Strength(1, 2)}
    assert [*found.agencies] == [*record.agencies(FIRE)]


def test_arrivals_and_departures_are_counted_by_agency_behind_a_change_or_a_time(record):
    one, two = resource(record, "E1", 4, "BOI"), resource(record, "E2", 3, "ADA")
    first = moved(record, one, Happened.IN, AT - HOUR)
    moved(record, two, Happened.IN)
    moved(record, one, Happened.OUT)
    assert record.movement_before(FIRE, AT) == first.id
    assert record.movement_before(FIRE, AT - 2 * HOUR) == 0
    found = record.moved_by_agency(FIRE, first.id)
    assert (found[Happened.IN], found[Happened.OUT]) == ({"ADA": Strength(1, 3)}, {"BOI": Strength(1, 4)})


def test_requests_are_counted_by_state_within_the_groups_that_may_be_read(record):
    request(record, 1, arrived=2)
    request(record, 2, Paper.CLOSED)
    request(record, 3, needed=AT - HOUR)
    request(record, 4, needed=AT + HOUR, late=True)
    request(record, 5, group="medical")
    found = record.request_counts(FIRE, MAIN, AT)
    assert found.states == {Paper.ASKED: 3, Paper.CLOSED: 1}
    assert (found.open, found.asked, found.arrived, found.late) == (3, 15, 2, 2)


def test_a_need_is_unmet_without_a_request_or_with_one_that_was_turned_down_and_only_in_the_newest_report(record):
    old, new = report(record, 1, "DIVS A"), report(record, 2, "DIVS A")
    other = report(record, 3, "DIVS B", group="medical")
    request(record, 7, Paper.DENIED)
    request(record, 8)
    for of, number, asked in ((old, 1, 0), (new, 1, 0), (new, 2, 7), (new, 3, 8), (other, 1, 0)):
        record.add(Need(incident=FIRE, report=of.id, number=number, words=f"need {number}", request=asked))
    found = record.unmet_needs(FIRE, MAIN)
    assert [(one.report.number, one.need.number, one.why) for one in found.listed] == [
        (2, 1, "no request yet"),
        (2, 2, "R-7 denied"),
    ]
    assert record.unmet_needs(FIRE, MAIN, most=1).more == 1


def test_what_was_closed_between_two_times_is_told_in_order(record):
    request(record, 1, Paper.CLOSED)
    for at, was, now in ((AT - HOUR, "ordered", "closed"), (AT, "closed", "closed")):
        record.add(
            Change(
                incident=FIRE,
                group="main",
                thing=Thing.REQUEST,
                number=1,
                verb="close",
                was=was,
                now=now,
                at=at,
                by="U1",
            )
        )
    record.add(
        Action(
            incident=FIRE,
            number=1,
            words="refuel",
            at=AT,
            by="U1",
            by_name="Ana",
            state=Doing.DONE,
            done_at=AT - HOUR / 2,
        )
    )
    record.add(Outage(incident=FIRE, name="VTAC11", name_key="v", at=AT, by="Ana", up=AT - HOUR / 4))
    record.add(
        Patch(
            incident=FIRE,
            group="medical",
            number=1,
            sides=("A", "B"),
            keys=("a", "b"),
            at=AT,
            by="U1",
            by_name="Ana",
            state=Joined.DOWN,
            ended=AT - HOUR / 4,
        )
    )
    found = record.closed_between(FIRE, MAIN, AT - 2 * HOUR, AT)
    assert [(one.id, one.words) for one in found] == [
        ("R-1", "closed: 5 pumps"),
        ("T-1", "done refuel"),
        ("VTAC11", "works again"),
    ]
    assert record.closed_between(FIRE, MAIN, AT - 2 * HOUR, AT - HOUR)[0].id == "R-1"
    assert "PT-1" in [one.id for one in record.closed_between(FIRE, ("main", "medical"), AT - HOUR, AT)]


def test_traffic_and_messages_are_counted_since_a_time(record):
    for number in (1, 2, 3):
        record.add(
            Traffic(
                incident=FIRE,
                group="main" if number < 3 else "medical",
                number=number,
                sender="A",
                to="B",
                words="w",
                heard=AT,
                at=AT + number * HOUR,
                operator="U1",
                operator_name="Ana",
            )
        )
    assert record.written_since(FIRE, MAIN, None)[0] == 2
    assert record.written_since(FIRE, MAIN, AT + 2 * HOUR)[0] == 1
    assert record.written_since(FIRE, MAIN, AT + 9 * HOUR)[0] == 0
    for number, state in enumerate((Passing.SENT, Passing.SILENT, Passing.ACKNOWLEDGED), 1):
        record.add(
            GeneralMessage(
                incident=FIRE,
                group="main",
                number=number,
                to="OSC",
                to_name="",
                words="w",
                at=AT,
                due=AT,
                by="U1",
                by_name="Ana",
                state=state,
            )
        )
    assert record.open_message_count(FIRE, MAIN) == 2


def test_positions_that_changed_hands_are_told_in_their_order(record):
    for number, (since, ended) in enumerate(((AT - 9 * HOUR, AT - HOUR), (AT - HOUR, None), (AT - 8 * HOUR, None))):
        record.add(
            Holding(
                incident=FIRE,
                position="COML",
                person=f"U{number}",
                name=f"N{number}",
                since=since,
                by="U1",
                ended=ended,
                slot=None if ended else f"s{number}",
            )
        )
    assert [one.name for one in record.seats_changed(FIRE, AT - 2 * HOUR, AT)] == ["N0", "N1"]


def test_shifts_and_their_parts_are_kept_and_nobody_accepts_twice(record):
    assert record.shift(FIRE) is None
    first = record.add(Shift(incident=FIRE, number=1, start=AT - HOUR))
    record.add(Shift(incident=FIRE, number=2, start=AT, due=AT))
    assert record.shift(FIRE).number == 2
    assert record.shift(FIRE, 1) == first
    part = record.add(ShiftPart(incident=FIRE, shift=2, slot="COML", position="COML", to="U2", to_name="Ben"))
    assert record.shift_parts(FIRE, 2) == (part,)
    record.save(part)
    with pytest.raises(Stale):
        record.save(part)


def test_what_was_set_about_reports_is_kept_once(record):
    assert record.briefing_times(FIRE) is None
    kept = record.add(BriefingTimes(incident=FIRE, before_end=HOUR, form="full"))
    assert record.briefing_times(FIRE) == kept


def test_when_somebody_spoke_last_is_known(record):
    assert record.last_said(FIRE, ("U1",)) is None
    one = resource(record, "Ben", 1, "BOI", person="U1")
    moved(record, one, Happened.CHANGED, AT + HOUR)
    assert record.last_moved(FIRE, ("U1",)) == AT + HOUR
    assert record.last_moved(FIRE, ("U2",)) is None
