import pytest

from commands.dispatch.subjects import SUBJECTS
from commands.line.signature import Parameter
from commands.registry import nouns
from commands.shared.rights import needed
from tests.commands.conversation import ANA
from tests.commands.holding import hold

VERBS = [verb for noun in nouns().values() for verb in noun.distinct]


def test_the_overview_names_every_noun_of_which_one_may_say_something(say):
    first, *lines = say("").splitlines()
    assert say("help") == say("") == say("HELP")
    assert first == "Each begins with !net; !net help <word> explains one."
    mine = {noun.name: noun for noun in nouns().values() if any(needed(verb) is None for verb in noun.distinct)}
    shown = [line.partition(": ") for line in lines if ": " in line]
    assert sorted(name for name, _, _ in shown) == sorted(mine)
    assert all(mine[name].summary == summary for name, _, summary in shown)
    assert [line for line in lines if line and ": " not in line] == [subject.upper() for subject in SUBJECTS]


def test_every_noun_stands_under_one_subject():
    assert sorted(name for names in SUBJECTS.values() for name in names) == sorted(nouns())


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
def test_every_command_explains_itself(say, verb):
    asker = {"admin": verb.apart}  # whoever may not say it does not find it there
    answer = say(f"help {verb.noun}", **asker)
    assert answer == say(f"{verb.noun} help", **asker) == say(f"{verb.noun.upper()} Help", **asker)
    assert f"Usage: !net {verb.usage}" in answer
    assert verb.help in answer
    assert 10 < len(verb.summary) < 120, "one short line for the overview"
    assert verb.summary.endswith(".")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.noun != "help"], ids=lambda verb: verb.spoken)
def test_every_command_has_its_form(say, verb):
    (reply,) = say.replies(f"{verb.spoken} form")
    usage, *to_fill_in = reply.text.splitlines()
    assert usage == f"Usage: !net {verb.usage}"
    assert len(to_fill_in) == bool(verb.parameters)
    assert (reply.form is None) == (not verb.parameters)
    if reply.form:
        assert reply.form.command == verb.spoken
        assert [field.key for field in reply.form.fields] == [one.key for one in verb.parameters]
        assert sum(field.required for field in reply.form.fields) <= 5


def test_help_form_explains_the_command_that_makes_forms(say):
    assert say("help form") == say("form help")


def test_a_form_is_filled_in_as_a_line(say):
    (reply,) = say.replies("checkin form")
    assert reply.form is not None
    keys = [field.key for field in reply.form.fields]
    assert keys[:5] == ["name", "persons", "div", "agency", "leader"]
    line = f'{reply.form.command} name:"E12" persons:"4" div:"A" agency:"Crescent FD"'
    assert say(line) == "E12 checked in: 4 persons, Crescent FD, Div A (1 resource, 4 persons)"


def test_usage_names_the_prefix_that_was_used(say):
    assert "Usage: /net roster [agency] [div:] [csv:]" in say("help roster", prefix="/net")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("rooster", "Refused: There is no command “rooster”; nothing was recorded. Did you mean !net roster?"),
        ("Chekin E12 4", "Refused: There is no command “Chekin”; nothing was recorded. Did you mean !net checkin?"),
        ("qqqq", "Refused: There is no command “qqqq”; nothing was recorded. !net help lists what there is."),
        ("help chekin", "Refused: There is no command “chekin”. Did you mean !net help checkin?"),
        ("help qqqq", f"Refused: There is no command “qqqq”. There is: {', '.join(nouns())}."),
    ],
)
def test_an_unknown_word_gets_the_nearest_match(say, said, answer):
    assert say(said) == answer


def test_parameters_say_what_they_want():
    for verb in VERBS:
        for parameter in verb.parameters:
            assert isinstance(parameter, Parameter)
            assert parameter.converter.hint, f"{verb.spoken} {parameter.key}"


@pytest.mark.parametrize("said", ["help request order", "request order help", "help REQUEST Order"])
def test_one_verb_explains_itself(say, said):
    answer = say(said)
    assert answer.startswith("Usage: !net request order <id>")
    assert answer.count("Usage:") == 1


def test_help_for_a_verb_that_is_not_there_is_help_for_its_noun(say):
    assert say("help request ordr") == say("help request")


def test_help_for_a_position_says_what_it_may_beyond_everybody(say):
    told = say("help RADO")
    assert told.startswith("RADO, beside what everybody may say (!net help):\npar start: ")
    assert "announce tick: " in told
    assert "emergency clear" not in told
    assert "And where it depends on what is said: " in told
    assert say("help Radio Operator") == told


@pytest.mark.parametrize("said", ["help me", "help for my role"])
def test_help_for_my_role_goes_by_the_positions_that_are_held(say, said):
    assert say(said) == "You hold no position here. What everybody may say: !net help"
    hold(say, ANA, "IC")
    assert "\nemergency clear: " in say(said)


def test_a_form_is_a_line_to_copy_and_fill_in_where_there_are_no_forms(say):
    line = say("checkin form").splitlines()[-1].removeprefix("To copy and fill in: !net ")
    assert line.startswith('checkin name:"…" persons:"…" div:"…" agency:"…" ')
    filled = line.replace('name:"…"', 'name:"Crew 9"').replace('persons:"…"', 'persons:"12"')
    assert say(filled).startswith("Crew 9 checked in: 12 persons, Ada County (")


def test_a_gap_that_was_left_is_not_given(say):
    before = say.rows()
    assert say('approve id:"…"').startswith("id is missing")
    assert say("log …").startswith("words is missing")
    assert say.rows() == before
