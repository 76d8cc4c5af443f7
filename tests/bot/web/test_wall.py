"""The wall, as a real browser shows it; and what a page says when the server is gone and back."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.bot.web.stage import COUNTY, FIRE

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed")


async def test_a_wall_has_no_forms_no_links_and_says_what_it_cuts(stage):
    for number in range(5):
        await stage.world.say(COUNTY, f"!net checkin E{number} 4 persons div:A", "al")
    await stage.world.say(COUNTY, "!net par start", "U0CHIEF")
    wall = await stage.signed_in(line='board display "EOC wall"')

    page = await wall.page(f"/i/{FIRE}?wall=1")
    assert "<form" not in page
    assert "<a " not in page
    assert "MISSING" in page
    assert "+2 more" in page
    assert "EOC wall" in page
    assert 'data-live="no"' in page
    only = await wall.page(f"/i/{FIRE}?wall=radio,log")
    assert 'id="p-radio"' in only
    assert 'id="p-par"' not in only
    assert 'id="p-bridge"' in await wall.page(f"/i/{FIRE}/bridge?wall=1")


@needs_chromium
@pytest.mark.harsh
async def test_a_wall_fits_and_a_page_is_honest_about_its_age(stage):
    for number in range(12):
        await stage.world.say(COUNTY, f"!net checkin E{number} 4 persons div:{'ABCDEFGH'[number % 8]}", "al")
    await stage.world.say(COUNTY, "!net par start", "U0CHIEF")
    chief = await stage.signed_in()
    cookies = [{"name": name, "value": value, "url": stage.base} for name, value in chief.cookies.items()]
    async with async_playwright() as play:
        chromium = await play.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for width, height in ((1920, 1080), (3840, 2160)):
            context = await chromium.new_context(viewport={"width": width, "height": height}, color_scheme="dark")
            await context.add_cookies(cookies)
            page = await context.new_page()
            await page.goto(f"{stage.base}/i/{FIRE}?wall=1")
            await page.wait_for_selector("[data-live=yes]")
            assert await page.evaluate("document.documentElement.scrollHeight") == height
            capital = await page.evaluate(
                "(() => { const e = document.createElement('i'); e.style.cssText = 'display:block;height:1cap';"
                "document.querySelector('.far').append(e); return e.getBoundingClientRect().height; })()"
            )
            cut = await page.evaluate(
                "[...document.querySelectorAll('.panel')].map((e) => [e.id, e.scrollHeight - e.clientHeight])"
            )
            assert [one for one in cut if one[1] > 1] == []
            assert capital >= 37 * height / 1080
            await context.close()
        context = await chromium.new_context(viewport={"width": 320, "height": 700})
        await context.add_cookies(cookies)
        page = await context.new_page()
        await page.goto(f"{stage.base}/i/{FIRE}/log")
        await page.wait_for_selector("[data-live=yes]")
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        await page.reload()
        await page.wait_for_selector("[data-live=yes]")
        await stage.halt()
        await page.wait_for_selector("[data-live=no]", timeout=20_000)
        assert "NOT LIVE" in await page.title()
        assert await page.is_disabled("form[data-say] button.main")
        await page.reload()  # out of the browser's own copy
        assert await page.get_attribute("#age", "data-live") == "no"
        await stage.serve()
        await page.wait_for_selector("[data-live=yes]", timeout=15_000)
        await chromium.close()
