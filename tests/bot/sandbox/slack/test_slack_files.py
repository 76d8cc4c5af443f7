"""Files: three steps up, a message a little later, and a download that needs the token."""

import aiohttp


async def test_an_upload_is_shown_a_little_later(app, client, county, ops):
    answer = await client.files_upload_v2(
        channel=ops.id, content=b"\x89PNG", filename="map.png", initial_comment="the map", username="Amy"
    )
    file_id = answer["file"]["id"]
    assert answer["file"]["shares"] == {}
    await county.wait_for(lambda: app.of("message", "file_share"))
    message = ops.messages[-1]
    assert (message.text, message.files, message.username) == ("the map", (file_id,), "Amy")
    shared = (await client.files_info(file=file_id))["file"]
    assert shared["shares"]["public"][ops.id][0]["ts"] == message.ts
    assert (shared["mimetype"], shared["size"]) == ("image/png", 4)
    assert "url_private" not in app.of("message", "file_share")[0]["files"][0]


async def test_a_persons_file_is_downloaded_with_the_token_only(client, county, amy, ops):
    message = await county.say(amy, ops, "look", files=[("notes.txt", b"42")])
    file = (await client.files_info(file=message.files[0]))["file"]
    async with aiohttp.ClientSession() as session:
        bearer = {"Authorization": f"Bearer {county.bot_token}"}
        async with session.get(file["url_private_download"], headers=bearer) as answer:
            assert (answer.content_type, await answer.read()) == ("text/plain", b"42")
        async with session.get(file["url_private"]) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")


async def test_an_upload_is_complete_only_once_and_only_after_its_bytes(client, ops, refused):
    opened = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    finish = {"files": [{"id": opened["file_id"]}], "channel_id": ops.id}
    assert (await refused(client.files_completeUploadExternal(**finish)))["error"] == "file_not_found"
    async with aiohttp.ClientSession() as session, session.post(opened["upload_url"], data=b"abc") as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 3")
    await client.files_completeUploadExternal(**finish)
    assert (await refused(client.files_completeUploadExternal(**finish)))["error"] == "file_not_found"


async def test_a_file_for_a_channel_without_the_bot_is_refused_and_not_lost(client, county, amy, ops, refused):
    other = county.add_channel("other", amy, bot=False)
    opened = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with aiohttp.ClientSession() as session:
        await session.post(opened["upload_url"], data=b"abc")
    files = [{"id": opened["file_id"]}]
    answer = await refused(client.files_completeUploadExternal(files=files, channel_id=other.id))
    assert answer["error"] == "not_in_channel"
    await client.files_completeUploadExternal(files=files, channel_id=ops.id)
    await county.wait_for(lambda: ops.messages)


async def test_only_ones_own_files_can_be_deleted(client, county, amy, ops, refused):
    theirs = (await county.say(amy, ops, "", files=[("a.txt", b"a")])).files[0]
    assert (await refused(client.files_delete(file=theirs)))["error"] == "cant_delete_file"
    mine = (await client.files_upload_v2(channel=ops.id, content=b"b", filename="b.txt"))["file"]["id"]
    await client.files_delete(file=mine)
    assert (await refused(client.files_info(file=mine)))["error"] == "file_not_found"
