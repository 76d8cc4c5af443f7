"""Through the corridor: reactions and desks write into the record, and every public answer is entered with it."""

import json
from dataclasses import replace

import pytest

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.log.logbook import Origin
from commands.domain.messages import Kind, Room
from storage.tables.bridge import copies
from tests.bot.world import COUNTY, FIRE, STATE, World

LOGISTICS = Room.parse("slack.county/C2")
TIMER = "⏱️"


@pytest.fixture
async def world():
    made = World(admins=("slack.county/al",))
    await made.start()
    yield made
    await made.stop()
    made.clerk.close()
    made.database.close()


def entries(world):
    with world.database.work() as work:
        return work.record.log_page(FIRE, 0, 100)


def shown(world, room):
    return world.server.texts(room)


async def test_the_reaction_adds_a_message_with_its_author_time_and_link(world):
    message, _ = await world.say(COUNTY, "strike team 2131C at DP 12")
    await world.react(COUNTY, message.id, TIMER)
    (entry,) = entries(world)
    assert (entry.origin, entry.words, entry.said) == (Origin.ADDED, "strike team 2131C at DP 12", message.at)
    assert (entry.author, entry.author_name, entry.by_name) == (message.who.key, "Al (County)", "Bo")
    assert entry.link == f"https://slack.county/C1/{message.id}"


@pytest.mark.parametrize("emoji", ["⏱", "⏱️"])
async def test_with_and_without_the_presentation_mark_it_is_one_reaction(world, emoji):
    message, _ = await world.say(COUNTY, "one")
    await world.react(COUNTY, message.id, emoji)
    assert len(entries(world)) == 1


async def test_the_copy_in_the_other_room_will_do_as_well_and_the_second_is_told(world):
    message, _ = await world.say(COUNTY, "dozer at the bend")
    await world.settled()
    (copy,) = world.server.room(STATE).values()
    await world.react(STATE, copy.id, TIMER)
    await world.react(COUNTY, message.id, TIMER, who="cy")
    (entry,) = entries(world)
    assert entry.author == message.who.key
    assert entry.source == f"{COUNTY}/{message.id}"


async def test_another_reaction_adds_nothing_and_a_post_of_ours_is_refused(world):
    message, _ = await world.say(COUNTY, "one")
    await world.react(COUNTY, message.id, "👀")
    assert entries(world) == ()
    await world.say(COUNTY, "!checkin E12 4")
    await world.settled()
    (post,) = (one for one in world.server.room(COUNTY).values() if "E12" in one.text)
    await world.react(COUNTY, post.id, TIMER)
    assert [one.noun for one in entries(world)] == ["checkin"]


async def test_a_message_of_another_incident_or_group_cannot_be_added_from_here(world):
    message, _ = await world.say(COUNTY, "one")
    with world.database.work() as work:
        work.talk._db.exec_driver_sql("UPDATE said SET group_name = 'logistics'")
    await world.react(COUNTY, message.id, TIMER)
    with world.database.work() as work:
        work.talk._db.exec_driver_sql("UPDATE said SET group_name = 'main', incident = 'other'")
    await world.react(COUNTY, message.id, TIMER, who="cy")
    assert entries(world) == ()


async def test_a_removed_message_is_not_added(world):
    message, _ = await world.say(COUNTY, "one")
    await world.remove(message)
    await world.react(COUNTY, message.id, TIMER)
    assert entries(world) == ()


async def test_a_command_is_entered_with_its_answer_or_not_at_all(world):
    await world.say(COUNTY, "!checkin E12 4")
    await world.say(COUNTY, "!checkin E13")
    (entry,) = entries(world)
    assert entry.words.startswith("E12 checked in: 4 persons")
    assert entry.author_name == "Al"


async def test_every_line_of_a_desk_is_a_row_and_still_relayed(world):
    await world.say(COUNTY, "!traffic desk on ch:VTAC14")
    message, _ = await world.say(COUNTY, "DIVA COMM PAR complete")
    await world.say(STATE, "this is no desk")
    await world.settled()
    with world.database.work() as work:
        (row,) = work.record.traffic_rows(FIRE, ("main",))
    assert (row.sender, row.to, row.words, row.channel) == ("DIVA", "COMM", "PAR complete", "VTAC14")
    assert (row.heard, row.operator) == (message.at, message.who.key)
    assert any("PAR complete" in one for one in shown(world, STATE))
    assert entries(world)[-1].seal == row.seal


async def test_a_redelivered_line_of_a_desk_is_one_row(world):
    await world.say(COUNTY, "!traffic desk on")
    message, _ = await world.say(COUNTY, "DIVA COMM copy")
    await world.hub.heard(message)
    await world.hub.heard(replace(message, recovered=True))
    with world.database.work() as work:
        assert len(work.record.traffic_rows(FIRE, ("main",))) == 1


async def test_an_edit_at_the_desk_leaves_the_row_as_it_was(world):
    await world.say(COUNTY, "!traffic desk on")
    message, _ = await world.say(COUNTY, "DIVA COMM copy")
    await world.edit(message, "DIVA COMM never said")
    with world.database.work() as work:
        (row,) = work.record.traffic_rows(FIRE, ("main",))
    assert row.words == "copy"


async def test_the_shortcut_of_a_messages_menu_is_a_press_that_adds_it(world):
    message, _ = await world.say(COUNTY, "dozer at the bend")
    pressed = world.message(COUNTY, "", "bo", kind=Kind.PRESSED, id=message.id, action=f"addlog {message.id}")
    await world.hub.heard(replace(pressed, key="C1/trigger/1", answerable=True))
    (entry,) = entries(world)
    assert (entry.words, entry.by_name) == ("dozer at the bend", "Bo")


async def test_what_is_said_in_a_group_is_entered_and_found_in_that_group_only(world):
    with world.database.work() as work:
        work.rooms.put(
            LinkedRoom(room=LOGISTICS, incident=FIRE, group="logistics", state=RoomState.LINKED, linked_at=world.now())
        )
        work.keeping.set_fact(f"announced/{LOGISTICS}", "long ago")
    await world.hub.load()
    message, _ = await world.say(LOGISTICS, "zebra fuel")
    await world.react(LOGISTICS, message.id, TIMER)
    for line in ("!find zebra", "!show log all"):
        await world.say(COUNTY, line)
    assert [one.group for one in entries(world)] == ["logistics"]
    assert not any("zebra fuel" in queued for room in (COUNTY, STATE) for queued in payloads(world, room))
    before = len(payloads(world, LOGISTICS))
    await world.say(LOGISTICS, "!find zebra")
    assert any("zebra fuel" in queued for queued in payloads(world, LOGISTICS)[before:])


def payloads(world, room):
    """Everything that was ever queued for a room, with all that a card holds."""
    with world.database.work() as work:
        query = copies.select().where(copies.c.room == str(room)).order_by(copies.c.id)
        return [json.dumps(one.payload, ensure_ascii=False) for one in work.connection.execute(query)]
