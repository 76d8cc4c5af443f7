"""The log: what people write, what is entered by itself, and that nothing private gets into it."""

from datetime import timedelta

import pytest

from commands.domain.log.logbook import FIRST, Origin, digest
from commands.domain.messages import Audience
from tests.commands.conversation import ANA, BEN, START

FIRE = "bear-creek"


def entries(say, *origins):
    return [one for one in say.store.log_page(FIRE, 0, 1_000) if not origins or one.origin in origins]


def test_everything_behind_log_is_the_line(say):
    line = 'strike  team "2131C" at:DP 12 div A list void by:1400'
    assert say(f"log {line}") == f"L-1 0600 MST Ana Ruiz: {line}"
    assert say("log list") == "L-2 0600 MST Ana Ruiz: list"
    assert say("log show") == "L-3 0600 MST Ana Ruiz: show"
    (first, *_) = entries(say)
    assert (first.words, first.origin, first.author) == (line, Origin.PERSON, ANA.key)


def test_a_line_of_several_lines_is_kept_as_it_is(say):
    say("log first\nsecond")
    assert entries(say)[0].words == "first\nsecond"


def test_log_alone_asks_for_the_words_and_changes_nothing(say):
    before = say.rows()
    assert "words is missing" in say("log")
    assert say.rows() == before


def test_the_same_line_at_once_again_is_asked_about(say):
    say("log engine 3 released")
    assert "Nothing was made a second time" in say("log engine 3 released")
    assert len(entries(say)) == 1
    assert say("again log engine 3 released").startswith("L-2 ")


def test_what_is_found_late_is_marked_as_late(say):
    said = say("log dozer at the drop point", late=timedelta(minutes=42), recovered=True)
    assert said == "L-1 0518 MST Ana Ruiz (LATE entry, 42 min): dozer at the drop point"
    (entry,) = entries(say)
    assert (entry.said, entry.at) == (START - timedelta(minutes=42), START)


def test_a_change_of_the_record_makes_an_entry_by_itself_apart_from_what_people_wrote(say):
    say("checkin E12 4 div A")
    say("log strike team at DP 12")
    assert "E12" not in say("show log")
    assert "L-1 0600 MST Ana Ruiz: E12 checked in: 4 persons" in say("show log system")
    assert "strike team" not in say("show log system")
    both = say("show log all")
    assert both.index("E12") < both.index("strike team")


def test_lists_help_and_refusals_make_no_entry(say):
    for line in ("roster", "help", "show log", "find pump", "checkin E12", "log help", "message list", "traffic list"):
        say(line)
    assert entries(say) == []


def test_what_was_folded_away_is_entered_when_it_happens_and_once(say):
    for number in range(9):
        say(f"checkin E{number} 4")
    assert len(entries(say)) == 9
    assert not any("told to all" in one.words for one in entries(say))
    say.clock("roster fold", say.now)
    assert len(entries(say)) == 9


def test_what_is_answered_in_private_leaves_no_word_in_the_log(say):
    (reply,) = say.replies("link", admin=True)
    assert reply.audience is Audience.PRIVATE
    assert [one.words for one in entries(say)] == ["link: recorded, answered in private"]


def test_a_contact_never_gets_into_the_log(say):
    say('checkin E12 4 contact:"208 555 0199"', overheard=False)
    assert entries(say)
    assert not any("555" in one.words for one in entries(say))


def test_opening_an_incident_is_the_first_entry_of_its_log(say):
    say.incident = None
    answer = say("incident open Cedar Ridge", admin=True)
    (cedar,) = say.store.named("Cedar Ridge")
    (entry,) = say.store.log_page(cedar.id, 0, 10)
    assert entry.words in answer
    assert entry.noun == "incident"


def test_every_entry_follows_from_the_one_before(say):
    say("log one")
    say("checkin E12 4")
    say("log two", BEN)
    before = FIRST
    for entry in entries(say):
        assert entry.digest == digest(entry, before)
        before = entry.digest


def test_a_refused_command_takes_no_number(say):
    say("log one")
    assert say("void L-1").startswith("reason is missing")
    assert say("log two").startswith("L-2 ")


# reading it


def test_the_list_is_narrowed_by_time_and_author(say):
    say("log before")
    say.wait(hours=2)
    say("log after")
    say("log by ben", BEN)
    assert "before" not in say("show log since:0700")
    assert "before" not in say("show log since:90m")
    assert "before" in say("show log since:3h")
    answer = say("show log by:me", BEN)
    assert "by ben" in answer
    assert "after" not in answer


def test_a_time_of_day_that_is_still_to_come_was_yesterdays(say):
    say("log old")
    say.wait(hours=20)
    assert "old" in say("show log since:0530"), "said at 0200 of the next day"
    assert "is still to come" in say('show log since:"22 Dec 0600"')


def test_the_head_stands_below_the_list_and_the_sitrep(say):
    say("log one")
    head = say.store.log_head(FIRE)
    assert head.shown in say("show log")
    assert head.shown in say("sitrep")


def test_of_a_long_log_the_newest_are_shown(say):
    for number in range(35):
        say(f"log line {number}")
    answer = say("show log")
    assert "Older entries are not shown" in answer
    assert "line 34" in answer
    assert "line 4\n" not in answer
    assert len(answer.splitlines()) == 33


def test_another_group_reads_neither_what_is_written_nor_what_is_noted_in_a_group(say):
    say("log helicopter fuel is short", group="logistics")
    say("checkin E12 4", group="logistics")
    assert say.replies("log second", group="logistics")[0].audience is Audience.ROOM
    for reader in ({}, {"group": "plans"}, {"direct": True, "group": "logistics"}):
        assert "helicopter" not in say("show log all", **reader)
    assert "helicopter" in say("show log", group="logistics")
    assert "E12" in say("show log all"), "a check-in is told in the main group"


# significant


def test_a_significant_entry_is_told_to_everybody_once(say):
    say("log evacuation of Pine Flat complete")
    (reply,) = say.replies("significant L-1", admin=True)
    assert reply.audience is Audience.INCIDENT
    assert reply.text == "SIGNIFICANT L-1 0600 MST Ana Ruiz: evacuation of Pine Flat complete"
    assert "was told already" in say("significant 1", admin=True)


def test_telling_everybody_is_for_those_who_announce(say):
    say("log something")
    assert say("significant L-1").startswith("Refused: “significant” is for IC")


def test_a_groups_entry_is_told_to_that_group_only(say):
    say("log fuel is short", group="logistics")
    assert say("significant L-1", admin=True).startswith("Refused: There is no L-1 here")
    (reply,) = say.replies("significant L-1", admin=True, group="logistics")
    assert (reply.audience, reply.group) == (Audience.ROOM, "logistics")


def test_a_void_entry_and_a_mark_are_not_told(say):
    say("log something")
    say("void L-1 wrong")
    assert "L-1 is void (wrong, Ana Ruiz)" in say("significant L-1", admin=True)
    assert "only marks another entry: L-1" in say("significant L-2", admin=True)


@pytest.mark.parametrize("line", ["significant L-99", "significant L-0", "significant P-1", "void L-99 because"])
def test_an_entry_that_is_not_there_is_said_so(say, line):
    assert say(line, admin=True).startswith("Refused:")
