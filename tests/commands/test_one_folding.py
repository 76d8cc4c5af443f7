"""What one command folds, every command folds: each is asked by every spelling of the same thing."""

import pytest

from commands.domain.messages import Person
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold

SPELLINGS = ("Engine 12", "E-012", "e12", '"E 12"')
SHERIFF = Person("slack.county/U7", "Dee Poe", "Ada Sheriff")


def quoted(name):
    return name if name.startswith('"') or " " not in name else f'"{name}"'


@pytest.fixture
def roll(say):
    hold(say, ANA, "IC")
    hold(say, ANA, "RADO")
    say('checkin E12 4 div "Division Alpha" agency:"Crescent FD"')
    say("checkin E14 3 div DIVB agency:CRESCENT F.D.")
    return say


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("checkin {} 4", "is checked in already"),
        ("checkin {} 5", "E12 changed: 5 persons"),
        ("status {} oos mech", "E12"),
        ("status {}", "E12"),
        ("reassign {} div B", "E12 changed: Div B"),
        ("checkout {}", "E12 (4 persons"),
        ("roster {}", "E12"),
        ("demob {}", "E12"),
        ("form 214 {}", "ICS 214"),
    ],
)
def test_a_unit_is_found_by_every_spelling(roll, line, told, name):
    answer = roll(line.format(quoted(name)))
    assert "Refused" not in answer
    assert told in answer
    assert roll.store.strength("bear-creek").resources == 2


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_roll_call_is_answered_under_every_spelling_and_nobody_counts_twice(roll, name):
    roll("par start within:10m")
    assert "1 of 2" in roll(f"par {quoted(name)} four")


@pytest.mark.parametrize("div", ["A", '"Division Alpha"', "DIVA", '"DIVS A"', '"A Div"', "alfa", "div-A"])
def test_a_division_is_found_by_every_spelling(roll, div):
    assert "E12" in roll(f"roster div:{div}")
    assert "E14" not in roll(f"roster div:{div}")
    assert "0 of 4 persons, 0 of 1 crew" in roll(f"par start div:{div} within:10m")


@pytest.mark.parametrize("agency", ['"Crescent FD"', '"CRESCENT FIRE DEPARTMENT"', '"crescent f.d."'])
def test_an_agency_is_found_by_every_spelling(roll, agency):
    assert "2 resources, 7 persons" in roll(f"roster agency:{agency}")
    assert "E12 changed" in roll(f"checkin E12 6 agency:{agency}")


def test_what_is_alike_is_asked_with_both_named_and_can_be_another_one(roll):
    roll('checkin "Team 104" 3 div A agency:NCS')
    before = roll.rows()
    (asked,) = roll.replies("checkin 104 3 agency:NCS div A")
    assert "104 looks like Team 104 (3 persons, NCS, Div A)" in asked.text
    assert roll.rows() == before
    same, another = (choice.command for choice in asked.choices)
    assert "already" in roll(same)
    assert "104 checked in: 3 persons, NCS, Div A" in roll(another)


def test_a_phantom_in_a_roll_call_is_asked(roll):
    roll('checkin "ST 2131C" 22 agency:"CAL FIRE"')
    roll("par start within:10m")
    assert roll("par 2131c 21").startswith("Refused: Is 2131c the same as ST 2131C? Nothing was recorded")
    assert "22" in roll('par "Strike Team 2131C" 22')


def test_another_agencys_unit_is_not_moved_but_asked_about(roll):
    before = roll.store.checked_in("bear-creek", "e12")
    (asked,) = roll.replies("checkin E12 4 div B", SHERIFF)
    assert "E12 is checked in by Crescent FD (4 persons, Crescent FD, Div A); you are of Ada Sheriff" in asked.text
    assert roll.store.checked_in("bear-creek", "e12") == before
    _, mine = (choice.command for choice in asked.choices)
    assert "E12 checked in: 4 persons, Ada Sheriff, Div B" in roll(mine, SHERIFF)
    assert roll("checkin E12 5", SHERIFF).startswith("Ada Sheriff E12 changed: 5 persons"), "their own comes first"
    assert [one.div for one in roll.store.checked_in("bear-creek", "e12") if one.agency == "Crescent FD"] == ["A"]


def test_whoever_brought_it_or_keeps_the_list_is_not_asked(roll):
    assert "E12 changed: 5 persons" in roll("checkin E12 5", ANA)
    roll('checkin E20 4 agency:"Crescent FD"', BEN)
    assert "E20 changed: 5 persons" in roll("checkin E20 5", BEN)


def test_traffic_and_its_log_are_found_by_every_name_of_the_net(roll):
    hold(roll, ANA, "COML")
    assert "Refused" not in roll('freq assign VTAC14 as:"Alpha Tac" zone:1 ch:4')
    roll('traffic DIVA COMM "one" ch:VTAC14')
    roll('traffic DIVA COMM "two" ch:vtac-14')
    roll('traffic DIVA COMM "three" ch:"ALPHA-TAC"')
    for name in ("VTAC14", '"vtac 14"', "N-1", '"Alpha Tac"'):
        listed = roll(f"traffic list ch:{name}")
        assert all(word in listed for word in ("one", "two", "three")), (name, listed)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("request four cots", "R-1: 4 cots"),
        ("request twenty-one cots", "R-1: 21 cots"),
        ("request 1,000 cots", "R-1: 1,000 cots"),
        ("request 1 000 cots", "R-1: 1,000 cots"),
        ("request 12\u00a0500 cots", "it is not between 1 and 10,000"),
        ("request 1.000 cots", "did you mean 1,000 or 1?"),
        ("request 4 200 gallon tanks", "did you mean 4,200, or 4 of what is called “200 …”?"),
        ('request 4 "200 gallon tanks"', "R-1: 4 200 gallon tanks"),
        ("checkin E33 four div A", "E33 checked in: 4 persons, Ada County, Div A"),
        ("checkin E33 four persons", "E33 checked in: 4 persons"),
    ],
)
def test_numbers_are_read_as_they_are_written(roll, said, told):
    assert told in roll(said)


def test_a_log_line_says_when_it_happened(roll):
    assert "0515 MST" in roll("log at:0515 DP12 closed by slide")
    assert "Thu 19 Nov 2130 MST" in roll("log at:19 Nov 2130 bridge out")
    assert "at:DP12 is closed" in roll("log at:DP12 is closed"), "no time: the words stay as they stand"
    assert "at the bridge" in roll("log at the bridge 5 people")


@pytest.mark.parametrize("line", ['traffic "Team 104" COMM all well', 'par "Team 104" 3', "par team-0104 3"])
def test_whatever_is_heard_of_a_unit_is_a_call_for_its_watch(roll, line):
    roll('checkin "Team 104" 3 div A')
    roll('watch "Team 104" 30m')
    roll.wait(minutes=20)
    roll("par start within:10m")
    roll(line)
    roll.wait(minutes=15)
    assert "0650 MST | Sun 22 Nov 0620 MST" in roll("watch list")


@pytest.mark.parametrize("line", ["traffic E12 need water", "traffic E12 please send water"])
def test_traffic_without_its_addressee_asks_for_whom(roll, line):
    assert roll(line).startswith("Refused: For whom was it? Nothing was recorded.")
