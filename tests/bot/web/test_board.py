"""Somebody signs in from chat, reads and presses; what is said goes through the same corridor as in a room."""

import asyncio
import re

import aiohttp

from commands.domain.messages import Kind
from tests.bot.web.stage import COUNTY, FIRE, STATE
from tests.helpers import eventually


async def test_a_chief_signs_in_from_slack_approves_and_the_room_reads_it(stage):
    await stage.world.say(COUNTY, "!net request 5 VHF portables div:A priority:urgent", "al")
    path = await stage.link("U0CHIEF")
    looker = stage.browser()

    page = await looker.page(path)  # a preview of the link looks first
    assert "Open the board as U0Chief" in page
    assert (await looker.get(path)).status == 200
    assert (await looker.get(f"/i/{FIRE}")).status == 401
    entered = await looker.post(path)
    assert entered.status == 303
    assert entered.headers["Location"] == "/"
    assert path.rpartition("/")[2] not in str(entered.headers)
    assert (await looker.post(path)).status == 410
    assert "used already" in await looker.page(path, 410)

    assert "Bear Creek Fire" in await looker.page("/")
    lanes = await looker.page(f"/i/{FIRE}/requests")
    assert "5 VHF portables" in lanes
    assert 'data-live="no"' in lanes
    assert re.search(r'data-as-of="20\d\d-\d\d-\d\dT[^"]+"', lanes)

    answered, status = await looker.press(f"/i/{FIRE}/requests", "request approve", about="R-1")
    assert status == 303
    assert "R-1" in answered
    await stage.world.settled()
    assert [text for text in stage.world.server.texts(STATE) if "R-1" in text and "pproved" in text]


async def test_what_is_logged_on_a_page_is_in_the_log_once(stage):
    browser = await stage.signed_in()
    form = await browser.form(f"/i/{FIRE}/log", "log", words='strike team at DP 12, "all" key:value <b>well</b>')

    first, again = await asyncio.gather(browser.send(f"/i/{FIRE}/log", form), browser.send(f"/i/{FIRE}/log", form))

    assert first[1] == again[1] == 303
    page = await browser.page(f"/i/{FIRE}/log")
    assert page.count("strike team at DP 12") == 1
    with stage.world.database.work() as work:
        [entry] = work.record.log_page(FIRE, 0, 10)
    assert "key:value <b>well</b>" in entry.words
    assert entry.author == "slack.county/U0CHIEF"


async def test_every_screen_is_shown_and_carries_what_keeps_it_safe(stage):
    browser = await stage.signed_in()
    await stage.world.say(COUNTY, "!net checkin E12 4 persons div:A", "al")
    await stage.world.say(COUNTY, "!net par start", "U0CHIEF")
    await stage.world.say(COUNTY, "!net sitrep", "U0CHIEF")
    await stage.world.say(COUNTY, "!net freq assign VTAC14 as:Command", "U0CHIEF")
    await stage.world.say(COUNTY, "!net freq down VTAC14 no power", "U0CHIEF")

    for screen, words in {
        "": "How it stands", "/par": "PAR P-1", "/requests": "Requests: 0 open", "/radio": "VTAC14",
        "/log": "Write into the log", "/sitreps": "Sitrep 1", "/sitreps/1": "E12", "/bridge": "HEARS",
    }.items():  # fmt: skip
        answer = await browser.get(f"/i/{FIRE}{screen}")
        text = await answer.text()
        assert answer.status == 200, (screen, text)
        assert words in text, (screen, text)
        assert 'data-live="no"' in text
        assert "data-as-of=" in text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?! src=\"/static/)|\son\w+=|style=", text), screen
        assert "token" not in answer.headers.get("Location", "")


async def test_a_change_comes_by_the_stream_and_a_beat_says_of_when(stage):
    browser = await stage.signed_in()
    held = {"Cookie": f"nc={browser.cookies['nc']}"}
    async with (
        aiohttp.ClientSession(headers=held) as client,
        client.get(f"{stage.base}/live?i={FIRE}&s=requests") as stream,
    ):
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.headers["X-Accel-Buffering"] == "no"

        async def until(words):
            while True:
                line = (await stream.content.readline()).decode()
                if words in line:
                    return line

        await asyncio.wait_for(until('"at"'), 10)
        await stage.world.say(COUNTY, "!net request 3 generators", "al")
        assert "3 generators" in await asyncio.wait_for(until("3 generators"), 10)


async def test_whoever_leaves_the_room_sees_nothing_from_the_next_beat_on(stage):
    browser = await stage.signed_in("bo")
    assert "Bear Creek Fire" in await browser.page(f"/i/{FIRE}")

    await stage.world.say(COUNTY, "", "bo", kind=Kind.HAPPENED, action="left")
    stage.world.accounts["slack.county"].strangers.add("slack.county/bo")

    async def gone():
        return (await browser.get(f"/i/{FIRE}")).status == 404

    await eventually(gone, 10)
