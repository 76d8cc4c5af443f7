"""Incidents: opened where people are, linked by the consent of both rooms, closed twice asked."""

from datetime import timedelta

import pytest

from commands.domain.incidents import Incident
from commands.domain.messages import Audience, Person, Room
from storage.tables.organisation import codes
from tests.commands.conversation import ANA, BEN

ALONE = {"incident": None, "room": Room("slack", "county", "C9")}
STATE = Room("matrix", "state", "!a:state.example")
GUEST = {"incident": None, "room": STATE}


@pytest.fixture
def fire(say):
    """An incident that Ana opened in a room of her own."""
    say("incident open Alder Fire type:3", **ALONE)
    say.incident = say.store.get(Incident, "alder-fire")
    return say


def digits(say):
    query = codes.select().where(codes.c.used.is_(None)).order_by(codes.c.id.desc())
    return say.connection.execute(query).first().digits


# opening


def test_an_incident_is_opened_in_a_room_that_has_none(say):
    (reply,) = say.replies("incident open Alder Fire type:3 number:ID-BOF-000123", **ALONE)
    assert reply.audience is Audience.MAIN
    assert reply.text.startswith(
        "Alder Fire (type 3, ID-BOF-000123) is opened by Ana Ruiz (Ada County), Sun 22 Nov 0600 MST."
    )
    opened = say.store.get(Incident, "alder-fire")
    assert (opened.opened_by, opened.exercise) == (ANA.key, False)
    (room,) = say.store.rooms_of("alder-fire")
    assert (room.room, room.group, room.origin, room.linked_by) == (ALONE["room"], "main", "command", ANA.key)


def test_a_room_belongs_to_one_incident(say):
    before = say.rows()
    assert say("incident open Alder Fire").startswith("Refused: This room belongs to Bear Creek Fire; nothing was")
    assert say("join 1234567890").startswith("Refused: This room belongs to Bear Creek Fire; nothing was linked.")
    assert say("incident open X", incident=None, direct=True).startswith("Refused: An incident is opened in the room")
    assert say.rows() == before


def test_the_second_to_open_it_is_told_what_the_first_did(fire):
    told = fire("incident open alder fire", BEN, **GUEST)
    assert told.startswith("Refused: Alder Fire is open already, since Sun 22 Nov 0600 MST; nothing was changed.")


def test_a_name_that_was_used_before_gets_an_id_of_its_own(fire):
    fire("incident close confirm:yes")
    fire("incident open Alder Fire", BEN, **GUEST)
    assert fire.store.get(Incident, "alder-fire-2").name == "Alder Fire"
    assert fire.store.get(Incident, "alder-fire").closed


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("incident open", "name is missing: the incident's name."),
        ("incident open ?!", "a name has letters or digits"),
        ("incident open Alder type:7", "type “7”: it is none of 1, 2, 3, 4, 5."),
        ("incident open Alder exercise:maybe", "it is neither yes nor no"),
        ("incident open Alder timezone:America/Boisy", "did you mean America/Boise?"),
        (f"incident open {'A' * 90}", "it has 90 characters, a name has at most 80"),
        ("join 12345", "it is not ten digits"),
        ("join", "code is missing: the ten digits."),
    ],
)
def test_bad_words_get_a_clear_answer_and_change_nothing(say, said, told):
    before = say.rows()
    assert told in say(said, **ALONE)
    assert say.rows() == before


def test_the_identical_opening_within_a_minute_is_asked_about(say):
    say("incident open Alder Fire", **ALONE)
    before = say.rows()
    (asked,) = say.replies("incident open Alder Fire", **ALONE)
    assert asked.text.startswith("You said the same 0 s ago: Alder Fire is opened by Ana Ruiz")
    assert asked.choices[0].command == "again incident open Alder Fire"
    assert say.rows() == before


# how it stands


def test_the_status_says_who_commands_who_is_here_and_what_is_open(fire):
    fire("checkin E12 4")
    fire("role take IC")
    fire("period 0600-1800")
    lines = fire("incident").splitlines()
    assert lines[0] == "Alder Fire (type 3)"
    assert "IC: Ana Ruiz (Ada County)" in lines
    assert "Period: 1, until Sun 22 Nov 1800 MST" in lines
    assert "Checked in: 1 resource, 4 persons" in lines
    assert "Open: 1 resource, 4 persons checked in" in lines


