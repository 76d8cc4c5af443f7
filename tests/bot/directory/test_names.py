"""Names in the record: of whoever speaks, and of those who are mentioned by their id alone."""

import asyncio
from datetime import timedelta

import pytest

from commands.domain.messages import Kind, Person
from commands.domain.text import Mention, Paragraph, Span
from tests.bot.world import COUNTY, STATE, World

KIM = f"{COUNTY.source}/U7"


@pytest.fixture
async def world():
    made = World(admins={f"{COUNTY.source}/al"})
    await made.start()
    yield made
    await made.stop()


def mentioning(line, who=KIM):
    return (Paragraph((Span(f"{line} "), Mention("", who))),)


@pytest.mark.parametrize(("kind", "line"), [(Kind.NEW, "!role give COML"), (Kind.COMMAND, "role give COML")])
async def test_whoever_is_mentioned_for_the_first_time_stands_in_the_record_by_name(world, kind, line):
    world.accounts["slack.county"].people["U7"] = "Kim Oh"
    await world.hub.heard(world.message(COUNTY, kind=kind).but(text=mentioning(line)))
    await world.settled()

    assert any("COML" in text and "Kim Oh" in text for text in world.server.texts(STATE))
    assert not any("U7" in text for text in world.server.texts(STATE))
    assert world.accounts["slack.county"].asked == ["U7"]


async def test_a_name_that_nobody_knows_holds_nothing_up(world):
    await world.hub.heard(world.message(COUNTY).but(text=mentioning("!role give COML")))
    await world.settled()

    assert any("U7" in text for text in world.server.texts(STATE))


async def test_a_name_that_does_not_come_is_not_waited_for(world, monkeypatch):
    never = asyncio.Event()
    monkeypatch.setattr(world.accounts["slack.county"], "person", lambda _id: never.wait())
    monkeypatch.setattr("bot.directory.names.NAME_WITHIN", 0.01)
    await world.hub.heard(world.message(COUNTY).but(text=mentioning("!role give COML")))
    await world.settled()

    assert any("U7" in text for text in world.server.texts(STATE))


async def test_talk_does_not_wait_for_the_name_of_whoever_is_mentioned(world, monkeypatch):
    never = asyncio.Event()
    monkeypatch.setattr(world.accounts["slack.county"], "person", lambda _id: never.wait())
    monkeypatch.setattr("bot.directory.names.NAME_WITHIN", 600)
    async with asyncio.timeout(10):
        await world.hub.heard(world.message(COUNTY).but(text=mentioning("ask")))


async def test_whoever_has_spoken_on_one_side_is_known_by_name_on_the_other(world):
    await world.say(STATE, "hello", who="bo")
    await world.say(COUNTY, "!action refuel the generator @bo")
    await world.settled()

    assert any(text.startswith("T-1: refuel the generator, Bo") for text in world.server.texts(STATE))


async def test_names_come_with_a_batch_as_well(world):
    await world.hub.heard_all([world.message(STATE, "hello", who="bo")], STATE.source, "s1")
    await world.say(COUNTY, "!action refuel the generator @bo")
    await world.settled()

    assert any(text.startswith("T-1: refuel the generator, Bo") for text in world.server.texts(STATE))


def nameless(world, text):
    message = world.message(COUNTY, text)
    return message.but(who=Person(KIM, "", "County"))


async def test_whoever_is_called_otherwise_now_is_so_in_the_next_copy(world):
    world.accounts["slack.county"].people["U7"] = "Kim Oh"
    await world.hub.heard(nameless(world, "one"))
    await world.settled()
    await world.hub.named(Person(KIM, "Kim Park", "County"))
    await world.hub.heard(nameless(world, "two"))
    await world.settled()

    assert world.server.texts(STATE) == ["Kim Oh (County): one", "Kim Park (County): two"]
    assert world.accounts["slack.county"].asked == ["U7"]


async def test_a_name_that_changed_while_nobody_heard_is_asked_for_and_the_old_one_serves_where_none_comes(world):
    people = world.accounts["slack.county"].people
    people["U7"] = "Kim Oh"
    await world.hub.heard(nameless(world, "one"))
    await world.settled()

    people["U7"] = "Kim Park"
    world.ahead += timedelta(minutes=1)
    await world.restart()
    await world.hub.heard(nameless(world, "two"))
    await world.settled()
    del people["U7"]
    world.ahead += timedelta(minutes=1)
    await world.restart()
    await world.hub.heard(nameless(world, "three"))
    await world.settled()

    shown = world.server.texts(STATE)
    assert shown == ["Kim Oh (County): one", "Kim Park (County): two", "Kim Park (County): three"]
