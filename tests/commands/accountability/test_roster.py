from commands.accountability.roster import MOST_ROWS
from commands.domain.messages import Audience
from tests.commands.conversation import BEN


def arrive(say):
    say('checkin E12 4 div A agency:"Crescent FD" leader:"Jo Smith"')
    say('checkin E14 3 div B agency:"Crescent FD"')
    say("checkin", BEN)


def test_the_roster_counts_by_agency_and_lists_everything(say):
    arrive(say)
    say.wait(days=1)
    assert say("roster").splitlines() == [
        "Bear Creek Fire: 3 resources, 8 persons checked in",
        "Crescent FD: 2 resources, 7 persons",
        "State EOC: 1 resource, 1 person",
        "Name | Persons | Agency | Div | Status | Leader | Since",
        "E12 | 4 | Crescent FD | A | assigned | Jo Smith | Sun 22 Nov 0600 MST",
        "E14 | 3 | Crescent FD | B | assigned |  | Sun 22 Nov 0600 MST",
        "Ben Ito | 1 | State EOC |  | available |  | Sun 22 Nov 0600 MST",
        "as of Mon 23 Nov 0600 MST",
    ]


def test_the_roster_is_for_the_asker_only(say):
    arrive(say)
    (reply,) = say.replies("roster")
    assert reply.audience is Audience.QUIET
    assert reply.card is not None
    assert reply.card.table is not None
    assert len(reply.card.table.rows) == 3


def test_the_roster_is_narrowed_by_agency_and_by_division(say):
    arrive(say)
    assert say("roster div A").startswith("Bear Creek Fire: 1 resource, 4 persons checked in")
    assert say("roster agency:crescent").startswith("Bear Creek Fire: 2 resources, 7 persons checked in")
    assert say("roster Crescent FD div:b").startswith("Bear Creek Fire: 1 resource, 3 persons checked in")


def test_an_empty_roster_says_what_it_was_asked_for(say):
    assert say("roster") == "Bear Creek Fire: nobody is checked in."
    arrive(say)
    assert say("roster agency:BLM div C") == (
        "Bear Creek Fire: nobody is checked in for BLM, Div C; altogether there are 3 resources, 8 persons."
    )


def test_a_very_long_roster_is_cut_and_says_so(say):
    for number in range(MOST_ROWS + 3):
        say(f"checkin E{number} 4")
    answer = say("roster")
    assert answer.startswith("Bear Creek Fire: 103 resources, 412 persons checked in")
    assert "… and 3 more: narrow it with agency: or div:" in answer
    assert len(answer.splitlines()) == MOST_ROWS + 5


def test_an_exercise_is_marked(say):
    say.incident = say.store.save(type(say.incident)(**(vars(say.incident) | {"exercise": True})))
    assert say("roster").startswith("EXERCISE Bear Creek Fire")


def test_a_name_is_found_where_no_agency_is_called_so(say):
    say("checkin E12 4 agency:BOI div A")
    say("checkin E12 3 agency:ADA")
    told = say("roster e12")
    assert told.startswith("Bear Creek Fire: checked in as E12\n")
    assert "E12 | 4 | BOI | A | assigned" in told
    assert "E12 | 3 | ADA" in told
    assert "E12 | 4 | BOI" in say("roster BOI E12")


def test_an_agency_that_was_misspelled_is_named(say):
    say('checkin E12 4 agency:"Crescent FD"')
    assert say("roster Cresent FD").endswith("Did you mean Crescent FD?")
