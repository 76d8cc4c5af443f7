"""What goes wrong between us and Slack, and what is made of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms import Rejected, RoomLost, TryLater, Unknown
from bot.platforms.slack import api, catchup, check, client, files, inlet, rooms, send, session, standing, wire
from bot.platforms.slack.manifest import EVENTS, METHODS, SCOPES, manifest
from bot.platforms.slack.order import Order
from bot.sandbox.slack import Manifest, SlackSandbox
from bot.sandbox.slack import faults as sabotage
from commands.domain.messages import File, Kind, Room
from tests.bot.platforms.slack.conftest import account
from tests.helpers import eventually, just_now


@pytest.fixture(autouse=True)
def short_timeout(monkeypatch):
    """A call may take half a second, so that nobody waits for a lost answer."""
    monkeypatch.setattr(send, "TIMEOUT", 0.3)
    monkeypatch.setattr(api, "TIMEOUT", 0.3)


@pytest.mark.parametrize(
    ("outcome", "fault"),
    [
        (sabotage.ratelimited(7), TryLater),
        (sabotage.BROKEN, Unknown),
        (sabotage.RESET, Unknown),
        (sabotage.LOST, Unknown),
        (sabotage.hang(2), Unknown),
        (sabotage.refused("internal_error"), Unknown),
        (sabotage.refused("is_archived"), RoomLost),
        (sabotage.refused("channel_not_found"), RoomLost),
        (sabotage.refused("token_revoked"), TryLater),
        (sabotage.refused("missing_scope"), TryLater),
        (sabotage.refused("msg_too_long"), Rejected),
        (sabotage.refused("something_new"), Rejected),
    ],
    ids=lambda value: value.way if isinstance(value, sabotage.Outcome) else None,
)
async def test_a_failed_post_says_what_is_known_of_it(slack, platform, ops, county, post, outcome, fault):
    await county.invite(ops)
    slack.faults.script("chat.postMessage", outcome)
    with pytest.raises(fault) as caught:
        await platform.send(post())

    assert type(caught.value) is fault
    if outcome.way is sabotage.Way.RATELIMITED:
        assert caught.value.after == 7


async def test_a_reply_whose_root_is_gone_is_said_in_the_channel_as_a_reply(slack, platform, ops, county, amy, post):
    await county.invite(ops)
    gone, alone = await county.say(amy, ops, "root"), await county.say(amy, ops, "root without replies")
    await county.say(amy, ops, "reply", thread_ts=gone.ts)
    for number, root in enumerate((gone, alone)):
        await county.delete(amy, root)
        await platform.send(post(id=f"p{number}", payload={"text": f"copy {number}", "thread_ts": root.ts}))

    ours = [(one.text, one.thread_ts) for one in ops.messages if "copy" in one.text]
    assert ours == [(f"[in reply to an earlier message] copy {number}", None) for number in (0, 1)]


@pytest.mark.parametrize("verb", ["edit", "remove", "react", "unreact"])
@pytest.mark.parametrize("outcome", [sabotage.LOST, sabotage.BROKEN], ids=["lost", "broken"])
async def test_what_may_be_done_twice_is_simply_tried_again(slack, platform, ops, county, post, verb, outcome):
    await county.invite(ops)
    posted = await platform.send(post(id="p0"))
    if verb == "unreact":
        await platform.send(post("react", payload={"emoji": "👍"}, target=posted.id, id="p1"))
    call = post(verb, payload={"emoji": "👍", "text": "new"}, target=posted.id, id="p2")
    slack.faults.script("*", outcome)
    with pytest.raises(TryLater):
        await platform.send(call)
    await platform.send(call)

    assert slack.faults.pending == 0


async def test_an_unreachable_slack_has_surely_not_applied_it(slack, platform, ops, county, post):
    await county.invite(ops)
    async with slack.outage():
        with pytest.raises(TryLater):
            await platform.send(post())


async def looked(platform, call):
    """What was found, in a list; None while it cannot be looked for."""
    try:
        return [await platform.look(call)]
    except TryLater:
        return None


@pytest.mark.parametrize(("outcome", "there"), [(sabotage.LOST, True), (sabotage.RESET, False)], ids=["lost", "reset"])
@pytest.mark.parametrize("threaded", [False, True], ids=["room", "thread"])
async def test_a_post_is_looked_for_not_before_its_call_is_over(
    slack, platform, ops, county, amy, post, outcome, there, threaded
):
    await county.invite(ops)
    root = await county.say(amy, ops, "root")
    payload = {"text": "hello"} | ({"thread_ts": root.ts} if threaded else {})
    call = post(payload=payload, attempted=just_now())
    await platform.send(post(id="other", payload=payload))
    slack.faults.script("chat.postMessage", outcome)
    with pytest.raises(Unknown):
        await platform.send(call)
    with pytest.raises(TryLater) as early:
        await platform.look(call)
    assert 0 < early.value.after <= 0.3

    (found,) = await eventually(lambda: looked(platform, call))
    assert (found.id if found else None) == (ops.messages[-1].ts if there else None)


@pytest.mark.parametrize(("outcome", "there"), [(sabotage.LOST, True), (sabotage.RESET, False)], ids=["lost", "reset"])
async def test_a_direct_message_is_looked_for_where_it_was_sent(slack, platform, county, amy, post, outcome, there):
    call = post("direct", text="for you", target=amy.id, attempted=just_now())
    slack.faults.script("chat.postMessage", outcome)
    with pytest.raises(Unknown):
        await platform.send(call)

    (found,) = await eventually(lambda: looked(platform, call))
    assert (found.id if found else None) == (county.dms(amy)[-1].ts if there else None)


async def test_what_may_stand_twice_says_so_also_where_blocks_are_shown(platform, county, ops, post):
    await county.invite(ops)
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "a card"}}]
    await platform.send(post(payload={"text": "a card", "blocks": blocks, "possible_repeat": True}))

    shown = ops.messages[-1]
    assert shown.text.startswith("[possible repeat] ")
    assert shown.blocks[0]["text"]["text"] == "[possible repeat]"


async def test_looking_goes_through_all_pages(platform, county, ops, amy, post, monkeypatch):
    monkeypatch.setattr(api, "PAGE", 5)
    await county.invite(ops)
    posted = await platform.send(post())
    for number in range(23):
        await county.say(amy, ops, f"message {number}")

    async def looked():
        try:
            return await platform.look(post(attempted=just_now() - timedelta(seconds=30)))
        except TryLater:
            return None

    assert await eventually(looked) == posted


async def test_looking_is_put_off_while_slack_does_not_answer(slack, platform, county, ops, post, monkeypatch):
    await county.invite(ops)
    monkeypatch.setattr(api, "READ_TRIES", 1)
    slack.faults.script("conversations.history", sabotage.BROKEN)
    with pytest.raises(TryLater):
        await platform.look(post(attempted=just_now() - timedelta(seconds=30)))


async def test_a_channel_that_was_left_is_joined_again_for_a_post(platform, county, ops, post):
    assert (await platform.send(post())).id == ops.messages[-1].ts


async def test_a_private_channel_says_that_somebody_must_invite(platform, county, amy, post):
    closed = county.add_channel("closed", amy, private=True, bot=False)
    room = Room("slack", "county", closed.id)
    with pytest.raises(RoomLost, match="invite"):
        await platform.send(post(room=room))


async def test_a_possible_repeat_is_marked(platform, ops, post):
    await platform.send(post(payload={"text": "hello", "possible_repeat": True}))

    assert ops.messages[-1].text == "[possible repeat] hello"


async def test_nothing_is_said_twice_or_lost_when_a_tenth_of_all_calls_fails(slack, live, ears, county, ops, amy):
    slack.faults.chance("*", 0.1, sabotage.BROKEN)
    slack.faults.chance("*", 0.05, sabotage.LOST)
    for number in range(40):
        if number % 10 == 0:
            county.sockets.cut()
        await county.say(amy, ops, f"message {number}")
    await eventually(lambda: len(ears.said) >= 40, timeout=30, told=lambda: f"{len(ears.said)} heard")

    assert sorted(ears.said) == sorted(f"message {number}" for number in range(40))


async def test_a_deaf_connection_is_noticed_by_what_the_history_holds(slack, live, ears, county, ops, amy, monkeypatch):
    monkeypatch.setattr(session, "DEAF_AFTER", 0.0)
    monkeypatch.setattr(session, "PROBE", 1)
    monkeypatch.setattr(session, "ROUND", 0.2)
    live._session.doubt(ears.linked[0])
    await county.say(amy, ops, "one")
    await ears.hears(1)
    county.sockets.deaf = True
    await county.say(amy, ops, "two")
    await ears.hears(2)

    assert ears.said == ["one", "two"]
    assert ears.of(Kind.NEW)[-1].recovered


async def test_a_gap_that_slack_refuses_to_fill_is_told(slack, live, ears, county, ops, amy, monkeypatch):
    await county.say(amy, ops, "one")
    await ears.hears(1)
    county.regrant(without=["channels:history"])
    county.sockets.cut()
    await eventually(lambda: ears.gaps)

    assert ears.gaps[0][0].id == ops.id


# Files


async def chunks(*parts: bytes):
    for part in parts:
        yield part


async def kept(progress: dict, fields: dict) -> None:
    progress.update(fields)


async def test_a_file_goes_up_under_its_authors_name_and_is_named_by_its_message(platform, county, ops, amy, post):
    await county.invite(ops)
    root = await county.say(amy, ops, "root")
    progress: dict = {}
    call = post("file", payload={"text": "the map", "username": "Amy (State)", "thread_ts": root.ts})
    file = File(id="x", name="map.pdf")
    posted = await platform.send_file(call, file, chunks(b"a" * 70_000, b"b"), lambda fields: kept(progress, fields))
    shown = ops.find(posted.id)

    assert (shown.text, shown.username, shown.thread_ts) == ("the map", "Amy (State)", root.ts)
    assert county.files[shown.files[0]].content == b"a" * 70_000 + b"b"
    assert progress["completed"]


@pytest.mark.parametrize(("outcome", "there"), [(sabotage.LOST, True), (sabotage.RESET, False)], ids=["lost", "reset"])
async def test_a_file_whose_completion_is_unknown_is_looked_for(slack, platform, county, ops, post, outcome, there):
    await county.invite(ops)
    progress: dict = {}
    slack.faults.script("files.completeUploadExternal", outcome)
    call = post("file", payload={"text": ""}, attempted=just_now())
    with pytest.raises(Unknown):
        await platform.send_file(
            call, File(id="x", name="m.txt"), chunks(b"abc"), lambda fields: kept(progress, fields)
        )
    call = post("file", payload={"text": ""}, attempted=call.attempted, progress=progress)

    (found,) = await eventually(lambda: looked(platform, call))
    assert (found.id if found else None) == (ops.messages[-1].ts if there else None)


async def test_a_file_that_slack_takes_and_never_shows_is_refused_after_a_while(habits, post, monkeypatch):
    """Everything behind it in the room waited for ever."""
    monkeypatch.setattr(files, "SHARE_WAITS", (0.01, 0.01))
    async with SlackSandbox(habits=replace(habits, files_shown=False)) as slack:
        county = slack.add_workspace("county")
        ops = county.add_channel("ops", county.add_user("amy"))
        await county.invite(ops)
        platform = account(slack, county)
        progress: dict = {}
        call = post("file", payload={"text": ""}, room=Room("slack", "county", ops.id))
        with pytest.raises(Unknown, match="not shown it yet"):
            await platform.send_file(
                call, File(id="x", name="m.txt"), chunks(b"abc"), lambda fields: kept(progress, fields)
            )

        await asyncio.sleep(2 * send.TIMEOUT)  # a call that is still on its way would have arrived by then
        later = replace(call, attempted=just_now() - timedelta(minutes=3), progress=progress)
        with pytest.raises(TryLater, match="not shown the file yet"):
            await platform.look(later)
        late = replace(later, progress=progress | {"completed": progress["completed"] - files.SHOWN_WITHIN - 1})
        for again in (platform.look(late), platform.send_file(late, File(id="x", name="m.txt"), chunks(b"abc"), None)):
            with pytest.raises(Rejected, match="took the file and never showed it"):
                await again
        await platform.close()


async def test_a_file_said_here_is_fetched_also_when_its_address_is_missing(live, ears, county, ops, amy):
    await county.say(amy, ops, "map", files=[("map.pdf", b"%PDF" * 50_000)])
    heard = await ears.hears(1)
    content = b"".join([part async for part in live.open(heard.files[0])])
    described = await live.describe(heard.files[0])

    assert content == b"%PDF" * 50_000
    assert (described.name, described.mimetype, described.size) == ("map.pdf", "application/pdf", 200_000)


async def test_a_file_that_may_not_be_read_is_refused_with_the_reason(live, ears, county, ops, amy):
    await county.say(amy, ops, "map", files=[("map.pdf", b"%PDF")])
    heard = await ears.hears(1)
    county.regrant(without=["files:read"])
    with pytest.raises(Rejected, match="files:read"):
        [part async for part in live.open(heard.files[0])]


async def test_an_empty_file_is_refused(platform, ops, post):
    with pytest.raises(Rejected, match="empty"):
        await platform.send_file(post("file", payload={"text": ""}), File(id="x", name="m"), chunks(), None)


# Two connections, one order


@given(st.permutations(range(12)))
def test_events_of_one_moment_begin_in_slacks_order(stamps):
    begun: list[int] = []

    async def take():
        order = Order()
        for stamp in stamps:
            order.take(stamp, lambda stamp=stamp: begun.append(stamp))
        await eventually(lambda: len(begun) == len(stamps))

    asyncio.run(take())

    assert begun == sorted(stamps)


# The manifest


def source(*modules) -> str:
    return "\n".join(Path(module.__file__).read_text() for module in modules)


def test_the_manifest_asks_for_what_the_code_uses_and_nothing_else():
    code = source(api, catchup, check, client, files, inlet, rooms, send, session, standing, wire)
    made = yaml.safe_load(manifest("net"))

    assert {method for method in METHODS if f'"{method}"' in code} == set(METHODS)
    assert {scope for scope in [*METHODS.values(), *EVENTS.values()] if scope} <= set(SCOPES)
    for event in EVENTS:
        assert f'"{event.partition(".")[0]}"' in code, event
    assert set(made["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)
    assert [command["command"] for command in made["features"]["slash_commands"]] == ["/net"]
    assert made["settings"]["socket_mode_enabled"] is True


def test_the_local_slack_takes_the_manifest():
    assert Manifest.read(yaml.safe_load(manifest("ops"))).commands == {"/ops"}


async def test_the_manifests_scopes_are_enough(slack, ears, amy, platform, county):
    county.manifest = Manifest.read(yaml.safe_load(manifest("net")))
    assert all(finding.ok for finding in await platform.check([]))
