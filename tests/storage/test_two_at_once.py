"""Two people at once, with real threads: the second is told what the first did, and nothing is overwritten."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.accountability.checkins import Strength
from commands.domain.accountability.emergencies import Emergency
from commands.domain.accountability.owed import Action, Doing
from commands.domain.accountability.par import Par, Roll
from commands.domain.errors import Refused, Stale
from commands.domain.incidents import Incident
from commands.domain.messages import Person, Room
from commands.domain.organisation.roles import Handing
from storage.store import Database
from tests.helpers import at_once

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
PEOPLE = [Person(f"slack.county/U{number}", f"Person {number}", "Ada County") for number in range(8)]
MENTIONS = {one.name: one.key for one in PEOPLE}

pytestmark = pytest.mark.parametrize("migrated", ["file", "postgres"], indirect=True)


@pytest.fixture
def database(migrated) -> Database:
    with migrated.work() as work:
        work.record.add(Incident(id="fire", name="Fire", opened=AT, opened_by=PEOPLE[0].key))
    return migrated


def say(database: Database, who: Person, line: str, *, room: str = "C1", incident: str | None = "fire") -> str:
    """Decide as the program does: again where another was faster."""
    for _ in range(50):
        try:
            with database.work() as work:
                call = Call(
                    who=who,
                    room=Room("slack", "county", room),
                    at=AT,
                    store=work.record,
                    zone=ZoneInfo("UTC"),
                    incident=work.record.get(Incident, incident) if incident else None,
                    mentions=MENTIONS,
                    member=True,
                    belongs_to=lambda _: True,
                    moderates=True,
                    may_open=True,
                )
                with work.connection.begin_nested():
                    return "\n".join(reply.text for reply in decide(line, call))
        except Refused as refusal:
            return f"Refused: {refusal.words}"
        except Stale:
            continue
    raise AssertionError("never decided")


def test_one_position_is_taken_by_one_and_the_others_are_told_by_whom(database):
    answers = at_once(*(lambda who=who: say(database, who, "role take COML") for who in PEOPLE))

    won = [answer for answer in answers if answer.startswith("COML (Communications Unit Leader) is ")]
    assert len(won) == 1
    with database.work() as work:
        (held,) = work.record.holders("fire")
    told = [answer for answer in answers if answer not in won]
    assert all(answer.startswith(f"Refused: COML is held by {held.name}") for answer in told)


def test_both_confirm_at_once_and_it_changes_hands_once(database):
    outgoing, incoming = PEOPLE[1], PEOPLE[2]
    say(database, outgoing, "role take COML")
    say(database, PEOPLE[0], "role give COML @Person 2")

    answers = at_once(
        lambda: say(database, outgoing, "role confirm 1"), lambda: say(database, incoming, "role confirm 1")
    )

    assert sorted("is Person 2" in answer for answer in answers) == [False, True]
    with database.work() as work:
        assert [one.name for one in work.record.holders("fire")] == ["Person 2"]
        assert work.record.handover("fire", 1).state is Handing.DONE


def test_one_code_links_one_room(database):
    with database.work() as work:
        work.record.add(Incident(id="other", name="Other", opened=AT))
    say(database, PEOPLE[0], "link")
    with database.work() as work:
        digits = work.connection.exec_driver_sql("SELECT digits FROM link_code").scalar()

    answers = at_once(
        *(
            lambda room=room: say(database, PEOPLE[1], f"join {digits}", room=room, incident=None)
            for room in ("C7", "C8", "C9")
        )
    )

    assert sum("joins Fire" in answer for answer in answers) == 1
    assert sum("There is no open code" in answer for answer in answers) == 2
    with database.work() as work:
        assert len(work.record.rooms_of("fire")) == 1
        assert work.record.guessed(PEOPLE[1].key, AT - timedelta(minutes=1)) == 2


def test_one_incident_is_opened_and_the_second_is_told(database):
    answers = at_once(
        lambda: say(database, PEOPLE[1], "incident open Alder", room="C7", incident=None),
        lambda: say(database, PEOPLE[2], "incident open Alder", room="C8", incident=None),
    )

    assert sum(answer.startswith("Alder is opened by") for answer in answers) == 1
    assert sum(answer.startswith("Refused: Alder is open already") for answer in answers) == 1


def test_an_incident_is_closed_once(database):
    answers = at_once(*(lambda: say(database, PEOPLE[0], "incident close confirm:yes") for _ in range(3)))

    assert sum("is closed by Person 0" in answer for answer in answers) == 1
    assert sum("was closed already" in answer for answer in answers) == 2


def test_an_objective_said_twice_at_once_is_kept_once(database):
    answers = at_once(*(lambda: say(database, PEOPLE[0], "period objectives Hold the line") for _ in range(3)))

    assert sum(answer == "O-1: Hold the line" for answer in answers) == 1
    assert sum("said the same" in answer or "set already" in answer for answer in answers) == 2
    with database.work() as work:
        assert len(work.record.objectives("fire")) == 1


def test_a_tap_and_a_second_tap_at_once_ask_before_a_second_period(database):
    at_once(*(lambda: say(database, PEOPLE[0], "period 1300-2300") for _ in range(3)))

    with database.work() as work:
        assert [one.number for one in work.record.periods("fire")] == [1]


def desk(database):
    """Somebody at the radio, and two engines."""
    say(database, PEOPLE[0], "role take RADO")
    for line in ("checkin E12 4 div A", "checkin E13 3 div B"):
        say(database, PEOPLE[0], line)


def test_a_resource_is_checked_in_once_and_the_others_are_told_how_it_stands(database):
    answers = at_once(*(lambda who=who: say(database, who, "checkin E12 4 div A") for who in PEOPLE[:4]))

    assert sum(answer.startswith("E12 checked in: 4 persons") for answer in answers) == 1
    assert sum(answer.startswith("E12 is checked in already") for answer in answers) == 3
    with database.work() as work:
        assert work.record.strength("fire") == Strength(1, 4)


def test_everybody_who_checks_in_at_once_is_on_the_list(database):
    at_once(*(lambda who=who: say(database, who, "checkin") for who in PEOPLE))

    with database.work() as work:
        assert work.record.strength("fire") == Strength(8, 8)


def test_two_say_what_a_resource_does_and_neither_is_lost(database):
    desk(database)
    answers = at_once(
        lambda: say(database, PEOPLE[0], "status E12 rest"), lambda: say(database, PEOPLE[0], "reassign E12 C")
    )

    assert all(answer.startswith("E12 changed: ") for answer in answers)
    with database.work() as work:
        (line,) = work.record.checked_in("fire", "e12")
        assert line.div == "C"
        assert len(work.record.movements("fire")) == 4


def test_two_answer_for_one_crew_and_the_second_is_told_of_the_first(database):
    desk(database)
    say(database, PEOPLE[0], "role take IC")
    say(database, PEOPLE[0], "par start")
    answers = at_once(*(lambda: say(database, PEOPLE[0], "par E12 4") for _ in range(3)))

    assert sum("E12 4 of 4 (4 of 7 persons, 1 of 2 crews" in answer for answer in answers) == 1
    assert sum("was answered by Person 0" in answer for answer in answers) == 2


def test_the_last_two_answers_at_once_close_a_roll_call_once(database):
    desk(database)
    say(database, PEOPLE[0], "par start")
    answers = at_once(*(lambda crew=crew: say(database, PEOPLE[0], f"par {crew}") for crew in ("E12 4", "E13 3")))

    assert sum("PAR P-1 COMPLETE" in answer for answer in answers) == 1
    with database.work() as work:
        assert work.record.numbered(Par, "fire", 1).state is Roll.COMPLETE


def test_one_roll_call_is_started_and_the_second_is_told_of_it(database):
    desk(database)
    answers = at_once(*(lambda: say(database, PEOPLE[0], "par start") for _ in range(2)))

    assert sum(answer.startswith("PAR P-1: answer by") for answer in answers) == 1
    assert sum(answer.startswith("Refused: PAR P-1 is open since") for answer in answers) == 1


def test_an_emergency_is_acknowledged_first_by_one_and_the_others_read_by_whom(database):
    for who in PEOPLE[1:4]:
        say(database, who, "checkin")
    say(database, PEOPLE[0], "emergency crew down")
    answers = at_once(*(lambda who=who: say(database, who, "emergency ack M-1") for who in PEOPLE[1:4]))

    with database.work() as work:
        first = work.record.numbered(Emergency, "fire", 1).acknowledged_by
    assert all(first in answer for answer in answers)


def test_what_is_done_at_once_by_two_is_done_by_one(database):
    say(database, PEOPLE[0], "action refuel Rptr 4")
    answers = at_once(*(lambda who=who: say(database, who, "action done T-1") for who in PEOPLE[1:3]))

    with database.work() as work:
        done = work.record.numbered(Action, "fire", 1)
    assert done.state is Doing.DONE
    assert sum(answer.startswith("Refused") for answer in answers) == 1
    assert all(f" done by {done.done_by}" in answer for answer in answers)


def test_a_request_is_ordered_once_and_the_second_reads_from_whom(database):
    say(database, PEOPLE[0], "role take LSC")
    say(database, PEOPLE[0], "request 2 pumps")
    answers = at_once(
        *(
            lambda supplier=supplier: say(database, PEOPLE[0], f"request order R-1 2 from:{supplier} by:phone")
            for supplier in ("NIFC", "Canyon")
        )
    )

    assert sum("and 2 were ordered from" in answer for answer in answers) == 1
    with database.work() as work:
        one = work.record.request("fire", 1)
        assert len(work.record.orders(one.id)) == 1
