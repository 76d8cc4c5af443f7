"""Positions: taken, given, handed over by both, held until relieved."""

import pytest

from commands.domain.messages import Audience, Person
from commands.domain.organisation.roles import Holding
from tests.commands.conversation import ANA, BEN

KIM = Person("slack.county/U2", "Kim Oh", "Ada County")
LEE = Person("slack.county/U3", "Lee Moss", "BLM")
NAMED = {one.name: one.key for one in (ANA, BEN, KIM, LEE)}


@pytest.fixture
def led(say):
    """An incident with an IC: Ana."""
    say("role take IC", admin=True)
    return say


def held(say):
    return {(one.seat.shown, one.name) for one in say.store.holders("bear-creek")}


def give(say, line, who=ANA):
    return say(f"role give {line}", who, mentions=NAMED)


# taking


def test_a_vacant_position_is_taken_at_once_while_nobody_is_ic(say):
    assert say("role take COML") == (
        "COML (Communications Unit Leader) is Ana Ruiz (Ada County) from Sun 22 Nov 0600 MST."
    )
    assert say.audience("role take RADO", BEN) is Audience.MAIN


@pytest.mark.parametrize(
    ("said", "seat"),
    [
        ("coml", "COML"),
        ("comms", "COML"),
        ("Communications Unit Leader", "COML"),
        ("DIVS A", "DIVS A"),
        ("divs-a", "DIVS A"),
        ("DIVS div a", "DIVS A"),
        ("DIVS div:a", "DIVS A"),
        ("DIVS Structure Group", "DIVS Structure Group"),
        ('DIVS div:"Structure Group"', "DIVS Structure Group"),
        ("OSC deputy", "OSC deputy"),
        ("deputy Operations Section Chief", "OSC deputy"),
        ("COML(T)", "COML (T)"),
        ("COML trainee", "COML (T)"),
        ("OSC2", "OSC"),
        ("staging", "STAM"),
    ],
)
def test_a_position_is_known_by_its_id_its_name_and_its_place(say, said, seat):
    say(f"role take {said}")
    assert held(say) == {(seat, "Ana Ruiz")}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("role take RADOO", "there is no such position; did you mean RADO?"),
        ("role take COML A", "“A” is one word too many"),
        ("role take DIVS", "DIVS of which division or group?"),
        ("role take", "position is missing: a position such as COML"),
        ("role give COML", "person is missing: a person: @name"),
        ("role give COML @Nobody Known", "nobody is known by that name"),
        ("role relieve COML", "Nobody does not hold COML"),
        ("role confirm 9", "There is no hand-over H-9. None is open."),
        ("role take COML until:0500", "Sun 22 Nov 0500 MST is past"),
    ],
)
def test_bad_words_get_a_clear_answer_and_change_nothing(say, said, told):
    before = say.rows()
    assert told in say(said)
    assert say.rows() == before


def test_the_second_is_told_what_the_first_did(say):
    say("role take COML")
    say.wait(minutes=5)
    assert say("role take COML", BEN) == (
        "Refused: COML is held by Ana Ruiz (Ada County) since Sun 22 Nov 0600 MST; nothing was changed. "
        "Ana Ruiz hands it over: !net role give COML @Ben Ito"
    )
    assert say("role take COML") == "You hold COML already, since Sun 22 Nov 0600 MST. Nothing was changed."


def test_each_division_has_its_own_supervisor_and_several_may_be_radio_operators(say):
    say("role take DIVS A")
    say("role take DIVS B", BEN)
    say("role take RADO", KIM)
    say("role take RADO", LEE)
    assert held(say) == {
        ("DIVS A", "Ana Ruiz"),
        ("DIVS B", "Ben Ito"),
        ("RADO", "Kim Oh"),
        ("RADO", "Lee Moss"),
    }


def test_once_there_is_an_ic_somebody_who_may_give_the_position_confirms(led):
    asked = led("role take COML", BEN)
    assert asked == "H-1: COML goes to Ben Ito. To confirm: whoever may give COML (!net role confirm H-1)."
    assert "Refused: H-1 is for whoever may give COML to confirm" in led("role confirm 1", KIM)
    assert "Refused" in led("role confirm 1", BEN)
    assert led("role confirm 1") == "H-1: COML is Ben Ito (State EOC) from Sun 22 Nov 0600 MST."
    assert "COML goes" not in led("role take RADO", KIM)
    assert led("role confirm 2", BEN).startswith("H-2: RADO is Kim Oh"), "the COML gives what reports to the COML"


# command


def test_nobody_makes_themselves_ic(say):
    told = say("role take IC")
    assert told.startswith("Refused: Nobody takes command by themselves; nothing was changed.")
    assert held(say) == set()
    assert say("role give IC @Ana Ruiz", mentions=NAMED).startswith("Refused: Nobody takes command")
    assert say("role take IC", admin=True).startswith("IC (Incident Commander) is Ana Ruiz")
    assert "Ana Ruiz gives it" in say("role take IC", BEN, admin=True)


def test_the_last_ic_never_stands_down(led):
    before = led.rows()
    assert led("role relieve IC").startswith("Refused: Ana Ruiz is the only IC, and command is never dropped")
    assert led("role relieve IC", admin=True).startswith("Refused")
    assert led.rows() == before


