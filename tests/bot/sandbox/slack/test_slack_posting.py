"""chat.*, reactions and pins: what Slack takes, what it makes of it, and what it refuses."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def test_a_post_is_kept_escaped_and_answered_with_its_timestamp(client, ops):
    answer = await client.chat_postMessage(channel=ops.id, text="a < b & c, see https://example.org/x.")
    assert ops.messages[-1].text == "a &lt; b &amp; c, see <https://example.org/x>."
    assert answer["ts"] == ops.messages[-1].ts
    assert answer["channel"] == ops.id


async def test_escaped_text_is_not_escaped_again(client, ops):
    await client.chat_postMessage(channel=ops.id, text="a &lt; b &amp; <https://example.org|c>")
    assert ops.texts == ["a &lt; b &amp; <https://example.org|c>"]


async def test_timestamps_rise_strictly_though_the_clock_stands_still(client, ops):
    for number in range(5):
        await client.chat_postMessage(channel=ops.id, text=str(number))
    stamps = [message.ts for message in ops.messages]
    assert stamps == sorted(set(stamps))


async def test_a_post_under_another_name_is_a_bot_message_without_user(client, county, ops):
    answer = await client.chat_postMessage(channel=ops.id, text="x", username="Amy (State EOC)", icon_emoji=":fire:")
    message = answer["message"]
    assert (message["subtype"], message["username"], message["bot_id"]) == (
        "bot_message",
        "Amy (State EOC)",
        county.bot_id,
    )
    assert "user" not in message


async def test_a_name_of_ones_own_needs_its_scope(client, county, ops, refused):
    county.regrant(without=["chat:write.customize"])
    answer = await refused(client.chat_postMessage(channel=ops.id, text="x", username="Amy"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write.customize")
    assert "chat:write" in answer["provided"].split(",")
    assert not ops.messages


async def test_a_text_of_4040_characters_stays_whole_and_4041_become_two(client, ops):
    await client.chat_postMessage(channel=ops.id, text="x" * 4040)
    answer = await client.chat_postMessage(channel=ops.id, text="y" * 4041, metadata=about("p-1"))
    assert [len(text) for text in ops.texts] == [4040, 4000, 41]
    assert answer["ts"] == ops.messages[1].ts
    assert [message.metadata is not None for message in ops.messages] == [False, True, False]


async def test_text_beyond_40000_characters_is_cut_off(client, ops):
    await client.chat_postMessage(channel=ops.id, text="x" * 45_000)
    assert sum(len(text) for text in ops.texts) == 40_000


async def test_no_post_is_recognised_as_a_repetition(client, ops):
    for _ in range(2):
        await client.chat_postMessage(channel=ops.id, text="x", metadata=about("p-1"), headers={"Idempotency-Key": "1"})
    assert len(ops) == 2


def about(post):
    return {"event_type": "post", "event_payload": {"id": post}}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "x", "channel": "C0NOSUCH"}, "channel_not_found"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a", "event_payload": {"b": "c" * 20_000}}}, "metadata_too_large"),
        ({"text": "x", "blocks": [section("y" * 3001)]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("y" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": "no blocks"}, "invalid_blocks_format"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
    ],
)
async def test_a_bad_post_is_refused_and_not_kept(client, ops, refused, arguments, error):
    answer = await refused(client.api_call("chat.postMessage", json={"channel": ops.id, **arguments}))
    assert answer["error"] == error
    assert not ops.messages


async def test_json_of_the_wrong_type_is_refused(client, ops, refused):
    answer = await refused(client.api_call("chat.postMessage", json={"channel": ops.id, "text": 5}))
    assert answer["error"] == "invalid_arguments"
    assert "json-pointer:/text" in answer["response_metadata"]["messages"][0]


async def test_arguments_that_slack_does_not_know_are_ignored(client, ops):
    await client.api_call("chat.postMessage", json={"channel": ops.id, "text": "x", "colour": "red"})
    assert ops.texts == ["x"]


async def test_posting_needs_membership_and_an_open_channel(client, county, amy, ops, refused):
    other, hidden = (
        county.add_channel("other", amy, bot=False),
        county.add_channel("hidden", amy, bot=False, private=True),
    )
    assert (await refused(client.chat_postMessage(channel=other.id, text="x")))["error"] == "not_in_channel"
    assert (await refused(client.chat_postMessage(channel=hidden.id, text="x")))["error"] == "channel_not_found"
    await county.archive(ops, amy)
    assert (await refused(client.chat_postMessage(channel=ops.id, text="x")))["error"] == "is_archived"


async def test_tokens_are_looked_at(slack, county, ops, refused):
    for token, error in (
        (None, "not_authed"),
        ("xoxb-no", "invalid_auth"),
        (county.app_token, "not_allowed_token_type"),
    ):
        client = AsyncWebClient(token=token, base_url=slack.base_url)
        assert (await refused(client.chat_postMessage(channel=ops.id, text="x")))["error"] == error
    county.revoke()
    client = AsyncWebClient(token=county.bot_token, base_url=slack.base_url)
    assert (await refused(client.auth_test()))["error"] == "token_revoked"


async def test_a_method_that_slack_does_not_have_is_named_so(client, refused):
    assert (await refused(client.api_call("chat.shout")))["error"] == "unknown_method"


async def test_auth_test_says_who_and_with_which_scopes(client, county):
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (county.team_id, county.bot.id, county.bot_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_mentions_are_noted_with_those_whom_they_reach(client, county, amy, bob, ops):
    stranger = county.add_user("stranger")
    for text in ("plain", f"<@{amy.id}> <@{stranger.id}>", "<!here>", "&lt;!channel&gt;"):
        await client.chat_postMessage(channel=ops.id, text=text)
    blocks = [section("<!channel>"), {"type": "header", "text": {"type": "plain_text", "text": f"<@{bob.id}>"}}]
    await client.chat_postMessage(channel=ops.id, text="x", blocks=blocks)
    everyone = frozenset({amy.id, bob.id})
    assert [m.notified for m in ops.messages] == [frozenset(), {amy.id}, everyone, frozenset(), everyone]


async def test_threads_hang_under_messages_and_not_under_replies(client, county, amy, ops, refused):
    root = await county.say(amy, ops, "root")
    reply = await client.chat_postMessage(channel=ops.id, text="reply", thread_ts=root.ts)
    shown = await client.chat_postMessage(channel=ops.id, text="both", thread_ts=root.ts, reply_broadcast=True)
    assert shown["message"]["subtype"] == "thread_broadcast"
    answer = await refused(client.chat_postMessage(channel=ops.id, text="x", thread_ts=reply["ts"]))
    assert answer["error"] == "cannot_reply_to_message"


async def test_an_update_keeps_the_name_and_drops_the_blocks(client, ops):
    said = {"channel": ops.id, "text": "a", "username": "Amy", "blocks": [section("a")], "metadata": about("p-1")}
    ts = (await client.chat_postMessage(**said))["ts"]
    answer = await client.chat_update(channel=ops.id, ts=ts, text="b", username="Bob")
    message = ops.find(ts)
    assert (message.text, message.username, message.blocks) == ("b", "Amy", ())
    assert message.metadata == about("p-1")
    assert "edited" in answer["message"]


async def test_an_update_over_4000_characters_is_refused(client, ops, refused):
    ts = (await client.chat_postMessage(channel=ops.id, text="a"))["ts"]
    await client.chat_update(channel=ops.id, ts=ts, text="b" * 4000)
    assert (await refused(client.chat_update(channel=ops.id, ts=ts, text="b" * 4001)))["error"] == "msg_too_long"
    assert (await refused(client.chat_update(channel=ops.id, ts=ts, text="é" * 2001)))["error"] == "msg_too_long"


async def test_markdown_text_goes_alone(client, ops, refused):
    await client.chat_postMessage(channel=ops.id, markdown_text="**a**")
    both = {"channel": ops.id, "markdown_text": "a", "text": "b"}
    assert (await refused(client.api_call("chat.postMessage", json=both)))["error"] == "markdown_text_conflict"
    assert ops.texts == ["**a**"]


async def test_a_token_within_a_json_body_does_not_count(slack, county, ops):
    body = {"token": county.bot_token, "channel": ops.id, "text": "x"}
    async with aiohttp.ClientSession() as session:
        async with session.post(slack.base_url + "chat.postMessage", json=body) as answer:
            assert (await answer.json())["error"] == "not_authed"
        async with session.post(slack.base_url + "chat.postMessage", data=body) as answer:
            assert (await answer.json())["ok"]
    assert ops.texts == ["x"]


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_a_broken_body_is_named_so(slack, body, error):
    headers = {"Content-Type": "application/json"}
    url = slack.base_url + "auth.test"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        assert (await answer.json())["error"] == error


async def test_only_ones_own_messages_can_be_changed_or_deleted(client, county, amy, ops, refused):
    ts = (await county.say(amy, ops, "mine")).ts
    assert (await refused(client.chat_update(channel=ops.id, ts=ts, text="x")))["error"] == "cant_update_message"
    assert (await refused(client.chat_delete(channel=ops.id, ts=ts)))["error"] == "cant_delete_message"
    assert (await refused(client.chat_update(channel=ops.id, ts="1.000001", text="x")))["error"] == "message_not_found"


async def test_a_deleted_message_is_gone_and_a_deleted_root_leaves_a_placeholder(client, county, amy, ops, refused):
    alone = (await client.chat_postMessage(channel=ops.id, text="alone"))["ts"]
    root = (await client.chat_postMessage(channel=ops.id, text="root"))["ts"]
    await county.say(amy, ops, "reply", thread_ts=root)
    for ts in (alone, root):
        await client.chat_delete(channel=ops.id, ts=ts)
    assert ops.find(alone) is None
    assert ops.find(root).subtype == "tombstone"
    assert (await refused(client.chat_delete(channel=ops.id, ts=root)))["error"] == "message_not_found"
    answer = await refused(client.chat_postMessage(channel=ops.id, text="x", thread_ts=root))
    assert answer["error"] == "cannot_reply_to_message"


async def test_an_ephemeral_message_is_seen_by_one_member_alone(client, county, amy, ops, refused):
    await client.chat_postEphemeral(channel=ops.id, user=amy.id, text="for you")
    assert [seen.text for seen in county.ephemerals(amy, ops)] == ["for you"]
    assert not ops.messages
    stranger = county.add_user("stranger")
    answer = await refused(client.chat_postEphemeral(channel=ops.id, user=stranger.id, text="x"))
    assert answer["error"] == "user_not_in_channel"


async def test_reactions_are_given_once_and_taken_back_once(client, county, amy, ops, refused):
    ts = (await county.say(amy, ops, "x")).ts
    target = {"channel": ops.id, "timestamp": ts}
    await client.reactions_add(name="thumbsup", **target)
    assert (await refused(client.reactions_add(name="thumbsup", **target)))["error"] == "already_reacted"
    assert (await refused(client.reactions_add(name="Thumbs Up", **target)))["error"] == "invalid_name"
    await county.add_reaction(amy, ops.find(ts), "thumbsup")
    answer = await client.reactions_get(**target)
    assert answer["message"]["reactions"] == [{"name": "thumbsup", "users": [county.bot.id, amy.id], "count": 2}]
    await client.reactions_remove(name="thumbsup", **target)
    assert (await refused(client.reactions_remove(name="thumbsup", **target)))["error"] == "no_reaction"
    assert [reaction.users for reaction in ops.find(ts).reactions] == [(amy.id,)]


async def test_pins_are_listed_until_they_are_removed(client, county, amy, ops, refused):
    ts = (await county.say(amy, ops, "x")).ts
    await client.pins_add(channel=ops.id, timestamp=ts)
    assert (await refused(client.pins_add(channel=ops.id, timestamp=ts)))["error"] == "already_pinned"
    assert [item["message"]["ts"] for item in (await client.pins_list(channel=ops.id))["items"]] == [ts]
    await client.pins_remove(channel=ops.id, timestamp=ts)
    assert (await refused(client.pins_remove(channel=ops.id, timestamp=ts)))["error"] == "no_pin"


async def test_a_permalink_names_the_channel_and_the_message(client, county, amy, ops):
    message = await county.say(amy, ops, "x")
    link = (await client.chat_getPermalink(channel=ops.id, message_ts=message.ts))["permalink"]
    assert link.endswith(f"/archives/{ops.id}/p{message.ts.replace('.', '')}")
