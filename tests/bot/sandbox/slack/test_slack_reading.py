"""conversations.*, users.* and the like: what the app can read, page by page, and what it cannot see."""

import pytest


async def pages(call, key, **arguments):
    found, cursor = [], ""
    while True:
        answer = await call(**arguments, cursor=cursor)
        found.append(answer[key])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return found


async def test_history_is_newest_first_page_by_page(client, county, amy, ops):
    said = [(await county.say(amy, ops, str(number))).ts for number in range(5)]
    found = await pages(client.conversations_history, "messages", channel=ops.id, limit=2)
    assert [[message["ts"] for message in page] for page in found] == [said[4:2:-1], said[2:0:-1], said[:1]]


async def test_history_keeps_to_its_bounds(client, county, amy, ops):
    said = [(await county.say(amy, ops, str(number))).ts for number in range(5)]
    bounds = {"channel": ops.id, "oldest": said[1], "latest": said[3]}
    assert [m["ts"] for m in (await client.conversations_history(**bounds))["messages"]] == [said[2]]
    within = (await client.conversations_history(**bounds, inclusive=True))["messages"]
    assert [m["ts"] for m in within] == [said[3], said[2], said[1]]


async def test_history_shows_no_replies_but_those_meant_for_the_channel(client, county, amy, bob, ops):
    root = await county.say(amy, ops, "root")
    await county.say(bob, ops, "hidden", thread_ts=root.ts)
    shown = await county.say(bob, ops, "shown", thread_ts=root.ts, broadcast=True)
    first, second = (await client.conversations_history(channel=ops.id))["messages"]
    assert (first["ts"], first["thread_ts"]) == (shown.ts, root.ts)
    assert (second["reply_count"], second["latest_reply"], second["reply_users"]) == (2, shown.ts, [bob.id])


async def test_replies_open_with_their_root_page_by_page(client, county, amy, ops):
    root = await county.say(amy, ops, "root")
    replies = [(await county.say(amy, ops, str(number), thread_ts=root.ts)).ts for number in range(3)]
    found = await pages(client.conversations_replies, "messages", channel=ops.id, ts=root.ts, limit=2)
    assert [[m["ts"] for m in page] for page in found] == [[root.ts, replies[0]], replies[1:]]


async def test_metadata_is_shown_only_to_those_who_ask(client, ops):
    metadata = {"event_type": "post", "event_payload": {"id": "p-1"}}
    await client.chat_postMessage(channel=ops.id, text="x", metadata=metadata)
    assert "metadata" not in (await client.conversations_history(channel=ops.id))["messages"][0]
    answer = await client.conversations_history(channel=ops.id, include_all_metadata=True)
    assert answer["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.history", {"channel": "C0NOSUCH"}, "channel_not_found"),
        ("conversations.history", {}, "invalid_arguments"),
        ("conversations.history", {"channel": "#ops", "limit": 1000}, "channel_not_found"),
        ("conversations.replies", {"channel": "ops", "ts": "1.000001"}, "thread_not_found"),
        ("conversations.history", {"channel": "ops", "limit": "1000"}, "invalid_limit"),
        ("conversations.history", {"channel": "ops", "cursor": "nonsense"}, "invalid_cursor"),
        ("conversations.history", {"channel": "ops", "oldest": "yesterday"}, "invalid_ts_oldest"),
        ("conversations.list", {"types": "rooms"}, "invalid_types"),
        ("users.info", {"user": "U0NOSUCH"}, "user_not_found"),
        ("conversations.open", {"users": "U0NOSUCH"}, "user_not_found"),
        ("bots.info", {"bot": "B0NOSUCH"}, "bot_not_found"),
        ("files.info", {"file": "F0NOSUCH"}, "file_not_found"),
        ("api.test", {"error": "my_error"}, "my_error"),
    ],
)
async def test_a_bad_question_is_refused(client, ops, refused, method, arguments, error):
    arguments = {name: ops.id if value == "ops" else value for name, value in arguments.items()}
    assert (await refused(client.api_call(method, params=arguments)))["error"] == error


async def test_history_of_a_private_channel_needs_its_own_scope(client, county, amy, refused):
    hidden = county.add_channel("hidden", amy, private=True)
    await client.conversations_history(channel=hidden.id)
    county.regrant(without=["groups:history"])
    answer = await refused(client.conversations_history(channel=hidden.id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


async def test_lists_show_what_the_app_can_see(client, county, amy, ops):
    other = county.add_channel("other", amy, bot=False)
    county.add_channel("hidden", amy, bot=False, private=True)
    mine = county.add_channel("mine", amy, private=True)
    found = await pages(client.conversations_list, "channels", types="public_channel,private_channel", limit=2)
    assert [channel["id"] for page in found for channel in page] == [ops.id, other.id, mine.id]
    joined = await client.users_conversations(types="public_channel,private_channel")
    assert [channel["id"] for channel in joined["channels"]] == [ops.id, mine.id]
    assert (await client.conversations_members(channel=ops.id))["members"][-1] == county.bot.id


async def test_the_bot_joins_public_channels_only(client, county, amy, refused):
    other, hidden = county.add_channel("other", amy, bot=False), county.add_channel("mine", amy, private=True)
    assert (await client.conversations_join(channel=other.id))["channel"]["is_member"]
    assert other.messages[-1].subtype == "channel_join"
    assert (await client.conversations_join(channel=other.id))["warning"] == "already_in_channel"
    answer = await refused(client.conversations_join(channel=hidden.id))
    assert answer["error"] == "method_not_supported_for_channel_type"


async def test_a_direct_message_reaches_its_member(client, county, amy):
    channel = (await client.conversations_open(users=amy.id))["channel"]["id"]
    await client.chat_postMessage(channel=channel, text="hello")
    assert [message.text for message in county.dms(amy)] == ["hello"]


async def test_a_member_has_a_name_and_a_picture(client, county, ops, amy):
    profile = (await client.users_info(user=amy.id))["user"]["profile"]
    assert profile["real_name"] == "Amy Pond"
    assert profile["image_72"].endswith(f"/avatars/{amy.id}.png")
