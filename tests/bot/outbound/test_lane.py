"""How a lane brings its posts out, whatever the platform answers: once, in order, or a person is told."""

import asyncio
import itertools
import math
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outbound.lane import LAGGING
from bot.platforms import Pace, Posted, Rejected, TryLater
from bot.runtime.lease import LeaseLost
from commands.domain.bridging import RoomState, Verb
from commands.domain.messages import File, Kind, Reply, Room
from commands.domain.text import words
from storage.bridge.outbox import CopyState, PostState
from storage.packed import pack_reply
from storage.store import DatabaseAway
from tests.bot.far_end import Account, Server, Shown
from tests.bot.world import COUNTY, STATE, World
from tests.helpers import eventually

LOGISTICS = Room.parse("matrix.state/!log:state.example")


class Script:
    """What sends come to, one after the other, and "ok" from then on; ``of`` limits it to some verbs."""

    def __init__(self, *outcomes, of=("post", "file", "edit", "remove", "whisper", "direct", "react", "unreact")):
        self.outcomes, self.of = list(outcomes), of

    def __call__(self, post):
        return self.outcomes.pop(0) if self.outcomes and post.verb in self.of else "ok"


@pytest.fixture
async def world():
    world = World()
    await world.hub.load()
    yield world
    await world.stop()
    world.database.close()


async def slack_and(world, *outcomes, **options):
    """What is said on Matrix and posted on Slack, with these outcomes; returns the account on Slack."""
    account = world.accounts[COUNTY.source]
    account.outcome = Script(*outcomes, **options)
    return account


async def posted(world, text="hello", room=COUNTY):
    message, _ = await world.say(STATE if room == COUNTY else COUNTY, text)
    await world.settled()
    return message


# faults


async def test_what_was_surely_not_applied_is_sent_again(world):
    account = await slack_and(world, "later", "later")
    await posted(world)

    assert world.server.texts(COUNTY) == ["Al (State): hello"]
    assert account.looked == 0
    assert len({call.id for call in world.server.calls}) == 1


async def test_a_room_waits_as_long_as_it_was_told(world):
    loop = asyncio.get_running_loop()
    times = []

    def outcome(post):
        times.append(loop.time())
        return TryLater("429", after=0.05) if len(times) == 1 else "ok"

    world.accounts[COUNTY.source].outcome = outcome
    await posted(world)

    assert times[1] - times[0] >= 0.049


async def test_what_was_applied_though_the_answer_was_lost_is_found_and_not_repeated(world):
    account = await slack_and(world, "lost answer")
    message = await posted(world)

    assert world.server.texts(COUNTY) == ["Al (State): hello"]
    assert account.looked == 1
    await world.edit(message, "changed")  # its id is known
    await world.settled()
    assert world.server.texts(COUNTY) == ["Al (State): changed"]


async def test_what_was_not_applied_is_looked_for_and_then_sent_again(world):
    account = await slack_and(world, "lost call", "lost call")
    await posted(world)

    assert world.server.texts(COUNTY) == ["Al (State): hello"]
    assert account.looked == 2


async def test_where_the_server_knows_a_repeat_nothing_is_looked_for(world):
    account = world.accounts[STATE.source]
    account.outcome = Script("lost answer", "lost call")
    await posted(world, room=STATE)

    assert world.server.texts(STATE) == ["Al (County): hello"]
    assert account.looked == 0


async def test_after_a_restart_a_post_of_unknown_outcome_is_looked_for_first(world):
    await slack_and(world, "lost answer")
    world.accounts[COUNTY.source].look_fails = lambda: True
    await world.start()
    await world.say(STATE, "hello")
    await eventually(lambda: world.server.texts(COUNTY))

    await world.restart()
    world.accounts[COUNTY.source].look_fails = lambda: False
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): hello"]


