"""The whole program with its board: somebody signs in from Slack, presses, and the Matrix room reads it."""

import re

import aiohttp
import pytest

from tests.bot.web.stage import Browser, free_port
from tests.bridge.stage import staged
from tests.helpers import eventually


class Here:
    def __init__(self, base):
        self.base = base


@pytest.mark.harsh
@pytest.mark.timeout(180)
async def test_a_press_on_the_board_is_read_in_the_rooms_and_the_board_ends_with_the_program(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="", opened=False) as stage:
        port = free_port()
        stage.tables.append(f'[board]\nlisten = "127.0.0.1:{port}"\n')
        await stage.open()
        county, state = stage.places
        base = f"http://127.0.0.1:{port}"

        async def served():
            try:
                async with aiohttp.ClientSession() as client, client.get(f"{base}/healthz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await eventually(served, 60, told=stage.program.tail)
        await county.say("!net board link")

        def link():
            texts = "\n".join(dm.text for dm in county.workspace.dms(county.user))
            return re.search(r"/in/[\w-]+", texts)

        path = (await eventually(link, 30, told=stage.program.tail))[0]
        assert not any("/in/" in str(shown) for place in stage.places for shown in place.shown())
        browser = Browser(Here(base))
        assert "Open the board as" in await browser.page(path)
        assert (await browser.post(path)).status == 303
        page = await browser.page("/")
        slug = re.search(r'href="/i/([\w-]+)"', page)[1]

        page, status = await browser.press(f"/i/{slug}/requests", "request", quantity="3", what="generators")
        assert status == 303, page

        async def read():
            await state.look()
            return any("3 generators" in str(shown) for shown in state.shown())

        await eventually(read, 30, told=stage.program.tail)
        await stage.program.kill()

        async def gone():
            return not await served()

        await eventually(gone, 20)
