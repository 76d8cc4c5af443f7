"""Files that people said: their digest is noted as they are copied, and an export holds them by it or says why not."""

import asyncio
import hashlib
import json

import pytest

from bot.archive.attachments import FOLDER, Fetch
from bot.archive.export import export
from bot.archive.restore import bring_in, compare
from bot.platforms import Rejected, TryLater
from commands.domain.errors import Refused
from commands.domain.messages import File
from storage.store import Database
from tests.blank import migrated
from tests.bot.world import COUNTY, FIRE, STATE, World

MAP = File(id="F1", name="map.pdf", mimetype="application/pdf", details={"url": "https://secret"})
BYTES = b"bytes of F1"
DIGEST = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def store(tmp_path):
    """The URL of a store with its tables."""
    url = f"sqlite:///{tmp_path}/net.db"
    migrated(url).close()
    return url


@pytest.fixture
async def world(store):
    world = World(store)
    await world.start()
    yield world
    await world.stop()
    world.database.close()


def out_of(world, folder, of=None, kept=None, **more):
    """An export while the program runs, its accounts asked for what was said on them; or one of an imported record."""
    fetch = Fetch({}, kept) if kept else Fetch(world.accounts, folder.parent / "held")

    def bring(wanted, into):
        return asyncio.run(fetch.all(wanted, into))

    more = {"fetch": bring, "forms": False} | more
    made = export(of or world.database, FIRE, folder, at=world.now(), zone="UTC", **more)
    return json.loads((made / "manifest.json").read_text())


async def exported(world, folder, **more):
    return await asyncio.to_thread(out_of, world, folder, **more)


def said(world):
    with world.database.work() as work:
        return work.talk.find(COUNTY, "m1").files


async def test_the_digest_of_a_file_is_noted_as_it_is_copied(world):
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.settled()

    assert [(file.sha256, file.size) for file in said(world)] == [(DIGEST, len(BYTES))]
    assert "map.pdf: bytes of F1" in world.server.texts(STATE)


async def test_a_file_that_did_not_come_whole_has_no_digest(world):
    async def torn(file):
        yield b"bytes"
        raise Rejected("gone")

    world.accounts[COUNTY.source].open = torn
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.settled()

    assert [file.sha256 for file in said(world)] == [""]


async def test_an_export_holds_files_by_their_digest_and_the_conversation_names_it(world, tmp_path):
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.say(COUNTY, "The same map", files=(MAP,))
    await world.settled()
    manifest = await exported(world, tmp_path / "out")

    assert [(one["path"], one["missing"]) for one in manifest["attachments"]] == [(f"{FOLDER}/{DIGEST}", "")] * 2
    assert (tmp_path / "out" / FOLDER / DIGEST).read_bytes() == BYTES
    assert (tmp_path / "out" / FOLDER / DIGEST).stat().st_mode & 0o777 == 0o600
    assert [one["size"] for one in manifest["files"] if one["sha256"] == DIGEST] == [len(BYTES)]
    text = (tmp_path / "out" / "conversation.txt").read_text()
    assert f"[file map.pdf ({len(BYTES)} bytes, SHA-256 {DIGEST})]" in text
    assert "https://secret" not in text + (tmp_path / "out" / "records" / "said.jsonl").read_text()


async def test_a_file_that_no_room_got_a_copy_of_has_its_digest_noted_by_the_export(store, tmp_path):
    world = World(store, rooms=(COUNTY,))
    await world.hub.load()
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    manifest = await exported(world, tmp_path / "out")

    assert [one["sha256"] for one in manifest["attachments"]] == [DIGEST]
    assert [(file.sha256, file.size) for file in said(world)] == [(DIGEST, len(BYTES))]
    assert f'"sha256":"{DIGEST}"' in (tmp_path / "out" / "records" / "said.jsonl").read_text()
    world.database.close()


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Rejected("file_deleted"), "file_deleted"),
        (TryLater("HTTP 503"), "HTTP 503"),
        (None, "what its platform gives out is not what was copied: its SHA-256 differs"),
    ],
)
async def test_a_file_that_cannot_be_had_is_listed_with_its_digest_and_the_reason(world, tmp_path, fault, why):
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.settled()

    async def given(file):
        yield b"other bytes"
        if fault:
            raise fault

    world.accounts[COUNTY.source].open = given
    [one] = (await exported(world, tmp_path / "out"))["attachments"]

    assert (one["name"], one["size"], one["sha256"]) == ("map.pdf", len(BYTES), DIGEST)
    assert (one["path"], one["missing"]) == ("", why)
    assert not [*(tmp_path / "out").glob(f"{FOLDER}/*"), *(tmp_path / "out").glob(f"{FOLDER}/.*")]