async def test_what_cannot_be_looked_for_in_two_minutes_is_sent_again_and_marked(world):
    account = await slack_and(world, "lost call")
    account.look_fails = lambda: True
    seconds = itertools.count(step=50)
    world.courier.monotonic = lambda: next(seconds)
    await posted(world)

    assert world.server.texts(COUNTY) == ["[possible repeat] Al (State): hello"]
    with world.database.work() as work:
        (listed,) = work.record.unposted("bear-creek", world.now())
        assert (listed.author, listed.room, listed.refused) == ("Al", str(COUNTY), False)
        assert "perhaps twice" in listed.reason
        assert work.record.unposted("bear-creek", world.now() + timedelta(days=2)) == ()


@pytest.mark.parametrize("outcome", ["lost answer", "lost call", RuntimeError("a mistake of ours")])
async def test_changes_are_simply_made_again(world, outcome):
    message = await posted(world)
    account = await slack_and(world, outcome)
    await world.edit(message, "changed")
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): changed"]
    assert account.looked == 0


async def test_a_mistake_in_the_platform_ends_nothing_and_repeats_nothing(world):
    await slack_and(world, RuntimeError("a mistake of ours"))
    await posted(world)

    assert world.server.texts(COUNTY) == ["Al (State): hello"]


@pytest.mark.parametrize(("outcome", "seen"), [("lost answer", 2), ("lost call", 1)])
async def test_a_whisper_that_may_not_have_been_shown_is_shown_again_and_says_so(world, outcome, seen):
    await slack_and(world, outcome)
    await world.say(COUNTY, "!net chekin")
    await world.settled()

    assert len(world.server.whispers) == seen
    assert world.server.whispers[-1][0] == "al"
    assert world.server.whispers[-1][1].startswith("[possible repeat] ")
    with world.database.work() as work:
        assert work.record.unposted("bear-creek", world.now()) == (), "nobody else is told of it"


async def test_a_whisper_of_which_nothing_is_ever_known_is_shown_three_times_at_most(world):
    world.accounts[COUNTY.source].outcome = lambda _: "lost answer"
    await world.say(COUNTY, "!net chekin")
    await world.settled()

    assert len(world.server.whispers) == 3


@pytest.mark.parametrize("outcome", ["lost answer", "lost call"])
async def test_where_the_server_knows_a_repeat_a_whisper_is_shown_once(world, outcome):
    world.accounts[STATE.source].outcome = Script(outcome)
    await world.say(STATE, "!net chekin")
    await world.settled()

    ((to, text),) = world.server.whispers
    assert to == "al"
    assert "possible repeat" not in text


@pytest.mark.parametrize("outcome", ["lost answer", "lost call"])
@pytest.mark.parametrize("room", [COUNTY, STATE])
async def test_a_direct_message_whose_answer_was_lost_is_there_once(world, room, outcome):
    world.accounts[room.source].outcome = Script(outcome)
    with world.database.work() as work:
        private = {"reply": pack_reply(Reply(text="for you")), "to": f"{room.source}/al", "alone": True}
        work.outbox.queue(room, Verb.DIRECT, payload=private, sort=1, at=world.now())
    await world.settled()

    assert world.server.whispers == [("al", "for you")]


async def test_a_direct_message_that_was_begun_when_the_program_died_is_sent(world):
    with world.database.work() as work:
        private = {"reply": pack_reply(Reply(text="for you")), "to": f"{COUNTY.source}/al", "alone": True}
        copy = work.outbox.queue(COUNTY, Verb.DIRECT, payload=private, sort=1, at=world.now())
        at = world.now()
        payload = {"text": "for you"}
        work.outbox.fix("d1", COUNTY, "direct", payload, target="al", at=at, carries={copy: 0}, attempted=True)
    await world.settled()

    assert world.server.whispers == [("al", "for you")]


async def test_a_whisper_that_was_surely_not_sent_is_sent_again(world):
    await slack_and(world, "later")
    await world.say(COUNTY, "!net chekin")
    await world.settled()

    assert len(world.server.whispers) == 1


# refusals


async def test_a_refused_post_is_marked_on_its_source_and_its_author_told(world):
    await slack_and(world, "refused")
    message = world.message(STATE, "hello")
    world.server.room(STATE)[message.id] = Shown(message.id, "hello", "")
    await world.hub.heard(message)
    await world.settled()

    source, told = world.server.room(STATE).values()
    assert source.reactions == {"⚠️"}
    assert "Not posted in County (slack.county/C1): no such thing" in told.text
    assert told.thread == message.id
    with world.database.work() as work:
        assert len(work.outbox.settled(CopyState.REFUSED, [COUNTY])) == 1


