"""The change of shift: a draft before, a summary at the change, and somebody who accepts it."""

import pytest

from commands.domain.messages import CLOCK, Audience
from tests.commands.conversation import ANA, BEN, HERE
from tests.commands.situation.test_sitrep import lines_of
from tests.commands.ticking import private, public, tick

NAMED = {"mentions": {"Ben Ito": BEN.key}}


@pytest.fixture
def desk(say):
    """Ana is IC and COML; the shift changes at 0600 and 1800."""
    say("role take IC", admin=True)
    say("role take COML")
    say("shift at 0600,1800")
    return say


def change(say, **time: float):
    """What the clock says, the schedule of the shift among it, while time passes: by timers, then the change."""
    replies = tick(say, **time)
    turn = say.replies("shift turn", CLOCK, due=say.now)
    return [*replies, *turn]


def hand_over(say, position: str = "COML", at: str = "1800") -> None:
    say(f"role give {position} @Ben Ito at {at}", **NAMED)
    say("role confirm H-1", BEN)


def test_an_hour_before_those_who_take_over_get_a_draft_with_their_own_part_first(desk):
    desk("action refuel Rptr 4 by:tomorrow 0400 @Ana Ruiz", mentions={"Ana Ruiz": ANA.key})
    desk("checkin E12 4 div A agency:BOI")
    hand_over(desk)
    replies = [one for one in tick(desk, hours=11, minutes=1) if "DRAFT" in one.text]
    (draft,) = replies
    assert (draft.audience, draft.to) == (Audience.PRIVATE, (BEN.key,))
    assert draft.choices == (), "a draft is not accepted"
    assert draft.text.splitlines()[:4] == [
        "DRAFT for the shift change at 1800 MST: Bear Creek Fire",
        "From: Sun 22 Nov 0600 MST to Sun 22 Nov 1700 MST, 11 h 00 min",
        "To: COML Ben Ito (from Ana Ruiz)",
        "FOR COML, BEN ITO: 2 open things",
    ]
    assert "T-1 refuel Rptr 4 (Ana Ruiz), due Mon 23 Nov 0400 MST" in draft.text


def test_where_no_hand_over_is_set_the_desk_is_told_an_hour_before(desk):
    (told,) = [one for one in tick(desk, hours=11, minutes=1) if "no hand-over is set" in one.text]
    assert (told.audience, told.to) == (Audience.PRIVATE, (ANA.key,))


def test_the_draft_moves_with_the_shift(desk):
    hand_over(desk, at="2000")
    desk("shift at 0600,2000")
    drafts = [one.text.splitlines()[0] for one in tick(desk, hours=14) if "DRAFT" in one.text]
    assert drafts == ["DRAFT for the shift change at 2000 MST: Bear Creek Fire"]


def test_each_change_has_one_draft_however_often_its_times_are_set(desk):
    hand_over(desk)
    desk("shift at 0600,1800 accept:20m")
    desk("shift at 0600,2000")
    desk("shift at 0600,1800")
    assert len([one for one in tick(desk, hours=11, minutes=30) if "DRAFT" in one.text]) == 1


def test_at_the_change_the_summary_is_posted_with_its_pdf_and_sent_to_who_takes_over(desk):
    desk("checkin E12 4 div A agency:BOI")
    hand_over(desk)
    replies = change(desk, hours=12)
    (post,) = [one for one in public(replies) if one.text.startswith("SHIFT CHANGE")]
    assert post.audience is Audience.MAIN
    assert [one.filename for one in post.documents] == ["bear-creek-shift-1-summary.pdf"]
    assert [one.command for one in post.choices] == ["shift accept"]
    assert "To: COML Ben Ito (from Ana Ruiz)" in post.text
    assert lines_of(post.text, "POSITIONS THAT CHANGED HANDS")[1:] == [
        "0600 MST IC: Ana Ruiz",
        "1800 MST COML: Ana Ruiz left",
        "1800 MST COML: Ben Ito",
    ]
    assert "This is what was recorded; ask what was only said on the radio." in post.text
    (sent,) = [one for one in private(replies) if one.text.startswith("SHIFT CHANGE")]
    assert sent.to == (BEN.key,)
    assert [one.command for one in sent.choices] == ["shift accept"]


