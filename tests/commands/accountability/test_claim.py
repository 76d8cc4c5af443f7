"""A name on the roster gives no right and answers nothing, until its account is bound by two words."""

import pytest

from commands.domain.accountability.claims import Bound, Claim
from commands.domain.accountability.par import Answer, Par
from commands.domain.messages import Audience, Person
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold

JO = Person("slack.county/U7", "Jo Smith", "Ada County")
TWIN = Person("matrix.state/@jo:evil.example", "Jo Smith", "State EOC")
"""Somebody who calls themselves so."""
AL = Person("slack.county/U8", "Al Low", "Ada County")
RADO = Person("slack.county/U10", "Rae Dio", "Ada County")
SAM = Person("slack.county/U66", "Sam Strange", "Ada County")


@pytest.fixture
def crew(say):
    say('checkin E12 4 div A leader:"Jo Smith" crew:"Al Low, Bo Day"', ANA)
    hold(say, RADO, "RADO")
    return say


def line(say, name="e12"):
    (found,) = say.store.checked_in("bear-creek", name)
    return found


def answered(say, name="e12"):
    (found,) = say.store.par_named(say.store.numbered(Par, "bear-creek", 1).id, name)
    return found.state is Answer.ALL


NOTHING = [
    ("par E12 4", "4 of 4, reported by Jo Smith"),
    ("par E12 all", "4 of 4, reported by Jo Smith"),
    ("par here", "one of it, reported by Jo Smith"),
    ('checkin E12 3 agency:"Ada County"', "3 persons (was 4), reported by Jo Smith"),
    ("reassign E12 div B", "Div B (was Div A), reported by Jo Smith"),
    ("watch ok W-1", "E12 heard, reported by Jo Smith"),
    ("watch end W-1", "E12 back, reported by Jo Smith"),
    ("status E12 oos mech", "Refused: the status of E12 is for"),
    ("contact E12", "is for"),
]


@pytest.mark.parametrize("who", [JO, TWIN])
@pytest.mark.parametrize(("said", "told"), NOTHING)
def test_a_name_that_is_bound_to_no_account_gives_no_right_and_answers_nothing(crew, who, said, told):
    crew("par start", RADO)
    crew("watch E12 30m", RADO)
    assert told in crew(said, who)
    assert not answered(crew)
    assert (line(crew).persons, line(crew).div, line(crew).status) == (4, "A", "assigned")


def test_an_announcement_is_acknowledged_for_a_crew_by_no_name(crew):
    crew('announce "Evacuate" to:all ack', RADO)
    assert "E12 acknowledged" not in crew("announce ack A-1", TWIN)
    crew("claim E12", JO)
    crew("claim yes CL-1", ANA)
    assert crew("announce ack A-1", JO) == "A-1 acknowledged by all 1; the last was E12."


@pytest.mark.parametrize("who", [ANA, RADO])
def test_a_claim_counts_when_those_who_speak_for_the_crew_agree(crew, who):
    crew("par start", RADO)
    (asked,) = crew.replies("claim E12", JO)
    assert asked.audience is Audience.MAIN
    assert asked.text.startswith(
        "CL-1: Jo Smith (Ada County, slack.county/U7) says they are the leader of E12. It counts as soon as"
    )
    assert [choice.command for choice in asked.choices] == ["claim yes CL-1", "claim no CL-1"]
    assert not line(crew).leader_account
    assert "reported by Jo Smith" in crew("par E12 4", JO)
    assert crew("claim yes CL-1", who) == f"Jo Smith leads E12 (slack.county/U7), confirmed by {who.name}."
    assert line(crew).leader_account == JO.key
    assert "reported" not in crew("par E12 4", JO)
    assert answered(crew)


@pytest.mark.parametrize("who", [JO, TWIN, SAM, AL])
def test_nobody_agrees_who_does_not_speak_for_the_crew(crew, who):
    crew("claim E12 as:leader", TWIN)
    before = crew.rows()
    assert crew("claim yes CL-1", who).startswith("Refused: CL-1 is for whoever checked E12 in")
    assert crew.rows() == before


def test_a_member_who_is_bound_does_not_agree_to_a_leader(crew):
    crew("claim E12", AL)
    crew("claim yes CL-1", ANA)
    assert line(crew).crew_accounts == (AL.key, "")
    crew("claim E12 as:leader", SAM)
    assert crew("claim yes CL-2", AL).startswith("Refused: CL-2 is for whoever checked E12 in")


def test_a_member_answers_for_that_member_only(crew):
    crew("claim E12", AL)
    crew("claim yes CL-1", ANA)
    crew("par start", RADO)
    assert crew("par here", AL).startswith("You are recorded in P-1, you alone: 1 of 4 of E12")
    assert crew("par E12 4", AL).startswith("You are recorded in P-1 already.")
    assert not answered(crew)


