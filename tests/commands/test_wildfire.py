"""Thirty-six hours of a wildfire with three agencies, played in simulated time from the first room to the close."""

from datetime import datetime, timedelta

import pytest

from commands.domain.accountability.checkins import Strength
from commands.domain.accountability.par import Par, Roll
from commands.domain.incidents import Incident
from commands.domain.log.proof import Proof
from commands.domain.messages import CLOCK, Audience, Person, Reply, Room
from tests.commands.conversation import ANA, BEN, START
from tests.commands.organisation.test_incident import digits
from tests.commands.ticking import private, public, tick

KIM = Person("slack.county/U2", "Kim Oh", "Ada County")
RAE = Person("slack.county/U3", "Rae Dio", "Ada County")
DI = Person("slack.county/U4", "Di Vis", "Ada County")
LO = Person("slack.county/U6", "Lo Chief", "Ada County")
OP = Person("matrix.state/@op:state.example", "Op Chief", "State EOC")
LEE = Person("matrix.blm/@lee:blm.example", "Lee Moss", "BLM")

COUNTY = Room("slack", "county", "C9")
STATE = Room("matrix", "state", "!a:state.example")
BLM = Room("matrix", "blm", "!b:blm.example")
HOME = {"slack.county": COUNTY, "matrix.state": STATE, "matrix.blm": BLM, "clock": COUNTY}

CREWS = 200
MISSING = "Al Low"


class Fire:
    """The conversation, in which everybody speaks in the room of their own agency."""

    def __init__(self, say) -> None:
        self.say = say

    def replies(self, who: Person, line: str, **call) -> tuple[Reply, ...]:
        named = {one.name: one.key for one in (ANA, BEN, KIM, RAE, DI, LO, OP, LEE)}
        return self.say.replies(line, who, **({"room": HOME[who.key.partition("/")[0]], "mentions": named} | call))

    def told(self, who: Person, line: str, to: Audience = Audience.MAIN) -> str:
        """The words of the first answer, which this audience reads."""
        first = self.replies(who, line)[0]
        assert first.audience is to, (line, first)
        return first.text

    def refused(self, who: Person, line: str) -> str:
        answer = self.say(line, who, room=COUNTY)
        assert answer.startswith("Refused: "), answer
        return answer.removeprefix("Refused: ")

    def until(self, hours: float) -> list[Reply]:
        """What the clock says until so many hours after the start."""
        return tick(self.say, seconds=(self.at(hours) - self.say.now).total_seconds())

    def at(self, hours: float) -> datetime:
        return START + timedelta(hours=hours)

    @property
    def strength(self) -> Strength:
        return self.say.store.strength(self.say.incident.id)


@pytest.fixture
def fire(say) -> Fire:
    say.incident = None
    return Fire(say)


def test_a_wildfire_is_run_from_arrival_to_close_and_its_log_is_unbroken(fire):
    the_county_opens_the_incident_and_two_agencies_link_up(fire)
    positions_are_given_and_confirmed(fire)
    the_period_the_shifts_and_the_frequency_plan_are_set(fire)
    two_hundred_crews_check_in(fire)
    portables_are_asked_for_approved_and_come_in_part(fire)
    at_1800_the_desk_changes_hands(fire)
    at_0200_the_repeater_fails_and_the_net_moves(fire)
    the_roll_call_is_one_short(fire)
    the_missing_one_is_an_emergency_until_it_is_cleared(fire)
    the_first_crews_go_home_signed_off(fire)
    the_incident_is_closed_and_its_log_follows(fire)


def the_county_opens_the_incident_and_two_agencies_link_up(fire):
    assert "is opened by Ana Ruiz" in fire.replies(ANA, "incident open Alder Fire type:3", incident=None)[0].text
    fire.say.incident = fire.say.store.get(Incident, "alder-fire")
    for who, name in ((BEN, "!a:state.example (matrix.state)"), (LEE, "!b:blm.example (matrix.blm)")):
        fire.say.wait(minutes=1)
        assert fire.told(ANA, "link", Audience.PRIVATE).startswith("Code ")
        others, here = fire.replies(who, f"join {digits(fire.say)}", incident=None)
        assert others.text.startswith(f"{name} joins Alder Fire, group main")
        assert "It hears, and is heard by: " in here.text
    assert {one.room for one in fire.say.store.rooms_of("alder-fire")} == {COUNTY, STATE, BLM}


