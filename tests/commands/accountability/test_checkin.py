import pytest

from commands.domain.accountability.checkins import Happened, Resource
from commands.domain.messages import Audience, Person
from tests.commands.conversation import ANA, BEN


def test_a_person_checks_in_with_the_agency_of_the_workspace(say):
    assert say("checkin") == "Ana Ruiz checked in: 1 person, Ada County (1 resource, 1 person)"
    assert say("checkin", BEN) == "Ben Ito checked in: 1 person, State EOC (2 resources, 2 persons)"


def test_a_resource_checks_in_with_its_persons(say):
    say("checkin")
    assert say('checkin E12 4 div A agency:"Crescent FD"') == (
        "E12 checked in: 4 persons, Crescent FD, Div A (2 resources, 5 persons)"
    )


@pytest.mark.parametrize(
    "line",
    [
        'checkin E12 4 div A agency:"Crescent FD"',
        'CHECKIN E12 4 DIV a AGENCY:"Crescent FD"',
        'checkin E12 4 div:A agency:"Crescent FD"',
        "checkin E12 4 div:A agency:“Crescent FD”",
        'checkin E12 4 agency:"Crescent FD" div A',
        'checkin div A agency:"Crescent FD" E12 4',
        'checkin agency:"Crescent FD" E12 div:A 4',
        "checkin E12 4 div A agency:Crescent FD",
        "checkin E12 4 div A agency: Crescent FD",
        "checkin E12 4 div A agency Crescent FD",
        'checkin E12 div "A" persons:4 agency:"Crescent FD"',
        'check-in E12 4 div:"Div A" agency:"Crescent FD"',
        "!checkin  E12\t4  div\u00a0A agency:Crescent FD ",
    ],
)
def test_keys_come_in_any_order_and_quotes_are_needed_only_in_the_middle(say, line):
    assert say(line) == "E12 checked in: 4 persons, Crescent FD, Div A (1 resource, 4 persons)"


def test_all_the_words_of_the_check_in_list_are_kept(say):
    said = (
        'checkin E12 4 div A leader:"Jo Smith" crew:"Al, Bo; Cy" kind:engine type:3 home:"Station 4" at:ICP order:E-7 '
        'qual:EMT travel:road eta:0800 departs:"Boise 0500"'
    )
    told = "4 persons, Ada County, Div A, at ICP, ETA Sun 22 Nov 0800 MST"
    assert say(said) == f"E12 checked in: {told} (1 resource, 4 persons)"
    line = say.store.get(Resource, 1)
    assert line is not None
    assert (line.leader, line.crew, line.kind, line.type, line.home) == (
        "Jo Smith",
        ("Al", "Bo", "Cy"),
        "engine",
        "3",
        "Station 4",
    )
    assert (line.location, line.order, line.qual, line.travel, line.departs) == (
        "ICP",
        "E-7",
        "EMT",
        "road",
        "Boise 0500",
    )
    assert line.eta is not None
    assert line.eta.isoformat() == "2026-11-22T15:00:00+00:00"
    assert line.checked_in_by == ANA.key


def test_once_more_changes_what_was_said_and_says_what_it_was(say):
    say("checkin E12 4 div A agency:Crescent FD")
    assert say("checkin e-12 3 div:B") == ("E12 changed: 3 persons (was 4), Div B (was Div A) (1 resource, 3 persons)")
    assert say('checkin E12 div:""') == "E12 changed: no div (was Div B) (1 resource, 3 persons)"
    assert say("checkin E12 leader:Jo Smith") == "E12 changed: leader Jo Smith (1 resource, 3 persons)"


def test_nothing_is_changed_or_told_to_everybody_when_nothing_is_different(say):
    say("checkin E12 4 div A")
    before = say.rows()
    assert say("checkin E12 4 div a") == (
        "E12 is checked in already, since Sun 22 Nov 0600 MST: 4 persons, Ada County, Div A. Nothing was changed."
    )
    assert say.audience("checkin E12") is Audience.QUIET
    assert say.rows() == before


def test_a_person_is_checked_in_once_also_by_another_hand(say):
    assert say("checkin Ana Ruiz", BEN).startswith("Ana Ruiz checked in: 1 person, State EOC")
    assert say('checkin "Ben Ito" agency:"State EOC"').startswith("Ben Ito checked in")
    own, asked = say.replies("checkin", BEN)
    assert own.text.startswith("Ben Ito (1 person, State EOC) is on the roster already, checked in by somebody else.")
    assert asked.text.startswith(
        "CL-1: Ben Ito (State EOC, matrix.state/@ben:state.example) says they are the Ben Ito of the roster."
    )
    say("claim yes CL-1")
    assert say("checkin", BEN).startswith("Ben Ito is checked in already")
    assert say("checkin").startswith("Ana Ruiz checked in: 1 person, Ada County"), "another agency's Ana is another Ana"


