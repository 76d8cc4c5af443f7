"""An encrypted Matrix room is bridged like any other, and its homeserver reads none of it."""

import pytest

from bot.sandbox.homeserver import Homeserver
from tests.bridge.encrypted import EncryptedPlace
from tests.bridge.stage import Stage, each_alone, staged, unique


async def add_encrypted(stage: Stage, homeserver: Homeserver, stack, folder) -> EncryptedPlace:
    """A third homeserver account, in an encrypted room with one person."""
    plain = await stage.add_matrix("secret", "Tactical", "Sue Day", homeserver, stack, encrypted=True)
    login = await homeserver.register(unique("sue"), displayname="Sue Day")
    await plain.person.invite(plain.room_id, login.user_id)
    place = EncryptedPlace(plain.name, plain.label, plain.person, plain.shown_name, plain.room_id, plain.bot)
    stage.places[stage.places.index(plain)] = place
    folder.mkdir()
    await stack.enter_async_context(place.entered(login, folder))
    return place


@pytest.mark.timeout(120)
async def test_an_encrypted_room_is_bridged_and_its_homeserver_reads_nothing(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk", opened=False) as stage:
        secret = await add_encrypted(stage, homeserver, stage.stack, tmp_path / "sue")
        await stage.open()
        said = await each_alone(stage)
        await stage.edit(said[0], f"{said[0].text}, corrected")
        await stage.edit(said[2], f"{said[2].text}, corrected")
        await stage.settled()
        await stage.say(stage.places[0], thread=said[2])
        await stage.say(secret, thread=said[0])
        await stage.react(secret, said[0], "👍")
        await stage.settled()

        await stage.program.restart()
        gone = await stage.say(secret)
        await stage.settled()
        await stage.delete(gone)
        await stage.unreact(secret, said[0], "👍")
        await stage.quiet()

        assert not secret.unread
        sent = await secret.person.messages(secret.room_id)
        assert not [event for event in sent if event["type"] == "m.room.message"]
        assert sum(1 for event in sent if event["type"] == "m.room.encrypted") > 10
        assert any("Encryption ends at Net Control" in note for note in stage.notes(stage.places[0]))
