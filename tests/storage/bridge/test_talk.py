"""What was heard: once each, in its newest wording, with who reacted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from commands.domain.bridging import Verb
from commands.domain.messages import File, Kind, Message, Person, Room
from commands.domain.text import Code, Emoji, Heading, Link, List, Mention, Paragraph, Quote, Rule, Span, plain
from storage.packed import unpack_text
from storage.tables.bridge import revisions

AT = datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=UTC)
HERE, THERE = Room.parse("slack.county/C1"), Room.parse("matrix.state/!abc:state.example")
AL = Person("slack.county/U1", "Al", "Ada County")

EVERYTHING = (
    Heading(2, (Span("Plan", bold=True),)),
    Paragraph((Span("go to "), Link("https://x.example", "DP 12", italic=True), Mention("Bo", "slack.county/U2"))),
    List(((Paragraph((Emoji("fire", "🔥"),)),), (Quote((Code("ls\n-l", "sh"),)),)), ordered=True, start=3),
    Rule(),
)


def message(id="1", **values):
    known = {"kind": Kind.NEW, "room": HERE, "key": id, "who": AL, "at": AT, "order": 10, "id": id}
    known["text"] = plain("DP 12")
    return Message(**(known | values))


def add(work, id="1", **values):
    sort = values.get("order", 10)
    return work.talk.add(message(id, **values), incident="bear-creek", group="main", sort=sort, late=False)


def test_a_thing_is_heard_for_the_first_time_once(work):
    assert work.talk.first_time("slack.county/C1/1", AT)
    assert not work.talk.first_time("slack.county/C1/1", AT + timedelta(days=1))
    assert work.talk.was_heard("slack.county/C1/1")
    assert not work.talk.was_heard("slack.county/C1/2")


def test_an_original_is_read_back_as_it_was_said(work):
    files = (File(id="F1", name="map.pdf", size=12, details={"url": "https://x", "keys": {"k": 1}}),)
    id = add(work, text=EVERYTHING, files=files, thread="0", reply_to="9", broadcast=True, emote=True, recovered=True)

    said = work.talk.get(id)

    assert (said.text, said.files) == (EVERYTHING, files)
    assert (said.room, said.native, said.who, said.who_name, said.at) == (HERE, "1", AL.key, "Al", AT)
    assert (said.thread, said.reply_to, said.broadcast, said.emote, said.recovered) == ("0", "9", True, True, True)
    assert work.talk.find(HERE, "1") == said
    assert work.talk.many([id]) == {id: said}


def test_an_original_belongs_to_its_room(work):
    add(work)

    assert work.talk.find(THERE, "1") is None


def test_a_newer_wording_replaces_the_old_one_and_both_are_kept(work):
    id = add(work)

    assert work.talk.reword(work.talk.get(id), text=plain("DP 21"), revision=5, at=AT)

    assert work.talk.get(id).text == plain("DP 21")
    (before,) = work.talk._db.execute(select(revisions).where(revisions.c.said_id == id))
    assert (before.revision, unpack_text(before.text)) == (0, plain("DP 12"))


@pytest.mark.parametrize("revision", [4, 5])
def test_a_wording_never_goes_backwards(work, revision):
    id = add(work)
    work.talk.reword(work.talk.get(id), text=plain("DP 21"), revision=5, at=AT)

    assert not work.talk.reword(work.talk.get(id), text=plain("old"), revision=revision, at=AT)
    assert work.talk.get(id).text == plain("DP 21")


def test_what_was_removed_is_not_reworded_and_removed_once(work):
    id = add(work)

    assert work.talk.remove(work.talk.get(id), AT)
    assert not work.talk.remove(work.talk.get(id), AT)
    assert not work.talk.reword(work.talk.get(id), text=plain("again"), revision=5, at=AT)
    assert work.talk.get(id).text == plain("DP 12")  # the record keeps the words


def test_reactions_are_counted_by_person(work):
    id = add(work)
    react = {"emoji": "👍", "room": THERE, "event": "$1"}

    assert work.talk.react(id, who="matrix.state/@a", **react)
    assert not work.talk.react(id, who="matrix.state/@a", **react)
    assert work.talk.react(id, who="matrix.state/@b", **(react | {"event": "$2"}))
    assert work.talk.holders(id, "👍") == [str(THERE)] * 2
    assert work.talk.reaction(THERE, "$2") == (id, "👍", "matrix.state/@b")

    assert work.talk.unreact(id, emoji="👍", who="matrix.state/@a")
    assert not work.talk.unreact(id, emoji="👍", who="matrix.state/@a")
    assert work.talk.holders(id, "👍") == [str(THERE)]
    assert work.talk.reaction(THERE, "$1") is None


def test_what_is_held_in_a_room_names_the_messages_that_show_it_there(work):
    said_here, said_there = add(work, "1"), add(work, "2", room=THERE)
    copy = work.outbox.queue(HERE, Verb.SAY, sort=1, at=AT, said_id=said_there)
    for part in ("3", "4"):  # a copy in two parts
        work.outbox.fix(f"p{part}", HERE, "post", {}, target=None, at=AT, carries={copy: int(part)})
        work.outbox.posted(work.outbox.get(f"p{part}"), native=part, stamp="", at=AT)
    for id in (said_here, said_there):
        work.talk.react(id, emoji="👍", who="slack.county/U1", room=HERE, event="")
    work.talk.react(said_here, emoji="🔥", who="matrix.state/@a", room=THERE, event="$1")

    assert work.talk.holding(HERE, "0") == [
        (("1",), "👍", "slack.county/U1"),
        (("3", "4"), "👍", "slack.county/U1"),
    ]
    assert work.talk.holding(HERE, "1") == [(("3", "4"), "👍", "slack.county/U1")]


def test_a_reaction_known_already_leaves_the_transaction_usable(work):
    id = add(work)
    work.talk.react(id, emoji="👍", who="a", room=THERE, event="")
    work.talk.react(id, emoji="👍", who="a", room=THERE, event="")

    assert add(work, "2") > id


def test_behind_a_combined_post_are_all_that_it_carries(work):
    one, two = add(work, "1", order=10), add(work, "2", order=20)
    copies = {
        work.outbox.queue(THERE, Verb.SAY, sort=sort, at=AT, said_id=id): part
        for part, (id, sort) in enumerate([(one, 10), (two, 20)])
    }
    work.outbox.fix("p1", THERE, "post", {}, target=None, at=AT, carries=copies)
    work.outbox.posted(work.outbox.get("p1"), native="$p", stamp="", at=AT)

    assert [said.id for said in work.talk.behind(THERE, "$p")] == [one, two]
    assert [said.id for said in work.talk.behind(HERE, "2")] == [two]
    assert work.talk.behind(THERE, "$x") == []


def test_behind_a_post_is_each_original_once_also_after_an_edit_that_bears_its_name(work):
    id = add(work)
    for post, verb, what in (("p1", "post", Verb.SAY), ("p2", "edit", Verb.EDIT)):
        copy = work.outbox.queue(THERE, what, sort=10, at=AT, said_id=id)
        work.outbox.fix(post, THERE, verb, {}, target=None, at=AT, carries={copy: 0})
        work.outbox.posted(work.outbox.get(post), native="1700.1", stamp="", at=AT)

    assert [said.id for said in work.talk.behind(THERE, "1700.1")] == [id]


def test_a_file_is_described_later(work):
    id = add(work, files=(File(id="F1", name="F1"), File(id="F2", name="F2")))
    work.talk.describe(id, 1, File(id="F2", name="map.pdf", size=7))

    assert [file.name for file in work.talk.get(id).files] == ["F1", "map.pdf"]
