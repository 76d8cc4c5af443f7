"""No name that anybody types reads like a badge, which is Net Control's own word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms import Draft
from bot.platforms.matrix import render as matrix
from bot.platforms.slack import render as slack
from commands.domain.messages import Person
from commands.domain.names import alike, headed, person_name, visible
from commands.domain.text import plain

MARKS = "(),[]|·—（），【】｜•–\u202e\u200b\u200c\u200d\u2028⁽⒤🄁"
NAMES = st.one_of(st.text(max_size=60), st.text(st.sampled_from(f"Kim Lee IC{MARKS}"), max_size=60))
HEAD = re.compile(r"^(?P<name>[^(),]+) \((?P<badge>[^()]+)\)$")


@given(NAMES)
def test_no_name_renders_like_a_badge(name):
    shown = headed(Person("slack.county/U1", name).called, ("", "Ada County"))
    draft = Draft(text=plain("go"), author=shown, author_key="k")
    heads = [
        slack.render(draft)[0]["username"],
        matrix.render(draft)[0]["content"]["com.beeper.per_message_profile"]["displayname"],
    ]
    for head in (shown, *heads):
        parsed = HEAD.match(head)
        assert parsed, head
        assert parsed["badge"] == "Ada County"


@given(NAMES)
def test_a_name_made_fit_stays_as_it_is(name):
    assert person_name(person_name(name)) == person_name(name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Kim Lee, IC", "Kim Lee IC"),
        ("Kim Lee (IC, Ada County)", "Kim Lee IC Ada County"),
        ("Kim Lee（IC）", "Kim Lee IC"),
        ("Kim Lee [IC · State]", "Kim Lee IC State"),
        ("Kim — IC", "Kim IC"),
        ("K\u200cim\u202e", "Kim"),
        ("Anne-Marie O’Brien", "Anne-Marie O’Brien"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒 Ana", "👩\u200d🚒 Ana"),
        ("()", ""),
    ],
)
def test_a_name_loses_the_marks_of_a_badge_and_keeps_its_letters(typed, shown):
    assert person_name(typed) == shown


def test_whoever_has_no_letters_in_the_name_is_shown_by_the_account():
    assert Person("slack.county/U1", "—()", "Ada County").shown == "U1 (Ada County)"


def test_names_that_people_confuse_are_alike():
    assert alike("Кіm Lее") == alike("kim lee") == alike("Kím\u200b  Lee")
    assert alike("Kim Lee") != alike("Kit Lee")


def test_what_is_hidden_is_not_visible():
    assert visible("a\u2800\u3164b\u202ec") == "a bc"