def test_whoever_is_declined_is_nobody(crew):
    crew("claim E12", TWIN)
    assert crew("claim no CL-1", SAM).startswith("Refused: CL-1 is for")
    assert crew("claim no CL-1", ANA) == (
        "CL-1 declined by Ana Ruiz: Jo Smith (State EOC, matrix.state/@jo:evil.example) does not count as the leader "
        "of E12."
    )
    assert crew("claim yes CL-1", RADO).startswith("Refused: CL-1 is declined")
    assert not line(crew).accounts


def test_who_is_mentioned_as_a_leader_is_asked_directly_and_confirms_by_that_account(say):
    mentions = {"Jo Smith": JO.key}
    _, asked = say.replies('checkin E14 3 leader:"@Jo Smith"', ANA, mentions=mentions)
    assert line(say, "e14").leader == "Jo Smith"
    assert asked.to == (JO.key,)
    assert asked.text.startswith("CL-1: Ana Ruiz names you as the leader of E14. If you are: !net claim yes CL-1.")
    assert not line(say, "e14").accounts
    assert say("claim yes CL-1", TWIN).startswith("Refused: CL-1 is for Jo Smith (slack.county/U7) to confirm")
    assert say("claim yes CL-1", ANA).startswith("Refused: CL-1 is for Jo Smith (slack.county/U7) to confirm")
    assert say("claim yes CL-1", JO) == "Jo Smith leads E14 (slack.county/U7), confirmed by Jo Smith."
    assert line(say, "e14").leader_account == JO.key


def test_those_who_speak_for_a_crew_name_an_account(crew):
    crew("checkin", JO)
    assert "is for" in crew("claim offer E12 @Jo", SAM, mentions={"Jo": JO.key})
    answer, asked = crew.replies("claim offer E12 @Jo", RADO, mentions={"Jo": JO.key})
    assert answer.text.endswith("is asked whether they are leader of E12.")
    assert asked.to == (JO.key,)
    crew("claim yes CL-1", JO)
    assert line(crew).leader_account == JO.key
    assert crew("claim offer E12 Cy", RADO).startswith("Refused: ")


def test_whoever_names_themselves_has_said_so(say):
    say('checkin E12 4 leader:"Ana Ruiz" crew:"Ana Ruiz, Al Low"', ANA)
    assert (line(say).leader_account, line(say).crew_accounts) == (ANA.key, (ANA.key, ""))
    say('checkin E12 leader:"Jo Smith"', ANA)
    assert line(say).leader_account == "", "another name is another person"


def test_a_crew_that_is_written_anew_keeps_whom_it_still_names(crew):
    crew("claim E12", AL)
    crew("claim yes CL-1", ANA)
    crew('checkin E12 crew:"Cy Ray, Al Low"', ANA)
    assert line(crew).crew_accounts == ("", AL.key)
    crew('checkin E12 crew:"Cy Ray"', ANA)
    assert line(crew).accounts == frozenset()


def test_a_leader_who_checked_in_alone_is_counted_once(crew):
    crew("again checkin", JO)
    assert crew.store.strength("bear-creek").persons == 5
    crew("claim E12", JO)
    crew("claim yes CL-1", ANA)
    assert crew.store.strength("bear-creek").persons == 4


def test_nobody_is_taken_off_the_roster_by_being_named_in_a_crew(say):
    say("checkin", BEN)
    say('checkin X1 4 agency:"State EOC" crew:"Ben Ito"', SAM)
    assert say.store.own_checkin("bear-creek", BEN.key) is not None
    assert say.store.strength("bear-creek").persons == 5


def test_who_is_named_in_a_crew_may_be_somebody_else_of_that_name(crew):
    assert crew("checkin", JO).startswith("Refused: Jo Smith is counted with E12 already")
    assert crew("again checkin", JO).startswith("Jo Smith checked in")


def test_a_line_of_ones_name_is_claimed_and_gives_nothing_before(say):
    say('checkin "Ben Ito" agency:"State EOC" div A', ANA)
    assert say("demob", BEN).startswith("Refused: ")
    assert say("contact", BEN).startswith("Refused: ")
    say("checkin", BEN)
    say("checkin", BEN)
    assert [one.shown for one in say.store.claims("bear-creek")] == ["CL-1"], "asked twice, it is one claim"
    say("claim yes CL-1", ANA)
    assert say.store.numbered(Claim, "bear-creek", 1).state is Bound.BOUND
    assert say.store.own_checkin("bear-creek", BEN.key).div == "A"


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("claim E99", "E99 is not checked in"),
        ("claim yes CL-7", "There is no CL-7 here"),
        ("claim no CL-7", "There is no CL-7 here"),
        ("claim E12 as:self", "E12 is 4 persons"),
        ("claim E12 as:boss", "boss"),
    ],
)
def test_what_cannot_be_is_refused_with_words(crew, said, refusal):
    assert refusal in crew(said, ANA)


def test_a_crew_takes_no_more_members_than_it_has_persons(crew):
    crew('checkin E12 crew:"Al Low, Bo Day, Cy Ray"', ANA)
    crew("claim E12 as:member", SAM)
    assert crew("claim yes CL-1", ANA).startswith("Refused: E12 has 4 persons, and all are named")
