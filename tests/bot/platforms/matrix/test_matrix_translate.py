"""Events as clients write them → Messages."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.platforms.matrix.hearing import Hearing
from bot.platforms.matrix.render import PROFILE
from bot.platforms.matrix.rooms import RoomView
from bot.platforms.matrix.translate import Scene, translate
from commands.domain.messages import Kind, Room
from commands.domain.text import Emoji, Mention, Paragraph, mentions, words

ROOM = Room("matrix", "state", "!r:e.org")
NAMES = {"@ann:e.org": "Ann"}
SCENE = Scene(room=ROOM, own_id="@bot:e.org", label="State", name=lambda user: NAMES.get(user, ""))


def event(content, kind="m.room.message", **more):
    return {
        "type": kind,
        "event_id": "$e",
        "sender": "@ann:e.org",
        "origin_server_ts": 1_700_000_000_123,
        "content": content,
        **more,
    }


def said(body="hello", msgtype="m.text", **more):
    return {"msgtype": msgtype, "body": body, **more}


def heard(content, kind="m.room.message", **more):
    return translate(event(content, kind, **more), SCENE)


def test_a_message_is_whole():
    message = heard(said())
    assert (message.kind, message.id, message.key, message.room) == (Kind.NEW, "$e", "!r:e.org/$e", ROOM)
    assert (message.who.key, message.who.name, message.who.label) == ("matrix.state/@ann:e.org", "Ann", "State")
    assert message.at == datetime(2023, 11, 14, 22, 13, 20, 123_000, UTC)
    assert message.order == 1_700_000_000_123_000
    assert (words(message.text), message.bot, message.emote) == ("hello", False, False)


def test_notices_are_a_bots_and_emotes_are_emotes():
    assert heard(said(msgtype="m.notice")).bot
    assert heard(said(msgtype="m.emote")).emote


@pytest.mark.parametrize(
    ("content", "emoji"),
    [
        ({"com.beeper.reaction.shortcode": ":blob:"}, ":blob:"),
        ({"shortcode": "blob"}, ":blob:"),
        ({}, "mxc://e.org/x"),
    ],
)
def test_a_custom_reaction_goes_by_its_name(content, emoji):
    relation = {"rel_type": "m.annotation", "event_id": "$1", "key": "mxc://e.org/x"}

    assert heard({"m.relates_to": relation, **content}, "m.reaction").emoji == emoji


async def test_two_edits_of_one_millisecond_have_their_order():
    view = RoomView("!r:e.org", members=3)
    rooms = SimpleNamespace(joined={view.id: view}, direct={})
    account = SimpleNamespace(user_id="@bot:e.org", label="State", rooms=rooms, room=lambda _: ROOM)
    hearing = Hearing(account, None, None)
    relation = {"rel_type": "m.replace", "event_id": "$o"}
    changes = [
        event({**said(f"* {text}"), "m.new_content": said(text), "m.relates_to": relation}, event_id=f"${text}")
        for text in ("two", "three")
    ]
    await hearing.hear(view.id, changes)

    first, second = hearing.gathered()
    assert (words(first.text), words(second.text)) == ("two", "three")
    assert second.revision > first.revision


POLLS = {
    "as clients write it": (
        "org.matrix.msc3381.poll.start",
        {
            "org.matrix.msc3381.poll.start": {
                "question": {"org.matrix.msc1767.text": "Lunch?", "body": "Lunch?", "msgtype": "m.text"},
                "answers": [
                    {"id": "1", "org.matrix.msc1767.text": "1200"},
                    {"id": "2", "org.matrix.msc1767.text": "1300"},
                ],
            },
            "org.matrix.msc1767.text": "Lunch?\n1. 1200\n2. 1300",
        },
    ),
    "as it is specified": (
        "m.poll.start",
        {
            "m.poll": {
                "question": {"m.text": [{"body": "<b>Lunch?</b>", "mimetype": "text/html"}, {"body": "Lunch?"}]},
                "answers": [{"m.id": "1", "m.text": [{"body": "1200"}]}, {"m.id": "2", "m.text": [{"body": "1300"}]}],
            },
        },
    ),
}


@pytest.mark.parametrize(("kind", "content"), POLLS.values(), ids=POLLS)
def test_a_poll_is_its_question_and_its_answers(kind, content):
    asked = heard({**content, "m.relates_to": {"rel_type": "m.thread", "event_id": "$root"}}, kind)
    assert words(asked.text) == "POLL: Lunch?\n1. 1200\n2. 1300"
    assert (asked.kind, asked.thread, asked.reply_to) == (Kind.NEW, "$root", None)

    newer = {"m.new_content": content, "m.relates_to": {"rel_type": "m.replace", "event_id": "$first"}}
    changed = heard(newer, kind)
    assert (changed.kind, changed.id, words(changed.text)) == (Kind.EDITED, "$first", words(asked.text))


@pytest.mark.parametrize(
    "silent",
    [
        event(said(), sender="@bot:e.org"),
        event({}, "m.room.member", state_key="@ann:e.org"),
        event({}, unsigned={"redacted_because": {}}),
        event({}, "m.call.invite"),
        event(said(msgtype="m.key.verification.request")),
        event({}, "m.reaction"),
    ],
)
def test_what_nobody_said_is_nothing(silent):
    assert translate(silent, SCENE) is None


def test_markup_typed_as_plain_text_stays_as_it_was_typed():
    assert words(heard(said("<b> & 5*3*2 @room")).text) == "<b> & 5*3*2 @room"


def test_an_edit_carries_its_target_the_new_words_and_a_revision():
    new = said("* new", **{"m.new_content": said("new"), "m.relates_to": {"rel_type": "m.replace", "event_id": "$o"}})
    message = heard(new)
    assert (message.kind, message.id, words(message.text)) == (Kind.EDITED, "$o", "new")
    assert message.revision == 1_700_000_000_123_000


def picture(body="map.png", filename=None, url="mxc://e.org/1"):
    named = {"filename": filename} if filename else {}
    return {"msgtype": "m.image", "body": body, "url": url, "info": {"mimetype": "image/png"}, **named}


@pytest.mark.parametrize(
    ("new", "words_now", "files"),
    [
        (picture(url="mxc://e.org/2"), "", ["mxc://e.org/2"]),
        (picture("the map", "map.png"), "the map", ["mxc://e.org/1"]),
        (picture(), "", ["mxc://e.org/1"]),
        (said("no picture"), "no picture", []),
    ],
)
def test_an_edit_tells_all_that_the_message_shows_now(new, words_now, files):
    replaced = {"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": "$o"}}
    message = heard({**new, **replaced})
    assert (message.kind, words(message.text)) == (Kind.EDITED, words_now)
    assert [file.id for file in message.files] == files


def test_a_thread_reply_has_a_root_and_no_quote():
    relation = {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$last"}}
    message = heard(said(**{"m.relates_to": relation | {"is_falling_back": True}}))
    assert (message.thread, message.reply_to) == ("$root", None)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.room.message", said()),
        ("m.room.message", picture()),
        ("m.sticker", {"body": "wave", "url": "mxc://e.org/s", "info": {"mimetype": "image/webp"}}),
    ],
    ids=["words", "a picture", "a sticker"],
)
@pytest.mark.parametrize(
    ("relation", "thread", "answers"),
    [
        ({"m.in_reply_to": {"event_id": "$last"}}, None, "$last"),
        ({"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$last"}}, "$root", "$last"),
        ({"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$root"}}, "$root", None),
        ({"rel_type": "m.thread", "event_id": "$root"}, "$root", None),
    ],
    ids=["a reply", "a reply in a thread", "a reply to the root", "in a thread"],
)
def test_whatever_is_said_stands_where_it_was_said(kind, content, relation, thread, answers):
    message = heard({**content, "m.relates_to": relation}, kind)
    assert (message.thread, message.reply_to) == (thread, answers)


@pytest.mark.parametrize(
    ("body", "mimetype", "name"),
    [
        ("Voice message", "audio/ogg; codecs=opus", "Voice message.ogg"),
        ("", "image/jpeg", "file.jpg"),
        ("Div. A sketch of the line above the creek, north side", "image/png",
         "Div. A sketch of the line above the creek, north side.png"),
        ("IAP 2.1", "application/pdf", "IAP 2.1.pdf"),
        ("README", "text/plain", "README"),
        ("map.final.PDF", "application/pdf", "map.final.PDF"),
        ("نقشه‌ها.pdf", "application/pdf", "نقشه‌ها.pdf"),
        ("👩‍🚒 crew.png", "image/png", "👩‍🚒 crew.png"),
        ("x" * 300 + ".geojson", "application/geo+json", "x" * 120 + ".geojson"),
        ("Evacuation v2. " + "of all divisions " * 5, "application/octet-stream",
         ("Evacuation v2. " + "of all divisions " * 5).strip()),
    ],
)  # fmt: skip
def test_a_files_name_keeps_what_it_says_and_gets_an_ending_where_it_has_none(body, mimetype, name):
    content = said(body, "m.file", url="mxc://e.org/x", info={"mimetype": mimetype})
    assert heard(content).files[0].name == name


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("> <@bob:e.org> old\n> more\n\nnew", "new"),
        ("> * <@bob:e.org> waves\n\nnew", "new"),
        ("> my own quote\n\nnew", "> my own quote\nnew"),
        ("new", "new"),
    ],
)
def test_a_replys_fallback_is_taken_away_and_nothing_else(body, shown):
    message = heard(said(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$o"}}}))
    assert (message.reply_to, message.thread, words(message.text)) == ("$o", None, shown)


def test_a_quote_that_answers_nothing_is_left_as_it_is():
    assert words(heard(said("> <@bob:e.org> x\n\ny")).text) == "> <@bob:e.org> x\n\ny"


def test_reactions_and_redactions_name_what_they_are_about():
    relation = {"rel_type": "m.annotation", "event_id": "$o", "key": "👍"}
    message = heard({"m.relates_to": relation}, "m.reaction")
    assert (message.kind, message.id, message.emoji, message.values) == (Kind.REACTED, "$o", "👍", {"event": "$e"})
    for removed in (heard({}, "m.room.redaction", redacts="$o"), heard({"redacts": "$o"}, "m.room.redaction")):
        assert (removed.kind, removed.id) == (Kind.REMOVED, "$o")


def test_a_file_with_a_caption_is_both():
    file = said(
        "look", "m.image", filename="a.png", url="mxc://e.org/x", info={"mimetype": "image/png", "size": 3, "w": 4}
    )
    message = heard(file)
    [found] = message.files
    assert (found.id, found.name, found.mimetype, found.size) == ("mxc://e.org/x", "a.png", "image/png", 3)
    assert (found.details["width"], words(message.text)) == (4, "look")


def test_a_files_name_is_no_caption_and_odd_info_does_no_harm():
    message = heard(said("a.png", "m.file", url="mxc://e.org/x", info={"size": "big"}))
    assert (message.text, message.files[0].name, message.files[0].size) == ((), "a.png", None)


def test_an_encrypted_files_key_travels_with_it():
    lock = {"url": "mxc://e.org/x", "key": {"k": "x"}, "iv": "y", "hashes": {}}
    assert heard(said("a.png", "m.file", file=lock)).files[0].details["file"] == lock


def test_a_sticker_is_a_picture_under_its_name():
    message = heard({"body": ":wave:", "url": "mxc://e.org/s", "info": {"mimetype": "image/webp"}}, "m.sticker")
    [file] = message.files
    assert (message.text, file.id, file.name, file.mimetype) == ((), "mxc://e.org/s", "wave.webp", "image/webp")


def test_a_sticker_without_its_picture_is_its_name_and_a_custom_emoji_keeps_its_own():
    assert words(heard({"body": "wave"}, "m.sticker").text) == ":wave:"
    face = said("x", format="org.matrix.custom.html", formatted_body="<img data-mx-emoticon alt=':fire:'>")
    assert heard(face).text == (Paragraph((Emoji("fire"),)),)


def test_a_place_keeps_its_coordinates():
    [paragraph] = heard(said("DP 12", "m.location", geo_uri="geo:43.6,-116.2")).text
    assert paragraph.inlines[0].url == "geo:43.6,-116.2"


BRIDGED = replace(SCENE, bridges=("@slack*:e.org",))
KIM = {"id": "x", "displayname": "Kim Lee", "has_fallback": True}


def with_profile(body, profile, scene, sender="@slackbridge:e.org", html=""):
    more = {"format": "org.matrix.custom.html", "formatted_body": html} if html else {}
    content = said(body, **{"com.beeper.per_message_profile": profile}, **more)
    return translate(event(content, sender=sender), scene)


def test_a_configured_bridges_person_keeps_the_name_and_is_shown_harmless():
    profile = {"id": "x", "displayname": "Zoë\u202e <b>" + "y" * 200}
    name = with_profile("hello", profile, BRIDGED).who.name
    assert name.startswith("Zoë <b>y")
    assert len(name) == 80


def test_a_configured_bridges_name_before_the_words_is_not_shown_twice():
    assert words(with_profile("Kim Lee: go", KIM, BRIDGED).text) == "go"
    html = "<strong data-mx-profile-fallback>Kim Lee: </strong>go"
    assert words(with_profile("Kim Lee: go", KIM, BRIDGED, html=html).text) == "go"


def test_people_behind_one_bridge_are_different_people():
    known = {with_profile("go", KIM | {"id": id}, BRIDGED).who.key for id in ("x", "y")}
    assert known == {f"{SCENE.room.source}/@slackbridge:e.org#{id}" for id in ("x", "y")}
    nobody = {with_profile("go", profile, BRIDGED).who.key for profile in ({}, "x", {"displayname": "Kim"})}
    assert nobody == {f"{SCENE.room.source}/@slackbridge:e.org#"}


@pytest.mark.parametrize("where", ["new_content", "event", "both"])
def test_an_edits_name_before_the_words_is_not_shown_twice(where):
    new = said("Kim Lee: hello") | ({PROFILE: KIM} if where != "event" else {})
    outer = said("* Kim Lee: hello") | ({PROFILE: KIM} if where != "new_content" else {})
    relation = {"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": "$o"}}
    edit = event({**outer, **relation}, sender="@slackbridge:e.org")
    assert words(translate(edit, BRIDGED).text) == "hello"


def test_nobody_else_speaks_under_anothers_name():
    message = with_profile("Kim Lee: go", KIM, BRIDGED, sender="@ann:e.org")
    assert (message.who.name, words(message.text)) == ("Ann", "Kim Lee: go")
    assert message.who.key == f"{SCENE.room.source}/@ann:e.org"
    assert with_profile("go", KIM, SCENE, sender="@ann:e.org").who.name == "Ann"


def test_who_is_of_another_homeserver_carries_it():
    assert with_profile("go", {}, SCENE, sender="@eve:far.example").who.belongs == "State, from far.example"
    assert heard(said()).who.belongs == "State"


def test_our_own_marker_is_seen_wherever_it_comes_back():
    assert heard(said(**{"org.netcontrol.post": {"id": "p1"}})).origin == "p1"


@pytest.mark.parametrize(
    "bad",
    [
        event({"body": "no type"}),
        event(said("x", "m.image")),
        event(said(**{"m.relates_to": {"rel_type": "m.replace", "event_id": "$o"}})),
        event({"m.relates_to": "nonsense"}, "m.reaction"),
        event({}, "m.room.redaction"),
        event(said(), origin_server_ts="yesterday"),
    ],
)
def test_an_event_that_breaks_its_promise_raises(bad):
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        translate(bad, SCENE)


def state(content, kind="m.room.member", *, key="@ann:e.org", before=None, **more):
    unsigned = {"prev_content": before} if before else {}
    return translate(event(content, kind, state_key=key, unsigned=unsigned, **more), SCENE)


def test_who_comes_and_who_goes_is_heard():
    joined = state({"membership": "join", "displayname": "Ann"}, before={"membership": "invite"})
    left = state({"membership": "leave"}, before={"membership": "join", "displayname": "Ann"})
    banned = state({"membership": "ban", "reason": "spam"}, sender="@mod:e.org", before={"membership": "join"})

    assert [(one.kind, one.action, one.who.name) for one in (joined, left, banned)] == [
        (Kind.HAPPENED, "joined", "Ann"),
        (Kind.HAPPENED, "left", "Ann"),
        (Kind.HAPPENED, "removed", "Ann"),
    ]
    assert (banned.who.key, words(banned.text)) == ("matrix.state/@ann:e.org", "spam")


@pytest.mark.parametrize(
    ("content", "key", "before"),
    [
        ({"membership": "join", "displayname": "Anna"}, "@ann:e.org", {"membership": "join", "displayname": "Ann"}),
        ({"membership": "invite"}, "@bob:e.org", None),
        ({"membership": "leave"}, "@bob:e.org", {"membership": "invite"}),
        ({"membership": "leave"}, "@bot:e.org", {"membership": "join"}),
    ],
    ids=["a new name", "an invitation", "an invitation declined", "our own"],
)
def test_what_is_no_coming_and_no_going_is_nothing(content, key, before):
    assert state(content, key=key, before=before) is None


def test_a_topic_is_heard_where_it_is_new():
    topic = state({"topic": "Staging at DP 4"}, "m.room.topic", key="")

    assert (topic.kind, topic.action, words(topic.text)) == (Kind.HAPPENED, "topic", "Staging at DP 4")
    assert state({"topic": "x"}, "m.room.topic", key="", before={"topic": "x"}) is None


def mentioned(content, *users):
    names = {"@ann:e.org": "Ann", "@lee:e.org": "Ann Lee", "@too:e.org": "Ann"}
    scene = replace(SCENE, name=lambda user: names.get(user, ""))
    message = translate(event({**content, "m.mentions": {"user_ids": list(users)}}), scene)
    return words(message.text), [(one.name, one.who.removeprefix("matrix.state/")) for one in mentions(message.text)]


ANN = "@ann:e.org"


@pytest.mark.parametrize(
    ("body", "shown", "name"),
    [
        ("Ann: come in", "@Ann: come in", "Ann"),
        ("come in, @Ann", "come in, @Ann", "Ann"),
        ("ask @ann:e.org, Ann", "ask @ann:e.org, Ann", "ann:e.org"),
        ("ask @ann.", "ask @ann.", "ann"),
        ("is that Ann's?", "is that @Ann's?", "Ann"),
    ],
)
def test_a_plain_name_of_somebody_who_is_mentioned_is_a_mention(body, shown, name):
    assert mentioned(said(body), ANN) == (shown, [(name, ANN)])


@pytest.mark.parametrize("body", ["roger", "Annex B", "Mary-Ann", "ann@e.org", "annoyed", "@ann:e.org.uk", "see /Ann"])
def test_whoever_is_mentioned_and_not_named_is_not_mentioned(body):
    """A reply lists whom it answers."""
    relation = {"m.in_reply_to": {"event_id": "$o"}}
    assert mentioned(said(body, **{"m.relates_to": relation}), ANN) == (body, [])


def test_whom_a_reply_quotes_is_not_mentioned_by_that():
    body = "> <@ann:e.org> where?\n\nat DP 12"
    assert mentioned(said(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$o"}}}), ANN) == ("at DP 12", [])


def test_somebody_named_who_is_not_mentioned_stays_a_word():
    assert mentioned(said("Ann: come in")) == ("Ann: come in", [])


def test_two_people_of_whom_one_is_named_like_the_other_are_told_apart():
    assert mentioned(said("Ann Lee and Ann"), ANN, "@lee:e.org") == (
        "@Ann Lee and @Ann",
        [("Ann Lee", "@lee:e.org"), ("Ann", ANN)],
    )


def test_of_two_people_of_one_name_only_an_id_tells_which():
    assert mentioned(said("Ann: come in"), ANN, "@too:e.org") == ("Ann: come in", [])
    assert mentioned(said("@too: come in"), ANN, "@too:e.org") == ("@too: come in", [("too", "@too:e.org")])


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ('<a href="https://matrix.to/#/@ann:e.org">Ann</a> and Ann', ["Ann"]),
        ("<b>Ann</b>: come in", ["Ann"]),
        ("<ul><li>Ann</li></ul>", ["Ann"]),
        ("<blockquote>Ann</blockquote>", []),
        ("<code>Ann</code>", []),
        ("<pre>Ann</pre>", []),
    ],
    ids=["pill", "bold", "list", "quote", "code", "block"],
)
def test_a_name_in_formatted_words_is_a_mention_once_and_not_in_a_quote_or_code(html, names):
    content = said("x", format="org.matrix.custom.html", formatted_body=html)
    assert [name for name, _ in mentioned(content, ANN)[1]] == names


def test_the_new_wording_of_an_edit_has_its_own_mentions():
    changed = {"m.new_content": {**said("Ann: DP 21"), "m.mentions": {"user_ids": [ANN]}}}
    message = heard({**said("* Ann: DP 21"), **changed, "m.relates_to": {"rel_type": "m.replace", "event_id": "$o"}})

    assert list(mentions(message.text)) == [Mention("Ann", "matrix.state/@ann:e.org")]


@pytest.mark.parametrize("broken", [None, [], {"user_ids": "x"}, {"user_ids": [1, None]}, {"room": True}])
def test_mentions_of_another_shape_name_nobody(broken):
    assert words(heard(said("Ann: come in", **{"m.mentions": broken})).text) == "Ann: come in"
