"""Roll calls: who may answer for whom, what is short, what is extra, when it is complete."""

from dataclasses import replace

import pytest

from commands.dispatch.recognise import Command, recognise
from commands.domain.accountability.par import Answer, Par, Roll
from commands.domain.messages import Audience, Person
from commands.domain.text import plain
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import bind, hold
from tests.commands.ticking import private, public, texts, tick

JO = Person("slack.county/U7", "Jo Smith", "Ada County")
AL = Person("slack.county/U8", "Al Low", "Ada County")
CY = Person("slack.county/U9", "Cy Ray", "Ada County")
BO = Person("slack.county/U11", "Bo Day", "Ada County")
RADO = Person("slack.county/U10", "Rae Dio", "Ada County")
NOT_COVERED = "not checked in = not covered"


def arrive(say):
    say('checkin E12 4 div A leader:"Jo Smith" crew:"Al Low, Bo Day, Cy Ray"', RADO)
    say("checkin E13 3 div B", RADO)
    bind(say, "e12", JO, AL, CY, BO)
    hold(say, RADO, "RADO")


def begin(say, line="par start within:5m"):
    return say.replies(line, RADO)


def state(say, number=1):
    return say.store.numbered(Par, "bear-creek", number).state


def test_a_roll_call_is_told_to_all_rooms_with_its_time_and_what_it_covers(say):
    arrive(say)
    (reply,) = begin(say)
    assert reply.text.startswith(
        f"PAR P-1: answer by 0605 MST. 0 of 7 persons, 0 of 2 crews; {NOT_COVERED}. Leaders answer"
    )
    assert (reply.audience, reply.loud) == (Audience.INCIDENT, True)
    assert [choice.words for choice in reply.choices] == ["E12: all 4", "E13: all 3", "Fewer…", "I am here"]
    assert not {choice.emoji for choice in reply.choices} & {"👍", "❤️"}


@pytest.mark.parametrize("said", ["par all", "par everybody 4", "par us 7"])
def test_nobody_answers_for_all_crews_at_once(say, said):
    arrive(say)
    begin(say)
    assert say(said, RADO).endswith(
        "nothing was recorded. Each crew is answered for by itself: !net par E12 4. For yourself alone: !net par here"
    )


def test_two_crews_of_one_name_have_buttons_that_tell_them_apart(say):
    hold(say, RADO, "RADO")
    for line in ("checkin E12 4 agency:BOI", "checkin E12 3 agency:ADA", "checkin E13 2 agency:ADA"):
        say(line, RADO)
    (reply,) = begin(say)
    assert [one.words for one in reply.choices[:3]] == ["ADA E12: all 3", "BOI E12: all 4", "E13: all 2"]


def test_no_answer_is_not_told_as_nobody_there(say):
    arrive(say)
    begin(say)
    say("par E13 0", RADO)
    assert "NOT ACCOUNTED FOR: E13 0 of 3" in say("par stop", RADO)
    begin(say)
    assert "E12 no answer" in say("par stop", RADO)


def test_who_starts_over_an_open_roll_call_is_told_what_to_do(say):
    arrive(say)
    begin(say)
    assert say("par start", RADO).endswith("Answers go into it; to begin anew: !net par stop P-1")


def crews_with_buttons(replies):
    return [[one.words.partition(":")[0] for one in reply.choices if "tap" in one.command] for reply in replies]


def test_more_crews_than_one_post_has_buttons_for_get_further_posts_by_division(say):
    hold(say, RADO, "RADO")
    places = {"A": range(11, 22), "C": range(31, 34), "B": range(41, 45)}
    for div, numbers in places.items():
        for number in numbers:
            say(f"checkin E{number} 4 div {div}", RADO)
    say("checkin Kim Lee div A", RADO)

    replies = begin(say)

    assert crews_with_buttons(replies) == [
        ["E11", "E12", "E13", "E14", "E15", "E16", "E17", "E18", "E19"],
        ["E20", "E21", "E41", "E42", "E43", "E44", "E31", "E32", "E33"],
    ]
    assert replies[1].text == "P-1 Div A: E20, E21; Div B: E41, E42, E43, E44; Div C: E31, E32, E33"
    for reply in replies:
        assert (reply.audience, reply.loud) == (Audience.INCIDENT, True)
        emoji = [one.emoji for one in reply.choices]
        assert len({*emoji}) == len(emoji), "each reaction means one thing below its post"
    assert [one.words for one in replies[0].choices[-2:]] == ["Fewer…", "I am here"]
    assert "E33 4 of 4 (4 of 73 persons, 1 of 18 crews, 0 of 1 single person; no answer: E11 (4), " in say(
        replies[1].choices[8].command, RADO
    )


