"""Routine lines: one by one, together when they come thick, names in a crew counted once."""

from commands.domain.messages import Audience
from tests.commands.conversation import ANA, BEN
from tests.commands.ticking import texts, tick


def test_a_morning_of_check_ins_is_told_in_a_few_lines(say):
    audiences = [say.audience(f"checkin E{n} 4") for n in range(1, 21)]
    assert audiences[:5] == [Audience.MAIN] * 5
    assert set(audiences[5:]) == {Audience.QUIET}
    (folded,) = tick(say, minutes=1)
    assert folded.audience is Audience.MAIN
    assert folded.text.startswith("0600 MST: 15 checked in (E6 4, E7 4, ")
    assert tick(say, minutes=5) == []


def test_who_said_it_is_told_at_once_that_it_is_recorded(say):
    for n in range(1, 6):
        say(f"checkin E{n} 4")
    assert say("checkin E6 4") == (
        "E6 checked in: 4 persons, Ada County (6 resources, 24 persons). "
        "It is told to all within a minute, together with the others."
    )


def test_the_thick_goes_on_and_nothing_is_told_twice_or_not_at_all(say):
    single = []
    for n in range(1, 41):
        single += [reply.text for reply in say.replies(f"checkin E{n} 4") if reply.audience is Audience.MAIN]
        single += texts(tick(say, seconds=5))
    single += texts(tick(say, minutes=2))
    told = " ".join(single)
    for n in range(1, 41):
        assert told.count(f"E{n} checked in") + told.count(f"E{n} 4,") + told.count(f"E{n} 4)") == 1, n


def test_when_it_is_quiet_again_lines_are_told_one_by_one(say):
    for n in range(1, 8):
        say(f"checkin E{n} 4")
    tick(say, minutes=3)
    assert say.audience("checkin E9 4") is Audience.MAIN


def test_names_in_a_crew_are_counted_once(say):
    say("checkin", ANA)
    assert say('checkin E12 4 crew:"Ana Ruiz, Bo Day"') == (
        "E12 checked in: 4 persons, Ada County; Ana Ruiz counted with it, not alone any more (1 resource, 4 persons)"
    )
    assert say("checkin", ANA).startswith("Refused: Ana Ruiz is counted with E12 already (4 persons, Ada County)")
    assert say("checkin", BEN).startswith("Ben Ito checked in"), "another name"


def test_another_agencys_person_of_that_name_is_another_person(say):
    say('checkin "Ana Ruiz" agency:BOI')
    assert "not alone" not in say('checkin E12 4 crew:"Ana Ruiz"')
    assert say.store.strength("bear-creek").persons == 5


def test_there_cannot_be_more_names_than_persons(say):
    before = say.rows()
    assert say('checkin E12 2 crew:"Al, Bo, Cy"').startswith("Refused: E12 has 3 names, but 2 persons.")
    assert say.rows() == before
    assert say('checkin E12 3 crew:"Al, Bo, Cy" leader:Al').startswith("E12 checked in: 3 persons")
