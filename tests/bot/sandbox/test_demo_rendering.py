"""What the demo's page shows of Slack's and Matrix's own formats, and what the script's comparison finds."""

from types import SimpleNamespace

import pytest

from bot.sandbox.demo.compare import Said, faults, looks
from bot.sandbox.demo.forms import form
from bot.sandbox.demo.matrix_room import PROFILE, RoomView
from bot.sandbox.demo.rich_text import blocks, edited
from bot.sandbox.demo.shown import Field, Part, Shown
from bot.sandbox.demo.slack_html import mrkdwn, parts
from bot.sandbox.demo.terminal import worded

NAMES = {"U1": "Dana", "C1": "ops"}.get


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "*bold* _italic_ ~strike~ `code`",
            "<strong>bold</strong> <em>italic</em> <del>strike</del> <code>code</code>",
        ),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("`*not bold*`", "<code>*not bold*</code>"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said\n&gt; so\nyes", "<blockquote>said<br>so</blockquote>yes"),
        ("two:\n• a\n• b", "two:<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("```\n*a*  b\n```", "<pre><code>*a*  b</code></pre>"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<script>alert(1)</script>", "script"),
        ("<@U1> in <#C1>, <!here>", "@Dana"),
        (":fire_engine: :own_one:", "🚒 :own_one:"),
    ],
)
def test_mrkdwn_looks_as_in_slack(text, html):
    shown = mrkdwn(text, lambda id: NAMES(id) or id)
    assert html in shown
    assert "<script" not in shown


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
def test_a_link_that_runs_something_is_none(address):
    assert "href" not in mrkdwn(f"<{address}|press>", str)


def test_a_links_address_keeps_its_underscores():
    shown = mrkdwn("see <https://example.org/a_b_c|the *map*>", str)
    assert 'href="https://example.org/a_b_c"' in shown


def test_blocks_become_parts_with_buttons_where_they_stand():
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "style": "primary"}
    shown = list(parts([
        {"type": "header", "text": {"type": "plain_text", "text": "R-1 <open>"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "2 *pumps*"}, "accessory": button},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "as of _0214_"}]},
    ], str))  # fmt: skip
    assert [part.html for part in shown] == [
        '<div class="head">R-1 &lt;open&gt;</div>',
        "2 <strong>pumps</strong>",
        "",
        '<div class="context">as of <em>0214</em></div>',
    ]
    assert [(one.action, one.words, one.style) for one in shown[2].buttons] == [("go", "Go", "primary")]


def test_a_list_in_a_message_becomes_something_to_choose_from():
    def word(text):
        return {"type": "plain_text", "text": text}

    options = [{"text": word("Ana Ruiz"), "value": "give RADO U1"}, {"text": word("Bo Ray"), "value": "give RADO U2"}]
    plain = {"type": "static_select", "action_id": "who", "placeholder": word("Who?"), "options": options}
    groups = [{"label": word("Here"), "options": options[:1]}, {"label": word("Resting"), "options": options[1:]}]
    grouped = {"type": "static_select", "action_id": "who", "option_groups": groups, "initial_option": options[1]}
    [shown] = parts([{"type": "actions", "elements": [plain, grouped]}], str)

    first, second = shown.buttons
    assert (first.action, first.words, first.value) == ("who", "Who?", "")
    assert first.options == (("give RADO U1", "Ana Ruiz"), ("give RADO U2", "Bo Ray")) == second.options
    assert (second.words, second.value) == ("…", "give RADO U2")


def test_a_modal_becomes_a_form():
    words = {"type": "plain_text", "text": "Kind"}
    option = {"text": {"type": "plain_text", "text": "Engine"}, "value": "engine"}
    body = {"title": {"text": "Request"}, "submit": {"text": "Ask"}, "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Say* what"}},
        {"type": "input", "block_id": "kind", "label": words, "optional": True,
         "element": {"type": "static_select", "action_id": "v", "options": [option], "initial_option": option}},
        {"type": "input", "block_id": "why", "label": words, "hint": {"text": "in short"},
         "element": {"type": "plain_text_input", "action_id": "v", "multiline": True, "initial_value": "fire"}},
    ]}  # fmt: skip
    shown = form(SimpleNamespace(id="V1", user="U1", body=body), str)
    assert (shown.title, shown.submit, shown.close) == ("Request", "Ask", "Cancel")
    assert shown.notes == ("<strong>Say</strong> what",)
    assert shown.fields == (
        Field(key="kind", label="Kind", required=False, value="engine", options=(("engine", "Engine"),)),
        Field(key="why", label="Kind", required=True, value="fire", hint="in short", long=True),
    )


def test_typed_lines_become_what_slacks_editor_sends():
    typed = edited("**Two** things:\n- gate 4\n- gate ~~2~~ 3\n&gt; copied")
    assert typed == "*Two* things:\n• gate 4\n• gate ~2~ 3\n&gt; copied"
    elements = blocks(typed)[0]["elements"]
    assert [element["type"] for element in elements] == ["rich_text_section", "rich_text_list", "rich_text_quote"]
    assert elements[0]["elements"][0] == {"type": "text", "text": "Two", "style": {"bold": True}}
    assert elements[1]["elements"][1]["elements"][1] == {"type": "text", "text": "2", "style": {"strike": True}}
    assert blocks("*a _b_ c*") is None, "nested marks are said by the text alone"


