"""Every short name that Slack has, both ways, in every skin tone, and wherever Slack writes one."""

import subprocess
import sys

import pytest

from bot.platforms.emojis import TONES, spelled, table
from bot.platforms.slack.emojis import names_of, unicode_of
from bot.platforms.slack.mrkdwn import parse
from bot.platforms.slack.richtext import from_blocks
from bot.platforms.slack.translate import emoji_of
from commands.domain.text import Heading, Paragraph, Span, words
from tools import emoji_table

SELECTORS = "\ufe0e\ufe0f"


def tones_of(face):
    """Every way to say the face in tones: (Slack's suffix, how it is spelled)."""
    for spelling in face.toned:
        if spelling.count("?") == 1:
            for at, tone in enumerate(TONES, 2):
                yield f"::skin-tone-{at}", spelling.replace("?", tone)
        else:
            single = any(each.count("?") == 1 for each in face.toned)
            for first, one in enumerate(TONES, 2):
                for second, other in enumerate(TONES, 2):
                    if first != second or not single:
                        yield f"::skin-tone-{first}-{second}", spelling.replace("?", one, 1).replace("?", other)


def test_the_table_has_every_short_name_once():
    names = [name for face in table() for name in face.names]

    assert len(names) == len(set(names)) == 1972  # 1,967 emoji names and the five skin tones by themselves
    assert len({face.shown for face in table()}) == len(table())


def test_every_name_is_its_emoji_and_every_emoji_its_first_name():
    for face in table():
        for name in face.names:
            assert unicode_of(name) == face.shown, name
        assert tuple(names_of(face.shown)) == face.names, face


def test_every_emoji_is_known_with_and_without_its_variation_selectors():
    for face in table():
        bare = "".join(char for char in face.shown if char not in SELECTORS)
        assert names_of(bare) == names_of(bare + SELECTORS[1]) == names_of(face.shown), face
        assert spelled(bare) == spelled(face.shown) == face.shown, face


def test_every_skin_tone_has_its_name_and_every_name_its_skin_tone():
    said = [(face, suffix, shown) for face in table() for suffix, shown in tones_of(face)]

    assert len(said) == 310 * 5 + 13 * 25  # all that Unicode recommends
    for face, suffix, shown in said:
        for name in face.names:
            assert unicode_of(name + suffix) == shown, (name, suffix)
        assert names_of(shown)[0] == face.names[0] + suffix, shown
        assert spelled("".join(char for char in shown if char not in SELECTORS)) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("wave::skin-tone-3", "👋🏼"),
        ("handshake::skin-tone-2-3", "🫱🏻‍🫲🏼"),
        ("handshake::skin-tone-2-2", "🤝🏻"),
        ("people_holding_hands::skin-tone-2-3", "🧑🏻‍🤝‍🧑🏼"),
        ("people_holding_hands::skin-tone-4", "🧑🏽‍🤝‍🧑🏽"),
        ("male-detective::skin-tone-6", "🕵🏿‍♂️"),
        ("large_green_circle", "🟢"),
        ("octagonal_sign", "🛑"),
        ("first_place_medal", "🥇"),
        ("male-construction-worker", "👷‍♂️"),
        ("hankey", "💩"),
        ("simple_smile", "🙂"),
        ("skin-tone-3", "🏼"),
        ("fire::skin-tone-3", "🔥🏼"),  # Slack shows both as well
        ("wave::skin-tone-7", ""),
        ("parrot_of_ours", ""),
        ("", ""),
    ],
)
def test_names_that_follow_no_rule(name, shown):
    assert unicode_of(name) == shown
    assert emoji_of(name) == (shown or f":{name}:")


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("🟢", ["large_green_circle"]),
        ("🛑", ["octagonal_sign"]),
        ("❤", ["heart"]),
        ("🧑🏽‍🤝‍🧑🏽", ["people_holding_hands::skin-tone-4-4", "people_holding_hands::skin-tone-4"]),
        ("🔥🏼", ["fire"]),
        (":parrot:", ["parrot"]),
        (":parrot::skin-tone-2-3:", ["parrot::skin-tone-2-3"]),
        ("E12", []),
        ("", []),
    ],
)
def test_an_emoji_is_asked_for_by_the_names_that_slack_takes(shown, names):
    assert names_of(shown) == names


def test_names_are_read_in_text_and_headers_and_fields():
    assert words(parse(":wave::skin-tone-3: to :handshake::skin-tone-2-3: at 10:30:45", "slack.county")) == (
        "👋🏼 to 🫱🏻‍🫲🏼 at 10:30:45"
    )
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": ":fire: Smoke &amp; ash &lt;3 mi", "emoji": True}},
        {"type": "section", "fields": [{"type": "plain_text", "text": "*E12* :large_green_circle:"}]},
        {"type": "context", "elements": [{"type": "plain_text", "text": ":fire: 1 &gt; 0", "emoji": False}]},
    ]
    text = from_blocks(blocks, "slack.county")

    assert words(text) == "🔥 Smoke & ash <3 mi\n*E12* 🟢\n:fire: 1 > 0"
    assert isinstance(text[0], Heading)
    assert text[2] == Paragraph((Span(":fire: 1 > 0"),))


def test_the_table_is_not_read_before_somebody_asks():
    program = (
        "import bot.platforms.emojis as emojis, bot.platforms.slack.client\nprint(emojis.table.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "0\n"


def test_a_row_is_made_of_what_the_data_source_says():
    toned = {tone: {"unified": f"1F91D-{tone}"} for tone in emoji_table.TONES}
    pairs = {"1F3FB-1F3FC": {"unified": "1FAF1-1F3FB-200D-1FAF2-1F3FC"}}
    entry = {"unified": "1F91D", "short_name": "handshake", "short_names": ["handshake"], "sort_order": 1}

    (row,) = emoji_table.rows([entry | {"skin_variations": toned | pairs}])

    assert row == ("1F91D", "handshake", "1F91D-? 1FAF1-?-200D-1FAF2-?")
    with pytest.raises(ValueError, match="handshake: 1F3FB is written 1F91D"):
        list(emoji_table.rows([entry | {"skin_variations": {"1F3FB": {"unified": "1F91D"}}}]))
