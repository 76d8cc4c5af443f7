"""Emergencies: raised at the first press by anybody, loud, repeated until a named person has it."""

from datetime import timedelta

import pytest

from commands.dispatch.recognise import Command, Lookalike, recognise
from commands.domain.accountability.emergencies import Emergency, Emergent
from commands.domain.messages import Audience, Choice
from commands.domain.text import plain
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.ticking import private, public, texts, tick

NOBODY = "NOBODY has acknowledged"


def raised(say):
    return [one.words for one in say.store.emergencies("bear-creek")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("emergency", ""),
        ("MAYDAY", ""),
        ("mayday!", ""),
        ("Emergency: E12 trapped", "E12 trapped"),
        ("mayday, mayday, mayday E12", "mayday, mayday E12"),
        ("emergency 2 persons trapped, div:A to:all 14:30", "2 persons trapped, div:A to:all 14:30"),
        ("mayday help", "help"),
        ("mayday form", "form"),
        ("emergency help us", "help us"),
        ("emergency clear the building", "clear the building"),
        ("emergency ack is down, all of it", "ack is down, all of it"),
        ("emergency stauts", "stauts"),
        ("emergency cler", "cler"),
        ("emergency nobody answers", "nobody answers"),
        ("emergency posted", "posted"),
        ('emergency "unclosed', '"unclosed'),
        ("emergency \U0001f525", "\U0001f525"),
    ],
)
def test_whatever_is_said_in_distress_fires_at_the_first_press(say, said, words):
    cry, answer = say.replies(said)
    assert raised(say) == [words]
    assert cry.text.startswith("EMERGENCY M-1: ")
    assert (cry.audience, cry.loud, cry.notify) == (Audience.INCIDENT, True, True)
    assert answer.text.startswith("CALL IT ON THE RADIO NOW")
    assert answer.audience is Audience.QUIET


@pytest.mark.parametrize(
    "said", ["emergency help", "emergency status", "emergency list", "emergency form", "help mayday"]
)
def test_what_asks_about_emergencies_raises_none(say, said):
    before = say.rows()
    say(said)
    assert say.rows() == before


@pytest.mark.parametrize(
    "said", ["!mayday", "!MAYDAY!", "!mayday, E12", "!Emergency: fire", "!net mayday", "!net EMERGENCY!"]
)
def test_a_comma_does_not_stop_a_cry(say, said):
    found = recognise(plain(said), "net")
    assert isinstance(found, Command)
    say(found.line)
    assert len(raised(say)) == 1


@pytest.mark.parametrize(
    "said", ["FIRE", "help", "mayday", "emergency on div A", "it is an emergency", "help!", "!help us"]
)
def test_talk_raises_nothing(said):
    assert not isinstance(recognise(plain(said), "net"), Command)


@pytest.mark.parametrize("said", ["! mayday E12", "/mayday", "!maydya E12", "net mayday"])
def test_a_slip_is_talk_and_its_author_is_told_what_would_have_been_heard(said):
    found = recognise(plain(said), "net")
    assert isinstance(found, Lookalike)
    assert "mayday" in found.hint


def test_it_needs_no_right_and_is_taken_in_a_closed_incident_too(say):
    say.incident = say.store.save(say.incident.__class__(**{**vars(say.incident), "closed": say.now}))
    assert say("mayday E12").startswith(
        "EMERGENCY M-1: “E12”. Ana Ruiz (Ada County), 0600 MST. Keep the channel clear."
    )


def test_a_room_without_incident_is_told_that_nobody_heard_it(say):
    before = say.rows()
    assert say("mayday E12", incident=None).startswith(
        "Refused: CALL IT ON THE RADIO NOW. This room belongs to no incident, so nobody was told here."
    )
    assert say.rows() == before


def test_a_second_press_is_the_same_emergency_said_again(say):
    say("mayday E12")
    say.wait(seconds=5)
    assert say("mayday E12").startswith("EMERGENCY M-1:")
    assert say("mayday E12", BEN).startswith("EMERGENCY M-2:"), "somebody else's is another"
    say.wait(seconds=61)
    assert say("mayday E12").startswith("EMERGENCY M-3:")


def test_nobody_has_acknowledged_is_said_again_and_again_until_a_named_person_does(say):
    cry = say.replies("mayday E12")[0]
    told = texts(tick(say, minutes=6, seconds=30))
    assert told == [
        f"{NOBODY}, {minutes} min: EMERGENCY M-1 by Ana Ruiz (Ada County): “E12”. CALL IT ON THE RADIO NOW."
        for minutes in (2, 4, 6)
    ]
    (choice,) = cry.choices
    assert choice == Choice("I acknowledge M-1", "emergency ack M-1", "✋")
    (answer,) = say.replies(choice.command, BEN)
    assert answer.text == "EMERGENCY M-1 acknowledged by Ben Ito (State EOC), 0606 MST: “E12”."
    assert (answer.audience, answer.loud) == (Audience.INCIDENT, True)
    assert tick(say, hours=1) == []


def test_the_second_to_acknowledge_is_told_who_was_first(say):
    say("mayday E12")
    say("emergency ack", BEN)
    say.wait(minutes=1)
    (answer,) = say.replies("emergency ack M-1", ANA)
    assert answer.text == "M-1 was acknowledged by Ben Ito (State EOC), 0600 MST."
    assert answer.audience is Audience.QUIET


