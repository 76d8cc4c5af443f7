"""Taking command in an emergency, and relieving an IC: what one voice may, and when it lapses."""

import pytest

from commands.call import Call
from commands.domain.messages import Audience, Person
from commands.domain.organisation.roles import MOTION, RIGHTS, TAKE_CARRIES, Rank, Standing
from commands.shared import medical_readers, rights
from tests.commands.conversation import ANA, BEN, BOISE, HERE
from tests.commands.holding import hold
from tests.commands.ticking import texts, tick

KIM = Person("slack.county/U2", "Kim Lee", "Ada County")
LEE = Person("matrix.state/@lee:state.example", "Lee Fox", "State EOC")
STRANGER = Person("slack.county/U66", "Sam Strange", "Ada County")


@pytest.fixture
def led(say):
    """Ana is IC."""
    hold(say, ANA, "IC")
    return say


def ics(say):
    return {one.name for one in say.store.holders("bear-creek", ("IC",)) if one.rank is Rank.HOLDER}


def take(say, who=STRANGER):
    (reply,) = say.replies("role take IC emergency:yes", who)
    return reply


def test_it_stands_beside_the_ic_and_all_are_told_with_one_press_to_revoke(led):
    told = take(led)
    assert (told.audience, told.loud, told.notify) == (Audience.INCIDENT, True, True)
    assert told.text.startswith(
        "EMERGENCY TAKE OF COMMAND TC-1: Sam Strange (Ada County) stands in as IC beside Ana Ruiz from Sun 22 Nov 0600 "
        "MST. It lapses Sun 22 Nov 0630 MST unless Ana Ruiz or an administrator agrees."
    )
    assert [one.command for one in told.choices] == ["role revoke TC-1", "role agree TC-1"]
    assert ics(led) == {"Ana Ruiz"}
    assert "TC-1: Sam Strange (Ada County) stands in as IC; lapses" in led("role list")


@pytest.mark.parametrize("right", sorted(RIGHTS))
def test_it_carries_what_is_on_its_table_and_nothing_else(led, right):
    take(led)
    call = Call(who=STRANGER, room=HERE, at=led.now, store=led.store, zone=BOISE, incident=led.incident)
    assert rights.may_do(right, call) is (right in TAKE_CARRIES)


@pytest.mark.parametrize(
    "said",
    [
        "contact Ana Ruiz",
        "par missing",
        "link code",
        "unlink slack.county/C1",
        "group add ops",
        "role relieve IC",
        "role relieve IC @Ana Ruiz",
        "role give OSC @Kim Lee",
        "role give IC @Kim Lee from:@Ana Ruiz",
        "incident close",
        "incident reopen",
        "emergency clear",
        "emergency false M-1",
        "role agree TC-1",
    ],
)
def test_what_it_never_carries_is_refused_and_changes_nothing(led, said):
    led("emergency E12 trapped", BEN)
    take(led)
    before = led.rows()
    answer = led(said, STRANGER, mentions={"Kim Lee": KIM.key, "Ana Ruiz": ANA.key})
    assert answer.startswith("Refused"), answer
    assert led.rows() == before


def test_medical_reports_are_not_theirs(led):
    take(led)
    call = Call(who=STRANGER, room=HERE, at=led.now, store=led.store, zone=BOISE, incident=led.incident)
    assert not rights.has(frozenset(medical_readers.READERS), call)


def test_the_ic_or_an_administrator_revokes_it_with_one_press(led):
    take(led)
    assert led("role revoke TC-1", KIM).startswith(
        "Refused: TC-1 is revoked by the IC, an administrator or Sam Strange"
    )
    (told,) = led.replies("role revoke TC-1", ANA)
    assert told.text.startswith(
        "TC-1 REVOKED by Ana Ruiz, Sun 22 Nov 0600 MST: Sam Strange (Ada County) does not stand"
    )
    assert (told.audience, told.loud) == (Audience.INCIDENT, True)
    assert led("par start", STRANGER).startswith("Refused: “par start” is")
    assert led("role take IC emergency:yes", STRANGER).startswith("Refused: TC-1 was revoked")
    assert led("role revoke TC-1", ANA).startswith("Refused: TC-1 is revoked; nothing more can be done")
    take(led, KIM)
    assert "REVOKED by Ben Ito" in led("role revoke TC-2", BEN, admin=True)


