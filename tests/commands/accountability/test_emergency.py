"""Emergencies: raised at the first press by anybody, loud, repeated until a named person has it."""

from datetime import timedelta

import pytest

from commands.dispatch.recognise import Command, recognise
from commands.domain.accountability.emergencies import Emergency, Emergent
from commands.domain.messages import Audience, Choice, Person
from commands.domain.text import plain
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.ticking import private, public, texts, tick

JO = Person("slack.county/U7", "Jo Smith", "Ada County")
STRANGER = Person("slack.county/U66", "Sam Strange", "Ada County")
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
    "said", ["!mayday", "!MAYDAY!", "!mayday, E12", "!Emergency: fire", "!net mayday", "!net EMERGENCY!", "!help us"]
)
def test_a_comma_does_not_stop_a_cry(say, said):
    found = recognise(plain(said), "net")
    assert isinstance(found, Command)
    say(found.line)
    assert len(raised(say)) == 1


@pytest.mark.parametrize("said", ["FIRE", "help", "mayday", "emergency on div A", "it is an emergency", "help!"])
def test_talk_raises_nothing(said):
    assert not isinstance(recognise(plain(said), "net"), Command)


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
    assert say("mayday E12").startswith("EMERGENCY M-1 UPDATE by Ana Ruiz (Ada County), 0600 MST: “E12”.")
    assert say("mayday E12", BEN).startswith("EMERGENCY M-2:"), "somebody else's is another"
    say.wait(minutes=61)
    assert say("mayday").startswith("EMERGENCY M-1 UPDATE by Ana Ruiz (Ada County), 0701 MST: said again.")
    assert raised(say) == ["E12", "E12"]


def test_nobody_has_acknowledged_is_said_again_and_again_until_a_named_person_does(say):
    cry = say.replies("mayday E12")[0]
    told = texts(tick(say, minutes=4, seconds=20))
    assert told == [
        f"{NOBODY}, {after}: EMERGENCY M-1 by Ana Ruiz (Ada County): “E12”. CALL IT ON THE RADIO NOW."
        for after in ("30 s", "1 min", "2 min", "3 min", "4 min")
    ]
    ack, roll = cry.choices
    assert (ack, roll.command) == (Choice("I acknowledge M-1", "emergency ack M-1", "✋"), "par start")
    say("checkin", BEN)
    (answer,) = say.replies(ack.command, BEN)
    assert answer.text == "EMERGENCY M-1 acknowledged by Ben Ito (State EOC), 0604 MST: “E12”."
    assert (answer.audience, answer.loud) == (Audience.INCIDENT, True)
    assert tick(say, hours=1) == []


def test_the_second_to_acknowledge_is_told_who_was_first(say):
    say("mayday E12")
    hold(say, BEN, "OSC")
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
    assert say("emergency ack M-1 E14 is on the way", BEN).endswith(" “E14 is on the way”")
    assert say("emergency clear M-1 all out", BEN).endswith(" “all out”")
    assert raised(say) == []


def test_of_several_the_person_is_asked_which(say):
    say("mayday E12")
    say("mayday E13", BEN)
    assert say("emergency ack").splitlines() == ["Which one, M-1 or M-2?", "M-1 “E12”.", "M-2 “E13”."]
    hold(say, BEN, "IC")
    assert say("emergency clear m1", BEN).endswith("Still open: M-2. Keep the channel clear.")
    assert say("emergency ack M-9").startswith("Refused: There is no M-9 here")


def test_who_has_it_is_listed(say):
    say("mayday E12")
    say("mayday E13", BEN)
    say("emergency ack M-2", ANA, admin=True)
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
    hold(say, BEN, "RADO")
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
    assert say(said).startswith("Which one, M-1 or M-2?")
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


# one emergency, and what is said further about it


@pytest.fixture
def open_(say):
    """E12's mayday, raised by Ben; Ana is IC."""
    hold(say, ANA, "IC")
    say("checkin E14 4", JO)
    say("mayday E12 trapped", BEN)
    return say


@pytest.mark.parametrize(
    "said",
    [
        "emergency ack RIT is E14",
        "emergency clear both out, 1 green",
        "emergency status 1 ff still inside",
        "mayday cancelled",
        "emergency clear the channel for RIT",
        "emergency clear the building",
        "emergency ack is down, all of it",
        "emergency false alarm",
        "emergency no longer needed",
        "emergency second ff still inside, floor 2",
        "emergency update E14 is inside",
    ],
)
@pytest.mark.parametrize("who", [ANA, BEN])
def test_further_words_raise_no_other_and_are_loud_at_once(open_, said, who):
    told = open_.replies(said, who)[0]
    assert len({one.number for one in open_.store.emergencies("bear-creek")} - {1}) == 0
    assert (told.audience, told.loud) == (Audience.INCIDENT, True)
    assert told.text.startswith("EMERGENCY M-1 ")


