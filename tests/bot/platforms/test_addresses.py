"""Addresses cross whole and can be reached: bare, labelled, in tables and in code, from Slack and from Matrix."""

import pytest

from bot.platforms import Draft
from bot.platforms.matrix import html
from bot.platforms.matrix.render import render as on_matrix
from bot.platforms.slack.mrkdwn import parse
from bot.platforms.slack.render import render as on_slack
from bot.platforms.slack.richtext import from_attachments, from_blocks
from commands.domain.text import Link, plain, words

LABELLED = [
    "ftp://files.example/maps/a_(1).zip",
    "sip:dispatch@ada.example;transport=tls",
    "sips:dispatch@ada.example",
    "tel:+12085550100",
    "sms:+12085550100",
    "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a",
    "geo:43.61,-116.2;u=35",
    "xmpp:ops@ada.example",
    "https://example.org/a_(b)?q=1&r=(2)",
    "mailto:ops@ada.example",
]
BARE = {
    "https://en.wikipedia.org/wiki/Fire_(classical_element)": "https://en.wikipedia.org/wiki/Fire_(classical_element)",
    "(see https://example.org/a_(b))": "https://example.org/a_(b)",
    "[https://example.org/x]": "https://example.org/x",
    "https://example.org/x[1].": "https://example.org/x[1]",
    "https://example.org/((a)b)!": "https://example.org/((a)b)",
    "https://example.org/x), then": "https://example.org/x",
    "https://example.org/x.": "https://example.org/x",
}


def slack_text(text):
    return on_slack(Draft(text=text))[0]["text"]


def matrix_content(text):
    return on_matrix(Draft(text=text))[0]["content"]


@pytest.mark.parametrize(("text", "address"), BARE.items())
def test_a_bare_address_is_whole_on_slack(text, address):
    assert f"<{address.replace('&', '&amp;')}>" in slack_text(plain(text))


@pytest.mark.parametrize("address", LABELLED)
def test_a_labelled_address_of_matrix_can_be_reached_on_slack(address):
    shown = slack_text(html.parse(f'call <a href="{address.replace("&", "&amp;")}">the desk</a> now'))
    assert address.replace("&", "&amp;") in shown
    assert "the desk" in shown


@pytest.mark.parametrize("address", LABELLED)
def test_a_labelled_address_of_slack_can_be_reached_on_matrix(address):
    content = matrix_content(parse(f"call <{address.replace('&', '&amp;')}|the desk> now", "slack.county"))
    clicked = address.startswith(("http", "ftp:", "mailto:", "magnet:"))
    assert f"the desk ({address})" in content["body"]
    assert f'href="{address.replace("&", "&amp;")}"' in content["formatted_body"]
    assert clicked or f"({address})" in content["formatted_body"]


@pytest.mark.parametrize(
    "text",
    [
        from_blocks([{"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [
            {"type": "link", "url": "https://example.org/a", "text": "the plan"}]}]}], ""),
        from_blocks([{"type": "table", "rows": [[{"type": "raw_text", "text": "A"}, {"type": "rich_text", "elements": [
            {"type": "rich_text_section", "elements": [
                {"type": "link", "url": "https://example.org/a", "text": "the plan"}]}]}]]}], ""),
        parse("`<https://example.org/a|the plan>`", ""),
        parse("```\n<https://example.org/a|the plan>\n```", ""),
        html.parse('<pre><code>see <a href="https://example.org/a">the plan</a></code></pre>'),
        html.parse('<table><tr><td>A</td><td><a href="https://example.org/a">the plan</a></td></tr></table>'),
    ],
    ids=["slack: preformatted", "slack: table", "slack: code", "slack: code block", "matrix: code", "matrix: table"],
)  # fmt: skip
def test_a_label_where_no_link_can_be_made_tells_its_address(text):
    assert "the plan (https://example.org/a)" in words(text)


def test_what_would_do_something_is_no_address():
    assert html.parse('<a href="javascript:alert(1)">x</a>') == plain("x")
    assert matrix_content((plain("x")[0].__class__((Link("javascript:alert(1)", "x"),)),))["formatted_body"] == "x"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (from_blocks([{"type": "header", "text": {"type": "plain_text",
                                                  "text": ":fire: Smoke &amp; ash &lt;3 mi"}}], ""),
         "🔥 Smoke & ash <3 mi"),
        (from_blocks([{"type": "header", "text": {"type": "plain_text", "text": ":fire: up", "emoji": False}}], ""),
         ":fire: up"),
        (from_blocks([{"type": "section", "fields": [{"type": "plain_text", "text": "a &amp;amp; :+1:"}]}], ""),
         "a &amp; 👍"),
        (from_blocks([{"type": "image", "title": {"type": "plain_text", "text": ":fire: A &amp; B"},
                       "image_url": "https://example.org/a.png"}], ""), "🔥 A & B"),
        (from_attachments([{"title": ":fire: A &amp; B", "title_link": "https://example.org"}], ""), "🔥 A & B"),
        (from_attachments([{"author_name": "Ops &lt;1&gt;", "footer": ":wave: &amp; bye",
                            "fields": [{"title": ":fire: A &amp; B", "value": "x &lt; y"}]}], ""),
         "Ops <1>\n🔥 A & B: \nx < y\n👋 & bye"),
    ],
)  # fmt: skip
def test_plain_texts_of_slack_show_emoji_and_characters(text, shown):
    assert words(text) == shown
