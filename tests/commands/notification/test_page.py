"""Pages: step by step to one responsible person, or a loud word that nobody has it."""

from datetime import timedelta

import pytest

from commands.domain.messages import CLOCK, Audience, Person
from commands.domain.notification.notices import NoticeState
from commands.domain.notification.pages import Page, Paging
from commands.domain.notification.ways import WayKind
from commands.domain.organisation.roles import Rank
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.notification.reach import CARRYING, RAE, notices, staffed, way
from tests.commands.ticking import texts, tick

SAM = Person("slack.county/U7", "Sam Oh", "BLM")
DOWN = 'page COML "Repeater 4 is down"'


def page(say, number=1):
    return say.store.numbered(Page, "bear-creek", number)


def paged(say, line=f"{DOWN} pri:immediate", who=ANA):
    return say.replies(line, who, carrying=CARRYING)


def heard(say, text, sid="SM1", number="+12085550101"):
    return say.replies(f"ways heard sms {sid} {number} {text}", CLOCK, due=say.now, carrying=CARRYING)


def test_a_page_is_told_in_the_rooms_and_to_whoever_is_paged(say):
    staffed(say)
    public, direct = paged(say)
    assert public.text == "PAGE PG-1 to COML Ben Ito: “Repeater 4 is down” (Ana Ruiz). Next step at 0602 MST."
    assert (public.audience, public.loud) == (Audience.MAIN, True)
    assert [choice.command for choice in public.choices] == ["page ack PG-1", "page cannot PG-1"]
    assert (direct.to, direct.audience) == ((BEN.key,), Audience.PRIVATE)


