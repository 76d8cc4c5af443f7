"""mrkdwn and rich text in, mrkdwn out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.heavy import SHOWN, lightened
from bot.platforms.slack.emojis import names_of, unicode_of
from bot.platforms.slack.lines import flatten
from bot.platforms.slack.mrkdwn import DEEPEST, MOST_MARKS, parse
from bot.platforms.slack.names import ZERO, shown_name
from bot.platforms.slack.richtext import DEEPEST_LIST, MOST_PARTS, from_attachments, from_blocks, is_too_much
from bot.platforms.slack.translate import TOO_MUCH, text_of
from bot.platforms.slack.write import write
from commands.domain.text import (
    Code,
    Emoji,
    Heading,
    Link,
    List,
    Mention,
    Paragraph,
    Quote,
    Rule,
    Span,
    Text,
    plain,
    words,
)

HERE = "slack.county"


def written(text: Text, **mentions: str) -> str:
    return write(flatten(text, {f"{HERE}/{key}": value for key, value in mentions.items()}))


def para(*inlines) -> tuple[Paragraph, ...]:
    return (Paragraph(inlines),)


READ = {
    "plain": ("hello", para(Span("hello"))),
    "escapes": ("a &lt;b&gt; &amp;amp; c", para(Span("a <b> &amp; c"))),
    "bold": ("*now*", para(Span("now", bold=True))),
    "bold in a sentence": ("go *now*!", para(Span("go "), Span("now", bold=True), Span("!"))),
    "nested styles": (
        "*a _b ~c~_*",
        para(
            Span("a ", bold=True),
            Span("b ", bold=True, italic=True),
            Span("c", bold=True, italic=True, strike=True),
        ),
    ),
    "sums": ("2*3*4", para(Span("2*3*4"))),
    "snake": ("foo_bar_baz", para(Span("foo_bar_baz"))),
    "lone markers": ("* _ ~ `", para(Span("* _ ~ `"))),
    "markers apart": ("* a *", para(Span("* a *"))),
    "a time without words": ("<!date^1392734382^{date}>", para(Span("2014-02-18 1439 UTC"))),
    "a time that is none": ("<!date^soon>", para(Span("soon"))),
    "over lines": ("*a\nb*", para(Span("*a\nb*"))),
    "code": ("`*x* &lt;y&gt;`", para(Span("*x* <y>", code=True))),
    "bold code": ("*`x`*", para(Span("x", bold=True, code=True))),
    "marker in code closes nothing": (
        "*a `b*` c*",
        para(Span("a ", bold=True), Span("b*", bold=True, code=True), Span(" c", bold=True)),
    ),
    "link": ("<https://x.org/a_b_c>", para(Link("https://x.org/a_b_c", "https://x.org/a_b_c"))),
    "named link": ("<https://x.org/?a=1&amp;b=2|A &amp; B>", para(Link("https://x.org/?a=1&b=2", "A & B"))),
    "styled link": ("*<https://x.org|x>*", para(Link("https://x.org", "x", bold=True))),
    "mail": ("<mailto:a@b.org>", para(Link("mailto:a@b.org", "a@b.org"))),
    "person": ("<@U1> hi", para(Mention("", f"{HERE}/U1"), Span(" hi"))),
    "named person": ("<@U1|amy>", para(Mention("amy", f"{HERE}/U1"))),
    "channel": ("<#C1|ops>", para(Span("#ops"))),
    "nameless channel": ("<#C1> <#C1|>", para(Mention("", f"{HERE}/#C1"), Span(" "), Mention("", f"{HERE}/#C1"))),
    "here": ("<!here> and <!channel|channel>", para(Mention("here"), Span(" and "), Mention("channel"))),
    "group": ("<!subteam^S1|@engines>", para(Mention("engines"))),
    "date": ("<!date^1392734382^{date}|18 Feb>", para(Span("18 Feb"))),
    "emoji": (":fire: :wave::skin-tone-3:", para(Emoji("fire", "🔥"), Span(" "), Emoji("wave::skin-tone-3", "👋🏼"))),
    "custom emoji": (":our_patch:", para(Emoji("our_patch", ""))),
    "a time of day": ("at 10:30:45", para(Span("at 10:30:45"))),
    "quote": ("&gt; a\n&gt; b\nc", (Quote(para(Span("a\nb"))), *para(Span("c")))),
    "quote to the end": ("&gt;&gt;&gt; a\nb", (Quote(para(Span("a\nb"))),)),
    "quote in a quote": ("&gt; a\n&gt; &gt; b", (Quote((*para(Span("a")), Quote(para(Span("b"))))),)),
    "list in a quote": ("&gt; • a\n&gt;     ◦ b\nc", (Quote(para(Span("• a\n    ◦ b"))), *para(Span("c")))),
    "code block": ("see\n```\nx = *1*\n```\nok", (*para(Span("see")), Code("x = *1*"), *para(Span("ok")))),
    "open code block": ("```x", para(Span("```x"))),
    "not a token": ("a < b <> c", para(Span("a < b <> c"))),
    "empty": ("", ()),
}


@pytest.mark.parametrize(("mrkdwn", "text"), READ.values(), ids=READ)
def test_mrkdwn_is_read(mrkdwn, text):
    assert parse(mrkdwn, HERE) == text


WRITTEN = {
    "plain": (plain("hello"), "hello"),
    "escapes": (plain("a <b> & c"), "a &lt;b&gt; &amp; c"),
    "typed tokens": (plain("<!channel> <@U1>"), "&lt;!channel&gt; &lt;@U1&gt;"),
    "typed everybody": (plain("@here @Channel @everyones"), f"@{ZERO}here @{ZERO}Channel @everyones"),
    "typed emoji": (plain(":fire: 10:30:45"), f":{ZERO}fire: 10:30:45"),
    "typed bold": (plain("*a*"), f"*{ZERO}a*"),
    "one star": (plain("5 *"), "5 *"),
    "sums": (plain("2*3*4"), "2*3*4"),
    "typed quote": (plain("> a\n> b"), f"{ZERO}&gt; a\n{ZERO}&gt; b"),
    "typed address": (plain("see https://x.org/_a_b_?c=*1*."), "see <https://x.org/_a_b_?c=*1>*" + ZERO + "."),
    "styles": (para(Span("a", bold=True, italic=True, strike=True)), "*_~a~_*"),
    "blanks outside": (para(Span(" a ", bold=True), Span("b")), " *a* b"),
    "inside a word": (para(Span("x"), Span("y", bold=True), Span("z")), f"x{ZERO}*y*{ZERO}z"),
    "style over lines": (para(Span("a\n\nb", italic=True)), "_a_\n\n_b_"),
    "star alone in bold": (para(Span("*", bold=True, italic=True)), f"*{ZERO}"),
    "star in bold": (para(Span("a* b", bold=True)), f"*a{ZERO}* b*"),
    "code": (para(Span("a *b* <c>", code=True)), "`a *b* &lt;c&gt;`"),
    "tick in code": (para(Span("a`b", code=True)), "a`b"),
    "link": (para(Link("https://x.org/a|b c", "A > B")), "<https://x.org/a%7Cb%20c|A &gt; B>"),
    "bare link": (para(Link("https://x.org", "https://x.org")), "<https://x.org>"),
    "strange link": (para(Link("matrix:u/a:b.org", "A")), "A (matrix:u/a:b.org)"),
    "mention": (para(Mention("Amy", f"{HERE}/U1")), "<@U1>"),
    "unknown mention": (para(Mention("Amy_*x*", "matrix.state/@amy:b.org")), f"@Amy_*{ZERO}x*"),
    "everybody": (para(Mention("channel")), f"@{ZERO}channel"),
    "emoji": (para(Emoji("fire", "🔥"), Emoji("our_patch")), "🔥:our_patch:"),
    "heading": ((Heading(2, (Span("Plan "), Span("B", bold=True))),), "*Plan B*"),
    "rule": ((Rule(),), "———"),
    "paragraphs": ((*plain("a"), *plain("b")), "a\n\nb"),
    "quote": ((Quote((*plain("a\nb"), Quote(plain("c")))), *plain("d")), "> a\n> b\n> > c\nd"),
    "list in a quote": (
        (Quote((*plain("see"), List(((*plain("a"), List((plain("b"),), ordered=True)),)))),),
        "> see\n> • a\n>     1. b",
    ),
    "code in a quote": ((Quote((Code("a\n\nb"),)),), "> `a`\n> \n> `b`"),
    "code block": ((Code("a <b>\n```"),), f"```\na &lt;b&gt;\n`{ZERO}`{ZERO}`\n```"),
    "bullets": (
        (List((plain("a"), (*plain("b"), List((plain("c\nd"),), ordered=True, start=3)))),),
        "• a\n• b\n    3. c\n        d",
    ),
}


@pytest.mark.parametrize(("text", "mrkdwn"), WRITTEN.values(), ids=WRITTEN)
def test_text_is_written(text, mrkdwn):
    assert written(text, U1="U1") == mrkdwn


tricky = st.sampled_from([*"ab *_~`<>&!@#|:\n.-1/", "<!here>", "@here", ":fire:", "```", "> ", "https://x.y/_"])
typed = st.lists(tricky | st.characters(exclude_categories=("Cs", "Cc")), max_size=25).map("".join)


@given(typed)
def test_what_a_person_typed_arrives_in_the_same_words(typed):
    read = parse(written(plain(typed)), HERE)

    assert words(read).replace(ZERO, "") == typed.replace(ZERO, "")


@given(typed)
def test_what_a_person_typed_has_no_effect(typed):
    read = parse(written(plain(typed)), HERE)

    assert all(isinstance(block, Paragraph) for block in read)
    for inline in (inline for block in read for inline in block.inlines):
        assert isinstance(inline, Span | Link)
        assert not any(getattr(inline, style, False) for style in ("bold", "italic", "strike", "code"))
    outside_links = re.sub(r"<https?://[^<>]*>", "", written(plain(typed)))
    assert "<" not in outside_links
    assert not re.search(r"@(here|channel|everyone)\b", outside_links)


inlines = st.builds(Span, typed.filter(str.strip), st.booleans(), st.booleans(), st.booleans()) | st.builds(
    Link, st.just("https://x.org/a_b"), st.text("ab_*", min_size=1, max_size=5)
)


@given(st.lists(inlines, min_size=1, max_size=5))
def test_styled_text_arrives_in_the_same_words(inlines):
    text = (Paragraph(tuple(inlines)),)

    assert words(parse(written(text), HERE)).replace(ZERO, "") == words(text).replace(ZERO, "")


def test_a_style_survives_the_way_out_and_back():
    text = para(Span("a "), Span("b c", bold=True), Span(", "), Span("d", italic=True, strike=True), Span("!"))

    assert parse(written(text), HERE) == text


def rich(*elements) -> list[dict]:
    return [{"type": "rich_text", "elements": list(elements)}]


def section(*elements, kind="rich_text_section", **fields) -> dict:
    return {"type": kind, "elements": list(elements), **fields}


def said(text, **style) -> dict:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


RICH = {
    "text": (
        rich(section(said("a "), said("b", bold=True, code=True))),
        para(Span("a "), Span("b", bold=True, code=True)),
    ),
    "elements": (
        rich(
            section(
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://x.org", "text": "x", "style": {"italic": True}},
                {"type": "emoji", "name": "wave", "skin_tone": 3, "unicode": "1f44b-1f3fc"},
                {"type": "emoji", "name": "our_patch"},
                {"type": "broadcast", "range": "channel"},
                {"type": "usergroup", "usergroup_id": "S1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 Jan"},
            )
        ),
        para(
            Mention("", f"{HERE}/U1"),
            Link("https://x.org", "x", italic=True),
            Emoji("wave::skin-tone-3", "👋🏼"),
            Emoji("our_patch", ""),
            Mention("channel"),
            Mention("S1"),
            Mention("", f"{HERE}/#C1"),
            Span("1 Jan"),
        ),
    ),
    "quote and code": (
        rich(
            section(said("see\n")),
            section(said("q"), kind="rich_text_quote"),
            section(said("x\ny\n"), kind="rich_text_preformatted"),
        ),
        (*plain("see"), Quote(plain("q")), Code("x\ny")),
    ),
    "a list in a quote": (
        rich(
            section(said("orders:\n"), kind="rich_text_quote"),
            section(section(said("a")), kind="rich_text_list", style="bullet", indent=0, border=1),
            section(section(said("b")), kind="rich_text_list", style="ordered", indent=1, border=1),
            section(said("x\n"), kind="rich_text_preformatted", border=1),
            section(section(said("mine")), kind="rich_text_list", style="bullet", indent=1, border=0),
            section(section(said("c")), kind="rich_text_list", style="bullet", indent=0, border=1),
        ),
        (
            Quote((*plain("orders:"), List(((*plain("a"), List((plain("b"),), ordered=True)),)), Code("x"))),
            List((plain("mine"),)),
            Quote((List((plain("c"),)),)),
        ),
    ),
    "nested lists": (
        rich(
            section(section(said("a")), section(said("b")), kind="rich_text_list", style="bullet", indent=0),
            section(section(said("c")), kind="rich_text_list", style="ordered", indent=1, offset=2),
            section(section(said("d")), kind="rich_text_list", style="bullet", indent=0),
        ),
        (List((plain("a"), (*plain("b"), List((plain("c"),), ordered=True, start=3)), plain("d"))),),
    ),
    "a bot's blocks": (
        [
            {"type": "header", "text": {"type": "plain_text", "text": "Alarm"}},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "*Engine* 12"},
                "fields": [{"type": "plain_text", "text": "*f*"}],
            },
            {"type": "divider"},
            {"type": "context", "elements": [{"type": "image", "image_url": "x"}, {"type": "mrkdwn", "text": "ctx"}]},
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Press"}}]},
            {"type": "image", "image_url": "https://x.org/a.png", "alt_text": "a map"},
        ],
        (
            Heading(3, (Span("Alarm"),)),
            *para(Span("Engine", bold=True), Span(" 12")),
            *para(Span("*f*")),
            Rule(),
            *para(Span("ctx")),
            *para(Link("https://x.org/a.png", "a map")),
        ),
    ),
    "what nobody knows": ([{"type": "hologram"}, {}], ()),
    "what comes next, with words": ([{"type": "hologram", "text": {"text": "*help*"}}], para(Span("help", bold=True))),
    "an alert and a card": (
        [
            {"type": "alert", "level": "warning", "text": {"type": "mrkdwn", "text": "red *flag*"}},
            {
                "type": "card",
                "title": {"type": "plain_text", "text": "E12"},
                "body": [{"type": "section", "text": {"type": "mrkdwn", "text": "at DP 12"}}],
                "actions": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
            },
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "No"}}]},
        ],
        (*para(Span("red "), Span("flag", bold=True)), *para(Span("E12")), *para(Span("at DP 12"))),
    ),
    "a table": (
        [
            {
                "type": "table",
                "rows": [
                    [{"type": "raw_text", "text": "crew"}, {"type": "raw_text", "text": "at"}],
                    [
                        {"type": "raw_text", "text": "E12"},
                        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
                            {"type": "text", "text": "DP 12"}]}]},
                    ],
                ],
            }
        ],
        (Code("crew | at\nE12 | DP 12"),),
    ),
    "pictures and films": (
        [
            {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "the map"},
            {"type": "video", "title": {"text": "drone"}, "title_url": "https://v.org/1", "video_url": "https://v.org/2"},
        ],
        (*para(Span("the map")), *para(Link("https://v.org/1", "drone"))),
    ),
    "a time without words": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "date", "timestamp": 1392734382, "format": "{date}"}]}]}],
        para(Span("2014-02-18 1439 UTC")),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("blocks", "text"), RICH.values(), ids=RICH)
def test_blocks_are_read(blocks, text):
    assert from_blocks(blocks, HERE) == text


def test_attachments_of_bots_are_read_and_previews_are_not():
    attachments = [
        {
            "title": "Build 7",
            "title_link": "https://ci.org/7",
            "text": "it *failed*",
            "fields": [{"title": "On", "value": "main"}],
        },
        {"fallback": "just this"},
        {"from_url": "https://x.org", "title": "a preview", "text": "of a page"},
        {"is_app_unfurl": True, "title": "another", "text": "by an app"},
    ]  # fmt: skip

    assert words(from_attachments(attachments, HERE)) == "Build 7\nit failed\nOn: \nmain\njust this"


def test_an_attachments_author_picture_and_footer_are_read():
    attachment = {"author_name": "NWS", "text": "Red flag", "image_url": "https://x.org/m.png", "footer": "until 2000"}

    assert words(from_attachments([attachment], HERE)) == "NWS\nRed flag\npicture\nuntil 2000"


def test_a_forwarded_message_is_quoted_with_its_author():
    shared = {
        "is_share": True,
        "is_msg_unfurl": True,
        "from_url": "https://x.slack.com/archives/C2/p1",
        "author_name": "Bo Ray",
        "text": "!net emergency\nwind *shift*",
        "files": [{"name": "map.pdf"}],
    }
    text = from_attachments([shared], HERE)

    assert words(text) == "Forwarded from Bo Ray:\n> !net emergency\n> wind shift\n> [map.pdf]"
    assert Link("https://x.slack.com/archives/C2/p1", "Bo Ray") in text[0].inlines
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    }
    told = {"is_share": True, "message_blocks": [{"message": {"blocks": [rich]}}], "text": "flat"}
    assert words(from_attachments([told], HERE)) == "Forwarded from somebody:\n> x"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("+1", "👍"), ("thumbsup", "👍"), ("fire", "🔥"), ("heart", "❤️"), ("white_check_mark", "✅"), ("flag-us", "🇺🇸"),
        ("female-firefighter", "👩‍🚒"), ("man-running", "🏃‍♂️"), ("+1::skin-tone-4", "👍🏽"), ("nowhere_known", ""),
    ],
)  # fmt: skip
def test_short_names_are_unicode(name, shown):
    assert unicode_of(name) == shown
    assert not shown or unicode_of(names_of(shown)[0]) == shown


def test_an_emoji_is_known_with_and_without_its_presentation_selector():
    assert names_of("❤") == names_of("❤️")
    assert names_of("❤")[0] == "heart"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Amy\u202ePond", "AmyPond"),
        ("a\x00b\n c", "ab c"),
        ("x" * 100, "x" * 80),
        ("👩‍🚒 Kim", "👩‍🚒 Kim"),
        ("\u2066", ""),
    ],
)
def test_names_are_cleaned(name, shown):
    assert shown_name(name) == shown


def deepest(text: Text) -> int:
    """How deep lists and quotes lie in each other."""
    inner = [
        *(deepest(block.blocks) for block in text if isinstance(block, Quote)),
        *(deepest(item) for block in text if isinstance(block, List) for item in block.items),
    ]
    return 1 + max(inner, default=0) if inner else 0


def listed(depth: int) -> dict:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(depth)}]}
    return {"type": "rich_text_list", "style": "bullet", "indent": depth, "elements": [item]}


def test_lists_deeper_than_slacks_own_are_flattened():
    text = from_blocks([{"type": "rich_text", "elements": [listed(depth) for depth in range(1_000)]}], HERE)

    assert deepest(text) == DEEPEST_LIST + 1
    assert [line.strip(" -") for line in words(text).split("\n")] == [str(depth) for depth in range(1_000)]


def test_quotes_within_quotes_beyond_any_use_are_words():
    text = parse("> " * 5_000 + "bottom", HERE)

    assert deepest(text) == DEEPEST
    assert "bottom" in words(text)


def test_a_text_with_more_marks_than_are_read_is_taken_as_it_stands():
    assert parse("*a* " * (MOST_MARKS // 2), HERE) != plain("*a* " * (MOST_MARKS // 2))
    assert parse("*a* &amp; " * MOST_MARKS, HERE) == plain("*a* & " * MOST_MARKS)


def test_a_text_that_is_longer_than_is_read_says_where_it_was_cut():
    assert words(parse("a" * 70_000, HERE)) == "a" * 65_536 + " … cut at 65,536 characters"


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}] * (MOST_PARTS + 1),
        [{"type": "section", "text": {"type": "mrkdwn", "text": "*" * (MOST_PARTS + 1)}}],
        [{"type": "rich_text", "elements": [{"type": "text", "text": "x" * 70_000}]}],
    ],
)
def test_blocks_that_are_too_much_give_way_to_the_plain_text(blocks):
    assert is_too_much(blocks)
    assert text_of({"text": "the plain text", "blocks": blocks}, HERE) == plain("the plain text")


def test_attachments_that_are_too_much_are_named():
    assert words(text_of({"text": "", "attachments": [{"text": "x"}] * (MOST_PARTS + 1)}, HERE)) == TOO_MUCH


def test_parts_within_each_other_have_a_bound():
    inner: dict = {"type": "mrkdwn", "text": "x"}
    for _ in range(900):
        inner = {"type": "card", "inner": [inner]}

    assert is_too_much([inner])
    assert not is_too_much([{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}])


@pytest.mark.parametrize(
    "heavy",
    ["\n" * 5_000 + "end", "*a\n" * 5_000, "`" * 6_000, "a\r" * 5_000],
    ids=["lines", "marks", "ticks", "returns"],
)
def test_a_text_that_is_too_heavy_is_shown_as_its_first_words_and_says_so(heavy):
    [shown] = lightened(plain(heavy))

    assert isinstance(shown, Code)
    assert shown.text.startswith(heavy[:SHOWN])
    assert shown.text == heavy or shown.text.endswith(f" … cut at {SHOWN:,} characters")
    assert lightened(plain("a\n" * 2_000)) == plain("a\n" * 2_000)
