"""General messages: posted to the holder of a position, and held until a named person has acknowledged them."""

from datetime import timedelta

import pytest

from commands.domain.errors import Refused
from commands.domain.log.traffic import CARRY, PASSING, Passing
from commands.domain.messages import Audience
from commands.domain.moves import step
from tests.commands.conversation import ANA, BEN, START

FIRE = "bear-creek"


@pytest.fixture
def fire(say):
    """Ben is Liaison Officer."""
    say("role take LOFR", BEN)
    return say


def sent(say):
    return say.store.general_message(FIRE, 1)


def test_a_message_reaches_the_holder_with_buttons_and_the_room_with_its_subject(fire):
    public, private = fire.replies('message LOFR "Bus for 40 needed" subject:Bus priority:priority')
    assert public.text == "MSG-1 from Ana Ruiz to LOFR (Ben Ito): Bus"
    assert public.audience is Audience.MAIN
    assert (private.audience, private.to) == (Audience.PRIVATE, (BEN.key,))
    assert private.text.splitlines() == [
        "PRIORITY MSG-1 to LOFR (Ben Ito) from Ana Ruiz, Sun 22 Nov 0600 MST",
        "Subject: Bus",
        "Bus for 40 needed",
    ]
    assert [choice.command for choice in private.choices] == ["message ack MSG-1", "message reply MSG-1"]
    (timer,) = fire.store.timers(START + timedelta(days=1))
    assert (timer.at, timer.command) == (START + timedelta(minutes=10), "message overdue MSG-1")


def test_the_holder_acknowledges_by_name_and_the_sender_is_told(fire):
    fire("message LOFR call me")
    public, private = fire.replies("message ack MSG-1", BEN)
    assert public.text == "MSG-1 to LOFR acknowledged by Ben Ito, 0 min after it was sent"
    assert private.to == (ANA.key,)
    assert "already, Sun 22 Nov 0600 MST by Ben Ito" in fire("message ack 1", BEN)
    assert fire.clock("message overdue MSG-1", START) == ""


def test_a_vacant_position_reads_so_at_once(fire):
    answer = fire("message MEDL please come")
    assert answer == f"MSG-1 from Ana Ruiz to MEDL: please come. MEDL is held by nobody: {CARRY}."
    assert sent(fire).state is Passing.SILENT
    assert CARRY in fire("message list")


def test_silence_for_ten_minutes_is_told_to_all_and_to_the_sender(fire):
    fire("message LOFR call me")
    fire.wait(minutes=10)
    answer = fire.clock("message overdue MSG-1", fire.now)
    assert f"MSG-1 from Ana Ruiz to LOFR (Ben Ito), 10 min: {CARRY}." in answer
    assert sent(fire).state is Passing.SILENT
    fire("message ack MSG-1", BEN)
    assert sent(fire).state is Passing.ACKNOWLEDGED


def test_who_does_not_hold_the_position_cannot_acknowledge_for_it(fire):
    fire("role take IC", BEN)
    fire("message LOFR call me", BEN)
    assert fire("message ack MSG-1").startswith("Refused: MSG-1 is for LOFR (Ben Ito)")
    assert sent(fire).acked is None


def test_the_sender_and_the_desk_write_down_who_acknowledged_on_the_air(fire):
    fire("message LOFR call me")
    assert "Who acknowledged MSG-1, by radio or by hand?" in fire("message ack MSG-1")
    assert "acknowledged by Kim Lee (told by Ana Ruiz)" in fire('message ack MSG-1 by:"Kim Lee"')
    assert (sent(fire).acked_name, sent(fire).told_by) == ("Kim Lee", "Ana Ruiz")


def test_a_reply_acknowledges_and_stands_on_the_message(fire):
    fire("message LOFR when comes the bus?")
    public, private = fire.replies("message reply MSG-1 at 1400", BEN)
    assert public.text == "MSG-1 to LOFR answered by Ben Ito: at 1400"
    assert private.to == (ANA.key,)
    shown = fire("message show MSG-1")
    assert "State: answered, Sun 22 Nov 0600 MST by Ben Ito" in shown
    assert "Reply: at 1400 (Ben Ito, Sun 22 Nov 0600 MST)" in shown
    assert "nothing more can be done" in fire("message reply MSG-1 once more", BEN)


def test_the_reply_button_opens_a_form(fire):
    fire("message LOFR when comes the bus?")
    (reply,) = fire.replies("message reply MSG-1", BEN)
    assert reply.form.command == "message reply MSG-1"
    assert fire('message reply MSG-1 words:"at 1400"', BEN).startswith("MSG-1 to LOFR answered")


def test_a_position_of_several_places_is_asked_about(fire):
    fire("role take DIVS A", BEN)
    assert fire("message DIVS move up").startswith("MSG-1 from Ana Ruiz to DIVS A (Ben Ito): move up")
    fire("role take DIVS B")
    assert "DIVS of which place? DIVS A or DIVS B" in fire("message DIVS move down")
    assert "to DIVS B (Ana Ruiz)" in fire("message DIVS B move down")


def test_a_word_that_is_no_position_is_refused_with_the_nearest(fire):
    assert "did you mean LOFR" in fire("message LOFRR call me")


def test_a_groups_message_is_read_by_that_group_its_sender_and_its_addressee_only(fire):
    fire("message LOFR secret fuel", group="logistics")
    assert fire("message show MSG-1", who=ANA.__class__("slack.county/U9", "Eve")).startswith(
        "Refused: There is no MSG-1"
    )
    assert "secret" not in fire("message list", who=ANA.__class__("slack.county/U9", "Eve"))
    assert "secret fuel" in fire("message show MSG-1", BEN, direct=True)
    assert fire("message ack MSG-1", BEN, direct=True).count("acknowledged by Ben Ito") >= 1


def test_an_open_message_is_voided_by_its_sender_and_its_holder_is_told(fire):
    fire("message LOFR wrong one")
    assert fire("void MSG-1 wrong position", BEN).startswith("Refused: MSG-1 is Ana Ruiz")
    public, private = fire.replies("void MSG-1 wrong position")
    assert public.text == "MSG-1 to LOFR void: wrong position"
    assert private.to == (BEN.key,)
    assert "nothing more can be done" in fire("message ack MSG-1", BEN)


def test_an_acknowledged_message_is_not_voided(fire):
    fire("message LOFR read this")
    fire("message ack MSG-1", BEN)
    assert "void is not possible now" in fire("void MSG-1 too late")


@pytest.mark.parametrize("state", Passing)
@pytest.mark.parametrize("verb", ["ack", "reply", "overdue", "void"])
def test_every_verb_either_moves_a_message_or_is_refused_with_what_would_do(state, verb):
    if verb in PASSING[state]:
        assert step(PASSING, state, verb) in Passing
    else:
        with pytest.raises(Refused, match=r"Possible: |nothing more can be done"):
            step(PASSING, state, verb)


@pytest.mark.parametrize("said", ["message to LOFR need a bus", "message LOFR: need a bus", "msg to lofr, need a bus"])
def test_the_position_is_read_as_people_write_it(say, said):
    assert say(said).startswith("MSG-1 from Ana Ruiz to LOFR: need a bus")
