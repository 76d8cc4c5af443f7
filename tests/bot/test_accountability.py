"""Accountability through the whole corridor: buttons, emergencies ahead of everything, what waits, who reads which."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import CLOCK, Kind, Room
from commands.domain.organisation.roles import Holding
from storage.bridge.outbox import CopyState
from storage.packed import unpack_reply
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually

MEDICAL = Room.parse("slack.county/CMED")
LOGISTICS = Room.parse("slack.county/CLOG")
DIRECT = Room.parse("slack.county/D1")
AL = "slack.county/al"


@pytest.fixture
async def world():
    world = World(admins=[AL])
    with world.database.work() as work:
        for room, group in ((MEDICAL, "medical"), (LOGISTICS, "logistics")):
            linked = LinkedRoom(room=room, incident=FIRE, group=group, state=RoomState.LINKED)
            work.rooms.put(replace(linked, linked_at=world.now()))
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


def hold(world, position, key, name):
    with world.database.work() as work:
        work.record.add(
            Holding(
                incident=FIRE,
                position=position,
                person=key,
                name=name,
                since=world.now(),
                by="test",
                slot=f"{position} {key}",
            )
        )


async def seen(world, room):
    await world.settled()
    return world.server.texts(room)


async def press(world, room, command, who):
    return await world.hub.heard(world.message(room, kind=Kind.PRESSED, action=command, who=who))


async def clock_says(world, line):
    """The clock says it now, and it is forgotten as a timer is."""
    at = world.now()
    message = world.message(COUNTY, line, kind=Kind.COMMAND, key=f"clock/{line}/{at}", id="", at=at).but(who=CLOCK)
    return await world.hub.heard(message)


def timers(world):
    with world.database.work() as work:
        return [timer.command for timer in work.record.timers(world.now() + timedelta(days=1))]


def buttons(world, room):
    """The commands of the buttons under the newest post of a room that has any."""
    with world.database.work() as work:
        for shown in reversed([*world.server.room(room).values()]):
            post = work.outbox.by_native(room, shown.id)
            for _, payload in work.outbox.members(post.id):
                if "reply" in payload and (choices := unpack_reply(payload["reply"]).choices):
                    return {choice.words: choice.command for choice in choices}
    return {}


async def start(world):
    """A roll call of two crews; whom E12 names are bound to their accounts."""
    for line in ('checkin E12 2 div A leader:"Bo" crew:"Cy"', "checkin E13 3 div B"):
        await world.say(COUNTY, f"!{line}", "al")
    for who in ("bo", "cy"):
        await world.say(STATE, "!claim E12", who)
    for line in ("claim yes CL-1", "claim yes CL-2"):
        await world.say(COUNTY, f"!{line}", "al")
    await world.settled()
    await world.say(COUNTY, "!par start within:5m", "al")
    await world.settled()


async def test_a_button_pressed_elsewhere_acts_for_who_presses_it(world):
    await start(world)
    whole = buttons(world, STATE)["E12: all 2"]

    await press(world, STATE, whole, "cy")
    assert "E12 2 of 2" not in " ".join(await seen(world, COUNTY)), "a member answers for that member only"
    assert any("you alone: 1 of 2" in text for _, text in world.server.whispers)

    await press(world, STATE, whole, "bo")
    assert any("E12 2 of 2" in text for text in await seen(world, COUNTY))


async def test_a_button_pressed_twice_answers_once(world):
    await start(world)
    message = world.message(STATE, kind=Kind.PRESSED, action=buttons(world, STATE)["E12: all 2"], who="bo")
    await world.hub.heard(message)
    await world.hub.heard(message)
    assert sum("E12 2 of 2" in text for text in await seen(world, COUNTY)) == 1


async def test_other_reactions_never_count(world):
    await start(world)
    posted = next(id for id, shown in world.server.room(STATE).items() if "PAR P-1" in shown.text)
    for emoji in ("👍", "❤️", "✅", "4️⃣"):
        await world.react(STATE, posted, emoji, who="bo")
    await world.settled()
    with world.database.work() as work:
        assert work.record.par_tally(1).crews_in == 0
        assert work.record.taps(1) == ()


async def test_the_bots_own_seeded_reaction_is_a_button(world):
    await start(world)
    posted = next(id for id, shown in world.server.room(STATE).items() if "PAR P-1" in shown.text)
    await world.react(STATE, posted, "1️⃣", who="bo")
    assert any("E12 2 of 2" in text for text in await seen(world, COUNTY))


async def test_where_reactions_are_buttons_the_bot_puts_them_below_its_post_itself(world):
    world.accounts["matrix.state"].seeds_choices = True
    await start(world)
    await world.settled()
    (there,) = (shown for shown in world.server.room(STATE).values() if "PAR P-1" in shown.text)
    (here,) = (shown for shown in world.server.room(COUNTY).values() if "PAR P-1" in shown.text)
    assert {"1️⃣", "🙋"} <= there.reactions
    assert here.reactions == set(), "Slack has buttons"


async def test_where_nobody_can_whisper_a_quiet_answer_is_pressed_where_it_stands(world):
    await world.say(STATE, "!checkin", "bo")
    await world.say(STATE, "!checkout", "bo")
    await world.settled()
    (asked,) = (shown for shown in world.server.notices.values() if "Which is it?" in shown.text)
    await world.react(STATE, asked.id, "🛏️", who="bo")
    assert any("Bo changed: status out of service (rest)" in text for text in await seen(world, COUNTY))


async def test_what_was_told_in_person_is_pressed_there(world):
    await world.say(COUNTY, "!role take IC", "al")
    await world.say(STATE, "!checkin", "bo")
    with world.database.work() as work:
        work.people.remember(f"{STATE.source}/bo", "Bo", world.now())
    await world.say(COUNTY, "!action refuel the generator @Bo", "al")
    await world.settled()
    (told,) = (shown for shown in world.server.notices.values() if "counts on you" in shown.text)
    for who in ("cy", "bo"):
        room = Room.parse("matrix.state/!dm:state.example")
        pressed = world.message(room, who=who, kind=Kind.REACTED, id=told.id, key=f"r{who}", emoji="✅", direct=True)
        await world.hub.heard(pressed)
    done = [text for text in await seen(world, COUNTY) if "T-1 done by" in text]
    assert [text.partition(":")[0] for text in done] == ["T-1 done by Bo"]


async def test_an_emergency_is_in_all_groups_before_everything_else(world):
    for number in range(10):
        await world.say(COUNTY, f"talk {number}", "al")
        await world.say(COUNTY, f"!checkin E{number} 4", "al")
    await world.say(STATE, "!mayday E12 trapped", "bo")
    for room in (COUNTY, STATE, MEDICAL, LOGISTICS):
        assert (await seen(world, room))[0].startswith("EMERGENCY M-1: “E12 trapped”. Bo (State)"), room
    assert world.server.whispers[0][1].startswith("CALL IT ON THE RADIO NOW")


async def test_a_real_one_stands_before_whatever_somebody_else_says_of_theirs(world):
    await world.say(COUNTY, "!mayday false one", "troll")
    for number in range(9):
        await world.say(COUNTY, f"!mayday more of it {number}", "troll")
    await world.say(STATE, "!mayday E12 trapped", "bo")
    for room in (COUNTY, STATE, MEDICAL, LOGISTICS):
        first, second, *_ = await seen(world, room)
        assert first.startswith("EMERGENCY M-1: “false one”."), room
        assert second.startswith("EMERGENCY M-2: “E12 trapped”. Bo (State)"), room


async def test_distress_as_talk_goes_out_and_brings_its_author_and_the_ic_one_press(world):
    hold(world, "IC", "slack.county/ic", "In Command")
    words = "MAYDAY MAYDAY MAYDAY E12 trapped div A"
    await world.say(STATE, words, "bo")
    assert f"Bo (State): {words}" in await seen(world, COUNTY)
    told = [(who, text) for who, text in world.server.whispers if "reads as an emergency" in text]
    assert {who for who, _ in told} == {"bo", "ic"}
    await press(world, STATE, f"again emergency {words}", "bo")
    assert any(text.startswith(f"EMERGENCY M-1: “{words}”. Bo (State)") for text in await seen(world, COUNTY))


async def test_routine_posts_wait_while_an_emergency_is_open_and_come_afterwards(world):
    await world.say(COUNTY, "!mayday", "al")
    await seen(world, COUNTY)
    await world.say(COUNTY, "!checkin E12 4", "al")
    await world.say(COUNTY, "!action refuel the generator", "al")
    await world.say(COUNTY, "all units hold", "al")

    waiting = await seen(world, STATE)
    assert not any("T-1" in text or "E12" in text for text in waiting)
    assert waiting[-1] == "Al (County): all units hold", "people's own words never wait"
    assert any(
        text == "Recorded. It is posted in the rooms when emergency M-1 is cleared."
        for _, text in world.server.whispers
    )

    await world.restart()
    await world.say(COUNTY, "!emergency clear", "al")
    after = (await seen(world, STATE))[len(waiting) :]
    assert after[0].startswith("EMERGENCY M-1 CLEARED by Al")
    assert sum("T-1: refuel the generator" in text for text in after) == 1
    assert sum("1 checked in (E12 4)" in text for text in after) == 1


async def test_where_an_emergency_is_not_posted_is_told_to_the_sender_and_to_the_rooms_that_have_it(world):
    world.accounts[STATE.source].outcome = lambda _: "later"
    await world.start()
    await world.say(COUNTY, "!mayday E12", "al")
    assert "emergency posted M-1" in timers(world)
    await eventually(lambda: any("M-1" in text for text in world.server.texts(COUNTY)))
    await clock_says(world, "emergency posted M-1")
    told = "EMERGENCY M-1 is NOT POSTED in: matrix.state/!s:state.example (waiting). Al (County), tell them by radio."
    await eventually(lambda: told in world.server.texts(COUNTY) and ("al", told) in world.server.whispers)
    world.accounts[STATE.source].outcome = lambda _: "ok"


async def test_nothing_is_said_where_an_emergency_is_posted_everywhere(world):
    await world.say(COUNTY, "!mayday E12", "al")
    before = await seen(world, COUNTY)
    await clock_says(world, "emergency posted M-1")
    assert await seen(world, COUNTY) == before


async def test_the_names_of_the_missing_reach_a_few_directly_and_no_room(world):
    hold(world, "SOFR", "matrix.state/@safety:state.example", "Sa Fety")
    hold(world, "IC", "slack.county/ic", "In Command")
    await start(world)
    await press(world, COUNTY, 'par E12 1 of 2 missing:"Cy Missing"', "al")
    for room in (COUNTY, STATE, MEDICAL, LOGISTICS):
        texts = await seen(world, room)
        assert any(text.startswith("SHORT: PAR P-1: E12 1 of 2") for text in texts), room
        assert not any("Missing" in text for text in texts), room
    told = {who for who, text in world.server.whispers if "Cy Missing" in text}
    assert told == {"@safety:state.example", "ic"}


async def test_a_medical_report_stands_in_the_restricted_group_alone(world):
    await press(world, COUNTY, 'medical severity:red nature:"broken leg" location:"DP 4"', "al")
    await world.settled()
    assert "Medical Incident Report MIR-1" in world.server.texts(MEDICAL)[0]
    for room in (COUNTY, STATE):
        assert await seen(world, room) == ["MEDICAL INCIDENT MIR-1 (RED), Al. Keep the channel clear."]
    assert await seen(world, LOGISTICS) == []


async def test_contact_details_are_taken_by_direct_message(world):
    await world.say(COUNTY, "!checkin", "al")
    await world.say(DIRECT, '!contact phone:"555 1234"', "al", direct=True)
    await world.settled()
    assert ("al", "Kept for Al; only a few positions can read it.") in world.server.whispers
    await world.say(COUNTY, '!contact phone:"555 9999"', "al")
    await world.settled()
    assert any(text.startswith("Contact details are not taken in a room") for _, text in world.server.whispers)
    everything = " ".join(text for room in (COUNTY, STATE, MEDICAL, LOGISTICS) for text in world.server.texts(room))
    assert "555" not in everything
    with world.database.work() as work:
        assert work.record.own_checkin(FIRE, AL).contact == "555 1234"


async def test_what_is_changed_by_direct_message_is_told_to_the_rooms(world):
    await world.say(DIRECT, "!checkin E12 4", "al", direct=True)
    assert await seen(world, STATE) == ["E12 checked in: 4 persons, County (1 resource, 4 persons)"]


async def test_an_emergency_by_direct_message_is_in_the_rooms(world):
    await world.say(DIRECT, "!mayday E12", "al", direct=True)
    assert (await seen(world, STATE))[0].startswith("EMERGENCY M-1")


async def test_the_clocks_private_words_never_stand_in_a_room(world):
    await world.say(COUNTY, "!checkin", "bo")
    await world.say(COUNTY, "!par start within:5m", "al")
    await seen(world, COUNTY)
    await clock_says(world, "par remind P-1")
    texts = await seen(world, COUNTY)
    assert not any("are you all right" in text for text in texts)
    assert any(who == "bo" and "are you all right" in text for who, text in world.server.whispers)


async def test_what_is_held_is_neither_lost_nor_counted_as_delayed(world):
    await world.say(COUNTY, "!mayday", "al")
    await world.say(COUNTY, "!action x", "al")
    await world.settled()
    with world.database.work() as work:
        assert work.outbox.backlog() == {}
        held = work.outbox.settled(CopyState.HELD, [COUNTY, STATE])
        assert len(held) == 2
