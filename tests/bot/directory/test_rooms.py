"""Rooms come into an incident and leave it while the program runs: heard through the hub, seen at the far ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.domain.bridging import RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import CLOCK, Kind, Message, Room
from commands.domain.text import Mention, Paragraph, Span, plain
from storage.tables.organisation import codes
from tests.bot.far_end import Account, Server
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually

CITY = Room.parse("slack.city/C2")
LONE = Room.parse("matrix.forest/!f:forest.example")


@pytest.fixture
async def world():
    server = Server()
    accounts = {room.source: Account(server, room.source, habit=room.platform) for room in (COUNTY, STATE, CITY, LONE)}
    world = World(rooms=(COUNTY, STATE), accounts=accounts, server=server, admins={"slack.county/al"})
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


async def seen(world, room):
    await world.settled()
    return world.server.texts(room)


def digits(world):
    with world.database.work() as work:
        query = codes.select().where(codes.c.used.is_(None)).order_by(codes.c.id.desc())
        return work.connection.execute(query).first().digits


async def arrive(world, room, name):
    """The platform says that it is in the room."""
    await world.hub.ready(room, name=name)


async def joined(world, room=CITY, words=""):
    await world.say(COUNTY, "!link")
    await world.say(room, f"!join {digits(world)} {words}".strip(), who="cy")
    await arrive(world, room, "ops")


async def test_a_room_joins_while_the_program_runs_and_both_sides_are_told_who_hears_them(world):
    await joined(world)
    await world.settled()

    (whispered,) = [text for to, text in world.server.whispers if to == "al"]
    assert "Code " in whispered, "the code is shown to whoever asked for it alone"
    assert not any("Code " in text for room in (COUNTY, STATE, CITY) for text in world.server.texts(room))
    city = await seen(world, CITY)
    assert any(
        text.startswith("This room is linked to Bear Creek Fire.\nWhat is said here is posted in:") for text in city
    )
    for room in (COUNTY, STATE):
        texts = await seen(world, room)
        assert any("C2 (slack.city) joins Bear Creek Fire, group main: by Cy (City)" in text for text in texts)
        assert "Also heard now in ops (City)." in texts


async def test_a_channel_that_two_workspaces_share_is_linked_once(world):
    shared = Room("slack", "city", COUNTY.id)
    await joined(world, shared)
    await world.settled()

    assert any("linked through slack.county already" in text for to, text in world.server.whispers if to == "cy")
    with world.database.work() as work:
        assert work.rooms.get(shared) is None


async def test_the_account_of_a_room_that_joins_or_leaves_looks_at_its_rooms_at_once(world):
    before = {source: account.looked_again for source, account in world.accounts.items()}
    await joined(world)
    await world.say(COUNTY, "!roster")
    assert {source: account.looked_again - before[source] for source, account in world.accounts.items()} == {
        COUNTY.source: 0,
        STATE.source: 0,
        CITY.source: 1,
        LONE.source: 0,
    }
    await world.say(CITY, "!unlink", who="cy")
    assert world.accounts[CITY.source].looked_again - before[CITY.source] == 2


async def test_what_is_said_in_a_joined_room_is_copied_from_then_on(world):
    await world.say(CITY, "before")
    await joined(world)
    await world.say(CITY, "after", who="cy")
    await world.say(COUNTY, "welcome")

    assert "Cy (City): after" in await seen(world, STATE)
    assert "Al (County): welcome" in await seen(world, CITY)
    assert not any("before" in text for text in await seen(world, STATE))


async def test_an_unlinked_room_hears_nothing_more_and_is_told_so(world):
    await joined(world)
    await world.say(CITY, "!unlink", who="cy")
    await world.say(COUNTY, "secret")
    await world.say(CITY, "still there?", who="cy")

    city, state = await seen(world, CITY), await seen(world, STATE)
    assert "What is said in it is no longer copied or recorded." in city[-1]
    assert not any("secret" in text for text in city)
    assert not any("still there" in text for text in state)
    assert any("ops (slack.city) is no longer linked to Bear Creek Fire" in text for text in state)


async def test_a_room_that_left_may_join_again_and_is_told_anew(world):
    for times in (1, 2):
        await joined(world)
        await world.settled()
        await eventually(lambda times=times: welcomes(world) == times)
        await world.say(CITY, "!unlink", who="cy")
        world.ahead += timedelta(minutes=2)


def welcomes(world):
    return sum("What is said here is posted in" in text for text in world.server.texts(CITY))


async def test_a_group_hears_itself_alone(world):
    await world.say(COUNTY, "!group add logistics")
    for room in (CITY, LONE):
        await joined(world, room, "group:logistics")
        world.ahead += timedelta(minutes=2)
    await world.say(CITY, "ten pumps", who="cy")

    assert "Cy (City): ten pumps" in await seen(world, LONE)
    assert not any("pumps" in text for room in (COUNTY, STATE) for text in world.server.texts(room))


async def test_an_incident_is_opened_in_a_room_of_its_own_and_nobody_else_hears_of_it(world):
    await world.say(CITY, "!incident open Alder Fire type:4", who="cy")
    await arrive(world, CITY, "alder")
    await world.say(CITY, "!checkin E12 4", who="cy")

    city = await seen(world, CITY)
    assert any(text.startswith("Alder Fire (type 4) is opened by Cy (City)") for text in city)
    assert any("E12 checked in" in text for text in city)
    assert await seen(world, COUNTY) == await seen(world, STATE) == []
    with world.database.work() as work:
        assert work.record.roster(FIRE) == ()
        assert [one.name for one in work.record.roster("alder-fire")] == ["E12"]


async def test_a_restart_knows_the_rooms_as_they_were(world):
    await joined(world)
    await world.restart()
    await world.say(CITY, "still here", who="cy")

    assert "Cy (City): still here" in await seen(world, STATE)


async def test_a_guest_is_taken_out_by_the_clock(world):
    await joined(world, words="until:tomorrow 1800")
    world.ahead += timedelta(days=3)
    command = f"unlink due {CITY}"
    await world.hub.heard(
        Message(kind=Kind.COMMAND, room=COUNTY, key="t1", id="", who=CLOCK, at=world.now(), text=plain(command))
    )

    assert world.hub.known[CITY].state is RoomState.UNLINKED
    assert any("its time is over" in text for text in await seen(world, STATE))
    assert any("no longer copied or recorded" in text for text in await seen(world, CITY))


async def test_a_wrong_code_is_counted_even_though_nothing_is_linked(world):
    for number in range(5):
        await world.say(CITY, f"!join 000000000{number}", who="cy")
    await world.say(COUNTY, "!link")
    await world.say(CITY, f"!join {digits(world)}", who="cy")
    await world.settled()

    assert world.server.whispers[-1] == ("cy", "Too many wrong codes. Nothing was linked; try again in 15 min.")
    assert CITY not in world.hub.known


async def test_a_position_is_given_to_whoever_is_mentioned(world):
    await world.hub.heard(world.message(STATE, "hello", who="bo"))
    with world.database.work() as work:
        work.people.remember(f"{STATE.source}/bo", "Bo Ray", world.now())
    text = (Paragraph((Span("!role give COML "), Mention("", f"{STATE.source}/bo"), Span(" at in 2h"))),)
    await world.hub.heard(world.message(COUNTY, text=None).but(text=text))

    assert any(text.startswith("H-1: COML goes to Bo Ray at ") for text in await seen(world, STATE))


async def test_a_button_acts_with_the_rights_of_whoever_presses_it(world):
    await world.say(COUNTY, "!role take IC")
    for who, room in (("bo", STATE), ("al", COUNTY)):
        pressed = world.message(room, who=who, kind=Kind.PRESSED, key=f"p{who}", action="incident close confirm:yes")
        await world.hub.heard(pressed)
        with world.database.work() as work:
            assert bool(work.record.get(Incident, FIRE).closed) == (who == "al")
    await world.settled()
    assert any(to == "bo" and "“incident close” is for IC (Al)" in text for to, text in world.server.whispers)


async def test_an_administrator_of_the_configuration_may_all_where_an_incident_was_opened_by_command(world):
    await world.say(CITY, "!incident open Alder Fire", who="cy")
    for room, who in ((CITY, "di"), (COUNTY, "al")):
        with world.database.work() as work:
            work.rooms.put(replace(work.rooms.get(room), incident="alder-fire"))
        await world.hub.load()
        await world.say(room, "!incident rename Alder Creek Fire", who=who)

    await world.settled()
    assert any(to == "di" and "“incident rename” is for" in text for to, text in world.server.whispers)
    with world.database.work() as work:
        assert work.record.get(Incident, "alder-fire").name == "Alder Creek Fire"