def test_of_very_many_crews_the_last_answer_in_words(say):
    hold(say, RADO, "RADO")
    for number in range(60):
        say(f"checkin E{number} 2 div {'ABC'[number % 3]}", RADO)
    first, *further = begin(say)
    assert len(further) == 5
    with_buttons = [name for names in crews_with_buttons((first, *further)) for name in names]
    assert len({*with_buttons}) == len(with_buttons) == 54
    assert first.text.endswith("6 crews without a button: answer in words or by radio.")


def test_it_closes_complete_when_all_have_answered(say):
    arrive(say)
    begin(say)
    assert "E12 4 of 4 (4 of 7 persons, 1 of 2 crews; no answer: E13 (3))" in say("par E12 4", RADO)
    _, closing = say.replies("par E13 3 of 3", RADO)
    assert closing.text == f"PAR P-1 COMPLETE: 7 of 7 persons, 2 of 2 crews; {NOT_COVERED}."
    assert (closing.audience, closing.loud) == (Audience.INCIDENT, True)
    assert state(say) is Roll.COMPLETE
    assert tick(say, hours=2) == []
    assert say("par E12 4", RADO).startswith("Refused: No roll call is open")


@pytest.mark.parametrize(
    "said",
    ["par E12 4", "PAR e-12 4", "par E12 4 of 4", "par E12 4/4", "par E12 all", "par E12, PAR of 4", "par E12 par 4"],
)
def test_a_crew_is_counted_in_the_words_of_the_radio(say, said):
    arrive(say)
    begin(say)
    assert "E12 4 of 4" in say(said, RADO)


@pytest.mark.parametrize(
    "said", ["par E12 -1", "par E12 4 of 3", "par E12 many", "par E12 99999", "par E12 ٤", "par E12 4 5"]
)
def test_what_is_no_count_is_refused_and_changes_nothing(say, said):
    arrive(say)
    begin(say)
    before = say.rows()
    assert say(said, RADO).startswith("Refused")
    assert say.rows() == before


def test_a_short_count_is_loud_at_once_and_holds_the_roll_call_open(say):
    arrive(say)
    begin(say)
    say("par E13 3", RADO)
    replies = say.replies("par E12 3 of 4", RADO)
    assert replies[0].text == (
        "SHORT: PAR P-1: E12 3 of 4 (Div A, Ada County), 1 person NOT ACCOUNTED FOR. Told by Rae Dio, 0600 MST."
    )
    assert (replies[0].audience, replies[0].loud, replies[0].notify) == (Audience.INCIDENT, True, True)
    assert state(say) is Roll.OPEN
    found = say.replies("par E12 4", RADO)
    assert found[0].text == "PAR P-1: E12 4 of 4, ALL ACCOUNTED FOR now."
    assert found[0].loud
    assert state(say) is Roll.COMPLETE


def test_nobody_is_refused_who_tells_that_somebody_is_missing(say):
    arrive(say)
    begin(say)
    stranger = Person("slack.county/U99", "Stran Ger", "Ada County")
    assert say("par E12 3 of 4", stranger).startswith("SHORT: PAR P-1: E12 3 of 4")
    assert "E12 4 of 4, reported by Stran Ger, 0600 MST; it stays 3 of 4." in say("par E12 4", stranger)
    assert state(say) is Roll.OPEN, "but the crew is not whole on that word"


def test_a_crew_that_says_it_is_more_than_listed_is_held_to_its_own_number(say):
    arrive(say)
    begin(say)
    assert say("par E12 4 of 5", RADO).startswith("SHORT: PAR P-1: E12 4 of 5")