async def test_an_account_that_does_not_answer_is_not_asked_for_every_file(world, tmp_path):
    asked = []

    async def busy(file):
        asked.append(file.name)
        raise TryLater("HTTP 503")
        yield b""

    for number in range(20):
        await world.say(COUNTY, f"Map {number}", files=(File(id=f"F{number}", name=f"{number}.pdf"),))
    await world.settled()
    world.accounts[COUNTY.source].open = busy
    manifest = await exported(world, tmp_path / "out")

    assert len(set(asked)) < 10
    assert sum("does not answer: HTTP 503" in one["missing"] for one in manifest["attachments"]) > 10


async def test_without_fetching_the_manifest_says_that_nobody_asked(world, tmp_path):
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.settled()
    [one] = (await exported(world, tmp_path / "out", fetch=None))["attachments"]

    assert (one["sha256"], one["path"], one["missing"]) == (DIGEST, "", "not fetched: it was not asked for")


async def test_an_import_keeps_attachments_and_its_own_export_holds_them_again(world, tmp_path):
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.settled()
    manifest = await exported(world, tmp_path / "out")
    blank, told, kept = Database(f"sqlite:///{tmp_path}/blank.db"), [], tmp_path / "kept"

    bring_in(blank, tmp_path / "out", told.append, keep=kept)

    assert told[1] == "1 attachments kept; of 0 the bytes are not in the export."
    assert (kept / DIGEST).read_bytes() == BYTES
    assert (await exported(world, tmp_path / "again", of=blank, kept=kept))["attachments"] == manifest["attachments"]
    (kept / DIGEST).write_bytes(b"something else")
    [one] = (await exported(world, tmp_path / "third", of=blank, kept=kept))["attachments"]
    assert one["missing"] == "the kept file is not what it was: its SHA-256 differs"
    blank.close()


async def test_verify_compares_every_file_of_the_folder_and_the_record_with_the_store(world, tmp_path):
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.settled()
    await exported(world, tmp_path / "out")
    told = []

    compare(world.database, tmp_path / "out", told.append)
    assert "files as exported, 1 attachments among them" in told[0]
    assert "the store holds the same record, byte for byte" in told[1]

    await world.say(COUNTY, "!log Spot fire")
    with pytest.raises(Refused, match="does not come out of the store as it went in: the store has gone on"):
        compare(world.database, tmp_path / "out", told.append)
    (tmp_path / "out" / FOLDER / DIGEST).write_bytes(b"bytes of F2")
    with pytest.raises(Refused, match=f"{FOLDER}/{DIGEST} is not what was exported"):
        compare(world.database, tmp_path / "out", told.append)
    (tmp_path / "out" / FOLDER / DIGEST).unlink()
    with pytest.raises(Refused, match=f"{FOLDER}/{DIGEST} is missing"):
        compare(world.database, tmp_path / "out", told.append)


async def test_an_attachment_that_is_not_named_by_its_digest_is_not_taken(world, tmp_path):
    await world.say(COUNTY, "Map of Div A", files=(MAP,))
    await world.settled()
    manifest = await exported(world, tmp_path / "out")
    manifest["attachments"][0]["sha256"] = "../../net.db"
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(manifest))
    blank = Database(f"sqlite:///{tmp_path}/blank.db")

    with pytest.raises(Refused, match=r"The attachment map\.pdf is not named by its digest"):
        bring_in(blank, tmp_path / "out", lambda _: None, keep=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    blank.close()
