from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from commands.domain.cards import words
from commands.domain.checkins import Happened, Movement, Strength
from commands.domain.incidents import Incident
from commands.domain.messages import Card, Table
from commands.domain.sitrep import LATE, Facts, Sitrep, compose

BOISE = ZoneInfo("America/Boise")
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
FIRE = Incident(id="bear-creek", name="Bear Creek Fire", opened=AT)


def facts(incident=FIRE, agencies=None, changes=()):
    counts = {one.what: 1 for one in changes}
    return Facts(incident=incident, agencies=agencies or {}, counts=counts, changes=changes)


def report(**values):
    return Sitrep(incident="bear-creek", number=7, at=AT, **values)


def test_a_report_counts_each_agency_and_all():
    card = compose(report(), facts(agencies={"BOI": Strength(2, 7), "": Strength(1, 1)}), BOISE)
    assert card.table == Table(("Agency", "Resources", "Persons"), (("BOI", "2", "7"), ("no agency", "1", "1")))
    assert dict(card.fields) == {"As of": "Sun 22 Nov 0600 MST", "Checked in": "3 resources, 8 persons"}


def test_it_is_late_from_a_minute_on():
    def told(late):
        return dict(compose(report(due=AT - late, late=late), facts(), BOISE).fields)

    assert "Late" not in told(LATE - timedelta(seconds=1))
    assert told(LATE)["Late"] == "posted 1 min late, due 0559 MST"


def test_changes_are_told_with_their_local_time():
    change = Movement(
        incident="bear-creek", resource=1, name="E1", what=Happened.OUT, words="4 persons, BOI", at=AT, by="clock"
    )
    card = compose(report(since=AT - timedelta(hours=12)), facts(changes=(change,)), BOISE)
    assert card.lines == (
        "Since the last report (Sat 21 Nov 1800 MST): 1 checked out.",
        "0600 MST E1 checked out: 4 persons, BOI",
    )


def test_an_exercise_is_marked_in_the_title():
    drill = Incident(id="drill", name="Spring drill", opened=AT, exercise=True)
    assert compose(report(), facts(drill), BOISE).title == "Situation report 7: EXERCISE Spring drill"


def test_a_card_is_read_out_line_by_line():
    card = Card(
        title="T", fields=(("A", "1"),), table=Table(("x", "y"), (("1", "2"),)), lines=("more",), footer="as of now"
    )
    assert words(card) == "T\nA: 1\nx | y\n1 | 2\nmore\nas of now"
    assert words(Card(title="T")) == "T"
