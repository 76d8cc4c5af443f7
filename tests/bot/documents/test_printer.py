"""What has to be read for a document first is read and printed in a process beside the bridge, which ends with it."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.documents.forms.render import NotRendered
from bot.documents.from_record import call_for
from bot.documents.printer import Printer
from bot.runtime.worker import Unfinished, Worker
from commands.paper import later
from commands.paper.papers import EVERYTHING, Asked
from tests.bot.world import COUNTY, FIRE, World
from tests.helpers import eventually


@pytest.fixture
async def world(tmp_path):
    world = World(f"sqlite:///{tmp_path}/net.db")
    await world.hub.load()
    await world.say(COUNTY, '!checkin E12 4 agency:"Crescent FD"')
    yield world
    world.database.close()


@pytest.fixture(scope="module")
def beside():
    """One process for most of the tests: to start it takes longer than to print a form."""
    beside = Worker()
    yield beside
    beside.stop()


@pytest.fixture
def press(world, beside):
    return Printer(world.clerk, world.url, _beside=beside)


def promised(world):
    with world.database.work() as work:
        call = call_for(work, FIRE, world.now(), "UTC")
        ((form,), _) = later.form(call, Asked(sheet="211", period=EVERYTHING))
    return form


async def test_a_promised_form_is_read_and_printed_beside_the_bridge(world, press):
    form = promised(world)
    here, alone = await press.printed(form), await Printer(world.clerk).printed(form)

    for done in (here, alone):
        assert "Crescent FD" in PdfReader(BytesIO(done.content)).pages[0].extract_text()
    assert here.name == form.filename


async def test_what_one_command_promised_is_made_once_for_all_rooms_and_anew_for_the_next(world, press):
    form = promised(world)
    one, other = await asyncio.gather(press.printed(form), press.printed(form))
    assert one is other
    assert await press.printed(form) is one

    assert await press.printed(promised(world)) is not one


async def test_a_fault_is_not_kept(world, press):
    form = promised(world)
    gone = replace(form, data={later.LATER: {**form.data[later.LATER], "incident": "gone"}})
    with pytest.raises(NotRendered):
        await press.printed(gone)
    await eventually(lambda: not press._making)


async def test_a_long_list_that_is_read_already_is_printed_beside_the_bridge_too(world, beside):
    form = promised(world)
    beside.stop()
    press = Printer(world.clerk, world.url, _beside=beside)
    with world.database.work() as work:
        whole = later.fulfilled(form, work.record, world.now())
    row = whole.data["sheets"][0]["rows"][0]
    long = replace(whole, data={**whole.data, "sheets": [{**whole.data["sheets"][0], "rows": [row] * 300}]})

    assert (await press.printed(whole)).content.startswith(b"%PDF")
    assert press._beside._pool is None
    assert len(PdfReader(BytesIO((await press.printed(long)).content)).pages) > 5
    assert press._beside._pool is not None


@pytest.mark.harsh
async def test_a_process_that_has_held_much_memory_is_ended_and_the_next_form_is_printed(world, press, monkeypatch):
    monkeypatch.setattr("bot.documents.printer.MOST_HELD", 0)

    for _ in range(2):
        assert (await press.printed(promised(world))).content.startswith(b"%PDF")
        assert press._beside._pool is None


async def test_what_cannot_be_printed_is_told_and_the_next_one_is(world, press):
    form = promised(world)
    gone = replace(form, data={later.LATER: {**form.data[later.LATER], "incident": "gone"}})

    with pytest.raises(NotRendered, match="There is no incident gone any more"):
        await press.printed(gone)
    with pytest.raises(NotRendered, match="there is no template nowhere"):
        await press.printed(replace(form, template="nowhere", data={}))
    assert (await press.printed(form)).content.startswith(b"%PDF")


async def test_work_that_takes_too_long_or_dies_is_given_up_and_the_next_is_done(caplog):
    beside = Worker()
    with pytest.raises(Unfinished, match="not finished within 0 seconds"):
        await beside.do(os.getpid, within=0.0)
    with pytest.raises(Unfinished, match="died"):
        await beside.do(os._exit, 3, within=60)
    assert await beside.do(os.getpid, within=60) != os.getpid()
    beside.stop()


async def test_the_process_ends_when_it_was_idle_for_a_while(monkeypatch):
    monkeypatch.setattr("bot.runtime.worker.IDLE", 0.0)
    beside = Worker()
    pid = await beside.do(os.getpid, within=60)

    await eventually(lambda: not alive(pid), 20)
    assert await beside.do(os.getpid, within=60) != pid
    beside.stop()


KILLED = """
import asyncio, os
from bot.runtime.worker import Worker

async def main():
    print(await Worker().do(os.getpid, within=60), flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_the_process_does_not_outlive_a_program_that_is_killed(tmp_path):
    (tmp_path / "program.py").write_text(KILLED)
    home = Path(__file__).parents[3]
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, str(tmp_path / "program.py")),
        stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(home)}, cwd=home,
    )  # fmt: skip
    assert program.stdout
    pid = int(await program.stdout.readline())
    assert alive(pid)
    program.send_signal(signal.SIGKILL)
    await program.wait()

    await eventually(lambda: not alive(pid), 20)


def alive(pid):
    """Still there, and not only waiting to be taken note of."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
