"""The one table of rights, held against every command and every position."""

from dataclasses import replace

import pytest

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import Person
from commands.domain.organisation.positions import POSITIONS, below, chain
from commands.domain.organisation.roles import RIGHTS, Holding, Rank, Seat, givers, may_give, slot
from commands.domain.organisation.roles import rights as rights_of
from commands.registry import IN_REGION, nouns
from commands.shared import rights
from tests.commands.conversation import ANA, BEN, HERE


def _is_a_cry(noun):
    """What the clock's own verbs mean behind such a noun, when people say them, is part of the cry."""
    return noun.default is not None and noun.default.at_once


ALL = [verb for noun in nouns().values() for verb in noun.verbs.values() if not (verb.hidden and _is_a_cry(noun))]
VERBS = list({id(verb): verb for verb in ALL}.values())
SAMPLED = 9
"""Of what everybody may each position tries every so many-th command, each another part of them."""
WITHIN = [  # what is asked for by the words of a command, not by its verb
    ("period 0600-1800", "period set"),
    ("unlink C1", "unlink"),
]


def hold(say, position, who=ANA, rank=Rank.HOLDER):
    seat = Seat(position, "A" if POSITIONS[position].place else "", rank)
    return say.store.add(
        Holding(
            incident="bear-creek",
            position=position,
            place=seat.place,
            rank=rank,
            person=who.key,
            name=who.name,
            since=say.now,
            by=who.key,
            slot=slot(seat, who.key),
        )
    )


def said_by(say, position, line, **call):
    """What somebody in a position is answered; everything is undone."""
    point = say.connection.begin_nested()
    try:
        if position:
            hold(say, position)
        return say(line, **call)
    finally:
        point.rollback()


ADMINISTRATORS_ALONE = {"pairings"}
"""Rights that no position has."""


def place_of(say, verb):
    """Where a verb belongs: a region's are said in a record that stands."""
    return {"incident": replace(say.incident, standing=True)} if verb.where == IN_REGION else {}


def everybodys(verb):
    return not verb.hidden and rights.needed(verb) is None


def refused(verb, answer):
    return answer.startswith(f"Refused: “{verb.spoken}” is")


# the table


def test_every_right_names_positions_that_exist():
    for right, allowed in RIGHTS.items():
        assert allowed or right in ADMINISTRATORS_ALONE, right
        assert allowed <= POSITIONS.keys(), right


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.needs], ids=lambda verb: verb.spoken)
def test_what_a_command_needs_is_in_the_table(verb):
    known = rights.allowed(verb.needs) or verb.needs in ADMINISTRATORS_ALONE
    assert verb.hidden or known, f"“{verb.needs}” names no right and no position"


def test_rights_follow_positions():
    assert "plan publish" in rights_of(["COML"])
    assert "plan publish" not in rights_of(["IC", "RADO"])
    assert rights_of([]) == frozenset()


def test_everybody_reports_to_the_ic_in_the_end():
    for position in POSITIONS:
        assert position == "IC" or chain(position)[-1] == "IC"
    assert chain("DIVS") == ("OPBD", "OSC", "IC")
    assert "RADO" in below("COML")
    assert "COML" not in below("RADO")


@pytest.mark.parametrize("position", POSITIONS)
def test_a_position_is_given_by_the_ic_and_by_whom_it_reports_to(position):
    may = {one for one in POSITIONS if may_give(position, {one})}
    assert may == {"IC", *chain(position)}
    assert set(givers(position)) <= may


# every command × every position, by words


def held_against_the_table(say, position, verbs):
    if position:
        hold(say, position)
    for verb in verbs:
        allowed = rights.needed(verb)
        answer = said_by(say, "", verb.spoken, **place_of(say, verb))
        expected = verb.hidden or (allowed is not None and position not in allowed)
        assert refused(verb, answer) == expected, f"{position or 'nobody'}, {verb.spoken}: {answer[:200]}"


@pytest.mark.parametrize("position", ["", *POSITIONS])
def test_every_command_that_is_not_for_everybody_by_every_position(say, position):
    held_against_the_table(say, position, [verb for verb in VERBS if not everybodys(verb)])


