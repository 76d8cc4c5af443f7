"""Slash commands, buttons, forms and the Home tab, under the real SDKs."""

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.sandbox.slack import NotPossible

BUTTONS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "R-1"}},
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {"type": "button", "action_id": "take", "value": "R-1", "text": {"type": "plain_text", "text": "Take"}},
            {
                "type": "static_select",
                "action_id": "state",
                "options": [
                    {"text": {"type": "plain_text", "text": word.title()}, "value": word} for word in ("open", "met")
                ],
            },
        ],
    },
]
FORM = {
    "type": "modal",
    "callback_id": "checkin",
    "title": {"type": "plain_text", "text": "Check in"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "resource",
            "label": {"type": "plain_text", "text": "Resource"},
            "element": {"type": "plain_text_input", "action_id": "value"},
        }
    ],
}
HOME = {"type": "home", "blocks": [{"type": "divider"}]}


async def test_a_slash_command_is_answered_with_its_acknowledgement(app, county, amy, ops):
    app.answer = lambda request: {"text": "checked in " + request.payload["text"]}
    deed = await county.slash(amy, ops, "/net", "checkin E12 4")
    assert (deed.acknowledged, deed.error, deed.texts) == (True, "", ["checked in checkin E12 4"])
    assert [seen.text for seen in county.ephemerals(amy, ops)] == deed.texts
    payload = app.heard[0].payload
    assert (payload["command"], payload["user_id"], payload["channel_id"]) == ("/net", amy.id, ops.id)
    assert (payload["channel_name"], payload["trigger_id"]) == ("ops", deed.trigger_id)


async def test_an_answer_in_the_channel_is_a_message_of_the_bot(app, county, amy, ops):
    app.answer = lambda request: {"text": "for all", "response_type": "in_channel"}
    await county.slash(amy, ops, "/net")
    assert (ops.texts, ops.messages[0].bot_id) == (["for all"], county.bot_id)


async def test_bolt_answers_a_slash_command(client, county, amy, ops):
    bolt = AsyncApp(client=client)

    @bolt.command("/net")
    async def net(ack, respond):
        await ack("working on it")
        await respond("done")

    handler = AsyncSocketModeHandler(bolt, county.app_token)
    await handler.connect_async()
    try:
        deed = await county.slash(amy, ops, "/net", "roster")
        await county.wait_for(lambda: len(deed.answers) == 2)
        assert sorted(deed.texts) == ["done", "working on it"]  # Bolt may answer before it acknowledges
    finally:
        await handler.close_async()


async def test_slack_itself_tells_the_person_what_it_does_not_take(app, county, amy, ops):
    root = await county.say(amy, ops, "root")
    threaded = await county.slash(amy, ops, "/net", "par", thread_ts=root.ts)
    unknown = await county.slash(amy, ops, "/nett", "par")
    app.acknowledges = False
    silent = await county.slash(amy, ops, "/net", "par")
    assert threaded.error == "/net is not supported in threads. Sorry!"
    assert unknown.error == "/nett is not a valid command."
    assert silent.error == "/net failed because the app did not respond."
    assert len([request for request in app.heard if request.type == "slash_commands"]) == 1


async def test_a_slash_command_without_a_socket_fails_at_once(county, amy, ops):
    assert (await county.slash(amy, ops, "/net")).error


async def test_a_response_url_is_good_five_times_and_for_half_an_hour(app, county, clock, amy, ops):
    urls = []
    for _ in range(2):
        await county.slash(amy, ops, "/net")
        urls.append(app.heard[-1].payload["response_url"])
    async with aiohttp.ClientSession() as session:
        answers = [await respond(session, urls[0], text=str(number)) for number in range(6)]
        clock.advance(30 * 60 + 1)
        late = await respond(session, urls[1], text="late")
    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert ("used_url" in answers[-1][1], late[0], "expired_url" in late[1]) == (True, 404, True)
    assert [seen.text for seen in county.ephemerals(amy)] == ["0", "1", "2", "3", "4"]


async def respond(session, url, **payload):
    async with session.post(url, json=payload) as answer:
        return answer.status, await answer.text()


async def test_a_bad_answer_to_a_response_url_is_refused_and_does_not_count(app, county, amy, ops):
    await county.slash(amy, ops, "/net")
    url = app.heard[-1].payload["response_url"]
    async with aiohttp.ClientSession() as session:
        assert (await respond(session, url, text=""))[0] == 400
        assert (await respond(session, url, text="x", blocks=[{"type": "nonsense"}]))[0] == 400
    assert not county.ephemerals(amy)


async def test_a_press_says_what_was_pressed_and_where(app, client, county, amy, ops):
    await client.chat_postMessage(channel=ops.id, text="R-1", blocks=BUTTONS)
    message = ops.messages[-1]
    await county.press(amy, message, "take")
    await county.press(amy, message, "state", "met")
    pressed, chosen = (r.payload for r in app.heard if r.type == "interactive")
    assert pressed["actions"][0]["value"] == "R-1"
    assert (pressed["container"]["message_ts"], pressed["message"]["ts"]) == (message.ts, message.ts)
    assert chosen["actions"][0]["selected_option"]["value"] == "met"
    with pytest.raises(NotPossible, match="nothing with action_id 'drop'"):
        await county.press(amy, message, "drop")


