"""The demo as a newcomer starts it: the script holds its promise, the page relays, and nothing is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from string import Template

import aiohttp
import psutil
import pytest
from rich.console import Console

from bot.sandbox.demo import stage as stages
from tests.helpers import eventually

PROJECT = Path(__file__).parents[3]


class Demo:
    """`python -m bot demo …` as a child, with temporary folders of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.children: set[psutil.Process] = set()
        environ = {**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", *words], cwd=PROJECT, env=environ, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    async def until_it_says(self, words: str) -> str:
        """The first line with these words. Notes all processes that run by then."""
        assert self.process.stdout
        while line := await asyncio.to_thread(self.process.stdout.readline):
            self.said.append(line)
            if words in line:
                self.children |= set(psutil.Process(self.process.pid).children(recursive=True))
                return line
        raise AssertionError("".join(self.said))

    async def until_it_ends(self) -> int:
        assert self.process.stdout
        self.said.append(await asyncio.to_thread(self.process.stdout.read))
        return await asyncio.to_thread(self.process.wait)

    def left_behind(self) -> list[object]:
        return [one for one in self.children if one.is_running()] + list(self.folder.iterdir())


@pytest.fixture
def start(tmp_path):
    begun: list[Demo] = []

    def start(*words: str) -> Demo:
        begun.append(Demo(tmp_path, *words))
        return begun[-1]

    yield start
    for demo in begun:
        demo.process.kill()
        demo.process.wait()
        demo.process.stdout.close()


class Visitor:
    """Somebody who has the page open."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.people: dict[str, list[str]] = {}
        self.messages: dict[tuple[str, str], dict] = {}

    async def do(self, side: str, deed: str, **more: object) -> None:
        await self._socket.send_json({"do": deed, "side": side, "by": self.people[side][0], **more})

    async def until(self, side: str, predicate) -> dict:
        async with asyncio.timeout(30):
            while not (found := [one for key, one in self.messages.items() if key[0] == side and predicate(one)]):
                self._take(await self._socket.receive_json())
        return found[0]

    def _take(self, told: dict) -> None:
        if told["type"] == "hello":
            self.people = {side: [who["id"] for who in about["people"]] for side, about in told["sides"].items()}
        for message in told.get("changed", ()):
            self.messages[message["side"], message["id"]] = message


def shows(words: str):
    return lambda message: any(words in part["html"] for part in message["parts"])


@pytest.mark.harsh
@pytest.mark.timeout(180)
async def test_the_scripted_incident_ends_well(start, tmp_path):
    demo = start("--script")
    await demo.until_it_says("Net Control is started again")
    assert await demo.until_it_ends() == 0, "".join(demo.said)
    assert "Each message once" in demo.said[-1]
    assert demo.left_behind() == []


@pytest.mark.timeout(120)
async def test_what_is_said_on_the_page_is_seen_on_the_other_side_and_ctrl_c_leaves_nothing_behind(start):
    demo = start("--no-browser")
    url = (await demo.until_it_says("http://")).split()[-1]
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}socket") as socket:
        visitor = Visitor(socket)
        await visitor.until("matrix", shows("This room is linked"))
        await visitor.do("slack", "say", text="*Staging* <img src=x onerror=alert(1)> at gate 4")
        seen = await visitor.until("matrix", shows("gate 4"))
        assert seen["author"] == "Dana Whitfield (Ada County)"
        assert seen["parts"][0]["html"] == "<strong>Staging</strong> &lt;img src=x onerror=alert(1)&gt; at gate 4"
        await visitor.do("matrix", "react", id=seen["id"], emoji="👍")
        await visitor.until("slack", lambda one: [given["emoji"] for given in one["reactions"]] == ["👍"])
        await visitor.do("slack", "say", text="/net roster")
        answer = await visitor.until("slack", lambda one: one["only"])
        assert answer["only"] == visitor.people["slack"][0]
        await visitor.do("matrix", "say", text="**bold**")
        assert (await visitor.until("slack", shows("<strong>bold</strong>")))["author"] == "Ruth Kimani (State EOC)"
    demo.process.send_signal(signal.SIGINT)
    assert await demo.until_it_ends() == 0
    assert len(demo.children) >= 2
    assert demo.left_behind() == []


@pytest.mark.timeout(120)
async def test_another_web_site_cannot_reach_in(start):
    demo = start("--no-browser")
    url = (await demo.until_it_says("http://")).split()[-1]
    async with aiohttp.ClientSession() as session:
        for strange in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            async with session.get(f"{url}socket", headers=strange) as refused:
                assert refused.status == 403
        async with session.get(url) as page:
            assert page.status == 200
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    demo.process.send_signal(signal.SIGTERM)
    assert await demo.until_it_ends() == 0
    assert demo.left_behind() == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("told", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.harsh)])
async def test_an_interrupted_start_leaves_nothing_behind(start, told):
    demo = start("--no-browser")
    await demo.until_it_says("✓ Matrix homeserver")
    demo.process.send_signal(told)
    assert await demo.until_it_ends() == 130
    assert demo.children
    assert demo.left_behind() == []


@pytest.mark.timeout(120)
async def test_a_start_that_fails_in_the_middle_says_why_and_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(stages, "CONFIG", Template('[bot]\ncommandd = "net"\n'))
    before = set(psutil.Process().children())
    with pytest.raises(stages.StageError, match="commandd"):
        async with stages.open_stage(Console(quiet=True)):
            pytest.fail("the stage was set up with a faulty configuration")
    await eventually(lambda: set(psutil.Process().children()) <= before)
    assert list(tmp_path.iterdir()) == []
