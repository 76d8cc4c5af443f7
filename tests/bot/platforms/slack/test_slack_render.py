"""Drafts → payloads: names, marks, parts, several copies in one, cards, buttons and forms."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms import Draft
from bot.platforms.slack.blocks import ALL_BLOCKS, form_view
from bot.platforms.slack.mrkdwn import parse
from bot.platforms.slack.names import COMBINED_BYTES, PART_BYTES, ZERO, size
from bot.platforms.slack.render import NEUTRAL, answer, combine, render
from commands.domain.messages import Card, Choice, Colour, Field, File, Form, Reply, Table
from commands.domain.text import Code, List, Paragraph, Quote, Span, plain, words

BARE = str.maketrans("", "", " \n•->")
"""Takes away how lists and quotes are shown."""


def text_of(**draft) -> str:
    return render(Draft(**{"text": plain("go")} | draft))[0]["text"]


def test_talk_is_text_under_its_authors_name():
    assert render(Draft(text=plain("go"), author="Amy (State)")) == [{"text": "go", "username": "Amy (State)"}]
    assert render(Draft(text=plain("go"))) == [{"text": "go"}]


def test_an_authors_name_is_cleaned_and_cut():
    payload = render(Draft(text=plain("go"), author="A\u202emy\n" + "x" * 100))[0]

    assert payload["username"] == "Amy " + "x" * 76


def test_thread_and_broadcast_are_kept():
    assert render(Draft(text=plain("go"), thread="1.2", broadcast=True)) == [
        {"text": "go", "thread_ts": "1.2", "reply_broadcast": True}
    ]


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        ({"said": "0214"}, "[said 0214] go"),
        ({"note": "CORRECTION", "said": "0214"}, "[CORRECTION] [said 0214] go"),
        ({"quote": "<Bob>: first\nwords"}, "> &lt;Bob&gt;: first words\ngo"),
        ({"emote": True}, "_go_"),
        ({"note": "CORRECTION", "text": (Quote(plain("q")),)}, "[CORRECTION]\n> q"),
        ({"said": "0214", "text": (Code("x"),)}, "[said 0214]\n```\nx\n```"),
        ({"text": ()}, "(no text)"),
    ],
)
def test_marks_stand_before_the_text(draft, text):
    assert text_of(**draft) == text


def test_a_file_is_its_caption():
    file = File(id="F1", name="map.pdf")

    assert render(Draft(text=(), author="Amy", files=(file,), thread="1.2")) == [
        {"text": "", "username": "Amy", "thread_ts": "1.2"}
    ]


def test_a_long_message_is_numbered_and_keeps_its_thread_but_is_broadcast_once():
    payloads = render(Draft(text=plain("word " * 2000), thread="1.2", broadcast=True, author="Amy"))

    assert all(payload["text"].startswith(f"({number}/{len(payloads)}) ") for number, payload in enumerate(payloads, 1))
    assert [payload.get("reply_broadcast") for payload in payloads] == [True, *[None] * (len(payloads) - 1)]
    assert {payload["thread_ts"] for payload in payloads} == {"1.2"}


blocks = st.one_of(
    st.builds(
        lambda text, bold: Paragraph((Span(text, bold=bold), Span(" & <end> :fire:"))),
        st.text("ab <>&*`\n👍é", min_size=1, max_size=9000),
        st.booleans(),
    ),
    st.builds(lambda lines: Code("\n".join(lines)), st.lists(st.text("ab<&", max_size=600), min_size=1, max_size=20)),
    st.builds(lambda text: Quote(plain(text)), st.text("ab >\n", min_size=1, max_size=5000)),
    st.builds(lambda text: List((plain(text), plain("b"))), st.text("ab &", min_size=1, max_size=5000)),
)


@given(st.lists(blocks, min_size=1, max_size=3))
def test_each_part_is_small_and_whole(text):
    for payload in render(Draft(text=tuple(text))):
        part = payload["text"]
        assert size(part) <= PART_BYTES
        assert part.count("```") % 2 == 0
        assert part.count("&") == sum(part.count(escape) for escape in ("&amp;", "&lt;", "&gt;"))


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(4_000, 12_000))
def test_no_word_is_lost_between_parts(seed, length):
    typed = "".join(random.Random(seed).choices("ab cd\n", k=length))  # each drawn by itself takes most of the test
    parts = [payload["text"].partition(") ")[2] for payload in render(Draft(text=plain(typed)))]
    whole = "".join(parts) if len(parts) > 1 else render(Draft(text=plain(typed)))[0]["text"]

    assert "".join(whole.split()) == "".join(typed.split())


def test_a_long_code_block_with_empty_lines_is_posted():
    code = Code("\n\n".join(f"line {number} of the block" for number in range(300)))
    payloads = render(Draft(text=(code, *plain("after")), author="Al"))

    told = words(parse("\n".join(payload["text"] for payload in payloads), "slack.x"))
    assert [f"line {number} of the block" in told for number in range(300)] == [True] * 300
    assert all(size(payload["text"]) <= PART_BYTES for payload in payloads)


@pytest.mark.parametrize(
    "text",
    [
        (Paragraph((Span("a"), Span(" ", code=True), Span("b"))),),
        (Paragraph((Span("a"), Span("", code=True, bold=True), Span("b"))),),
        (List(((Code("\nb"),),)),),
        (Quote((Code("a ``` b\n:fire: ` c"),)),),
        (List(((Code("a ``` b"),), (Code("`"),))),),
    ],
)
def test_blank_code_and_code_with_backticks_lose_nothing(text):
    (payload,) = render(Draft(text=text, author="Al"))
    shown = words(parse(payload["text"], "slack.x")).replace(ZERO, "")

    assert sorted(shown.translate(BARE)) == sorted(words(text).translate(BARE))


def test_a_part_is_cut_between_words():
    payloads = render(Draft(text=plain("evacuate " * 1000)))

    assert all(set(payload["text"].partition(") ")[2].split()) == {"evacuate"} for payload in payloads)


def test_copies_are_combined_with_author_and_time():
    drafts = [
        Draft(text=plain("DP 12"), author="Amy (State)", said="0214"),
        Draft(text=plain("> on *my* way"), author="Bob_x_ (BLM)", said="0215", note="CORRECTION"),
    ]

    assert combine(drafts) == {
        "username": NEUTRAL,
        "text": f"*Amy (State)* 0214\nDP 12\n*Bob_x_ (BLM)* 0215\n[CORRECTION] &gt; on *{ZERO}my* way",
    }


@pytest.mark.parametrize(
    "other",
    [
        {"files": (File(id="F1", name="x"),)},
        {"card": Card(title="x")},
        {"choices": (Choice("a", "b"),)},
        {"thread": "1.2"},
        {"author": None},
        {"text": plain("x" * 3000)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_does_not_fit_together_is_not_combined(other):
    fits = Draft(text=plain("a"), author="Amy")

    assert combine([fits, Draft(**{"text": plain("b"), "author": "Bob"} | other)]) is None


def test_a_combined_post_may_grow_when_one_of_its_copies_is_edited():
    drafts = [Draft(text=plain("a" * 1500), author="Amy"), Draft(text=plain("b" * 1500), author="Bob")]

    assert combine(drafts) is None
    assert COMBINED_BYTES < size((combine(drafts, PART_BYTES) or {})["text"]) <= PART_BYTES


CARD = Card(
    title="R-1 pumps",
    fields=(("State", "open"), ("By", "*Amy* <x>")),
    lines=("two pumps", "> by noon"),
    table=Table(("Unit", "Persons"), (("E12", "4"), ("HC7", "20"))),
    footer="as of 0212 MST",
    colour=Colour.RED,
)


def test_a_cards_fallback_says_what_its_blocks_say():
    payload = render(Draft(text=(), card=CARD, choices=(Choice("Approve", "approve 1", "✅"),)))[0]
    shown = json.dumps(payload["blocks"], ensure_ascii=False)

    for word in ("R-1 pumps", "State", "open", "two pumps", "E12", "HC7", "as of 0212 MST"):
        assert word in payload["text"]
        assert word in shown
    assert payload["text"].startswith("*🟥 R-1 pumps*\n*State:* open\n")
    button = payload["blocks"][-1]["elements"][0]
    assert (button["value"], button["text"]["text"]) == ("approve 1", "✅ Approve")


def test_a_huge_card_stays_within_slacks_bounds_and_says_so():
    huge = Card(
        title="t" * 500,
        fields=tuple((f"k{n}", "v" * 3000) for n in range(40)),
        lines=("line " * 2000,),
        table=Table(("a",), tuple(("x" * 100,) for _ in range(500))),
        footer="as of 0212",
    )
    payload = render(Draft(text=(), card=huge))[0]

    assert size(payload["text"]) <= PART_BYTES
    assert len(payload["blocks"]) <= 50
    assert len(json.dumps(payload["blocks"])) < ALL_BLOCKS + 1000
    assert "do not fit" in json.dumps(payload["blocks"])
    assert payload["blocks"][-1]["elements"][0]["text"] == "as of 0212"


def test_several_quiet_answers_are_one_message():
    payload = answer([Reply(text="a <b>"), Reply(text="c", choices=(Choice("Go", "go"),))])

    assert payload["response_type"] == "ephemeral"
    assert payload["text"] == "a &lt;b&gt;\n\nc"
    assert [block["type"] for block in payload["blocks"]] == ["section", "section", "actions"]


def test_a_long_quiet_answer_is_whole_to_its_last_line():
    lines = [f"/net word{number}: {'what it does ' * 6}" for number in range(80)]
    payload = answer([Reply(text="\n".join(lines))])
    shown = "\n".join(block["text"]["text"] for block in payload["blocks"])
    assert [line.strip() for line in shown.split("\n")] == [line.strip() for line in lines]
    assert len(payload["text"].encode()) <= 3900


def test_a_quiet_answer_beyond_all_bounds_says_that_more_is_missing():
    payload = answer([Reply(text="\n".join(["x" * 99] * 300))])
    assert "more part(s) do not fit here" in payload["blocks"][-1]["text"]["text"]


def test_a_form_is_a_modal_that_knows_its_command_and_channel():
    view = form_view(
        Form(
            title="A long title for a form",
            command="request",
            fields=(
                Field(key="what", label="What", required=True, value="pumps", hint="one kind", long=True),
                Field(key="kind", label="Kind", options=("T1", "T2"), value="T2"),
            ),
        ),
        "C1",
    )

    assert json.loads(view["private_metadata"]) == {"command": "request", "channel": "C1"}
    assert len(view["title"]["text"]) <= 24
    what, kind = view["blocks"]
    assert (what["optional"], what["element"]["multiline"], what["element"]["initial_value"]) == (False, True, "pumps")
    assert (kind["optional"], kind["element"]["initial_option"]["value"]) == (True, "T2")


def test_a_quoted_line_reads_as_a_quote_again():
    assert words(parse(text_of(quote="Bob: hi"), "slack.county")) == "> Bob: hi\ngo"


@pytest.mark.parametrize("text", ["word " * 3000, "> quoted\n" * 900, "```\n" + "code\n" * 2000 + "```"])
def test_each_part_of_an_exercise_carries_its_mark_and_is_within_what_slack_takes(text):
    found = render(Draft(text=plain(text), author="Ana", exercise=True))

    assert len(found) > 1
    assert all(payload["text"].startswith("EXERCISE: ") for payload in found)
    assert all(len(payload["text"].encode()) <= 3900 for payload in found)


def test_a_combined_post_of_an_exercise_is_within_its_bound_with_its_mark():
    drafts = [Draft(text=plain("x" * 200), author="Ana", said="0600", exercise=True)] * 20
    fitting = next(count for count in range(20, 1, -1) if combine(drafts[:count]))

    assert combine(drafts[:fitting])["text"].startswith("EXERCISE: *Ana* 0600\n")
    assert len(combine(drafts[:fitting])["text"].encode()) <= 2800
