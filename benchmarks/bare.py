"""The floor of benchmarks/relay.py: nio and Bolt back to back. It relays text and remembers nothing.

    python benchmarks/bare.py config.toml

It says "ready" when it hears both sides. What Net Control takes beyond this is the price of its promises.
"""

import asyncio
import sys
import tomllib
from pathlib import Path
from typing import Any

from nio import AsyncClient, MatrixRoom, RoomMessageText
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main(config: dict[str, Any]) -> None:
    slack, matrix = config["slack"]["county"], config["matrix"]["state"]
    channel, room = (one.partition("/")[2] for one in config["incident"]["bear-creek"]["rooms"])
    app = AsyncApp(client=AsyncWebClient(slack["bot_token"], base_url=slack["base_url"]))
    client = AsyncClient(matrix["homeserver"], matrix["user_id"])
    await client.login(matrix["password"])
    first = await client.sync(full_state=True)

    @app.event("message")
    async def to_matrix(event: dict[str, str]) -> None:
        if "bot_id" not in event:
            content = {"msgtype": "m.text", "body": f"{event['user']}: {event['text']}"}
            await client.room_send(room, "m.room.message", content)

    async def to_slack(_room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != client.user_id:
            await app.client.chat_postMessage(channel=channel, text=event.body, username=event.sender)

    client.add_event_callback(to_slack, RoomMessageText)
    await AsyncSocketModeHandler(app, slack["app_token"]).connect_async()
    print("ready", flush=True)
    await client.sync_forever(timeout=30_000, since=first.next_batch)


if __name__ == "__main__":
    asyncio.run(main(tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
