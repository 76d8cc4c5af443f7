"""One's own ways: said in private, verified by a code, ordered, kept quiet, ended by STOP."""

from datetime import timedelta

import pytest

from commands.domain.messages import CLOCK
from commands.domain.notification.ways import WayKind, read_mail, read_number, ways_in
from tests.commands.conversation import ANA, BEN
from tests.commands.notification.reach import CARRYING, RAE, notices, staffed, way

PRIVATE = {"direct": True, "carrying": CARRYING}


def add(say, line="ways add sms +12085550101", who=BEN):
    return say(line, who, **PRIVATE)


def code(say, of="way 1"):
    return notices(say, of)[-1].text.split()[3]


def test_a_way_is_added_and_verified_by_the_code_that_was_sent_to_it(say):
    assert (
        add(say)
        == "Kept sms …0101; a code of six digits is queued to it. Say !net ways verify 123456 by Sun 22 Nov 0615 MST."
    )
    assert "unverified" in say("ways", BEN, **PRIVATE)
    assert say(f"ways verify {code(say)}", BEN) == "Verified: sms …0101."
    assert "1. sms +12085550101, verified Sun 22 Nov 0600 MST" in say("ways", BEN, **PRIVATE)
    assert add(say) == "sms …0101 is verified already; nothing was sent."


def test_numbers_are_not_taken_in_a_room(say):
    assert say("ways add sms +12085550101", BEN, overheard=True, carrying=CARRYING).startswith(
        "Refused: Contact details are not taken in a room"
    )
    assert say.store.ways_at("+12085550101") == ()


def test_a_code_is_tried_five_times_and_for_a_quarter_of_an_hour(say):
    add(say)
    right = code(say)
    wrong = "000000" if right != "000000" else "000001"
    for left in ("4 tries are left", "3 tries", "2 tries", "1 tries", "it was tried too often"):
        assert left in say(f"ways verify {wrong}", BEN)
    assert "Not verified" in say(f"ways verify {right}", BEN)
    add(say)
    fresh = code(say)
    say.wait(minutes=16)
    assert say(f"ways verify {fresh}", BEN).startswith("Refused: No code waits to be said")


def test_three_codes_an_hour(say):
    for _ in range(3):
        assert add(say).startswith("Kept")
    assert add(say).startswith("Refused: 3 codes were sent to sms …0101 within the hour")
    say.wait(minutes=61)
    assert add(say).startswith("Kept")


def test_ways_are_ordered_and_removed(say):
    add(say)
    add(say, "ways add email ben@state.example")
    assert say("ways order 2 1", BEN) == "You are now tried by: email b…@state.example, sms …0101."
    assert say("ways remove 1", BEN) == "Removed: email b…@state.example. Nothing is sent to it any more."
    assert "email" not in say("ways", BEN, **PRIVATE)


def test_routine_words_wait_for_the_end_of_quiet_hours(say):
    staffed(say)
    way(say, BEN, WayKind.EMAIL, "ben@state.example")
    assert say("ways quiet 0500-0700", BEN) == "Routine words wait from 0500 to 0700 (America/Boise)."
    say('page COML "Bring maps" pri:routine', ANA, carrying=CARRYING)
    assert notices(say, "PG-1")[0].due - say.now == timedelta(hours=1)
    say('page COML "Now" pri:immediate', ANA, carrying=CARRYING)
    assert notices(say, "PG-2")[0].due == say.now


def test_stop_ends_it_everywhere_and_the_person_is_told(say):
    staffed(say)
    way(say, BEN, WayKind.SMS, "+12085550101")
    told = say.replies("ways heard sms SM1 +12085550101 STOP", CLOCK, due=say.now, carrying=CARRYING)
    assert told[0].to == (BEN.key,)
    assert RAE.key in told[1].to
    assert add(say).startswith("Refused: STOP was said to sms …0101")
    assert add(say, who=ANA).startswith("Refused: STOP was said to sms …0101")
    say.replies("ways heard sms SM2 +12085550101 start", CLOCK, due=say.now, carrying=CARRYING)
    assert not say.store.ways_at("+12085550101")[-1].opted_out


REFUSED = {
    "ways add sms 208-555-0101": "write +12085550101 if it is in the United States or Canada",
    "ways add sms 12085550101": "write +12085550101",
    "ways add sms 5550101": "+ and the country first",
    "ways add email ben": "it is not an e-mail address",
    "ways add fax +12085550101": "it is none of sms, voice, email",
    "ways add sms +12085550100": "is Net Control's own number",
    "ways verify 12345": "A code has six digits",
    "ways verify 123456": "No code waits to be said",
    "ways remove 3": "there is no 3",
    "ways order 1 2": "Name each of your 1 ways once",
    "ways quiet tonight": "Quiet hours are written 2200-0600",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_wrong_is_said_and_changes_nothing(say, line):
    way(say, BEN, WayKind.EMAIL, "ben@state.example")
    before = say.rows()
    answer = say(line, BEN, **PRIVATE)
    assert answer.startswith("Refused: ")
    assert REFUSED[line] in answer
    assert say.rows() == before


def test_addresses_are_read_as_people_write_them():
    assert read_number("+1 (208) 555-0101") == "+12085550101"
    assert read_mail("<Ana@County.Example>") == "Ana@county.example"
    assert ways_in("cell 208-555-0101, ana@county.example") == (
        (WayKind.SMS, "+12085550101"),
        (WayKind.EMAIL, "ana@county.example"),
    )
    assert ways_in("CH 4, tent 12") == ()
