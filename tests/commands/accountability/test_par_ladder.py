"""A roll call in simulated time: the reminder, the ladder by name, a series, a restart; and who reads which names."""

import pytest

from commands.domain.accountability.par import Roll
from commands.domain.messages import Audience, Person
from commands.domain.organisation.roles import Rank
from tests.commands.accountability.test_par import AL, JO, RADO, arrive, begin, crews_with_buttons, state
from tests.commands.conversation import BEN
from tests.commands.holding import hold
from tests.commands.ticking import private, public, texts, tick

DIVS = Person("slack.county/U20", "Di Vis", "Ada County")
OPBD = Person("slack.county/U21", "Bra Nch", "Ada County")
OSC = Person("slack.county/U22", "Op Chief", "Ada County")
IC = Person("slack.county/U23", "In Command", "Ada County")
IC2 = Person("matrix.state/@ic:state.example", "Uni Fied", "State EOC")
SAFETY = Person("slack.county/U24", "Sa Fety", "Ada County")
MEDICAL = Person("slack.county/U25", "Me Dical", "Ada County")
REP = Person("matrix.state/@rep:state.example", "Re Presentative", "Ada County")
OTHER_REP = Person("matrix.state/@rep2:state.example", "Ot Her", "State EOC")

EVERYBODY = {"DIVS": DIVS, "OPBD": OPBD, "OSC": OSC, "SOFR": SAFETY, "MEDL": MEDICAL}


@pytest.fixture
def staffed(say):
    arrive(say)
    for position, who in EVERYBODY.items():
        hold(say, who, position, "A" if position in ("DIVS", "OPBD") else "")
    for who in (IC, IC2):
        hold(say, who, "IC")
    for who in (REP, OTHER_REP):
        hold(say, who, "AREP")
    return say


def test_who_has_not_answered_is_reminded_before_the_time(say):
    arrive(say)
    begin(say)
    say("par E13 3", RADO)
    (reminder,) = tick(say, minutes=4)
    assert reminder.text == "PAR P-1: 1 min left. Not answered: E12 no answer, 4 persons (Div A, leader Jo Smith)."
    assert reminder.loud
    assert [choice.words for choice in reminder.choices] == ["E12: all 4", "Fewer…", "I am here"]


def test_the_reminder_has_buttons_for_all_who_have_not_answered(say):
    hold(say, RADO, "RADO")
    for number in range(11, 34):
        say(f"checkin E{number} 4 div {'A' if number < 22 else 'B'}", RADO)
    begin(say)
    for number in range(11, 14):
        say(f"par E{number} 4", RADO)

    replies = [reply for reply in public(tick(say, minutes=4)) if reply.choices]

    assert crews_with_buttons(replies) == [
        [f"E{number}" for number in range(14, 22)],
        [f"E{number}" for number in range(22, 31)],
        ["E31", "E32", "E33"],
    ]
    assert replies[0].text.startswith("PAR P-1: 1 min left. Not answered: ")
    assert replies[0].text.endswith(" Buttons here and below, by division.")
    assert replies[2].text == "P-1 Div B: E31, E32, E33"
    assert [choice.words for choice in replies[0].choices][-2:] == ["Fewer…", "I am here"]
    assert "E33 4 of 4" in say(replies[2].choices[2].command, RADO)


def test_who_checked_in_alone_is_reminded_by_direct_message_and_named_in_no_room(say):
    arrive(say)
    say("checkin", BEN)
    begin(say)
    replies = tick(say, minutes=4)
    assert "1 single person" in public(replies)[0].text
    assert all("Ben" not in reply.text for reply in public(replies))
    (alone,) = private(replies)
    assert alone.to == (BEN.key,)
    assert "1 of 1" in say(alone.choices[0].command, BEN)


