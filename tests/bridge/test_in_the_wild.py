"""What people and bots do in the wild, on the running program: edits of files, answers below what is gone, words."""

import pytest

from tests.bridge.attachments import on_matrix, on_slack, show, upload
from tests.helpers import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.harsh]
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


def on_channel(place):
    return [message for message in place.channel.messages if message.bot_id == place.workspace.bot_id]


async def in_room(place):
    await place.look()
    return [event["content"] for event in place.events.values() if event["sender"] == place.bot]


def anything(stage):
    """What is said here is looked for by the tests themselves."""
    stage.aside("", "[", ">")


@pytest.mark.timeout(60)
async def test_files_that_an_edit_adds_and_replaces_are_in_the_other_rooms(shared):
    anything(shared)
    county, city, state, _ = shared.places
    ts = await county.say("a plan")
    await eventually(lambda: any("a plan" in message.text for message in on_channel(city)), 20)
    message = county.channel.find(ts)
    made = county.workspace._upload(county.user, "added.png", PICTURE)
    county.workspace.change(county.channel, message, editor=county.user.id, files=(made.id,))
    await eventually(lambda: on_matrix(state, "added.png"), 20)
    await eventually(lambda: on_slack(city, "added.png"), 20)

    event = await show(state, "first.bin", "application/octet-stream", b"one")
    await eventually(lambda: on_slack(county, "first.bin"), 20)
    url = await upload(state, "second.bin", "application/octet-stream", b"two")
    new = {"msgtype": "m.file", "body": "the newer one", "filename": "second.bin", "url": url,
           "info": {"mimetype": "application/octet-stream", "size": 3}}  # fmt: skip
    relation = {"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event}}
    await state.person.send_event(state.room_id, "m.room.message", {**new, **relation})
    await eventually(lambda: on_slack(county, "second.bin") and not on_slack(county, "first.bin"), 20)
    await eventually(lambda: any("the newer one" in message.text for message in on_channel(county)), 20)


@pytest.mark.timeout(60)
async def test_answers_below_a_removed_root_arrive(shared):
    anything(shared)
    county, _, state, _ = shared.places
    root = await county.say("the root")
    [copy] = await eventually(lambda: _copies(state, "the root"), 20)
    await county.delete(root)
    await eventually(lambda: _gone(state, copy), 20)
    await state.say("an answer below nothing", thread=copy)
    await eventually(
        lambda: any("an answer below nothing" in one.text and not one.thread_ts for one in on_channel(county)), 20
    )
    url = await upload(state, "wave", "image/png", PICTURE)
    sticker = {"body": "wave", "url": url, "info": {"mimetype": "image/png", "size": len(PICTURE)}}
    relation = {"m.relates_to": {"rel_type": "m.thread", "event_id": copy, "is_falling_back": True}}
    await state.person.send_event(state.room_id, "m.sticker", {**sticker, **relation})
    await eventually(lambda: on_slack(county, "wave.png"), 20)
    [(message, _)] = on_slack(county, "wave.png")
    assert "an earlier message" in message.text


async def _copies(place, words):
    await place.look()
    return [id for id, event in place.events.items()
            if event["sender"] == place.bot and words in event["content"].get("body", "")]  # fmt: skip


async def _gone(place, id):
    await place.look()
    return id in place._gone


@pytest.mark.timeout(60)
async def test_words_and_reactions_of_either_side_keep_their_meaning(shared):
    anything(shared)
    county, _, state, _ = shared.places
    event = await state.person.send_event(
        state.room_id, "m.room.message", {"msgtype": "m.text", "body": "*E12* at 5*3*2 https://example.org/a_(b)"}
    )
    [message] = await eventually(lambda: [one for one in on_channel(county) if "E12" in one.text], 20)
    assert "_E12_ at 5*3*2 <https://example.org/a_(b)>" in message.text.replace("\u200b", "")
    await state.person.react(state.room_id, event, "LGTM")
    await eventually(lambda: any("reacted LGTM" in one.text for one in on_channel(county)), 20)
    await county.say("call <sip:desk@ada.example|the desk> now")
    await eventually(lambda: _says(state, "the desk"), 20)


async def _says(place, words):
    return any(words in content.get("body", "") for content in await in_room(place))