def test_unified_command_is_several_ics(led):
    assert give(led, "IC @Ben Ito joint:yes").endswith("To confirm: Ben Ito (!net role confirm H-1).")
    led("role confirm 1", BEN)
    assert held(led) == {("IC", "Ana Ruiz"), ("IC", "Ben Ito")}
    assert led("role relieve IC") == "IC: Ana Ruiz (Ada County) is relieved, Sun 22 Nov 0600 MST."
    assert led("role relieve IC", BEN).startswith("Refused: Ben Ito is the only IC")


def test_an_administrator_says_whether_an_ic_comes_beside_or_instead(led):
    told = led("role give IC @Ben Ito", KIM, mentions=NAMED, admin=True)
    assert told.startswith("Refused: IC is held by Ana Ruiz; nothing was changed. Beside them (Unified Command)")
    asked = led('role give IC @Ben Ito from:"Ana Ruiz"', KIM, mentions=NAMED, admin=True)
    assert asked.startswith("H-1: IC goes from Ana Ruiz to Ben Ito. To confirm: Ben Ito and Ana Ruiz")


def test_the_opener_gives_positions_until_there_is_an_ic(say):
    opened = say.store.save(say.incident.__class__(**{**vars(say.incident), "opened_by": KIM.key}))
    assert opened
    assert give(say, "IC @Ben Ito", KIM).startswith("H-1: IC goes to Ben Ito")
    assert "Refused" in give(say, "OSC @Ben Ito", LEE)
    say("role confirm 1", BEN)
    assert give(say, "OSC @Lee Moss", KIM) == ("Refused: Who holds OSC is for IC (Ben Ito). Nothing was changed.")


# handing over


def test_a_hand_over_changes_at_the_later_of_its_time_and_the_confirmations(led):
    give(led, "RADO @Kim Oh")
    led("role confirm 1", KIM)
    asked = give(led, "RADO @Lee Moss at 1800", KIM)
    assert asked == (
        "H-2: RADO goes from Kim Oh to Lee Moss at Sun 22 Nov 1800 MST. To confirm: Lee Moss (!net role confirm H-2)."
    )
    assert led("role confirm 2", LEE) == "H-2 is confirmed: RADO goes from Kim Oh to Lee Moss at Sun 22 Nov 1800 MST."
    assert held(led) >= {("RADO", "Kim Oh")}
    led.wait(hours=12)
    (timer,) = led.store.timers(led.now)
    assert timer.command == "role change H-2"
    assert led.clock(timer.command, timer.at) == "H-2: RADO is Lee Moss (BLM) from Sun 22 Nov 1800 MST (was Kim Oh)."
    assert ("RADO", "Kim Oh") not in held(led)


def test_a_position_is_held_until_relieved_where_a_word_is_missing(led):
    led("role take COML")
    give(led, "COML @Ben Ito at 1800")
    led.wait(hours=12)
    told = led.clock("role change H-1", led.now)
    assert told.startswith("COML has not changed hands. Ana Ruiz holds it until relieved. H-1: COML goes from")
    led.wait(minutes=7)
    assert led("role confirm 1", BEN).startswith("H-1: COML is Ben Ito (State EOC) from Sun 22 Nov 1807 MST")
    assert led.clock("role change H-1", led.now) == "", "what has happened is not said again"


def test_both_confirm_where_a_superior_gives_what_somebody_holds(led):
    give(led, "COML @Ben Ito")
    led("role confirm 1", BEN)
    assert "To confirm: Lee Moss and Ben Ito" in give(led, "COML @Lee Moss")
    assert led("role confirm 2", LEE).endswith("To confirm: Ben Ito (!net role confirm H-2).")
    assert led("role confirm 2", BEN).startswith("H-2: COML is Lee Moss")


def test_a_hand_over_is_declined_or_withdrawn_and_then_changes_nothing(led):
    give(led, "COML @Ben Ito")
    assert led("role decline 1", KIM).startswith("Refused: Who holds COML is for IC (Ana Ruiz)")
    assert led("role decline 1 why:asleep", BEN) == "H-1 is declined by Ben Ito (asleep): COML does not go to Ben Ito."
    assert led("role confirm 1", BEN) == "Refused: H-1 is declined; nothing more can be done with it."
    give(led, "COML @Lee Moss")
    assert led("role withdraw 2").startswith("H-2 is withdrawn by Ana Ruiz")
    assert ("COML", "Lee Moss") not in held(led)


def test_one_hand_over_of_a_position_is_open_at_a_time(led):
    give(led, "COML @Ben Ito at 1800")
    assert give(led, "COML @Lee Moss").startswith("Refused: H-1 is open already: COML goes to Ben Ito.")


def test_a_hand_over_is_void_where_the_position_is_not_what_it_was(led):
    give(led, "COML @Ben Ito at 1800")
    led("role confirm 1", BEN)
    led("role take COML")
    led.wait(hours=12)
    assert led.clock("role change H-1", led.now) == "H-1 is void: COML is held by Ana Ruiz."
    assert ("COML", "Ben Ito") not in held(led)