async def test_after_a_refusal_the_lane_goes_on(world):
    await slack_and(world, "refused")
    await posted(world, "one")
    await posted(world, "two")

    assert world.server.texts(COUNTY) == ["Al (State): two"]


async def test_an_edit_that_is_refused_arrives_as_a_correction(world):
    message = await posted(world, "DP 12")
    await slack_and(world, "refused", of=("edit",))
    await world.edit(message, "DP 21")
    await world.settled()

    first, correction = world.server.texts(COUNTY)
    assert first == "Al (State): DP 12"
    assert "CORRECTION to Al (State)" in correction
    assert "DP 21" in correction


async def test_an_edit_in_several_parts_that_is_refused_makes_one_correction_and_is_told_once(world):
    account = await slack_and(world)
    account.part_words = 2
    message = world.message(STATE, "one two three four five six")
    world.server.room(STATE)[message.id] = Shown(message.id, "…", "")
    await world.hub.heard(message)
    await world.settled()
    assert len(world.server.texts(COUNTY)) == 3

    await slack_and(world, "refused", "ok", "refused", of=("edit",))
    account.part_words = 100
    account.render = lambda draft: [
        {"text": f"{place} {words(draft.text)}", "thread": draft.thread}
        for place in (range(3) if draft.author else range(1))
    ]
    await world.edit(message, "ONE")
    await world.settled()

    assert [text for text in world.server.texts(COUNTY) if "CORRECTION" in text] == [
        f"0 CORRECTION to Al (State) {world.server.texts(COUNTY)[-1].split()[5]} ONE"
    ]
    assert len([text for text in world.server.texts(STATE) if "Not edited" in text]) == 1


async def test_an_edit_of_a_copy_that_a_moderator_removed_arrives_as_a_correction(world):
    message = await posted(world, "DP 12")
    (copy,) = world.server.room(COUNTY).values()
    await world.hub.connected(COUNTY.source, "BOT")
    removed = world.message(COUNTY, "", "BOT", kind=Kind.REMOVED, id=copy.id, key="C1/gone")
    await world.hub.heard(removed)
    world.server.room(COUNTY).clear()
    await world.edit(message, "DP 21")
    await world.settled()

    (correction,) = world.server.texts(COUNTY)
    assert correction.startswith("CORRECTION to Al (State)")
    assert correction.endswith("DP 21")
    world.ahead = timedelta(minutes=10)
    await world.edit(message, "DP 22", revision=2)
    await world.settled()
    assert len(world.server.texts(COUNTY)) == 2, "a late edit is said in a line of its own anyway"


async def test_a_copy_that_is_removed_before_its_answer_arrives_stays_removed(world):
    outcomes = iter(["lost answer"])
    removed: list[bool] = []
    world.accounts[STATE.source].outcome = lambda _: next(outcomes, "ok" if removed else "lost call")
    message, _ = await world.say(COUNTY, "DP 12")
    await world.start()
    await eventually(lambda: world.server.texts(STATE))
    (id,) = world.server.room(STATE)
    await world.hub.heard(world.message(STATE, "", "moderator", kind=Kind.REMOVED, id=id, key="!s/gone"))
    world.server.room(STATE).clear()
    await world.restart()  # it is remembered
    removed.append(True)
    await world.settled()

    with world.database.work() as work:
        assert work.outbox.by_native(STATE, id).state is PostState.GONE
    await world.edit(message, "DP 21")
    await world.settled()
    (correction,) = world.server.texts(STATE)
    assert correction.startswith("CORRECTION to Al (County)")


async def test_a_copy_that_a_moderator_removed_is_noted_in_the_log_and_our_own_removal_is_not(world, capsys):
    first, second = await posted(world, "one"), await posted(world, "two")
    await world.hub.connected(COUNTY.source, "BOT")
    one, two = world.server.room(COUNTY)
    await world.hub.heard(world.message(COUNTY, "", "BOT", kind=Kind.REMOVED, id=one, key="C1/gone"))
    await world.remove(second)
    await world.settled()
    await world.hub.heard(world.message(COUNTY, "", "BOT", kind=Kind.REMOVED, id=two, key="C1/gone too"))

    assert capsys.readouterr().out.count("a copy was removed by somebody") == 1
    assert first.id


