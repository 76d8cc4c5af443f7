"""Buttons and forms act for whoever presses them, with that person's rights, on both platforms."""

import pytest

from commands.domain.messages import Kind
from commands.domain.organisation.positions import POSITIONS
from commands.domain.organisation.roles import Holding, Seat, slot
from commands.registry import IN_REGION, nouns
from commands.shared import rights
from tests.blank import rows
from tests.bot.world import COUNTY, FIRE, STATE, World

ALL = [verb for noun in nouns().values() for verb in noun.distinct if verb.needs and not verb.hidden]
VERBS = [verb for verb in ALL if verb.where != IN_REGION and rights.needed(verb)]
"""Those that are said in an incident and that some position may say."""
ELSEWHERE = [verb for verb in ALL if verb.where == IN_REGION]
ADMINISTRATORS = [verb for verb in ALL if verb.where != IN_REGION and not rights.needed(verb)]
KEPT = ("heard", "copy", "outbox", "post", "member", "fact", "person_name", "room")


@pytest.fixture
async def world():
    world = World()
    for source, account in world.accounts.items():
        account.plain = {f"{source}/bo"}  # who presses administers no room
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


def hold(world, position, who):
    seat = Seat(position, "A" if POSITIONS[position].place else "")
    with world.database.work() as work:
        work.record.add(
            Holding(
                incident=FIRE,
                position=position,
                place=seat.place,
                person=who,
                name="The Holder",
                since=world.now(),
                by=who,
                slot=slot(seat, who),
            )
        )


def recorded(world):
    """Every row of the record; what is merely heard and posted does not count."""
    with world.database.work() as work:
        held = {name: held for name, held in rows(work.connection).items() if name not in KEPT}
        return held | {"seal": [row for row in held["seal"] if row[0]]}  # names that were heard belong to no incident


@pytest.mark.parametrize("room", [COUNTY, STATE], ids=["slack", "matrix"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
async def test_a_button_and_a_form_are_refused_to_whoever_has_not_the_right(world, verb, room):
    hold(world, min(rights.needed(verb)), "slack.county/other")
    before = recorded(world)
    refusal = f"“{verb.spoken}” is for "

    pressed = await world.hub.heard(
        world.message(room, who="bo", kind=Kind.PRESSED, key="p1", action=verb.spoken, answerable=True)
    )
    submitted = await world.hub.heard(
        world.message(room, who="bo", kind=Kind.SUBMITTED, key="s1", action=verb.spoken, values={})
    )

    assert [refusal in reply.text for reply in pressed.answers] == [True]
    assert refusal in submitted.faults[""]
    assert "The Holder" in submitted.faults[""]
    assert recorded(world) == before


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
async def test_a_button_and_a_form_work_for_whoever_has_the_right(world, verb):
    hold(world, min(rights.needed(verb)), f"{COUNTY.source}/bo")

    pressed = await world.hub.heard(
        world.message(COUNTY, who="bo", kind=Kind.PRESSED, key="p1", action=verb.spoken, answerable=True)
    )
    submitted = await world.hub.heard(
        world.message(COUNTY, who="bo", kind=Kind.SUBMITTED, key="s1", action=verb.spoken, values={})
    )

    assert not any(f"“{verb.spoken}” is for " in reply.text for reply in pressed.answers)
    assert f"“{verb.spoken}” is for " not in submitted.faults.get("", "")


@pytest.mark.parametrize("room", [COUNTY, STATE], ids=["slack", "matrix"])
@pytest.mark.parametrize("verb", ELSEWHERE, ids=lambda verb: verb.spoken)
async def test_a_button_and_a_form_of_a_region_change_nothing_in_an_incident(world, verb, room):
    before = recorded(world)
    for way in ("pressed", "submitted"):
        assert f"“{verb.spoken}” belongs to a region" in await told(world, room, way, verb)
    assert recorded(world) == before


@pytest.mark.parametrize("verb", ADMINISTRATORS, ids=lambda verb: verb.spoken)
async def test_what_is_the_administrators_alone_no_position_may(world, verb):
    hold(world, "IC", f"{COUNTY.source}/bo")
    before = recorded(world)
    for way in WAYS:
        assert f"“{verb.spoken}” is for " in await told(world, COUNTY, way, verb)
    assert recorded(world) == before


def test_what_is_the_administrators_alone():
    assert {verb.spoken for verb in ADMINISTRATORS} == {"link pairs", "link cut"}


WAYS = ("typed", "pressed", "submitted")
SAMPLED = 9
"""Each position tries every so many-th command, another part of them by each way; `make soak` has it try all."""


async def told(world, room, way, verb):
    """What somebody is answered who says a command by typing it, by a button or by a form."""
    key = f"{way} {verb.spoken}"
    if way == "typed":
        message = world.message(room, f"!net {verb.spoken}", "bo", answerable=True)
    else:
        kind, values = (Kind.PRESSED, None) if way == "pressed" else (Kind.SUBMITTED, {})
        message = world.message(room, who="bo", kind=kind, key=key, action=verb.spoken, values=values, answerable=True)
    heard = await world.hub.heard(message)
    return " ".join([*(reply.text for reply in heard.answers), *heard.faults.values()])


async def held_against_the_table(world, room, position, every):
    if position:
        hold(world, position, f"{room.source}/bo")
    start = sorted(POSITIONS).index(position) if position else 0
    for number, verb in enumerate(VERBS):
        for shift, way in enumerate(WAYS):
            if (number + start + shift * 3) % every:
                continue
            answer = await told(world, room, way, verb)
            refused = f"“{verb.spoken}” is for " in answer
            assert refused == (position not in rights.needed(verb)), (
                f"{position or 'nobody'} {way} {verb.spoken}: {answer}"
            )


@pytest.mark.parametrize("room", [COUNTY, STATE], ids=["slack", "matrix"])
@pytest.mark.parametrize("position", ["", *POSITIONS])
async def test_a_position_may_the_same_by_words_buttons_and_forms_on_both_platforms(world, position, room):
    await held_against_the_table(world, room, position, SAMPLED)


@pytest.mark.soak
@pytest.mark.parametrize("room", [COUNTY, STATE], ids=["slack", "matrix"])
@pytest.mark.parametrize("position", ["", *POSITIONS])
async def test_every_command_by_every_position_by_words_buttons_and_forms_on_both_platforms(world, position, room):
    await held_against_the_table(world, room, position, 1)
