"""Device and keys in the shared store: another process, with another folder, is the same device and reads on."""

import json

import pytest

from bot.operations.keepers import StoreBox, StoreKeeper
from bot.platforms import Rejected
from bot.platforms.matrix.cabinet import MOVED
from bot.platforms.matrix.client import connect
from bot.runtime.clerk import Clerk
from storage.store import Database
from tests.blank import migrated
from tests.bot.platforms.matrix.conftest import Bot
from tests.bot.platforms.matrix.test_matrix_encryption import tell, together
from tests.helpers import eventually

WORDS = "correct horse battery staple again"


@pytest.fixture(params=["file", "postgres"])
def keeper(request, tmp_path):
    url = f"sqlite:///{tmp_path}/net.db"
    if request.param == "file":
        migrated(url).close()
    database = Database(url if request.param == "file" else request.getfixturevalue("postgres_migrated"))
    clerk = Clerk(database)
    yield StoreKeeper(clerk, StoreBox(WORDS), "matrix.state", lambda _work: None)
    clerk.close()
    database.close()


async def moved_to(bot, folder):
    """The account in another process on another machine: nothing of its folder is there."""
    folder.mkdir()
    successor = Bot(bot.homeserver, bot.login, folder, bot.name)
    successor.keeper = bot.keeper
    successor.ears.linked = bot.ears.linked
    successor.ears.kept = bot.ears.kept
    await successor.start()
    return successor


async def test_a_successor_is_the_same_device_and_reads_what_was_said_meanwhile(bot, other, ann, keeper, tmp_path):
    bot.keeper = keeper
    room = await together(bot, other, ann)
    await tell(other, room, "before")
    await eventually(lambda: bot.ears.said)
    device = bot.platform._account.device.device_id
    await bot.stop()
    assert list((bot.folder / "matrix-state").iterdir()) == []
    await tell(other, room, "meanwhile")

    successor = await moved_to(bot, tmp_path / "elsewhere")
    try:
        await eventually(lambda: successor.ears.said, told=lambda: successor.ears.poisoned)
        assert successor.platform._account.device.device_id == device
        assert [text.rpartition(": ")[2] for text in successor.ears.words()] == ["meanwhile"]
        await tell(successor, room, "answer")
        await eventually(lambda: other.ears.said, told=lambda: other.ears.poisoned)
    finally:
        await successor.stop()


async def test_what_stood_in_the_folder_is_taken_over_once(bot, other, ann, keeper):
    room = await together(bot, other, ann)
    await tell(other, room, "before")
    await eventually(lambda: bot.ears.said)
    device = bot.platform._account.device.device_id
    await bot.stop()
    bot.keeper = keeper
    await tell(other, room, "meanwhile")
    await bot.start()
    await eventually(lambda: len(bot.ears.said) == 2, told=lambda: bot.ears.poisoned)

    assert bot.platform._account.device.device_id == device
    left = sorted(path.name for path in (bot.folder / "matrix-state").iterdir())
    assert left == [f"{name}{MOVED}" for name in ("cross_signing.json", "device.json", "keys.db")]


async def test_a_second_device_in_the_folder_is_told_and_not_used(bot, ann, keeper):
    bot.keeper = keeper
    room = await ann.create_room("Open", public=True)
    bot.link(room)
    await bot.start()
    device = bot.platform._account.device.device_id
    await bot.stop()
    folder = bot.folder / "matrix-state"
    folder.mkdir(exist_ok=True)
    kept = bot.platform._account.cabinet.read("device.json")
    (folder / "device.json").write_text(json.dumps({**kept, "device_id": "ANOTHER"}))

    account = (await _again(bot))._account
    with pytest.raises(Rejected, match="move the folder's away"):
        await account.open()
    assert json.loads((await keeper.load())["device.json"])["device_id"] == device
    await bot.platform.close()


async def _again(bot):
    bot.platform = connect(bot.name, bot.settings(), bot.folder)
    bot.platform.keep_in(bot.keeper)
    return bot.platform