async def test_an_edit_of_what_was_never_posted_there_stays_a_refusal(world):
    await slack_and(world, "refused", of=("post",))
    message = await posted(world, "DP 12")
    await world.edit(message, "DP 21")
    await world.settled()

    assert world.server.texts(COUNTY) == []


async def test_a_post_in_several_parts_that_is_refused_is_told_once_and_again_when_it_was_tried_again(world):
    account = await slack_and(world, "refused", "refused", "refused", "refused", of=("post",))
    account.part_words = 2
    await posted(world, "one two three four")
    told = [text for text in world.server.texts(STATE) if "Not posted" in text]
    assert len(told) == 1

    with world.database.work() as work:
        assert work.record.requeue("bear-creek", None)
    world.courier.wake({COUNTY})
    await world.settled()
    assert len([text for text in world.server.texts(STATE) if "Not posted" in text]) == 2


async def test_what_is_tried_again_is_the_part_that_is_missing(world):
    account = await slack_and(world, "ok", "refused", "ok", of=("post",))
    account.part_words = 2
    await posted(world, "one two three four five six")
    assert world.server.texts(COUNTY) == ["Al (State): one two", "Al (State): five six"]

    with world.database.work() as work:
        work.record.requeue("bear-creek", None)
    world.courier.look_again()
    world.courier.wake({COUNTY, STATE})
    await world.settled()
    assert world.server.texts(COUNTY) == ["Al (State): one two", "Al (State): five six", "Al (State): three four"]
    with world.database.work() as work:
        assert not work.outbox.settled(CopyState.REFUSED, [COUNTY])


async def test_a_late_edit_that_is_refused_is_corrected_once(world):
    message = await posted(world, "DP 12 is open")
    await slack_and(world, "refused", of=("edit",))
    world.ahead = timedelta(minutes=10)
    await world.edit(message, "DP 21 is open")
    await world.settled()

    corrections = [text for text in world.server.texts(COUNTY) if "CORRECTION" in text]
    assert len(corrections) == 1
    assert "DP 12 → DP 21" in corrections[0]


async def test_a_correction_of_words_in_a_thread_stands_in_that_thread_and_is_whole(world):
    root = await posted(world, "the plan")
    answer, _ = await world.say(STATE, "DP 12", thread=root.id)
    await world.settled()
    plan = next(iter(world.server.room(COUNTY)))
    await slack_and(world, "refused", of=("edit",))
    world.accounts[COUNTY.source].part_words = 4
    await world.edit(answer, "DP 21 by the bridge, not by the mill")
    await world.settled()

    _, _, *parts = world.server.room(COUNTY).values()
    assert {part.thread for part in parts} == {plan}
    assert "mill" in parts[-1].text
    assert len(parts) > 1


async def test_a_refused_reaction_is_not_worth_a_message(world):
    message = await posted(world)
    await slack_and(world, "refused", of=("react",))
    await world.react(STATE, message.id, "👍")
    await world.settled()

    assert world.server.texts(STATE) == []
    with world.database.work() as work:
        assert [room.refused for room in work.record.room_health("bear-creek")] == [0, 0], "nor is the room amiss"
        assert work.record.requeue("bear-creek", None) == 0


async def test_what_the_bot_itself_could_not_say_is_listed_and_tried_again(world):
    await slack_and(world, "refused")
    with world.database.work() as work:
        world.hub.say(work, [COUNTY], Reply(text="EMERGENCY"), world.now())
    await world.settled()

    with world.database.work() as work:
        (listed,) = work.record.unposted("bear-creek", world.now())
        assert (listed.author, listed.room, listed.refused) == ("Net Control", str(COUNTY), True)
        assert work.record.requeue("bear-creek", listed.id) == 1
    await world.restart()
    await world.settled()
    assert world.server.texts(COUNTY) == ["EMERGENCY"]