def test_the_persons_of_a_resource_are_never_guessed(say):
    assert say("checkin E12") == (
        "Refused: How many persons are in E12? Write the number behind it: !net checkin E12 4"
    )
    assert say("checkin 12").startswith("Refused: How many persons are in 12?")
    assert say("checkin persons:4").startswith("Refused: Which resource?")
    assert say('checkin E12 crew:"Al, Bo" leader:Cy').startswith("E12 checked in: 3 persons")


@pytest.mark.parametrize("count", ["-4", "0", "1e9", "99999999999999999999", "10001", "4.5", "½", "²", "fourish"])
def test_impossible_numbers_of_persons_are_refused(say, count):
    before = say.rows()
    answer = say(f"checkin E12 {count}")
    assert answer.startswith(f"Refused: persons “{count}”: it is not ")
    assert "Expected a whole number from 1 to 10,000.\nUsage: !net checkin [name] [persons] [div:]" in answer
    assert say.rows() == before


def test_two_of_one_name_are_asked_about_and_never_picked(say):
    say("checkin E12 4 agency:BOI")
    assert say("checkin E12 3 agency:ADA") == "E12 checked in: 3 persons, ADA (2 resources, 7 persons)"
    before = say.rows()
    assert say("checkin E12 2") == (
        'Refused: 2 are checked in as E12: ADA E12 or BOI E12? Write it so, or add agency:"ADA" or agency:"BOI".'
    )
    for line in ("checkout E12", "status E12 rest", "reassign E12 div B", "demob E12", "contact E12"):
        assert say(line).startswith("Refused: 2 are checked in as E12"), line
    assert say.rows() == before
    assert say('checkin "ADA E12" 2') == "ADA E12 changed: 2 persons (was 3) (2 resources, 6 persons)"
    assert say("status BOI E12 rest").startswith("BOI E12 changed: status out of service (rest)")


def test_values_with_blanks_in_the_middle_are_asked_about(say):
    before = say.rows()
    assert say("checkin agency:Crescent FD div:A").startswith(
        "Refused: Does FD belong to the agency, or is it the name? A value with blanks that is not last goes in "
        'quotes: agency:"Crescent FD"'
    )
    assert 'agency:"BOI 4"' in say("checkin E12 agency:BOI 4")
    assert say("checkin E12 4 5").startswith("Refused: “5” is one word too many. A value with blanks goes in quotes")
    assert say("checkin E12 4 agency:A agency:B").startswith("Refused: agency is given twice: “A” and “B”.")
    assert say("checkin E12 4 div A div B").startswith("Refused: div is given twice: “A” and “B”.")
    assert say("checkin E12 4 agency:").startswith("Refused: agency: has nothing behind it")
    assert say('checkin "E12 4').startswith("Refused: A quotation mark is not closed")
    assert say("checkin E12 4 14:30").startswith("Refused: “14:30” is one word too many.")
    assert say.rows() == before


def test_names_with_blanks_are_understood_where_nothing_else_can_be_meant(say):
    assert say('checkin "Crew 7" 20 div Structure Group') == (
        "Crew 7 checked in: 20 persons, Ada County, Structure Group (1 resource, 20 persons)"
    )
    assert say("checkout Crew 7").startswith("Crew 7 (20 persons")
    assert say("checkin Bo Van Dyk div A").startswith("Bo Van Dyk checked in: 1 person, Ada County, Div A")
    assert say("checkin agency:BOI E31 4").startswith("E31 checked in: 4 persons, BOI")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("checkin Crew 7 20 div B", "Crew 7 checked in: 20 persons, Ada County, Div B"),
        ("checkin Engine 14 4 div A agency:BOI", "Engine 14 checked in: 4 persons, BOI, Div A"),
        ("checkin hand crew 7 20", "hand crew 7 checked in: 20 persons"),
    ],
)
def test_a_name_of_a_word_and_a_number_needs_no_quotes_before_its_count(say, line, answer):
    assert say(line).startswith(answer)


@pytest.mark.parametrize("line", ["checkin Engine 14", "checkin crew 7 div B", "checkin Hand Crew 20"])
def test_a_kind_with_a_number_is_no_crowd_of_that_kind(say, line):
    before = say.rows()
    assert "its name? How many persons are in it?" in say(line)
    assert say.rows() == before


def test_one_number_too_many_is_refused_where_the_name_has_its_own(say):
    assert "“4” is one word too many" in say("checkin E12 4 4")
    assert "“5” is one word too many" in say('checkin "Crew 7" 4 5')