def test_ack_and_clear_with_words_mean_the_one_that_is_open(open_):
    assert open_("emergency ack RIT is E14", ANA).endswith("“E12 trapped”. “RIT is E14”")
    told = open_("emergency clear both out, 1 green", ANA)
    assert told.startswith("EMERGENCY M-1 CLEARED by Ana Ruiz (Ada County), 0600 MST")
    assert "“both out, 1 green”" in told
    assert raised(open_) == []


@pytest.mark.parametrize(
    "said", ["clear the channel for RIT", "clear the building", "clear div A", "clear from side C"]
)
def test_an_order_to_clear_something_ends_nothing(open_, said):
    assert open_(f"emergency {said}", ANA).startswith(
        f"EMERGENCY M-1 UPDATE by Ana Ruiz (Ada County), 0600 MST: “{said}”."
    )
    assert raised(open_) == ["E12 trapped"]


def test_a_word_that_ends_one_counts_only_from_those_who_may(open_):
    told = open_.replies("emergency clear both out", BEN)[0]
    assert told.text.endswith("Not cleared by that: IC or OSC clear it.")
    told = open_.replies("mayday cancelled", BEN)[0]
    assert told.text.endswith("It stays open until IC or OSC clear it.")
    assert "emergency clear M-1" in [one.command for one in told.choices]
    assert raised(open_) == ["E12 trapped"]


def test_of_several_each_has_a_button_with_its_words_and_whoever_has_it(open_):
    open_("mayday E14 trapped", JO)
    open_("emergency ack M-1", ANA)
    told, asked = open_.replies("emergency ack RIT is E15", ANA)
    assert told.text.endswith("Which one is asked.")
    assert told.loud
    assert [(one.words, one.command) for one in asked.choices] == [
        ("Ack M-1 “E12 trapped” (acknowledged by Ana Ruiz (Ada County))", "emergency ack M-1 RIT is E15"),
        ("Ack M-2 “E14 trapped”", "emergency ack M-2 RIT is E15"),
    ]
    assert open_("emergency ack M-2 RIT is E15", ANA).endswith("“RIT is E15”")


@pytest.mark.parametrize("said", ["mayday cancelled", "emergency false alarm", "mayday E12 no longer trapped"])
def test_what_says_that_there_is_none_raises_none_and_can_be_raised_with_one_press(say, said):
    (answer,) = say.replies(said)
    assert raised(say) == []
    (choice,) = answer.choices
    say(choice.command)
    assert len(raised(say)) == 1


@pytest.mark.parametrize(
    "said", ["mayday this is not a false alarm", "mayday E12 no longer answers", "emergency do not cancel"]
)
def test_what_only_holds_such_words_is_raised(say, said):
    say(said)
    assert len(raised(say)) == 1


def test_who_is_in_charge_says_an_update_and_is_asked_whether_it_is_a_new_one(open_):
    told, asked = open_.replies("emergency second ff trapped", ANA)
    assert told.text.startswith("EMERGENCY M-1 UPDATE by Ana Ruiz (Ada County), 0600 MST: “second ff trapped”.")
    assert told.loud
    new, about, *_ = asked.choices
    assert raised(open_) == ["E12 trapped"]
    open_(new.command, ANA)
    assert raised(open_) == ["E12 trapped", "second ff trapped"]
    assert "second ff trapped" in open_(about.command, ANA)


def test_somebody_elses_is_an_emergency_of_its_own_however_many_are_open(open_):
    cry = open_.replies("mayday E14 trapped", JO)[0]
    assert cry.text.startswith("EMERGENCY M-2: “E14 trapped”.")
    assert (cry.loud, cry.notify) == (True, True)


def test_one_person_has_one_emergency(open_):
    for words in ("low air", "floor 2", "low air"):
        assert open_(f"mayday {words}", BEN).startswith("EMERGENCY M-1 UPDATE by Ben Ito (State EOC)")
    assert open_(f"again mayday {words}", BEN).startswith("EMERGENCY M-1 UPDATE by Ben Ito (State EOC)")
    assert raised(open_) == ["E12 trapped"]
    assert open_("emergency status").count("low air") == 3