def test_one_more_than_listed_is_asked_about(say):
    arrive(say)
    begin(say)
    (reply,) = say.replies("par E12 5", RADO)
    assert reply.text == "PAR P-1: E12 5 of 4: one extra: whose?"
    assert reply.loud
    closing = say.replies("par E13 3", RADO)[-1].text
    assert closing == (
        f"PAR P-1 COMPLETE: 7 of 7 persons, 2 of 2 crews; {NOT_COVERED}. "
        "More than listed: E12 5 of 4 (Div A, leader Jo Smith): whose?"
    )


@pytest.mark.parametrize(
    ("position", "place", "may"),
    [
        ("RADO", "", True),
        ("DIVS", "A", True),
        ("DIVS", "B", False),
        ("OSC", "", True),
        ("IC", "", True),
        ("PIO", "", False),
    ],
)
def test_a_crew_is_answered_for_by_its_supervisor_or_the_radio_operator(say, position, place, may):
    arrive(say)
    begin(say)
    hold(say, BEN, position, place)
    answer = say("par E12 4", BEN)
    assert ("reported by" not in answer) is may
    if not may:
        assert answer == (
            "PAR P-1: E12 4 of 4, reported by Ben Ito, 0600 MST; no answer yet. E12 as a whole is answered for by its "
            "leader Jo Smith, its supervisor or the radio operator."
        )


def test_the_leader_answers_for_the_crew(say):
    arrive(say)
    begin(say)
    assert "E12 4 of 4" in say("par E12 4", JO)


def test_a_tap_by_one_member_answers_for_that_member_only(say):
    arrive(say)
    (reply,) = begin(say)
    whole = reply.choices[0].command
    assert say(whole, AL).startswith("You are recorded in P-1, you alone: 1 of 4 of E12 have answered for themselves.")
    assert say(whole, AL).startswith("You are recorded in P-1 already.")
    assert say("par here", CY).startswith("You are recorded in P-1, you alone: 2 of 4")
    assert say.store.par_named(1, "e12")[0].state is Answer.WAITING
    assert "E12 4 of 4" in say(whole, JO), "the leader's press is for the crew"


def test_a_crew_whose_members_all_answered_for_themselves_is_whole(say):
    arrive(say)
    begin(say)
    for member in (AL, CY, BO):
        say("par here", member)
    assert "E12 4 of 4" in say("par here", JO)


def test_who_checked_in_alone_answers_for_themselves(say):
    arrive(say)
    say("checkin", BEN)
    begin(say)
    assert "1 person (State EOC) 1 of 1" in say("par here", BEN)
    assert say.store.par_own(1, [BEN.key])[0].state is Answer.ALL


def test_who_was_checked_in_by_another_answers_when_the_name_is_bound_to_the_account(say):
    arrive(say)
    say('checkin "Ben Ito" agency:"State EOC"', RADO)
    begin(say)
    public, own = say.replies("par here", BEN)
    assert "1 of 1, reported by Ben Ito, 0600 MST; no answer yet" in public.text
    assert own.text == "If you are the Ben Ito who is named there: !net claim Ben Ito"
    say("claim Ben Ito", BEN)
    say("claim yes CL-1", RADO)
    assert "1 of 1 (1 of 8 persons, 0 of 2 crews, 1 of 1 single person; no answer: E12 (4), E13 (3))" in say(
        "par here", BEN
    )


def test_what_is_not_on_the_list_may_answer_and_is_added(say):
    arrive(say)
    begin(say)
    assert say("par E99 3", RADO) == (
        "PAR P-1: E99 3 of 3, not on the list, added (0 of 7 persons, 0 of 2 crews; no answer: E12 (4), "
        "E13 (3); not on the list: 1 with 3 persons). It is not checked in: !net checkin E99"
    )
    say("checkin E14 5 div C", RADO)
    assert "E14 5 of 5, not on the list, added" in say("par E14 5", RADO)
    assert say.store.par_named(1, "e12")[0].state is Answer.WAITING, "a slip of the finger answers for nobody else"


def test_two_of_one_name_are_asked_about(say):
    say("checkin E12 4 agency:BOI", RADO)
    say("checkin E12 3 agency:ADA", RADO)
    hold(say, RADO, "RADO")
    begin(say)
    assert say("par E12 4", RADO).startswith("Refused: 2 are listed as E12: ADA E12 or BOI E12?")
    assert "E12 4 of 4" in say("par BOI E12 4", RADO)
    assert "E12 3 of 3" in say("par E12 3 agency:ada", RADO)


