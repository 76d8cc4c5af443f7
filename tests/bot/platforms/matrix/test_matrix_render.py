"""Draft → events: author first, marks, threads, sizes, many people in one event."""

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms import Draft
from bot.platforms.matrix.render import BUDGET, combine, render
from commands.domain.messages import Card, Choice, Colour, File, Table
from commands.domain.text import Code, Link, List, Mention, Paragraph, Quote, Span, plain


def content(draft):
    [payload] = render(draft)
    assert payload["type"] == "m.room.message"
    return payload["content"]


def size(payload):
    return len(payload["content"]["body"].encode()) + len(payload["content"]["formatted_body"].encode())


def test_a_copy_starts_with_name_and_label_and_carries_the_profile():
    made = content(Draft(text=plain("DP 12"), author="Ann Lee (State EOC)", author_key="k"))
    assert made["body"] == "Ann Lee (State EOC): DP 12"
    assert made["formatted_body"] == "<strong data-mx-profile-fallback>Ann Lee (State EOC): </strong>DP 12"
    assert made["com.beeper.per_message_profile"]["displayname"] == "Ann Lee (State EOC)"
    assert (made["msgtype"], made["m.mentions"]) == ("m.text", {})


def test_the_bots_own_words_are_a_notice_without_a_name():
    made = content(Draft(text=plain("R-1 opened")))
    assert (made["msgtype"], made["body"]) == ("m.notice", "R-1 opened")
    assert "com.beeper.per_message_profile" not in made


def test_a_hostile_name_is_shown_harmless_and_its_label_is_always_read():
    made = content(Draft(text=plain("x"), author="<b>\u202eev\x00il\u2066</b> @room " + "x" * 200 + " (State EOC)"))
    assert made["body"].startswith("<b>evil</b> @\u200droom")
    assert "(State EOC): x" in made["body"]
    assert "&lt;b&gt;evil" in made["formatted_body"]
    assert len(made["com.beeper.per_message_profile"]["displayname"]) <= 80 + len(" (State EOC)")


def test_notes_and_the_time_of_a_late_copy_stand_before_the_words():
    made = content(Draft(text=plain("x"), author="Ann", said="0214", note="CORRECTION"))
    assert made["body"] == "Ann: [CORRECTION] [said 0214] x"


def test_a_quote_stands_between_the_name_and_the_words():
    made = content(Draft(text=plain("yes"), author="Ann", quote="Bob: ready <now>?"))
    assert made["body"] == "Ann: \n> Bob: ready <now>?\nyes"
    assert "<blockquote>Bob: ready &lt;now&gt;?</blockquote>yes" in made["formatted_body"]


def test_only_known_people_are_mentioned_and_by_pill():
    said = (Paragraph((Mention("Ann", "slack.a/U1"), Span(" and "), Mention("Bob", "slack.a/U2"))),)
    made = content(Draft(text=said, author="X", mentions={"slack.a/U1": "@ann:e.org"}))
    assert made["m.mentions"] == {"user_ids": ["@ann:e.org"]}
    assert '<a href="https://matrix.to/#/@ann:e.org">Ann</a> and @Bob' in made["formatted_body"]
    assert made["body"] == "X: @Ann and @Bob"


def test_an_emote_reads_as_one():
    assert content(Draft(text=plain("waves"), author="Ann", emote=True))["body"] == "* Ann waves"


def test_a_card_shows_everything_it_holds_and_choices_their_emoji():
    card = Card(
        title="PAR",
        fields=(("due", "0230"),),
        lines=("E12 missing",),
        table=Table(("unit", "n"), (("E12", "4"),)),
        footer="as of 0212",
        colour=Colour.RED,
    )
    made = content(Draft(text=plain("Roll call"), card=card, choices=(Choice("All 4 here", "par 4", "✅"),)))
    assert made["body"] == ("Roll call\n🔴 PAR\ndue: 0230\nE12 missing\nunit  n\nE12   4\nas of 0212\n✅ All 4 here")
    assert "<table>" in made["formatted_body"]


