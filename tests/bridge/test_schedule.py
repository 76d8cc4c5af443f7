"""The clock's situation report: once for each due time, whatever is restarted; the last one missed is posted late."""

import re
from collections import Counter

import pytest

from tests.bridge.stage import Stage, staged
from tests.helpers import eventually

EVERY = 4  # seconds


async def reports(stage: Stage) -> list[list[str]]:
    """The situation reports in each room."""
    await stage.look()
    return [[note for note in stage.notes(place) if "situation report" in note.casefold()] for place in stage.places]


@pytest.mark.timeout(120)
async def test_a_scheduled_report_is_posted_once_in_all_rooms_and_once_late_when_it_was_missed(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, pace="brisk", opened=False) as stage:
        stage.more = f'[[incident.bear.say]]\ncommand = "sitrep"\nevery = "{EVERY}s"\n'
        await stage.open()

        async def each_has(count: int) -> bool:
            return all(len(found) >= count for found in await reports(stage))

        await eventually(lambda: each_has(1), 20)
        await stage.program.kill()
        await stage.program.start()
        await eventually(lambda: each_has(3), 30)
        await stage.program.kill()
        before = await reports(stage)
        spoken = stage.program.says("the clock spoke")
        assert spoken
        started = max(len(found) for found in before)
        import asyncio

        await asyncio.sleep(2.5 * EVERY)  # nothing can be waited for: nobody runs
        await stage.program.start()
        await eventually(lambda: each_has(started + 2), 30)
        await stage.program.stop()

        found = await reports(stage)
        print(found[0])
        numbers = [[re.search(r"\d+", note)[0] for note in room] for room in found]
        assert all(max(Counter(room).values()) == 1 for room in numbers)
        assert numbers[0] == numbers[1]
