"""HTML → Text and Text → HTML: tables of cases, and properties that hold for anything."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.matrix.html import parse
from bot.platforms.matrix.markup import body
from bot.platforms.matrix.tree import MOST_TAGS
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
    plain,
    words,
)


def para(*inlines):
    return Paragraph(tuple(Span(each) if isinstance(each, str) else each for each in inlines))


READ = {
    "a <b>b</b> c": (para("a ", Span("b", bold=True), " c"),),
    "<strong><em>x</em></strong>": (para(Span("x", bold=True, italic=True)),),
    "<del>x</del><s>y</s>": (para(Span("xy", strike=True)),),
    "a<br>b<br/>c": (para("a\nb\nc"),),
    "a <br>\n b": (para("a\nb"),),
    "<p>a</p><p>b</p>": (para("a"), para("b")),
    "<p>a<p>b": (para("a"), para("b")),
    "<code>a &lt;b&gt;</code>": (para(Span("a <b>", code=True)),),
    "<pre><code class='language-py'>if x:\n  y\n</code></pre>": (Code("if x:\n  y", "py"),),
    "<blockquote>q<blockquote>r</blockquote></blockquote>a": (Quote((para("q"), Quote((para("r"),)))), para("a")),
    "<ul><li>a<ul><li>b</li></ul></li><li>c</ul>": (List(((para("a"), List(((para("b"),),))), (para("c"),))),),
    "<ol start='3'><li>x</li></ol>": (List(((para("x"),),), ordered=True, start=3),),
    "<ol start='-1e9'><li>x</li></ol>": (List(((para("x"),),), ordered=True),),
    "<h2>T</h2><hr>": (Heading(2, (Span("T"),)), Rule()),
    "<a href='https://e.org/?a=1&amp;b=2'>here</a>": (para(Link("https://e.org/?a=1&b=2", "here")),),
    "<a href='javascript:alert(1)'>x</a>": (para("x"),),
    "<a href='data:text/html,x'>x</a>": (para("x"),),
    "<a href='https://matrix.to/#/@ann:e.org'>Ann</a>": (para(Mention("Ann", "m/@ann:e.org")),),
    "<a href='https://matrix.to/#/%40ann%3Ae.org?via=e.org'>@Ann</a>": (
        para(Link("https://matrix.to/#/%40ann%3Ae.org?via=e.org", "@Ann")),
    ),
    "<a href='https://matrix.to/#/%40ann%3Ae.org'>@Ann</a>": (para(Mention("Ann", "m/@ann:e.org")),),
    "<a href='matrix:u/ann:e.org'>Ann</a>": (para(Mention("Ann", "m/@ann:e.org")),),
    "<a href='https://matrix.to/#/!room:e.org'>Room</a>": (para(Link("https://matrix.to/#/!room:e.org", "Room")),),
    "<img data-mx-emoticon alt=':fire:' src='mxc://x/y'>": (para(Emoji("fire")),),
    "<img alt='a map' src='https://e.org/x.png'>": (para("a map"),),
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1<td>2</table>": (Code("a | b\n1 | 2"),),
    "<mx-reply><blockquote>old</blockquote></mx-reply>new": (para("new"),),
    "<script>alert(1)</script><style>b{}</style>x": (para("x"),),
    "<font color='#f00'>x</font> <u>y</u>": (para("x y"),),
    "<unknown onclick='x'>kept</unknown>": (para("kept"),),
    "a &amp; b &nbsp;c": (para("a & b  c"),),
    "</p></b>x": (para("x"),),
    "a</p>b": (para("a"), para("b")),
    "<h2>a<ul><li>b</li></ul><p>c</p></h2>": (
        Heading(2, (Span("a"),)),
        List(((para("b"),),)),
        Heading(2, (Span("c"),)),
    ),
    "<h1>a<h2>b</h2></h1>": (Heading(1, (Span("a"),)), Heading(2, (Span("b"),))),
    "<ul><li>a</li><ul><li>b</li></ul>c<li>d</li></ul>": (
        List(((para("a"), List(((para("b"),),)), para("c")), (para("d"),))),
    ),
    "<ul>a<li>b</li></ul>": (List(((para("a"),), (para("b"),))),),
    "<ul>a</ul>": (para("a"),),
    "<ol><li>a</li><li></li><li>c</li></ol>": (List(((para("a"),), (), (para("c"),)), ordered=True),),
    "<ul><li>a</li><li></li></ul>": (List(((para("a"),),)),),
    "<table><caption>Crews</caption><tr><td><a href='https://e.org'>E12</a><td>a</table>": (
        para("Crews"),
        Code("E12 (https://e.org) | a"),
    ),
    "<table><tr><td><a href='https://e.org'>https://e.org</a></table>": (Code("https://e.org"),),
    "<table><caption>Crews</caption></table>": (para("Crews"),),
    "<span data-mx-spoiler='names'>Al</span> <span data-mx-spoiler>b</span>": (para("(names) Al b"),),
    "": (),
    "<p> </p><br>": (),
}


@pytest.mark.parametrize("source", READ)
def test_html_is_read_as_it_looks(source):
    assert parse(source, lambda user: f"m/{user}") == READ[source]


WRITTEN = {
    (para('a <b> & "c"'),): "a &lt;b&gt; &amp; &quot;c&quot;",
    (para("a\nb"),): "a<br>b",
    (para("a"), para("b")): "<p>a</p><p>b</p>",
    (para(Span("x", bold=True, italic=True)),): "<strong><em>x</em></strong>",
    (para(Span("x", code=True)),): "<code>x</code>",
    (Code("<x>", "py"),): '<pre><code class="language-py">&lt;x&gt;\n</code></pre>',
    (Code("x", 'py" onload="'),): '<pre><code class="language-pyonload">x\n</code></pre>',
    (List(((para("a"),),), ordered=True, start=3),): '<ol start="3"><li>a</li></ol>',
    (para(Link("https://e.org/?a=1&b", "x")),): '<a href="https://e.org/?a=1&amp;b">x</a>',
    (para(Link("javascript:x", "x")),): "x",
    (para(Mention("Ann", "k")),): '<a href="https://matrix.to/#/@ann:e.org">Ann</a>',
    (para(Mention("channel")),): "@channel",
    (para(Mention("room")),): "@\u200droom",
    (para("to @room and @Room!"),): "to @\u200droom and @\u200dRoom!",
    (para(Emoji("fire", "🔥"), Emoji("own")),): "🔥:own:",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_text_is_written_as_safe_html(text):
    assert body(text, {"k": "@ann:e.org"}).html == WRITTEN[text]


def test_the_plain_face_says_where_a_link_leads():
    assert body((para(Link("https://e.org/", "here")),), {}).plain == "here (https://e.org/)"


def test_hostile_nesting_is_flattened_and_its_words_kept():
    deep = "<blockquote>" * 1_900 + "bottom"
    assert "bottom" in words(parse(deep))
    assert "bottom" in words(parse("<b>" * 1_900 + "bottom"))


def test_more_tags_than_are_read_are_not_begun_with():
    assert parse("<b>" * MOST_TAGS + "bottom") != ()
    assert parse("<b>" * (MOST_TAGS + 1) + "bottom") == ()


@pytest.mark.parametrize("source", ["<![", "<!", "<?x", "<b ", '<a href="', "</b ", "<!--"])
def test_what_has_no_end_is_shown_as_it_stands(source):
    assert words(parse(f"before {source}")) == f"before {source}".rstrip()


@pytest.mark.parametrize(
    ("source", "shown"), [("&#x110000;", "\ufffd"), ("&#99999999999;", "&#99999999999;"), ("&amp;lt;", "&lt;")]
)
def test_a_reference_to_no_character_raises_nothing(source, shown):
    assert words(parse(source)) == shown


letters = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("<>&\"'*_`@# \n"), max_size=40)
spans = st.builds(Span, letters, st.booleans(), st.booleans(), st.booleans(), st.booleans())
links = st.builds(Link, st.sampled_from(["https://e.org/", "javascript:x", "https://e.org/@room"]), letters)
inlines = st.lists(spans | links | st.builds(Mention, letters), max_size=5).map(tuple)
blocks = st.recursive(
    st.builds(Paragraph, inlines) | st.builds(Code, letters) | st.builds(Heading, st.integers(1, 6), inlines),
    lambda inner: (
        st.builds(Quote, st.lists(inner, max_size=3).map(tuple))
        | st.builds(List, st.lists(st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple), st.booleans())
    ),
    max_leaves=8,
)
texts = st.lists(blocks, max_size=4).map(tuple)


@given(letters)
def test_what_a_person_typed_comes_back_word_for_word(typed):
    text = plain(typed)
    again = words(parse(body(text, {}).html)).replace("\u200d", "")
    assert again.split() == typed.replace("\u200d", "").split()


@given(texts)
def test_no_text_makes_a_pill_a_script_or_a_call_to_everybody(text):
    face = body(text, {})
    assert "matrix.to" not in face.html
    assert not re.search(r"<(?!/?(?:p|br|hr|h[1-6]|pre|code|blockquote|[uo]l|li|strong|em|del|a)[ >])", face.html)
    assert not re.search(r'href="(?!https://e\.org/)', face.html)
    assert not re.search(r"@room\b", re.sub(r'href="[^"]*"', "", face.html), re.IGNORECASE)
    assert not re.search(r"@room\b", face.plain, re.IGNORECASE)


@given(texts)
def test_words_survive_a_round_trip(text):
    once = parse(body(text, {}).html)
    twice = parse(body(once, {}).html)
    assert "".join(words(twice).split()) == "".join(words(once).split())


@given(st.text() | st.text(st.sampled_from("<>/&;\"'= abpliuo!-")))
def test_anything_can_be_read(source):
    parse(source)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("10<sup>6</sup> L", "10⁶ L"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("CO<sub>2</sub>", "CO₂"),
        ("the 1<sup>st</sup> alarm", "the 1st alarm"),
        ("V<sub>max</sub>", "V_max"),
        ("e<sup>a+b</sup>", "e^(a+b)"),
        ("<pre>m<sup>2</sup></pre>", "m²"),
        ("<table><tr><td>km<sup>2</sup></td><td>4</td></tr></table>", "km² | 4"),
    ],
)
def test_what_is_raised_or_lowered_keeps_its_meaning(source, shown):
    assert words(parse(source)) == shown
