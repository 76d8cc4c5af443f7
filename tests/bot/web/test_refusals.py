"""What comes wrong, late, twice or from elsewhere is refused in clear words, and nothing is done."""

import pytest

from storage.bridge.web import Web
from tests.bot.web.stage import COUNTY, FIRE
from tests.helpers import eventually

ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)


async def entries(stage):
    with stage.world.database.work() as work:
        return [one.words for one in work.record.log_page(FIRE, 0, 50) if one.noun == "" or one.origin == "person"]


async def test_links_that_are_none(stage):
    browser = stage.browser()
    path = await stage.link()

    assert "cut off" in await browser.page(path[:-3], 404)
    assert "cut off" in await browser.page("/in/" + "A" * 43, 404)
    assert "cut off" in await browser.page("/in/%00%ff", 404)
    for headers in ELSEWHERE:
        assert (await browser.post(path, headers=headers)).status == 403
    assert (await browser.get(path)).status == 200
    assert browser.cookies == {}


async def test_a_link_ends_after_ten_minutes(stage, monkeypatch):
    path = await stage.link()
    with stage.world.database.work() as work:
        work.connection.exec_driver_sql("UPDATE web_link SET until = '2026-01-01 00:00:00'")
    browser = stage.browser()

    assert "ten minutes are over" in await browser.page(path, 410)
    assert (await browser.post(path)).status == 410
    assert browser.cookies == {}


async def test_nothing_in_the_store_opens_a_session(stage):
    path = await stage.link()
    browser = stage.browser()
    await browser.post(path)
    token, secret = path.rpartition("/")[2], browser.cookies["nc"]

    with stage.world.database.work() as work:
        rows = work.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in rows.fetchall():
            for row in work.connection.exec_driver_sql(f'SELECT * FROM "{table}"').fetchall():
                assert token not in repr(row), table
                assert secret not in repr(row), table


async def test_presses_that_are_none_of_ours(stage):
    browser, other = await stage.signed_in(), await stage.signed_in("bo")
    path = f"/i/{FIRE}/log"
    form = await browser.form(path, "log", words="made up")

    for headers in ELSEWHERE:
        assert (await browser.post(path, form, headers=headers)).status == 403
    for changed, status in (
        ({"token": ""}, 403),
        ({"token": "x.y"}, 403),
        ({"verb": "incident close"}, 400),
        ({"verb": ""}, 400),
        ({"words": "x" * 9_000}, 400),
        ({"words": "x" * 1_000_000}, 413),
        ({"id": "R-1 all"}, 400),
        ({"choice": "0", "answer": "a.b"}, 400),
    ):
        answer = await browser.post(path, {**form, **changed})
        assert answer.status == status, changed
        assert "ot" in await answer.text()
    assert (await other.post(path, form)).status == 403
    assert (await stage.browser().post(path, form)).status == 401
    assert (await browser.post("/i/no-such/log", form)).status == 404
    assert (await browser.get("/i/no-such")).status == 404
    assert (await browser.get(f"/i/{FIRE}/nowhere")).status == 404
    assert (await browser.get(f"/i/{FIRE}/sitreps/99")).status == 404
    assert await entries(stage) == []


async def test_a_stale_form_says_how_it_stands_now(stage):
    browser = await stage.signed_in()
    await stage.world.say(COUNTY, "!net request 5 portables", "al")
    form = await browser.form(f"/i/{FIRE}/requests", "request approve", about="R-1")
    await stage.world.say(COUNTY, "!net request deny R-1 not needed", "U0CHIEF")

    page, status = await browser.send(f"/i/{FIRE}/requests", form)

    assert status == 409
    assert "R-1 has changed meanwhile: it is denied now" in page


async def test_a_refusal_reads_as_in_chat_and_keeps_what_was_typed(stage):
    browser = await stage.signed_in("bo")
    page, status = await browser.press(f"/i/{FIRE}/requests", "request", quantity="many", what="portables")

    assert status == 422
    assert "Not done" in page
    assert 'value="portables"' in page


async def test_a_page_used_before_says_so_and_the_same_again_gets_the_same_answer(stage):
    browser = await stage.signed_in()
    form = await browser.form(f"/i/{FIRE}/log", "log", words="first")
    await browser.send(f"/i/{FIRE}/log", form)
    again, same = await browser.send(f"/i/{FIRE}/log", form)
    page, status = await browser.send(f"/i/{FIRE}/log", {**form, "words": "second"})

    assert same == 303
    assert "first" in again
    assert status == 409
    assert "second</textarea>" in page


async def test_where_nobody_hears_the_press_is_withdrawn_and_never_run_late(stage):
    browser = await stage.signed_in()
    form = await browser.form(f"/i/{FIRE}/log", "log", words="too late")
    stage.desk.cancel()

    page, status = await browser.send(f"/i/{FIRE}/log", form)

    assert status == 503
    assert "NOT HEARD" in page
    assert "too late</textarea>" in page
    with stage.world.database.work() as work:
        assert Web(work.connection).asked() == ()


@pytest.mark.parametrize("how", ["board out", "page"])
async def test_signing_out(stage, how):
    browser = await stage.signed_in()
    kept = dict(browser.cookies)
    if how == "page":
        answer = await browser.post("/out")
        assert "Clear-Site-Data" in answer.headers
    else:
        await stage.world.say(COUNTY, "!net board out", "U0CHIEF")
    browser.cookies = kept

    assert (await browser.get(f"/i/{FIRE}")).status == 401


async def test_a_display_reads_and_never_writes(stage):
    wall = await stage.signed_in(line='board display "EOC wall"')
    page = await wall.page(f"/i/{FIRE}/log")

    assert "Write into the log" not in page
    assert "EOC wall" in page
    assert (await wall.post(f"/i/{FIRE}/log", {"verb": "log", "words": "x", "token": "a.b"})).status == 403
    await stage.world.say(COUNTY, "!net board out EOC wall", "bo")
    assert (await wall.get(f"/i/{FIRE}")).status == 200
    await stage.world.say(COUNTY, "!net board out EOC wall", "U0CHIEF")

    async def ended():
        return (await wall.get(f"/i/{FIRE}")).status == 401

    await eventually(ended)


async def test_markup_in_names_and_words_is_shown_and_never_run(stage):
    await stage.world.say(COUNTY, '!net log <script>alert(1)</script> "onclick=x', "al")
    browser = await stage.signed_in()
    text = await (await browser.get(f"/i/{FIRE}/log")).text()

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


async def test_a_stranger_is_sent_no_link(stage):
    stage.world.accounts["slack.county"].strangers.add("slack.county/eve")
    await stage.world.say(COUNTY, "!net board link", "eve", direct=True, inside=False)
    await stage.world.settled()

    assert not [text for to, text in stage.world.server.whispers if "/in/" in text]
