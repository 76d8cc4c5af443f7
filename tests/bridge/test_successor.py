"""Several processes on one PostgreSQL: one runs, the others stand by and succeed it, without a shared disk."""

import asyncio
import random
import signal
from contextlib import asynccontextmanager

import pytest

from bot.sandbox.slack import Habits
from tests.bridge.program import Program
from tests.bridge.stage import each_alone, staged
from tests.bridge.talk import talking
from tests.bridge.test_encrypted_room import add_encrypted
from tests.helpers import eventually

KEY = "a secret key of more than thirty-two letters"
SOON = 60
"""Seconds in which a successor has to run here, beside other tests; how long it really takes the benchmarks say."""


@asynccontextmanager
async def two(folder, homeserver, database, *, encrypted=False):
    """A stage whose program is node "a", and a node "b" on another machine: its own configuration and data folder."""
    habits = Habits().faster(20)
    async with staged(
        folder, homeserver, slacks=1, matrices=1, habits=habits, pace="brisk", opened=False, database=database,
        node="a", secret_key=KEY,
    ) as stage:  # fmt: skip
        if encrypted:
            await add_encrypted(stage, homeserver, stage.stack, folder / "sue")
        await stage.open()
        other = Program(beside(stage, "b"), "brisk")
        stage.stack.push_async_callback(other.stop)
        await other.start(connected=False)
        await other.until(lambda: other.says("standing by") > 0)
        yield stage, other


def beside(stage, node, **changes):
    """The configuration of another node: the same file, but for its name and its folder."""
    folder = stage.folder / node
    folder.mkdir(exist_ok=True)
    text = stage.program.config.read_text(encoding="utf-8").replace('node = "a"', f'node = "{node}"')
    for old, new in changes.items():
        text = text.replace(old, new)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return folder / "config.toml"


async def runs(program):
    await program.until(lambda: program.says("every account is connected") > 0, SOON)


@pytest.mark.timeout(240)
async def test_a_killed_node_is_succeeded_in_its_rooms_with_the_same_device_and_keys(
    homeserver, tmp_path, postgres_migrated
):
    async with two(tmp_path, homeserver, postgres_migrated, encrypted=True) as (stage, other):
        await each_alone(stage)
        code, told = await other.command("nodes")
        assert code == 0
        assert [line.split("  ")[:2] for line in told.splitlines()] == [
            ["matrix.secret", "a"], ["matrix.state", "a"], ["slack.county", "a"], ["b", "stands by"],
        ]  # fmt: skip

        await stage.program.kill()
        for place in stage.places:
            await stage.say(place)
        await runs(other)
        await stage.settled()
        await each_alone(stage)

        assert not stage.places[2].unread
        code, told = await other.command("nodes")
        assert [line.split("  ")[1] for line in told.splitlines()] == ["b", "b", "b"]
        devices = [line for line in other.told if "made a device" in str(line)]
        assert not devices


@pytest.mark.harsh
@pytest.mark.timeout(240)
async def test_an_account_brought_in_at_one_node_is_there_at_the_other(homeserver, tmp_path, postgres_migrated):
    async with two(tmp_path, homeserver, postgres_migrated) as (stage, other):
        login = await homeserver.register("forest-two", displayname="Net Control")
        code, told = await stage.program.command(
            "account", "add", "matrix", "forest", "--homeserver", homeserver.url, "--user-id", login.user_id,
            NETCONTROL_PASSWORD=login.password,
        )  # fmt: skip
        assert code == 0, told
        await stage.program.stop()
        await runs(other)
        code, told = await other.command("nodes")
        assert [line.split("  ")[:2] for line in told.splitlines()] == [
            ["matrix.forest", "b"], ["matrix.state", "b"], ["slack.county", "b"],
        ]  # fmt: skip


UNFIT: tuple[tuple[dict[str, str], str], ...] = (
    ({'node = "b"': 'node = "a"'}, "a process called a runs already"),
    ({"Bear Creek Fire": "Bear Creek"}, "is configured otherwise"),
    ({KEY: KEY.upper()}, "another [bot] secret_key"),
    ({f'secret_key = "{KEY}"': ""}, "set the [bot] secret_key"),
    ({KEY: "short"}, "32 characters or more"),
)


async def test_what_does_not_go_together_with_the_running_node_is_said_and_does_not_start(
    homeserver, tmp_path, postgres_migrated
):
    async with staged(
        tmp_path, homeserver, slacks=1, matrices=0, pace="brisk", opened=False, database=postgres_migrated,
        node="a", secret_key=KEY,
    ) as stage:  # fmt: skip
        stage.write_config()
        await stage.program.start()
        for changes, said in UNFIT:
            code, told = await Program(beside(stage, "b", **changes)).command("run")
            assert code == 1
            assert said in told
            assert "Traceback" not in told
        assert stage.program.is_running


@pytest.mark.harsh
@pytest.mark.timeout(600)
async def test_frozen_and_killed_by_turns_while_people_talk_nothing_is_lost_or_doubled(
    homeserver, tmp_path, postgres_migrated
):
    rng = random.Random(20261201)
    async with two(tmp_path, homeserver, postgres_migrated) as (stage, other):
        programs = [stage.program, other]
        async with talking(stage, rng, pause=0.1):
            for how in (signal.SIGSTOP, signal.SIGKILL, signal.SIGSTOP):
                holder, standby = programs
                await asyncio.sleep(3)
                holder.send(how)
                await runs(standby)
                await asyncio.sleep(2)
                if how is signal.SIGSTOP:
                    holder.send(signal.SIGCONT)
                await asyncio.wait_for(holder.ended(), SOON)  # a former holder stops by itself
                await holder.start(connected=False)
                await holder.until(lambda one=holder: one.says("standing by") > 0)
                programs.reverse()
        await stage.quiet(120)
        await eventually(lambda: sum(program.is_running for program in programs) == 2)