async def test_what_cannot_be_rendered_is_refused_and_the_rest_goes_on(world):
    account = world.accounts[COUNTY.source]
    account.unrenderable = "poison"
    account.pace = Pace(room_rate=1000, room_burst=1, account_rate=math.inf, account_burst=1)
    for text in ("one", "poison", "two"):
        await world.say(STATE, text)
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): two"]
    (told,) = world.server.texts(STATE)
    assert "it could not be rendered" in told


async def test_a_lost_room_is_told_of_and_what_is_said_waits_for_it(world):
    await slack_and(world, "room lost", "room lost")
    await posted(world)

    assert world.server.texts(COUNTY) == ["Al (State): hello"]
    lost, back = await eventually(lambda: len(texts := world.server.texts(STATE)) == 2 and texts)
    assert "does not hear this room: kicked: invite the bot again." in lost
    assert "hears this room again" in back
    assert world.hub.known[COUNTY].state is RoomState.LINKED


async def test_a_room_that_is_just_being_joined_is_not_called_lost(world):
    with world.database.work() as work:
        work.rooms.put(replace(work.rooms.get(COUNTY), state=RoomState.PENDING))
    await world.hub.load()
    await slack_and(world, "room lost", "room lost")
    await posted(world)

    assert world.server.texts(COUNTY) == ["Al (State): hello"]
    assert world.server.texts(STATE) == []


async def test_nothing_waits_for_a_room_that_was_unlinked_and_cannot_be_reached(world):
    for text in ("one", "two"):
        await world.say(STATE, text)
    with world.database.work() as work:
        work.rooms.put(replace(work.rooms.get(COUNTY), state=RoomState.UNLINKED))
    await world.hub.load()
    await slack_and(world, *["room lost"] * 3)
    await world.settled()

    assert world.server.texts(COUNTY) == world.server.texts(STATE) == []
    assert len(world.server.calls) == 1
    with world.database.work() as work:
        assert work.outbox.backlog() == {}


# the store and the lease


async def test_an_outcome_is_noted_however_long_the_database_is_away(world, monkeypatch):
    account = world.accounts[COUNTY.source]
    once, away = world.clerk._once, itertools.count()

    def flaky(job):
        if world.server.texts(COUNTY) and next(away) < 5:
            raise DatabaseAway
        return once(job)

    monkeypatch.setattr(world.clerk, "_once", flaky)
    await world.start()
    await world.say(STATE, "hello")
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): hello"]
    assert account.looked == 0


async def test_nothing_is_posted_by_one_who_lost_the_lease(world):
    def lost(work):
        raise LeaseLost("process 2 took over")

    world.courier.still_ours = lost
    await world.say(STATE, "hello")
    with pytest.raises(ExceptionGroup) as raised:
        await world.settled()
    world._task = None

    assert raised.group_contains(LeaseLost)
    assert world.server.calls == []


# stopping


class Gate:
    """Sends wait until it is opened."""

    def __init__(self, account):
        self.opened, self.entered = asyncio.Event(), asyncio.Event()
        self._send, account.send = account.send, self.send

    async def send(self, post) -> Posted:
        self.entered.set()
        await self.opened.wait()
        return await self._send(post)


async def test_told_to_stop_a_lane_finishes_what_is_in_hand_and_begins_nothing(world):
    gate = Gate(world.accounts[COUNTY.source])
    await world.start()
    await world.say(STATE, "one")
    await world.say(STATE, "two")
    await gate.entered.wait()

    finishing = asyncio.ensure_future(world.courier.finish(within=10))
    await asyncio.sleep(0)
    assert not finishing.done()
    gate.opened.set()
    await finishing

    assert world.server.texts(COUNTY) == ["Al (State): one"]
    assert await world.clerk.do(lambda work: work.outbox.unfinished(COUNTY)) is None  # it is noted, too

    await world.restart()
    await world.settled()
    assert world.server.texts(COUNTY) == ["Al (State): one", "Al (State): two"]


