"""The clock's situation report: once for each due time, whatever is restarted; the last one missed is posted late."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.sandbox.homeserver import Homeserver
from bot.sandbox.slack import Habits
from storage.store import Database
from tests.bridge.stage import Stage, staged
from tests.helpers import eventually

NUMBER = re.compile(r"Situation report (\d+)")


async def reports(stage: Stage) -> list[list[str]]:
    """The situation reports in each room, oldest first."""
    await stage.look()
    return [[note for note in stage.notes(place) if NUMBER.search(note)] for place in stage.places]


async def until_each_room_has(stage: Stage, count: int) -> list[list[str]]:
    async def has() -> bool:
        return all(len(found) >= count for found in await reports(stage))

    await eventually(has, 30, told=stage.program.tail)
    return await reports(stage)


def shift_schedule(stage: Stage, back: timedelta) -> None:
    """Let the schedule have begun so much earlier, as if the program had been away for long."""
    database = Database(f"sqlite:///{stage.folder / 'data' / 'netcontrol.db'}")
    with database.work() as work:
        [schedule] = work.record.schedules()
        work.record.save(replace(schedule, anchor=schedule.anchor - back))
    database.close()


@pytest.mark.timeout(120)
async def test_a_scheduled_report_is_posted_once_for_each_due_time_whatever_is_restarted(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, pace="brisk", opened=False) as stage:
        stage.more = '[[incident.bear.say]]\ncommand = "sitrep"\nevery = "2s"\n'
        await stage.open()
        due: list[object] = []
        for count in (1, 3):
            await until_each_room_has(stage, count)
            await stage.program.kill()
            due += [line["due"] for line in stage.program.this_run if line.get("event") == "the clock spoke"]
            await stage.program.start()
        await until_each_room_has(stage, 5)
        await stage.program.stop()

        due += [line["due"] for line in stage.program.this_run if line.get("event") == "the clock spoke"]
        assert len(due) == len(set(due))
        found = await reports(stage)
        numbers = [[int(NUMBER.search(note)[1]) for note in room] for room in found]
        for room in numbers:
            assert room == list(range(1, len(room) + 1))


@pytest.mark.harsh
@pytest.mark.timeout(150)
async def test_a_scheduled_report_is_posted_once_in_each_room_while_each_server_restarts(homeserver, tmp_path):
    (tmp_path / "other").mkdir()
    async with (
        Homeserver(tmp_path / "other") as other,
        staged(tmp_path, [homeserver, other], habits=Habits().faster(20), pace="brisk", opened=False) as stage,
    ):
        stage.more = '[[incident.bear.say]]\ncommand = "sitrep"\nevery = "2s"\n'
        await stage.open()
        await until_each_room_has(stage, 1)
        for server, gone in ((stage.slack, len(stage.slacks)), (other, 1)):
            before = stage.program.says("account disconnected")
            if server is other:
                await stage.matrices[1].person.close()
            await server.stop()
            await stage.program.until(lambda: stage.program.says("account disconnected") >= before + gone)  # noqa: B023
            await server.start()
            found = await reports(stage)
            await until_each_room_has(stage, max(map(len, found)) + 2)
        await stage.program.stop()

        for room in await reports(stage):
            assert [int(NUMBER.search(note)[1]) for note in room] == list(range(1, len(room) + 1))


@pytest.mark.timeout(120)
async def test_the_last_report_that_was_missed_is_posted_at_start_and_says_how_late_it_is(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, pace="brisk", opened=False) as stage:
        stage.more = '[[incident.bear.say]]\ncommand = "sitrep"\nevery = "1h"\n'
        await stage.open()
        await stage.program.stop()
        shift_schedule(stage, timedelta(hours=3, minutes=2))
        await stage.program.start()
        found = await until_each_room_has(stage, 1)

        await stage.program.restart()
        await stage.quiet()
        assert "posted 2 min late" in found[0][0]
        assert [len(room) for room in await reports(stage)] == [1, 1, 1, 1]
