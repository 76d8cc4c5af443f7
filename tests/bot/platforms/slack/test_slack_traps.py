"""What Slack and Bolt do that nobody expects, each shown by the local Slack."""

import pytest

from bot.platforms import Draft, Rejected
from bot.platforms.slack import session
from bot.sandbox.slack import faults as sabotage
from commands.domain.messages import Kind
from commands.domain.text import plain
from tests.helpers import eventually


async def test_bolt_asks_slack_for_no_authorisation_on_an_events_way(live, slack, ears, county, ops, amy):
    asked = slack.calls["auth.test"]
    for number in range(30):
        await county.say(amy, ops, f"message {number}")
    await ears.hears(30)

    assert slack.calls["auth.test"] == asked


async def test_an_event_that_nobody_listens_to_is_acknowledged_and_does_not_come_again(live, county):
    event = {"type": "emoji_changed", "subtype": "add", "name": "net", "event_ts": "1700000000.000100"}
    envelope = county.sockets.send("events_api", {"type": "event_callback", "event_id": "Ev1", "event": event})
    await eventually(envelope.outcome.done)

    assert envelope.outcome.result()
    assert envelope.attempt == 0


async def test_events_that_slack_keeps_back_are_fetched_when_their_minute_is_over(
    live, ears, county, ops, amy, monkeypatch
):
    monkeypatch.setattr(session, "WITHHELD", 0.0)
    first = await county.say(amy, ops, "heard")
    await ears.hears(1)
    county.sockets.deaf = True
    missed = await county.say(amy, ops, "kept back")
    county.sockets.deaf = False
    county.sockets.forget()
    minute = int(float(first.ts)) // 60 * 60
    limited = {"type": "app_rate_limited", "minute_rate_limited": minute, "team_id": "T1", "api_app_id": "A1"}
    county.sockets.send("events_api", limited)
    await ears.hears(2)

    (found,) = [one for one in ears.of(Kind.NEW) if one.id == missed.ts]
    assert found.recovered
    assert ears.states[-2:] == ["catching up", "caught up"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("edit_window_closed", "the workspace does not allow changes so late"),
        ("msg_too_long", "Slack refuses it as too long"),
        ("message_not_found", "the message is not there any more"),
        ("cant_update_message", "the message cannot be changed"),
    ],
)
async def test_an_edit_that_slack_will_never_take_is_refused_with_a_reason(live, slack, ops, post, code, words):
    posted = await live.send(post(text="DP 12"))
    slack.faults.script("chat.update", sabotage.refused(code))
    with pytest.raises(Rejected) as caught:
        await live.send(post("edit", text="DP 21", target=posted.id, id="p2"))

    assert caught.value.reason == words


async def test_a_reply_to_a_reply_stands_under_the_root_and_names_it(live, ears, county, ops, amy, bob):
    root = await county.say(amy, ops, "root")
    reply = await county.say(bob, ops, "reply", thread_ts=root.ts)
    await county.say(amy, ops, "again", thread_ts=reply.ts)
    await ears.hears(3)

    assert [one.thread for one in ears.of(Kind.NEW)] == [None, root.ts, root.ts]


async def test_a_copys_own_name_stays_when_it_is_edited(live, county, ops, post):
    payload = live.render(Draft(text=plain("DP 12"), author="Bob (State EOC)"))[0]
    posted = await live.send(post(payload=payload))
    await live.send(post("edit", payload=live.render(Draft(text=plain("DP 21"), author="Eve"))[0], target=posted.id))

    edited = ops.find(posted.id)
    assert (edited.text, edited.username) == ("DP 21", "Bob (State EOC)")