@pytest.mark.parametrize("outcome", ["later", "lost call", "room lost"])
async def test_told_to_stop_a_lane_does_not_wait_for_its_next_attempt(world, outcome):
    pausing = asyncio.Event()

    async def for_ever(_seconds):
        pausing.set()
        await asyncio.Event().wait()

    world.courier.sleep = for_ever
    await slack_and(world, *[outcome] * 5)
    await world.start()
    await world.say(STATE, "hello")
    await pausing.wait()

    await asyncio.wait_for(world.courier.finish(within=60), 10)

    assert all(lane.free.is_set() for lane in world.courier.lanes.values())


# pace


def slow(rate=1000, burst=1):
    return Pace(room_rate=rate, room_burst=burst, account_rate=math.inf, account_burst=1)


async def test_a_lane_that_is_behind_combines_and_each_of_its_messages_is_changed_by_itself(world):
    world.accounts[COUNTY.source].pace = slow()
    said = [(await world.say(STATE, text, who))[0] for text, who in (("one", "al"), ("two", "bo"), ("three", "al"))]
    await world.settled()

    (block,) = world.server.texts(COUNTY)
    assert [line.split("] ")[1] for line in block.split("\n")] == [
        "Al (State): one",
        "Bo (State): two",
        "Al (State): three",
    ]
    assert all(line.startswith("[") for line in block.split("\n"))  # each with its time

    await world.edit(said[1], "zwei")
    await world.remove(said[0])
    await world.settled()
    (block,) = world.server.texts(COUNTY)
    assert "one" not in block
    assert "Bo (State): zwei" in block

    await world.remove(said[1])
    await world.remove(said[2])
    await world.settled()
    assert world.server.texts(COUNTY) == []


async def test_a_lane_that_keeps_up_combines_nothing(world):
    world.accounts[COUNTY.source].pace = slow(burst=10)
    for text in ("one", "two", "three"):
        await world.say(STATE, text)
    await world.settled()

    assert len(world.server.texts(COUNTY)) == 3


@pytest.mark.parametrize(("count", "posts"), [(LAGGING, LAGGING), (LAGGING + 1, 2)])
async def test_a_lane_that_is_slower_than_what_is_said_catches_up_in_few_posts(world, count, posts):
    gate = Gate(world.accounts[COUNTY.source])
    await world.start()
    for number in range(count):
        await world.say(STATE, f"m{number}")
    await gate.entered.wait()
    gate.opened.set()
    await world.settled()

    texts = world.server.texts(COUNTY)
    assert len(texts) == posts
    lines = [line for text in texts for line in text.split("\n")]
    assert [line.rpartition(" ")[2] for line in lines] == [f"m{number}" for number in range(count)]


async def test_only_as_much_is_combined_as_fits(world):
    world.accounts[COUNTY.source].pace = slow()
    world.accounts[COUNTY.source].together = 4
    for number in range(10):
        await world.say(STATE, f"m{number}")
    await world.settled()

    texts = world.server.texts(COUNTY)
    assert max(text.count("\n") + 1 for text in texts) == 4
    lines = [line for text in texts for line in text.split("\n")]
    assert [line.rpartition(" ")[2] for line in lines] == [f"m{number}" for number in range(10)]


async def test_an_edit_that_outgrows_its_block_is_said_in_a_line_of_its_own(world):
    account = world.accounts[COUNTY.source]
    account.pace, account.together_characters = slow(), 100
    said = [(await world.say(STATE, text))[0] for text in ("one", "two", "three")]
    await world.settled()

    await world.edit(said[1], "two " + "and more " * 20)
    await world.settled()
    block, correction = world.server.texts(COUNTY)
    assert block.count("\n") == 2
    assert "one" in block
    assert "(…)" in block
    assert "CORRECTION" in correction
    assert "and more" in correction

    await world.remove(said[0])  # what is removed goes, though the rest does not fit
    await world.settled()
    assert "one" not in world.server.texts(COUNTY)[0]


async def test_a_reaction_to_one_message_of_a_block_stays_while_another_one_has_it(world):
    world.accounts[COUNTY.source].pace = slow()
    said = [(await world.say(STATE, text))[0] for text in ("one", "two")]
    await world.settled()
    (block,) = world.server.room(COUNTY).values()
    for message in said:
        await world.react(STATE, message.id, "👍")
    await world.settled()
    assert block.reactions == {"👍"}

    await world.react(STATE, said[0].id, "👍", kind=Kind.UNREACTED)
    await world.settled()
    assert block.reactions == {"👍"}

    await world.react(STATE, said[1].id, "👍", kind=Kind.UNREACTED)
    await world.settled()
    assert block.reactions == set()