def test_the_list_shows_only_incidents_of_the_same_account(fire):
    assert "Alder Fire (type 3) | Sun 22 Nov 0600 MST | open" in fire("incident list", **ALONE)
    assert "Bear Creek" not in fire("incident list", **ALONE), "it has no room here"
    assert fire("incident list", BEN, **GUEST).startswith("There is no incident here yet.")


def test_it_is_renamed_and_what_is_not_said_stays(fire):
    assert fire("incident rename Alder Creek Fire number:7").startswith(
        "Alder Fire (type 3) is now Alder Creek Fire (type 3, 7), by Ana Ruiz."
    )
    assert fire("incident rename type:3").startswith("It is Alder Creek Fire (type 3, 7) already")
    assert fire("incident rename Bear Creek Fire").startswith("Refused: Bear Creek Fire is open already")


# closing


def test_closing_says_what_is_open_and_asks_once_more(fire):
    fire("checkin E12 4")
    before = fire.rows()
    (asked,) = fire.replies("incident close")
    assert "Still open:\n• 1 resource, 4 persons checked in" in asked.text
    assert asked.choices[0].command == "incident close confirm:yes"
    assert fire.rows() == before
    (closed,) = fire.replies("incident close confirm:yes")
    assert closed.audience is Audience.INCIDENT
    assert "Left open: 1 resource, 4 persons checked in." in closed.text


LEFT_OPEN = """\
• EMERGENCY M-1, not cleared: “crew down at DP 12”
• leaving, not released: D-1 E14
• 2 resources, 7 persons checked in
• PAR P-1: 0 of 7 persons, 0 of 2 crews; no answer: E12 (4), E14 (3)
• watched: W-1 COMT
• 2 of 2 radios not returned: 0042 (Kim Lee, Div A), 0043 (Jo Day)
• 1 open request
• on loan, not returned: R-1.1, 2 pumps from NIFC
• 1 action not done: T-1
• not acknowledged by all: A-1
• interference: RI-1 VTAC11: heard music
• 1 message not acknowledged: MSG-1
"""


def test_nothing_that_is_still_open_is_forgotten_when_an_incident_is_closed(fire):
    for line in (
        "checkin E12 4 div A",
        "checkin E14 3 div B",
        "request 2 pumps",
        "request 4 radios",
        "request order R-1 2 from:NIFC by:phone loan:yes",
        "request fill R-1 2",
        "request arrived R-1.1",
        'cache issue 0042 to "Kim Lee, Div A"',
        "cache issue 0043 to Jo Day",
        "demob E14 needs:communications",
        "par start",
        "emergency crew down at DP 12",
        "message IC need 200 gallons",
        "announce Move to VTAC12 to:divs ack by:15m",
        "watch COMT 30m",
        "action refuel Rptr 4",
        "freq interference VTAC11 heard music",
    ):
        assert not fire(line, admin=True).startswith("Refused"), line
    assert f"Still open:\n{LEFT_OPEN}" in fire("incident close", admin=True)
    assert "Open: on loan, not returned: R-1.1" in fire("incident")
    for line in (
        "emergency clear M-1",
        "demob cancel D-1",
        "par stop",
        "cache return 0042",
        "cache return 0043",
        "watch end W-1",
        "action done T-1",
    ):
        assert not fire(line, admin=True).startswith("Refused"), line
    assert fire("incident close", admin=True).splitlines()[1:] == [
        "• 2 resources, 7 persons checked in",
        "• 1 open request",
        "• on loan, not returned: R-1.1, 2 pumps from NIFC",
        "• not acknowledged by all: A-1",
        "• interference: RI-1 VTAC11: heard music",
        "• 1 message not acknowledged: MSG-1",
        "To close it all the same: !net incident close confirm:yes",
    ]


def test_a_closed_incident_takes_nothing_but_can_be_read_and_reopened(fire):
    fire("checkin E12 4")
    fire("incident close confirm:yes")
    before = fire.rows()
    told = fire("checkin E13 4")
    assert told.startswith("Refused: Alder Fire was closed Sun 22 Nov 0600 MST; nothing was recorded.")
    assert fire.clock("shift turn", fire.now) == "", "the clock has nothing more to say"
    assert fire("incident close confirm:yes").startswith("Alder Fire was closed already")
    assert fire("period 0600-1800").startswith("Refused: Alder Fire is closed")
    assert "E12" in fire("roster")
    assert fire.rows() == before
    assert fire("incident reopen").startswith("Alder Fire (type 3) is open again")
    assert fire("checkin E13 4").startswith("E13 checked in")


# exercises


