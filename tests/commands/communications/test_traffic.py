"""Radio traffic: typed by the desk, or every line of a room that is one."""

from datetime import timedelta

import pytest

from commands.call import Call
from commands.communications.traffic import desk_line
from commands.domain.log.traffic import Precedence
from commands.domain.messages import Audience
from tests.commands.conversation import ANA, BEN, BOISE, HERE, START
from tests.commands.holding import hold

FIRE = "bear-creek"


def row(say, number=1):
    return say.store.traffic_row(FIRE, number)


def test_a_row_has_stations_words_channel_and_time(say):
    answer = say("t DIVA COMM PAR complete ch:VTAC14 at:0558")
    assert answer == "TR-1 0558 MST DIVA to COMM on VTAC14: PAR complete"
    one = row(say)
    assert (one.sender, one.to, one.words, one.channel) == ("DIVA", "COMM", "PAR complete", "VTAC14")
    assert one.heard == START - timedelta(minutes=2)
    assert not one.late


def test_what_was_heard_long_ago_is_a_late_entry(say):
    assert say("traffic DIVA COMM PAR complete at:0213") == "TR-1 0213 MST late entry DIVA to COMM: PAR complete"
    assert "0213 MST (late entry)" in say("traffic list")


def test_a_time_that_is_still_to_come_is_yesterdays_and_a_wrong_one_is_refused(say):
    say("t DIVA COMM copy at:2330")
    assert row(say).heard == START - timedelta(hours=6, minutes=30)
    assert "Expected a time that has been" in say("t DIVA COMM copy at:2575")


def test_stations_with_blanks_stand_in_quotes_and_the_rest_needs_none(say):
    assert say('t "Engine 12" "Div A" need water at the 2nd "bend" of the road').endswith(
        'Engine 12 to Div A: need water at the 2nd "bend" of the road'
    )


def test_precedence_is_shown_where_it_is_not_routine(say):
    (reply,) = say.replies("t DIVA COMM medevac ready precedence:immediate")
    assert "IMMEDIATE DIVA to COMM" in reply.text
    assert reply.audience is Audience.MAIN
    assert row(say).precedence is Precedence.IMMEDIATE
    assert "none of routine, welfare, priority, immediate, flash" in say("t A1 B1 x precedence:soon")


@pytest.mark.parametrize("line", ["t", "t DIVA", "t DIVA COMM", "t DIVA COMM ch:VTAC14"])
def test_what_is_not_complete_opens_the_form_and_keeps_nothing(say, line):
    (reply,) = say.replies(line)
    assert reply.form is not None
    assert row(say) is None


def test_rows_of_one_channel_and_since_a_time_are_listed(say):
    say("t A1 B1 one ch:vtac14")
    say.wait(hours=2)
    say("t A1 B1 two ch:VTAC11")
    say("t A1 B1 three ch:VTAC14")
    answer = say("traffic list ch:vtac14")
    assert "one" in answer
    assert "two" not in answer
    assert "three" in answer
    recent = say("t list since:1h")
    assert "one" not in recent
    assert "two" in recent
    assert say("traffic list ch:VTAC17") == "Bear Creek Fire: no traffic on VTAC17 was written down."


def test_a_void_row_stays_and_says_so(say):
    say("t A1 B1 wrong station")
    say("void TR-1 double")
    assert "VOID: wrong station" in say("traffic list")


def test_a_groups_traffic_is_read_in_that_group_only(say):
    say("t A1 B1 fuel ch:CMD", group="logistics")
    assert "no traffic" in say("traffic list")
    assert "no traffic" in say("traffic list", direct=True, group="logistics")
    assert "fuel" in say("traffic list", group="logistics")


# the radio desk


def heard(say, line, who=ANA, **values):
    call = Call(**({"who": who, "room": HERE, "at": say.now, "store": say.store, "zone": BOISE} | values))
    return desk_line(
        call if call.incident else call.__class__(**{**vars(call), "incident": say.incident}), line, say.now
    )


def test_a_room_is_declared_a_desk_by_those_who_work_it(say):
    assert say("traffic desk on").startswith("Refused: “traffic desk on” is for COML")
    (reply,) = say.replies("traffic desk on ch:VTAC14", admin=True)
    assert reply.audience is Audience.ROOM
    assert "radio desk for VTAC14" in reply.text
    assert "already" in say("traffic desk on ch:VTAC14", admin=True)


@pytest.mark.parametrize(
    ("line", "sender", "to", "words"),
    [
        ("DIVA COMM PAR complete", "DIVA", "COMM", "PAR complete"),
        ("E12 DIVA, at the bend", "E12", "DIVA", "at the bend"),
        ("Engine 12 to Div A: need water", "Engine 12", "Div A", "need water"),
        ("Div A, Comm, copy all", "Div A", "Comm", "copy all"),
        ("we need more batteries here", "", "", "we need more batteries here"),
        ("copy", "", "", "copy"),
        ("see https://x.y/a at 14:30", "", "", "see https://x.y/a at 14:30"),
    ],
)
def test_every_line_of_a_desk_is_a_row(say, line, sender, to, words):
    say("traffic desk on ch:VTAC14", admin=True)
    one = heard(say, line)
    assert (one.sender, one.to, one.words, one.channel, one.desk) == (sender, to, words, "VTAC14", True)


def test_elsewhere_and_afterwards_talk_is_talk(say):
    assert heard(say, "DIVA COMM copy") is None
    say("traffic desk on", admin=True)
    assert heard(say, "DIVA COMM copy") is not None
    assert "no radio desk any more" in say("traffic desk off", admin=True)
    assert heard(say, "DIVA COMM copy") is None
    assert "is no radio desk" in say("traffic desk off", admin=True)


def test_typed_at_the_desk_a_row_has_the_desks_channel(say):
    say("traffic desk on ch:VTAC14", admin=True)
    say("t DIVA COMM copy", BEN)
    assert row(say).channel == "VTAC14"


def test_hostile_lines_of_a_desk_are_rows_or_nothing(say):
    say("traffic desk on", admin=True)
    for line in ("", "\x00", "\u202e", "A" * 20_000, "A, " * 4_000, "a to " * 3_000, "'; DROP TABLE traffic; --", "🔥"):
        heard(say, line)
    assert "DROP TABLE" in say("traffic list")


@pytest.mark.parametrize("sender", ["IC", "Command", "OSC"])
def test_what_a_position_said_is_shown_with_whoever_wrote_it_down(say, sender):
    assert say(f"traffic {sender} E12 withdraw").endswith(f"{sender} to E12: withdraw (written down by Ana Ruiz)")
    hold(say, ANA, "RADO")
    assert say(f"traffic {sender} E13 withdraw").endswith(f"{sender} to E13: withdraw")