async def test_within_an_accounts_budget_answers_go_before_talk_of_other_rooms():
    server = Server()
    pace = Pace(room_rate=math.inf, room_burst=1, account_rate=20, account_burst=1)
    state = Account(server, STATE.source, habit="matrix", pace=pace, together=1)
    accounts = {COUNTY.source: Account(server, COUNTY.source, habit="slack"), STATE.source: state}
    world = World(rooms=(COUNTY, STATE), accounts=accounts, server=server)
    await world.hub.load()
    for number in range(6):
        await world.say(COUNTY, f"talk {number}")
    await world.start()
    await eventually(lambda: server.texts(STATE))
    with world.database.work() as work:
        world.hub.known[LOGISTICS] = world.hub.known[STATE]
        world.hub.wake(world.hub.say(work, [LOGISTICS], Reply(text="an answer"), world.now()))
    await world.settled()
    order = [call.room for call in server.calls]
    await world.stop()
    world.database.close()

    assert order.index(LOGISTICS) <= 3
    assert order.count(STATE) == 6


async def test_what_is_urgent_counts_for_a_lane_that_waits_already():
    server = Server()
    pace = Pace(room_rate=math.inf, room_burst=1, account_rate=50, account_burst=1)
    state = Account(server, STATE.source, habit="matrix", pace=pace, together=1)
    accounts = {COUNTY.source: Account(server, COUNTY.source, habit="slack"), STATE.source: state}
    rooms = [Room.parse(f"{STATE.source}/!{number}:state.example") for number in range(8)]
    world = World(rooms=(COUNTY, *rooms), accounts=accounts, server=server)
    await world.hub.load()
    for number in range(3):
        await world.say(COUNTY, f"talk {number}")
    await world.start()
    await eventually(lambda: len(server.calls) >= 2)
    waits = [room for room in rooms if room not in {call.room for call in server.calls}][-1]
    heard = len(server.calls)
    await world.say(waits, "!net roster", who="bo")
    await world.settled()
    order = [(call.verb, call.room) for call in server.calls]
    await world.stop()
    world.database.close()

    assert order.index(("whisper", waits)) <= heard + 1
    assert sum(verb == "post" for verb, _ in order) == 3 * len(rooms)


# parts, names, files


async def test_a_long_message_goes_out_in_parts_and_is_edited_to_fewer_and_to_more(world):
    world.accounts[COUNTY.source].part_words = 2
    message = await posted(world, "one two three")
    assert world.server.texts(COUNTY) == ["Al (State): one two", "Al (State): three"]

    await world.edit(message, "one", 1)
    await world.settled()
    assert world.server.texts(COUNTY) == ["Al (State): one"]

    await world.edit(message, "one two three four five", 2)
    await world.settled()
    assert world.server.texts(COUNTY) == ["Al (State): one two", "Al (State): three four", "Al (State): five"]

    await world.remove(message)
    await world.settled()
    assert world.server.texts(COUNTY) == []


async def test_a_name_is_fetched_before_the_post_is_made_and_only_once(world):
    state = world.accounts[STATE.source]
    state.people = {"al": "Al Roker"}
    for text in ("one", "two"):
        message = world.message(STATE, text)
        await world.hub.heard(message.but(who=message.who.__class__(message.who.key, "", "State")))
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al Roker (State): one", "Al Roker (State): two"]
    await world.restart()
    await world.hub.heard(message.but(key="k", id="i", who=message.who.__class__(message.who.key, "", "State")))
    await world.settled()
    assert state.asked == ["al", "al"], "once in each run: it may have changed while nobody heard"


