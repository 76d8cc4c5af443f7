"""Whatever is typed: always an answer, never a traceback, and nothing changed when it is refused."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.line.grammar import LONGEST_LINE
from commands.registry import nouns

VERBS = [verb for noun in nouns().values() for verb in noun.distinct]

NASTY = [
    "",
    "\x00",
    "\ud800",
    "\u202e\u2066\u200f",
    "a" * 1_000_000,
    "a " * 100_000,
    '"' * 10_000,
    '"a ' * 5_000,
    "“" * 10_000,
    ":" * 10_000,
    "a:" * 5_000,
    "div " * 3_000,
    "agency:x " * 1_000,
    "-1",
    "0",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "'; DROP TABLE resource; --",
    "%s %n {0} ${jndi:x} {{7*7}}",
    "<!channel> <@U123> <script>alert(1)</script> *b* _i_ `c` ```",
    "@room @everyone",
    "E12 4 eta:999999ZFEB99",
    "E12 4 eta 0000 0000 0000",
    "E12 4 div:\u0000A",
    "E12 ٤",
    "E12 ²",
    "🔥🔥🔥 4",
    "👩‍🚒 4",
    "שלום 4",
    "e\u0301" * 5_000,
    "\u3000E12\u30004",
    "E12 4\nagency:x\ny",
    "E12 4 agency:" + "x" * 300,
    "form",
    "help form help",
    "name:name name:name",
    "persons:persons",
    'div:"" agency:"" leader:""',
    "|".join("abc"),
]

WORDS = st.one_of(
    st.sampled_from(
        ['"', "“", "div", "div:", "agency:", "E12", "4", "-4", "eta", "in 2h", "at", ":", "name:", "form", "help"]
    ),
    st.text(max_size=12),
    st.integers().map(str),
)
LINES = st.lists(WORDS, max_size=9).map(" ".join)


def check(say, line):
    before = say.state()
    answer = say(line)
    assert answer.strip()
    if answer.startswith("Refused"):
        assert say.state() == before, "refused, so nothing is changed"
        assert len(answer) < 1_500
    answer.encode()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
def test_hostile_words_get_an_answer(say, verb):
    for nasty in NASTY:
        check(say, f"{verb.spoken} {nasty}")


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_hostile_lines_get_an_answer(say, nasty):
    check(say, nasty)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=LINES)
def test_random_words_get_an_answer(say, verb, line):
    check(say, f"{verb.spoken} {line}")


@pytest.mark.soak
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=LINES)
def test_ten_thousand_random_lines_get_an_answer(say, verb, line):
    check(say, f"{verb.spoken} {line}")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.text(max_size=60))
def test_random_lines_get_an_answer(say, line):
    check(say, line)


def test_a_line_that_is_too_long_is_refused_with_its_length(say):
    assert say("checkin " + "x" * LONGEST_LINE) == (
        "Refused: That is 16,008 characters long; a command has at most 16,000. Nothing was recorded."
    )


def test_a_value_that_is_too_long_is_refused_with_its_length(say):
    answer = say("checkin E12 4 agency:" + "x" * 300)
    assert "it has 300 characters, at most 200 are kept" in answer
