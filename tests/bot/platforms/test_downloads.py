"""A file is fetched from its account's own hosts alone, over https, in bounds, never from inside a network of ours."""

import aiohttp
import pytest
from aiohttp import web

from bot.platforms import Rejected, TryLater
from bot.platforms.downloads import Sources, answer, bounded

SLACK = Sources("https://slack.com/api/", ("slack.com", "slack-files.com"))


@pytest.mark.parametrize(
    "url",
    [
        "https://slack.com/files/1",
        "https://files.slack.com/files-pri/T1-F1/plan.pdf",
        "https://files.slack.com:443/x",
        "https://a.b.slack-files.com/x",
    ],
)
def test_its_own_hosts_are_asked(url):
    assert SLACK.refusal(url) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://docs.example/plan", "lies elsewhere (docs.example)"),
        ("https://notslack.com/x", "lies elsewhere"),
        ("https://files.slack.com.evil.example/x", "lies elsewhere"),
        ("http://files.slack.com/x", "not of the protected kind"),
        ("https://files.slack.com:8443/x", "not of the protected kind"),
        ("ftp://files.slack.com/x", "not of the protected kind"),
        ("https://files.slack.com@evil.example/x", "is none"),
        ("https://user:word@files.slack.com/x", "is none"),
        ("https://169.254.169.254/latest/meta-data", "lies elsewhere"),
        ("https://[::1]/x", "lies elsewhere"),
        ("https://files.slack.com:99999/x", "is none"),
        ("file:///etc/passwd", "is none"),
        ("", "is none"),
    ],
)
def test_nothing_else_is_asked_and_people_are_told_why(url, why):
    assert why in SLACK.refusal(url)


@pytest.fixture
async def host():
    """A server that leads on to whatever its path says: /to?where=…, and round in circles at /round."""

    async def to(request):
        raise web.HTTPFound(request.query["where"])

    async def round_(_):
        raise web.HTTPFound("/round")

    async def file(request):
        return web.Response(body=b"plan", headers={"Seen": request.headers.get("Authorization", "")})

    app = web.Application()
    app.add_routes([web.get("/to", to), web.get("/round", round_), web.get("/file", file)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        yield session, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def fetched(session, sources, url):
    async with answer(session, sources, url, {"Authorization": "Bearer secret"}) as found:
        return await found.read(), found.headers["Seen"]


async def test_the_accounts_own_host_may_lie_in_a_network_of_ours_and_leads_on_within_itself(host):
    session, address = host
    assert await fetched(session, Sources(f"{address}/api/"), f"{address}/to?where=/file") == (b"plan", "Bearer secret")


@pytest.mark.parametrize("where", ["http://127.0.0.1:1/x", "http://[::1]:1/x", "https://evil.example/x", "/round"])
async def test_a_redirect_is_looked_at_as_the_address_was(host, where):
    session, address = host
    with pytest.raises(Rejected, match=r"lies elsewhere|round in circles|protected kind"):
        await fetched(session, Sources(f"{address}/api/"), f"{address}/to?where={where}")


async def test_a_name_that_leads_inside_is_refused(monkeypatch, host):
    session, _ = host

    async def inside(*_, **__):
        return [(0, 0, 0, "", ("10.0.0.7", 443))]

    monkeypatch.setattr("bot.platforms.downloads.getproxies", dict)
    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", inside)
    with pytest.raises(Rejected, match="not public"):
        await fetched(session, SLACK, "https://files.slack.com/x")


async def test_a_name_that_is_not_found_is_tried_again(monkeypatch, host):
    session, _ = host

    async def nowhere(*_, **__):
        raise OSError

    monkeypatch.setattr("bot.platforms.downloads.getproxies", dict)
    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", nowhere)
    with pytest.raises(TryLater, match="cannot be found"):
        await fetched(session, SLACK, "https://files.slack.com/x")


async def test_more_than_was_agreed_is_not_read():
    async def endless():
        while True:
            yield bytes(400_000)

    with pytest.raises(Rejected, match="larger than 1 MB"):
        async for _ in bounded(endless(), 1_000_000):
            pass