def test_a_file_keeps_its_name_type_size_and_author():
    file = File(id="F", name="../a\u202eb.png", mimetype="image/png", size=3, details={"width": 4, "height": 5})
    made = content(Draft(text=(), author="Ann", files=(file,), thread="$t"))
    assert (made["msgtype"], made["filename"], made["body"]) == ("m.image", "ab.png", "Ann: ab.png")
    assert made["info"] == {"mimetype": "image/png", "size": 3, "w": 4, "h": 5}
    assert made["m.relates_to"]["event_id"] == "$t"


def test_a_long_text_is_cut_at_words_and_numbered():
    said = " ".join(f"word{number}" for number in range(3_000))
    made = render(Draft(text=plain(said), author="Ann", thread="$t"))
    assert len(made) > 1
    bodies = [each["content"]["body"] for each in made]
    assert [body.split(" ")[1] for body in bodies] == [f"({n}/{len(made)})" for n in range(1, len(made) + 1)]
    assert " ".join(" ".join(body.split(" ")[2:]).strip() for body in bodies) == said
    assert all(each["content"]["m.relates_to"]["event_id"] == "$t" for each in made)


def test_long_code_lists_quotes_and_links_are_cut_as_what_they_are():
    lines = "\n".join(f"line {number}" for number in range(3_000))
    for block in (
        Code(lines),
        Quote((Code(lines),)),
        List(tuple((Paragraph((Span(f"item {n}"),)),) for n in range(2_000))),
    ):
        made = render(Draft(text=(block,), author="Ann"))
        assert len(made) > 1
        assert max(map(size, made)) <= BUDGET
    made = render(Draft(text=(Paragraph((Link("https://e.org/" + "x" * 30_000, "here"),)),), author="Ann"))
    assert max(map(size, made)) <= BUDGET


@given(st.text(min_size=1, max_size=200), st.integers(1, 400), st.sampled_from([Code, None]))
def test_no_part_is_ever_over_the_budget_and_no_word_is_lost(piece, times, block):
    said = piece * times
    text = (Code(said),) if block else plain(said)
    made = render(Draft(text=text, author="Ann (State)"))
    assert max(map(size, made)) <= BUDGET
    shown = "".join(each["content"]["body"].partition(": ")[2] for each in made)
    if len(made) == 1:
        assert "".join(shown.replace("\u200d", "").split()) == "".join(said.replace("\u200d", "").split())


def test_several_people_share_one_event_with_names_and_times():
    made = combine(
        [Draft(text=plain("a"), author="A (X)", said="0214"), Draft(text=plain("b"), author="B (Y)", said="0215")]
    )
    assert made["content"]["body"] == "A (X) 0214: a\nB (Y) 0215: b"
    assert made["content"]["formatted_body"] == "<strong>A (X)</strong> 0214: a<br><strong>B (Y)</strong> 0215: b"
    assert "com.beeper.per_message_profile" not in made["content"]


def test_what_cannot_share_an_event_does_not():
    one = Draft(text=plain("a"), author="A")
    assert combine([]) is None
    assert combine([one, Draft(text=plain("b"))]) is None
    assert combine([one, Draft(text=plain("b"), author="B", thread="$t")]) is None
    assert combine([one, Draft(text=(), author="B", files=(File(id="F", name="f"),))]) is None
    assert combine([one, Draft(text=plain("b"), author="B", card=Card(title="t"))]) is None
    assert combine([Draft(text=plain("x" * 3_000), author="A")] * 3) is None


def test_what_is_said_in_a_thread_for_the_room_as_well_is_seen_in_the_room():
    (inside,) = render(Draft(text=plain("a"), author="Bo", thread="$root"))
    (shown,) = render(Draft(text=plain("a"), author="Bo", thread="$root", broadcast=True))

    assert inside["content"]["m.relates_to"]["rel_type"] == "m.thread"
    assert shown["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": "$root"}}
    drafts = [Draft(text=plain("a"), author="Bo", thread="$root", broadcast=one) for one in (True, False)]
    assert combine(drafts) is None
    assert combine(drafts[:1] * 2)["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": "$root"}}
