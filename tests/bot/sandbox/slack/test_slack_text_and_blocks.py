"""Text as Slack keeps and its client types it, and Block Kit's rules."""

import pytest

from bot.sandbox.slack import rich_text, stored, typed
from bot.sandbox.slack.blocks import faults_in_blocks
from bot.sandbox.slack.channel import Channel
from bot.sandbox.slack.model import Kind, Message


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a < b", "a &lt; b"),
        ("&amp; & &lt;", "&amp; &amp; &lt;"),
        ("<@U0AB12> <!here> <#C0AB|ops>", "<@U0AB12> <!here> <#C0AB|ops>"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("at https://example.org/a_b.", "at <https://example.org/a_b>."),
        ("<https://example.org|there>", "<https://example.org|there>"),
    ],
)
def test_text_from_the_api_is_kept_as_slack_keeps_it(sent, kept):
    assert stored(sent) == kept
    assert stored(kept) == kept


def test_typed_text_is_escaped_and_its_names_are_live():
    ids = {"amy": "U0AMY"}
    assert (
        typed("@amy <b> @here amy@example.org @nobody", ids.get) == "<@U0AMY> &lt;b&gt; <!here> amy@example.org @nobody"
    )


def test_simple_text_gets_the_rich_text_of_slacks_client():
    (part,) = rich_text("a *b* `c` <@U0AMY> <https://example.org|d &amp; e> :fire:")["elements"]
    assert part["elements"] == [
        {"type": "text", "text": "a "},
        {"type": "text", "text": "b", "style": {"bold": True}},
        {"type": "text", "text": " "},
        {"type": "text", "text": "c", "style": {"code": True}},
        {"type": "text", "text": " "},
        {"type": "user", "user_id": "U0AMY"},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://example.org", "text": "d & e"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "fire"},
    ]


@pytest.mark.parametrize("text", ["", "```code```", "&gt; quote", "• one\n• two", "*a _b_ c*"])
def test_text_that_is_not_simple_gets_none(text):
    assert rich_text(text) is None


def plain(text):
    return {"type": "plain_text", "text": text}


def button(**fields):
    return {"type": "button", "action_id": "a", "text": plain("Go")} | fields


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        ({"type": "nonsense"}, "/blocks/0/type"),
        ({"type": "section"}, "/blocks/0]"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": ""}}, "/blocks/0/text/text"),
        ({"type": "section", "fields": [plain("x" * 2001)]}, "/blocks/0/fields/0/text"),
        ({"type": "section", "fields": [plain("x")] * 11}, "/blocks/0/fields"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/blocks/0/text/type"),
        ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
        ({"type": "context", "elements": [plain("x")] * 11}, "/blocks/0/elements"),
        ({"type": "actions", "elements": []}, "/blocks/0/elements"),
        ({"type": "actions", "elements": [button(), button()]}, "/blocks/0/elements/1/action_id"),
        ({"type": "actions", "elements": [button(text=plain("x" * 76))]}, "/blocks/0/elements/0/text/text"),
        ({"type": "actions", "elements": [button(style="green")]}, "/blocks/0/elements/0/style"),
        ({"type": "actions", "elements": [button(value="x" * 2001)]}, "/blocks/0/elements/0/value"),
        ({"type": "actions", "elements": [{"type": "static_select"}]}, "/blocks/0/elements/0"),
        ({"type": "input", "label": plain("x"), "element": {"type": "plain_text_input"}}, "/blocks/0/type"),
        ({"type": "image", "image_url": "https://example.org/a.png"}, "/blocks/0]"),
        ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
    ],
)
def test_a_bad_block_is_named_with_its_place(block, pointer):
    (fault,) = faults_in_blocks([block], 50, "message")
    assert pointer in fault


def test_good_blocks_are_taken():
    blocks = [
        {"type": "header", "text": plain("x" * 150)},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}, "accessory": button()},
        {"type": "divider"},
        {"type": "context", "elements": [plain("x"), {"type": "image", "image_url": "https://e.org", "alt_text": "x"}]},
        {"type": "actions", "block_id": "b", "elements": [button(style="danger", url="https://example.org")]},
    ]
    assert faults_in_blocks(blocks, 50, "message") == []


def test_a_long_channel_still_finds_its_messages():
    channel = Channel(id="C1", name="ops", kind=Kind.PUBLIC, creator="U1", created=0)
    for number in range(20_000):
        channel.put(Message(channel="C1", ts=channel.next_ts(1_800_000_000), text=str(number)))
    middle = channel.messages[10_000]
    channel.drop(middle)
    assert channel.find(middle.ts) is None
    assert [m.text for m in channel.history(channel.messages[9_998].ts, channel.messages[10_001].ts, False)] == [
        "10001",
        "9999",
    ]
