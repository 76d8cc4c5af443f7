"""Socket Mode under the real SDKs: events, acknowledgements, redelivery, and connections that come and go."""

import asyncio

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.sandbox.slack import Manifest


async def test_what_people_write_reaches_a_bolt_app(client, county, amy, ops):
    bolt, heard = AsyncApp(client=client), asyncio.Queue()

    @bolt.event("message")
    async def message(event):
        await heard.put(event["text"])

    handler = AsyncSocketModeHandler(bolt, county.app_token)
    await handler.connect_async()
    try:
        await county.say(amy, ops, "Engine 12 on scene")
        assert await asyncio.wait_for(heard.get(), 5) == "Engine 12 on scene"
        await county.wait_for(lambda: not county.sockets.unacknowledged)
        assert not county.sockets.lost
    finally:
        await handler.close_async()


async def test_each_envelope_goes_to_one_socket_and_the_sockets_take_turns(connect, county, amy, ops):
    apps = [await connect(), await connect()]
    for number in range(6):
        await county.say(amy, ops, str(number))
    await county.wait_for(lambda: sum(len(app.heard) for app in apps) == 6)
    assert [sorted(event["text"] for event in app.events) for app in apps] == [["0", "2", "4"], ["1", "3", "5"]]


async def test_an_unacknowledged_event_comes_again_three_times_and_is_then_lost(app, county, amy, ops):
    app.acknowledges = False
    await county.say(amy, ops, "x")
    await county.wait_for(lambda: county.sockets.lost)
    assert [(r.retry_attempt, r.retry_reason) for r in app.heard] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({request.payload["event_id"] for request in app.heard}) == 1


async def test_an_event_without_an_open_socket_waits_for_its_retries(connect, county, amy, ops):
    await county.say(amy, ops, "x")
    app = await connect()
    await county.wait_for(lambda: app.heard)
    assert app.heard[0].retry_attempt >= 1
    assert app.heard[0].retry_reason == "connection_failed"


async def test_an_acknowledged_envelope_can_be_made_to_come_again(app, county, amy, ops):
    await county.say(amy, ops, "x")
    await county.wait_for(lambda: not county.sockets.unacknowledged)
    county.sockets.redeliver(county.sockets.envelopes[-1])
    await county.wait_for(lambda: len(app.heard) == 2)
    assert app.heard[0].payload == app.heard[1].payload


async def test_a_deaf_connection_hears_nothing_until_the_retries_reach_it(app, county, amy, ops):
    county.sockets.deaf = True
    await county.say(amy, ops, "x")
    await county.wait_for(lambda: county.sockets.envelopes[-1].attempt == 1)
    assert not app.heard
    assert county.sockets.open == 1
    county.sockets.deaf = False
    await county.wait_for(lambda: app.heard)


async def test_the_apps_own_posts_come_back_as_events(app, client, county, ops):
    await client.chat_postMessage(channel=ops.id, text="plain")
    await client.chat_postMessage(channel=ops.id, text="named", username="Amy (State EOC)")
    await county.wait_for(lambda: len(app.heard) == 2)
    plain, named = app.events
    assert (plain["user"], plain["bot_id"]) == (county.bot.id, county.bot_id)
    assert (named["subtype"], named["username"], named["bot_id"]) == ("bot_message", "Amy (State EOC)", county.bot_id)


async def test_edits_unfurls_and_deletions_tell_before_and_after(app, county, amy, ops):
    message = await county.say(amy, ops, "a")
    await county.unfurl(message)
    message = await county.edit(amy, message, "b")
    await county.delete(amy, message)
    await county.wait_for(lambda: len(app.heard) == 4)
    unfurled, edited = app.of("message", "message_changed")
    assert "edited" not in unfurled["message"]
    assert (edited["message"]["text"], edited["previous_message"]["text"]) == ("b", "a")
    assert edited["message"]["edited"]["user"] == amy.id
    (gone,) = app.of("message", "message_deleted")
    assert (gone["deleted_ts"], gone["previous_message"]["text"]) == (message.ts, "b")


async def test_a_deleted_root_becomes_a_tombstone(app, county, amy, ops):
    root = await county.say(amy, ops, "root")
    await county.say(amy, ops, "reply", thread_ts=root.ts)
    await county.delete(amy, root)
    await county.wait_for(lambda: len(app.heard) == 3)
    (event,) = app.of("message", "message_changed")
    assert (event["message"]["subtype"], event["message"]["reply_count"]) == ("tombstone", 1)