def positions_are_given_and_confirmed(fire):
    assert fire.told(ANA, "role take IC").startswith("IC (Incident Commander) is Ana Ruiz")
    given = (("COML", KIM), ("RADO", RAE), ("OSC", OP), ("DIVS A", DI), ("LSC", LO), ("AREP", BEN), ("DMOB", LEE))
    for number, (position, who) in enumerate(given, 1):
        assert f"To confirm: {who.name}" in fire.told(ANA, f"role give {position} @{who.name}")
        assert fire.told(who, f"role confirm H-{number}").startswith(f"H-{number}: {position} is {who.name}")


def the_period_the_shifts_and_the_frequency_plan_are_set(fire):
    assert "is set by Ana Ruiz" in fire.told(ANA, "period 0600-1800")
    fire.told(ANA, "period objectives Keep the fire north of the river; no one hurt")
    assert "Next shift change: Sun 22 Nov 1800 MST" in fire.told(KIM, "shift at 0600,1800")
    assert "is for COML (Kim Oh)" in fire.refused(DI, 'freq assign VTAC14 as:"tactical"')
    fire.told(KIM, 'freq assign VTAC14 as:"tactical" div:A,B zone:1 ch:4 area:all')
    fire.told(KIM, 'freq assign VTAC12 as:"command" area:all')
    fire.told(KIM, "freq pace tactical alternate:VTAC12")
    assert fire.told(KIM, "freq publish").startswith("Radio plan published revision 1 of OP 1, 2 rows")
    assert "N-1 | 1-4 | VTAC14 | tactical | Div A, Div B" in fire.told(LEE, "freq", Audience.QUIET)


def two_hundred_crews_check_in(fire):
    agencies = (("Ada County", RAE), ("State EOC", BEN), ("BLM", LEE))
    for number in range(CREWS):
        fire.say.wait(seconds=30)
        agency, who = agencies[number % 3]
        line = f'checkin E{number} {persons(number)} div {"ABCD"[number % 4]} agency:"{agency}" leader:"Lead {number}"'
        assert fire.replies(who, line)
    fire.told(KIM, "checkin")
    assert fire.strength == Strength(CREWS + 1, sum(map(persons, range(CREWS))) + 1)
    assert "Ada County: 68 resources" in fire.told(LEE, "roster", Audience.QUIET)


def persons(number: int) -> int:
    return 2 + number % 4


def portables_are_asked_for_approved_and_come_in_part(fire):
    (asked,) = fire.replies(DI, 'request 20 VHF portables div A by:1400 priority:urgent at:"Camp 1"')
    assert asked.text.endswith("Approval: section: OSC (Op Chief).")
    assert "OSC" in fire.refused(LO, "approve R-1")
    approved, word = fire.replies(OP, "approve R-1")
    assert approved.audience is Audience.MAIN
    assert (word.audience, word.to) == (Audience.PRIVATE, (DI.key,))
    fire.told(LO, 'order R-1 12 from:"State cache" number:E-41')
    assert fire.told(LO, "fill R-1 12 eta:1200").endswith("8 of 20 are open")
    assert fire.told(LO, "request arrived R-1.1").startswith("R-1.1 arrived: 12 VHF portables")
    late = [one for one in fire.until(9) if "LATE" in one.text]
    assert [one.audience for one in late] == [Audience.INCIDENT, Audience.PRIVATE]
    assert late[0].text == "R-1 (20 VHF portables) is LATE: needed by Sun 22 Nov 1400 MST, 8 of 20 are not here"


def at_1800_the_desk_changes_hands(fire):
    fire.told(KIM, "role give COML @Ben Ito at 1800")
    fire.told(BEN, "role confirm H-8")
    said = fire.until(12)
    assert [one.to for one in private(said) if one.text.startswith("DRAFT")] == [(BEN.key,)]
    assert "H-8: COML is Ben Ito (State EOC) from Sun 22 Nov 1800 MST (was Kim Oh)." in [one.text for one in said]
    room, own = fire.replies(CLOCK, "shift turn", due=fire.say.now)
    assert room.audience is Audience.MAIN
    assert room.text.startswith("SHIFT CHANGE, summary of shift 1: Alder Fire")
    assert own.to == (BEN.key,)
    assert "R-1 20 VHF portables for Div A: ordered, urgent, 12 of 20 here" in own.text
    assert fire.told(BEN, "shift accept").endswith("All of it is accepted.")
    assert fire.told(ANA, "period 1800-0600").startswith("Operational period 2")


