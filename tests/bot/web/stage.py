"""A live board as it runs: the real process with uvicorn on a real store, and hub, courier and desk beside it."""

import asyncio
import re
import socket
import sys
from html import unescape

import aiohttp

from bot.config.model import load
from bot.runtime.board_key import at_hand
from bot.web.desk import Desk
from bot.web.server import made
from tests.bot.world import COUNTY, FIRE, STATE, World
from tests.helpers import eventually, just_now
from tests.imports import ROOT

CONFIG = """
[bot]
data_dir = "{folder}"
[database]
url = "{url}"
[board]
listen = "127.0.0.1:{port}"
{more}
[slack.county]
bot_token = "xoxb-1"
app_token = "xapp-1"
[matrix.state]
homeserver = "https://matrix.state.example"
user_id = "@netcontrol:state.example"
password = "made up"
[incident.bear-creek]
name = "Bear Creek Fire"
admins = ["slack.county/U0CHIEF"]
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Now(World):
    """The board's process keeps the machine's time, and so does everybody here."""

    def now(self):
        return just_now()


class Stage:
    def __init__(self, folder, url="", *, more="", rooms=(COUNTY, STATE)):
        self.folder, self.port = folder, free_port()
        self.url = url or f"sqlite:///{folder / 'netcontrol.db'}"
        self.base = f"http://127.0.0.1:{self.port}"
        self.config = folder / "config.toml"
        self.config.write_text(CONFIG.format(folder=folder, url=self.url, port=self.port, more=more))
        self.world = Now(self.url, rooms=rooms, admins=("slack.county/U0CHIEF",))
        self.process = None

    async def start(self):
        self.world.hub.board = self.base
        self.world.courier.opened = at_hand(self.folder).opened
        await self.world.start()
        self.desk = asyncio.create_task(Desk(self.world.hub).run())
        await self.serve()

    async def serve(self):
        """The server that the process has, in the test's own loop: a process of its own takes seconds to start."""
        self.server = made(load(self.config, {}))
        self.serving = asyncio.create_task(self.server._serve())
        await eventually(lambda: self.server.started)

    async def halt(self):
        self.server.should_exit = True
        await self.serving

    async def serve_apart(self):
        """The real process."""
        words = (sys.executable, "-m", "bot", "board", "--beside", "--config", str(self.config))
        self.process = await asyncio.create_subprocess_exec(*words, cwd=ROOT, stdin=asyncio.subprocess.PIPE)

        async def up():
            if self.process.returncode is not None:
                raise RuntimeError("the board's process ended")
            try:
                async with aiohttp.ClientSession() as client, client.get(f"{self.base}/healthz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await eventually(up, 45)

    async def kill(self):
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def stop(self):
        await self.kill()
        if not self.serving.done():
            await self.halt()
        self.desk.cancel()
        await asyncio.wait([self.desk])
        await self.world.stop()
        self.world.database.close()

    def browser(self):
        return Browser(self)

    async def link(self, who="U0CHIEF", room=COUNTY, line="board link", **values):
        """The path of the link that somebody is sent."""
        before = len(self.world.server.whispers)
        await self.world.say(room, f"!net {line}", who, **values)
        await self.world.settled()
        sent = [text for to, text in self.world.server.whispers[before:] if to == who]
        found = re.search(r"https?://[^/\s]+(/in/[\w-]+)", "\n".join(sent))
        assert found, self.world.server.whispers[before:]
        return found[1]

    async def signed_in(self, who="U0CHIEF", room=COUNTY, line="board link", **values):
        browser = self.browser()
        answer = await browser.post(await self.link(who, room, line, **values))
        assert answer.status == 303, await answer.text()
        return browser


class Browser:
    """Speaks HTTP as a browser without JavaScript: keeps cookies, follows nothing."""

    def __init__(self, stage):
        self.stage, self.cookies = stage, {}

    async def _ask(self, how, path, **more):
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        more["headers"] = {**({"Cookie": held} if held else {}), **more.get("headers", {})}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client,
            client.request(how, self.stage.base + path, allow_redirects=False, **more) as answer,
        ):
            await answer.read()
        for name, cookie in answer.cookies.items():
            self.cookies[name] = cookie.value
            if not cookie.value:
                del self.cookies[name]
        return answer

    async def get(self, path, **more):
        return await self._ask("GET", path, **more)

    async def post(self, path, form=None, **more):
        more.setdefault("headers", {"Sec-Fetch-Site": "same-origin"})
        return await self._ask("POST", path, data=form or {}, **more)

    async def page(self, path, status=200):
        answer = await self.get(path)
        text = await answer.text()
        assert answer.status == status, text
        return unescape(text)

    async def form(self, path, verb, **fields):
        """The form of a page with this verb, filled in."""
        forms = re.findall(r"<form method=\"post\".*?</form>", await self.page(path), re.DOTALL)
        wanted = fields.pop("about", "")
        [found] = [one for one in forms if f'value="{verb}"' in one and (not wanted or f'value="{wanted}"' in one)]
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found))
        return hidden | fields

    async def press(self, path, verb, **fields):
        """Fill in a form and press; the page with the answer, and its status."""
        return await self.send(path, await self.form(path, verb, **fields))

    async def send(self, path, form):
        answer = await self.post(path, form)
        if answer.status == 303:
            return await self.page(answer.headers["Location"]), 303
        return unescape(await answer.text()), answer.status


__all__ = ["COUNTY", "FIRE", "STATE", "Browser", "Stage"]