async def test_reactions_joins_and_mentions_are_events(app, county, amy, bob, ops):
    message = await county.say(amy, ops, f"<@{county.bot.id}> hello")
    await county.remove_reaction(bob, await county.add_reaction(bob, message, "eyes"), "eyes")
    carol = county.add_user("carol")
    await county.invite(ops, carol, by=amy)
    await county.kick(ops, carol)
    await county.rename(ops, "operations", amy)
    await county.set_topic(ops, "Bear Creek", amy)
    await county.archive(ops, amy)
    await county.wait_for(lambda: app.of("channel_archive"))
    kinds = {event["type"] for event in app.events}
    assert kinds >= {
        "app_mention", "reaction_added", "reaction_removed", "member_joined_channel", "member_left_channel",
        "channel_rename", "channel_archive",
    }  # fmt: skip
    assert {event.get("subtype") for event in app.events} >= {"channel_join", "channel_leave", "channel_topic"}
    assert app.of("reaction_added")[0]["item"]["ts"] == message.ts
    assert app.of("member_joined_channel")[0]["inviter"] == amy.id


async def test_the_app_hears_only_of_its_channels_and_subscriptions(app, county, amy, bob, ops):
    other = county.add_channel("other", amy, bot=False)
    await county.say(amy, other, "not for the app")
    county.regrant(without=["reactions:read"])
    await county.add_reaction(amy, await county.say(amy, ops, "1"), "eyes")
    await county.kick(ops, by=bob)
    await county.say(amy, ops, "not any more")
    await county.invite(ops)
    await county.say(amy, ops, "2")
    await county.wait_for(lambda: not county.sockets.unacknowledged)
    assert [event["text"] for event in app.of("message")] == ["1", "2"]
    assert app.of("channel_left")[0]["actor_id"] == bob.id
    assert not app.of("reaction_added")


async def test_a_direct_message_to_the_app_is_an_event_of_its_own_kind(app, county, amy):
    await county.say(amy, county.dm(amy), "hello")
    await county.wait_for(lambda: app.heard)
    assert (app.events[0]["channel_type"], app.events[0]["channel"]) == ("im", county.dm(amy).id)


async def test_a_reply_to_a_reply_goes_under_the_same_root(app, county, amy, bob, ops):
    root = await county.say(amy, ops, "root")
    reply = await county.say(bob, ops, "reply", thread_ts=root.ts)
    assert (await county.say(amy, ops, "again", thread_ts=reply.ts)).thread_ts == root.ts


async def test_the_sdk_reconnects_when_slack_asks_it_to(app, county, amy, ops):
    county.sockets.refresh()
    await county.wait_for(lambda: county.sockets.open == 1 and county.sockets.made == 2)
    await county.say(amy, ops, "x")
    await county.wait_for(lambda: app.heard)
    assert county.sockets.envelopes[-1].sent_to == [2]


async def test_cut_sockets_come_back(app, county, amy, ops):
    assert county.sockets.cut() == 1
    await county.wait_for(lambda: county.sockets.made == 2)
    await county.say(amy, ops, "x")
    await county.wait_for(lambda: app.heard)


async def test_what_was_said_outlives_an_outage(app, slack, client, county, amy, ops):
    await county.say(amy, ops, "before")
    async with slack.outage():
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.auth_test()
    await client.chat_postMessage(channel=ops.id, text="after")
    assert ops.texts == ["before", "after"]
    await county.wait_for(lambda: county.sockets.open)


async def test_a_ticket_is_good_once(slack, client, county):
    url = (await client.apps_connections_open(app_token=county.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_an_eleventh_connection_is_turned_away(slack, client, county):
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            url = (await client.apps_connections_open(app_token=county.app_token))["url"]
            sockets.append(await session.ws_connect(url))
        frames = [await socket.receive_json() for socket in sockets]
        assert [frame["type"] for frame in frames] == ["hello"] * 10 + ["disconnect"]
        assert frames[-1]["reason"] == "too_many_websockets"


async def test_two_workspaces_keep_apart(slack, connect, county, amy, ops):
    app, state = await connect(), slack.add_workspace("state")
    dee = state.add_user("dee")
    await state.say(dee, state.add_channel("eoc", dee), "elsewhere")
    await county.say(amy, ops, "here")
    await county.wait_for(lambda: app.heard)
    assert [event["text"] for event in app.events] == ["here"]
    assert state.bot_token != county.bot_token


def test_a_manifest_says_what_the_app_may_and_hears():
    manifest = Manifest.read({
        "display_information": {"name": "Net Control"},
        "features": {"bot_user": {"display_name": "net"}, "slash_commands": [{"command": "/net"}]},
        "oauth_config": {"scopes": {"bot": ["commands", "channels:history"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
    })  # fmt: skip
    assert (manifest.commands, manifest.hears("message.channels"), manifest.hears("message.im")) == (
        {"/net"},
        True,
        False,
    )


def test_a_manifest_with_a_reserved_command_or_a_missing_scope_is_refused():
    manifest = {
        "display_information": {"name": "Net Control"},
        "features": {
            "bot_user": {"display_name": "net"},
            "slash_commands": [{"command": "/join"}, {"command": "/net"}],
        },
        "oauth_config": {"scopes": {"bot": ["commands"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
    }
    with pytest.raises(
        ValueError, match=r"/join is one of Slack's own.*message.channels needs the scope channels:history"
    ):
        Manifest.read(manifest)
