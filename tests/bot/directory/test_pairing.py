"""Two accounts on two platforms become one person, through the hub, as both far ends see it."""

import pytest

from commands.domain.messages import Kind, Room
from commands.domain.organisation.roles import Holding
from commands.shared.membership import NEUTRAL
from storage.tables.organisation import codes
from tests.bot.world import COUNTY, FIRE, STATE, World

AL, BO = f"{COUNTY.source}/al", f"{STATE.source}/bo"
ALONE = {COUNTY: Room.parse("slack.county/D1"), STATE: Room.parse("matrix.state/!alone:state.example")}
"""The rooms in which the bot is spoken to alone."""


@pytest.fixture
async def world():
    made = World(admins={AL})
    await made.start()
    yield made
    await made.stop()
    made.database.close()


def digits(world):
    with world.database.work() as work:
        return work.connection.execute(codes.select().order_by(codes.c.id.desc())).first().digits


def same(world, key=AL):
    with world.database.work() as work:
        return work.record.same_person(key)


async def whispered(world, who):
    await world.settled()
    return [text for to, text in world.server.whispers if to == who]


async def pressed(world, room, who, action):
    return await world.hub.heard(world.message(ALONE[room], "", who, kind=Kind.PRESSED, action=action, direct=True))


async def code_said(world, asker=(COUNTY, "al"), other=(STATE, "bo")):
    """Asked for directly in one platform, and said directly on the other."""
    await world.say(ALONE[asker[0]], "!link me", asker[1], direct=True)
    await world.say(ALONE[other[0]], f"!link me {digits(world)}", other[1], direct=True)


@pytest.mark.parametrize(("asker", "other"), [((COUNTY, "al"), (STATE, "bo")), ((STATE, "bo"), (COUNTY, "al"))])
async def test_both_are_asked_by_direct_message_and_confirm_with_a_button(world, asker, other):
    with world.database.work() as work:
        held = {"incident": FIRE, "since": world.now(), "by": "x"}
        work.record.add(Holding(position="DIVS", place="A", person=BO, name="Bo", **held))
    await code_said(world, asker, other)
    for _, who in (asker, other):
        asked = (await whispered(world, who))[-1]
        assert "Al (slack.county/al)" in asked
        assert "Bo (matrix.state/bo)" in asked
    await pressed(world, *asker, f"link me confirm {digits(world)}")
    assert same(world) == (AL,)
    await pressed(world, *other, f"link me confirm {digits(world)}")
    assert same(world) == (BO, AL)
    for _, who in (asker, other):
        assert (await whispered(world, who))[-1].startswith("You are one person on matrix.state/bo, slack.county/al")
    for room in (COUNTY, STATE):
        assert "are one person from now on, as both accounts have confirmed. It concerns DIVS A." in "".join(
            world.server.texts(room)
        )


async def test_it_ends_on_both_platforms(world):
    await code_said(world)
    await pressed(world, COUNTY, "al", "link me confirm")
    await pressed(world, STATE, "bo", "link me confirm")
    assert same(world) == (BO, AL)
    await world.say(STATE, "!link me off", who="bo")
    assert same(world) == (AL,)
    for who in ("al", "bo"):
        assert "are no longer one person: ended by Bo" in (await whispered(world, who))[-1]


async def test_it_carries_no_administrators_rights(world):
    await code_said(world)
    await pressed(world, COUNTY, "al", "link me confirm")
    await pressed(world, STATE, "bo", "link me confirm")
    await world.say(STATE, "!incident rename Bear Creek Complex", who="bo")
    assert any("“incident rename” is for" in text for text in await whispered(world, "bo"))
    await world.say(STATE, "!link pairs", who="bo")
    assert any("“link pairs” is for" in text for text in await whispered(world, "bo"))


async def test_a_stranger_who_says_a_code_is_asked_and_has_nothing_before_both_confirm(world):
    world.accounts[STATE.source].strangers = {BO}
    await code_said(world)
    for line in ("link me", "link me confirm", "link me decline", "roster"):
        before = len(await whispered(world, "bo"))
        await world.say(ALONE[STATE], f"!{line}", "bo", direct=True)
        assert (await whispered(world, "bo"))[before:] == [NEUTRAL]
    await pressed(world, STATE, "bo", f"link me confirm {digits(world)}")
    await world.say(ALONE[STATE], "!roster", "bo", direct=True)
    assert (await whispered(world, "bo"))[-1] == NEUTRAL