def test_it_lapses_after_half_an_hour_and_says_so(led):
    take(led)
    assert texts(tick(led, minutes=29)) == []
    assert texts(tick(led, minutes=1)) == [
        "TC-1 has lapsed, Sun 22 Nov 0630 MST: nobody agreed to it. "
        "Sam Strange (Ada County) does not stand in as IC any more."
    ]
    assert led("role agree TC-1", ANA).startswith("Refused: TC-1 is lapsed")
    assert led("par start", STRANGER).startswith("Refused: “par start” is")


def test_the_ic_or_an_administrator_agrees_and_then_it_is_a_position(led):
    take(led, KIM)
    assert led("role agree TC-1", STRANGER).startswith("Refused: TC-1 is for Ana Ruiz or an administrator")
    assert led("role agree TC-1", ANA).startswith("TC-1: Kim Lee (Ada County) is IC from")
    assert ics(led) == {"Ana Ruiz", "Kim Lee"}
    assert texts(tick(led, hours=1)) == []


def test_where_there_is_no_ic_two_of_different_agencies_who_were_checked_in_before_agree(say):
    say("checkin", ANA)
    say("checkin", LEE)
    say("checkin", BEN)
    say("checkin", KIM)
    say.wait(minutes=1)
    told = take(say)
    assert "unless an administrator, or 2 checked-in people of different agencies agree" in told.text
    assert say("role agree TC-1", STRANGER).startswith("Refused: TC-1 is for an administrator to agree to, or for 2")
    assert "agrees that Sam Strange (Ada County) is IC. Somebody checked in of another" in say("role agree TC-1", ANA)
    assert say("role agree TC-1", KIM).startswith("Refused: An agreement from Ada County is kept already")
    assert ics(say) == set()
    assert say("role agree TC-1", BEN).startswith("TC-1: Sam Strange (Ada County) is IC from")
    assert ics(say) == {"Sam Strange"}


def test_who_checks_in_only_afterwards_has_no_voice(say):
    take(say)
    say.wait(minutes=1)
    say("checkin", LEE)
    assert say("role agree TC-1", LEE).startswith("Refused: TC-1 is for an administrator")


def test_the_ic_is_relieved_by_nobody_but_themselves_an_administrator_or_two_voices(led):
    hold(led, BEN, "IC")
    hold(led, KIM, "IC", rank=Rank.DEPUTY)
    named = {"mentions": {"Ana Ruiz": ANA.key, "Ben Ito": BEN.key}}
    for who in (KIM, STRANGER):
        assert led("role relieve IC @Ana Ruiz", who, **named).startswith("Refused: Ana Ruiz is IC: relieved by nobody")
    assert led("role relieve IC @Ana Ruiz", BEN, **named).startswith("Refused: One voice does not relieve an IC")
    assert ics(led) == {"Ana Ruiz", "Ben Ito"}
    hold(led, LEE, "IC")
    assert led("role relieve IC @Ana Ruiz", BEN, **named).startswith(
        "TC-1: Ben Ito wants Ana Ruiz (Ada County) relieved"
    )
    assert led("role agree TC-1", BEN).startswith("Refused: TC-1 is for another IC of Unified Command")
    assert led("role agree TC-1", KIM).startswith("Refused: TC-1 is for another IC of Unified Command")
    assert ics(led) == {"Ana Ruiz", "Ben Ito", "Lee Fox"}
    assert led("role agree TC-1", LEE).startswith(
        "TC-1: Ana Ruiz (Ada County) is relieved as IC by Ben Ito and Lee Fox"
    )
    assert ics(led) == {"Ben Ito", "Lee Fox"}
    assert "is relieved" in led("role relieve IC @Ben Ito", STRANGER, admin=True, **named)


def test_one_voice_for_a_relief_lapses(led):
    hold(led, BEN, "IC")
    hold(led, LEE, "IC")
    led("role relieve IC @Ana Ruiz", BEN, mentions={"Ana Ruiz": ANA.key})
    assert texts(tick(led, minutes=31)) == [
        "TC-1 has lapsed, Sun 22 Nov 0630 MST: nobody agreed to it. Ana Ruiz stays IC."
    ]


def test_the_table_ends_every_motion_for_good():
    assert all(not MOTION[state] for state in Standing if state is not Standing.STANDING)
