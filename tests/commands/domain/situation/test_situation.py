"""The situation report as words: golden texts, and what must hold for every record."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.cards import words
from commands.domain.messages import Card, Colour, Table
from commands.domain.organisation.shifts import ShiftPart
from commands.domain.situation.facts import Facts, Radio, Some
from commands.domain.situation.glance import glance
from commands.domain.situation.items import open_items
from commands.domain.situation.reports import Subject
from commands.domain.situation.shift_summary import Closed, Difference
from commands.domain.situation.shift_summary import compose as summary
from commands.domain.situation.sitrep import LATE, Sitrep
from commands.domain.situation.situation import Situation, compose
from commands.domain.situation.situation_faces import MOST_LINES, card, on_air, printed
from tests.commands.domain import records_of_all as made
from tests.commands.domain.records_of_all import AT, BOISE, HOUR, MISSING, everything, facts, huge, incident

GOLDEN = Path(__file__).parents[3] / "data" / "situation"
ZONES = ("America/Boise", "America/St_Johns", "Asia/Kathmandu")


def report(**values) -> Sitrep:
    return Sitrep(**({"incident": "bear-creek", "number": 7, "at": AT} | values))


def faces(found: Facts) -> dict[str, str]:
    """Every text that is made of a report, by its name."""
    situation = compose(report(), found, "Ana Ruiz")
    shift = summary("Shift 3", Difference(facts=found, closed=(Closed("R-99", "filled: 2 pumps", AT - HOUR),)))
    return {
        "post": words(card(situation)),
        "brief": words(card(situation, brief=True)),
        "air": on_air(situation, found.incident.name, exercise=found.incident.exercise),
        "paper": _paper(situation),
        "picture": str(glance(found, "Situation report 7")["alt"]),
        "shift": words(card(shift)),
    }


def _paper(situation: Situation) -> str:
    lines: list[str] = [situation.title]
    for section in printed(situation)["sections"]:
        lines += [f"{section['name']}: {section['gist']}"]
        lines += [" | ".join(row) for row in section["table"]]
        lines += [f"- {line}" for line in section["lines"]]
    return "\n".join(lines)


CASES = {"empty": lambda zone: facts(zone=zone), "everything": everything, "huge": huge}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("case", CASES)
def test_the_words_are_those_that_were_read_and_found_good(case, zone):
    found = "\n\n".join(f"== {name}\n{text}" for name, text in faces(CASES[case](ZoneInfo(zone))).items()) + "\n"
    kept = GOLDEN / f"{case}-{zone.rpartition('/')[2]}.txt"
    assert found == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_the_same_record_gives_the_same_words(case):
    assert faces(CASES[case](BOISE)) == faces(CASES[case](BOISE))


def test_it_is_late_from_a_minute_on():
    def told(late):
        return dict(compose(report(due=AT - late, late=late), facts()).head)

    assert "Late" not in told(LATE - timedelta(seconds=1))
    assert told(LATE)["Late"] == "posted 1 min late, due 0559 MST"


def test_an_exercise_is_marked_in_the_title_and_at_both_ends_on_the_air():
    drill = facts(incident=incident(exercise=True))
    situation = compose(report(), drill)
    assert situation.title == "Situation report 7: EXERCISE Bear Creek Fire"
    said = on_air(situation, "Bear Creek Fire", exercise=True).splitlines()
    assert said[0] == said[-1] == "EXERCISE, EXERCISE, EXERCISE."


def test_a_report_fits_on_a_phone_and_into_one_post_of_every_platform():
    for found in (everything(), huge()):
        shown = card(compose(report(), found))
        assert len(shown.lines) <= MOST_LINES + 1
        assert len(words(shown)) < 9_000
        assert len(words(card(compose(report(), found), brief=True))) < 2_000


def test_what_nobody_has_reported_is_unknown_and_never_green():
    told = glance(facts(), "Situation report 7")
    assert {one["tone"] for one in told["lifelines"]} == {"grey"}
    assert "Systems: unknown, none reported." in told["alt"]
    old = made.report(1, Subject.LIFELINE, "water", Colour.GREEN.value, at=AT - 25 * HOUR)
    tones = {one["name"]: one["tone"] for one in glance(facts(lifelines=(old,)), "t")["lifelines"]}
    assert tones["Water Systems"] == "grey"


def test_a_check_that_has_not_come_back_is_unknown():
    sections = compose(report(), facts(radio=Radio(planned=True, critical=None))).sections
    assert "findings of the radio plan (its check still runs)" in sections[-1].gist


def test_both_clock_changes_keep_times_apart():
    changes = [made.AT.replace(month=11, day=1, hour=7, minute=30), made.AT.replace(month=11, day=1, hour=8, minute=30)]
    told = [compose(report(at=at), facts(at=at)).head[0][1] for at in changes]
    assert told == ["Sun 1 Nov 0130 MDT", "Sun 1 Nov 0130 MST"]
    spring = made.AT.replace(month=3, day=8, hour=9, minute=0)
    assert compose(report(at=spring), facts(at=spring)).head[0][1] == "Sun 8 Mar 0300 MDT"


def test_a_card_is_read_out_line_by_line():
    shown = Card(
        title="T", fields=(("A", "1"),), table=Table(("x", "y"), (("1", "2"),)), lines=("more",), footer="as of now"
    )
    assert words(shown) == "T\nA: 1\nx | y\n1 | 2\nmore\nas of now"
    assert words(Card(title="T")) == "T"


# what holds for every record

_COUNTS = st.integers(0, 4)
_MINUTES = st.integers(-3_000, 3_000).map(lambda minutes: AT + timedelta(minutes=minutes))


@st.composite
def records(draw) -> Facts:
    """Any selection of everything, with any times."""
    whole = everything()
    asked = tuple(
        made.request(n, needed=draw(st.none() | _MINUTES), at=draw(_MINUTES)) for n in range(1, draw(_COUNTS) + 1)
    )
    late = tuple(one for one in asked if one.needed and one.needed <= AT)
    jobs = tuple(made.action(n, due=draw(st.none() | _MINUTES), at=draw(_MINUTES)) for n in range(1, draw(_COUNTS) + 1))
    guards = tuple(made.watch(n, due=draw(_MINUTES)) for n in range(1, draw(_COUNTS) + 1))
    sent = tuple(made.message(n, due=draw(_MINUTES), at=draw(_MINUTES)) for n in range(1, draw(_COUNTS) + 1))
    given_ = tuple(made.handover(n, at=draw(_MINUTES)) for n in range(1, draw(_COUNTS) + 1))
    return everything(
        since=draw(st.none() | st.just(AT - 6 * HOUR)),
        supply=made.Supply(states=whole.supply.states, open=Some(len(asked), asked), late=Some(len(late), late)),
        actions=Some(len(jobs), jobs),
        watches=Some(len(guards), guards),
        messages=Some(len(sent), sent),
        handovers=given_,
        emergencies=whole.emergencies[: draw(_COUNTS)],
        roll_calls=whole.roll_calls[: draw(_COUNTS)],
        announcements=whole.announcements[: draw(_COUNTS)],
    )


@given(records())
def test_each_open_thing_stands_in_exactly_one_section_of_a_report(found):
    shown = [item.id for section in compose(report(), found).sections for item in section.items]
    assert sorted(shown) == sorted(item.id for item in open_items(found))
    assert len(shown) == len({*shown})


@given(records(), st.sampled_from(["COML", "DIVS", "LSC", "OSC", "IC"]))
def test_each_open_thing_stands_in_exactly_one_section_of_a_shift_summary(found, position):
    part = ShiftPart(
        incident="bear-creek", shift=2, slot=position, position=position, to="U2", to_name="Ben Ito", leaving="U1"
    )
    sections = summary("Shift 1", Difference(facts=found), (part,)).sections
    shown = [item.id for section in sections for item in section.items]
    assert sorted(shown) == sorted(item.id for item in open_items(found))


@given(records())
def test_who_is_missing_is_named_nowhere(found):
    everybody = everything(
        roll_calls=found.roll_calls,
        watches=Some(1, (made.watch(1, due=AT - HOUR, what=MISSING),)),
        people=made.people(),
    )
    for name, text in faces(everybody).items():
        assert MISSING not in text, name


@given(records())
def test_nothing_empty_is_printed(found):
    for text in faces(found).values():
        assert not re.search(r"\bNone\b|: *$|  |\(\)|, ,", text, re.MULTILINE), text
