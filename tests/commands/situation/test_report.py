"""Reports of conditions, systems, PSAPs and lifelines; who owes one; needs that become requests."""

import pytest

from commands.domain.folding import channel_key
from commands.domain.history import Thing
from commands.domain.messages import Audience, Colour, Person
from commands.domain.radio.pace import Net, Pace
from commands.domain.radio.records import RadioNet
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.ticking import private, public, tick

JO = Person("slack.county/U7", "Jo Smith", "Crescent FD")
RADIO = Person("slack.county/U8", "Rae Dio", "Ada County")
CAN = 'report can conditions:"fire across the road" actions:"backing off" needs:"2 water tenders; fuel; a dozer"'


@pytest.fixture
def staff(say):
    """Ana is IC, Ben OSC, Jo DIVS A; Rae types for others."""
    for who, position, place in ((ANA, "IC", ""), (BEN, "OSC", ""), (JO, "DIVS", "A"), (RADIO, "RADO", "")):
        hold(say, who, position, place)
    return say


def test_a_can_report_offers_each_need_as_a_request(staff):
    (reply,) = staff.replies(CAN, JO)
    assert reply.text == (
        "SR-1 Jo Smith (DIVS A): C: fire across the road | A: backing off | N: 2 water tenders; fuel; a dozer"
    )
    assert reply.audience is Audience.MAIN
    assert [choice.command for choice in reply.choices] == [f"report request SR-1 {which}" for which in (1, 2, 3)]
    assert len({choice.emoji for choice in reply.choices}) == 3


def test_a_need_becomes_one_request_and_the_second_who_presses_is_told(staff):
    staff(CAN, JO)
    assert staff("report request SR-1 1", JO) == (
        "R-1: 2 water tenders, from SR-1. Asked by Jo Smith (DIVS A). Approval: section: OSC (Ben Ito)."
    )
    assert staff("report request SR-1 1", RADIO) == (
        "Refused: “2 water tenders” of SR-1 is R-1 already. Nothing was recorded."
    )
    assert "Asked by Jo Smith (DIVS A) (typed by Rae Dio (RADO))" in staff("report request SR-1 3", RADIO)
    assert "1. 2 water tenders (R-1); 2. fuel; 3. a dozer (R-2)" in staff("report show SR-1")


def test_a_need_without_a_number_asks_how_many(staff):
    staff(CAN, JO)
    (asked,) = staff.replies("report request SR-1 2", JO)
    assert asked.text.startswith("How many of “fuel”?")
    assert asked.form is not None
    assert asked.form.command == "report request SR-1 2"
    assert staff("request list") == "Bear Creek Fire: no request is open."
    assert staff('report request SR-1 2 quantity:"3"', JO).startswith("R-1: 3 fuel, from SR-1.")


def test_the_radio_operator_reports_for_others(staff):
    assert staff('report can conditions:quiet unit:"DIVS A"', RADIO) == "SR-1 DIVS A: C: quiet | A: none | N: none"
    assert staff("report can conditions:quiet unit:E12", RADIO).startswith("SR-2 E12: C: quiet")
    assert staff.replies("report can conditions:calm", RADIO)[0].choices == ()


def test_a_system_says_where_its_users_are_and_what_it_was(staff):
    assert staff("report system Repeater 4 down power out pace:a") == ("SR-1 Repeater 4 DOWN; power out; on ALTERNATE")
    staff.wait(minutes=30)
    assert staff('report system "repeater-4" up') == "SR-2 repeater-4 UP (was DOWN, Sun 22 Nov 0600 MST)"
    listed = staff("report list system")
    assert "SR-2" in listed
    assert "SR-1" not in listed


def test_a_system_that_a_net_is_on_says_the_next_step_of_its_pace(staff):
    net = Net(name="Command", channel="Rptr 4", pace=Pace(primary="Rptr 4", alternate="VTAC12"))
    staff.store.add(RadioNet(incident="bear-creek", name_key=channel_key("Command"), net=net))
    assert staff("report system Rptr 4 down") == "SR-1 Rptr 4 DOWN. PACE Command: next is ALTERNATE VTAC12"
    assert "PACE" not in staff("report system Rptr 4 up")


