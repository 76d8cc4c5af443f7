"""Whatever is typed: always an answer, never a traceback, and nothing changed when it is refused."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commands.line.grammar import LONGEST_LINE
from commands.registry import nouns
from tests.commands.conversation import after

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
        [
            "1",
            "R-1",
            "A-1",
            "A",
            "IC",
            "VTAC11",
            "Rptr 4",
            '"',
            "“",
            "div",
            "div:",
            "agency:",
            "E12",
            "4",
            "-4",
            "eta",
            "in 2h",
            "at",
            ":",
            "name:",
            "form",
            "help",
        ]
    ),
    st.text(max_size=12),
    st.integers().map(str),
)
POOLS = st.tuples(st.lists(WORDS, min_size=1, max_size=30), st.integers(0, 2**32))
"""Words, and the seed by which lines are made of them: each word is drawn once and stands in many lines."""

TOGETHER = 100
"""Lines that are said one after the other to the same record."""

SHORT = 1_200
"""Characters to which the longest lines are cut for the default set: every word of a line takes its time."""


def lines_of(verb, pool, seed, together=TOGETHER):
    """Random lines for a verb: the words of a pool, short hostile ones, the verb's own keys and other verbs."""
    chance = random.Random(seed)
    keys = [f"{parameter.key}:" for parameter in verb.parameters]
    others = [one.name for one in VERBS if one.noun == verb.noun and one.name]
    words = [*pool, *keys, *keys, *others, *(one for one in NASTY if len(one) < 20)]
    for _ in range(together):
        yield chance.choice([" ", " ", " ", "", "\n"]).join(chance.choices(words, k=chance.randrange(10)))


STORY = (
    "period 0600-1800",
    "period objectives Keep the fire north of the river",
    "role take COML",
    'checkin E12 4 div A agency:BOI leader:"Kim Lee" crew:"Kim Lee, Jo Day"',
    "checkin E14 3 div B agency:ADA",
    "demob E14",
    "par start within:5m",
    "emergency crew down",
    "request 2 pumps div A",
    'freq assign VTAC11 as:"Div A tactical" area:"Div A"',
    "freq publish",
    "report system Rptr 4 down",
    "report can Conditions: windy; Actions: line; Needs: 2 pumps",
    "traffic DIVA COMM spot fire at DP 12",
    "message IC need 200 gallons",
    "announce Move to VTAC12",
    "watch COMT every:30m",
    "action refuel Rptr 4",
    "log strike team at DP 12",
    "shift at 0600,1800",
    "sitrep",
)
"""So that random words have something to meet: E12, R-1, A-1, W-1, T-1, D-1, M-1, P-1."""


def tell(say):
    for line in STORY:
        assert not say(line, admin=True).startswith("Refused"), line


@pytest.fixture
def told():
    """A conversation in which the story was told already."""
    with after(tell) as say:
        yield say


def check(say, line):
    before = say.state()
    try:
        answer = say(line, admin=True)
    except Exception as fault:
        fault.add_note(f"said: {line!r}")
        raise
    assert answer.strip(), line
    if answer.startswith("Refused"):
        assert say.state() == before, "refused, so nothing is changed"
        assert len(answer) < 1_500
    answer.encode()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
def test_hostile_words_get_an_answer(told, verb):
    for nasty in NASTY:
        check(told, f"{verb.spoken} {nasty[:SHORT] if len(nasty) < LONGEST_LINE else nasty}")


@pytest.mark.harsh
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
def test_lines_as_long_as_a_command_may_be_get_an_answer(told, verb):
    for nasty in NASTY:
        if SHORT < len(nasty) < LONGEST_LINE:
            check(told, f"{verb.spoken} {nasty}")


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_hostile_lines_get_an_answer(told, nasty):
    check(told, nasty)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=POOLS)
def test_random_words_get_an_answer(told, verb, drawn):
    for line in lines_of(verb, *drawn, together=5):
        check(told, f"{verb.spoken} {line}")


@pytest.mark.soak
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
@settings(
    max_examples=10_000 // TOGETHER,
    deadline=None,
    phases=(Phase.generate,),  # the line that failed is named; to shrink a hundred lines takes longer than to read one
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=POOLS)
def test_ten_thousand_random_lines_get_an_answer(told, verb, drawn):
    whole = told.connection.begin_nested()
    try:
        for line in lines_of(verb, *drawn):
            check(told, f"{verb.spoken} {line}")
    finally:
        whole.rollback()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.text(max_size=60))
def test_random_lines_get_an_answer(told, line):
    check(told, line)


def test_a_line_that_is_too_long_is_refused_with_its_length(say):
    assert say("checkin " + "x" * LONGEST_LINE) == (
        "Refused: That is 16,008 characters long; a command has at most 16,000. Nothing was recorded."
    )


def test_a_value_that_is_too_long_is_refused_with_its_length(say):
    answer = say("checkin E12 4 agency:" + "x" * 300)
    assert "it has 300 characters, at most 200 are kept" in answer
