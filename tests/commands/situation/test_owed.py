"""Watches and actions: what is owed by a time, reminded, overdue to a named person, and listed."""

import pytest

from commands.domain.messages import Audience
from tests.commands.conversation import ANA, BEN
from tests.commands.ticking import private, public, texts, tick


def test_a_watch_is_told_and_overdue_goes_to_the_named_person(say):
    say("checkin", BEN)
    assert say('watch "COMT Rptr 4" 30m @Ana Ruiz') == (
        "W-1: COMT Rptr 4 calls in by 0630 MST, every 30 min; else Ana Ruiz is told."
    )
    told = tick(say, minutes=36)
    assert [reply.text.partition(":")[0] for reply in public(told)] == ["OVERDUE 0 min", "OVERDUE 5 min"]
    assert public(told)[0].loud
    assert {key for reply in private(told) for key in reply.to} == {ANA.key}
    assert "reported by Ben Ito" in say("watch ok W-1", BEN)  # not his to end
    assert say("watch ok W-1", ANA).endswith("next by 0706 MST. Not overdue any more.")
    assert texts(public(tick(say, minutes=29))) == []
    assert len(public(tick(say, minutes=1))) == 1


def test_calling_in_begins_the_time_anew(say):
    say('watch "COMT Rptr 4" 30m')
    for _ in range(5):
        assert tick(say, minutes=25) == []
        say("watch ok W-1")
    assert len(public(tick(say, minutes=30))) == 1, "and no earlier time is left over"


def test_a_watch_that_ended_says_nothing_any_more(say):
    say('watch "COMT Rptr 4" 30m')
    assert say("watch end W-1") == "W-1 ended by Ana Ruiz: COMT Rptr 4."
    assert tick(say, hours=3) == []
    assert say("watch ok W-1").startswith("Refused: W-1 is ended; nothing more can be done with it.")
    assert say("watch list") == "Bear Creek Fire: no watch is running."


def test_an_overdue_watch_is_overdue_also_after_the_program_was_down(say):
    say('watch "COMT Rptr 4" 30m')
    say.wait(minutes=95)
    assert texts(public(tick(say, seconds=1)))[0].startswith("OVERDUE 1 h 05 min: COMT Rptr 4 (W-1), last heard")


def test_a_watch_names_a_person_who_is_known(say):
    before = say.rows()
    assert say('watch "COMT Rptr 4" 30m @Nobody Here').startswith("Refused: @Nobody: nobody is known by that name")
    assert say('watch "COMT Rptr 4"').startswith("every is missing")
    assert say('watch "COMT Rptr 4" soon').startswith("Refused")
    assert say("watch ok W-9").startswith("Refused: There is no W-9")
    assert say.rows() == before


def test_an_action_is_owed_reminded_and_overdue_until_it_is_done(say):
    say("checkin", BEN)
    replies = say.replies("action refuel Rptr 4 generator by:0700 @Ben Ito", ANA, mentions={"Ben Ito": BEN.key})
    assert replies[0].text == "T-1: refuel Rptr 4 generator, by Sun 22 Nov 0700 MST, Ben Ito"
    assert replies[1].to == (BEN.key,)
    told = tick(say, hours=2)
    assert texts(told) == [
        "Reminder: T-1: refuel Rptr 4 generator, by Sun 22 Nov 0700 MST, Ben Ito",
        "Overdue 0 min: T-1: refuel Rptr 4 generator, by Sun 22 Nov 0700 MST, Ben Ito",
        "Overdue 0 min: T-1: refuel Rptr 4 generator, by Sun 22 Nov 0700 MST, Ben Ito",
        "Overdue 1 h 00 min: T-1: refuel Rptr 4 generator, by Sun 22 Nov 0700 MST, Ben Ito",
        "Overdue 1 h 00 min: T-1: refuel Rptr 4 generator, by Sun 22 Nov 0700 MST, Ben Ito",
    ]
    assert told[0].audience is Audience.PRIVATE
    assert "OVERDUE | Ben Ito" in say("action list")
    assert say(told[1].choices[0].command, BEN) == "T-1 done by Ben Ito: refuel Rptr 4 generator"
    assert tick(say, hours=5) == []
    assert say("action done T-1").startswith("Refused: T-1 was done by Ben Ito, Sun 22 Nov")


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("action @Ben Ito refuel the generator", "Ben Ito"),
        ("action refuel the generator @Ben Ito by:in 2h", "Ben Ito"),
        ("action refuel the generator by:2h @me", "Ana Ruiz"),
        ("action refuel the generator", ""),
    ],
)
def test_the_person_stands_anywhere_behind_an_at(say, line, owner):
    say(line, mentions={"Ben Ito": BEN.key})
    (one,) = say.store.actions("bear-creek")
    assert (one.words, one.owner_name) == ("refuel the generator", owner)


def test_an_action_is_given_on_dropped_and_opened_again(say):
    say('checkin "Ben Ito" agency:"State EOC"')
    say("action refuel the generator by:0700")
    assert say("action give T-1 Ben Ito").endswith("by Sun 22 Nov 0700 MST, Ben Ito")
    assert say("action drop T-1") == "T-1 dropped by Ana Ruiz: refuel the generator"
    assert say("action list") == "Bear Creek Fire: no action is open."
    say("action reopen T-1")
    assert len(tick(say, hours=1, minutes=1)) == 1, "it is told again, once"


