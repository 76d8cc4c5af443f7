"""The search on both engines: the same words are found in the same things."""

from datetime import UTC, datetime

import pytest

from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry, Origin
from commands.domain.log.searching import Findable, Source
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.text import plain
from storage import search

FIRE = "fire"
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


@pytest.fixture
def database(migrated):
    with migrated.work() as work:
        for id in (FIRE, "other"):
            work.record.add(Incident(id=id, name=id.title(), opened=AT))
    return migrated


def entry(words):
    return Entry(
        incident=FIRE,
        group="main",
        origin=Origin.PERSON,
        words=words,
        at=AT,
        said=AT,
        author="slack.county/U1",
        author_name="Ana Ruiz",
    )


def test_the_words_of_everything_are_indexed_in_both_databases_alike(database):
    with database.work() as work:
        work.record.append(entry("Peña's E12-4 pump; 146.520 MHz a@b.org x_y https://a.b/c"))
        for words in (["pena"], ["e12", "4"], ["146", "520"], ["b", "org"], ["x", "y"], ["PUM"], ["mhz", "pump"]):
            assert work.record.find(FIRE, ("main",), words), words
        for words in (["pu"], ["ump"], ["pump", "winch"], [""], [], ["'"], ["&"], ["pump & winch"]):
            assert not work.record.find(FIRE, ("main",), words), words
        assert not work.record.find(FIRE, ("logistics",), ["pump"])
        assert not work.record.find(FIRE, (), ["pump"])
        assert not work.record.find("other", ("main",), ["pump"])


def test_the_newest_is_found_first_and_no_more_than_asked_for(database):
    with database.work() as work:
        for number in range(30):
            work.record.append(entry(f"pump {number}"))
        assert [one.shown for one in work.record.find(FIRE, ("main",), ["pump"], 3)] == ["L-30", "L-29", "L-28"]


def test_what_no_database_takes_is_left_out_of_what_is_found(database):
    odd = Findable(
        incident=FIRE,
        group="main",
        source=Source.TALK,
        number=1,
        at=AT,
        who="A\x00na \ud800",
        words="a \x00pump \udfff",
    )
    with database.work() as work:
        search.put(work.connection, odd, odd.words)
        (found,) = work.record.find(FIRE, ("main",), ["pump"])
    assert (found.who, found.words) == ("Ana ?", "a pump ?")


def test_talk_carries_its_authors_name_once_it_is_known(database):
    room = Room("slack", "county", "C1")
    message = Message(
        kind=Kind.NEW, room=room, key="k", id="1.1", who=Person("slack.county/U7"), at=AT, text=plain("a pump")
    )
    with database.work() as work:
        work.talk.add(message, incident=FIRE, group="main", sort=1, late=False)
        assert work.record.find(FIRE, ("main",), ["pump"])[0].who == "slack.county/U7"
        work.people.remember("slack.county/U7", "Eve Park", AT)
        (found,) = work.record.find(FIRE, ("main",), ["pump"])
    assert (found.who, found.room, found.native) == ("Eve Park", str(room), "1.1")