def test_fewer_opens_a_form_and_the_form_answers(say):
    arrive(say)
    (start,) = begin(say)
    fewer = next(choice for choice in start.choices if choice.words == "Fewer…")
    (reply,) = say.replies(fewer.command, RADO)
    assert reply.form is not None
    assert reply.form.fields[0].options == ("E12", "E13")
    line = f'{reply.form.command} name:"E12" count:"3 of 4" missing:"Al Low" note:"last seen at the creek"'
    assert say(line, RADO).startswith(
        "SHORT: PAR P-1: E12 3 of 4 (Div A, Ada County), 1 person NOT ACCOUNTED FOR. Told by"
    )
    assert "last seen" not in str(say.replies("par status", RADO)), "a note may hold a name"


def test_a_number_behind_a_name_is_never_a_part_of_it(say):
    arrive(say)
    say("checkin E1 4 div A", RADO)
    say("checkin E14 4 div A", RADO)
    begin(say)
    assert "E1 4 of 4" in say("par E1 4", RADO)
    assert say("par E1 3 of 4", RADO).startswith("SHORT: PAR P-1: E1 3 of 4")
    assert say.store.par_named(1, "e14")[0].state is Answer.WAITING
    assert say("status E1 4").startswith("Refused")


def test_a_count_that_is_missing_is_asked_for(say):
    arrive(say)
    begin(say)
    (reply,) = say.replies("par E12", RADO)
    assert reply.text == "E12: how many are there? !net par E12 4"
    assert reply.form is not None


def test_an_old_button_answers_no_new_roll_call(say):
    arrive(say)
    (first,) = begin(say)
    say("par stop", RADO)
    begin(say)
    say("par E12 4", RADO)
    assert say.store.par_named(2, "e12")[0].state is Answer.ALL
    say(first.choices[1].command, RADO)
    assert say.store.par_named(2, "e13")[0].state is Answer.WAITING


def test_a_button_of_another_incident_does_nothing_here(say):
    arrive(say)
    (first,) = begin(say)
    other = say.store.add(replace(say.incident, id="other", version=0))
    say.incident = other
    assert say(first.choices[0].command, RADO).startswith("Refused: That button belongs to no roll call here")


def test_no_second_roll_call_starts_over_an_open_one(say):
    arrive(say)
    begin(say, "par start div A")
    assert say("par start", RADO).startswith(
        "Refused: PAR P-1 (Div A) is open since 0600 MST: 0 of 4 persons, 0 of 1 crew"
    )
    assert say("par start div A", RADO).startswith("Refused: PAR P-1 (Div A) is open")
    assert say("par start div B", RADO).startswith("PAR P-2 (Div B): answer by 0610 MST. 0 of 3 persons, 0 of 1 crew")
    assert "PAR P-2 (Div B): E13 3 of 3" in say("par E13 3", RADO)
    assert state(say, 2) is Roll.COMPLETE


def test_a_roll_call_of_nobody_is_refused_and_leaves_nothing(say):
    hold(say, RADO, "RADO")
    before = say.rows()
    assert say("par start", RADO).startswith("Refused: Nobody is checked in there")
    assert say("par start div Z", RADO).startswith("Refused: Nobody is checked in there")
    assert say.rows() == before


def test_it_closes_incomplete_with_the_resources_named(say):
    arrive(say)
    begin(say)
    say("par E12 3 of 4", RADO)
    (closing,) = public(say.replies("par stop", RADO))
    assert closing.text == (
        f"PAR P-1 INCOMPLETE: 3 of 7 persons, 0 of 2 crews; missing: E12 (1); no answer: E13 (3); "
        f"{NOT_COVERED}. NOT ACCOUNTED FOR: "
        "E12 3 of 4 (Div A, leader Jo Smith), E13 no answer, 3 persons (Div B)."
    )
    assert state(say) is Roll.INCOMPLETE


def test_who_turns_up_after_an_incomplete_one_is_still_recorded(say):
    arrive(say)
    begin(say)
    say("par E13 3", RADO)
    say("par E12 3 of 4", RADO)
    say("par stop", RADO)
    assert say("par E12 4", RADO).splitlines()[0] == "PAR P-1: E12 4 of 4, ALL ACCOUNTED FOR now."
    assert state(say) is Roll.COMPLETE