def test_an_exercise_is_marked_and_cannot_be_turned_off(say):
    say("incident open Autumn Drill exercise:yes", **ALONE)
    say.incident = say.store.get(Incident, "autumn-drill")
    assert say("incident").startswith("EXERCISE Autumn Drill")
    assert "exercise" not in say("help incident").split("incident rename", 1)[1].split("\n")[0]
    assert say("incident rename exercise:no").startswith("EXERCISE Autumn Drill")
    assert say.store.get(Incident, "autumn-drill").exercise


def test_what_is_meant_for_an_exercise_is_refused_in_the_real_thing(say):
    before = say.rows()
    assert say("EXERCISE checkin E12 4").startswith("Refused: Bear Creek Fire is no exercise: nothing was recorded.")
    assert say.rows() == before
    say("incident open Autumn Drill exercise:yes", **ALONE)
    say.incident = say.store.get(Incident, "autumn-drill")
    assert say("EXERCISE, exercise: checkin E12 4").startswith("E12 checked in")


# links


def test_a_room_joins_by_a_code_that_is_shown_privately(fire):
    (code,) = fire.replies("link")
    assert code.audience is Audience.PRIVATE
    assert "group main, until Sun 22 Nov 0800 MST" in code.text
    public, own = fire.replies(f"join {digits(fire)}", BEN, **GUEST)
    assert public.audience is Audience.MAIN
    assert public.text == (
        "!a:state.example (matrix.state) joins Alder Fire, group main: by Ben Ito (State EOC), with the code of "
        "Ana Ruiz. What is said in either is read by both."
    )
    assert own.text == ("This room is linked to Alder Fire, group main. It hears, and is heard by: C9 (slack.county).")
    assert [one.room for one in fire.store.rooms_of("alder-fire")] == [STATE, ALONE["room"]]


def test_a_code_is_good_once_and_for_two_hours(fire):
    fire("link")
    first = digits(fire)
    fire(f"join {first}", BEN, **GUEST)
    assert "There is no open code" in fire(f"join {first}", BEN, incident=None, room=Room("matrix", "state", "!b"))
    fire.wait(minutes=2)
    fire("link")
    fire.wait(hours=2)
    assert "There is no open code" in fire(
        f"join {digits(fire)}", BEN, incident=None, room=Room("matrix", "state", "!b")
    )


def test_who_asks_twice_is_given_the_same_code_and_directly(fire):
    fire("link")
    code = digits(fire)
    fire.wait(seconds=30)
    (reply,) = fire.replies("link")
    assert reply.audience is Audience.PRIVATE
    assert f"“!net join {code}”" in reply.text
    assert reply.text.endswith("You were given it a moment ago; one for a further room: !net again link")
    assert "until Sun 22 Nov 0800 MST" in reply.text, "it is good no longer for having been asked for twice"
    assert f"“!net join {code}”" not in fire("again link")
    fire.wait(seconds=60)
    assert f"“!net join {code}”" not in fire("link")


def test_after_a_code_was_used_the_next_one_is_given_without_a_question(fire):
    fire("link")
    used = digits(fire)
    fire(f"join {used}", BEN, **GUEST)
    answer = fire("link")
    assert answer.startswith(f"Code {digits(fire)[:3]}")
    assert used not in answer


def test_a_code_for_another_group_or_end_is_another_code(fire):
    fire("group add logistics")
    answers = {fire(line)[:12] for line in ("link", "link group:logistics", "link until:tomorrow 1800")}
    assert len(answers) == 3


def test_codes_are_not_tried_through(fire):
    fire("link")
    good = digits(fire)
    wrong = [f"{number:010}" for number in range(6) if f"{number:010}" != good][:5]
    told = [fire(f"join {code}", BEN, **GUEST) for code in wrong]
    assert "4 more tries" in told[0]
    assert "0 more tries" in told[4]
    assert fire(f"join {good}", BEN, **GUEST) == "Too many wrong codes. Nothing was linked; try again in 15 min."
    fire.wait(minutes=16)
    assert fire(f"join {good}", BEN, **GUEST).startswith("!a:state.example (matrix.state) joins")


def test_a_group_is_made_before_a_room_joins_it(fire):
    fire("link")
    code = digits(fire)
    assert fire(f"join {code} group:logistik", BEN, **GUEST).startswith("Refused: There is no group logistik")
    fire("group add Logistics")
    assert fire("group add logistics").startswith("There is a group logistics already")
    assert "Did you mean group:logistics?" in fire(f"join {code} group:logistic", BEN, **GUEST)
    fire(f"join {code} group:logistics", BEN, **GUEST)
    assert fire("group") == "Alder Fire\nmain: C9 (slack.county)\nlogistics: !a:state.example (matrix.state)"