@pytest.mark.parametrize(
    ("precedence", "expected"),
    [
        ("immediate", {WayKind.SMS: 0, WayKind.EMAIL: 0}),
        ("priority", {WayKind.SMS: 2, WayKind.EMAIL: 0}),
        ("routine", {WayKind.EMAIL: 0}),
    ],
)
def test_the_precedence_says_which_ways_are_used_and_when(say, precedence, expected):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    way(say, BEN, WayKind.EMAIL, "ben@state.example", place=2)
    paged(say, f"{DOWN} pri:{precedence}")
    found = {one.kind: (one.due - say.now) // timedelta(minutes=1) for one in notices(say, "PG-1")}
    assert found == expected


def test_an_unverified_way_is_for_immediate_only(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101", verified=None)
    paged(say, DOWN)
    assert notices(say, "PG-1") == ()
    assert "sms unverified: for immediate only" in say("page show PG-1")
    paged(say)
    assert len(notices(say, "PG-2")) == 1


def test_it_goes_from_step_to_step_and_an_empty_one_is_passed_at_once(say):
    staffed(say)
    paged(say)
    told = texts(tick(say, minutes=2))
    assert told[0].startswith("PAGE PG-1 to RADO Rae Dio, IC Ana Ruiz") or told[0].startswith(
        "PAGE PG-1 to COML Ben Ito"
    )
    shown = say("page show PG-1")
    assert "2 | COML deputy | nobody: passed at once" in shown
    assert "3 | SVBD | nobody: passed at once" in shown


def test_a_deputy_and_the_supervisor_come_before_the_desk(say):
    staffed(say)
    hold(say, SAM, "COML", rank=Rank.DEPUTY)
    hold(say, ANA, "LSC")
    paged(say)
    assert texts(tick(say, minutes=2))[0].startswith("PAGE PG-1 to COML deputy Sam Oh:")
    assert texts(tick(say, minutes=2))[0].startswith("PAGE PG-1 to LSC Ana Ruiz:")


def test_nobody_is_said_loudly_and_again_and_never_given_up_silently(say):
    staffed(say)
    paged(say)
    loud = [one for one in tick(say, hours=2) if "NOT ACKNOWLEDGED" in one.text and one.audience is Audience.MAIN]
    assert len(loud) == 4
    assert all(one.loud for one in loud)
    assert loud[-1].text.endswith("It is not said again; !net page list shows it.")
    assert "PG-1 exhausted to COML" in say("page list")


def test_where_nobody_holds_anything_that_is_said_at_once(say):
    answer = say("page COML help", admin=True)
    assert answer.startswith("PG-1 NOT ACKNOWLEDGED, none of those to be asked is held by anybody.")


def test_the_first_who_has_it_ends_every_chain_in_the_same_breath(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    paged(say)
    assert say("ack PG-1", BEN) == "PG-1 acknowledged by Ben Ito 0600 MST: “Repeater 4 is down”"
    assert {one.state for one in notices(say, "PG-1")} == {NoticeState.DROPPED}
    assert texts(tick(say, hours=1)) == []
    assert say("page ack PG-1", RAE) == "PG-1 was acknowledged 0600 MST by Ben Ito. Nothing was changed."


def test_who_was_not_asked_cannot_have_it(say):
    staffed(say)
    paged(say)
    answer = say("page ack PG-1", SAM)
    assert answer.startswith("Refused: PG-1 is for those who were paged, the radio desk and the IC: COML Ben Ito")
    assert page(say).state is Paging.OPEN


def test_cannot_asks_the_next_at_once(say):
    staffed(say)
    hold(say, SAM, "COML", rank=Rank.DEPUTY)
    paged(say)
    told = texts(say.replies("page cannot PG-1", BEN, carrying=CARRYING))
    assert told[0] == "PG-1: Ben Ito cannot."
    assert told[1].startswith("PAGE PG-1 to COML deputy Sam Oh:")


def test_it_is_escalated_by_a_word_and_the_old_alarm_is_void(say):
    staffed(say)
    hold(say, SAM, "OSC")
    paged(say)
    assert say("page to PG-1 OSC").startswith("PAGE PG-1 to OSC Sam Oh:")
    assert say("page to PG-1 FSC").startswith("Refused: Nobody holds FSC; PG-1 was not passed on.")
    say("page close PG-1 reached by radio")
    assert texts(tick(say, hours=1)) == []
    assert say("page ack PG-1", BEN) == "PG-1 was closed 0600 MST by Ana Ruiz. Nothing was changed."


def test_a_page_of_an_announcement_reaches_those_who_owe_it_and_acknowledges_it(say):
    staffed(say)
    say('announce "Move to tac 5" to:COML ack by:15m')
    (public, _) = say.replies("page A-1", ANA, carrying=CARRYING)
    assert public.text.startswith("PAGE PG-1 to COML Ben Ito: “Move to tac 5”")
    assert "A-1 acknowledged by all 1" in say("ack PG-1", BEN)
    say.wait(minutes=2)
    assert say("page A-1").startswith("Refused: A-1 waits for nobody's acknowledgement")


def test_an_answer_by_text_counts_for_whoever_owns_the_number(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    paged(say)
    assert texts(heard(say, f"“{page(say).code.lower()} 1.”")) == [
        "PG-1 acknowledged by Ben Ito 0600 MST by SMS: “Repeater 4 is down”"
    ]
    assert notices(say, "re SM1")[0].text == "PG-1: you have it, 0600 MST. Repeater 4 is down"


def test_without_a_code_the_only_open_one_is_meant_and_of_two_it_is_asked(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    paged(say)
    paged(say, 'page COML "Repeater 5 as well" pri:immediate')
    heard(say, "1")
    (asked,) = [one.text for one in notices(say, "to 1")]
    assert asked.startswith(f"Which? {page(say).code} for PG-1; {page(say, 2).code} for PG-2.")
    say("page close PG-2")
    heard(say, "1", "SM2")
    assert page(say).state is Paging.ACKED


def test_the_code_of_a_closed_thing_says_by_whom_and_when(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    paged(say)
    say("ack PG-1", RAE)
    assert heard(say, f"{page(say).code} 1") == ()
    assert notices(say, "re SM1")[0].text == "PG-1 was acknowledged 0600 MST by Rae Dio. Nothing was changed."


@pytest.mark.parametrize("text", ["OK on my way!", "Z9 1", "I am out of office until Monday"])
def test_what_is_not_understood_acknowledges_nothing_and_the_desk_sees_it(say, text):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    paged(say)
    (told,) = heard(say, text)
    assert text in told.text
    assert RAE.key in told.to
    assert page(say).state is Paging.OPEN


def test_a_number_of_two_people_counts_for_nobody_until_they_say_which(say):
    staffed(say)
    hold(say, SAM, "COMT")
    for who in (BEN, RAE):
        way(say, who, WayKind.SMS, "+12085550101")
    paged(say)
    tick(say, minutes=2)
    sent = [one.name for one in notices(say, "PG-1")]
    if len(set(sent)) > 1:
        heard(say, f"{page(say).code} 1")
        assert page(say).waits
        heard(say, f"{page(say).code} 1 Rae", "SM2")
        assert page(say).acked_name == "Rae Dio"


def test_the_failure_of_everything_that_was_sent_asks_the_next_at_once(say):
    hold(say, Person("name/kit low", "Kit Low", ""), "COML")
    hold(say, RAE, "RADO")
    way(say, Person("name/kit low", "Kit Low", ""), WayKind.SMS, "+12085550101")
    paged(say, f"{DOWN} pri:immediate", RAE)
    (one,) = notices(say, "PG-1")
    say.store.save(one.__class__(**{**vars(one), "state": NoticeState.FAILED}))
    assert say.clock("page lost PG-1", say.now).startswith("PAGE PG-1 to COML Kit Low, RADO Rae Dio")


def test_an_exercise_says_so_in_every_text(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    way(say, BEN, WayKind.EMAIL, "ben@state.example", place=2)
    say.store.save(say.incident.__class__(**{**vars(say.incident), "exercise": True}))
    paged(say)
    assert all(one.text.startswith("EXERCISE") for one in notices(say, "PG-1"))
    assert all(one.subject.startswith("EXERCISE") for one in notices(say, "PG-1"))


REFUSED = {
    f"page COML {'long words ' * 60}": "As a text message that has 5 parts; at most 3 are sent. Nothing was sent. "
    "It would be cut behind: “…",
    "page COML": "What is it about? Nobody was paged",
    "page CMOL radio is down": "there is no such position; did you mean COML?",
    "page A-9": "There is no A-9 here; nobody was paged.",
    "page COML words by:0500": "is past",
    "page COML words pri:urgent": "it is none of routine, priority, immediate",
    "page show PG-9": "There is no PG-9 here; nothing was changed.",
    "ack PG-9": "There is no PG-9 here; nothing was changed.",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_wrong_is_said_and_nothing_goes_out(say, line):
    staffed(say)
    before = say.rows()
    answer = say(line, carrying=CARRYING)
    assert answer.startswith("Refused: ")
    assert REFUSED[line] in answer
    assert say.rows() == before


def test_no_word_says_more_than_is_known(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    paged(say)
    everything = " ".join(
        [say("page show PG-1"), *texts(tick(say, hours=1)), *(one.text for one in notices(say, "PG-1"))]
    )
    for word in ("delivered", "received by", "has read"):
        assert word not in everything.casefold()