def at_0200_the_repeater_fails_and_the_net_moves(fire):
    assert public(fire.until(20)) == [], "a quiet night"
    down = fire.told(RAE, "freq down VTAC14 repeater off the air", Audience.INCIDENT)
    assert "tactical is on VTAC14. Alternate: VTAC12" in down
    assert "Nobody was moved: COML, OSC or IC order freq move." in down
    (order,) = fire.replies(BEN, "freq move VTAC14 to VTAC12")
    assert order.loud
    assert "missing Div B" in fire.told(RAE, 'freq heard "Div A" on VTAC12', Audience.INCIDENT)
    (moved,) = fire.replies(RAE, 'freq heard "Div B" on VTAC12')
    assert [one.command for one in moved.choices] == ["par start"]


def the_roll_call_is_one_short(fire):
    assert fire.told(RAE, "par start within:10m", Audience.INCIDENT).startswith("PAR P-1: answer by 0210 MST.")
    for number in range(CREWS):
        if number != 12:
            assert fire.replies(RAE, f"par E{number} {persons(number)}")
    fire.replies(KIM, "par here")
    short, names, _ = fire.replies(RAE, f'par E12 1 of 2 missing:"{MISSING}"')
    assert (short.audience, short.loud) == (Audience.INCIDENT, True)
    assert (names.audience, names.to) == (Audience.PRIVATE, (ANA.key, OP.key))
    assert MISSING in names.text
    assert MISSING in fire.told(ANA, "par missing", Audience.PRIVATE)
    assert "“par missing” is for IC" in fire.refused(BEN, "par missing")
    assert "E12 | 1 of 2 | Div A, Ada County | Lead 12" in fire.told(DI, "par status", Audience.QUIET)
    late = fire.until(20.2)
    assert any("PAR P-1 OVERDUE 2 min: 700 of 701 persons, 199 of 200 crews" in one.text for one in public(late))
    assert all(MISSING not in one.text for one in (short, *public(late)))


def the_missing_one_is_an_emergency_until_it_is_cleared(fire):
    cry, answer = fire.replies(DI, "emergency one person down at DP 12")
    assert (cry.audience, cry.loud) == (Audience.INCIDENT, True)
    assert (answer.audience, answer.text[:25]) == (Audience.QUIET, "CALL IT ON THE RADIO NOW.")
    assert any(one.text.startswith("NOBODY has acknowledged, 2 min") for one in fire.until(20.25))
    assert "acknowledged by Op Chief" in fire.told(OP, "emergency ack", Audience.INCIDENT)
    report = fire.told(ANA, "sitrep")
    assert "· M-1 one person down at DP 12, acknowledged by Op Chief (State EOC)" in report
    assert "ACCOUNTABILITY: 1 PAR open, 1 resource not accounted for" in report
    assert MISSING not in report
    found, complete = fire.replies(RAE, "par E12 2")
    assert found.text == "PAR P-1: E12 2 of 2, ALL ACCOUNTED FOR now."
    assert complete.text.startswith("PAR P-1 COMPLETE: 701 of 701 persons, 200 of 200 crews, 1 of 1 single person")
    assert "CLEARED by Op Chief" in fire.told(OP, "emergency clear", Audience.INCIDENT)
    assert fire.say.store.numbered(Par, "alder-fire", 1).state is Roll.COMPLETE


def the_first_crews_go_home_signed_off(fire):
    rest = fire.until(30)
    assert not [one for one in rest if "OVERDUE" in one.text or "NOBODY has" in one.text]
    for number in range(3):
        assert "released to Boise" in fire.told(LEE, f"demob E{number} needs:none to:Boise")
    fire.told(LEE, "demob E3 needs:communications etd:1400")
    assert "still to sign are communications" in fire.refused(LEE, "demob release D-4")
    assert fire.told(BEN, "demob sign D-4 communications").endswith("It may be released.")
    assert "off the roster" in fire.told(LEE, "demob release D-4")
    assert fire.strength == Strength(197, 687)
    assert "Nobody is moved back." in fire.told(BEN, "freq up VTAC14", Audience.INCIDENT)


def the_incident_is_closed_and_its_log_follows(fire):
    fire.until(36)
    asked = fire.told(ANA, "incident close", Audience.QUIET)
    assert "• 197 resources, 687 persons checked in\n• 1 open request\n" in asked
    assert "is closed by Ana Ruiz" in fire.told(ANA, "incident close confirm:yes", Audience.INCIDENT)
    assert "nothing was recorded" in fire.refused(BEN, "checkin")
    store, proof = fire.say.store, Proof()
    proof.read(store.log_page("alder-fire", 0, 5_000))
    assert proof.end(store.log_count("alder-fire")) is None
    assert proof.head == store.log_head("alder-fire")
    assert proof.number > CREWS * 2, "each check-in and each answer is in it"
