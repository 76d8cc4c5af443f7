"""Files go both ways with their name, their bytes, their author and their thread."""

import hashlib

import pytest

from bot.archive.attachments import Fetch
from bot.config.model import load
from bot.operations.accounts import connect_all
from bot.sandbox.slack.faults import BROKEN
from storage.store import Database
from storage.whole import attached
from tests.bridge.attachments import download, on_matrix, on_slack, show
from tests.helpers import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + bytes(range(256)) * 40
BIG = hashlib.shake_128(b"a map").digest(3_000_000)


@pytest.mark.timeout(60)
async def test_a_file_of_matrix_is_in_every_other_room_with_its_author(shared):
    county, city, state, forest = shared.places
    await show(state, "map 1.bin", "application/octet-stream", BIG)

    for place in (county, city):
        [(message, file)] = await eventually(lambda place=place: on_slack(place, "map 1.bin"), 20)
        assert file.content == BIG
        assert message.username == "Bob Ray (State EOC)"
    [content] = await eventually(lambda: on_matrix(forest, "map 1.bin"), 20)
    assert await download(forest, content["url"]) == BIG
    assert content["com.beeper.per_message_profile"]["displayname"] == "Bob Ray (State EOC)"


@pytest.mark.timeout(60)
async def test_a_file_of_slack_is_in_every_other_room_with_its_words(shared):
    county, city, state, forest = shared.places
    shared.aside("picture.png")
    await shared.say(county, files=[("picture.png", PICTURE)])

    for place in (state, forest):
        [content] = await eventually(lambda place=place: on_matrix(place, "picture.png"), 20)
        assert await download(place, content["url"]) == PICTURE
        assert content["msgtype"] == "m.image"
        assert content["info"]["mimetype"] == "image/png"
    [(message, file)] = await eventually(lambda: on_slack(city, "picture.png"), 20)
    assert file.content == PICTURE
    assert message.username == "Joe Park (Ada County)"
    await shared.settled()


@pytest.mark.timeout(60)
async def test_an_export_fetches_the_files_of_every_account_while_the_program_runs(shared, tmp_path):
    county, city, state, forest = shared.places
    shared.aside("sketch.png", "map 2.bin")
    await shared.say(county, files=[("sketch.png", PICTURE)])
    await show(state, "map 2.bin", "application/octet-stream", BIG)
    await eventually(lambda: on_slack(city, "map 2.bin"), 20)
    await eventually(lambda: on_matrix(forest, "sketch.png"), 20)
    config = load(shared.program.config, {})
    platforms = connect_all(config, config.bot.data_dir)
    database = Database(config.database.url.get_secret_value())
    with database.work() as work:
        wanted = [one for one in attached(work.connection, "bear") if one.file.name in ("sketch.png", "map 2.bin")]
    database.close()
    got = await Fetch(platforms, tmp_path / "held").all(wanted, tmp_path / "out")
    for platform in platforms.values():
        await platform.close()

    said = {"sketch.png": PICTURE, "map 2.bin": BIG}
    digests = {one.file.name: one.file.sha256 for one in wanted}
    assert digests == {name: hashlib.sha256(content).hexdigest() for name, content in said.items()}
    assert {one.sha256: one.why for one in got.values()} == dict.fromkeys(digests.values(), "")
    assert {one.name for one in (tmp_path / "out").iterdir()} == set(digests.values())
    await shared.settled()


@pytest.mark.timeout(60)
async def test_a_file_in_a_thread_stays_in_its_thread(shared):
    county, city, state = shared.named("county", "city", "state")
    shared.aside("notes.txt", "plan.txt")
    root = await shared.say(county)
    await shared.settled()
    await show(state, "plan.txt", "text/plain", b"plan", thread=shared.native(root, state))
    await county.say("in the thread", thread=root.native, files=[("notes.txt", b"notes")])
    shared.aside("in the thread")

    [(message, _)] = await eventually(lambda: on_slack(county, "plan.txt"), 20)
    assert message.thread_ts == root.native
    await eventually(lambda: on_slack(city, "notes.txt"), 20)
    [content] = await eventually(lambda: on_matrix(state, "notes.txt"), 20)
    assert content["m.relates_to"]["event_id"] == shared.native(root, state)


@pytest.mark.timeout(60)
async def test_a_file_that_cannot_be_fetched_is_told_with_its_name_and_holds_nothing_up(shared):
    county, city, state, forest = shared.places
    shared.aside("lost.txt")
    shared.slack.faults.chance("download", 1.0, BROKEN)
    await shared.say(county, "look at the file", files=[("lost.txt", b"lost")])
    await shared.say(county, "and go on")

    async def told():
        await shared.look()
        there = all(any("lost.txt" in note for note in shared.notes(place)) for place in (city, state, forest))
        return there and any("Not posted" in note for note in shared.notes(county))

    await eventually(told, 30, told=shared.program.tail)
    shared.slack.faults.clear()
    await shared.quiet()
