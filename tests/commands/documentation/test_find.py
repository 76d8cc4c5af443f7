"""Finding: all words, newest first, and never what belongs to somebody else."""

import dataclasses

import pytest

from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import plain
from storage.store import Work
from tests.commands.conversation import BEN, HERE

LOGISTICS = Room("slack", "county", "C2")


def talked(say, words, room=HERE, group="main", incident="bear-creek", id="1.1"):
    message = Message(
        kind=Kind.NEW, room=room, key=f"{room}/{id}", id=id, who=BEN, at=say.now, text=plain(words), order=1
    )
    talk = Work(say.connection).talk
    return talk, talk.add(message, incident=incident, group=group, sort=1, late=False)


def test_talk_log_traffic_messages_requests_and_reports_are_found(say):
    talked(say, "the pump is broken")
    say("log pump at the creek")
    say("t DIVA COMM pump arrived")
    say("message LOFR a pump is asked for")
    say("request 2 pumps div A by:0900")
    say('report can conditions:"no pump" actions:"hand tools" needs:"pump"')
    found = [line.split()[0] for line in say("find pump").splitlines()[1:-1]]
    assert {"talk", "L-1", "TR-1", "MSG-1", "R-1", "SR-1"} <= set(found)


def test_all_words_must_be_there_and_beginnings_will_do(say):
    say("log two pumps at the creek")
    say("log one pump at the ridge")
    answer = say("find PUMP creek")
    assert "L-1" in answer
    assert "L-2" not in answer
    assert say("find pumpkin") == "Nothing here has “pumpkin”."


def test_accents_and_case_do_not_matter(say):
    say("log Peña is at the Café")
    assert "L-1" in say("find PENA cafe")


@pytest.mark.parametrize("nothing", ["!", "-", "“-”", "?!", "🔥"])
def test_a_search_without_a_word_is_refused(say, nothing):
    assert say(f"find {nothing}").startswith("Refused: What is to be found?")


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "pump*",
        "NEAR(a b)",
        "a OR b",
        "scope:x",
        "terms:a",
        "-pump",
        "^pump",
        "(pump",
        "a AND NOT b",
        "'; DROP",
        "%",
        ":*",
        "!a",
        "a & b",
    ],
)
def test_the_words_of_a_search_language_are_words(say, words):
    say(f"log {words} pump")
    assert "Something broke" not in say(f"find {words} pump")


def test_an_edit_is_found_by_its_new_words_and_a_removal_not_at_all(say):
    talk, id = talked(say, "the pump is broken")
    talk.reword(talk.get(id), text=plain("the winch is broken"), revision=1, at=say.now)
    assert "winch" in say("find winch")
    assert say("find pump").startswith("Nothing")
    talk.remove(talk.get(id), say.now)
    assert say("find winch").startswith("Nothing")


def test_the_way_to_the_original_is_shown_where_it_is_known(say):
    talked(say, "the pump is broken")
    answer = say("find pump", link=lambda room, id: f"https://{room.id}/{id}")
    assert "https://C1/1.1" in answer


def test_of_many_the_newest_are_shown(say):
    for number in range(20):
        say(f"log pump {number}")
    answer = say("find pump")
    assert "L-20" in answer
    assert "L-5 " not in answer
    assert "There is more, older than this" in answer


def test_a_void_line_is_found_as_void(say):
    say("log pump at the wrong creek")
    say("void L-1 wrong creek")
    assert "VOID: pump at the wrong creek" in say("find pump")


# privacy

EVERYTHING = [
    lambda say: talked(say, "zebra talk", room=LOGISTICS, group="logistics"),
    lambda say: say("log zebra", group="logistics"),
    lambda say: say("t DIVA COMM zebra", group="logistics"),
    lambda say: say("message LOFR zebra", group="logistics"),
    lambda say: say("request 2 zebra div A by:0900", group="logistics"),
    lambda say: say('report can conditions:"zebra" actions:"x" needs:"none"', group="logistics"),
]


@pytest.mark.parametrize("made", EVERYTHING, ids=["talk", "log", "traffic", "message", "request", "report"])
def test_what_belongs_to_a_group_is_found_there_and_nowhere_else(say, made):
    made(say)
    elsewhere = [
        {},
        {"group": "plans"},
        {"group": "Logistics"},
        {"direct": True},
        {"direct": True, "group": "logistics"},
        {"admin": True},
        {"group": "plans", "admin": True},
    ]
    for reader in elsewhere:
        assert say("find zebra", **reader) == "Nothing here has “zebra”."
        assert "zebra" not in say("show log all", **reader)
        assert "zebra" not in say("traffic list", **reader)
        assert "zebra" not in say("message list all:yes", **reader)
        assert "zebra" not in say("sitrep", **reader)
    assert "zebra" in say("find zebra", group="logistics")[30:]


def test_the_main_groups_things_are_found_from_a_group_too(say):
    say("log zebra")
    assert "L-1" in say("find zebra", group="logistics")


def test_another_incidents_things_are_not_found(say):
    say("log zebra at Bear Creek")
    talked(say, "zebra talk of another fire", incident="cedar", id="2.2")
    cedar = say.store.add(dataclasses.replace(say.incident, id="cedar", name="Cedar"))
    say.incident = cedar
    answer = say("find zebra")
    assert "another fire" in answer
    assert "Bear Creek" not in answer
    assert "Bear Creek" not in say("show log all")
    assert say("void L-1 x").startswith("Refused: There is no L-1 here")
    assert say("significant L-1", admin=True).startswith("Refused: There is no L-1 here")


def test_a_room_of_no_incident_finds_nothing(say):
    say("log zebra")
    assert say("find zebra", incident=None, who=Person("slack.county/U9", "Eve")).startswith("Refused: This room")