def test_very_many_words_of_one_person_are_told_quietly(open_):
    loud = [open_.replies(f"mayday {number}", BEN)[0].loud for number in range(12)]
    assert loud == [True] * 10 + [False] * 2


def test_the_third_of_one_person_within_ten_minutes_is_asked_about_and_told_as_one_quiet_line(open_):
    open_("emergency clear", ANA)
    open_("mayday again", BEN)
    open_("emergency clear", ANA)
    line, asked, others = open_.replies("mayday third", BEN)
    assert (line.audience, line.loud, line.text) == (
        Audience.INCIDENT,
        False,
        "Ben Ito (State EOC): “third” (third emergency by the same person within 10 min; they are asked)",
    )
    assert (asked.audience, asked.to) == (Audience.PRIVATE, ())
    assert (others.audience, others.to, others.loud) == (Audience.PRIVATE, (ANA.key,), True)
    assert raised(open_) == []
    open_(asked.choices[0].command, BEN)
    assert raised(open_) == ["third"]
    open_("emergency clear", ANA)
    open_.wait(minutes=11)
    assert open_("mayday later", BEN).startswith("EMERGENCY M-4: ")


def test_false_ends_all_of_a_person_and_silences_that_person_alone(open_):
    assert open_("emergency false", BEN).startswith("Refused: “emergency false” is for IC (Ana Ruiz); also for")
    told, private_ = open_.replies("emergency false M-1", ANA)
    assert told.text.startswith("EMERGENCY M-1 by Ben Ito (State EOC) WAS FALSE, says Ana Ruiz (Ada County), 0600 MST.")
    assert (private_.audience, private_.to) == (Audience.PRIVATE, (BEN.key,))
    assert open_.store.numbered(Emergency, "bear-creek", 1).state is Emergent.FALSE
    line, answer, others = open_.replies("mayday E12 again", BEN)
    assert not line.loud
    assert answer.text.startswith("CALL IT ON THE RADIO NOW")
    assert raised(open_) == []
    open_("again mayday E12 again", BEN)
    assert raised(open_) == [], "a second press does not break the silence"
    open_(others.choices[0].command, ANA)
    assert raised(open_) == ["Ben Ito (State EOC): E12 again"], "and whoever is in charge raises it with one"
    assert open_("mayday E14", JO).startswith("EMERGENCY M-3: ")
    open_.wait(minutes=31)
    open_("emergency clear M-2", ANA)
    assert open_("mayday E12", BEN).startswith("EMERGENCY M-4: ")


def test_an_acknowledgement_counts_from_those_who_belong_and_others_have_seen_it(open_):
    assert open_("emergency ack M-1", STRANGER).startswith("M-1 is shown as seen by you; nobody has acknowledged it")
    assert open_("emergency ack M-1", STRANGER).startswith("M-1 is shown as seen by you")
    (told, asked) = tick(open_, seconds=30)
    assert told.text.endswith("“E12 trapped”. Seen by Sam Strange (Ada County). CALL IT ON THE RADIO NOW.")
    assert asked.to == (ANA.key,)
    open_("checkin", STRANGER)
    assert "acknowledged by Sam Strange" in open_("emergency ack M-1", STRANGER)


def test_while_nobody_has_it_the_next_in_line_is_asked(say):
    hold(say, ANA, "IC")
    hold(say, JO, "RADO")
    say("mayday E12 trapped", BEN)
    asked = private(tick(say, minutes=3, seconds=5))
    assert [one.to for one in asked] == [(JO.key,), (ANA.key,), (ANA.key,), (ANA.key,)]


def test_ic_and_osc_are_told_every_ten_minutes_how_long_it_lasts(open_):
    open_("emergency ack M-1", ANA)
    told = tick(open_, minutes=21)
    assert texts(told) == [
        f"EMERGENCY M-1: {minutes} min since 0600 MST; acknowledged by Ana Ruiz (Ada County). “E12 trapped”."
        for minutes in (10, 20)
    ]
    assert {one.to for one in told} == {(ANA.key,)}
    open_("emergency clear", ANA)
    assert tick(open_, hours=1) == []


def test_who_was_misread_takes_it_back_while_nobody_has_it(open_):
    assert open_("emergency misread M-1", JO).startswith("Refused: M-1 is taken back by Ben Ito (State EOC) alone")
    assert open_("emergency misread M-1", BEN).startswith("EMERGENCY M-1 was none, says Ben Ito (State EOC)")
    assert raised(open_) == []
    open_("mayday E12", BEN)
    open_.wait(minutes=3)
    assert open_("emergency misread M-2", BEN).startswith("Refused: It is too late for that")