def test_until_only_reminds(led):
    led("role take COML until:1800")
    led.wait(hours=12)
    (timer,) = led.store.timers(led.now)
    assert led.clock(timer.command, led.now) == (
        "COML: Ana Ruiz was to be relieved now and holds it until then. To hand it over: !net role give COML @name"
    )
    assert ("COML", "Ana Ruiz") in held(led)


def test_relieving_leaves_the_position_vacant_and_the_history_whole(led):
    give(led, "COML @Ben Ito")
    led("role confirm 1", BEN)
    led.wait(hours=1)
    assert led("role relieve COML", LEE).startswith("Refused: Who holds COML is for IC (Ana Ruiz)")
    assert led("role relieve COML why:needed elsewhere") == (
        "COML: Ben Ito (State EOC) is relieved, Sun 22 Nov 0700 MST. COML is vacant."
    )
    lines = led("role history COML").splitlines()
    assert lines[2] == ("COML | Ben Ito (State EOC) | Sun 22 Nov 0600 MST | Sun 22 Nov 0700 MST | needed elsewhere")
    assert led.store.get(Holding, 2).ended_by == ANA.key


def test_of_several_holders_the_one_to_be_relieved_is_named(led):
    for number, one in enumerate((KIM, LEE), 1):
        give(led, f"RADO @{one.name}")
        led(f"role confirm {number}", one)
    assert led("role relieve RADO") == "Refused: 2 hold RADO. Whom? Kim Oh or Lee Moss. Nothing was changed."
    assert led("role relieve RADO Lee").startswith("RADO: Lee Moss (BLM) is relieved")


# who is meant


def test_a_name_that_two_people_have_is_asked_about_and_never_picked(led):
    give(led, "RADO @Kim Oh")
    led("role confirm 1", KIM)
    other = Person("slack.county/U9", "Kim Ray", "BLM")
    led("role take AUXC", other)
    led("role confirm 2")
    before = led.rows()
    told = led("role give COML Kim")
    assert "it could be Kim Oh (Ada County) or Kim Ray (BLM); write the name in full, or with @" in told
    assert led.rows() == before
    assert led("role give COML kim ray").startswith("H-3: COML goes to Kim Ray")


def test_somebody_who_is_not_on_chat_is_known_by_the_check_in_list(led):
    led('checkin "Jo Smith" agency:"Crescent FD"')
    assert led("role give DIVS A Jo Smith") == "H-1: DIVS A is Jo Smith (Crescent FD) from Sun 22 Nov 0600 MST."


def test_the_list_is_in_the_order_of_the_organisation(led):
    led("role take RADO", KIM, admin=True)
    led("role take SOFR", LEE, admin=True)
    lines = led("role").splitlines()
    assert [line.split(" | ")[0] for line in lines[2:5]] == ["IC", "SOFR", "RADO"]
    assert led("roles") == led("role list") == led("role")


def test_positions_are_taken_given_and_relieved_without_the_noun(say):
    say("take COML")
    assert held(say) == {("COML", "Ana Ruiz")}
    told = say("give RADO @Kim Oh at 1800", mentions=NAMED)
    assert told.startswith("H-1: RADO goes to Kim Oh")
    assert "Sun 22 Nov 1800 MST" in told
    assert say("relieve COML").startswith("COML: Ana Ruiz (Ada County) is relieved")
    assert held(say) == set()


def test_bad_words_without_the_noun_get_the_same_answer(say):
    before = say.rows()
    assert say("take cover").startswith("Refused: position “cover”: there is no such position")
    assert "Usage: !net role take <position>" in say("take")
    assert "Usage: !net role give" in say("help give")
    assert say.rows() == before


def test_giving_somebody_what_they_have_asked_for_confirms_it(led):
    led("role take COML", BEN)
    assert give(led, "COML @Ben Ito") == "H-1: COML is Ben Ito (State EOC) from Sun 22 Nov 0600 MST."


def test_giving_it_at_another_time_than_was_asked_is_no_confirmation(led):
    led("role take COML", BEN)
    assert give(led, "COML @Ben Ito at 1800").startswith("Refused: H-1 is open already")


@pytest.mark.parametrize("said", ["role decline H-1 busy", "role decline h1 why:busy", 'role decline 1 why:"busy"'])
def test_a_reason_for_declining_needs_no_key(led, said):
    led("role take COML", BEN)
    assert led(said).startswith("H-1 is declined by Ana Ruiz (busy): ")


@pytest.mark.parametrize(
    ("said", "seat"),
    [
        ("take division supervisor A", "DIVS A"),
        ("take branch director II", "OPBD II"),
        ("take Operations Chief", "OSC"),
    ],
)
def test_a_position_is_named_as_people_call_it(led, said, seat):
    assert led(said).startswith(f"{seat} (")


def test_other_words_for_giving_and_relieving_need_no_noun_either(led):
    led("take COML")
    assert led("release COML").startswith("COML: Ana Ruiz (Ada County) is relieved")
    assert led("assign COML to Ben Ito").startswith("Refused: person “Ben Ito”: nobody is known by that name")