# A Matrix room


class Room:
    """Events as they come from the homeserver."""

    def __init__(self) -> None:
        self.view = RoomView("@bot:x")
        self.count = 0

    def send(self, sender, content, kind="m.room.message", **more):
        self.count += 1
        event = {"event_id": f"${self.count}", "sender": sender, "type": kind, "content": content}
        self.view.take([event | {"origin_server_ts": self.count * 1000} | more])
        return event["event_id"]

    @property
    def last(self) -> Shown:
        return list(self.view.shown())[-1]


def text(body, html=None, **more):
    formatted = {"format": "org.matrix.custom.html", "formatted_body": html} if html else {}
    return {"msgtype": "m.text", "body": body} | formatted | more


def html(shown):
    return "".join(part.html for part in shown.parts)


def test_edits_reactions_and_redactions_are_applied():
    room = Room()
    said = room.send("@ann:x", text("frist"))
    replaced = {"rel_type": "m.replace", "event_id": said}
    room.send("@bob:x", text("* forged", **{"m.relates_to": replaced, "m.new_content": text("forged")}))
    assert html(room.last) == "frist", "only its author edits a message"
    room.send("@ann:x", text("* first", **{"m.relates_to": replaced, "m.new_content": text("first")}))
    key = {"m.relates_to": {"rel_type": "m.annotation", "event_id": said, "key": "👍"}}
    given = room.send("@bob:x", key, "m.reaction")
    assert (html(room.last), room.last.edited, room.last.reactions[0].by) == ("first", True, ("@bob:x",))
    assert room.view.reaction(said, "👍", "@bob:x") == given
    room.send("@bob:x", {"redacts": given}, "m.room.redaction")
    assert room.last.reactions == ()
    room.send("@ann:x", {}, "m.room.redaction", redacts=said)
    assert (room.last.removed, room.last.parts) == (True, ())


def test_a_copy_carries_its_authors_name_once():
    room = Room()
    fallback = "<strong data-mx-profile-fallback>Dana (Ada): </strong>holds"
    room.send("@bot:x", text("Dana (Ada): holds", fallback, **{PROFILE: {"id": "1", "displayname": "Dana (Ada)"}}))
    assert (room.last.author, html(room.last), room.last.relayed, room.last.bot) == ("Dana (Ada)", "holds", True, False)


def test_only_the_bots_own_word_is_taken_for_a_copys_author():
    room = Room()
    room.send("@eve:x", text("hello", **{PROFILE: {"id": "1", "displayname": "Net Control"}}))
    assert room.last.author == "eve"


def test_a_rooms_html_is_made_harmless():
    room = Room()
    room.send(
        "@eve:x",
        text("x", '<b onclick="a()">x</b><img src=y onerror=b()><script>c()</script><a href="javascript:d()">z</a>'),
    )
    assert html(room.last) == '<b>x</b><a target="_blank" rel="noopener noreferrer nofollow">z</a>'


# The comparison


ANN = Said(side="slack", who=0, author="Ann", label="County", typed="*one*", looks="<strong>one</strong>")
BOB = Said(side="slack", who=1, author="Bob", label="County", typed="two", looks="two")


def copy(said: Said, **changes) -> Shown:
    given = {"author": said.author_on("matrix"), "parts": (Part(html=said.looks),), "relayed": True}
    return Shown(**{"id": "1", "sort": 0} | given | changes)


REPORT = Shown(id="2", sort=1, author="Net Control", bot=True, parts=(Part(html="Situation report 1: Fire"),))
GOOD = [copy(ANN), copy(BOB), REPORT]


@pytest.mark.parametrize(
    ("room", "fault"),
    [
        ([copy(ANN), REPORT], "“two” stands there 0 times"),
        ([copy(ANN), copy(BOB), copy(BOB), REPORT], "“two” stands there 2 times"),
        ([copy(BOB), copy(ANN), REPORT], "“two” stands before “*one*”"),
        ([copy(ANN, author="Ann"), copy(BOB), REPORT], "is by “Ann”, not by “Ann (County)”"),
        ([copy(ANN, parts=(Part(html="*one*"),)), copy(BOB), REPORT], "formatted wrongly: *one*"),
        ([copy(ANN), copy(BOB)], "situation reports []"),
        ([*GOOD, REPORT], "situation reports [1, 1]"),
    ],
)
def test_the_comparison_finds_what_is_wrong(room, fault):
    assert list(faults("matrix", GOOD, [ANN, BOB], [])) == []
    assert any(fault in found for found in faults("matrix", room, [ANN, BOB], []))


def test_a_message_looks_the_same_whatever_its_blocks_are_spaced_with():
    one = copy(ANN, parts=(Part(html="<p>[said 0214] Two:</p>\n<ul>\n<li>a</li>\n</ul>\n"),))
    other = copy(ANN, parts=(Part(html="Two:<br><ul><li>a</li></ul>"),))
    assert looks(one) == looks(other) == "Two:<ul><li>a</li></ul>"


def test_the_terminal_shows_words_lists_and_quotes_in_lines():
    shown = worded(
        "<p><strong>Two</strong>:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul><blockquote>\n<p>c</p></blockquote>d"
    )
    assert shown.plain == "Two:\n• a\n• b\n│ c\nd"