def test_the_summary_is_the_difference_from_the_start_of_the_shift(desk):
    desk("request 2 generators")
    desk("action call the county @Ana Ruiz", mentions={"Ana Ruiz": ANA.key})
    change(desk, hours=12)
    desk("action done T-1")
    desk("action log the tower visit")
    desk("traffic DIVA to COMM: all well", room=HERE)
    text = desk("shift brief")
    assert text.splitlines()[0] == "Shift 2 so far: Bear Creek Fire"
    assert lines_of(text, "CLOSED")[1:] == ["1800 MST T-1 done call the county"]
    assert "R-1 2 generators" in "".join(lines_of(text, "FOR IC, ANA RUIZ"))
    assert "1 row of radio traffic" in text


def test_who_takes_over_accepts_and_the_log_has_it(desk):
    hand_over(desk)
    change(desk, hours=12)
    assert desk("shift accept", BEN) == (
        "Shift 2 accepted by Ben Ito, Sun 22 Nov 1800 MST: COML Ben Ito (from Ana Ruiz). All of it is accepted."
    )
    assert desk.audience("shift brief") is Audience.QUIET
    assert desk("shift accept", BEN) == "Shift 2 is accepted already. Nothing was changed."
    assert desk("shift accept").startswith("Refused: There is no shift for you to accept; nothing was changed.")
    assert not [one for one in tick(desk, hours=1) if "NOT ACCEPTED" in one.text]


def test_what_is_not_accepted_in_time_is_told_to_who_leaves_and_to_the_ic(desk):
    hand_over(desk)
    change(desk, hours=12)
    told = [one for one in tick(desk, minutes=16) if "NOT ACCEPTED" in one.text]
    assert told[0].audience is Audience.MAIN
    assert told[0].text == (
        "SHIFT 2 NOT ACCEPTED for 15 min: COML Ben Ito (from Ana Ruiz). Who leaves stays on until it is."
    )
    assert [one.to for one in told[1:]] == [(ANA.key,)]
    assert desk("shift accept", BEN).startswith("Shift 2 accepted")


def test_how_long_there_is_to_accept_is_set_with_the_times(desk):
    desk("shift at 0600,1800 accept:40m")
    hand_over(desk)
    change(desk, hours=12)
    assert not [one for one in tick(desk, minutes=39) if "NOT ACCEPTED" in one.text]
    assert [one for one in tick(desk, minutes=2) if "NOT ACCEPTED for 40 min" in one.text]


def test_for_who_is_not_on_chat_the_desk_accepts(desk):
    desk('checkin "Cy Bell" agency:BOI')
    desk("role give RADO Cy Bell at 1800")
    desk("role confirm H-1")
    change(desk, hours=12)
    assert desk("shift accept RADO") == (
        "Shift 2 accepted by Ana Ruiz, Sun 22 Nov 1800 MST: RADO Cy Bell. All of it is accepted."
    )


def test_nobody_accepts_for_another(desk):
    hand_over(desk)
    change(desk, hours=12)
    assert desk("shift accept COML") == "Refused: COML is for Ben Ito to accept; nothing was changed."


def test_a_late_summary_says_how_late_and_is_posted_once(desk):
    hand_over(desk)
    due = desk.now.replace(day=23, hour=1)
    desk.wait(hours=12, minutes=20)
    assert "Late: posted 20 min late, due 1800 MST" in desk.clock("shift turn", due)
    assert desk.clock("shift turn", due) == ""


def test_two_shifts_or_periods_are_compared(desk):
    desk("period 0600-1800")
    desk("action one")
    change(desk, hours=12)
    desk("action two")
    change(desk, hours=12)
    desk("action three")
    assert desk("shift diff 1").splitlines()[:2] == [
        "Shift 1: Bear Creek Fire",
        "From: Sun 22 Nov 0600 MST to Sun 22 Nov 1800 MST, 12 h 00 min",
    ]
    assert desk("shift diff 2 3").splitlines()[:2] == [
        "Shifts 2 to 3: Bear Creek Fire",
        "From: Sun 22 Nov 1800 MST to Mon 23 Nov 0600 MST, 12 h 00 min",
    ]
    assert desk("shift diff periods 1").startswith("Period 1: Bear Creek Fire")
    assert desk("shift diff P1").startswith("Period 1: Bear Creek Fire")
    assert desk("shift diff 9").startswith("Refused: There is no shift 9. The newest is 3.")
    assert desk("shift diff periods 7").startswith("Refused: There is no operational period 7. There is: 1.")
    assert "a shift and a period are not compared" in desk("shift diff S1 P2")
    assert "it is not one or two numbers" in desk("shift diff yesterday")