@pytest.mark.parametrize("position", ["", *POSITIONS])
def test_what_everybody_may_is_kept_from_no_position(say, position):
    free = [verb for verb in VERBS if everybodys(verb)]
    first = sorted(POSITIONS).index(position) % SAMPLED if position else 0
    held_against_the_table(say, position, free[first::SAMPLED] if position else free)


@pytest.mark.harsh
@pytest.mark.parametrize("position", ["", *POSITIONS])
def test_every_command_by_every_position(say, position):
    held_against_the_table(say, position, VERBS)


@pytest.mark.parametrize(("line", "right"), WITHIN)
def test_rights_that_depend_on_the_words(say, line, right):
    for room in (HERE, replace(HERE, id="C2")):
        say.store.link_room(
            LinkedRoom(room=room, incident="bear-creek", group="main", state=RoomState.LINKED, linked_by="")
        )
    for position in ("", *POSITIONS):
        answer = said_by(say, position, line, moderates=False)
        assert (" is for " in answer) == (position not in RIGHTS[right]), f"{position}: {answer}"


@pytest.mark.parametrize("verb", [verb for verb in VERBS if not verb.hidden], ids=lambda verb: verb.spoken)
def test_an_administrator_may_all_and_a_trainee_nothing_more_than_everybody(say, verb):
    assert not refused(verb, said_by(say, "", verb.spoken, admin=True, **place_of(say, verb)))
    allowed = rights.needed(verb)
    if allowed:
        point = say.connection.begin_nested()
        for position in allowed:
            hold(say, position, rank=Rank.TRAINEE)
        assert refused(verb, say(verb.spoken, **place_of(say, verb)))
        point.rollback()
        hold(say, min(allowed), rank=Rank.DEPUTY)
        assert not refused(verb, say(verb.spoken, **place_of(say, verb))), "a deputy may what the position may"


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.needs], ids=lambda verb: verb.spoken)
def test_a_refusal_changes_nothing_and_says_who_could(say, verb):
    allowed = rights.needed(verb)
    if allowed and not verb.hidden:
        hold(say, min(allowed), BEN)
    before = say.rows()
    answer = say(verb.spoken, **place_of(say, verb))
    assert say.rows() == before
    assert verb.hidden or ("Ben Ito" if allowed else "is for the incident's administrators; ask one") in answer


def test_a_position_in_one_incident_counts_in_no_other(say):
    other = say.store.add(replace(say.incident, id="other", name="Other Fire"))
    hold(say, "IC")
    assert say("incident close", incident=other).startswith("Refused: “incident close” is for IC; nobody holds")
    assert not say("incident close").startswith("Refused")


def test_a_position_that_was_given_up_counts_no_more(say):
    held = hold(say, "IC")
    say.store.save(replace(held, ended=say.now, slot=None))
    assert say("incident close").startswith("Refused")


# help for my role


def test_help_lists_only_what_is_valid_here_and_for_me(say):
    stranger = Person("slack.county/U7", "Sam", "BLM")
    mine = {line.partition(": ")[0] for line in say("help", stranger).splitlines() if ": " in line}
    for noun in nouns().values():
        sayable = any(rights.needed(verb) is None for verb in noun.distinct)
        assert (noun.name in mine) == sayable, noun.name
    alone = {line.partition(": ")[0] for line in say("help", stranger, incident=None).splitlines()}
    assert {"help", "incident", "join", "link"} <= alone
    assert "checkin" not in alone


def test_help_for_a_noun_says_what_is_not_for_me(say):
    hold(say, "COML", BEN)
    assert "Not for you here: it is for COML (Ben Ito); also for IC or INCM, held by nobody now." in say("help shift")
    assert "Not for you here" not in say("help shift", BEN)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.hidden], ids=lambda verb: verb.spoken)
def test_what_the_clock_says_is_told_to_nobody(say, verb):
    assert f"!net {verb.spoken}" not in say(f"help {verb.noun}")
    assert refused(verb, say(f"{verb.spoken} form")) or say(f"{verb.spoken} form").startswith("Refused")