def test_a_resource_is_accounted_for_otherwise_by_command_only_and_with_a_reason(say):
    arrive(say)
    begin(say)
    say("par E13 3", RADO)
    assert say("par settle E12 went home at 0500", RADO).startswith("Refused: “par settle” is for")
    hold(say, BEN, "SOFR")
    answer = say("par settle E12 went home at 0500", BEN)
    assert answer.startswith("PAR P-1: E12 accounted for by Ben Ito: went home at 0500\nPAR P-1 COMPLETE")


def test_only_some_may_start_and_stop(say):
    arrive(say)
    assert say("par start", AL).startswith("Refused: “par start” is for")
    begin(say)
    assert say("par stop", AL).startswith("Refused: “par stop” is for")


def test_no_resource_is_released_before_it_is_accounted_for(say):
    arrive(say)
    begin(say)
    assert say("demob E12 needs:none", RADO, admin=True).startswith("Refused: E12 is not accounted for in PAR P-1")
    say("par E12 4", RADO)
    assert say("demob E12 needs:none", RADO, admin=True).startswith("D-1: E12 released")


def test_par_help_and_a_cry_in_talk_start_nothing(say):
    for talk in ("FIRE", "help", "par help", "mayday mayday", "par E12 4", "PAR NOW", "need par help"):
        assert not isinstance(recognise(plain(talk), "net"), Command), talk
    before = say.rows()
    assert say("par help").startswith("Usage:")
    assert say.rows() == before


def test_names_go_to_nobody_and_that_is_said_where_nobody_holds_such_a_position(say):
    arrive(say)
    begin(say)
    replies = say.replies('par E12 3 of 4 missing:"Al Low"', RADO)
    assert private(replies) == []
    assert "Nobody holds IC, OSC, SOFR or MEDL here" in replies[-1].text


def test_nobody_is_at_the_desk_so_whoever_types_answers(say):
    say("checkin E12 4", ANA)
    say("par start", ANA, admin=True)
    stranger = Person("slack.county/U99", "Stran Ger", "Ada County")
    assert "E12 4 of 4" in say("par E12 4", stranger)


def test_of_several_of_one_name_it_is_said_which_has_answered(say):
    hold(say, RADO, "RADO")
    say('checkin E12 4 agency:"Crescent FD" div A', RADO)
    say("checkin E12 3 agency:BOI div A", RADO)
    say("par start", RADO)
    assert "Crescent FD E12 no answer, 4 persons" in texts(tick(say, minutes=11))[0]
    assert say("par boi e12 3", RADO).startswith("PAR P-1: BOI E12 3 of 3 (3 of 7 persons, 1 of 2 crews")


def test_a_bare_number_that_may_be_a_crew_on_the_list_is_asked_about(say):
    hold(say, RADO, "RADO")
    say("checkin E12 4 div A", RADO)
    say("par start", RADO)
    before = say.rows()
    assert say("par 12 4", RADO).startswith("Refused: Is 12 the same as E12? Nothing was recorded")
    assert say.rows() == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("par 4", "Nothing is listed as 4"),
        ("par a 4", "Div A is a division or group"),
        ("par structure 4", "structure is a division or group"),
    ],
)
def test_a_number_or_a_division_is_not_taken_for_a_crew_that_was_forgotten(say, said, told):
    hold(say, RADO, "RADO")
    say("checkin E12 4 div A", RADO)
    say("checkin E13 4 div:structure", RADO)
    say("par start", RADO)
    before = say.rows()
    assert say(said, RADO).startswith(f"Refused: {told}; nothing was recorded. Which crew is it?")
    assert say.rows() == before


@pytest.mark.parametrize(
    "count",
    ["4 persons", "4 people", "4.", "= 4", "- 4!", "4 of 4.", "all", "all ok", "all accounted for", "ALL present."],
)
def test_a_count_is_read_with_the_word_behind_it(say, count):
    hold(say, RADO, "RADO")
    say("checkin E12 4 div A", RADO)
    say("checkin E13 4 div A", RADO)
    say("par start", RADO)
    assert say(f"par E12 {count}", RADO).startswith("PAR P-1: E12 4 of 4")
