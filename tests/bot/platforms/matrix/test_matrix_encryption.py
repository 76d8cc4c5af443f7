"""Encrypted rooms: two real devices understand each other, and nothing ever goes out in the clear."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.platforms import Draft, Rejected
from bot.platforms.matrix.signing import canonical
from commands.domain.messages import File
from commands.domain.text import plain
from tests.helpers import eventually, just_now


async def together(bot, other, ann):
    """Both bots in one encrypted room that Ann has made."""
    room = await ann.create_room("Secret", invite=[bot.user_id, other.user_id], encrypted=True)
    for each in (bot, other):
        each.link(room)
        await each.start()
    for each in (bot, other):
        await eventually(lambda each=each: ("ready", room, "Secret") in each.ears.told)
    await eventually(lambda: bot.platform._account.vault.published and other.platform._account.vault.published)
    return room


def draft(text):
    return Draft(text=plain(text), author="Bo (County)")


async def tell(each, room, text):
    [payload] = each.platform.render(draft(text))
    return await each.until_sent(each.post(room, payload=payload))


async def clear_text(room, person):
    return [event for event in await person.messages(room) if event["type"] == "m.room.message"]


async def test_words_cross_an_encrypted_room_and_the_homeserver_sees_none_of_them(bot, other, ann):
    room = await together(bot, other, ann)
    posted = await tell(other, room, "secret one")
    await eventually(lambda: bot.ears.said, told=lambda: bot.ears.poisoned)
    [message] = bot.ears.said
    assert bot.ears.words() == ["Bo (County): secret one"]
    assert message.origin
    await tell(bot, room, "secret two")
    await eventually(lambda: other.ears.said)
    assert await clear_text(room, ann) == []
    [payload] = other.platform.render(draft("secret 1"))
    await other.platform.send(other.post(room, "edit", payload, target=posted.id))
    await eventually(lambda: "Bo (County): secret 1" in bot.ears.words())


async def test_a_reaction_in_an_encrypted_room_is_in_clear_as_all_clients_send_it(bot, other, ann):
    room = await together(bot, other, ann)
    posted = await tell(other, room, "secret one")
    await eventually(lambda: bot.ears.said)
    await bot.platform.send(bot.post(room, "react", {"emoji": "👍"}, target=posted.id))
    await eventually(lambda: len(bot.ears.said) + len(other.ears.said) == 2)

    (reaction,) = [event for event in await ann.messages(room) if event["type"] == "m.reaction"]
    assert reaction["content"]["m.relates_to"]["event_id"] == posted.id
    assert [(one.emoji, one.id) for one in other.ears.said] == [("👍", posted.id)]


async def test_keys_last_over_restarts_of_both_sides(bot, other, ann):
    room = await together(bot, other, ann)
    await tell(other, room, "before")
    await eventually(lambda: bot.ears.said)
    await bot.stop()
    await tell(other, room, "away")
    await other.stop()
    await other.start()
    await tell(other, room, "another session")
    await bot.start()
    await eventually(lambda: len(bot.ears.said) == 3, told=lambda: bot.ears.poisoned)
    assert [text.rpartition(": ")[2] for text in bot.ears.words()] == ["before", "away", "another session"]
    await tell(bot, room, "answer")
    await eventually(lambda: other.ears.said)


async def test_an_encrypted_post_is_found_again_by_its_marker(bot, other, ann):
    room = await together(bot, other, ann)
    [payload] = bot.platform.render(draft("where am I"))
    post = bot.post(room, payload=payload)
    posted = await bot.until_sent(post)
    looked = bot.post(room, payload=payload, id=post.id, attempted=just_now())
    assert await bot.platform.look(looked) == posted


@pytest.mark.parametrize("damage", ["missing", "garbage"])
async def test_without_a_readable_key_store_nothing_is_sent_and_the_reason_is_told(bot, other, ann, damage):
    room = await together(bot, other, ann)
    await tell(bot, room, "first")
    await bot.stop()
    store = bot.folder / "matrix-state" / "keys.db"
    store.unlink() if damage == "missing" else store.write_bytes(b"not a database" * 100)
    open_room = await ann.create_room("Open", public=True)
    bot.link(open_room)
    await bot.start()
    await eventually(lambda: bot.ears.was_told("lost"))
    assert "key store" in bot.ears.was_told("lost")[0][2]
    with pytest.raises(Rejected, match="key store"):
        await bot.say(room, draft("second"))
    assert await clear_text(room, ann) == []
    await eventually(lambda: ("ready", open_room, "Open") in bot.ears.told)
    await bot.say(open_room, draft("in the open"))


async def test_a_message_without_a_key_is_told_once_and_relayed_once_when_the_key_comes(bot, other, ann, tmp_path):
    room = await together(bot, other, ann)
    await tell(other, room, "early")
    await eventually(lambda: bot.ears.said)
    await bot.stop()
    other.platform._account.vault.olm.create_outbound_group_session(room)
    other.platform._account.vault.olm.outbound_group_sessions[room].shared = True  # its key goes to nobody
    await tell(other, room, "locked")
    await bot.start()
    await eventually(lambda: bot.ears.poisoned)
    await bot.stop()
    await bot.start()
    assert len(bot.ears.poisoned) == 1
    other.platform._account.vault.olm.export_keys(str(tmp_path / "keys.txt"), "pass", 100)
    bot.platform._account.vault.olm.import_keys(str(tmp_path / "keys.txt"), "pass")
    framed = bot.ears.told.count(("caught up", bot.platform.source))
    await ann.react(room, bot.ears.said[0].id, "👍")  # whatever comes next
    await eventually(lambda: "Bo (County): locked" in bot.ears.words())
    await eventually(lambda: bot.ears.told.count(("caught up", bot.platform.source)) == framed + 1)
    [opened] = [message for message in bot.ears.said if message.recovered]
    assert opened.order == int(opened.at.timestamp() * 1000) * 1000


async def test_files_cross_encrypted_and_come_out_whole(bot, other, ann):
    room = await together(bot, other, ann)
    content = bytes(range(256)) * 1000

    async def chunks():
        for start in range(0, len(content), 10_000):
            yield content[start : start + 10_000]

    kept = []

    async def keep(progress):
        kept.append(progress)

    file = File(id="x", name="map.png", mimetype="image/png", size=len(content))
    [payload] = other.platform.render(Draft(text=(), author="Bo", files=(file,)))
    await other.platform.send_file(other.post(room, "file", payload), file, chunks(), keep)
    await eventually(lambda: bot.ears.said)
    [found] = bot.ears.said[0].files
    assert (found.name, found.mimetype, found.size) == ("map.png", "image/png", len(content))
    assert b"".join([chunk async for chunk in bot.platform.open(found)]) == content
    assert kept[0]["file"]["v"] == "v2"
    broken = File(id=found.id, name="x", details={"file": {**found.details["file"], "hashes": {"sha256": "AAAA"}}})
    with pytest.raises(Rejected, match="checksum"):
        [chunk async for chunk in bot.platform.open(broken)]


async def keys_of(bot):
    device = bot.platform._account.device
    query = {"device_keys": {bot.user_id: []}}
    found = await bot.platform._account.api.call("POST", "/client/v3/keys/query", query)
    return found["master_keys"].get(bot.user_id), found["device_keys"][bot.user_id][device.device_id]


async def test_the_bots_device_is_cross_signed_at_its_first_login_and_stays_so(bot):
    await bot.start()
    await eventually(lambda: bot.platform._account.device.signed)
    master, device = await keys_of(bot)
    device_id = bot.platform._account.device.device_id
    answer = await bot.platform._account.api.call("POST", "/client/v3/keys/query", {"device_keys": {bot.user_id: []}})
    self_signing = answer["self_signing_keys"][bot.user_id]
    [public] = self_signing["keys"].values()
    _verify(public, device, device["signatures"][bot.user_id][f"ed25519:{public}"])
    [master_public] = master["keys"].values()
    _verify(master_public, self_signing, self_signing["signatures"][bot.user_id][f"ed25519:{master_public}"])
    own = device["keys"][f"ed25519:{device_id}"]
    _verify(own, master, master["signatures"][bot.user_id][f"ed25519:{device_id}"])
    assert (bot.folder / "matrix-state" / "cross_signing.json").stat().st_mode & 0o777 == 0o600
    await bot.stop()
    await bot.start()
    assert await keys_of(bot) == (master, device)


async def test_cross_signing_keys_made_elsewhere_are_left_alone(bot):
    await bot.start()
    await eventually(lambda: bot.platform._account.device.signed)
    master, _ = await keys_of(bot)
    await bot.stop()
    (bot.folder / "matrix-state" / "cross_signing.json").unlink()
    (bot.folder / "matrix-state" / "device.json").unlink()
    (bot.folder / "matrix-state" / "keys.db").unlink()
    await bot.start()
    await eventually(lambda: bot.platform._account.device.has_keys)
    assert (await keys_of(bot))[0]["keys"] == master["keys"]
    assert not bot.platform._account.device.signed


def _verify(public, value, signature):
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public + "="))
    key.verify(base64.b64decode(signature + "=="), canonical(value))  # raises InvalidSignature


async def test_who_joins_later_reads_what_is_said_from_then_on(bot, other, ann):
    room = await ann.create_room("Secret", invite=[bot.user_id], encrypted=True)
    bot.link(room)
    await bot.start()
    await eventually(lambda: bot.ears.was_told("ready"))
    await tell(bot, room, "alone")
    other.link(room)
    await other.start()
    await eventually(lambda: other.platform._account.vault.published)
    await ann.invite(room, other.user_id)
    await eventually(lambda: ("ready", room, "Secret") in other.ears.told)
    await eventually(lambda: other.user_id in bot.platform._account.rooms.joined[room].present)
    await tell(bot, room, "welcome")
    await eventually(lambda: other.ears.said, told=lambda: other.ears.poisoned)
    assert other.ears.words() == ["Bo (County): welcome"]


async def test_a_direct_message_about_an_encrypted_room_is_encrypted_too(bot, other, ann):
    room = await together(bot, other, ann)
    [payload] = bot.platform.render(Draft(text=plain("only you")))
    await bot.until_sent(bot.post(room, "direct", payload, target=other.user_id))
    await eventually(lambda: other.ears.said, told=lambda: other.ears.poisoned)
    [message] = other.ears.said
    assert message.direct
    assert other.ears.words() == ["only you"]
    assert other.platform._account.rooms.joined[message.room.id].encrypted


async def test_what_is_said_in_the_clear_in_an_encrypted_room_is_marked_as_such(bot, other, ann):
    room = await together(bot, other, ann)
    await ann.send(room, "!net emergency E12 trapped")
    await tell(other, room, "sealed")
    await eventually(lambda: len(bot.ears.said) == 2, told=lambda: bot.ears.poisoned)

    assert [message.exposed for message in bot.ears.said] == [True, False]
