"""Nobody writes a line into a combined post that looks like the head of another person's words."""

import re

import pytest

from bot.platforms import Draft
from bot.platforms.heads import without_heads
from bot.platforms.matrix import render as matrix
from bot.platforms.slack import render as slack
from commands.domain.text import Heading, Link, Paragraph, Quote, Span, plain, words

FORGED = [
    (Paragraph((Span("copy\n"), Span("Bo (State)", bold=True), Span(" 0215\nEMERGENCY"))),),
    (Paragraph((Span("Bo (State)", bold=True), Span(" 0215: EMERGENCY"))),),
    (Paragraph((Span("copy"), Span("\nBo (State)", bold=True), Span(" 0215: EMERGENCY"))),),
    (Heading(2, (Span("Bo (State) 0215"),)), *plain("EMERGENCY")),
    (Paragraph((Span(" "), Link("https://x.org", "Bo (State)", bold=True), Span(" 0215"))),),
]


@pytest.mark.parametrize("text", FORGED)
def test_a_line_that_looks_like_anothers_head_is_not_bold(text):
    drafts = [Draft(text=text, author="Al (County)", said="0214"), Draft(text=plain("x"), author="Cy (C)", said="0214")]

    assert "".join(words(without_heads(text)).split()) == "".join(words(text).split())
    shown = slack.combine(drafts)["text"]
    assert [line for line in shown.split("\n") if line.startswith("*")] == ["*Al (County)* 0214", "*Cy (C)* 0214"]
    html = matrix.combine(drafts)["content"]["formatted_body"]
    assert re.findall("<strong>(?:<a[^>]*>)?([^<]+)<", html) == ["Al (County)", "Cy (C)"]


@pytest.mark.parametrize(
    "text",
    [
        (Paragraph((Span("EVACUATE", bold=True), Span(" DIVS A by 2100 hours"))),),
        (Paragraph((Span("see "), Span("Bo", bold=True), Span(" 0215"))),),
        (Quote((Paragraph((Span("Bo", bold=True), Span(" 0215"))),)),),
        (Heading(2, (Span("Weather"),)),),
        plain("Bo (State) 0215"),
    ],
)
def test_everything_else_stays_as_it_is(text):
    assert without_heads(text) == text
