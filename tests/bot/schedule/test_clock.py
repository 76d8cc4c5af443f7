"""The clock says each due thing once, whatever dies in between, and the last one missed late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.schedule.clock import Clock
from commands.domain.bridging import RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import CLOCK, Kind
from commands.domain.schedules import Schedule, Timer
from commands.domain.text import words
from storage.store import DatabaseAway
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually

START = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 0600 in Boise
HOUR = timedelta(hours=1)


class Day:
    """A clock whose time is set by hand, over a real store; what it said is kept in ``said``."""

    def __init__(self, world):
        self.world, self.now, self.said = world, START, []
        self.make()

    def make(self):
        self.clock = Clock(
            self.world.clerk, self.heard, lambda: list(self.world.hub.known.values()), ZoneInfo("UTC"), lambda: self.now
        )
        self.clock.ring_at = self.set

    async def heard(self, message):
        self.said.append(message)
        return await self.world.hub.heard(message)

    def set(self, at):
        self.alarm = at

    async def at(self, now):
        self.now, self.alarm = now, None
        await self.clock.ring()

    def add(self, record):
        with self.world.database.work() as work:
            return work.record.add(record)


@pytest.fixture
async def day():
    world = World()
    await world.hub.load()
    yield Day(world)
    await world.stop()
    world.database.close()


def hourly(**values):
    return Schedule(**({"incident": FIRE, "command": "sitrep", "every": HOUR, "anchor": START} | values))


def sitreps(day):
    with day.world.database.work() as work:
        found = work.record.last_sitrep(FIRE)
        return found.number if found else 0


async def test_nothing_is_said_before_it_is_due_and_the_alarm_is_set_for_it(day):
    day.add(hourly())
    await day.at(START + timedelta(minutes=59))

    assert day.said == []
    assert day.alarm == START + HOUR


async def test_what_is_due_is_said_once_in_the_main_group(day):
    day.add(hourly())
    await day.at(START + HOUR)
    await day.at(START + HOUR + timedelta(seconds=1))

    (message,) = day.said
    assert (message.kind, message.who, message.at) == (Kind.COMMAND, CLOCK, START + HOUR)
    assert words(message.text) == "sitrep"
    await day.world.settled()
    assert len(day.world.server.texts(COUNTY)) == len(day.world.server.texts(STATE)) == 1
    assert day.alarm == START + 2 * HOUR


async def test_a_wall_clock_time_is_the_incidents(day):
    day.add(hourly(every=None, cron="0 7 * * *"))
    await day.at(START)

    assert day.alarm == START + HOUR


async def test_of_several_missed_only_the_last_is_said_and_marked_late(day):
    day.add(hourly())
    await day.at(START + timedelta(hours=5, minutes=20))

    (message,) = day.said
    assert message.at == START + 5 * HOUR
    assert sitreps(day) == 1
    with day.world.database.work() as work:
        assert work.record.last_sitrep(FIRE).due == START + 5 * HOUR


async def test_killed_after_saying_it_and_before_noting_it_the_clock_does_not_say_it_twice(day, monkeypatch):
    day.add(hourly())

    def away(work, id, at):
        raise DatabaseAway

    monkeypatch.setattr("bot.schedule.clock._said", away)
    await day.at(START + HOUR)
    monkeypatch.undo()
    day.make()
    with day.world.database.work() as work:  # another room stands for the incident now
        work.rooms.put(replace(work.rooms.get(STATE), state=RoomState.UNLINKED))
    day.world.hub.known.pop(STATE)
    await day.at(START + HOUR + timedelta(seconds=9))

    assert len(day.said) == 2
    assert sitreps(day) == 1


async def test_while_the_database_is_away_the_clock_tries_again(day, monkeypatch):
    day.add(hourly())

    def away(job):
        raise DatabaseAway

    monkeypatch.setattr(day.world.clerk, "_once", away)
    await day.at(START + HOUR)
    assert day.alarm == START + HOUR + timedelta(seconds=5)

    monkeypatch.undo()
    await day.at(day.alarm)
    assert sitreps(day) == 1


async def test_a_fault_does_not_stop_the_clock(day, monkeypatch):
    day.add(hourly())
    monkeypatch.setattr("bot.schedule.clock.last_due", lambda *_: 1 / 0)
    await day.at(START + HOUR)

    assert day.alarm == START + HOUR + timedelta(seconds=5)


async def test_a_closed_incident_is_left_in_peace(day):
    day.add(hourly())
    with day.world.database.work() as work:
        work.record.save(replace(work.record.get(Incident, FIRE), closed=START))
    await day.at(START + 2 * HOUR)

    assert day.said == []
    assert day.alarm is None


async def test_what_is_due_in_a_closed_incident_is_looked_at_late_when_it_is_open_again(day):
    say, start = day.world.say, day.world.now()
    day.world.hub.admins = {FIRE: frozenset({f"{COUNTY.source}/al"})}
    await say(COUNTY, '!watch "COMT Rptr 4" 30m')
    day.add(Timer(incident=FIRE, at=start + HOUR, command="unlink due slack.county/C9"))
    day.add(Timer(incident=FIRE, at=start + 3 * HOUR, command="roster"))
    await say(COUNTY, "!incident close confirm:yes")
    day.world.ahead += 2 * HOUR
    begun = day.world.now()
    await day.at(begun)
    assert [words(message.text) for message in day.said] == ["unlink due slack.county/C9"], "a guest leaves in any case"
    assert day.alarm is None

    await say(COUNTY, "!incident reopen")
    await day.at(begun)
    await day.world.settled()
    told = day.world.server.texts(STATE)
    assert any("open again" in text and "What came due meanwhile (" in text for text in told), told
    assert any(text.startswith("OVERDUE 1 h 30 min: COMT Rptr 4 (W-1)") for text in told), told
    assert sum(words(message.text).startswith("watch check W-1") for message in day.said) == 1


async def test_a_timer_is_said_once_and_forgotten(day):
    day.add(Timer(incident=FIRE, at=START + HOUR, command="roster"))
    await day.at(START)
    assert day.alarm == START + HOUR

    await day.at(START + HOUR)
    await day.at(START + 2 * HOUR)
    assert [words(message.text) for message in day.said] == ["roster"]
    assert day.alarm is None


async def test_a_timer_whose_number_was_used_before_is_said_too(day):
    for hour in (1, 2):
        day.add(Timer(incident=FIRE, at=START + hour * HOUR, command="sitrep"))
        await day.at(START + hour * HOUR)

    assert sitreps(day) == 2


async def test_what_a_command_sets_while_the_clock_speaks_is_not_forgotten(day):
    day.add(Timer(incident=FIRE, at=START, command="roster"))
    heard = day.clock._heard

    async def setting(message):
        day.add(hourly(anchor=START - HOUR))
        day.clock.look_again()
        return await heard(message)

    day.clock._heard = setting
    await day.at(START)

    assert day.alarm == START


async def test_the_alarm_rings(day):
    world = day.world
    clock = Clock(world.clerk, day.heard, lambda: list(world.hub.known.values()), ZoneInfo("UTC"), world.now)
    day.add(hourly(anchor=world.now() - HOUR - timedelta(seconds=1)))
    clock.start()
    await eventually(lambda: day.said)
    clock.stop()

    assert sitreps(day) == 1
