"""Accountability's part of the record, on SQLite and on PostgreSQL alike, also by two at once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.accountability.checkins import Resource, Status
from commands.domain.accountability.demobs import Demob, Signed
from commands.domain.accountability.emergencies import Emergency
from commands.domain.accountability.medical import MedicalReport, Severity
from commands.domain.accountability.owed import Action, Addressee, Announcement, Watch
from commands.domain.accountability.par import Answer, Par, ParLine, ParTap, Roll, is_person
from commands.domain.bridging import LinkedRoom, RoomState, Verb
from commands.domain.errors import Refused, Stale
from commands.domain.folding import unit_key
from commands.domain.incidents import Incident
from commands.domain.messages import Person, Room
from commands.domain.routine import Routine
from storage.migrate import migrate
from storage.store import Database

AT = datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=UTC)
ANA = Person("slack.county/U1", "Ana Ruiz", "Ada County")
FIRE = Incident(
    id="bear-creek", name="Bear Creek Fire", opened=AT, timezone="America/Boise", opened_by="slack.county/U1"
)
MIN = timedelta(minutes=1)
BEN = Person("matrix.state/@ben:state", "Ben Ito", "State EOC")


def engine(name="E12", **values):
    known = {"name_key": unit_key(name), "persons": 4, "checked_in": AT, "checked_in_by": ANA.key}
    return Resource(incident="bear-creek", name=name, **(known | values))


PAR = Par(incident="bear-creek", number=1, within=5 * MIN, every=20 * MIN, opened=AT, opened_by="k", due=AT + 5 * MIN)
LINE = ParLine(par=1, incident="bear-creek", name="E12", name_key="e12", expected=4, crew=("Al", "Bø"), missing=("Al",))
DEMOB = Demob(incident="bear-creek", number=1, resource=1, name="E12", needs=("supply", "time"), at=AT, by="k")
TOLD = Announcement(
    incident="bear-creek", number=1, words="w", to="all", due=AT, within=MIN, at=AT, by="k", by_name="K"
)

RECORDS = [
    PAR,
    LINE,
    replace(LINE, count=3, state=Answer.SHORT, at=AT, listed=False),
    ParTap(line=1, person="k", name="K", at=AT),
    Emergency(incident="bear-creek", number=1, room="slack.county/C1", at=AT, said_at=AT, by="k", by_name="K"),
    MedicalReport(
        incident="bear-creek", number=1, severity=Severity.RED, nature="n", location="l", at=AT, by="k", by_name="K"
    ),
    DEMOB,
    Signed(demob=1, box="supply", by="k", by_name="K", at=AT),
    Routine(incident="bear-creek", what="checked in", short="E12 4", at=AT, told=False),
    TOLD,
    Addressee(announcement=1, kind="div", key="A", name="Div A", at=AT, by="k", by_name="K", ticked=True),
    Watch(
        incident="bear-creek", number=1, what="COMT", every=MIN, due=AT, alarm=AT, owner="k", owner_name="K", heard=AT,
        at=AT, by="k",
    ),
    Action(incident="bear-creek", number=1, words="w", due=AT, alarm=AT, at=AT, by="k", by_name="K"),
]  # fmt: skip


@pytest.fixture
def fire(migrated) -> Database:
    with migrated.work() as work:
        work.record.add(FIRE)
        work.record.add(engine())
        work.record.add(PAR)
        work.record.add(LINE)
        work.record.add(DEMOB)
        work.record.add(TOLD)
    return migrated


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_what_is_added_is_read_back_as_it_was(fire, record):
    other = replace(record, number=2) if hasattr(record, "number") else record
    with fire.work() as work:
        added = work.record.add(other)
    with fire.work() as work:
        found = work.record.get(type(record), added.id)
        assert found == added
        if hasattr(record, "number"):
            assert work.record.numbered(type(record), "bear-creek", 2) == added
            assert work.record.numbered(type(record), "elsewhere", 2) is None
    assert replace(added, **{"id": 0, **({"version": 0} if hasattr(record, "version") else {})}) == other


def test_a_roll_call_lists_what_is_checked_in_and_counts_it(migrated):
    with migrated.work() as work:
        store = work.record
        store.add(FIRE)
        store.add(engine(div="A", crew=("Al", "Bø"), leader="Jo", agency="BOI"))
        store.add(engine("E13", persons=3, div="b"))
        store.add(engine("E14", checked_out=AT))
        everybody = store.add(PAR)
        store.list_par(everybody)
        division = store.add(replace(PAR, number=2, div="B"))
        store.list_par(division)
        lines = store.par_owed(everybody.id)
        assert [(line.name, line.expected, line.state) for line in lines] == [
            ("E12", 4, Answer.WAITING),
            ("E13", 3, Answer.WAITING),
        ]
        assert (lines[0].crew, lines[0].missing, lines[0].leader) == (("Al", "Bø"), (), "Jo")
        assert [line.name for line in store.par_owed(division.id)] == ["E13"]
        store.save(replace(lines[0], state=Answer.ALL, count=4))
        store.add(replace(LINE, par=everybody.id, name="E99", name_key="e99", listed=False, state=Answer.ALL, count=2))
        tally = store.par_tally(everybody.id)
        assert (tally.crews, tally.crews_in, tally.present, tally.added, tally.extra) == (2, 1, 4, 1, 2)
        assert store.par_owes(2).id in (everybody.id, division.id)
        assert store.par_owes(1) is None
        assert [line.name for line in store.par_crews(everybody.id, "bø")] == ["E12", "E99"]
        assert [line.name for line in store.par_crews(everybody.id, "Jo")] == ["E12"]
        assert store.par_crews(everybody.id, 'x%"') == ()
        owing = store.par_owing(everybody.id)
        assert (owing.resources, owing.singles, [line.name for line in owing.named]) == (1, 0, ["E13"])
        assert store.par_divs(everybody.id) == frozenset({"b"})


def test_names_in_crews_are_found_by_agency(migrated):
    with migrated.work() as work:
        store = work.record
        store.add(FIRE)
        store.add(engine(crew=("Al",), agency="BOI"))
        store.add(engine("E13", leader="Jo", leader_account="jo", agency="boi"))
        store.add(engine("E14", agency="BOI"))
        assert [one.name for one in store.crews("bear-creek", "Boi")] == ["E12", "E13"]
        assert [one.name for one in store.led_by("bear-creek", (ANA.key,))] == ["E12", "E14"]
        assert [one.name for one in store.led_by("bear-creek", ("jo",))] == ["E13"]
        assert store.divisions("bear-creek") == ()


@pytest.mark.parametrize(
    ("name", "persons", "person"),
    [(name, persons, person) for name in ("Ana Ruiz", "E12", "Crew") for persons in (1, 2) for person in ("", "k")],
)
def test_the_database_calls_a_person_what_the_rules_call_one(migrated, name, persons, person):
    with migrated.work() as work:
        work.record.add(FIRE)
        work.record.add(engine(name, persons=persons, person=person))
        par = work.record.add(PAR)
        work.record.list_par(par)
        (line,) = work.record.par_owed(par.id)
        assert line.single is is_person(name, persons, person)


def test_what_is_not_posted_is_found_by_its_moment_and_what_is_held_is_released(migrated):
    with migrated.work() as work:
        work.record.add(FIRE)
        for id, name in (("C1", "county"), ("C2", "")):
            room = LinkedRoom(
                room=Room("slack", "county", id), incident="bear-creek", group="main", state=RoomState.LINKED, name=name
            )
            work.rooms.put(replace(room, linked_at=AT))
        one, two = Room("slack", "county", "C1"), Room("slack", "county", "C2")
        for room in (one, two):
            work.outbox.queue(room, Verb.TELL, sort=1, at=AT, rank=0)
        work.outbox.queue(one, Verb.TELL, sort=1, at=AT + MIN, rank=0)
        work.outbox.queue(one, Verb.TELL, sort=2, at=AT, rank=1)
        held = work.outbox.queue(two, Verb.TELL, sort=3, at=AT, rank=1, held=True)
        assert work.record.not_posted("bear-creek", AT) == (("county", "waiting"), ("slack.county/C2", "waiting"))
        assert work.record.not_posted("elsewhere", AT) == ()
        assert held not in [queued.copy.id for queued in work.outbox.waiting(two)]
        assert work.record.release("elsewhere") == 0
        assert work.record.release("bear-creek") == 1
        assert held in [queued.copy.id for queued in work.outbox.waiting(two)]


def test_all_on_the_roster_are_asked_at_once(fire):
    with fire.work() as work:
        work.record.add(engine("E13"))
        work.record.address_roster(work.record.get(Announcement, 1))
        assert [line.name for line in work.record.addressees(1, owed=True)] == ["E12", "E13"]
        assert work.record.owes(1) == (0, 2)


# two at once: each thread has a connection of its own, and decides again where the other was faster


def say(database, line, who=ANA, at=AT):
    """One person's line as the program runs it; a refusal's words are the answer."""
    for _ in range(50):
        try:
            with database.work() as work:
                call = Call(
                    who=who,
                    room=Room("slack", "county", "C1"),
                    at=at,
                    store=work.record,
                    zone=ZoneInfo("America/Boise"),
                    incident=work.record.get(Incident, "bear-creek"),
                    member=True,
                )
                return "\n".join(reply.text for reply in decide(line, call))
        except Stale:
            continue
        except Refused as refusal:
            return f"Refused: {refusal.words}"
    raise AssertionError("always overtaken")


@pytest.fixture(params=["file", "postgres"])
def two(request, tmp_path):
    url = f"sqlite:///{tmp_path}/net.db" if request.param == "file" else request.getfixturevalue("postgres")
    one, other = Database(url), Database(url)
    migrate(one)
    with one.work() as work:
        work.record.add(FIRE)
    yield one, other
    one.close()
    other.close()


def at_once(two, *lines):
    """Each line by a thread of its own, all started together; the answers in the order of the lines."""
    answers = [""] * len(lines)
    start = threading.Barrier(len(lines))

    def run(number):
        start.wait()
        answers[number] = say(two[number % 2], *lines[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(lines))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_who_start_a_roll_call_start_one(two):
    say(two[0], "checkin E12 4")
    answers = at_once(two, ("par start",), ("par start",))
    assert sum(answer.startswith("PAR P-1: answer by") for answer in answers) == 1
    assert sum(answer.startswith("Refused: PAR P-1 is open since") for answer in answers) == 1


def test_the_last_two_crews_answer_at_once_and_it_closes_once(two):
    for name in ("E12", "E13", "E14", "E15"):
        say(two[0], f"checkin {name} 4")
    say(two[0], "par start")
    answers = at_once(two, *((f"par {name} 4",) for name in ("E12", "E13", "E14", "E15")))
    assert sum("PAR P-1 COMPLETE: 16 of 16 persons, 4 of 4 crews" in answer for answer in answers) == 1
    with two[0].work() as work:
        assert work.record.numbered(Par, "bear-creek", 1).state is Roll.COMPLETE


def test_two_who_answer_for_one_crew_are_put_into_one_order(two):
    for who in (ANA, BEN):
        say(two[0], "role take RADO", who)  # whoever sits at the radio answers for every crew
    say(two[0], "checkin E12 4")
    say(two[0], "checkin E13 4")
    say(two[0], "par start")
    answers = at_once(two, ("par E12 4", ANA), ("par E12 4", BEN))
    assert sum("E12 4 of 4 (4 of 8 persons, 1 of 2 crews" in answer for answer in answers) == 1
    assert sum(answer.startswith("E12 4 of 4 was answered by ") for answer in answers) == 1


def test_two_who_acknowledge_an_emergency_the_second_is_told_who_was_first(two):
    for who in (ANA, BEN):
        say(two[0], "checkin", who)
    say(two[0], "mayday")
    answers = at_once(two, ("emergency ack", ANA), ("emergency ack", BEN))
    assert sum(answer.startswith("EMERGENCY M-1 acknowledged by ") for answer in answers) == 1
    assert sum(answer.startswith("M-1 was acknowledged by ") for answer in answers) == 1


def test_emergencies_said_at_once_all_count(two):
    people = [Person(f"slack.county/U{number}", f"Person {number}") for number in range(4)]
    answers = at_once(two, *((f"mayday {number}", who) for number, who in enumerate(people)))
    assert sorted(answer.partition(":")[0] for answer in answers) == [f"EMERGENCY M-{number}" for number in range(1, 5)]


def test_the_last_two_signatures_at_once_leave_nothing_open(two):
    say(two[0], "checkin E12 4")
    say(two[0], "demob E12 needs:supply,time")
    answers = at_once(two, ("demob sign D-1 supply",), ("demob sign D-1 time",))
    assert sum(answer == "D-1: all signed for E12. It may be released." for answer in answers) == 1


def test_the_last_two_acknowledgements_at_once_close_an_announcement_once(two):
    for name in ("E12", "E13"):
        say(two[0], f"checkin {name} 4 div:{name[-1]}")
    say(two[0], "role take RADO")
    say(two[0], 'announce "Hold" to:divs ack')
    answers = at_once(two, ("announce tick A-1 Div 2",), ("announce tick A-1 Div 3",))
    assert sum("A-1 acknowledged by all 2" in answer for answer in answers) == 1


def test_two_who_change_one_status_both_are_told_what_was(two):
    say(two[0], "checkin E12 4")
    answers = at_once(two, ("status E12 rest",), ("status E12 oos mech",))
    assert all(answer.startswith("E12 changed: status out of service") for answer in answers)
    with two[0].work() as work:
        (one,) = work.record.checked_in("bear-creek", "e12")
        assert one.status in (Status.REST, Status.MECH)
        assert work.record.movements("bear-creek")[-1].now == one.status.shown