def test_only_ic_and_osc_clear(say):
    say("mayday E12")
    assert say("emergency clear", ANA).startswith("Refused: “emergency clear” is for")
    hold(say, BEN, "OSC")
    say.wait(minutes=17)
    assert say("emergency clear", BEN) == "EMERGENCY M-1 CLEARED by Ben Ito (State EOC), 0617 MST, after 17 min."
    assert say("emergency clear M-1", BEN).startswith("Refused: M-1 was cleared by Ben Ito (State EOC), Sun 22 Nov")
    assert say("emergency ack M-1", BEN).startswith("Refused: M-1 was cleared by Ben Ito")
    assert tick(say, hours=1) == []


def test_words_behind_an_id_are_a_note_and_no_emergency(say):
    hold(say, BEN, "IC")
    say("mayday E12 trapped")
    assert say("emergency ack M-1 E14 is on the way", ANA).endswith(" “E14 is on the way”")
    assert say("emergency clear M-1 all out", BEN).endswith(" “all out”")
    assert raised(say) == []


def test_of_several_the_person_is_asked_which(say):
    say("mayday E12")
    say("mayday E13", BEN)
    assert say("emergency ack").startswith("Refused: Which one, M-1 or M-2?")
    hold(say, BEN, "IC")
    assert say("emergency clear m1", BEN).endswith("Still open: M-2. Keep the channel clear.")
    assert say("emergency ack M-9").startswith("Refused: There is no M-9 here")


def test_who_has_it_is_listed(say):
    say("mayday E12")
    say("mayday E13", BEN)
    say("emergency ack M-2", ANA)
    assert say("emergency status").splitlines() == [
        "M-1 “E12”. NOBODY has acknowledged since Sun 22 Nov 0600 MST.",
        "M-2 “E13”. Acknowledged by Ana Ruiz (Ada County), Sun 22 Nov 0600 MST.",
    ]


def test_where_it_is_not_posted_is_told_by_name(say, monkeypatch):
    say("mayday E12")
    monkeypatch.setattr(
        type(say.store), "not_posted", lambda *_: (("State room", "waiting"), ("#county", "kicked")), raising=True
    )
    replies = tick(say, seconds=10)
    (told,) = texts(public(replies))
    assert told.startswith("EMERGENCY M-1 is NOT POSTED in: State room (waiting); #county (kicked). Ana Ruiz")
    assert private(replies)[0].to == (ANA.key,)


def test_nothing_is_said_where_it_is_posted_everywhere(say):
    say("mayday E12")
    assert tick(say, seconds=11) == []


def test_routine_lines_wait_while_an_emergency_is_open_and_are_told_together_afterwards(say):
    say("checkin E11 4")
    say("mayday E12")
    (answer,) = say.replies("checkin E12 4")
    assert answer.audience is Audience.QUIET
    assert answer.text.endswith("It is told to all when emergency M-1 is cleared.")
    say("checkin E13 3")
    assert all("E13" not in text for text in texts(tick(say, minutes=10)))
    assert say("emergency clear", admin=True).splitlines()[1] == "0600 MST: 2 checked in (E12 4, E13 3)"


def test_loud_things_do_not_wait(say):
    say("checkin E12 4")
    say("mayday E12")
    assert all(reply.loud for reply in say.replies("par start", admin=True))
    assert say.replies("par E12 3")[0].loud


def test_words_that_are_too_long_are_cut_and_not_refused(say):
    say("mayday " + "x" * 5_000)
    assert len(raised(say)[0]) == 1_000


def test_an_emergency_that_was_found_late_says_so(say):
    cry = say.replies("mayday E12", recovered=True, late=timedelta(minutes=9))[0]
    assert "0600 MST, LATE: said 9 min before it was found." in cry.text


def test_it_keeps_who_raised_acknowledged_and_cleared_it(say):
    say("mayday E12")
    say("emergency ack", BEN)
    say("emergency clear", admin=True)
    one = say.store.numbered(Emergency, "bear-creek", 1)
    assert (one.by_name, one.acknowledged_by, one.cleared_by, one.state) == (
        "Ana Ruiz (Ada County)",
        "Ben Ito (State EOC)",
        "Ana Ruiz (Ada County)",
        Emergent.CLEARED,
    )


@pytest.mark.parametrize("said", ["emergency ack all", "emergency clear ALL"])
def test_all_of_them_is_no_cry_and_of_several_it_is_asked_which(say, said):
    hold(say, ANA, "IC")
    say("mayday E12 trapped")
    say("mayday burnover", BEN)
    assert say(said) == "Refused: Which one, M-1 or M-2?"
    assert raised(say) == ["E12 trapped", "burnover"]


def test_a_note_behind_a_number_without_its_dash_is_no_cry(say):
    hold(say, ANA, "IC")
    say("mayday E12 trapped")
    assert say("emergency ack m1 E14 is on the way").endswith("“E14 is on the way”")
    assert say("emergency clear m1 all out").endswith("“all out”")
    assert raised(say) == []


def test_of_several_each_has_a_button_of_its_own(say):
    say("mayday E12 trapped")
    say("mayday burnover", BEN)
    (listed,) = say.replies("emergency status")
    assert [one.command for one in listed.choices] == ["emergency ack M-1", "emergency ack M-2"]
    assert len({one.emoji for one in listed.choices}) == 2
