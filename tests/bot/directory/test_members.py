"""Who is in which room: known by what is heard, asked about what is private, and never taken for granted."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.directory.members import FRESH, LASTING, Members
from commands.dispatch.cries import PASSED_ON
from commands.domain.messages import Kind, Room
from commands.domain.organisation.links import Code, Identity
from commands.domain.organisation.roles import Holding
from commands.shared.membership import NEUTRAL
from tests.bot.world import COUNTY, FIRE, STATE, World

ALONE = Room.parse("slack.county/D1")
AL, BO = "slack.county/al", "slack.county/bo"


@pytest.fixture
async def world():
    world = World()
    await world.start()
    yield world
    await world.stop()
    world.database.close()


def asked(world):
    return [one for one in world.accounts[COUNTY.source].asked_who if one.startswith("members")]


async def directly(world, line, who="al"):
    """What somebody is answered who says a line to the bot alone."""
    heard = await world.hub.heard(world.message(ALONE, f"!{line}", who, direct=True, answerable=True))
    return [reply.text or reply.card.title for reply in heard.answers]


async def test_talk_and_typed_commands_in_a_room_ask_nobody(world):
    await world.say(COUNTY, "moving up")
    await world.say(COUNTY, "!checkin E12 4")
    await world.settled()
    assert world.accounts[COUNTY.source].asked_who == []


async def test_whoever_just_spoke_in_a_room_is_in_it_until_they_leave(world):
    world.accounts[COUNTY.source].people_in = {COUNTY: frozenset()}
    assert await directly(world, "roster") == [NEUTRAL]
    await world.say(COUNTY, "here I am")
    assert await directly(world, "roster") != [NEUTRAL]
    left = world.message(COUNTY, "", "al", kind=Kind.HAPPENED, action="left", key="left")
    await world.hub.heard(left)
    assert await directly(world, "roster") == [NEUTRAL]


async def test_it_is_asked_again_after_a_minute_for_what_is_private(world):
    account = world.accounts[COUNTY.source]
    account.people_in = {COUNTY: frozenset({AL})}
    assert await directly(world, "roster") != [NEUTRAL]
    assert await directly(world, "roster") != [NEUTRAL]
    assert asked(world) == [f"members {COUNTY}"]
    account.people_in = {COUNTY: frozenset()}
    world.ahead += FRESH + timedelta(seconds=1)
    assert await directly(world, "roster") == [NEUTRAL]
    assert asked(world) == [f"members {COUNTY}"] * 2


async def test_a_button_in_a_room_is_for_those_who_are_in_it(world):
    account = world.accounts[COUNTY.source]
    account.people_in = {COUNTY: frozenset({BO})}
    for who, neutral in (("al", True), ("bo", False)):
        pressed = world.message(COUNTY, "", who, kind=Kind.PRESSED, action="roster", key=who, answerable=True)
        answers = (await world.hub.heard(pressed)).answers
        assert ([reply.text for reply in answers] == [NEUTRAL]) is neutral
    assert asked(world) == [f"members {COUNTY}"], "one list answers for both"


async def test_where_the_platform_does_not_say_nothing_is_told_and_a_cry_is_passed_on(world):
    world.accounts[COUNTY.source].says_who = False
    assert await directly(world, "roster") == [NEUTRAL]
    with world.database.work() as work:
        held = {"incident": FIRE, "since": world.now(), "by": "x"}
        work.record.add(Holding(position="IC", person="matrix.state/kim", name="Kim", **held))
    assert await directly(world, "mayday E12 is trapped") == [PASSED_ON]
    await world.settled()
    [told] = [text for who, text in world.server.whispers if who == "kim"]
    assert told.startswith("EMERGENCY reported by Al (slack.county/al), not verified: mayday E12 is trapped.")
    with world.database.work() as work:
        assert work.record.emergencies(FIRE) == ()


async def test_a_cry_that_is_not_verified_is_in_the_main_rooms_where_nobody_is_there_to_be_told(world):
    world.accounts[COUNTY.source].says_who = False
    await directly(world, "emergency")
    await world.settled()
    for room in (COUNTY, STATE):
        assert "not verified" in world.server.texts(room)[-1]


async def test_a_stranger_who_cries_raises_nothing(world):
    world.accounts[COUNTY.source].strangers = {AL}
    assert await directly(world, "mayday E12 is trapped") == [NEUTRAL]
    await world.settled()
    assert world.server.texts(COUNTY) == []


async def test_on_the_record_somebody_belongs_wherever_they_are(world):
    account = world.accounts[COUNTY.source]
    await world.say(COUNTY, "!checkin")
    account.strangers = {AL, BO}
    account.says_who = False
    world.ahead += LASTING
    assert await directly(world, "roster") != [NEUTRAL]
    assert await directly(world, "roster", "bo") == [NEUTRAL]


async def test_a_second_account_of_somebody_who_is_in_a_room_belongs(world):
    apart = Room.parse("matrix.state/!alone:state.example")
    world.accounts[STATE.source].strangers = {"matrix.state/al2"}
    world.accounts[COUNTY.source].people_in = {COUNTY: frozenset({AL})}
    asked = world.message(apart, "!roster", "al2", direct=True, answerable=True)
    assert [reply.text for reply in (await world.hub.heard(asked)).answers] == [NEUTRAL]
    with world.database.work() as work:
        for key in (AL, "matrix.state/al2"):
            work.record.add(Identity(id=key, human=AL, at=world.now()))
    again = world.message(apart, "!roster", "al2", direct=True, answerable=True)
    assert [reply.text for reply in (await world.hub.heard(again)).answers] != [NEUTRAL]


def test_what_is_known_is_forgotten_by_its_age():
    members, at = Members(), datetime(2026, 11, 30, tzinfo=UTC)
    assert members.is_in(COUNTY, AL, at) is None
    members.lists[COUNTY] = frozenset({AL}), at
    assert members.is_in(COUNTY, AL, at) is True
    assert members.is_in(COUNTY, BO, at) is False
    assert members.is_in(COUNTY, AL, at + FRESH) is None
    assert members.is_in(COUNTY, AL, at + FRESH, LASTING) is True
    members.went[COUNTY, AL] = at
    assert members.is_in(COUNTY, AL, at) is False


@pytest.mark.parametrize(
    ("openers", "plain", "opens"),
    [
        ("moderators", False, True),
        ("moderators", True, False),
        ("administrators", False, False),
        ("anybody", True, True),
        (frozenset({AL}), True, True),
        (frozenset({BO}), False, False),
    ],
)
async def test_who_may_open_an_incident_is_a_setting(world, openers, plain, opens):
    fresh = Room.parse("slack.county/C7")
    world.hub.openers = openers
    world.accounts[COUNTY.source].plain = {AL} if plain else set()
    heard = await world.hub.heard(world.message(fresh, "!incident open Alder", "al", answerable=True))
    refused = ["“incident open” is for" in reply.text for reply in heard.answers]
    with world.database.work() as work:
        assert bool(work.record.named("Alder")) is opens
    assert refused == ([] if opens else [True])


async def test_an_invitation_is_taken_from_those_who_belong_and_with_a_code(world):
    room = Room.parse("matrix.state/!new:state.example")
    account = world.accounts[STATE.source]
    account.strangers = {"matrix.state/eve"}
    assert await world.hub.invited(STATE, "matrix.state/eve", "") is True, "the room is linked"
    assert await world.hub.invited(room, "matrix.state/al", "") is True
    assert await world.hub.invited(room, "matrix.state/eve", "come in") is False
    assert await world.hub.invited(room, "matrix.state/eve", "000000") is False
    with world.database.work() as work:
        digits = work.record.fresh_digits()
        work.record.add(Code(digits=digits, incident=FIRE, group="main", room=str(COUNTY), by=AL, at=world.now()))
    assert await world.hub.invited(room, "matrix.state/eve", f"!join {digits[:3]} {digits[3:]}") is True
    assert await world.hub.invited(room, "matrix.state/eve", digits) is True
    world.ahead += FRESH + timedelta(seconds=1)
    account.says_who = False
    assert await world.hub.invited(room, "matrix.state/al", "") is None, "it is asked again"