async def test_a_name_is_asked_for_again_where_the_platform_stumbles(world):
    state = world.accounts[STATE.source]
    state.people = {"al": "Al Roker"}
    named, stumbles = state.person, iter([TryLater("HTTP 500", after=1.0), TryLater("busy")])

    async def person(user_id):
        for fault in stumbles:
            raise fault
        return await named(user_id)

    state.person = person
    message = world.message(STATE, "hello")
    await world.hub.heard(message.but(who=message.who.__class__(message.who.key, "", "State")))
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al Roker (State): hello"]


async def test_somebody_whom_the_platform_cannot_name_is_shown_by_id(world):
    message = world.message(STATE, "hello", who="ghost")
    await world.hub.heard(message.but(who=message.who.__class__(message.who.key, "", "State")))
    await world.settled()

    assert world.server.texts(COUNTY) == ["ghost (State): hello"]


async def test_a_file_is_fetched_from_its_own_platform_and_posted_after_its_text(world):
    await world.say(STATE, "the map", files=(File(id="F1", name="map.pdf"),))
    await world.settled()

    assert world.server.texts(COUNTY) == ["Al (State): the map", "map.pdf: bytes of F1"]


async def test_a_file_that_is_removed_from_its_message_is_removed_alone(world):
    files = (File(id="F1", name="map.pdf"), File(id="F2", name="plan.pdf"))
    message, _ = await world.say(COUNTY, "the maps", files=files)
    await world.settled()
    await world.hub.heard(world.later(message, Kind.REMOVED, files=files[:1]))
    await world.settled()
    assert world.server.texts(STATE) == ["Al (County): the maps", "plan.pdf: bytes of F2"]

    await world.remove(message)
    await world.settled()
    assert world.server.texts(STATE) == []


async def test_a_file_that_is_removed_before_it_was_posted_is_not_posted(world):
    files = (File(id="F1", name="map.pdf"),)
    message, _ = await world.say(COUNTY, "the map", files=files)
    await world.hub.heard(world.later(message, Kind.REMOVED, files=files))
    await world.settled()

    assert world.server.texts(STATE) == ["Al (County): the map"]


async def test_a_file_that_is_removed_late_is_told_in_a_line_of_its_own(world):
    files = (File(id="F1", name="map.pdf"),)
    message, _ = await world.say(COUNTY, "the map", files=files)
    await world.settled()
    world.ahead = timedelta(minutes=5)
    await world.hub.heard(world.later(message, Kind.REMOVED, files=files))
    await world.settled()

    assert world.server.texts(STATE)[-1].endswith(": removed the file map.pdf")


async def test_a_file_that_cannot_be_copied_is_told_with_its_name_its_size_and_the_reason(world):
    async def too_large(post, file, chunks, keep):
        raise Rejected("it is larger than the homeserver takes")

    world.accounts[COUNTY.source].send_file = too_large
    plan = File(id="F1", name="plan.pdf", size=61_400_000, details={"url": "u"})
    message = world.message(STATE, "the plan", files=(plan,))
    world.server.room(STATE)[message.id] = Shown(message.id, "the plan", "")
    await world.hub.heard(message)
    await world.settled()

    assert world.server.texts(COUNTY) == [
        "Al (State): the plan",
        "Al sent the file plan.pdf, 61.4 MB; it could not be copied: it is larger than the homeserver takes",
    ]
    source, told = world.server.room(STATE).values()
    assert source.reactions == {"⚠️"}
    assert "larger than the homeserver takes" in told.text


async def test_a_reaction_reaches_a_message_that_is_a_file_alone(world):
    message, _ = await world.say(STATE, "", files=(File(id="F1", name="map.pdf"),))
    await world.settled()
    await world.react(STATE, message.id, "👍")
    await world.settled()

    (shown,) = world.server.room(COUNTY).values()
    assert shown.reactions == {"👍"}


async def test_what_waits_for_a_catching_up_holds_up_nobody_else():
    city = Room.parse("slack.city/C2")
    world = World(rooms=(COUNTY, city, STATE))
    await world.hub.load()
    await world.hub.catching_up(city.source)
    await world.hub.heard_all([world.message(city, f"held {number}") for number in range(70)], city.source, None)
    await world.say(COUNTY, "now")
    await world.start()

    await eventually(lambda: world.server.texts(STATE) == ["Al (County): now"])
    await world.stop()
    world.database.close()