def test_a_psap_says_who_takes_its_calls(staff):
    assert staff('report psap Ada County 911 degraded no location data to:"Canyon 911"') == (
        "SR-1 Ada County 911 DEGRADED; no location data; calls go to Canyon 911"
    )


def test_lifelines_are_grey_until_somebody_knows_and_again_when_it_is_old(staff):
    board = staff.replies("report lifelines", ANA)[0].card
    assert len(board.table.rows) == 8
    assert {row[1] for row in board.table.rows} == {"GREY"}
    assert board.colour is Colour.GREY
    assert staff("report lifeline comms red tower 4 down") == (
        "SR-1 Communications RED, significant impact, no solution yet: tower 4 down"
    )
    assert staff("report lifeline water green") == "SR-2 Water Systems GREEN, minimal impact, stable"
    assert staff.replies("report lifelines")[0].card.colour is Colour.RED
    staff.wait(hours=24)
    rows = {row[0]: row[1:] for row in staff.replies("report lifelines")[0].card.table.rows}
    assert rows["Water Systems"] == ("GREY", "too old to say; was green", "Sun 22 Nov 0600 MST")
    assert rows["Communications"][0] == "RED"


def test_lifelines_are_for_the_centre_and_stay_out_of_the_field_s_help(staff):
    assert staff("report lifeline comms red", JO).startswith("Refused: “report lifeline” is for IC (Ana Ruiz)")
    assert "lifeline" not in staff("help report", JO).replace("psap, lifeline", "")
    assert "report lifeline <lifeline> <colour>" in staff("help report", ANA)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("report", "Refused: report what? Nothing was recorded. There is: can,"),
        ("report can", "conditions is missing"),
        ("report system Repeater 4 kaputt", "state is missing: one of up, degraded, down."),
        ("report lifeline air red", "Refused: lifeline “air”: it is none of safety, food,"),
        ("report lifeline comms pink", "Refused: colour “pink”: it is none of grey, green,"),
        ("report show SR-9", "Refused: There is no SR-9 here."),
        ("report request SR-1 9", "Refused: SR-1 has 3 needs, not 9. Nothing was recorded."),
        ("report every 1m DIVS A", "Refused: 1 min is no interval for reports: 5 min to 2 d 0 h."),
        ("report every 2h JANITOR", "Refused: position “JANITOR”: there is no such position"),
        ("report stop", "Refused: the incident owes no reports by interval; nothing was changed. Owing: nobody."),
        ("report can conditions:" + "x" * 600, "Refused: Nothing was recorded: that has 600 characters"),
    ],
)
def test_what_is_wrong_with_a_report_is_said(staff, line, answer):
    staff(CAN, JO)
    rows = {name: kept for name, kept in staff.rows().items() if name != "repeat"}
    assert staff(line).startswith(answer)
    assert {name: kept for name, kept in staff.rows().items() if name != "repeat"} == rows


def test_who_owes_a_report_is_reminded_and_the_supervisor_after_that(staff):
    assert staff("report every 4h DIVS A from:0800") == (
        "DIVS A owes a report every 4 h 00 min, the next by Sun 22 Nov 0800 MST"
    )
    first = tick(staff, hours=2)
    (line,) = public(first)
    assert line.text == "REPORT OWED by DIVS A (Jo Smith (Crescent FD)): due Sun 22 Nov 0800 MST, none yet."
    assert [reply.to for reply in private(first)] == [(JO.key,)]
    second = tick(staff, minutes=15)
    assert public(second)[0].text.endswith("Told too: OSC (Ben Ito).")
    assert [reply.to for reply in private(second)] == [(JO.key, BEN.key)]
    assert tick(staff, hours=3) == []
    assert len(public(tick(staff, hours=1))) == 1


