"""Rate limits on a clock that is moved by hand, and calls that go wrong on purpose."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Habits, Way, faults
from bot.sandbox.slack.webapi import METHODS


@pytest.fixture
def limited(county):
    county.limits.on = True
    return county.limits


async def test_after_a_short_burst_a_channel_takes_one_post_a_second(client, county, limited, clock, amy, ops):
    other = county.add_channel("other", amy)
    for number in range(limited.burst):
        await client.chat_postMessage(channel=ops.id, text=str(number))
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ops.id, text="too fast")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    assert caught.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel=other.id, text="another channel")
    clock.advance(1)
    await client.chat_postMessage(channel=ops.id, text="in time")
    assert ops.texts[-1] == "in time"


@pytest.mark.parametrize(
    ("method", "bound"),
    [("chat.update", 50), ("reactions.add", 50), ("reactions.remove", 20), ("conversations.list", 20)],
)
async def test_each_method_has_its_bound_per_minute(client, limited, clock, method, bound):
    async def error():
        try:
            await client.api_call(method)
        except SlackApiError as refusal:
            return refusal.response["error"]
        return ""

    for _ in range(bound):
        assert await error() != "ratelimited"
    assert await error() == "ratelimited"
    clock.advance(60)
    assert await error() != "ratelimited"


async def test_limits_are_switched_off_by_the_habits_or_later(slack, county):
    assert not county.limits.on
    assert slack.add_workspace("other", habits=Habits()).limits.on


async def test_every_method_that_writes_asks_for_a_scope():
    free = {name for name, row in METHODS.items() if not row.scopes}
    assert {name for name in free if name.startswith(("chat.", "files.", "reactions.", "pins."))} == {
        "chat.getPermalink"
    }


async def test_scripted_outcomes_come_in_order_and_then_all_is_well(slack, client, ops):
    slack.faults.script("chat.postMessage", faults.ratelimited(7), faults.BROKEN, faults.refused("fatal_error"))
    found = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=ops.id, text="x")
        found.append((caught.value.response.status_code, caught.value.response.headers.get("Retry-After")))
    await client.chat_postMessage(channel=ops.id, text="well")
    assert found == [(429, "7"), (500, None), (200, None)]
    assert ops.texts == ["well"]


async def test_a_reset_applies_nothing_and_a_lost_answer_is_applied(slack, client, ops):
    slack.faults.script("chat.postMessage", faults.RESET, faults.LOST)
    for text in ("reset", "lost"):
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=ops.id, text=text)
    assert ops.texts == ["lost"]


async def test_the_sdks_own_retry_posts_twice_when_an_answer_is_lost(slack, county, ops):
    client = AsyncWebClient(token=county.bot_token, base_url=slack.base_url)
    slack.faults.script("chat.postMessage", faults.LOST)
    await client.chat_postMessage(channel=ops.id, text="x")
    assert ops.texts == ["x", "x"]


async def test_a_hanging_call_is_applied(slack, county, ops):
    client = AsyncWebClient(token=county.bot_token, base_url=slack.base_url, timeout=0.2, retry_handlers=[])
    slack.faults.script("chat.postMessage", faults.hang())
    with pytest.raises(asyncio.TimeoutError):
        await client.chat_postMessage(channel=ops.id, text="x")
    assert ops.texts == ["x"]


async def test_a_chance_is_the_same_in_every_run_with_the_same_seed(slack, client, ops):
    slack.faults.chance("*", 0.5, faults.BROKEN)
    for number in range(20):
        try:
            await client.chat_postMessage(channel=ops.id, text=str(number))
        except SlackApiError:
            continue
    assert 0 < len(ops) < 20
    assert slack.faults.met[Way.BROKEN] == 20 - len(ops)
    again = faults.Faults(seed=0)
    again.chance("*", 0.5, faults.BROKEN)
    assert [n for n in range(20) if again.next("x").way is Way.PASS] == [int(text) for text in ops.texts]
