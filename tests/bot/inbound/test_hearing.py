"""What comes of each thing heard: conversations through the hub, a real store, and far ends that show what is seen."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.directory import out_of_order
from bot.inbound.hearing import EXPOSED
from bot.operations.watchdog import Watchdog
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import Choice, Kind, Reply, Room
from commands.domain.text import Mention, Paragraph, Span
from storage.store import DatabaseAway
from tests.bot.far_end import Shown
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually

CITY = Room.parse("slack.city/C2")
TRIO = (COUNTY, CITY, STATE)


@pytest.fixture
async def world(request):
    world = World(rooms=getattr(request, "param", (COUNTY, STATE)))
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


@pytest.fixture
async def trio():
    world = World(rooms=TRIO)
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


def rows(world):
    """Everything in the store that a repetition could change."""
    with world.database.work() as work:
        return {
            name: work.connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in ("heard", "said", "said_revision", "said_reaction", "copy", "post", "movement", "trouble")
        }


def local(at):
    return at.astimezone(ZoneInfo("America/Boise")).strftime("%H%M")


async def seen(world, room=STATE):
    await world.settled()
    return world.server.texts(room)


# talk


async def test_what_is_said_is_seen_in_the_other_rooms_under_the_authors_name(trio):
    await trio.say(COUNTY, "engine 12 at DP 4")

    assert await seen(trio, CITY) == await seen(trio, STATE) == ["Al (County): engine 12 at DP 4"]
    assert await seen(trio, COUNTY) == []


async def test_what_is_heard_again_changes_nothing(world):
    message, _ = await world.say(COUNTY, "hold")
    edited = world.later(message, Kind.EDITED, "go", 1)
    reaction = world.message(COUNTY, id=message.id, kind=Kind.REACTED, key="r1", emoji="👍")
    removed = world.later(message, Kind.REMOVED)
    checkin = world.message(COUNTY, "!checkin")
    deeds = [message, edited, reaction, removed, checkin]
    for deed in deeds[1:]:
        await world.hub.heard(deed)
    before = rows(world)

    for deed in deeds:
        await world.hub.heard(deed)
        await world.hub.heard(deed.but(recovered=True))

    assert rows(world) == before


async def test_an_edit_that_is_heard_after_its_original_was_removed_says_nothing(world):
    message = world.message(COUNTY, "first")
    await world.remove(message)
    await world.hub.heard(message)
    await world.edit(message, "second")

    assert await seen(world) == []
    assert world.server.calls == []


async def test_an_edit_that_is_heard_before_its_original_stands_for_it(world):
    message = world.message(COUNTY, "first")
    await world.edit(message, "second")
    await world.hub.heard(message)

    assert await seen(world) == ["Al (County): second"]


async def test_an_older_edit_that_is_heard_later_changes_nothing(world):
    message, _ = await world.say(COUNTY, "one")
    await world.edit(message, "three", revision=3)
    await world.edit(message, "two", revision=2)

    assert await seen(world) == ["Al (County): three"]


async def test_a_removal_that_is_heard_before_its_original_stands_for_it(world):
    message = world.message(COUNTY, "a slip")
    await world.remove(message)
    await world.hub.heard(message)

    assert await seen(world) == []


async def test_a_queued_message_goes_out_in_its_newest_wording(world):
    message, _ = await world.say(COUNTY, "DP 12")
    await world.edit(message, "DP 21")

    assert await seen(world) == ["Al (County): DP 21"]
    assert [call.verb for call in world.server.calls] == ["post"]


async def test_a_queued_message_that_is_removed_is_not_sent(world):
    message, _ = await world.say(COUNTY, "a slip")
    await world.remove(message)

    assert await seen(world) == []
    assert world.server.calls == []


async def test_a_message_that_gets_its_words_by_an_edit_is_posted_then(world):
    message, _ = await world.say(COUNTY, "")
    await world.settled()
    await world.edit(message, "")
    assert await seen(world) == []

    await world.edit(message, "weather update", 2)
    assert await seen(world) == ["Al (County): weather update"]
    await world.edit(message, "weather update 2", 3)
    assert await seen(world) == ["Al (County): weather update 2"]


async def test_a_posted_message_is_edited_and_removed_everywhere(trio):
    message, _ = await trio.say(COUNTY, "DP 12")
    await trio.settled()
    await trio.edit(message, "DP 21")
    assert await seen(trio, CITY) == await seen(trio, STATE) == ["Al (County): DP 21"]

    await trio.remove(message)
    assert await seen(trio, CITY) == await seen(trio, STATE) == []


async def test_an_edit_without_a_new_word_makes_no_correction(world):
    message, _ = await world.say(COUNTY, "DP 12")
    await world.settled()
    world.ahead = timedelta(minutes=5)
    await world.edit(message, "DP 12")

    assert await seen(world) == ["Al (County): DP 12"]


async def test_a_late_edit_is_told_in_a_line_of_its_own(world):
    message, _ = await world.say(COUNTY, "go to DP 12 now")
    await world.settled()
    world.ahead = timedelta(minutes=5)
    await world.edit(message, "go to DP 21 now")

    edited, correction = await seen(world)
    assert "DP 21" in edited
    assert "CORRECTION to Al (County)" in correction
    assert "DP 12 → DP 21" in correction


async def test_a_late_removal_is_told_in_a_line_of_its_own(world):
    message, _ = await world.say(COUNTY, "go to DP 12")
    await world.settled()
    world.ahead = timedelta(minutes=5)
    await world.remove(message)

    (correction,) = await seen(world)
    assert correction.endswith("removed")


async def test_what_the_bot_itself_said_is_not_relayed(world):
    await world.hub.connected("slack.county", "BOT")
    before = rows(world)

    await world.say(COUNTY, "a copy of ours", who="BOT")

    assert rows(world) == before


# commands


async def test_a_command_is_answered_and_not_relayed(world):
    await world.say(COUNTY, "!checkin")

    state = await seen(world)
    assert "!checkin" not in " ".join(state)
    assert any("Al" in text for text in state)
    assert len(state) == len(world.server.texts(COUNTY)) == 1


async def test_a_cry_is_no_command(world):
    await world.say(COUNTY, "!FIRE AT DIV A")

    assert await seen(world) == ["Al (County): !FIRE AT DIV A"]
    assert rows(world)["movement"] == 0


async def test_a_near_miss_is_relayed_and_its_author_told_that_nothing_was_recorded(world):
    await world.say(COUNTY, "!chekin")

    assert await seen(world) == ["Al (County): !chekin"]
    ((to, told),) = world.server.whispers
    assert to == "al"
    assert "Not recorded; did you mean “!checkin”?" in told


async def test_an_unknown_word_is_refused_to_the_asker_alone(world):
    await world.say(COUNTY, "!net chekin")

    assert await seen(world) == world.server.texts(COUNTY) == []
    ((to, told),) = world.server.whispers
    assert to == "al"
    assert "checkin" in told


async def test_an_answer_travels_in_the_acknowledgement_where_that_can_carry_it(world):
    _, heard = await world.say(COUNTY, "roster", kind=Kind.COMMAND, answerable=True)

    assert len(heard.answers) == 1
    await world.settled()
    assert world.server.whispers == []


async def test_the_edit_of_a_command_runs_nothing_and_its_author_is_told(world):
    message, _ = await world.say(COUNTY, "!roster")
    before = rows(world)["movement"]
    await world.edit(message, "!checkin")
    await world.settled()

    assert rows(world)["movement"] == before
    assert any("edit never runs a command" in told for _, told in world.server.whispers)
    assert world.server.texts(STATE) == []


async def test_talk_that_is_edited_into_a_command_runs_nothing(world):
    message, _ = await world.say(COUNTY, "checkin please")
    await world.edit(message, "!checkin")
    await world.settled()

    assert rows(world)["movement"] == 0
    assert any("edit never runs a command" in told for _, told in world.server.whispers)


async def test_an_edited_command_that_is_heard_first_is_not_relayed(world):
    message = world.message(COUNTY, "!roster")
    await world.edit(message, "!checkin")

    assert await seen(world) == []
    assert rows(world)["movement"] == 0


async def test_a_command_in_a_room_without_an_incident_is_told_so(world):
    nowhere = Room.parse("slack.county/C9")
    await world.say(nowhere, "!checkin")
    await world.settled()

    ((_, told),) = world.server.whispers
    assert "incident" in told
    assert rows(world)["movement"] == 0


async def test_a_command_that_was_found_late_is_asked_about_first(world):
    at = world.now() - timedelta(minutes=10)
    await world.say(COUNTY, "!sitrep", recovered=True, at=at)
    await world.settled()

    ((_, told),) = world.server.whispers
    assert "Found 10 min late and not run: sitrep" in told
    assert world.server.texts(STATE) == []

    await world.say(COUNTY, "", kind=Kind.PRESSED, action="sitrep")
    assert len(await seen(world)) == 1


async def test_a_command_that_slack_brings_again_after_minutes_is_asked_about_as_well(world):
    await world.say(COUNTY, "!roster", at=world.now() - timedelta(minutes=5))  # a far homeserver's clock is wrong
    await world.settled()
    assert not any("late and not run" in text for _, text in world.server.whispers)
    world.server.whispers.clear()
    await world.say(COUNTY, "!sitrep", at=world.now() - timedelta(minutes=5), again=True)
    await world.settled()

    ((_, told),) = world.server.whispers
    assert "Found 5 min late and not run: sitrep" in told


async def test_a_button_that_was_pressed_while_nobody_heard_is_asked_about_first(world):
    await world.hub.connected("matrix.state", "bot")
    asked = Reply(text="Close it?", choices=(Choice("Close", "incident close confirm:yes", "🏁"),))
    with world.database.work() as work:
        world.hub.wake(world.hub.say(work, [STATE], asked, world.now()))
    await world.settled()
    (post,) = world.server.room(STATE)
    await world.react_late(STATE, post, "🏁", timedelta(minutes=9))
    await world.settled()

    assert any("Found 9 min late and not run: incident close" in text for _, text in world.server.whispers)


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("!checkin", "LATE: said"),
        ("!log dozer at the drop point", "LATE entry, 10 min"),
        ("!emergency engine 12 is cut off", "LATE: said 10 min before it was found"),
    ],
)
async def test_what_may_not_be_lost_runs_however_late_it_is_found_and_is_marked(world, line, marked):
    await world.say(COUNTY, line, recovered=True, at=world.now() - timedelta(minutes=10))

    texts = await seen(world)
    assert any(marked in text for text in texts), texts


async def test_a_command_that_breaks_is_answered_with_a_number_and_changes_nothing(world, monkeypatch):
    def broken(line, call):
        call.store.next_number(FIRE, "x")
        raise ZeroDivisionError

    monkeypatch.setattr("bot.inbound.answers.decide", broken)
    await world.say(COUNTY, "!roster")
    await world.settled()

    ((_, told),) = world.server.whispers
    assert "Something broke here; it is logged as" in told
    with world.database.work() as work:
        assert work.record.next_number(FIRE, "x") == 1


# reactions


async def test_a_reaction_is_held_as_long_as_anybody_elsewhere_holds_it(trio):
    message, _ = await trio.say(COUNTY, "copy?")
    trio.server.room(COUNTY)[message.id] = Shown(message.id, "copy?", "")
    await trio.settled()
    copy = next(iter(trio.server.room(STATE)))

    await trio.react(STATE, copy, "👍", "bo")
    await trio.react(STATE, copy, "👍", "cy")
    await trio.settled()
    (city,) = trio.server.room(CITY).values()
    assert trio.server.room(COUNTY)[message.id].reactions == city.reactions == {"👍"}
    assert [call.verb for call in trio.server.calls].count("react") == 2

    await trio.react(STATE, copy, "👍", "bo", Kind.UNREACTED)
    await trio.settled()
    assert city.reactions == {"👍"}

    await trio.react(STATE, copy, "👍", "cy", Kind.UNREACTED)
    await trio.settled()
    assert trio.server.room(COUNTY)[message.id].reactions == city.reactions == set()


async def test_a_reaction_that_is_heard_before_its_original_is_shown_with_it(world):
    message = world.message(COUNTY, "copy?")
    await world.react(COUNTY, message.id, "👍", "bo")
    await world.react(COUNTY, message.id, "🔥", "bo")
    await world.react(COUNTY, message.id, "🔥", "bo", Kind.UNREACTED)
    await world.hub.heard(message)
    await world.settled()

    (copy,) = world.server.room(STATE).values()
    assert copy.reactions == {"👍"}


async def test_a_reaction_to_a_copy_counts_though_the_answer_to_its_post_was_lost(world):
    first = iter(["lost answer"])
    reacted: list[bool] = []
    world.accounts[STATE.source].outcome = lambda _: next(first, "ok" if reacted else "lost call")
    message, _ = await world.say(COUNTY, "copy?")
    world.server.room(COUNTY)[message.id] = Shown(message.id, "copy?", "")
    await world.start()
    await eventually(lambda: world.server.texts(STATE))
    await world.react(STATE, next(iter(world.server.room(STATE))), "👍", "bo")
    reacted.append(True)
    await world.settled()

    assert world.server.room(COUNTY)[message.id].reactions == {"👍"}


@pytest.mark.parametrize("how", ["thread", "reply_to"])
async def test_an_answer_to_a_copy_waits_until_it_is_known_what_it_answers(world, how):
    outcomes = iter(["lost answer"])
    answered: list[bool] = []
    world.accounts[STATE.source].outcome = lambda _: next(outcomes, "ok" if answered else "lost call")
    message, _ = await world.say(COUNTY, "copy?")
    await world.start()
    await eventually(lambda: world.server.texts(STATE))
    (id,) = world.server.room(STATE)
    await world.say(STATE, "copied", "bo", **{how: id})
    await world.say(STATE, "and out", "bo")
    before = len(world.server.calls)
    await eventually(lambda: len(world.server.calls) > before + 2)  # its outcome is asked for again and again
    assert world.server.texts(COUNTY) == []
    answered.append(True)
    await world.settled()

    quote = "[> Al (County): copy?] " if how == "reply_to" else ""
    assert world.server.texts(COUNTY) == [f"{quote}Bo (State): copied", "Bo (State): and out"]
    first, _ = world.server.room(COUNTY).values()
    assert first.thread == (message.id if how == "thread" else None)


async def test_an_answer_does_not_wait_for_long_for_what_it_answers(world, monkeypatch):
    monkeypatch.setattr("bot.outbound.fixing.ANSWER_WAITS", timedelta(seconds=0.1))
    world.accounts[STATE.source].outcome = lambda _: "lost call"
    await world.say(COUNTY, "copy?")
    await world.start()
    await eventually(lambda: world.server.calls)
    await world.say(STATE, "copied", "bo", thread="unknown")
    await eventually(lambda: world.server.texts(COUNTY))

    assert world.server.texts(COUNTY) == ["[in reply to an earlier message] Bo (State): copied"]


async def test_an_answer_does_not_wait_for_a_post_that_was_made_after_it(world):
    world.accounts[STATE.source].outcome = lambda _: "lost call"
    before = world.message(STATE, "copied", "bo", thread="unknown")
    await world.say(COUNTY, "copy?")
    await world.start()
    await eventually(lambda: world.server.calls)
    world.ahead = timedelta(seconds=-5)
    await world.hub.heard(before)
    await eventually(lambda: world.server.texts(COUNTY))

    assert world.server.texts(COUNTY) == ["[in reply to an earlier message] Bo (State): copied"]


async def test_what_was_heard_about_what_never_came_is_forgotten_after_a_week(world):
    await world.react(COUNTY, "before the bridge", "👍", "bo")
    await world.react(COUNTY, "this neither", "👍", "bo", Kind.UNREACTED)
    await world.hub.heard(world.message(COUNTY, "", "bo", kind=Kind.REMOVED, id="nor this", key="C1/gone"))
    watch = Watchdog(world.hub, lambda _: ZoneInfo("America/Boise"))
    await watch.look(world.now())
    with world.database.work() as work:
        assert len(work.early.keys()) == len(world.hub.early) == 2
        assert work.connection.exec_driver_sql("SELECT count(*) FROM ended_reaction").scalar() == 1

    await watch.look(world.now() + timedelta(days=8))
    with world.database.work() as work:
        assert not work.early.keys()
        assert work.connection.exec_driver_sql("SELECT count(*) FROM ended_reaction").scalar() == 0
    assert world.hub.early == set()


async def test_only_so_many_early_reactions_to_one_message_are_kept(world):
    for number in range(out_of_order.MOST + 20):
        await world.react(COUNTY, "to come", f":e{number}:", f"p{number}")

    with world.database.work() as work:
        [kept] = work.early.keys()
        assert len(work.early.kept(kept)) == out_of_order.MOST


async def test_a_reaction_that_is_heard_after_its_end_is_not_shown(world):
    message, _ = await world.say(COUNTY, "copy?")
    first = world.message(COUNTY, id=message.id, kind=Kind.REACTED, key="r1", emoji="👍")
    await world.hub.heard(first.but(kind=Kind.UNREACTED, key="r2", order=first.order + 1))
    await world.hub.heard(first)
    await world.settled()
    (copy,) = world.server.room(STATE).values()
    assert copy.reactions == set()

    await world.hub.heard(first.but(key="r3", order=first.order + 2))
    await world.settled()
    assert copy.reactions == {"👍"}


async def test_a_reaction_to_live_talk_that_waits_for_what_was_missed_waits_with_it(world):
    await world.say(COUNTY, "before")
    await world.settled()
    await world.hub.catching_up(COUNTY.source)
    message, _ = await world.say(COUNTY, "live", "bo")
    await world.react(COUNTY, message.id, "👍", "al")
    await world.say(STATE, "from elsewhere")
    await eventually(lambda: len(world.server.texts(COUNTY)) == 1)
    assert len(world.server.texts(STATE)) == 1
    await world.hub.caught_up(COUNTY.source)
    await world.settled()

    assert [copy.reactions for copy in world.server.room(STATE).values()] == [set(), {"👍"}]


async def test_what_was_heard_live_goes_out_before_what_is_recovered_of_later(world):
    await world.say(COUNTY, "before")
    await world.settled()
    await world.hub.catching_up(COUNTY.source)
    await world.say(COUNTY, "live")
    later, last = world.message(COUNTY, "later"), world.message(COUNTY, "last")
    await world.hub.heard(later.but(recovered=True))
    await world.hub.heard(last)
    await eventually(lambda: any("later" in text for text in world.server.texts(STATE)))
    assert [text.partition(": ")[2] for text in world.server.texts(STATE) if "County" in text][:2] == ["before", "live"]
    await world.hub.caught_up(COUNTY.source)
    await world.settled()

    said = [text.rpartition(": ")[2] for text in world.server.texts(STATE) if ": " in text]
    assert said == ["before", "live", "later", "last"]


async def test_a_reaction_that_is_taken_back_by_its_own_event_is_let_go(world):
    message, _ = await world.say(COUNTY, "copy?")
    world.server.room(COUNTY)[message.id] = Shown(message.id, "copy?", "")
    await world.settled()
    copy = next(iter(world.server.room(STATE)))
    await world.hub.heard(world.message(STATE, kind=Kind.REACTED, id=copy, key="r", emoji="🔥", values={"event": "$r"}))
    await world.settled()
    assert world.server.room(COUNTY)[message.id].reactions == {"🔥"}

    await world.hub.heard(world.message(STATE, kind=Kind.REMOVED, id="$r", key="x"))
    await world.settled()
    assert world.server.room(COUNTY)[message.id].reactions == set()


async def test_a_reaction_under_one_of_our_buttons_presses_it(world):
    reply = Reply(text="late", choices=(Choice("Check in", "checkin", "▶️"),))
    with world.database.work() as work:
        world.hub.say(work, [STATE], reply, world.now())
    await world.settled()
    shown = next(iter(world.server.room(STATE)))

    await world.react(STATE, shown, "👀")
    assert rows(world)["movement"] == 0
    await world.react(STATE, shown, "▶️")

    assert rows(world)["movement"] == 1


async def test_a_bridged_reaction_never_presses_a_button(world):
    await world.hub.connected("matrix.state", "BOT")
    reply = Reply(text="late", choices=(Choice("Check in", "checkin", "▶️"),))
    with world.database.work() as work:
        world.hub.say(work, [STATE], reply, world.now())
    await world.settled()
    shown = next(iter(world.server.room(STATE)))
    message, _ = await world.say(STATE, "look at this")
    await world.settled()
    (copy,) = world.server.room(COUNTY)
    await world.react(COUNTY, copy, "▶️")  # it is shown on the original by the bot, which is no person
    await world.react(STATE, shown, "▶️", who="BOT")
    await world.react(STATE, message.id, "▶️", who="BOT")
    await world.settled()

    assert rows(world)["movement"] == 0


async def test_an_original_that_a_moderator_removes_takes_all_copies_with_it(trio):
    message, _ = await trio.say(COUNTY, "not fit for the record")
    await trio.settled()
    moderator = replace(message.who, key="slack.county/mod")
    await trio.hub.heard(trio.later(message, Kind.REMOVED).but(who=moderator))

    assert await seen(trio, CITY) == await seen(trio, STATE) == []


# rooms


async def test_a_room_is_heard_from_the_moment_it_is_linked(world):
    with world.database.work() as work:
        work.rooms.put(LinkedRoom(room=COUNTY, incident=FIRE, group="main"))
    await world.hub.load()
    await world.say(COUNTY, "before")

    await world.hub.ready(COUNTY, name="fire")
    await world.say(COUNTY, "after")

    assert [text for text in await seen(world) if "Al" in text] == ["Al (County): after"]


async def test_what_is_said_waits_for_a_room_that_is_not_joined_yet(world):
    with world.database.work() as work:
        work.rooms.put(LinkedRoom(room=STATE, incident=FIRE, group="main"))
    await world.hub.load()
    await world.say(COUNTY, "hello")

    with world.database.work() as work:
        assert [queued.room for queued in work.outbox.waiting(STATE)] == [STATE]


async def test_an_unlinked_room_neither_hears_nor_is_heard(world):
    with world.database.work() as work:
        work.rooms.put(replace(work.rooms.get(STATE), state=RoomState.UNLINKED))
    await world.hub.load()
    await world.say(COUNTY, "to nobody")
    await world.say(STATE, "from nobody")
    await world.settled()

    assert world.server.calls == []


async def test_an_unlinked_room_is_not_called_lost_or_linked_again(world):
    with world.database.work() as work:
        work.rooms.put(replace(work.rooms.get(STATE), state=RoomState.UNLINKED))
    await world.hub.load()

    await world.hub.lost(STATE, "kicked")
    await world.hub.ready(STATE, name="back")

    with world.database.work() as work:
        assert work.rooms.get(STATE).state is RoomState.UNLINKED
    assert STATE not in await world.hub.rooms(STATE.source)


async def test_the_others_are_told_once_that_a_room_is_lost_and_that_it_is_back(trio):
    for _ in range(2):
        await trio.hub.lost(STATE, "kicked: invite the bot again.")
    (told,) = await seen(trio, COUNTY)
    assert "does not hear this room: kicked" in told

    for _ in range(2):
        await trio.hub.ready(STATE, name="Operations")
    _, back = await seen(trio, COUNTY)
    assert "Operations (State) hears this room again" in back


async def test_a_room_that_was_lost_is_heard_all_the_same(world):
    """It may be that the bot may not post there: what people say there must reach the others."""
    await world.hub.lost(COUNTY, "no right to post.")
    await world.say(COUNTY, "still here")

    assert "Al (County): still here" in await seen(world)


async def test_how_far_a_room_was_heard_survives_its_being_lost(world):
    message, _ = await world.say(COUNTY, "hello")
    world.hub.know(replace(world.hub.known[COUNTY], last_id=None, last_order=0))  # as the hub's view may lag behind

    await world.hub.lost(COUNTY, "kicked.")

    assert await world.hub.last_heard(COUNTY) == message.id


async def test_the_links_of_a_replaced_room_follow_it_with_what_waits(world):
    new = Room.parse("matrix.state/!new:state.example")
    await world.say(COUNTY, "said before the move")
    await world.hub.moved(STATE, new)
    await world.hub.moved(STATE, new)
    await world.say(COUNTY, "said after")

    assert await seen(world, new) == ["Al (County): said before the move", "Al (County): said after"]
    assert world.server.texts(STATE) == []
    assert await world.hub.rooms("matrix.state") == [new]


async def test_a_room_is_told_once_who_hears_it_and_that_a_record_is_kept(world):
    with world.database.work() as work:
        work.rooms.put(LinkedRoom(room=STATE, incident=FIRE, group="main"))
        work.keeping.set_fact(f"announced/{STATE}", None)
    for _ in range(2):
        await world.restart()
        await world.hub.ready(COUNTY, name="fire")
        await world.hub.ready(STATE, name="Operations", encrypted=True)
        await world.hub.room_links._announce()

    (welcome,) = await seen(world, STATE)
    assert "posted in: fire (County)" in welcome
    assert "keeps a record" in welcome
    assert "Encryption ends" in welcome
    assert await seen(world, COUNTY) == ["Also heard now in Operations (State)."]


# what goes wrong


async def test_an_event_that_cannot_be_processed_is_kept_and_told_once_and_the_next_one_is_heard(world, monkeypatch):
    def poisonous(text, prefix):
        if "poison" in str(text):
            raise KeyError("poison")

    monkeypatch.setattr("bot.inbound.answers.recognise", poisonous)
    poison = world.message(COUNTY, "poison")
    for _ in range(3):
        await world.hub.heard(poison)
    await world.hub.heard_all([poison, world.message(COUNTY, "fine")], COUNTY.source, "s5")

    assert rows(world)["trouble"] == 1
    assert await seen(world) == ["Al (County): fine"]
    (told,) = world.server.texts(COUNTY)
    assert "could not be read" in told
    assert await world.hub.cursor(COUNTY.source) == "s5"


async def test_a_poisonous_event_in_a_batch_does_not_hold_up_the_others(world, monkeypatch):
    def poisonous(text, prefix):
        if "poison" in str(text):
            raise KeyError("poison")

    monkeypatch.setattr("bot.inbound.answers.recognise", poisonous)
    batch = [world.message(COUNTY, words) for words in ("one", "poison", "two")]
    await world.hub.heard_all(batch, COUNTY.source, "s9")

    assert await seen(world) == ["Al (County): one", "Al (County): two"]
    assert await world.hub.cursor(COUNTY.source) == "s9"


async def test_nothing_is_acknowledged_while_the_database_is_away(world, monkeypatch):
    message = world.message(COUNTY, "hello")

    def away(job):
        raise DatabaseAway

    monkeypatch.setattr(world.clerk, "_once", away)
    with pytest.raises(DatabaseAway):
        await world.hub.heard(message)
    with pytest.raises(DatabaseAway):
        await world.hub.heard_all([message], COUNTY.source, "s1")
    monkeypatch.undo()

    assert rows(world)["trouble"] == rows(world)["heard"] == 0
    await world.hub.heard(message)
    assert await seen(world) == ["Al (County): hello"]


async def test_a_long_batch_is_heard_in_order_and_its_cursor_comes_last(world):
    batch = [world.message(COUNTY, f"message {number}") for number in range(60)]
    await world.hub.heard_all(batch, COUNTY.source, "s60")

    lines = [line for post in await seen(world) for line in post.split("\n")]  # so many go out combined
    assert [line.partition("Al (County): ")[2] for line in lines] == [f"message {number}" for number in range(60)]
    assert await world.hub.cursor(COUNTY.source) == "s60"


async def test_a_gap_is_told_to_the_whole_group(world):
    await world.hub.gap(COUNTY, "1.5", "2.5")

    for room in (COUNTY, STATE):
        (told,) = await seen(world, room)
        assert "GAP" in told


async def test_people_and_channels_that_are_named_by_id_alone_are_shown_by_name_wherever_they_are_told(world):
    county = world.accounts[COUNTY.source]
    county.people = {"U7": "Ana Ruiz", "#C9": "#ops"}
    ana, ops = Mention("", f"{COUNTY.source}/U7"), Mention("", f"{COUNTY.source}/#C9")
    text = (Paragraph((ana, Span(" meets in "), ops)),)
    message = world.message(COUNTY).but(text=text)
    await world.hub.heard(message)
    await world.settled()
    await world.say(COUNTY, "copy", "bo", reply_to=message.id)
    await world.settled()
    world.ahead = timedelta(minutes=3)
    later = world.later(message, Kind.EDITED, revision=1)
    await world.hub.heard(later.but(text=(Paragraph((ana, Span(" meets "), ana)),)))

    assert await seen(world) == [
        "Al (County): @Ana Ruiz meets @Ana Ruiz",
        "[> Al (County): @Ana Ruiz meets in #ops] Bo (County): copy",
        f"CORRECTION to Al (County) {local(message.at)}: meets in #ops → meets @Ana Ruiz",
    ]


async def test_a_channel_that_cannot_be_named_is_shown_by_its_id(world):
    await world.hub.heard(world.message(COUNTY).but(text=(Paragraph((Mention("", f"{COUNTY.source}/#C9"),)),)))

    assert await seen(world) == ["Al (County): #C9"]


async def test_an_answer_quotes_what_it_answers_but_not_what_was_taken_back(world):
    first, _ = await world.say(COUNTY, "DP 12")
    await world.settled()
    await world.say(COUNTY, "copy", "bo", reply_to=first.id)
    await world.settled()
    await world.remove(first)
    await world.say(COUNTY, "copy that", "cy", reply_to=first.id)

    assert await seen(world) == [
        "[> Al (County): DP 12] Bo (County): copy",
        "[> an earlier message] Cy (County): copy that",
    ]


async def test_a_command_in_the_clear_in_an_encrypted_room_is_not_run_and_its_author_is_told(world):
    await world.say(STATE, "!net checkin E12 4", exposed=True)
    await world.say(STATE, "E12 is on the way", exposed=True)
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): E12 is on the way"]
    assert [text for _, text in world.server.whispers] == [EXPOSED]
