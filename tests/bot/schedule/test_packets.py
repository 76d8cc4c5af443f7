"""Packets get into the folder, whole, for the account's own eyes, and the rooms are told where they do not."""

import asyncio
import re
import stat
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.documents.printer import Printer
from bot.schedule.packets import Packets
from commands.domain.messages import Room
from commands.domain.paper.packets import Packet
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually


@pytest.fixture
async def world():
    world = World(admins=(f"{COUNTY.source}/al",))
    await world.start()
    yield world
    await world.stop()


def packets_of(world, folder: Path) -> Packets:
    return Packets(world.clerk, world.hub.heard, lambda _: COUNTY, Printer(world.clerk), folder, "UTC", now=world.now)


async def written(world, folder: Path, until) -> None:
    packets = Packets(
        world.clerk, world.hub.heard, lambda _: COUNTY, Printer(world.clerk), folder, "UTC", now=world.now
    )
    task = asyncio.create_task(packets.run())
    try:
        await eventually(until, 20)
    finally:
        task.cancel()
        await asyncio.wait([task])


def waiting(world) -> int:
    with world.database.work() as work:
        return len(work.record.packets_to_write())


async def test_a_packet_and_its_contacts_are_written_to_a_folder_of_their_own(world, tmp_path):
    await world.say(COUNTY, '!checkin E12 4 agency:"Crescent FD" call:E12A')
    await world.say(COUNTY, "!packet")
    await world.settled()
    assert waiting(world) == 1

    await written(world, tmp_path / "packets", lambda: waiting(world) == 0)

    folder = tmp_path / "packets" / FIRE
    names = sorted(re.sub(r"-\d{8}-.*", "", one.name) for one in folder.iterdir())
    assert names == ["bear-creek-ICS-205A", "bear-creek-packet-PK-1"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "E12" in PdfReader(BytesIO(file.read_bytes())).pages[0].extract_text()


async def test_what_an_earlier_process_left_undone_is_written_and_nothing_twice(world, tmp_path):
    await world.say(COUNTY, "!packet")
    await world.settled()
    await world.restart()

    await written(world, tmp_path, lambda: waiting(world) == 0)
    first = {one.name: one.stat().st_mtime_ns for one in (tmp_path / FIRE).iterdir()}
    again = Packets(
        world.clerk, world.hub.heard, lambda _: COUNTY, Printer(world.clerk), tmp_path, "UTC", now=world.now
    )
    await again._work_off()

    assert {one.name: one.stat().st_mtime_ns for one in (tmp_path / FIRE).iterdir()} == first


async def test_a_folder_that_cannot_be_written_is_told_once_and_the_packet_waits(world, tmp_path):
    (tmp_path / "packets").write_text("a file where the folder should be")
    await world.say(COUNTY, "!packet")
    await world.settled()
    folder = tmp_path / "packets"
    packets = Packets(
        world.clerk, world.hub.heard, lambda _: COUNTY, Printer(world.clerk), folder, "UTC", now=world.now
    )

    for _ in range(2):
        with pytest.raises(OSError, match="packets"):
            await packets._work_off()
    await world.settled()

    told = [text for text in world.server.texts(COUNTY) if "not in the server" in text]
    assert len(told) == 1
    assert "PK-1" in told[0]
    assert waiting(world) == 1
    with world.database.work() as work:
        assert work.record.packets_to_write()[0] == work.record.get(Packet, 1)


@pytest.mark.parametrize("kind", ["memory", "file"])
async def test_a_promised_form_is_made_when_it_is_posted_in_rooms_and_in_direct_messages(kind, tmp_path):
    world = World("sqlite://" if kind == "memory" else f"sqlite:///{tmp_path}/net.db", admins=(f"{COUNTY.source}/al",))
    await world.start()
    alone = Room("slack", "county", "D9")
    await world.say(COUNTY, '!checkin E12 4 agency:"Crescent FD" call:E12A')

    await world.say(COUNTY, "!form 211")
    await world.say(alone, "!form 205A", direct=True)
    await world.settled()

    for room in (COUNTY, STATE):
        (posted,) = [text for text in world.server.texts(room) if "%PDF" in text]
        assert "bear-creek-ICS-211-" in posted
    (private,) = [text for text in world.server.texts(alone) if "%PDF" in text]
    assert "bear-creek-ICS-205A-" in private
    await world.stop()