def test_a_code_for_one_group_opens_no_other(fire):
    fire("group add logistics")
    fire("link group:logistics")
    told = fire(f"join {digits(fire)} group:main", BEN, **GUEST)
    assert told == "Refused: That code is for group logistics; nothing was linked."


def test_a_guest_leaves_at_the_end_that_was_agreed_and_is_told_before(fire):
    fire("link until:tomorrow 1800")
    assert "It leaves again Mon 23 Nov 1800 MST." in fire(f"join {digits(fire)}", BEN, **GUEST)
    timers = fire.store.timers(fire.now + timedelta(days=9))
    assert [one.command for one in timers] == [f"unlink warn {STATE}", f"unlink due {STATE}"]
    fire.now = timers[0].at
    assert "leaves Alder Fire Mon 23 Nov 1800 MST, as agreed" in fire.clock(timers[0].command, fire.now)
    assert fire.clock(timers[1].command, fire.now) == "", "not before its time"
    fire.now = timers[1].at
    assert "is no longer linked to Alder Fire, group main: its time is over" in fire.clock(timers[1].command, fire.now)
    assert [one.room for one in fire.store.rooms_of("alder-fire")] == [ALONE["room"]]
    assert fire.clock(timers[1].command, fire.now) == ""


def test_a_room_is_taken_out_by_whoever_linked_it_or_by_somebody_in_charge(fire):
    fire("link")
    fire(f"join {digits(fire)}", BEN, **GUEST)
    before = fire.rows()
    kim = Person("matrix.state/@kim:state.example", "Kim", "State EOC")
    assert fire("unlink", kim, room=STATE, moderates=False).startswith(
        "Refused: Taking !a:state.example (matrix.state) out is for IC"
    )
    assert fire("unlink nowhere").startswith("Refused: Alder Fire has no room “nowhere”; nothing was changed.")
    assert fire.rows() == before
    here, others = fire.replies("unlink", BEN, room=STATE)
    assert here.rooms == (str(STATE),)
    assert others.text.endswith("group main: by Ben Ito (State EOC).")
    assert fire("unlink", room=ALONE["room"]).startswith("Refused: It is the last room of Alder Fire's main group")


def test_a_room_that_is_linked_no_more_cannot_be_taken_out(say):
    assert say("unlink") == (
        "Refused: Bear Creek Fire has no room “slack.county/C1”; nothing was changed. !net incident rooms lists them."
    )


def test_a_type_without_its_colon_is_no_part_of_the_name(say):
    say("role take IC", admin=True)
    assert "is now Bear Creek Complex (type 3), by Ana Ruiz." in say("incident rename Bear Creek Complex type 3")


def test_a_slip_in_the_verb_is_named(say):
    assert say("incident opne Alder Fire").endswith("Did you mean !net incident open?")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Autumn Drill exercise:yes", "Autumn Drill"),
        ("Autumn Drill exercise yes", "Autumn Drill"),
        ("Autumn Drill EXERCISE", "Autumn Drill EXERCISE"),
        ("Autumn Exercise type 3", "Autumn Exercise"),
    ],
)
def test_what_is_called_an_exercise_is_one(say, said, name):
    say(f"incident open {said}", **ALONE)
    (found,) = [one for one in say.store.incidents() if one.name == name]
    assert found.exercise


@pytest.mark.parametrize("said", ["Exercise Creek Fire", "Autumn exercise exercise:no"])
def test_what_is_not_meant_as_one_is_none(say, said):
    told = say(f"incident open {said}", **ALONE)
    assert not told.startswith("EXERCISE")
    assert not any(one.exercise for one in say.store.incidents())


def test_a_room_of_another_group_is_told_to_those_who_hear_it_and_to_the_main_group_as_what_it_is(fire):
    fire("group add medical")
    fire("link group:medical")
    group, main, own = fire.replies(f"join {digits(fire)}", BEN, **GUEST)
    assert (group.audience, group.group) == (Audience.ROOM, "medical")
    assert group.text.endswith("What is said in either is read by both.")
    assert (main.audience, main.group) == (Audience.ROOM, "main")
    assert main.text.endswith(
        "What is said there is read in group medical only, and what is said here is not read there."
    )
    assert "group medical. It hears, and is heard by: no other room yet." in own.text
