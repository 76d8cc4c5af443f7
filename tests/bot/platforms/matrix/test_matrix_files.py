"""Files through a real homeserver's media store, streamed, uploaded once."""

import pytest

from bot.platforms import Draft, Rejected
from commands.domain.messages import File
from commands.domain.text import words
from tests.helpers import eventually

CONTENT = bytes(range(256)) * 1_000


async def chunks():
    for start in range(0, len(CONTENT), 10_000):
        yield CONTENT[start : start + 10_000]


async def linked(bot, ann):
    room = await ann.create_room("Ops", invite=[bot.user_id])
    bot.link(room)
    await bot.start()
    await eventually(lambda: ("ready", room, "Ops") in bot.ears.told)
    return room


async def post_file(bot, room, file, thread=None):
    kept = []

    async def keep(progress):
        kept.append(progress)

    [payload] = bot.platform.render(Draft(text=(), author="Bo (County)", files=(file,), thread=thread))
    post = bot.post(room, "file", payload)
    return post, await bot.platform.send_file(post, file, chunks(), keep), kept


async def test_a_file_is_posted_with_name_type_size_author_and_thread(bot, ann):
    room = await linked(bot, ann)
    root = await ann.send(room, "map, please")
    file = File(id="F1", name="Division A.png", mimetype="image/png", size=len(CONTENT))
    _, posted, kept = await post_file(bot, room, file, root)
    event = await ann.wait_for(room, lambda event: event["event_id"] == posted.id)
    content = event["content"]
    assert (content["msgtype"], content["filename"]) == ("m.image", "Division A.png")
    assert content["body"] == "Bo (County): Division A.png"
    assert content["info"] == {"mimetype": "image/png", "size": len(CONTENT)}
    assert content["m.relates_to"]["event_id"] == root
    assert kept == [{"url": content["url"]}]


async def test_an_upload_that_was_kept_is_not_made_again(bot, ann):
    room = await linked(bot, ann)
    file = File(id="F1", name="a.bin", size=len(CONTENT))
    post, posted, [kept] = await post_file(bot, room, file)

    async def never():
        raise AssertionError("it was uploaded already")
        yield b""

    again = bot.post(room, "file", post.payload, id=post.id, progress=kept)
    assert await bot.platform.send_file(again, file, never(), None) == posted


@pytest.mark.parametrize("told", [None, 1, 10**9])
async def test_a_file_whose_size_is_unknown_or_told_wrongly_arrives_whole(bot, ann, told):
    room = await linked(bot, ann)
    _, posted, _ = await post_file(bot, room, File(id="F1", name="a.bin", size=told))
    event = await ann.wait_for(room, lambda event: event["event_id"] == posted.id)
    mxc = event["content"]["url"]
    file = File(id=mxc, name="a.bin", details={"url": mxc})
    assert b"".join([chunk async for chunk in bot.platform.open(file)]) == CONTENT


async def test_a_persons_file_is_heard_and_opened(bot, ann):
    room = await linked(bot, ann)
    _, _, [kept] = await post_file(bot, room, File(id="F1", name="a.pdf", mimetype="application/pdf"))
    said = {
        "msgtype": "m.file",
        "filename": "plan.pdf",
        "body": "the plan",
        "url": kept["url"],
        "info": {"mimetype": "application/pdf", "size": len(CONTENT)},
    }
    await ann.send_event(room, "m.room.message", said)
    await eventually(lambda: bot.ears.messages)
    [message] = bot.ears.messages
    [file] = message.files
    assert (file.name, file.mimetype, file.size, words(message.text)) == (
        "plan.pdf",
        "application/pdf",
        len(CONTENT),
        "the plan",
    )
    assert b"".join([chunk async for chunk in bot.platform.open(file)]) == CONTENT


async def test_a_file_that_is_gone_or_no_matrix_file_is_refused_with_a_reason(bot, ann):
    await linked(bot, ann)
    for address, reason in (("mxc://localhost/nothing", "cannot be fetched"), ("https://evil.example/x", "not one of")):
        with pytest.raises(Rejected, match=reason):
            [chunk async for chunk in bot.platform.open(File(id=address, name="x", details={"url": address}))]