def test_an_overdue_roll_call_goes_up_the_ladder_by_name_with_safety_told_beside(staffed):
    begin(staffed)
    told = [reply for reply in public(tick(staffed, minutes=20)) if "OVERDUE" in reply.text]
    asked = [reply.text.partition("(Div B). ")[2] for reply in told]
    assert asked[:5] == [
        "Leaders, answer now.",
        "Division/Group Supervisor: Di Vis. Safety: Sa Fety.",
        "Operations Branch Director: Bra Nch. Safety: Sa Fety.",
        "Operations Section Chief: Op Chief. Safety: Sa Fety.",
        "Incident Commander: In Command, Uni Fied. Safety: Sa Fety.",
    ]
    assert set(asked[5:]) == {asked[4]}, "in the end again and again the Incident Commanders"
    late = [reply.text.partition("OVERDUE ")[2].partition(":")[0] for reply in told]
    assert late[:6] == ["0 min", "2 min", "4 min", "6 min", "8 min", "13 min"]
    assert all((reply.audience, reply.loud) == (Audience.INCIDENT, True) for reply in told)


def test_a_step_at_which_nobody_is_is_not_waited_for(say):
    arrive(say)
    hold(say, IC, "IC")
    begin(say)
    told = [text for text in texts(public(tick(say, minutes=8))) if "OVERDUE" in text]
    assert told[0].endswith("Leaders, answer now.")
    assert told[1].endswith("Incident Commander: In Command. Nobody is Safety Officer.")


def test_overdue_crews_beyond_the_buttons_are_told_where_theirs_are(say):
    hold(say, RADO, "RADO")
    for number in range(11, 23):
        say(f"checkin E{number} 4 div A", RADO)
    begin(say)
    (told, *_) = [one for one in public(tick(say, minutes=8)) if "OVERDUE" in one.text]
    assert told.text.endswith("3 more crews: buttons are above, or answer in words.")
    assert len(told.choices) == len([*range(11, 20), "Fewer…", "I am here"])


def test_a_supervisor_of_another_division_and_a_trainee_are_not_asked(say):
    arrive(say)
    hold(say, DIVS, "DIVS", "C")
    hold(say, BEN, "OSC", rank=Rank.TRAINEE)
    begin(say)
    assert all("Di Vis" not in text and "Ben" not in text for text in texts(tick(say, minutes=15)))


def test_an_answer_ends_the_ladder(staffed):
    begin(staffed)
    tick(staffed, minutes=7)
    staffed("par E13 3", RADO)
    staffed("par E12 4", RADO)
    assert state(staffed) is Roll.COMPLETE
    assert all("OVERDUE" not in text for text in texts(tick(staffed, hours=3)))


def test_overdue_is_overdue_also_after_the_program_was_down(staffed):
    begin(staffed)
    staffed.wait(minutes=47)
    told = [text for text in texts(public(tick(staffed, seconds=1))) if "OVERDUE" in text]
    assert told[0].startswith("PAR P-1 OVERDUE 42 min: 0 of 7 persons, 0 of 2 crews")
    assert len(told) == 1, "once, not once for each time that was missed"
    assert "OVERDUE" in staffed("par status")


def test_a_series_goes_on_and_never_starts_over_an_open_one(staffed):
    staffed("par start within:5m every:20m", RADO)
    for name in ("E12 4", "E13 3"):
        staffed(f"par {name}", RADO)
    second = [reply for reply in tick(staffed, minutes=20) if reply.text.startswith("PAR P-2: answer by 0625 MST")]
    assert len(second) == 1
    tick(staffed, minutes=60)
    assert [one.number for one in staffed.store.pars("bear-creek")] == [2], "it is still open, so no third one started"
    for name in ("E12 4", "E13 3"):
        staffed(f"par {name}", RADO)
    started = [text for text in texts(tick(staffed, minutes=2)) if ": answer by" in text]
    assert [text[:8] for text in started] == ["PAR P-3:"]


