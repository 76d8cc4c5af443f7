"""Files in the rooms of a stage: shown by people, and found where the bot has shown them."""

import io
from urllib.parse import quote

import aiohttp


async def upload(place, name: str, mimetype: str, content: bytes) -> str:
    """The address of a file on the homeserver of a place."""
    login = place.person.login
    headers = {"Authorization": f"Bearer {login.access_token}", "Content-Type": mimetype}
    path = f"/_matrix/media/v3/upload?filename={quote(name)}"
    async with (
        aiohttp.ClientSession(login.homeserver, headers=headers) as session,
        session.post(path, data=io.BytesIO(content)) as answer,
    ):
        return (await answer.json())["content_uri"]


async def download(place, url: str) -> bytes:
    login = place.person.login
    path = f"/_matrix/client/v1/media/download/{url.removeprefix('mxc://')}"
    async with (
        aiohttp.ClientSession(login.homeserver, headers={"Authorization": f"Bearer {login.access_token}"}) as session,
        session.get(path) as answer,
    ):
        assert answer.status == 200
        return await answer.read()


async def show(place, name: str, mimetype: str, content: bytes, **more) -> str:
    """Someone shows a file in a Matrix room."""
    url = await upload(place, name, mimetype, content)
    info = {"mimetype": mimetype, "size": len(content)}
    return await place.person.send(place.room_id, name, msgtype="m.file", url=url, filename=name, info=info, **more)


def on_slack(place, name: str):
    """The messages with this file that the bot has put into a channel."""
    found = []
    for message in place.channel.messages:
        files = [place.workspace.files[id] for id in message.files]
        if message.user != place.user.id and any(file.name == name for file in files):
            found.append((message, files[0]))
    return found


async def on_matrix(place, name: str):
    await place.look()
    return [
        event["content"]
        for event in place.events.values()
        if event["sender"] == place.bot and event["content"].get("filename") == name
    ]
