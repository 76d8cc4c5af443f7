"""An exercise stamps EXERCISE on whatever is posted in it, and rings nobody's device: by a table of all posts."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.directory.rooms import announce
from bot.operations.watchdog import Watchdog
from bot.platforms.matrix import render as matrix
from bot.platforms.slack import render as slack
from bot.schedule.boards import Boards
from commands.domain.incidents import Incident
from commands.domain.messages import File, Kind, Reply
from tests.bot.far_end import NO_LIMIT, Account, Server
from tests.bot.world import COUNTY, FIRE, STATE, World

AL = f"{COUNTY.source}/al"
LOUD = "Fire has crossed the road, all of Division A leaves. " * 150


class Real(Account):
    """Renders as its platform does; what is posted is kept in full, as JSON."""

    def render(self, draft):
        real = {"slack": slack, "matrix": matrix}[self.habit]
        return [self._shown(payload) for payload in real.render(draft)]

    def combine(self, drafts, *, edited=False):
        payload = slack.combine(drafts) if self.habit == "slack" else matrix.combine(drafts, edited=edited)
        return payload and self._shown(payload)

    def _shown(self, payload):
        return {**payload, "text": payload.get("text") or payload.get("content", {}).get("body", "")}

    async def send_file(self, post, file, chunks, keep):
        self.server.calls.append(post)
        return self.server.apply(replace(post, verb="post"))


async def a_message(world):
    await world.say(COUNTY, "moving to DP 12")


async def a_quote_and_a_list(world):
    await world.say(COUNTY, "```\ncode\n```")
    first, _ = await world.say(STATE, "who has the pump?")
    await world.settled()
    await world.say(STATE, "we have", reply_to=first.id)


async def a_reply_in_a_thread(world):
    first, _ = await world.say(COUNTY, "who has the pump?")
    await world.say(COUNTY, "we have", thread=first.id, broadcast=True)


async def an_emote(world):
    await world.say(COUNTY, "waves", emote=True)


async def a_long_message(world):
    await world.say(COUNTY, LOUD)


async def several_in_one_post_on_matrix(world, speaker=COUNTY, reader=STATE):
    await world.stop()
    world.accounts[reader.source].pace = replace(NO_LIMIT, room_rate=0.001)
    world.build()
    await world.hub.load()
    for number in range(6):
        await world.say(speaker, f"line {number}")


async def several_in_one_post_on_slack(world):
    await several_in_one_post_on_matrix(world, STATE, COUNTY)


async def an_edit_in_a_combined_post(world):
    await world.stop()
    world.accounts[STATE.source].pace = replace(NO_LIMIT, room_rate=0.001)
    world.build()
    await world.hub.load()
    said = [(await world.say(COUNTY, f"line {number}"))[0] for number in range(3)]
    await world.settled()
    world.accounts[STATE.source].pace = NO_LIMIT
    await world.restart()
    await world.edit(said[1], "line 1, corrected")


async def an_edit(world):
    said, _ = await world.say(COUNTY, "moving to DP 12")
    await world.settled()
    await world.edit(said, "moving to DP 13 " + LOUD)


async def a_late_edit_and_a_late_removal(world):
    said, _ = await world.say(COUNTY, "moving to DP 12")
    await world.settled()
    world.ahead += timedelta(minutes=5)
    await world.edit(said, "moving to DP 13")
    await world.settled()
    await world.remove(said)


async def a_recovered_message(world):
    said = world.message(COUNTY, "said while nobody heard", recovered=True, at=world.now() - timedelta(minutes=9))
    await world.hub.heard(said)
    await world.hub.caught_up(COUNTY.source)


async def a_file(world):
    await world.say(COUNTY, "", files=(File(id="F1", name="smoke.jpg", mimetype="image/jpeg", details={"url": "x"}),))


async def a_document(world):
    await world.say(COUNTY, "!role take COML")
    await world.say(COUNTY, "!freq assign VTAC11 as:one area:all")
    await world.say(COUNTY, "!freq export csv")


async def an_answer_in_the_room(world):
    await world.say(COUNTY, "!checkin E12 4")


async def a_card_and_its_buttons(world):
    await world.say(COUNTY, "!checkin E12 4")
    await world.say(COUNTY, "!par start")


async def a_quiet_answer(world):
    await world.say(COUNTY, "!roster")


async def a_refusal(world):
    await world.say(COUNTY, "!rooster")


async def a_private_answer(world):
    await world.say(COUNTY, "!link")


async def a_notice_that_rings(world):
    await world.say(COUNTY, "!emergency burn-over at DP 12")


async def a_board(world):
    await world.say(COUNTY, "!board on")
    await world.say(COUNTY, "!checkin E12 4")
    for _ in range(2):
        await Boards(world.hub).look(world.now())
        await world.settled()
        await world.say(COUNTY, "!checkin E13 4")
        world.ahead += timedelta(minutes=2)


async def a_gap_and_a_lost_room(world):
    await world.hub.gap(COUNTY, "0600", "0610")
    await world.hub.lost(COUNTY, "kicked: invite the bot again.")


async def a_welcome(world):
    def job(work):
        for room in world.rooms:
            work.keeping.set_fact(f"announced/{room}", None)
        return announce(work, list(world.hub.known.values()), world.hub.labels, world.hub.say, world.now())

    world.hub.wake(await world.clerk.do(job))


async def a_delay(world):
    world.accounts[STATE.source].outcome = lambda post: "later"
    await world.say(COUNTY, "moving")
    await Watchdog(world.hub, lambda _: world.hub.zone).look(world.now() + timedelta(minutes=5))
    world.accounts[STATE.source].outcome = lambda post: "ok"


async def a_refused_post(world):
    outcomes = iter(["refused"])
    world.accounts[STATE.source].outcome = lambda post: next(outcomes, "ok")
    await world.say(COUNTY, "moving")


async def a_block_that_was_reacted_to(world):
    await several_in_one_post_on_matrix(world)
    await world.settled()
    [post] = [one for one in world.server.room(STATE).values() if "line 1" in one.text]
    await world.react(STATE, post.id, "👍")


async def an_unreadable_message(world):
    await world.hub.poison(COUNTY, COUNTY.source, "raw", ValueError("no"))


DEEDS = [
    a_message,
    a_quote_and_a_list,
    a_reply_in_a_thread,
    an_emote,
    a_long_message,
    several_in_one_post_on_matrix,
    several_in_one_post_on_slack,
    an_edit_in_a_combined_post,
    an_edit,
    a_late_edit_and_a_late_removal,
    a_recovered_message,
    a_file,
    a_document,
    an_answer_in_the_room,
    a_card_and_its_buttons,
    a_quiet_answer,
    a_refusal,
    a_private_answer,
    a_notice_that_rings,
    a_board,
    a_gap_and_a_lost_room,
    a_welcome,
    a_delay,
    a_refused_post,
    a_block_that_was_reacted_to,
    an_unreadable_message,
]


@pytest.fixture
async def world():
    server = Server()
    accounts = {room.source: Real(server, room.source, habit=room.platform) for room in (COUNTY, STATE)}
    world = World(server=server, accounts=accounts, admins=(AL,))
    yield world
    await world.stop()


def declare(world):
    with world.database.work() as work:
        work.record.save(replace(work.record.get(Incident, FIRE), exercise=True))


def posts(world):
    """What was posted with words in it, as it went out."""
    return [post for post in world.server.calls if post.verb in ("post", "edit", "whisper", "direct", "file")]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
async def test_whatever_is_posted_in_an_exercise_says_so_once_and_rings_nobody(world, deed):
    declare(world)
    await world.start()
    await deed(world)
    await world.settled(20)

    assert posts(world)
    for post in posts(world):
        whole = json.dumps(post.payload, ensure_ascii=False)
        shown = post.payload["text"].partition("> ")[0] or post.payload["text"]
        assert "EXERCISE" in shown[:120], (post.verb, shown[:200])
        assert not any(twice in whole for twice in ("EXERCISE: EXERCISE", "EXERCISE EXERCISE"))
        assert "<!channel>" not in whole
        assert '"room": true' not in whole
        for block in post.payload.get("blocks", ())[:1]:
            assert "EXERCISE" in json.dumps(block)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
async def test_nothing_of_the_real_thing_says_that_it_is_an_exercise(world, deed):
    await world.start()
    await deed(world)
    await world.settled(20)

    assert posts(world)
    assert not any("EXERCISE" in json.dumps(post.payload) for post in posts(world))


@pytest.mark.parametrize("direct", [False, True], ids=["in a room", "in a direct message"])
async def test_what_is_answered_in_the_acknowledgement_says_so_as_well(world, direct):
    declare(world)
    await world.start()
    where = replace(COUNTY, id="D1") if direct else COUNTY
    for line in ("roster", "rooster", "checkin form", "help"):
        _, heard = await world.say(where, line, kind=Kind.COMMAND, answerable=True, direct=direct, key=line)
        assert heard.answers
        for reply in heard.answers:
            assert isinstance(reply, Reply)
            shown = reply.card.title if reply.card else reply.form.title if reply.form else reply.text
            assert "EXERCISE" in shown[:80], (line, shown)