def test_to_may_stand_before_a_division(say):
    say("checkin Crew 7 20 div B")
    for line, div in (("reassign Crew 7 to Div C", "C"), ("reassign Crew 7 to D", "D")):
        assert say(line).startswith(f"Crew 7 changed: Div {div}"), line


def test_a_time_that_is_past_is_asked_about(say):
    assert "eta “0500”: Sun 22 Nov 0500 MST is past, by 1 h 00 min; say the day: did you mean tomorrow 0500?" in say(
        "checkin E12 4 eta 0500"
    )
    assert "ETA Mon 23 Nov 0300 MST" in say("checkin E11 4 eta 0300"), "long past: the next one is meant"
    assert say("checkin E12 4 eta tomorrow 0500 div A").startswith("E12 checked in: 4 persons, Ada County, Div A")
    assert say("checkin E13 4 eta in 2h div A").startswith("E13 checked in: 4 persons, Ada County, Div A")


def test_checking_out_asks_which_since_resting_is_not_leaving(say):
    say("checkin E12 4")
    before = say.rows()
    (reply,) = say.replies("checkout E-12")
    assert reply.text.startswith("E12 (4 persons, Ada County) is still on the roster. Resting is not leaving")
    assert reply.audience is Audience.QUIET
    assert [choice.command for choice in reply.choices] == [
        'status name:"E12" agency:"Ada County" state:rest',
        'status name:"E12" agency:"Ada County" state:available',
        'demob name:"E12" agency:"Ada County"',
    ]
    assert say.rows() == before
    assert say("checkout") == "Refused: You are not checked in; nothing was changed."


def test_the_choices_of_a_checkout_do_what_they_say(say):
    say("checkin E12 4")
    rest, _, leave = say.replies("checkout E12")[0].choices
    assert say(rest.command) == "E12 changed: status out of service (rest) (1 resource, 4 persons)"
    assert say(leave.command, admin=True).endswith("Which signatures are needed?")


def test_who_was_demobilized_is_off_the_roster_and_may_come_again(say):
    say("checkin")
    assert say("demob needs:none") == (
        "D-1: Ana Ruiz released and off the roster: 1 person, Ada County (0 resources, 0 persons)"
    )
    assert say("checkin").startswith("Ana Ruiz checked in")
    assert [one.what for one in say.store.movements("bear-creek")] == [Happened.IN, Happened.OUT, Happened.IN]


def test_checking_out_what_is_not_here_names_the_nearest(say):
    say("checkin Helitack 6")
    assert say("checkout Helitak") == "Refused: Helitak is not checked in; nothing was changed. Did you mean Helitack?"
    assert say("checkout Q9").endswith("!net roster lists who is.")


def test_a_change_of_the_record_is_told_to_the_main_group(say):
    assert say.audience("checkin") is Audience.MAIN
    assert say.audience("checkin div A") is Audience.MAIN
    assert say.audience("demob needs:none") is Audience.MAIN


def test_a_person_whose_name_is_not_known_yet_is_checked_in_all_the_same(say):
    assert say("checkin", Person("slack.county/U77")).startswith("U77 checked in: 1 person (")


def test_what_turns_the_reading_direction_never_gets_into_the_record(say):
    say("checkin", Person("slack.county/U78", "\u202eevil\x00 name", "Ada\u2066County"))
    say("checkin \u202eE12 4 agency:a\u200bb\x00c")
    assert [(one.name, one.agency) for one in say.store.roster("bear-creek")] == [
        ("E12", "abc"),
        ("evil name", "AdaCounty"),
    ]


def test_the_clock_checks_nobody_in(say):
    assert say.clock("checkin", say.now).startswith("Refused: Which resource?")


