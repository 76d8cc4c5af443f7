"""Distress that was not said as an emergency: never only refused, never only talk."""

import pytest

from commands.call import Call
from commands.dispatch.overheard import offered
from commands.domain.messages import Audience, Person
from tests.commands.conversation import ANA, BEN, BOISE, HERE
from tests.commands.holding import hold
from tests.commands.ticking import private

JO = Person("slack.county/U7", "Jo Smith", "Ada County")


def raised(say):
    return [one.words for one in say.store.emergencies("bear-creek")]


@pytest.mark.parametrize(
    "said",
    [
        "emergancy second ff trapped",
        "may day E12 trapped",
        "help E12 trapped div A",
        "maday E12 down",
        "HELP trapped at Div A",
        "E12 trapped",
        "E12 mayday",
        "status mayday E12 trapped",
        "par E12 ff down",
        "watch mayday",
        "role take mayday E12 trapped",
        "M A Y D A Y E12",
    ],
)
def test_in_a_command_it_is_raised_in_any_spelling_and_behind_a_wrong_noun(say, said):
    cry, _, asked = say.replies(said)
    assert raised(say) == [said]
    assert (cry.audience, cry.loud, cry.notify) == (Audience.INCIDENT, True, True)
    assert asked.text.startswith("Read as an emergency: M-1 is raised. False alarm? Press within 2 min")
    say(asked.choices[0].command)
    assert raised(say) == []


@pytest.mark.parametrize(
    "said",
    ["help", "help mayday", "help emergency", "mayday drill", "may day parade", "help desk", "roster", "find mayday"],
)
def test_what_only_sounds_like_it_raises_nothing(say, said):
    say(said)
    assert raised(say) == []


def test_a_command_that_was_taken_is_asked_about(say):
    answers = say.replies("log E12 trapped, mayday on VTAC12")
    assert raised(say) == []
    asked = answers[-1]
    assert asked.text.startswith("That reads as an emergency. It was not taken for one. Raise it?")
    say(asked.choices[0].command)
    assert raised(say) == ["log E12 trapped, mayday on VTAC12"]


def overheard(say, words, who=BEN):
    call = Call(who=who, room=HERE, at=say.now, store=say.store, zone=BOISE, incident=say.incident)
    return offered(call, words)


def test_talk_brings_its_author_and_who_is_in_charge_one_press(say):
    hold(say, ANA, "IC")
    hold(say, JO, "RADO")
    own, others = overheard(say, "MAYDAY MAYDAY MAYDAY E12 trapped div A")
    assert own.audience is Audience.QUIET
    assert own.text.startswith("That reads as an emergency. It is posted as talk, and nobody's device rang.")
    assert (others.audience, others.loud, set(others.to)) == (Audience.PRIVATE, True, {ANA.key, JO.key})
    say(others.choices[0].command, JO)
    assert raised(say) == ["Ben Ito (State EOC): MAYDAY MAYDAY MAYDAY E12 trapped div A"]


def test_the_author_raises_it_in_their_own_name(say):
    (own,) = overheard(say, "E12 trapped")
    say(own.choices[0].command, BEN)
    (one,) = say.store.emergencies("bear-creek")
    assert (one.words, one.by) == ("E12 trapped", BEN.key)


def test_the_others_are_asked_once_a_minute_about_one_person(say):
    hold(say, ANA, "IC")
    assert len(private(overheard(say, "E12 trapped"))) == 1
    assert private(overheard(say, "E12 trapped!!")) == []
    assert len(private(overheard(say, "E14 trapped", JO))) == 1
    say.wait(seconds=61)
    assert len(private(overheard(say, "E12 trapped"))) == 1