def test_what_is_nothing_to_do_is_refused(say):
    before = say.rows()
    assert say("action").startswith("text is missing")
    assert say('action ""').startswith(("Refused", "text is missing"))
    assert say("action x by:0500").startswith("Refused")
    assert say("action done T-4").startswith("Refused: There is no T-4")
    assert say("action x @Nobody").startswith("Refused: @Nobody")
    assert say.rows() == before


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("action refuel generator by 0700", "refuel generator, by Sun 22 Nov 0700 MST, owed by nobody yet"),
        ("action refuel generator by 0700 @me", "refuel generator, by Sun 22 Nov 0700 MST, Ana Ruiz"),
        ("action @me refuel generator By 0700 MST", "refuel generator, by Sun 22 Nov 0700 MST, Ana Ruiz"),
        ("action refuel generator by 1430Z", "refuel generator, by Sun 22 Nov 0730 MST, owed by nobody yet"),
        ("action refuel generator by in 2h", "refuel generator, by Sun 22 Nov 0800 MST, owed by nobody yet"),
        ("action refuel generator by 90m", "refuel generator, by Sun 22 Nov 0730 MST, owed by nobody yet"),
        ("action refuel generator by 30 min", "refuel generator, by Sun 22 Nov 0630 MST, owed by nobody yet"),
        ("action refuel generator by 6:30 pm", "refuel generator, by Sun 22 Nov 1830 MST, owed by nobody yet"),
        ("action refuel generator by tomorrow 0400", "refuel generator, by Mon 23 Nov 0400 MST, owed by nobody yet"),
        ("action refuel it by Sun 22 Nov 0700 MST", "refuel it, by Sun 22 Nov 0700 MST, owed by nobody yet"),
        ("action stand by by 0700", "stand by, by Sun 22 Nov 0700 MST, owed by nobody yet"),
        ("action drive by ICP by:0700", "drive by ICP, by Sun 22 Nov 0700 MST, owed by nobody yet"),
    ],
)
def test_a_deadline_at_the_end_needs_no_colon_and_is_read_back_in_full(say, line, told):
    assert say(line) == f"T-1: {told}"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("action stand by", "stand by"),
        ("action drive by ICP", "drive by ICP"),
        ("action go by truck 4", "go by truck 4"),
        ("action have the line cut by 40 ft", "have the line cut by 40 ft"),
        ("action be at ICP by 0700 with both radios", "be at ICP by 0700 with both radios"),
        ('action "tell Div A: out by 0700"', "tell Div A: out by 0700"),
    ],
)
def test_by_within_the_words_is_no_deadline(say, line, words):
    assert say(line) == f"T-1: {words}, owed by nobody yet"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("action refuel generator by 0500", "by “0500”: Sun 22 Nov 0500 MST is past, by 1 h 00 min; say the day"),
        ("action refuel generator by 2460", "by “2460”: no clock shows that time"),
        ("action refuel generator by 0700 PST", "by “0700 PST”: times here are MST"),
        ("action refuel generator by 0700 by:0800", "by is given twice"),
    ],
)
def test_a_deadline_at_the_end_that_cannot_be_is_asked_about(say, line, told):
    before = say.rows()
    assert say(line).startswith(f"Refused: {told}")
    assert say.rows() == before


def test_an_announcement_ends_as_it_was_written(say):
    assert "All out of Div A by 0700" in say("announce All out of Div A by 0700", admin=True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("watch COMT Rptr 4 30m", "COMT Rptr 4 calls in by 0630 MST, every 30 min; else Ana Ruiz is told."),
        ("watch COMT Rptr 4 30m @me", "COMT Rptr 4 calls in by 0630 MST, every 30 min; else Ana Ruiz is told."),
        ("watch COMT Rptr 4 30 min", "COMT Rptr 4 calls in by 0630 MST, every 30 min; else Ana Ruiz is told."),
        ("watch COMT Rptr 4 for 1 hour", "COMT Rptr 4 calls in by 0700 MST, every 1 h 00 min; else Ana Ruiz is told."),
        ("watch Kim to Rptr 4 every 30m", "Kim to Rptr 4 calls in by 0630 MST, every 30 min; else Ana Ruiz is told."),
        ("watch Bo Van Dyk 1h", "Bo Van Dyk calls in by 0700 MST, every 1 h 00 min; else Ana Ruiz is told."),
        ("watch Rptr 2M 30m", "Rptr 2M calls in by 0630 MST, every 30 min; else Ana Ruiz is told."),
        ("watch E12 1h30m", "E12 calls in by 0730 MST, every 1 h 30 min; else Ana Ruiz is told."),
        ('watch "COMT Rptr 4" 30m', "COMT Rptr 4 calls in by 0630 MST, every 30 min; else Ana Ruiz is told."),
    ],
)
def test_a_watch_is_named_without_quotes_up_to_its_time(say, line, told):
    assert say(line) == f"W-1: {told}"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("watch COMT Rptr 4 30", "Refused: every “30”: it is not a time span; 30 minutes are 30m."),
        ("watch COMT Rptr 4 30 @me", "Refused: every “30”: it is not a time span; 30 minutes are 30m."),
        ("watch COMT Rptr 4 30m daily", "Refused: “daily” is too much."),
        ("watch COMT Rptr", "every is missing"),
        ("watch 30m", "every is missing"),
    ],
)
def test_a_watch_without_a_proper_time_is_asked_about(say, line, told):
    before = say.rows()
    assert say(line).startswith(told)
    assert say.rows() == before


def test_a_watch_that_stays_overdue_is_told_less_often_after_an_hour(say):
    say("watch COMT Rptr 4 30m")
    told = [text for text in texts(public(tick(say, hours=2, minutes=30))) if "OVERDUE" in text]
    assert len(told) == len(range(0, 60, 5)) + len(range(60, 121, 15))