def test_a_room_without_incident_is_told_so(say):
    for line in ("checkin", "checkout", "roster", "sitrep", "checkin E12 x"):
        answer = say(line, incident=None)
        assert answer.startswith("Refused: This room belongs to no incident, so nothing was recorded."), line
    assert "help: " in say("help", incident=None)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("checkin BOI E31 4", "E31 checked in: 4 persons, BOI (2"),
        ("checkin boi e31 4 div A", "e31 checked in: 4 persons, BOI, Div A (2"),
        ("checkin BOI E-31 4 agency:BOI", "E-31 checked in: 4 persons, BOI (2"),
        ("checkin BOI E31 crew:Al, Bo", "E31 checked in: 2 persons, BOI (2"),
        ("checkin Ada County E31 4", "E31 checked in: 4 persons, Ada County (2"),
        ("checkin BOI E12 3", "E12 changed: 3 persons (was 4) (1"),
        ("checkin BOI E12", "E12 is checked in already"),
        ("checkin BOI E31", "Refused: How many persons are in E31? Write the number behind it: !net checkin E31 4 ag"),
        ('checkin "Truck T9" 4', "Truck T9 checked in: 4 persons, Ada County (2"),
    ],
)
def test_an_agency_that_is_known_may_stand_before_the_call_sign(say, line, answer):
    say("checkin E12 4 agency:BOI")
    assert say(line).startswith(answer)


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("checkin NPS E31 4", ("!net checkin E31 4 agency:NPS", '!net checkin "NPS E31" 4')),
        ("checkin NPS E31", ("!net checkin E31 4 agency:NPS", '!net checkin "NPS E31" 4')),
        ("checkin Crescent FD E31 4", ('!net checkin E31 4 agency:"Crescent FD"', '!net checkin "Crescent FD E31" 4')),
        ("checkin Crew C7 20", ("!net checkin C7 20 kind:Crew", '!net checkin "Crew C7" 20')),
        ("checkin BOI E31 4 agency:NPS", ("!net checkin E31 4 agency:BOI", '!net checkin "BOI E31" 4')),
        ("checkin E12 E31 4", ("!net checkin E31 4",)),
    ],
)
def test_what_stands_before_a_call_sign_is_asked_about_with_the_lines_that_would_do(say, line, lines):
    say("checkin E12 4 agency:BOI")
    before = say.rows()
    answer = say(line)
    assert answer.startswith("Refused")
    assert answer.rstrip(".").endswith("Nothing was recorded")
    assert say.rows() == before
    for shown in lines:
        assert shown in answer
    assert " checked in: " in say(lines[0].removeprefix("!net "))


def test_a_call_sign_is_no_number_of_persons(say):
    before = say.rows()
    assert say("checkin persons:E12").startswith("Refused: persons “E12”: it is not a whole number.")
    assert say.rows() == before


def test_of_several_of_one_name_the_answer_says_which_was_changed(say):
    say('checkin E12 4 agency:"Crescent FD"')
    say("checkin E12 3 agency:BOI")
    assert say("checkin BOI E12 5").startswith("BOI E12 changed: 5 persons (was 3)")
    assert say('checkin E12 4 agency:"Crescent FD"').startswith("Crescent FD E12 is checked in already")


@pytest.mark.parametrize("eta", ["eta:1300Z", "eta 0600", "eta:now"])
def test_a_time_of_arrival_is_read_back_in_full(say, eta):
    assert ", ETA Sun 22 Nov 0600 MST (" in say(f"checkin E99 4 {eta}")


@pytest.mark.parametrize(
    "said",
    [
        "E12 4 division A",
        "E12 4 Div. a",
        "E12 4 div-a",
        "E12 4 DIV=A",
        "E12, 4, div A",
        "E12 4 persons div A",
        "E12 4p div a",
        "‘E12’ 4 div:‘A’",
        "Crew 7, 4, division A",
    ],
)
def test_a_resource_is_checked_in_as_people_write_it_in_a_hurry(say, said):
    name = "Crew 7" if "Crew" in said else "E12"
    assert say(f"checkin {said}").startswith(f"{name} checked in: 4 persons, Ada County, Div A (")


def test_a_division_in_the_middle_of_words_is_none(say):
    assert "20 maps of division boundaries. Asked" in say("request 20 maps of division boundaries")


@pytest.mark.parametrize("quotes", ['""', "“”", "„“", "‘’", "''"])
def test_quotes_of_every_keyboard_hold_a_value_together(say, quotes):
    open_, close = quotes
    said = f"checkin {open_}Crew 7{close} 20 agency:{open_}Boise FD{close} div A"
    assert say(said).startswith("Crew 7 checked in: 20 persons, Boise FD, Div A (")


def test_an_apostrophe_opens_no_quote(say):
    assert say("checkin O'Brien leader:'Til").startswith("O'Brien checked in")
    assert "the boys' turn" in say("request 2 of what's the boys' turn")


def test_behind_the_prefix_check_in_may_be_two_words(say):
    assert say("check in E12 4 div a").startswith("E12 checked in: 4 persons, Ada County, Div A")
    assert "Which is it?" in say("Check out E12")


def test_several_commands_in_one_message_are_asked_for_one_by_one(say):
    before = say.rows()
    assert "each command is a message of its own" in say("checkin E12 4\n!checkin E13 4")
    assert say.rows() == before


def test_a_name_before_its_command_is_put_behind_it(say):
    assert say("E12 checkin 4") == (
        "Refused: There is no command “E12”; nothing was recorded. Did you mean !net checkin E12 4?"
    )