async def test_a_press_can_replace_the_message_that_only_one_member_sees(app, client, county, amy, ops):
    await client.chat_postEphemeral(channel=ops.id, user=amy.id, text="R-1", blocks=BUTTONS)
    await county.press(amy, county.ephemerals(amy)[0], "take")
    assert app.heard[-1].payload["container"]["is_ephemeral"]
    async with aiohttp.ClientSession() as session:
        await respond(session, app.heard[-1].payload["response_url"], text="taken", replace_original=True)
    assert [seen.text for seen in county.ephemerals(amy)] == ["taken"]


async def test_a_trigger_opens_one_modal_within_three_seconds(app, client, county, clock, amy, ops, refused):
    first, second = [(await county.slash(amy, ops, "/net")).trigger_id for _ in range(2)]
    await client.views_open(trigger_id=first, view=FORM)
    assert county.modal(amy).body["callback_id"] == "checkin"
    assert (await refused(client.views_open(trigger_id=first, view=FORM)))["error"] == "exchanged_trigger_id"
    clock.advance(3.1)
    assert (await refused(client.views_open(trigger_id=second, view=FORM)))["error"] == "expired_trigger_id"
    assert (await refused(client.views_open(trigger_id="1.2.x", view=FORM)))["error"] == "invalid_trigger_id"


async def test_a_form_with_errors_stays_open_and_a_good_one_closes(app, client, county, amy, ops):
    deed = await county.slash(amy, ops, "/net")
    await client.views_open(trigger_id=deed.trigger_id, view=FORM)
    app.answer = lambda request: {"response_action": "errors", "errors": {"resource": "no such resource"}}
    deed = await county.submit_view(amy, county.modal(amy), {"resource": "E13"})
    assert deed.errors == {"resource": "no such resource"}
    assert county.modal(amy) is not None
    app.answer = lambda request: None
    await county.submit_view(amy, county.modal(amy), {"resource": "E12"})
    assert county.modal(amy) is None
    values = app.heard[-1].payload["view"]["state"]["values"]
    assert values == {"resource": {"value": {"type": "plain_text_input", "value": "E12"}}}


@pytest.mark.parametrize(
    "reply",
    [{"response_action": "errors", "errors": {"nobody": "x"}}, {"response_action": "update", "view": {}}, {"a": 1}],
)
async def test_a_bad_answer_to_a_form_leaves_it_open_with_slacks_own_words(app, client, county, amy, ops, reply):
    deed = await county.slash(amy, ops, "/net")
    await client.views_open(trigger_id=deed.trigger_id, view=FORM)
    app.answer = lambda request: reply
    deed = await county.submit_view(amy, county.modal(amy), {"resource": "E13"})
    assert deed.error == "We had some trouble connecting. Try again?"
    assert county.modal(amy) is not None


async def test_a_bad_answer_to_a_slash_command_is_shown_as_slack_shows_it(app, county, amy, ops):
    app.answer = lambda request: {"blocks": [{"type": "nonsense"}]}
    deed = await county.slash(amy, ops, "/net", "roster")
    assert deed.error == '/net failed with the error "invalid_blocks"'


async def test_a_form_can_be_pushed_over_and_changed(app, client, county, amy, ops, refused):
    triggers = [(await county.slash(amy, ops, "/net")).trigger_id for _ in range(4)]
    await client.views_open(trigger_id=triggers[0], view=FORM)
    for trigger in triggers[1:3]:
        await client.views_push(trigger_id=trigger, view=FORM)
    assert (await refused(client.views_push(trigger_id=triggers[3], view=FORM)))["error"] == "push_limit_reached"
    top = county.modal(amy)
    changed = FORM | {"title": {"type": "plain_text", "text": "Changed"}}
    await client.views_update(view_id=top.id, hash=top.hash, view=changed)
    assert county.modal(amy).body["title"]["text"] == "Changed"
    assert (await refused(client.views_update(view_id=top.id, hash=top.hash, view=FORM)))["error"] == "hash_conflict"


async def test_a_bad_form_is_refused_before_its_trigger_is_spent(app, client, county, amy, ops, refused):
    deed = await county.slash(amy, ops, "/net")
    long = FORM | {"title": {"type": "plain_text", "text": "x" * 25}}
    answer = await refused(client.views_open(trigger_id=deed.trigger_id, view=long))
    assert "/view/title" in answer["response_metadata"]["messages"][0]
    await client.views_open(trigger_id=deed.trigger_id, view=FORM)


async def test_a_message_shortcut_brings_its_message(app, county, amy, ops):
    message = await county.say(amy, ops, "take note")
    await county.shortcut(amy, "log_this", message)
    payload = app.heard[-1].payload
    assert (payload["type"], payload["message"]["text"], payload["callback_id"]) == (
        "message_action",
        "take note",
        "log_this",
    )


async def test_a_home_tab_is_published_and_opened(app, client, county, amy):
    await client.views_publish(user_id=amy.id, view=HOME)
    assert (await county.open_home(amy)).body == HOME
    await county.wait_for(lambda: app.of("app_home_opened"))


async def test_people_can_only_do_what_their_client_lets_them(county, amy, bob, ops):
    stranger = county.add_user("stranger")
    message = await county.say(amy, ops, "mine")
    for deed in (
        county.say(stranger, ops, "x"),
        county.edit(bob, message, "x"),
        county.delete(bob, message),
        county.remove_reaction(bob, message, "eyes"),
        county.say(amy, ops, "x", thread_ts="1.000001"),
    ):
        with pytest.raises(NotPossible):
            await deed
    await county.archive(ops)
    with pytest.raises(NotPossible, match="archived"):
        await county.say(amy, ops, "x")