def test_a_report_in_time_is_not_reminded_of(staff):
    staff("report every 4h DIVS A from:0800")
    staff.wait(hours=1)
    staff(CAN, JO)
    assert tick(staff, hours=3, minutes=59) == []
    assert len(public(tick(staff, minutes=1))) == 1


@pytest.mark.parametrize(
    ("line", "who"),
    [
        (CAN, JO),
        ('report can conditions:quiet unit:"DIVS A"', RADIO),
        ("report system Repeater 4 down", JO),
    ],
)
def test_any_report_of_the_position_pays_what_it_owes(staff, line, who):
    staff("report every 4h DIVS A from:0800")
    tick(staff, hours=2, minutes=1)
    staff(line, who)
    assert "Sun 22 Nov 1201 MST | Sun 22 Nov 0801 MST" in staff("report due")


def test_somebody_else_s_report_does_not(staff):
    staff("report every 4h DIVS A from:0800")
    staff("report can conditions:quiet", BEN)
    staff("report can conditions:quiet unit:DIVS", RADIO)
    assert "none yet" in staff("report due")


def test_the_incident_itself_may_owe_one_that_anybody_pays(staff):
    staff("report every 2h")
    (line,) = public(tick(staff, hours=2))
    assert line.text == "REPORT OWED by the incident: due Sun 22 Nov 0800 MST, none yet."
    staff("report system Repeater 4 up", RADIO)
    assert "Sun 22 Nov 1000 MST | Sun 22 Nov 0800 MST" in staff("report due")


def test_a_reminder_is_put_off_and_that_is_noted(staff):
    staff("report every 4h DIVS A from:0800")
    tick(staff, hours=2)
    assert staff("report snooze DIVS A 30m crew is being moved", JO) == (
        "DIVS A: report put off until Sun 22 Nov 0830 MST: crew is being moved"
    )
    assert tick(staff, minutes=29) == []
    assert len(public(tick(staff, minutes=1))) == 1
    noted = staff.store.history("bear-creek", Thing.DUTY, 1)
    assert [(one.verb, one.by_name) for one in noted] == [
        ("every", "Ana Ruiz (IC)"),
        ("remind", "the clock"),
        ("snooze", "Jo Smith (DIVS A)"),
        ("remind", "the clock"),
    ]
    assert noted[2].words == "DIVS A until Sun 22 Nov 0830 MST: crew is being moved"


def test_only_who_owes_it_or_leads_them_puts_it_off(staff):
    staff("report every 4h DIVS A")
    assert staff("report snooze DIVS A", RADIO).startswith("Refused: That reminder is for")
    assert staff("report snooze DIVS A", BEN).startswith("DIVS A: report put off")
    assert staff("report snooze DIVS A 13h", BEN).startswith("Refused: At most 12 h 00 min")


def test_the_button_below_a_reminder_puts_it_off(staff):
    staff("report every 4h DIVS A from:0800")
    (line,) = public(tick(staff, hours=2))
    assert staff(line.choices[0].command, JO).startswith("DIVS A: report put off until Sun 22 Nov 0830 MST")


def test_an_interval_ends_and_begins_again(staff):
    staff("report every 4h DIVS A")
    assert staff("report stop DIVS A") == "DIVS A owes no more reports by interval"
    assert tick(staff, hours=9) == []
    assert staff("report due").endswith("nobody owes reports by interval. !net report every 4h DIVS A")
    assert staff("report every 2h DIVS A").startswith("DIVS A owes a report every 2 h 00 min")
    assert staff("report every 3h DIVS A").startswith("DIVS A owes a report every 3 h 00 min")
    assert len(staff.store.duties("bear-creek", stopped=True)) == 1


def test_lists_are_for_the_asker_alone(staff):
    staff(CAN, JO)
    for line in ("report list", "report list can", "report show 1", "report due", "report lifelines"):
        assert staff.audience(line) is Audience.QUIET
