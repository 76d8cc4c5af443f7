"""`netcontrol check` on a real homeserver: each thing that is amiss is named, with what a person has to do."""

from pydantic import SecretStr

from bot.platforms.matrix.client import connect
from tests.helpers import eventually


async def findings(bot, rooms, **changes):
    """What is fine, and what is not."""
    platform = connect(bot.name, bot.settings(**changes), bot.folder)
    found = await platform.check([bot.room(room) for room in rooms])
    await platform.close()
    return [each.what for each in found if each.ok], [each for each in found if not each.ok]


async def test_a_wrong_password_is_the_only_finding(bot):
    _, [fault] = await findings(bot, [], password=SecretStr("wrong"))
    assert (fault.where, fault.what) == ("matrix.state", "login")
    assert "password" in fault.remedy


async def test_a_homeserver_that_is_away_is_told(bot):
    _, [fault] = await findings(bot, [], homeserver="http://127.0.0.1:9")
    assert "cannot be reached" in fault.wrong


async def test_rooms_that_are_not_joined_or_allow_too_little_say_what_to_do(bot, ann):
    fine = await ann.create_room("Fine", invite=[bot.user_id])
    quiet = await ann.create_room(
        "Quiet", invite=[bot.user_id], power_level_content_override={"events": {"m.room.message": 50}}
    )
    closed = await ann.create_room("Closed")
    bot.link(fine, quiet)
    await bot.start()
    await eventually(lambda: len(bot.ears.was_told("ready")) == 2)
    await eventually(lambda: bot.platform._account.device.signed)
    await bot.stop()
    fine_words, faults = await findings(bot, [fine, quiet, closed])
    by_room = {each.where: each for each in faults}
    assert set(by_room) == {str(bot.room(quiet)), str(bot.room(closed))}
    assert "post messages" in by_room[str(bot.room(quiet))].wrong
    assert by_room[str(bot.room(quiet))].remedy == f"give {bot.user_id} power level 50"
    assert f"invite {bot.user_id}" in by_room[str(bot.room(closed))].remedy
    assert any("cross-signed" in each for each in fine_words)
    assert any("override_ratelimit" in each for each in fine_words)
    assert any("may not (it needs level 50) notify everybody" in each for each in fine_words)
    assert any("may not (it needs level 50) pin the board" in each for each in fine_words)


async def test_a_lost_key_store_is_told_before_anything_is_sent(bot):
    await bot.start()
    await eventually(lambda: bot.platform._account.device.has_keys)
    await bot.stop()
    (bot.folder / "matrix-state" / "keys.db").unlink()
    _, [fault] = await findings(bot, [])
    assert "key store" in fault.wrong
    assert "restore it from a backup" in fault.remedy
