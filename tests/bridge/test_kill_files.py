"""Killed while it fetches, uploads or shows files, the program shows each of them once in every other room."""

import asyncio
import random

import pytest

from bot.sandbox.slack import Habits
from tests.bridge.attachments import download, on_matrix, on_slack, show
from tests.bridge.killer import FILE_STEPS
from tests.bridge.stage import Stage, staged
from tests.helpers import eventually

SEED = 20_260_806
QUICK = Habits().faster(20)
PATIENCE = 300


class Shown:
    """Files that people have shown, and whether they stand where they should."""

    def __init__(self, stage: Stage, rng: random.Random) -> None:
        self.stage, self.rng = stage, rng
        self.files: dict[str, tuple[object, bytes]] = {}  # name → the place where it was shown, and its bytes

    async def one_on_each(self) -> None:
        """A file on Slack and one on Matrix: three uploads to each platform."""
        county, state = self.rng.choice(self.stage.slacks), self.rng.choice(self.stage.matrices)
        name, content = self._new(county)
        await county.workspace.say(county.user, county.channel, "", files=[(name, content)])
        name, content = self._new(state)
        await show(state, name, "application/octet-stream", content)

    def _new(self, place: object) -> tuple[str, bytes]:
        name, content = f"file {len(self.files)}.bin", self.rng.randbytes(200_000)
        self.files[name] = (place, content)
        return name, content

    async def stand_once(self) -> bool:
        for name, (source, content) in self.files.items():
            for place in self.stage.slacks:
                found = [file.content for _, file in on_slack(place, name)]
                assert found == ([] if place is source else [content]), f"{name} stands {len(found)} times"
            for matrix in self.stage.matrices:
                events = await on_matrix(matrix, name)
                assert len(events) == (matrix is not source), f"{name} stands {len(events)} times in {matrix.room}"
        return True

    async def are_whole(self) -> None:
        """On Matrix, where looking costs a download."""
        for name, (_, content) in self.files.items():
            for matrix in self.stage.matrices:
                for event in await on_matrix(matrix, name):
                    assert await download(matrix, event["url"]) == content


async def die_at_every_step(folder, homeserver, seed: int, rounds: int) -> None:
    rng = random.Random(seed)
    async with staged(folder, homeserver, habits=QUICK, pace="brisk") as stage:
        stage.aside("file ", "[said ")
        await stage.program.stop()
        shown = Shown(stage, rng)
        for _ in range(rounds):
            for step in rng.sample(FILE_STEPS, len(FILE_STEPS)):
                await shown.one_on_each()
                await stage.program.start(step, rng.randint(1, 6 if "during" in step else 3), connected=False)
                await asyncio.wait_for(stage.program.ended(), 60)
        await stage.program.start()
        await eventually(shown.stand_once, PATIENCE, told=stage.program.tail)
        await stage.quiet(PATIENCE)
        await shown.stand_once()
        await shown.are_whole()


@pytest.mark.harsh
@pytest.mark.timeout(400)
async def test_killed_at_every_step_of_a_file_it_is_shown_once(homeserver, tmp_path):
    await die_at_every_step(tmp_path, homeserver, SEED, 1)


@pytest.mark.soak
async def test_killed_at_every_step_of_files_again_and_again(homeserver, tmp_path):
    await die_at_every_step(tmp_path, homeserver, SEED + 1, 10)