def test_a_roll_call_by_hand_does_not_end_a_series_that_runs(staffed):
    staffed("par start within:5m every:20m", RADO)
    for crew in ("E12 4", "E13 3"):
        staffed(f"par {crew}", RADO)
    staffed.wait(minutes=2)
    staffed("par start", RADO)
    staffed("par stop P-2", RADO)
    tick(staffed, minutes=20)
    assert [one.number for one in staffed.store.pars("bear-creek")] == [3]
    staffed("par stop", RADO)
    staffed("par start every:30m", RADO)
    assert [one.number for one in staffed.store.series("bear-creek")] == [4], "a new series takes its place"


def test_stopping_ends_the_series_too(staffed):
    staffed("par start within:5m every:20m", RADO)
    for name in ("E12 4", "E13 3"):
        staffed(f"par {name}", RADO)
    assert staffed("par stop", RADO) == "No further roll call starts by itself (P-1)."
    assert all(": answer by" not in text for text in texts(tick(staffed, hours=2)))


# names


NAMES = ("Al Low", "Bo Day", "Cy Ray")


def test_the_names_of_the_missing_go_to_a_few_only_and_into_no_room(staffed):
    begin(staffed)
    replies = [*staffed.replies('par E12 3 of 4 missing:"Al Low"', RADO), *tick(staffed, hours=1)]
    replies += staffed.replies("par status", RADO) + staffed.replies("par stop", RADO)
    for reply in public(replies):
        shown = f"{reply.text} {reply.card} {reply.choices} {reply.documents}"
        assert not [name for name in NAMES if name in shown], shown
    allowed = {IC.key, IC2.key, OSC.key, SAFETY.key, MEDICAL.key, REP.key}
    told = private(replies)
    assert {key for reply in told for key in reply.to} == allowed
    assert any("missing: Al Low" in reply.text for reply in told)


def test_the_home_agencys_representative_reads_of_the_own_agency_only(staffed):
    staffed('checkin E50 2 agency:"State EOC" crew:"Xa One, Ya Two"', RADO)
    begin(staffed)
    replies = private(tick(staffed, minutes=6))
    of_rep = [reply.text for reply in replies if reply.to == (REP.key,)]
    of_other = [reply.text for reply in replies if reply.to == (OTHER_REP.key,)]
    assert of_rep
    assert of_other
    assert all("E12" in text and "E50" not in text for text in of_rep)
    assert all("E50" in text and "E12" not in text for text in of_other)


def test_a_missing_leader_is_named_in_no_room(staffed):
    begin(staffed)
    replies = [*staffed.replies('par E12 3 of 4 missing:"Jo Smith"', RADO), *tick(staffed, minutes=30)]
    assert not [reply.text for reply in public(replies) if "Jo Smith" in reply.text and "SHORT" not in reply.text]
    assert not [reply.text for reply in public(replies) if "Jo Smith" in reply.text]


def test_who_types_names_in_a_room_is_warned_and_the_count_is_taken_all_the_same(staffed):
    begin(staffed)
    (answer,) = [
        reply
        for reply in public(staffed.replies('par E12 3 of 4 missing:"Al Low"', RADO, overheard=True))
        if "is recorded" in reply.text
    ]
    assert "Others in this room have read the names: delete your message" in answer.text


def test_names_are_sent_privately_to_whoever_may_ask_and_to_nobody_else(staffed):
    begin(staffed)
    staffed('par E12 3 of 4 missing:"Al Low"', RADO)
    assert staffed("par missing", AL).startswith("Refused: “par missing” is for")
    (reply,) = staffed.replies("par missing", SAFETY)
    assert reply.audience is Audience.PRIVATE
    assert reply.to == ()
    assert "missing: Al Low" in reply.text


def test_a_crew_that_is_whole_again_has_nobody_missing(staffed):
    begin(staffed)
    staffed('par E12 3 of 4 missing:"Al Low"', RADO)
    staffed("par E12 4", JO)
    assert staffed.store.par_named(1, "e12")[0].missing == ()
