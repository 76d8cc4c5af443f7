"""Bodies without HTML: what plainly is CommonMark is read as such, and operational lines stay as they were typed."""

from pathlib import Path

import pytest

from bot.platforms import Draft
from bot.platforms.matrix.commonmark import parse
from bot.platforms.slack.render import render
from commands.domain.text import plain, words

LINES = (Path(__file__).parents[3] / "data" / "operational_lines.txt").read_text(encoding="utf-8").splitlines()


def test_operational_lines_stay_as_they_were_typed():
    assert len(LINES) >= 300
    assert [line for line in LINES if parse(line) != plain(line)] == []


def test_operational_lines_stay_as_they_were_typed_one_below_the_other():
    lone = [line for line in LINES if not line.startswith(("*", "-", "`", "1.", "3.", "12.", "1500."))]
    assert words(parse("\n".join(lone))) == "\n".join(lone)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("*E12* holds", "_E12_ holds"),
        ("_E12_ holds", "_E12_ holds"),
        ("**URGENT**: DP 12", "*URGENT*: DP 12"),
        ("**Division A:** hold", "*Division A:* hold"),
        ("__hold__ here", "*hold* here"),
        ("***now***", "*_now_*"),
        ("(*tentative*), then", "(_tentative_), then"),
        ("~~DP 12~~ DP 21", "~DP 12~ DP 21"),
        ("run `tail -f x_y_z` there", "run `tail -f x_y_z` there"),
        ("``a`` and `b`", "`a` and `b`"),
        ("see [the plan](https://example.org/a_(b)) now", "see <https://example.org/a_(b)|the plan> now"),
        ("**E12 _holds_ DP 12**", "*E12* *_holds_* *DP 12*"),
        ("*a* and *b*", "_a_ and _b_"),
        ("- E12\n- E14", "• E12\n• E14"),
        ("* E12\n* E14", "• E12\n• E14"),
        ("Crews:\n- E12\n  - Ruiz\n  - Park\n- E14\nall", "Crews:\n• E12\n    ◦ Ruiz\n    ◦ Park\n• E14\nall"),
        ("1. hold\n2. go", "1. hold\n2. go"),
        ("3) hold\n4) go", "3. hold\n4. go"),
        ("> hold at DP 12\n> and wait\ncopy", "> hold at DP 12\n> and wait\ncopy"),
        ("```\n*x* y\n```", "```\n*x* y\n```"),
        ("~~~python\nx = 1\n~~~", "```\nx = 1\n```"),
        ("first\n\nsecond", "first\n\nsecond"),
    ],
)
def test_what_plainly_is_commonmark_is_read_as_such(body, shown):
    assert render(Draft(text=parse(body)))[0]["text"].replace("\u200b", "") == shown


@pytest.mark.parametrize("body", ["!log *E12* up", "a*" * 3_000, "```\nnever closed", "- one item", "5. one item"])
def test_commands_what_is_too_much_and_single_items_stay(body):
    assert parse(body) == plain(body)