def test_a_shift_that_is_over_is_told_as_it_was_at_its_end(desk):
    desk("period objectives Hold the ridge; no one hurt")
    desk("checkin E12 4 agency:BLM")
    desk("action refuel by:0900")
    desk("request 20 pumps by:1900")
    desk("request 5 hoses")
    desk('announce "Weather at 1500" to:positions by:15m')
    desk('watch "Lookout 1" every:30m')
    desk("report system VTAC14 down")
    change(desk, hours=12)
    tick(desk, minutes=5)
    desk("action done T-1")
    desk("request order R-1 20 from:cache")
    desk("request arrived R-1.1")
    desk("deny R-2 not needed")
    desk("announce close A-1")
    desk("watch end W-1")
    desk("action look at the tower")
    desk("request 3 tents")
    desk("checkout E12")
    desk("checkin E99 3 agency:BOI")
    desk("period strike O-1 done")
    desk("report system VTAC14 up")
    change(desk, hours=12)
    then = desk("shift diff 1")

    assert "T-1 refuel (closed since, 1805 MST), due 0900 MST, LATE 9 h 00 min" in then
    assert "R-1 20 pumps: approved, routine, 0 of 20 here, due 1900 MST" in then
    assert "R-2 5 hoses (closed since" in then
    assert "A-1 Weather at 1500 (closed since" in then
    assert "W-1 watch, told: " in then
    assert "O-1 Hold the ridge" in then
    assert "RED VTAC14 DOWN" in then
    assert "By agency: BLM 1 (4 persons, +4)" in then
    for later in ("tower", "tents", "E99", "BOI", "checked out"):
        assert later not in then
    assert "CLOSED: " not in then
    assert "LOOKOUT 1" not in then.upper()
    closed = " ".join(lines_of(desk("shift diff 2"), "CLOSED"))
    for told in ("A-1 announcement closed: Weather at 1500", "W-1 watch ended; told was", "T-1 done refuel"):
        assert told in closed
    assert "O-1 Hold" not in desk("shift brief")


def test_what_a_further_group_keeps_to_itself_is_in_no_summary(desk):
    desk("request 5 body bags", group="medical")
    hand_over(desk)
    replies = change(desk, hours=12)
    assert replies
    assert not any("body bags" in one.text for one in replies if one.text.startswith(("SHIFT", "DRAFT")))
    assert "body bags" not in desk("shift brief", group="medical")


def test_missing_persons_are_named_in_no_summary(desk):
    desk('checkin E12 3 div A agency:BOI crew:"Dana Gone, Eli Lost"')
    desk('checkin "Fay Alone" agency:BOI')
    desk("par start within:5m")
    desk('par E12 1 of 3 missing:"Dana Gone"')
    hand_over(desk)
    replies = [one for one in change(desk, hours=12) if one.text.startswith(("SHIFT", "DRAFT"))]
    assert len(replies) == 3
    for one in replies:
        assert "Dana Gone" not in one.text
        assert "not accounted for" in one.text


# catching up


def test_who_comes_back_reads_directly_what_was_missed(desk):
    desk("checkin", BEN)
    desk.wait(hours=3)
    desk("action refuel Rptr 4")
    desk("announce Move to VTAC12 to:all")
    (reply,) = desk.replies("catchup", BEN)
    assert reply.audience is Audience.PRIVATE
    assert reply.text.splitlines()[:2] == [
        "What you missed: Bear Creek Fire",
        "From: Sun 22 Nov 0600 MST to Sun 22 Nov 0900 MST, 3 h 00 min",
    ]
    assert "T-1 refuel Rptr 4" in reply.text
    desk("catchup since:1h", BEN)
    assert "From: Sun 22 Nov 0800 MST" in desk("catchup since:1h", BEN)


def test_catching_up_counts_from_the_rest_and_from_the_last_word(desk):
    desk("checkin", BEN)
    desk.wait(hours=2)
    desk('status "Ben Ito" oos rest', BEN)
    desk.wait(hours=6)
    assert "From: Sun 22 Nov 0800 MST" in desk("catchup", BEN)
    desk("log fuel truck is here", BEN)
    desk.wait(hours=1)
    assert "From: Sun 22 Nov 1400 MST" in desk("catchup", BEN)


def test_catching_up_tells_of_ones_own_group_where_it_is_asked(desk):
    desk("request 5 body bags", group="medical")
    assert "body bags" in desk("catchup since:1h", BEN, group="medical")
    assert "body bags" not in desk("catchup since:1h", BEN)
