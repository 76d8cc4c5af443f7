"""The configuration's incidents, rooms and schedules in the store: what a changed and an unchanged file do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.config.model import Config
from bot.directory import upgrades
from bot.directory.configured import apply
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import Room
from commands.domain.schedules import Schedule, Source
from storage.store import Database
from tests.blank import fill

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
C1, C2 = "slack.county/C1", "slack.county/C2"
S1, S2, S3 = "matrix.state/!a:state", "matrix.state/!b:state", "matrix.state/!c:state"


@pytest.fixture
def work():
    database = fill(Database("sqlite://"))
    with database.work() as work:
        yield work
    database.close()


def config(rooms=(C1, S1), groups=None, say=(), **settings):
    table = {"name": "Bear Creek Fire", "rooms": rooms, "say": say, **settings}
    table["group"] = {name: {"rooms": of} for name, of in (groups or {}).items()}
    return Config.model_validate({"incident": {"bear-creek": table}})


def states(work):
    return {str(linked.room): linked.state for linked in work.rooms.all()}


def put(work, room, **changes):
    work.rooms.put(replace(work.rooms.get(Room.parse(room)), **changes))


def said(work):
    return [(one.command, one.cron, one.every) for one in work.record.schedules("bear-creek")]


def test_a_new_file_makes_incident_rooms_and_schedules(work):
    say = [{"command": "sitrep", "cron": "0 6 * * *"}, {"command": "roster", "every": "30m"}]

    assert apply(work, config(groups={"logistics": [C2]}, say=say, timezone="America/Boise"), AT)

    incident = work.record.get(Incident, "bear-creek")
    assert (incident.name, incident.timezone, incident.opened) == ("Bear Creek Fire", "America/Boise", AT)
    assert {str(linked.room): linked.group for linked in work.rooms.all()} == {C1: "main", S1: "main", C2: "logistics"}
    assert set(states(work).values()) == {RoomState.PENDING}
    assert said(work) == [("sitrep", "0 6 * * *", None), ("roster", "", timedelta(minutes=30))]


def test_an_unchanged_file_changes_nothing(work):
    apply(work, config(), AT)
    put(work, C1, state=RoomState.LINKED, name="fire")
    incident = work.record.get(Incident, "bear-creek")
    work.record.save(replace(incident, name="Renamed by command"))

    assert not apply(work, config(), AT + timedelta(days=1))

    assert work.rooms.get(Room.parse(C1)).name == "fire"
    assert work.record.get(Incident, "bear-creek").name == "Renamed by command"


def test_a_changed_file_sets_its_values_and_leaves_the_rest(work):
    apply(work, config(), AT)
    put(work, C1, state=RoomState.LINKED, last_id="5", last_order=5)

    assert apply(work, config(rooms=(C1, S1, C2), name="Bear Creek Complex"), AT)

    assert work.record.get(Incident, "bear-creek").name == "Bear Creek Complex"
    assert states(work) == {C1: RoomState.LINKED, S1: RoomState.PENDING, C2: RoomState.PENDING}
    assert work.rooms.get(Room.parse(C1)).last_order == 5


def test_a_room_that_is_removed_from_the_file_is_unlinked(work):
    apply(work, config(), AT)
    put(work, S1, state=RoomState.LINKED)
    apply(work, config(rooms=(C1,)), AT)

    assert states(work) == {C1: RoomState.PENDING, S1: RoomState.UNLINKED}
    assert "configuration" in work.rooms.get(Room.parse(S1)).why


def test_a_room_that_was_linked_by_command_is_not_unlinked_by_the_file(work):
    apply(work, config(), AT)
    work.rooms.put(
        LinkedRoom(room=Room.parse(C2), incident="bear-creek", group="main", origin="command", state=RoomState.LINKED)
    )
    apply(work, config(name="Renamed"), AT)

    assert states(work)[C2] is RoomState.LINKED


def test_a_room_that_was_unlinked_by_command_stays_so_with_an_unchanged_file(work):
    apply(work, config(), AT)
    put(work, C1, state=RoomState.UNLINKED)
    apply(work, config(), AT)

    assert states(work)[C1] is RoomState.UNLINKED


def test_a_changed_file_links_it_again_and_what_was_said_meanwhile_is_not_fetched(work):
    apply(work, config(), AT)
    put(work, C1, state=RoomState.UNLINKED, last_id="5", last_order=5, name="fire")
    work.keeping.set_fact(f"announced/{C1}", "before")
    apply(work, config(name="Renamed"), AT)

    again = work.rooms.get(Room.parse(C1))
    assert (again.state, again.name) == (RoomState.PENDING, "fire")
    assert (again.last_id, again.last_order, again.linked_at) == (None, 0, None)
    assert work.keeping.fact(f"announced/{C1}") is None  # it is told anew who hears it


def upgraded(work, old, new):
    put(work, old, state=RoomState.UNLINKED)
    work.rooms.put(replace(work.rooms.get(Room.parse(old)), room=Room.parse(new), state=RoomState.LINKED))
    upgrades.note(work, Room.parse(old), Room.parse(new))


def test_a_changed_file_that_names_an_upgraded_room_as_before_means_the_one_that_replaced_it(work):
    apply(work, config(), AT)
    upgraded(work, S1, S2)
    upgraded(work, S2, S3)
    apply(work, config(name="Renamed"), AT)

    assert states(work)[S3] is RoomState.LINKED
    assert states(work)[S1] is states(work)[S2] is RoomState.UNLINKED


def test_an_upgraded_room_that_was_unlinked_is_linked_again_by_a_changed_file_and_not_the_old_one(work):
    apply(work, config(), AT)
    upgraded(work, S1, S2)
    put(work, S2, state=RoomState.UNLINKED)
    apply(work, config(name="Renamed"), AT)

    assert (states(work)[S1], states(work)[S2]) == (RoomState.UNLINKED, RoomState.PENDING)


@pytest.mark.parametrize("groups", [{"old": [S1], "new": [S2]}, {"new": [S2], "old": [S1]}], ids=["first", "last"])
def test_an_upgraded_room_that_the_file_names_itself_stands_where_that_says(work, groups):
    apply(work, config(), AT)
    upgraded(work, S1, S2)
    apply(work, config(rooms=(C1,), groups=groups), AT)

    assert work.rooms.get(Room.parse(S2)).group == "new"
    assert states(work)[S1] is RoomState.UNLINKED


def test_a_room_that_is_moved_to_another_group_is_linked_anew(work):
    apply(work, config(), AT)
    put(work, C1, state=RoomState.LINKED, linked_at=AT)
    apply(work, config(rooms=(S1,), groups={"logistics": [C1]}), AT)

    moved = work.rooms.get(Room.parse(C1))
    assert (moved.group, moved.state) == ("logistics", RoomState.PENDING)


def test_the_rooms_of_an_incident_that_is_removed_from_the_file_are_unlinked(work):
    apply(work, config(), AT)
    apply(work, Config.model_validate({}), AT)

    assert set(states(work).values()) == {RoomState.UNLINKED}
    assert work.record.get(Incident, "bear-creek") is not None  # the record is kept


def test_a_schedule_that_is_removed_from_the_file_is_said_no_more(work):
    apply(work, config(say=[{"command": "sitrep", "every": "30m"}, {"command": "roster", "every": "30m"}]), AT)
    apply(work, config(say=[{"command": "roster", "every": "30m"}]), AT)

    assert said(work) == [("roster", "", timedelta(minutes=30))]


def test_a_schedule_that_stays_keeps_its_start_and_what_was_said(work):
    say = [{"command": "sitrep", "every": "30m"}]
    apply(work, config(say=say), AT)
    (schedule,) = work.record.schedules("bear-creek")
    work.record.save(replace(schedule, last_due=AT + timedelta(minutes=30)))
    apply(work, config(say=[*say, {"command": "roster", "every": "1h"}]), AT + timedelta(hours=1))

    kept = work.record.schedules("bear-creek")[0]
    assert (kept.anchor, kept.last_due) == (AT, AT + timedelta(minutes=30))


def test_a_schedule_that_was_set_by_command_is_left_alone(work):
    apply(work, config(), AT)
    work.record.add(
        Schedule(incident="bear-creek", command="par", every=timedelta(minutes=30), anchor=AT, source=Source.COMMAND)
    )
    apply(work, config(name="Renamed"), AT)

    assert said(work) == [("par", "", timedelta(minutes=30))]
