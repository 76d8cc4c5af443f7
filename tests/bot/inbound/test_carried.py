"""People whom another bridge carries share its account, and no right: each is known by the bridge and the profile."""

import pytest

from commands.domain.messages import Kind, Person, account_of, carried
from commands.domain.organisation.roles import Holding
from commands.shared.membership import NEUTRAL
from tests.bot.world import COUNTY, FIRE, STATE, World

BRIDGE = "matrix.state/@slackbridge:e.org"
KIM, LEE = (Person(f"{BRIDGE}#{id}", name, "State") for id, name in (("k1", "Kim"), ("l2", "Lee")))


@pytest.fixture
async def world():
    made = World(admins={BRIDGE})
    await made.start()
    yield made
    await made.stop()
    made.database.close()


@pytest.mark.parametrize(
    ("key", "account"),
    [
        (KIM.key, BRIDGE),
        (f"{BRIDGE}#", BRIDGE),
        (f"{BRIDGE}:8448#k", f"{BRIDGE}:8448"),
        ("matrix.state/@old#id:e.org", "matrix.state/@old#id:e.org"),
        ("slack.county/U1", "slack.county/U1"),
        ("@slackbridge:e.org#k1", "@slackbridge:e.org"),
    ],
)
def test_the_account_of_a_key(key, account):
    assert account_of(key) == account
    assert carried(key) is (key != account)


async def said(world, who, line):
    heard = await world.hub.heard(world.message(STATE, f"!net {line}", answerable=True).but(who=who))
    await world.settled()
    return " ".join(reply.text for reply in heard.answers)


async def test_they_share_no_right_with_the_bridge_nor_with_each_other(world):
    with world.database.work() as work:
        held = {"incident": FIRE, "since": world.now(), "by": "x"}
        for key in (BRIDGE, KIM.key):  # however it came about
            work.record.add(Holding(position="COML", person=key, name="Kim", **held))
    for who in (KIM, LEE):
        assert "“incident rename” is for" in await said(world, who, "incident rename Other Fire"), "no administrator"
        assert "“link” is for" in await said(world, who, "link")


async def test_they_hold_no_position_and_are_paired_with_nobody(world):
    await world.say(COUNTY, "!role take IC emergency:yes")
    for line in ("role take DIVS A", "role take IC emergency:yes", "link me", "claim E12"):
        assert "by another bridge's account, which others share" in await said(world, KIM, line), line
    with world.database.work() as work:
        assert work.record.held_by(FIRE, [KIM.key]) == ()


async def test_each_reports_for_themselves_alone(world):
    await said(world, KIM, "checkin")
    await said(world, LEE, "checkin")
    with world.database.work() as work:
        assert {work.record.own_checkin(FIRE, one.key).name for one in (KIM, LEE)} == {"Kim", "Lee"}
        assert work.record.own_checkin(FIRE, BRIDGE) is None


async def test_nothing_private_is_told_to_whom_others_share_an_account_with(world):
    await said(world, KIM, "checkin")
    with world.database.work() as work:
        held = {"incident": FIRE, "since": world.now(), "by": "x"}
        work.record.add(Holding(position="IC", person=KIM.key, name="Kim", **held))
    await world.say(COUNTY, "!medical red, 1 patient")
    await world.settled()
    assert not any("#" in to or to.startswith("@slackbridge") for to, _ in world.server.whispers)


async def test_what_one_said_directly_is_a_strangers(world):
    world.accounts[STATE.source].people_in = {STATE: frozenset({BRIDGE})}
    alone = world.message(STATE, "!roster", direct=True, answerable=True)
    heard = await world.hub.heard(alone.but(who=KIM, room=alone.room.__class__("matrix", "state", "!dm:e.org")))
    assert [reply.text for reply in heard.answers] == [NEUTRAL]


async def test_a_reaction_of_the_bridge_is_nobodys_in_particular(world):
    pressed = world.message(STATE, "", kind=Kind.PRESSED, action="incident rename Other Fire", answerable=True)
    heard = await world.hub.heard(pressed.but(who=Person(f"{BRIDGE}#", "", "State")))
    assert "is for" in heard.answers[0].text
